"""Site lines: learnt on half of a made-up site's pages, how much of its boilerplate goes from the other half, and what of the author's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.madeup import AUTHOR, AUTHORS, FORMULAS, KINDS, RARE, Page, Site, sites
from benchmarks.tables import Findings, Table
from cleanpage import Cleaner
from cleanpage.learning import Learner
from cleanpage.sites import LEAST_PAGES, SiteLines, common_lines

_PAGES, _OF_EACH = 120, 3

# Pages that a site is learnt from, for the table that `LEAST_PAGES` was chosen by.
_LEARNT_FROM = (5, 10, 20, 30, 60)


class Outcome(NamedTuple):
    """What became of the lines of pages, by their owner: how many, how many characters; of these how many lines and characters went.

    A line of the site's is gone when nothing is left of it, one of the author's when any of it is missing.
    """

    lines: Counter[str]
    characters: Counter[str]
    gone: Counter[str]
    removed: Counter[str]

    def of(self, owners: Iterable[str]) -> tuple[int, int, int, int]:
        """The four sums for some owners."""
        return tuple(sum(counted[owner] for owner in owners) for counted in self)  # type: ignore[return-value]


def measure(pages: int = _PAGES, of_each: int = _OF_EACH) -> Findings:
    """Sites of every kind of author, learnt on every second page and cleaned on the others; and what fewer pages would have taught."""
    every = list(sites(pages, of_each))
    outcomes = [(site, outcome(site, learnt(site.pages[::2], site.host), site.pages[1::2])) for site in every]
    notes = (
        f"{len(every)} sites of {pages} pages: learnt on half of them, measured on the other, with the rule SL001 alone",
        "of the site's lines on most pages, those that went whole; author's lines touched: those that lost any character",
        f"formulas: {', '.join(FORMULAS)}, whose pages repeat sentences inside; there only what stands at the pages' edges is learnt",
    )
    columns = ("", "site's lines", "gone", "share", "by characters", "author's lines", "touched")
    return Findings(
        (
            Table("Site lines, by what the author writes", ("author", *columns[1:]), list(_by_author(outcomes)), notes),
            Table("Site lines, by what they are", ("kind", *columns[1:5]), list(_by_kind(outcomes))),
            Table(
                "Site lines, by the pages learnt from",
                ("pages", *columns[1:]),
                list(_by_pages(every)),
                (f"with fewer than {LEAST_PAGES} pages a site learns nothing; this table takes that bound away",),
            ),
        )
    )


def learnt(pages: Iterable[Page], host: str, least: int = LEAST_PAGES) -> SiteLines:
    """The lines that a site's pages teach."""
    learner = Learner()
    for page in pages:
        learner.add(host, page.text)
    return {name: common_lines(site, least) for name, site in learner.profile()}


def outcome(site: Site, lines: SiteLines, pages: Sequence[Page]) -> Outcome:
    """What becomes of pages of a site once its lines are known."""
    cleaner = Cleaner("trim", select=["SL"], sites=lines)
    counted = Outcome(Counter(), Counter(), Counter(), Counter())
    texts = [page.text for page in pages]
    for page, result in zip(pages, cleaner.explain_many(texts, hosts=[site.host] * len(texts)), strict=True):
        cut = {at for cut in result.cuts for at in range(cut.start, cut.end)}
        start = 0
        for line, owner in page.lines:
            went = len(cut.intersection(range(start, start + len(line))))
            counted.lines[owner] += 1
            counted.characters[owner] += len(line)
            counted.removed[owner] += went
            counted.gone[owner] += went > 0 if owner == AUTHOR else went == len(line)
            start += len(line) + 1
    return counted


def total(outcomes: Iterable[Outcome]) -> Outcome:
    """All together."""
    return Outcome(*(sum(counters, Counter()) for counters in zip(*outcomes, strict=True)))


Row = tuple[str, int, int, float, float, int, int]


def _row(name: str, counted: Outcome) -> Row:
    lines, characters, gone, removed = counted.of(KINDS)
    authors, _, touched, _ = counted.of([AUTHOR])
    return name, lines, gone, gone / max(lines, 1), removed / max(characters, 1), authors, touched


def _by_author(outcomes: Sequence[tuple[Site, Outcome]]) -> Iterator[Row]:
    for author in AUTHORS:
        for whole, manner in ((True, "whole pages"), (False, "extracted")):
            mine = [found for site, found in outcomes if (site.author, site.whole) == (author, whole)]
            yield _row(f"{author}, {manner}", total(mine))
    for name, formulas in (("all without formulas", False), ("all with formulas", True)):
        yield _row(name, total(found for site, found in outcomes if (site.author in FORMULAS) == formulas))


def _by_kind(outcomes: Sequence[tuple[Site, Outcome]]) -> Iterator[Row]:
    every = total(found for _, found in outcomes)
    for kind in (*KINDS, RARE):
        lines, characters, gone, removed = every.of([kind])
        yield kind, lines, gone, gone / lines, removed / characters  # type: ignore[misc]


def _by_pages(every: Sequence[Site]) -> Iterator[Row]:
    for count in _LEARNT_FROM:
        yield _row(str(count), total(outcome(site, learnt(site.pages[:count], site.host, 1), site.pages[count::3]) for site in every))
