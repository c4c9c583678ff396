"""What cleaners leave of real pages and what they take, by set and by page type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from statistics import fmean
from typing import NamedTuple

from benchmarks.charts import Point, scatter
from benchmarks.data import Page
from benchmarks.peers import ALL, AS_IT_IS, CLEANERS, Peer, installed
from benchmarks.pool import make, over
from benchmarks.tables import Cell, Findings, Table
from cleanpage.scores import PageScore, Score, mean_score, score_page, shingle_score

# Pages named in a note; the number of the others stands for them.
_NAMED = 5

FIGURES = ("shingle F1", "shingle P", "shingle R", "word F1", "word P", "word R")


class Judged(NamedTuple):
    """One page as one cleaner left it."""

    cleaner: str
    set: str
    id: str
    type: str
    score: PageScore
    seconds: float
    fault: str


Groups = Mapping[str, Mapping[str, Sequence[Judged]]]


def measure(pages: Sequence[Page]) -> Findings:
    """Every cleaner that is installed on every page; those that take HTML only on pages that have it."""
    cleaners, notes = installed(CLEANERS)
    names = [peer.name for peer in cleaners]
    judged = [one for many in over(partial(judge, cleaners=names), pages, "quality") for one in many]
    notes = (*notes, *faults(judged))
    by_set = grouped(judged, lambda one: one.set)
    by_type = grouped((one for one in judged if one.set != "corpus"), lambda one: one.type)
    tables = (
        Table("Shingle F1 by set", ("cleaner", "takes", *by_set), list(_summary(cleaners, by_set, shingle_f1)), notes),
        Table("Word F1 by set", ("cleaner", "takes", *by_set), list(_summary(cleaners, by_set, word_f1))),
        Table("Word F1 by page type", ("cleaner", "takes", *by_type), list(_summary(cleaners, by_type, word_f1)), ("without the corpus",)),
        Table("By set, in full", ("set", "cleaner", "pages", *FIGURES), list(_full(by_set))),
        Table("By page type, in full", ("type", "cleaner", "pages", *FIGURES), list(_full(by_type)), ("without the corpus",)),
    )
    return Findings(tables, _charts(cleaners, by_set))


def judge(page: Page, cleaners: Sequence[str]) -> list[Judged]:
    """One page by each of the cleaners that can take it."""
    sources = [(name, page.html if ALL[name].takes == "html" else page.text) for name in cleaners]
    return [judge_one(page, name, source) for name, source in sources if source]


def judge_one(page: Page, cleaner: str, source: str) -> Judged:
    """What a cleaner makes of a source, held against the page's gold."""
    made = make(cleaner, source)
    return Judged(cleaner, page.set, page.id, page.type, score_page(page.gold, made.text), made.seconds, made.fault)


def grouped(judged: Iterable[Judged], key: Callable[[Judged], str]) -> Groups:
    """By the key, and within that by cleaner."""
    groups: defaultdict[str, defaultdict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        groups[key(one)][one.cleaner].append(one)
    return groups


def figures(judged: Sequence[Judged]) -> tuple[float, ...]:
    """The six of `FIGURES` for a group of pages."""
    return (*shingle_score(one.score.shingles for one in judged), *mean_score([one.score.words for one in judged]))


def shingle_f1(judged: Sequence[Judged]) -> float:
    """Shingle F1 of a group of pages."""
    return shingle_score(one.score.shingles for one in judged).f1


def word_f1(judged: Sequence[Judged]) -> float:
    """Word F1 of a group of pages."""
    return fmean(one.score.words.f1 for one in judged)


def mean_words(groups: Iterable[Sequence[Judged]]) -> Score:
    """The mean of the groups' word scores, each group counting the same."""
    return mean_score([mean_score([one.score.words for one in group]) for group in groups])


def faults(judged: Iterable[Judged]) -> Iterator[str]:
    """Who failed on which pages, in words."""
    pages: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in judged:
        if one.fault:
            pages[one.cleaner, one.fault].append(f"{one.set}/{one.id}")
    for (cleaner, fault), names in pages.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"{cleaner}: {fault}, counted as empty: {', '.join(names[:_NAMED])}{more}"


def _summary(cleaners: Iterable[Peer], groups: Groups, figure: Callable[[Sequence[Judged]], float]) -> Iterator[tuple[Cell, ...]]:
    for peer in cleaners:
        yield peer.name, peer.takes, *(figure(group[peer.name]) if peer.name in group else None for group in groups.values())


def _full(groups: Groups) -> Iterator[tuple[Cell, ...]]:
    for key, group in groups.items():
        for cleaner, judged in group.items():
            yield key, cleaner, len(judged), *figures(judged)


def _charts(cleaners: Sequence[Peer], by_set: Groups) -> dict[str, str]:
    """Only of the sets that every cleaner can take, each set counting the same."""
    shared = [group for group in by_set.values() if all(peer.name in group for peer in cleaners)]
    if not shared:
        return {}
    against_recall, against_speed = [], []
    for peer in cleaners:
        words = mean_words([group[peer.name] for group in shared])
        seconds = fmean(one.seconds for group in shared for one in group[peer.name])
        against_recall.append(Point(peer.name, words.recall, words.precision, _kind(peer)))
        against_speed.append(Point(peer.name, 1 / seconds, words.f1, _kind(peer)))
    about = f"Means over {len(shared)} sets of real pages, each counting the same."
    rates = f"{about} What starts from text gets it ready made: turning the HTML into it is not counted."
    return {
        "precision-recall.svg": scatter("Precision against recall", about, "word recall", "word precision", against_recall),
        "quality-speed.svg": scatter(
            "Quality against speed", rates, "pages a second, while two processes run", "word F1", _timed(against_speed), x_log=True
        ),
    }


def _timed(points: Iterable[Point]) -> list[Point]:
    """A text as it is takes no time to make."""
    return [point for point in points if point.label != AS_IT_IS.name]


def _kind(peer: Peer) -> str:
    return "cleanpage" if peer.name.startswith("cleanpage") else f"from {peer.takes}"
