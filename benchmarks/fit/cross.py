"""Figures of `main` on pages that its weights have not seen: each site's pages are cleaned with weights learnt from other sites alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.data import Outputs, Page
from benchmarks.fit.samples import FOLDS, fold, site
from benchmarks.peers import DUMPERS
from benchmarks.pool import make, over
from benchmarks.tables import Cell, Findings, Table
from benchmarks.uplift import MARGIN
from cleanpage import Cleaner, Result
from cleanpage.scores import PageScore, mean_score, score_page, shingle_score, words, words_lost
from cleanpage.weights import Weights, load, save

# Steps of the curve of precision and recall.
_SURENESS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.97)

_TEXT, _GOLD, _HTML, _FAST = "text", "gold", "html", "html, fast"


class Task(NamedTuple):
    """A page, and what extractors made of it."""

    page: Page
    stored: dict[str, str]


class Left(NamedTuple):
    """What was left of one source of a page.

    Attributes:
        source: "text", "gold", "html", "html, fast", a dumper, an extractor, or a step of the curve.
        page: without its texts.
        before, after: scores of the source as it is and of what was left.
        lost: words that went.
        words: that there were.
        settled: whether the source came to rest.
    """

    source: str
    page: Page
    before: PageScore
    after: PageScore
    lost: int
    words: int
    settled: bool


def measure(pages: Sequence[Page], outputs: Sequence[Outputs], by_fold: Mapping[Path, Sequence[Weights]]) -> Findings:
    """All figures, each with the weights of the page's fold; by the file that weights are shipped in."""
    with TemporaryDirectory() as folder:
        for shipped, weights in by_fold.items():
            for number in range(FOLDS):
                save(weights[number], _file(folder, shipped, number))
        tasks = [
            Task(page, {one.extractor: one.texts[page.id] for one in outputs if page.set == "aeb" and page.id in one.texts})
            for page in pages
        ]
        left = [one for many in over(partial(clean, folder=folder), tasks, "cross-validation") for one in many]
    by_source: defaultdict[str, list[Left]] = defaultdict(list)
    for one in left:
        by_source[one.source].append(one)
    dumps = [peer.name for peer in DUMPERS]
    extractors = list(dict.fromkeys(one.extractor for one in outputs))
    curve = [_step(sureness) for sureness in _SURENESS]
    unsettled = sum(not one.settled for one in left)
    return Findings(
        (
            Table(
                "Cross-validated, text",
                ("set", "pages", *_FIGURES),
                list(_by_group(by_source[_TEXT])),
                (f"{unsettled} of {len(left)} texts did not settle",),
            ),
            Table(
                "Cross-validated, HTML",
                ("weights", "set", "pages", *_FIGURES),
                [(name, *row) for name in (_HTML, _FAST) for row in _by_group(by_source[name])],
            ),
            Table("Cross-validated, word F1 by dumper", ("dumper", *_sets(pages)), list(_by_dumper(by_source, dumps))),
            Table("Cross-validated, clean gold", ("set", "pages", "words", "lost", "share lost"), list(_harm(by_source[_GOLD]))),
            Table("Cross-validated, uplift, shingle F1", ("extractor", "before", "after", "change"), *_uplift(by_source, extractors)),
            Table(
                "Cross-validated, min_confidence",
                ("min_confidence", "set", "pages", *_FIGURES),
                [(name, *row) for name in curve for row in _by_group(by_source[name])],
            ),
        )
    )


_FIGURES = ("shingle F1", "shingle P", "shingle R", "word F1", "word P", "word R")


def clean(task: Task, folder: str) -> list[Left]:
    """What is left of each source of a page."""
    page = task.page
    number = fold(site(page))
    dumps = [(peer.name, make(peer.name, page.html).text) for peer in DUMPERS] if page.html else []
    sources = [(_TEXT, page.text), (_GOLD, page.gold), *dumps, *task.stored.items()]
    bare = page._replace(text="", html="", gold="")
    left = [_left(source, bare, page.gold, text, _cleaner(folder, number, 0.5).explain(text)) for source, text in sources]
    left += [
        _left(_step(sureness), bare, page.gold, page.text, _cleaner(folder, number, sureness).explain(page.text)) for sureness in _SURENESS
    ]
    for source, fast in ((_HTML, False), (_FAST, True)) if page.html else ():
        result = _cleaner(folder, number, 0.5).explain_html(page.html, fast=fast)
        left.append(_left(source, bare, page.gold, result.source, result))
    return left


def _left(source: str, page: Page, gold: str, text: str, result: Result) -> Left:
    return Left(
        source,
        page,
        score_page(gold, text),
        score_page(gold, result.text),
        words_lost(text, result.text),
        words(text),
        not result.untouched,
    )


@cache
def _cleaner(folder: str, number: int, min_confidence: float) -> Cleaner:
    cleaner = Cleaner(min_confidence=min_confidence)
    cleaner._weights = cache(lambda shipped: load(_file(folder, shipped, number)))
    return cleaner


def _file(folder: str, shipped: Path, number: int) -> Path:
    return Path(folder) / f"{shipped.stem}-{number}.npz"


def _step(sureness: float) -> str:
    return f"{sureness:g}"


def _sets(pages: Sequence[Page]) -> list[str]:
    return list(dict.fromkeys(page.set for page in pages))


def _by_group(left: Sequence[Left]) -> Iterator[tuple[Cell, ...]]:
    groups: defaultdict[str, list[PageScore]] = defaultdict(list)
    for one in left:
        groups[one.page.set].append(one.after)
        if one.page.set == "wcxb":
            groups[f"wcxb, {one.page.type}"].append(one.after)
    for name, scores in groups.items():
        yield name, len(scores), *shingle_score(one.shingles for one in scores), *mean_score([one.words for one in scores])


def _by_dumper(by_source: dict[str, list[Left]], dumps: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for name in dumps:
        yield (
            name,
            *(
                fmean(one.after.words.f1 for one in by_source[name] if one.page.set == group)
                for group in _sets([one.page for one in by_source[name]])
            ),
        )


def _harm(left: Sequence[Left]) -> Iterator[tuple[Cell, ...]]:
    for name in _sets([one.page for one in left]):
        some = [one for one in left if one.page.set == name]
        count, lost = sum(one.words for one in some), sum(one.lost for one in some)
        yield name, len(some), count, lost, f"{lost / count:.5f}"


def _uplift(by_source: dict[str, list[Left]], extractors: Sequence[str]) -> tuple[list[tuple[Cell, ...]], tuple[str, ...]]:
    rows, changes = list[tuple[Cell, ...]](), []
    for name in extractors:
        before = shingle_score(one.before.shingles for one in by_source[name]).f1
        after = shingle_score(one.after.shingles for one in by_source[name]).f1
        rows.append((name, before, after, f"{after - before:+.4f}"))
        changes.append(after - before)
    better, worse = sum(change > 0 for change in changes), sum(change < -MARGIN for change in changes)
    return rows, (f"{better} of {len(rows)} get better, {worse} worse by more than {MARGIN}",)
