"""Residue of known wording, put into clean paragraphs at known places: how much of it goes, and what of the author's goes with it.

The wordings were written from what sites of each language print, without a look at the package's rules or corpus, in three rounds by
other authors each, who had not seen the rounds before either. About every third wording and look-alike, chosen by a hash of its text, is
held back: the tables show both parts, and rules may be tuned on, and weights learnt from, the shown one only. `python -m benchmarks residue
--missed` prints the shown wordings that stayed and the shown look-alikes that were hurt; nothing prints a held one. Who tunes rules reads
that list and leaves the files in `wordings/` unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import NamedTuple

import regex

from benchmarks.placing import KINDS, Corpus, Placed, languages, look_alike_placements, placements, read, seed
from benchmarks.tables import Cell, Table
from cleanpage import Cleaner, Cut

# One wording of so many is held back.
HELD_ONE_OF = 3

# Where words are written without spaces, each character counts as one.
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー]|[[\w\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}ー]]+", regex.VERSION1)


class Removal(NamedTuple):
    """What became of a residue.

    Attributes:
        language: of the page.
        kind: one of `KINDS`.
        wording: the residue.
        held: whether it is held back.
        removed: share of its places where nothing of it was left, from 0 to 1.
        lost: words of the author lost, over all of its places.
        words: words of the author, over all of its places.
    """

    language: str
    kind: str
    wording: str
    held: bool
    removed: float
    lost: int
    words: int


class LookAlike(NamedTuple):
    """What became of a look-alike: hurt if any of its characters, blanks aside, was cut at any of its places."""

    language: str
    text: str
    held: bool
    hurt: bool


class Measured(NamedTuple):
    """What became of all residues and look-alikes under a profile."""

    profile: str
    removals: tuple[Removal, ...]
    look_alikes: tuple[LookAlike, ...]


def is_held(wording: str) -> bool:
    """Whether a wording is held back; the same wording is, or is not, in every language and kind."""
    return seed(wording, "held") % HELD_ONE_OF == 0


def is_removed(placed: Placed, cuts: Iterable[Cut]) -> bool:
    """Whether nothing of a residue is left, blanks aside."""
    cut = _offsets(cuts)
    return all(at in cut for at in _inked(placed))


def is_hurt(placed: Placed, cuts: Iterable[Cut]) -> bool:
    """Whether any of a look-alike's characters went, blanks aside."""
    cut = _offsets(cuts)
    return any(at in cut for at in _inked(placed))


def words_lost(placed: Placed, cuts: Iterable[Cut]) -> tuple[int, int]:
    """Words outside of what was put in: those that lost a character, and all."""
    cut = _offsets(cuts)
    spans = [word.span() for word in _WORD.finditer(placed.page) if word.end() <= placed.start or word.start() >= placed.end]
    return sum(not cut.isdisjoint(range(*span)) for span in spans), len(spans)


def measure(profile: str = "trim") -> Measured:
    """What a profile does to all residues and look-alikes of all languages."""
    cleaner = Cleaner(profile)
    corpora = [read(language) for language in languages()]
    return Measured(
        profile,
        tuple(_removal(cleaner, corpus, kind, wording) for corpus in corpora for kind, wording in corpus.residues),
        tuple(_look_alike(cleaner, corpus, text) for corpus in corpora for text in corpus.look_alikes),
    )


def tables(measured: Measured) -> list[Table]:
    """The figures: removed by kind, by language, and by kind in each language, the shown part and the held one side by side."""
    codes = tuple(dict.fromkeys(removal.language for removal in measured.removals))
    kinds = [kind for kind in KINDS if any(removal.kind == kind for removal in measured.removals)]
    by_kind = [(kind, *_shown_and_held(removal for removal in measured.removals if removal.kind == kind)) for kind in kinds]
    by_language = [
        (code, *_shown_and_held(removal for removal in measured.removals if removal.language == code), *_harm(measured, (code,)))
        for code in codes
    ]
    total = _shown_and_held(measured.removals)
    counted = ("wordings shown", "removed", "wordings held", "removed, held")
    harmed = ("words lost in 10,000", "look-alikes shown", "hurt", "look-alikes held", "hurt, held")
    way = (
        f"Profile {measured.profile}. Removed: the mean over wordings of the share of places where nothing of the wording was left.",
        "Held wordings are chosen by a hash of their text; rules are never tuned on them.",
    )
    return [
        Table("Residue removed, by kind", ("kind", *counted), [*by_kind, ("all", *total)], way),
        Table(
            "Residue removed and author's text hurt, by language",
            ("language", *counted, *harmed),
            [*by_language, ("all", *total, *_harm(measured, codes))],
            (*way, "Words lost: words of the author, of 10,000, that lost a character in the pages of all wordings, shown and held."),
        ),
        _matrix(measured, kinds, codes, held=False),
        _matrix(measured, kinds, codes, held=True),
    ]


def missed(measured: Measured) -> Iterator[str]:
    """Of the shown part, a line for each wording that stayed somewhere and for each look-alike that was hurt; never of the held part."""
    for removal in measured.removals:
        if removal.removed < 1 and not removal.held:
            yield f"{removal.language}\t{removal.kind}\t{removal.removed:.2f}\t{removal.wording}"
    for look_alike in measured.look_alikes:
        if look_alike.hurt and not look_alike.held:
            yield f"{look_alike.language}\tlook-alike hurt\t\t{look_alike.text}"


def _offsets(cuts: Iterable[Cut]) -> frozenset[int]:
    return frozenset(at for cut in cuts for at in range(cut.start, cut.end))


def _inked(placed: Placed) -> Iterator[int]:
    return (at for at in range(placed.start, placed.end) if not placed.page[at].isspace())


def _removal(cleaner: Cleaner, corpus: Corpus, kind: str, wording: str) -> Removal:
    found = [(placed, cleaner.explain(placed.page).cuts) for placed in placements(corpus, kind, wording)]
    losses = [words_lost(placed, cuts) for placed, cuts in found]
    removed = fmean(is_removed(placed, cuts) for placed, cuts in found)
    return Removal(
        corpus.language, kind, wording, is_held(wording), removed, sum(lost for lost, _ in losses), sum(words for _, words in losses)
    )


def _look_alike(cleaner: Cleaner, corpus: Corpus, text: str) -> LookAlike:
    hurt = any(is_hurt(placed, cleaner.explain(placed.page).cuts) for placed in look_alike_placements(corpus, text))
    return LookAlike(corpus.language, text, is_held(text), hurt)


def _shown_and_held(removals: Iterable[Removal]) -> tuple[int, float | None, int, float | None]:
    shares: dict[bool, list[float]] = {False: [], True: []}
    for removal in removals:
        shares[removal.held].append(removal.removed)
    shown, held = shares[False], shares[True]
    return len(shown), _mean(shown), len(held), _mean(held)


def _harm(measured: Measured, codes: tuple[str, ...]) -> tuple[float, int, int, int, int]:
    removals = [removal for removal in measured.removals if removal.language in codes]
    shown = [look_alike.hurt for look_alike in measured.look_alikes if look_alike.language in codes and not look_alike.held]
    held = [look_alike.hurt for look_alike in measured.look_alikes if look_alike.language in codes and look_alike.held]
    lost = 10_000 * sum(removal.lost for removal in removals) / sum(removal.words for removal in removals)
    return lost, len(shown), sum(shown), len(held), sum(held)


def _matrix(measured: Measured, kinds: Iterable[str], codes: tuple[str, ...], *, held: bool) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for kind in kinds:
        of_kind = [removal for removal in measured.removals if removal.kind == kind and removal.held == held]
        rows.append((kind, *(_mean([removal.removed for removal in of_kind if removal.language == code]) for code in codes)))
    part = "held" if held else "shown"
    return Table(f"Residue removed, by kind in each language, {part} part", ("kind", *codes), rows, (f"Profile {measured.profile}.",))


def _mean(shares: list[float]) -> float | None:
    return fmean(shares) if shares else None
