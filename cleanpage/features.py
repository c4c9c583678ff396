"""Features of the units of a batch of pages, a column each: what a unit looks like, what stands around it, and what page it is on.

All sums are of whole numbers, so that a unit's features are the same to the last bit whatever other pages are in the batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanpage.units import (
    BUCKETS,
    CLOSER,
    COLON,
    COMMA,
    DIGIT,
    LOWER,
    MONEY,
    OPENER,
    OTHER_LETTER,
    SEPARATOR,
    SPACE,
    SPACELESS,
    STOP,
    SYMBOL,
    UPPER,
    Cued,
    Ints,
    Units,
)

Columns = dict[str, NDArray[np.float32]]
Bytes = NDArray[np.int8]

# Families and kinds of lines that rules know, as the prose stage is told them by number; 0 is none.
CUES = ("AD", "PR", "PH", "HD", "RL", "CM", "SH", "NV", "CK", "CP", "TS", "RL heading", "CM heading", "relative-time")

# Words from which on a unit that ends as a sentence counts as prose, and below which a unit is short.
PROSE_WORDS, SHORT_WORDS = 8, 5

# What a wording tells of a unit, a table of weights each: whether a short and a long unit is content, and whether content follows, or
# stands above, a short one; the same of pairs of words of a short one; and of the words at a unit's edges.
WORDINGS = ("short", "long", "opens", "closes", "short pairs", "opens pairs", "closes pairs", "edges")
# Units of so many words or fewer open and close sections.
HEADING_WORDS = 8
# Weights are whole numbers, so many to a unit of log-odds.
WEIGHT = 16
# Chances are reckoned with as whole numbers too.
CHANCE = 1 << 12

# Farther away than any neighbour.
_NOWHERE = 999


class Frame:
    """The units of a batch and where each one's page begins and ends among them.

    Attributes:
        units: themselves.
        first: for each unit the number of its page's first.
        stop: for each unit the number behind its page's last.
        words: for each unit its words; two characters of a script without spaces count as one.
        page_of: runs from 0 in the batch.
    """

    def __init__(self, units: Units) -> None:
        self.units = units
        pages = int(units.page[-1]) + 1 if len(units) else 0
        edges = np.searchsorted(units.page, np.arange(pages + 1))
        self.first = edges[units.page]
        self.stop = edges[units.page + 1]
        self.at = np.arange(len(units))
        self.pages = pages
        every = np.bincount(units.word_unit, minlength=len(units))
        self.printed = np.maximum(every, 1)
        self.words = np.maximum(every - units.counts[:, SPACELESS] // 2, 1)
        self.word_edges = np.flatnonzero(np.diff(units.word_unit, prepend=-1))
        self.worded = units.word_unit[self.word_edges]

    def around(self, values: Ints, before: int, after: int) -> Ints:
        """Sums of some values from so many units before each to so many after it, its page's alone; a column each where there are more."""
        summed = np.concatenate((np.zeros((1, *values.shape[1:]), np.int64), np.cumsum(values, axis=0)))
        return np.asarray(summed[np.minimum(self.at + after + 1, self.stop)] - summed[np.maximum(self.at - before, self.first)])

    def of_page(self, values: Ints) -> Ints:
        """Sums over each unit's page."""
        return self.around(values, len(values), len(values))

    def next_to(self, values: NDArray[np.float32], by: int) -> NDArray[np.float32]:
        """The value of the unit so many further on; -1 where the page has none."""
        at = self.at + by
        inside = (at >= self.first) & (at < self.stop)
        return np.where(inside, values[np.clip(at, 0, max(len(values) - 1, 0))], np.float32(-1))

    def since(self, marks: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Units since the last marked one above; `_NOWHERE` without any."""
        nearest = np.maximum.accumulate(np.where(marks, self.at, -1))
        nearest = np.concatenate(([-1], nearest[:-1]))[: len(marks)]
        return np.where(nearest >= self.first, self.at - nearest, _NOWHERE).astype(np.float32)

    def until(self, marks: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Units until the next marked one below; `_NOWHERE` without any."""
        nearest = np.minimum.accumulate(np.where(marks, self.at, 2 * len(marks))[::-1])[::-1]
        nearest = np.append(nearest[1:], 2 * len(marks))[: len(marks)]
        return np.where(nearest < self.stop, nearest - self.at, _NOWHERE).astype(np.float32)

    def by_unit(self, values: NDArray[Any], reduce: np.ufunc = np.add, empty: int = 0) -> Ints:
        """A value of each word, reduced to one of each unit."""
        reduced = np.full(len(self.units), empty, np.int64)
        if len(values):
            reduced[self.worded] = reduce.reduceat(values, self.word_edges)
        return reduced


def own(frame: Frame, wordings: Bytes, cues: Cued) -> Columns:
    """What each unit shows by itself.

    Args:
        frame: of the batch's units.
        wordings: a row of weights for each of `WORDINGS`, a weight for each bucket of words.
        cues: what the rules know of the units.
    """
    units, words, printed = frame.units, frame.words, frame.printed
    columns: Columns = {}
    inked = units.counts.sum(axis=1) - units.counts[:, SPACE]
    size = np.maximum(inked, 1)
    columns["chars"] = _plain(inked)
    columns["words"] = _plain(words)
    columns["letters a word"] = _plain(units.counts[:, :SPACELESS].sum(axis=1) / words)
    for name, one in _SHARES:
        columns[f"{name} share"] = _plain(units.counts[:, one] / size)
    for name, one in _COUNTS:
        columns[name] = _plain(units.counts[:, one])
    columns["commas a word"] = _plain(units.counts[:, COMMA] / words)
    columns["stops a word"] = _plain(units.counts[:, STOP] / words)
    kinds = np.bincount(units.word_unit * 6 + units.word_kind, minlength=6 * len(units)).reshape(-1, 6)
    for name, kind in (("capitalised", 1), ("capitals", 2), ("numbers", 3), ("years", 4)):
        columns[f"{name} words"] = _plain(kinds[:, kind] / printed)
    columns["small words"] = _plain(frame.by_unit((units.word_kind == 0) & (units.word_length <= 3)) / printed)
    columns["long words"] = _plain(frame.by_unit(units.word_length >= 8) / printed)
    columns["links"] = _plain(units.links)
    ends = np.where(units.last == CLOSER, units.before_last, units.last)
    columns["first"] = _plain(units.first)
    columns["last"] = _plain(units.last)
    columns["ends sentence"] = _plain(ends == STOP)
    columns["ends in dots"] = _plain((units.last == STOP) & (units.before_last == STOP))
    columns["ends in colon"] = _plain(ends == COLON)
    columns["indent"] = _plain(units.indent)
    columns["prose"] = _plain(np.where((ends == STOP) & (words >= PROSE_WORDS), words, 0))
    is_long = words >= PROSE_WORDS
    heading = printed <= HEADING_WORDS
    weights = wordings[:2].reshape(-1)[units.word_hash + BUCKETS * is_long[units.word_unit]].astype(np.int64)
    summed = frame.by_unit(weights)
    columns["wording"] = _plain(summed / printed)
    columns["wording sum"] = _plain(summed)
    columns["wording least"] = _plain(frame.by_unit(weights, np.minimum))
    columns["wording most"] = _plain(frame.by_unit(weights, np.maximum))
    columns["edges"] = _plain(wordings[7][edge_buckets(frame)].astype(np.int64).sum(axis=1))
    of_heading = heading[units.word_unit]
    pair = pair_buckets(units)
    for name, single, double in (("phrase", 0, 4), ("opens", 2, 5), ("closes", 3, 6)):
        told = frame.by_unit(np.where(of_heading, wordings[single][units.word_hash].astype(np.int64) + wordings[double][pair], 0))
        columns[name] = _plain(np.where(heading, told / np.sqrt(printed), 0))
    columns["cue"] = _plain(cues.whole)
    columns["credited"] = _plain(cues.credits)
    columns["labelled"] = _plain(cues.labels)
    columns["going"] = _plain(cues.going / np.maximum(units.end - units.start, 1))
    return columns


def pair_buckets(units: Units) -> Ints:
    """For each word the bucket of it and the one before it; a unit's first word is paired with nothing."""
    before = np.where(
        np.diff(units.word_unit, prepend=-1) == 0, np.concatenate(([0], units.word_hash[:-1]))[: len(units.word_hash)], BUCKETS
    )
    return (before * _PAIRED + units.word_hash) % BUCKETS


def edge_buckets(frame: Frame) -> Ints:
    """For each unit the buckets of its first two and last two words, singly and as pairs; a row a unit."""
    units = frame.units
    found = np.zeros((len(units), 6), np.int64)
    if len(units.word_hash):
        first = frame.word_edges
        last = np.append(first[1:], len(units.word_hash)) - 1
        second, last_but_one = np.minimum(first + 1, last), np.maximum(last - 1, first)
        one, two, three, four = (units.word_hash[place] for place in (first, second, last_but_one, last))
        pairs = (one * _PAIRED + two, three * _PAIRED + four + 1)
        for column, bucket in enumerate((one, two + 1, pairs[0], three * 3 + 1, four * 3 + 2, pairs[1])):
            found[frame.worded, column] = (bucket * _EDGES[column]) % BUCKETS
    return found


def placed(frame: Frame, columns: Columns) -> Columns:
    """What stands around each unit, and what page it is on, added to what it shows by itself."""
    units, words = frame.units, frame.words
    columns = dict(columns)
    count = frame.stop - frame.first
    at = frame.at - frame.first
    prose = columns["prose"].astype(np.int64)
    cues = columns["cue"].astype(np.int64)
    copies = _copies(units)
    columns["copies"] = _plain(copies)
    columns["like copies"] = _plain(_pattern_copies(frame, columns) / count)
    of_unit = {
        "prose": prose,
        "prose lines": prose > 0,
        "short": words < SHORT_WORDS,
        "wording": np.clip(columns["wording sum"], -200, 200),
        "phrase": columns["phrase"] * 4,
        "opens": columns["opens"] * 4,
        "closes": columns["closes"] * 4,
        "edges": columns["edges"],
        "cue": cues > 0,
        "words": words,
        "digits": columns["digit share"] > 0.1,
        "copied": copies > 1,
        "stops": columns["ends sentence"],
        "commas": units.counts[:, COMMA],
        "money": units.counts[:, MONEY],
        "small": columns["small words"] * 100,
        "capitalised": columns["capitalised words"] * 100,
    }
    stack = np.stack([np.rint(value).astype(np.int64) for value in of_unit.values()], axis=1)
    for reach in (3, 10):
        for view, sums in (("above", frame.around(stack, reach, -1)), ("below", frame.around(stack, -1, reach))):
            for name, column in zip(of_unit, sums.T, strict=True):
                columns[f"{name} {reach} {view}"] = _plain(column)
    for name, column in zip(of_unit, frame.around(stack, 30, 30).T, strict=True):
        columns[f"{name} 30 around"] = _plain(column)
    whole = frame.of_page(stack)
    for name, column in zip(of_unit, whole.T, strict=True):
        columns[f"{name} of page"] = _coarse(column / count)
    above = frame.around(stack, len(units), -1) / np.maximum(whole, 1)
    for name, column in zip(of_unit, above.T, strict=True):
        if name in ("prose", "short", "cue", "words"):
            columns[f"{name} above"] = _plain(column)
    columns["units of page"] = _coarse(count)
    columns["words of page"] = _coarse(frame.of_page(words))
    columns["units above"] = _plain(at)
    columns["units below"] = _plain(count - at)
    columns["place"] = _plain(at / count)
    columns["empty lines above"] = _plain(np.where(at > 0, np.minimum(units.gap, 5), 4))
    columns["empty lines below"] = frame.next_to(columns["empty lines above"], 1)
    columns["since prose"] = frame.since(prose > 0)
    columns["until prose"] = frame.until(prose > 0)
    for name in _NEIGHBOURS:
        for by in (-1, 1):
            columns[f"{name} {by:+d}"] = frame.next_to(columns[name], by)
    for name in _LANDMARKS:
        marks = cues == CUES.index(name) + 1
        columns[f"since {name}"] = frame.since(marks)
        columns[f"until {name}"] = frame.until(marks)
    for name, low in (("opens", _OPENS_NOTHING), ("closes", _CLOSES_NOTHING)):
        for level, limit in zip(("low", "lower"), low, strict=True):
            marks = columns[name] < limit
            columns[f"since {name} {level}"] = frame.since(marks)
            columns[f"until {name} {level}"] = frame.until(marks)
    columns["like title"] = _overlap_with_first(frame)
    columns["known words"] = _shared_words(units, np.full(len(units), CHANCE))
    return columns


def judged(frame: Frame, columns: Columns, chance: Ints) -> Columns:
    """What a first judgement of every unit tells of the next, added; `chance` is how likely each is content, of `CHANCE`."""
    columns = dict(columns)
    words = frame.words
    kept = chance * words
    columns["chance"] = _plain(chance)
    for by in (-3, -2, -1, 1, 2, 3):
        columns[f"chance {by:+d}"] = frame.next_to(columns["chance"], by)
    stack = np.stack((chance, kept, words), axis=1)
    for reach in (2, 5, 15, 50):
        for name, sums in (("above", frame.around(stack, reach, -1)), ("below", frame.around(stack, -1, reach))):
            columns[f"chance {reach} {name}"] = _plain(sums[:, 0])
            columns[f"kept {reach} {name}"] = _plain(sums[:, 1] / np.maximum(sums[:, 2], 1))
    whole = frame.of_page(stack)
    of_page = np.maximum(whole[:, 1], 1)
    columns["kept of page"] = _plain(of_page / whole[:, 2])
    columns["kept words of page"] = _plain(of_page)
    columns["kept above"] = _plain(frame.around(kept, len(kept), -1) / of_page)
    sure = chance > CHANCE // 2
    columns["since kept"] = frame.since(sure)
    columns["until kept"] = frame.until(sure)
    columns["since left"] = frame.since(~sure)
    columns["until left"] = frame.until(~sure)
    run = np.cumsum((np.diff(sure.astype(np.int8), prepend=-1) != 0) | (frame.first == frame.at)) - 1
    of_run = _run_sums(run, kept)
    columns["words of run"] = _plain(_run_sums(run, words))
    columns["units of run"] = _plain(_run_sums(run, np.ones_like(words)))
    columns["run by biggest"] = _plain(of_run / np.maximum(_page_most(frame, of_run), 1))
    dense = frame.around(kept, 8, 8)
    columns["dense"] = _plain(dense / np.maximum(_page_most(frame, dense), 1))
    columns["main words"] = _shared_words(frame.units, chance)
    columns["other words"] = _shared_words(frame.units, CHANCE - chance)
    return columns


_SHARES = (
    ("lower", LOWER),
    ("upper", UPPER),
    ("digit", DIGIT),
    ("other letters", OTHER_LETTER),
    ("spaceless", SPACELESS),
    ("separators", SEPARATOR),
    ("symbols", SYMBOL),
)
_COUNTS = (("stops", STOP), ("commas", COMMA), ("colons", COLON), ("openers", OPENER), ("closers", CLOSER), ("money", MONEY))
_NEIGHBOURS = ("wording", "phrase", "edges", "capitalised words", "copies", "empty lines above")

# The cues whose distance tells something; the others measured nothing.
_LANDMARKS = ("AD", "PR", "RL", "CM", "SH", "NV", "CK", "CP", "TS", "RL heading", "CM heading")

# Of all short units 5% and 1% open sections, or close them, with wordings of less.
_OPENS_NOTHING = (-34.0, -55.0)
_CLOSES_NOTHING = (-29.0, -47.0)

# What mixes two buckets to one, and those at a unit's edges so that each place has its own.
_PAIRED = 40503
_EDGES = (1, 3, 5, 7, 11, 13)

# Words are told apart within a page by so many buckets; shorter ones stand everywhere.
_PAGE_BUCKETS = 1 << 12
_TELLING = 4
# Once a word stands in so many other units it is as well known as can be.
_WELL_KNOWN = 2


def _plain(values: NDArray[np.generic]) -> NDArray[np.float32]:
    return values.astype(np.float32)


def _coarse(values: NDArray[np.generic]) -> NDArray[np.float32]:
    """A page's figure to a power of two: an exact one would tell pages apart and not kinds of them."""
    return np.frexp(values.astype(np.float64))[1].astype(np.float32)


def _run_sums(run: Ints, values: Ints) -> Ints:
    return np.bincount(run, values).astype(np.int64)[run] if len(run) else values


def _page_most(frame: Frame, values: Ints) -> Ints:
    most = np.zeros(frame.pages, np.int64)
    np.maximum.at(most, frame.units.page, values)
    return most[frame.units.page]


def _copies(units: Units) -> Ints:
    """How many units of its page say the same as each, itself counted."""
    return _counted((units.page.astype(np.uint64) << np.uint64(32)) | units.key)


def _counted(keys: NDArray[np.uint64]) -> Ints:
    if not len(keys):
        return np.zeros(0, np.int64)
    _, inverse, counted = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(counted[inverse])


def _pattern_copies(frame: Frame, columns: Columns) -> Ints:
    """How many units of its page look like each and have neighbours that look like its: a list of cards repeats its pattern."""
    look = np.minimum(np.frexp(columns["words"])[1], 7) * 64 + columns["last"].astype(np.int64) * 2 + (columns["digit share"] > 0)
    look = np.where(columns["cue"] > 0, 1000 + columns["cue"].astype(np.int64), look).astype(np.uint64)
    above = frame.next_to(look.astype(np.float32), -1).astype(np.int64).astype(np.uint64) & np.uint64(0x7FF)
    below = frame.next_to(look.astype(np.float32), 1).astype(np.int64).astype(np.uint64) & np.uint64(0x7FF)
    return _counted((frame.units.page.astype(np.uint64) << np.uint64(33)) | (above << np.uint64(22)) | (look << np.uint64(11)) | below)


def _cells(units: Units, telling: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    unit = units.word_unit[telling]
    return unit, units.page[unit] * _PAGE_BUCKETS + units.word_hash[telling] % _PAGE_BUCKETS


def _overlap_with_first(frame: Frame) -> NDArray[np.float32]:
    """The share of a unit's longer words that the page's first unit has."""
    units = frame.units
    unit, cell = _cells(units, units.word_length >= _TELLING)
    titled = np.zeros(frame.pages * _PAGE_BUCKETS, bool)
    titled[cell[unit == frame.first[unit]]] = True
    return _plain(np.bincount(unit, titled[cell], len(units)) / np.maximum(np.bincount(unit, minlength=len(units)), 1))


def _shared_words(units: Units, weight: Ints) -> NDArray[np.float32]:
    """How well a unit's longer words are known from the page's other units, each counting by its weight, of `CHANCE`; from 0 to 1."""
    unit, cell = _cells(units, (units.word_length >= _TELLING) | (units.word_kind == 5))
    mass = np.bincount(cell, weight[unit]).astype(np.int64)
    others = np.minimum(np.maximum(mass[cell] - weight[unit], 0), _WELL_KNOWN * CHANCE)
    known = np.bincount(unit, others, len(units))
    return _plain(known / (np.maximum(np.bincount(unit, minlength=len(units)), 1) * _WELL_KNOWN * CHANCE))
