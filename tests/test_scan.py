"""How phrases are sought."""

from __future__ import annotations

import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleanpage.packs import builtin
from cleanpage.scan import Scanner, fold, folding
from tests.strategies import TEXTS

PHRASES = {fold(phrase) for rule in builtin() for phrase in rule.phrases}
SIZES = set(map(len, PHRASES))
SCANNER = Scanner(PHRASES)


def places(text: str) -> set[tuple[str, int]]:
    numbers, starts, _ = SCANNER.find(np.array(list(map(ord, text)), np.uint32))
    folded = fold(text)
    told = zip(numbers.tolist(), starts.tolist(), strict=True)
    return {(phrase, start) for number, start in told for phrase in SCANNER.beginnings[number] if folded.startswith(phrase, start)}


@given(st.lists(st.sampled_from(sorted(PHRASES)) | st.sampled_from(sorted(PHRASES)).map(str.upper) | TEXTS, max_size=3).map("".join))
def test_every_phrase_is_found_wherever_it_stands(text: str) -> None:
    folded = fold(text)
    assert places(text) == {(phrase, at) for at in range(len(text)) for size in SIZES if (phrase := folded[at : at + size]) in PHRASES}


def test_folding_keeps_every_offset() -> None:
    """No character changes a text's length when it is folded: matches in the folded text stand at the same place in the text."""
    assert all(len(fold(chr(point))) == 1 for point in range(sys.maxunicode + 1))


def test_the_table_folds_as_the_function_does() -> None:
    assert folding().tolist() == [ord(fold(chr(point))) for point in range(sys.maxunicode + 1)]
