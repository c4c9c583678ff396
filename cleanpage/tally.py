"""What became of many texts, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from cleanpage.cuts import Result


class Tally(NamedTuple):
    """Figures of a run or a part of one; sums.

    Attributes:
        documents: texts that were cleaned.
        changed: texts that lost something.
        untouched: texts that came back as they were although something was proposed.
        rejected: records that were no text.
        characters: of the texts that came in.
        kept: characters that stay.
        cuts: by code.
        cut_characters: by code.
        cut_documents: texts with a cut, by code.
        given_up: texts on which a user's own rule took too long, by code.
    """

    documents: int
    changed: int
    untouched: int
    rejected: int
    characters: int
    kept: int
    cuts: Counter[str]
    cut_characters: Counter[str]
    cut_documents: Counter[str]
    given_up: Counter[str]


def nothing() -> Tally:
    """The figures of no text."""
    return Tally(0, 0, 0, 0, 0, 0, Counter(), Counter(), Counter(), Counter())


def counted(results: Iterable[Result], rejected: int) -> Tally:
    """The figures of some results, and of records without one."""
    documents = changed = untouched = characters = kept = 0
    cuts, cut_characters, cut_documents, given_up = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for result in results:
        documents += 1
        changed += bool(result.cuts)
        untouched += bool(result.untouched)
        kept += len(result.text)
        characters += len(result.text)
        for cut in result.cuts:
            size = cut.end - cut.start
            characters += size
            cuts[cut.code] += 1
            cut_characters[cut.code] += size
        cut_documents.update({cut.code for cut in result.cuts})
        given_up.update(result.given_up)
    return Tally(documents, changed, untouched, rejected, characters, kept, cuts, cut_characters, cut_documents, given_up)


def total(one: Tally, other: Tally) -> Tally:
    """The figures of both."""
    return Tally(
        one.documents + other.documents,
        one.changed + other.changed,
        one.untouched + other.untouched,
        one.rejected + other.rejected,
        one.characters + other.characters,
        one.kept + other.kept,
        one.cuts + other.cuts,
        one.cut_characters + other.cut_characters,
        one.cut_documents + other.cut_documents,
        one.given_up + other.given_up,
    )


def share_kept(tally: Tally) -> float:
    """The share of the characters that stay; 1 where there are none."""
    return tally.kept / tally.characters if tally.characters else 1.0


def plain(tally: Tally) -> dict[str, Any]:
    """The figures as plain data, codes in order."""
    return {name: dict(sorted(value.items())) if isinstance(value, Counter) else value for name, value in tally._asdict().items()}


def from_plain(data: dict[str, Any]) -> Tally:
    """The figures that `plain` made data of."""
    made: dict[str, Any] = {name: Counter(value) if isinstance(value, dict) else value for name, value in data.items()}
    return Tally(**made)
