"""Lines as reports show them: from what stays of each the cleaned text can be made again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanpage import Cut
from cleanpage.cuts import settle
from cleanpage.report.lines import BOM, Line, lines_with_cuts
from tests.strategies import TEXTS, proposals


def joined(text: str, lines: list[Line]) -> str:
    parts = [part for line in lines if line.stays for part in ("".join(piece.text for piece in line.pieces if piece.cut is None), line.end)]
    return BOM * text.startswith(BOM) + "".join(parts[:-1])


@given(TEXTS.flatmap(lambda text: st.tuples(st.just(text), proposals(text), proposals(text))))
def test_lines_that_stay_make_the_cleaned_text(case: tuple[str, list[Cut], list[Cut]]) -> None:
    """With cuts of two looks, the second in what the first left."""
    text, first, second = case

    def propose(now: str) -> list[Cut]:
        return first if now == text else [cut for cut in second if cut.end <= len(now)]

    result = settle(text, propose)
    lines = list(lines_with_cuts(text, result.cuts))
    whole = "".join(piece for line in lines for piece in (*(piece.text for piece in line.pieces), line.end))
    assert BOM * text.startswith(BOM) + whole == text
    assert joined(text, lines) == result.text
