r"""Agreement of a text with its page's gold, by the measures of two published benchmarks, and words lost.

Shingle F1 is that of scrapinghub/article-extraction-benchmark (AEB): runs of four `\w+` tokens, case kept, counted; a page's hits, extras
and misses are shares of their sum, so that long pages weigh no more than short ones; precision and recall are means over pages and F1 is
made of the two means. Word F1 is that of Murrough-Foley/web-content-extraction-benchmark (WCXB): a bag of lower-case `\w+` words, F1 for
each page, then the mean over pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

_WORD = re.compile(r"\w+")

# AEB's length of a shingle, in tokens.
SHINGLE = 4


class Score(NamedTuple):
    """Shares from 0 to 1."""

    f1: float
    precision: float
    recall: float


class Counts(NamedTuple):
    """Shingles in both texts, only in the one judged, and only in the gold; shares of their sum, or all 0 where neither has any."""

    hits: float
    extras: float
    misses: float


class PageScore(NamedTuple):
    """All that is kept of one page's comparison."""

    shingles: Counts
    words: Score


def score_page(gold: str, text: str) -> PageScore:
    """Compare a text with its gold by both measures."""
    return PageScore(shingle_counts(gold, text), word_score(gold, text))


def shingle_counts(gold: str, text: str) -> Counts:
    """Count the shingles two texts share. A text of fewer than four tokens is one shingle of what there is, one of none has no shingle."""
    wanted, found = _shingles(gold), _shingles(text)
    hits = (wanted & found).total()
    extras, misses = found.total() - hits, wanted.total() - hits
    whole = hits + extras + misses
    return Counts(hits / whole, extras / whole, misses / whole) if whole else Counts(0.0, 0.0, 0.0)


def shingle_score(pages: Iterable[Counts]) -> Score:
    """AEB's figure for a set of pages.

    As there, a page on which nothing was found has no say in precision, and one whose gold is empty none in recall; where no page has a
    say the share is 1 if there was nothing to find or to leave, else 0.
    """
    counted = [page for page in pages if any(page)]
    if not counted:
        return Score(1.0, 1.0, 1.0)
    precision = _mean([page.hits / (page.hits + page.extras) for page in counted if page.hits + page.extras])
    recall = _mean([page.hits / (page.hits + page.misses) for page in counted if page.hits + page.misses])
    return Score(_harmonic(precision, recall), precision, recall)


def word_score(gold: str, text: str) -> Score:
    """WCXB's figure for one page: 1 where both texts are empty of words, 0 where one is."""
    wanted, found = Counter(_WORD.findall(gold.lower())), Counter(_WORD.findall(text.lower()))
    if not wanted and not found:
        return Score(1.0, 1.0, 1.0)
    if not wanted or not found:
        return Score(0.0, 0.0, 0.0)
    hits = (wanted & found).total()
    precision, recall = hits / found.total(), hits / wanted.total()
    return Score(_harmonic(precision, recall), precision, recall)


def mean_score(pages: Sequence[Score]) -> Score:
    """WCXB's figure for a set of one page or more: F1, precision and recall are each the mean over pages."""
    return Score(fmean(page.f1 for page in pages), fmean(page.precision for page in pages), fmean(page.recall for page in pages))


def words(text: str) -> int:
    r"""How many `\w+` words a text has."""
    return len(_WORD.findall(text))


def words_lost(before: str, after: str) -> int:
    """How many words of `before`, each as often as it stands there, are not in `after`; case counts."""
    return (Counter(_WORD.findall(before)) - Counter(_WORD.findall(after))).total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _WORD.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + SHINGLE]) for at in range(max(1, len(tokens) - SHINGLE + 1)))


def _mean(shares: Sequence[float]) -> float:
    return fmean(shares) if shares else 0.0


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
