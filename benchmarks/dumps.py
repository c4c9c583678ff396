"""The same pages as several programs turn HTML into text: a cleaner must not have learnt the habits of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from statistics import fmean
from typing import NamedTuple

from benchmarks.data import Page
from benchmarks.peers import AS_IT_IS, CLEANERS, DUMPERS, installed
from benchmarks.pool import make, over
from benchmarks.quality import FIGURES, Groups, Judged, figures, grouped, judge_one
from benchmarks.tables import Cell, Findings, Table
from cleanpage.scores import Score

_CLEANERS = tuple(peer.name for peer in CLEANERS if peer.takes == "text")


class Dumped(NamedTuple):
    """One page as one dumper turned it into text and each cleaner left that; `fault` says how the dumper failed."""

    dumper: str
    fault: str
    judged: list[Judged]


def measure(pages: Sequence[Page]) -> Findings:
    """Every cleaner that takes text, on what each dumper makes of every page that has HTML."""
    dumpers, notes = installed(DUMPERS)
    names = [peer.name for peer in dumpers]
    with_html = [page for page in pages if page.html]
    dumped = [one for many in over(partial(dump, dumpers=names), with_html, "dumps") for one in many]
    failed = [f"{one.dumper}: {one.fault}, counted as empty: {one.judged[0].set}/{one.judged[0].id}" for one in dumped if one.fault]
    groups = {name: grouped((page for one in dumped if one.dumper == name for page in one.judged), lambda one: one.set) for name in names}
    means = "means over the sets, each counting the same"
    tables = (
        _by_dumper("Shingle F1 by dumper", groups, 0, (*notes, means, *failed)),
        _by_dumper("Word F1 by dumper", groups, len(Score._fields), (means,)),
        Table("By set, in full", ("dumper", "set", "cleaner", "pages", *FIGURES), list(_full(groups))),
    )
    return Findings(tables)


def dump(page: Page, dumpers: Sequence[str]) -> list[Dumped]:
    """A page's HTML through each dumper, and what that gives through each cleaner."""
    dumped = []
    for name in dumpers:
        text = make(name, page.html)
        dumped.append(Dumped(name, text.fault, [judge_one(page, cleaner, text.text) for cleaner in _CLEANERS]))
    return dumped


def _by_dumper(title: str, groups: dict[str, Groups], figure: int, notes: tuple[str, ...]) -> Table:
    order: tuple[str, ...] = (AS_IT_IS.name, *(name for name in _CLEANERS if name != AS_IT_IS.name))
    rows: list[tuple[Cell, ...]] = [
        (dumper, *(fmean(figures(by_set[name][cleaner])[figure] for name in by_set) for cleaner in order))
        for dumper, by_set in groups.items()
    ]
    return Table(title, ("dumper", *order), rows, notes)


def _full(groups: dict[str, Groups]) -> list[tuple[Cell, ...]]:
    return [
        (dumper, name, cleaner, len(judged), *figures(judged))
        for dumper, by_set in groups.items()
        for name, group in by_set.items()
        for cleaner, judged in group.items()
    ]
