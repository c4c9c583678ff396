"""Whether a line is the page's main content: what was learnt from pages, asked of many pages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleanpage.cuts import Cut
from cleanpage.features import CHANCE, CUES, PROSE_WORDS, SHORT_WORDS, Columns, Frame, judged, own, placed
from cleanpage.forest import chances
from cleanpage.packs import Rule
from cleanpage.page import Page
from cleanpage.rulebook import Cues
from cleanpage.units import Cued, Ints, Units, units
from cleanpage.weights import Weights, score

# A page is cut only where that is expected to better its F1 by as much: text that is clean already is not worn away.
MARGIN = 0.02

# A sentence near one that stays, so many units away or nearer, goes only where it is surer than so: the square root of what is asked
# elsewhere (0.71 for a half). Of the next unit alone, cross-validated on 1,693 pages, aeb, fundus and wcxb come out 0.0014, 0.0008 and
# 0.0012 better (F1), which is noise; on the project's own pages in 15 languages, which nothing was learnt from, 0.021 worse.
_NEAR = 5
# What HTML tells makes judgements surer: there it is the next unit alone. With five, 26 of 1,688 pages do not come to rest.
_NEAR_IN_HTML = 1
_AT_THE_EDGE = 0.5

# Rounds after which the best choice of lines is found; it gets better with each, and on the pages of aeb, fundus and wcxb 5 are enough.
_ROUNDS = 6

# A heading so many units above a run, or nearer, is what the run is under.
_UNDER = 3

_ABOVE, _BELOW, _BETWEEN = "LM001", "LM002", "LM003"
CODES = (_ABOVE, _BELOW, _BETWEEN)

_HEADINGS = {"RL heading": "a heading of other stories", "CM heading": "a heading of comments"}
_KINDS = {
    "AD": "adverts",
    "PR": "promotions",
    "PH": "captions",
    "HD": "headlines printed again",
    "RL": "links to other stories",
    "CM": "a comment section's words",
    "SH": "share buttons",
    "NV": "navigation",
    "CK": "consent",
    "CP": "legal lines",
    "TS": "stamps of time or place",
    "relative-time": "times of other stories",
}

Marks = NDArray[np.bool_]

_NUMBERS = {name: number for number, name in enumerate(CUES, 1)}


def find(
    pages: Sequence[Page],
    cues: Sequence[Cues],
    cuts: Sequence[Sequence[Cut]],
    weights: Weights,
    min_confidence: float = 0.5,
    told: Callable[[Frame], Columns] | None = None,
) -> list[list[Cut]]:
    """For each page cuts of what is not its main content.

    Args:
        pages: as they stand.
        cues: for each page what the rules found in it.
        cuts: for each page what other stages want to cut.
        weights: what was learnt.
        min_confidence: how sure a cut must be, from 0 to 1. At a half the choice of lines is the one with the best F1 to be expected; above
            it more stays, below it more goes.
        told: gives more columns about the units of pages that came as HTML.
    """
    frame = Frame(units(pages))
    if not len(frame.units):
        return [[] for _ in pages]
    columns, chance = judge(frame, cued(pages, frame.units, cues, cuts), weights, told(frame) if told else {})
    confidence = _confidence(frame, chance)
    surely = confidence >= min_confidence**_AT_THE_EDGE
    going = spare_edges(frame, confidence >= min_confidence, columns["ends sentence"] > 0, surely, _NEAR_IN_HTML if told else _NEAR)
    edges = np.searchsorted(frame.units.page, np.arange(len(pages) + 1)).tolist()
    runs = np.flatnonzero(np.diff(going, prepend=~going[:1]) | (frame.at == frame.first))
    bounds = [*runs.tolist(), len(going)]
    found: list[list[Cut]] = [[] for _ in pages]
    kept_of = [np.flatnonzero(~going[first:stop]) + first for first, stop in pairwise(edges)]
    spans = zip(frame.units.page[runs].tolist(), going[runs].tolist(), pairwise(bounds), strict=True)
    for page, goes, (first, stop) in spans:
        kept = kept_of[page]
        if goes and len(kept):
            rules = cues[page].rules
            rule = rules[_ABOVE if stop <= kept[0] else _BELOW if first > kept[-1] else _BETWEEN]
            found[page].append(_cut(frame, columns, confidence, first, stop, rule))
    return found


def judge(frame: Frame, known: Cued, weights: Weights, more: Columns) -> tuple[Columns, Ints]:
    """Each unit's features, and how likely it is content, of `CHANCE`."""
    columns = placed(frame, own(frame, weights.wordings, known)) | more
    first = chances(score(weights.first, frame, columns))
    return columns, chances(score(weights.second, frame, judged(frame, columns, first)))


def cued(pages: Sequence[Page], judged_units: Units, cues: Sequence[Cues], cuts: Sequence[Sequence[Cut]]) -> Cued:
    """What the rules know of units, and how much of each the other stages want to cut."""
    count = len(judged_units)
    whole, credits_of, labels = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    lines = judged_units.lines.tolist()
    spans: list[tuple[int, int]] = []
    base = offset = 0
    for page, found, wanted in zip(pages, cues, cuts, strict=True):
        for at, number in _known(found):
            if lines[base + at] + 1 == lines[base + at + 1]:
                whole[lines[base + at]] = number
        for matches, column in ((found.credits, credits_of), (found.inline, labels)):
            for match in matches:
                column[lines[base + page.line_at(match.start)]] += 1
        last = 0
        for cut in sorted(wanted):
            if cut.end > last:
                spans.append((offset + max(cut.start, last), offset + cut.end))
                last = cut.end
        base += len(page)
        offset += len(page.text) + 1
    return Cued(whole, credits_of, labels, _covered(pages, judged_units, spans))


def best_choice(page: Ints, words: Ints, chance: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each page the F1 to be expected of the best choice of its units, and of all of them.

    The best choice is that of all units whose chance is above half the F1 it gives (Dinkelbach's method for a quotient).
    """
    likely = chance * words
    of_page = np.bincount(page, likely)
    count = np.bincount(page, words) * CHANCE
    every = best = 2 * of_page / np.maximum(count + of_page, 1)
    for _ in range(_ROUNDS):
        kept = chance > best[page] / 2 * CHANCE
        best = 2 * np.bincount(page, likely * kept) / np.maximum(np.bincount(page, words * kept) * CHANCE + of_page, 1)
    return best, every


def spare_edges(frame: Frame, going: Marks, ends_sentence: Marks, surely: Marks, near: int) -> Marks:
    """What goes, less the sentences up to `near` units from one that stays, unless they go surely. Short ones are neither."""
    stays = (ends_sentence & (frame.words >= SHORT_WORDS) & ~going).astype(np.int64)
    is_prose = ends_sentence & (frame.words >= PROSE_WORDS)
    return np.asarray(going & (surely | ~is_prose | (frame.around(stays, near, near) == 0)))


def _confidence(frame: Frame, chance: Ints) -> NDArray[np.float64]:
    """How sure it is that a unit goes; a half where it makes no difference, nothing on pages that are best left alone."""
    page = frame.units.page
    worded = np.bincount(frame.units.word_unit, minlength=len(page))
    best, every = best_choice(page, worded, chance)
    sure = np.maximum(1 - chance / CHANCE / np.maximum(best, 0.01)[page], 0)
    return np.asarray(np.where((best - every >= MARGIN)[page], sure, 0.0))


def _known(cues: Cues) -> Iterator[tuple[int, int]]:
    """The lines that rules know, each with its cue's number; a surer reading of a line comes later."""
    for at, rule in cues.rows.items():
        yield at, _NUMBERS.get(rule.family, 0)
    for at, rule in cues.lines.items():
        yield at, _NUMBERS.get("relative-time" if rule.name == "relative-time" else rule.family, 0)
    for at, rule in cues.headings.items():
        yield at, _NUMBERS[f"{rule.family} heading"]


def _covered(pages: Sequence[Page], judged_units: Units, spans: list[tuple[int, int]]) -> Ints:
    """For each unit its characters in some disjoint spans, which are in order and in offsets of the pages laid end to end."""
    if not spans:
        return np.zeros(len(judged_units), np.int64)
    start, end = np.array(spans).T
    before = np.concatenate(([0], np.cumsum(end - start)))
    offsets = np.concatenate(([0], np.cumsum([len(page.text) + 1 for page in pages])))[judged_units.page]

    def until(place: Ints) -> Ints:
        at = np.searchsorted(start, place, "right")
        last = np.maximum(at - 1, 0)
        return np.asarray(before[at] - np.where(at > 0, np.maximum(end[last] - place, 0), 0))

    return until(offsets + judged_units.end) - until(offsets + judged_units.start)


def _cut(frame: Frame, columns: Columns, confidence: NDArray[np.float64], first: int, stop: int, rule: Rule) -> Cut:
    words = frame.printed[first:stop]
    sure = float((confidence[first:stop] * words).sum() / words.sum())
    reason = f"{rule.reason}: {_shape(columns, first, stop)}{_company(frame, columns, first, stop)}"
    return Cut(int(frame.units.start[first]), int(frame.units.end[stop - 1]), rule.code, reason, round(sure, 3))


def _shape(columns: Columns, first: int, stop: int) -> str:
    count, sentences = stop - first, int((columns["prose"][first:stop] > 0).sum())
    if count == 1:
        return "a sentence or more" if sentences else "one line, no sentence"
    if not sentences:
        return f"{count} lines, no sentence among them"
    return f"{count} lines, {sentences} of them sentences"


def _company(frame: Frame, columns: Columns, first: int, stop: int) -> str:
    """What a run stands under, and what rules know in it."""
    cue = columns["cue"]
    near = cue[max(first - _UNDER, int(frame.first[first])) : stop].astype(int).tolist()
    names = [CUES[number - 1] for number in near if number]
    under = next((_HEADINGS[name] for name in names if name in _HEADINGS), "")
    among = dict.fromkeys(
        _KINDS[CUES[number - 1]] for number in cue[first:stop].astype(int).tolist() if number and CUES[number - 1] in _KINDS
    )
    return (f", after {under}" if under else "") + (f", among {', '.join(list(among)[:3])}" if among else "")
