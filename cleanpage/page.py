"""A page: its lines, where they are, and what can cheaply be said of one. Pages are laid out many at once, out of arrays."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanpage.cuts import BLANK, Cut

# What closes a sentence in the scripts of the web, and the quotes and brackets that may follow it.
SENTENCE_ENDS = ".!?…。！？．｡؟۔।॥։።"
CLOSERS = "\"'”’»›)]」』】）］〉》"
# Where a sentence ends inside a line.
BOUNDARY = re.compile(rf"[{re.escape(SENTENCE_ENDS)}][{re.escape(CLOSERS)}]*(?:[ \u00a0]+|(?<=[。！？」』]))")
# What a headline does not end with.
CLAUSE_ENDS = ".,;:。、，"

# On the news sets (fundus, aeb) "ends a sentence and has N words" tells author's lines from the rest with F1 (by characters) of 0.854 for
# N = 3 up to 0.859 for N = 12, and keeps 0.889 of the author's text at 8: a flat choice, made where short sentences still count.
PROSE_WORDS = 8

# A copy of a line is looked for where it may be a headline's: it has three words, a blank between them, and is no longer than any.
SHORTEST_COPY, LONGEST_COPY = 5, 250

# Characters of a line that are looked at for these words; some lines have millions.
_ENOUGH = 500

# In a script without spaces two characters are taken for a word.
_SPACELESS_WORD = 2
_SPACELESS = re.compile("[\u0e00-\u109f\u2e80-\u9fff]")

# What a line's last character tells, as bits.
_BLANK, _STOP, _CLAUSE = 1, 2, 4

# Characters of a line that are compared before two lines are, and what mixes them to one number (2^64 by the golden ratio).
_SAMPLES, MIX = 8, np.uint64(0x9E3779B97F4A7C15)

Offsets = NDArray[np.int64]


class Batch(NamedTuple):
    r"""Pages laid out together.

    Attributes:
        text: the pages' texts, a "\n" between them.
        codes: its characters.
        starts: of each line of each page, the offset in `text` of its first character that is no blank.
        ends: the offset behind its last one.
        pages: what came in.
        firsts: for each page the number of its first line among all lines, and the number of all lines.
    """

    text: str
    codes: NDArray[np.uint32]
    starts: Offsets
    ends: Offsets
    pages: list[Page]
    firsts: list[int]


class Page:
    r"""A text seen as lines.

    A line ends at "\n" and nowhere else. Lines of nothing but blanks are left out: where they are, and what becomes of them, is the
    business of `cuts` alone.

    Attributes:
        text: the page as it is.
        starts: for each line the offset of its first character that is no blank.
        ends: for each line the offset behind its last character that is no blank.
        stopped: the numbers of the lines that may read as a sentence, in order; the others do not.
        twins: the numbers of the lines that seem to stand there more than once, for those that may be a headline, in order.
        prints: for each of them a number that it shares with its like.
    """

    def __init__(self, text: str, starts: list[int], ends: list[int], stopped: list[int], twins: list[int], prints: list[int]) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends
        self.stopped = stopped
        self.twins = twins
        self.prints = prints
        # Which of those lines are prose is found out as far down the page as somebody asks.
        self._asked = 0
        self._prose: list[int] = []

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def lines(self) -> list[str]:
        """Each line without the blanks around it."""
        return [self.text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]

    def line(self, at: int) -> str:
        """One line without the blanks around it; cheaper than all of them."""
        return self.text[self.starts[at] : self.ends[at]]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds, or is the last before, an offset of the text; -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def first_prose(self, lines: range) -> int | None:
        """The first of some consecutive lines that reads as a sentence or more."""
        found = bisect_left(self._prose, lines.start)
        while found == len(self._prose) and self._asked < len(self.stopped) and self.stopped[self._asked] < lines.stop:
            at = self.stopped[self._asked]
            self._asked += 1
            if is_prose(self.line(at)):
                self._prose.append(at)
                found += at < lines.start
        return self._prose[found] if found < len(self._prose) and self._prose[found] < lines.stop else None

    def has_prose(self, lines: range) -> bool:
        """Whether one of some consecutive lines reads as a sentence or more."""
        return self.first_prose(lines) is not None

    def after(self, gone: Sequence[Cut], text: str) -> tuple[Page, Carried]:
        """The page once some cuts went, and `text` is left of it; lines that no cut touches are not looked at again."""
        starts: list[int] = []
        ends: list[int] = []
        runs: list[tuple[int, int, int]] = []
        fresh: list[int] = []
        at = shift = 0
        for first, last, removed in _regions(self.text, gone):
            touched = bisect_left(self.starts, first, at)
            runs.append((at, touched, len(starts)))
            starts += [start - shift for start in self.starts[at:touched]]
            ends += [end - shift for end in self.ends[at:touched]]
            for start, end in _inner_lines(text[first - shift : last - shift - removed], first - shift):
                fresh.append(len(starts))
                starts.append(start)
                ends.append(end)
            at = bisect_left(self.starts, last, touched)
            shift += removed
        runs.append((at, len(self.starts), len(starts)))
        starts += [start - shift for start in self.starts[at:]]
        ends += [end - shift for end in self.ends[at:]]
        carried = Carried(runs, fresh)
        stopped = sorted([*carried.over(self.stopped), *fresh]) if fresh else carried.over(self.stopped)
        kept, twins = carried.places(self.twins)
        page = Page(text, starts, ends, stopped, twins, [self.prints[place] for place in kept])
        if any(SHORTEST_COPY <= ends[line] - starts[line] <= LONGEST_COPY and text[ends[line] - 1] not in CLAUSE_ENDS for line in fresh):
            prints = {line: lines[0] for lines in page.same(range(len(page))) for line in lines}
            page.twins = sorted(prints)
            page.prints = [prints[line] for line in page.twins]
        return page, carried

    def same(self, lines: Iterable[int]) -> list[list[int]]:
        """Of some lines those that print the same, in order, each with its copies."""
        places: dict[str, list[int]] = {}
        for at in lines:
            if self.ends[at] - self.starts[at] <= LONGEST_COPY:
                places.setdefault(self.line(at), []).append(at)
        return [same for same in places.values() if len(same) > 1]


class Carried(NamedTuple):
    """What became of a page's lines when cuts went.

    Attributes:
        runs: lines that are as they were: the first one's old number, the one behind the last, the first one's new number.
        fresh: the new numbers of lines that are not.
    """

    runs: list[tuple[int, int, int]]
    fresh: list[int]

    def over(self, lines: Sequence[int]) -> list[int]:
        """The new numbers of some old lines, in order; those that changed or went are left out."""
        return self.places(lines)[1]

    def places(self, lines: Sequence[int]) -> tuple[list[int], list[int]]:
        """Where among some old lines those are that stay as they were, and their new numbers."""
        places: list[int] = []
        numbers: list[int] = []
        at = 0
        for first, stop, new in self.runs:
            if first < stop:
                begin = bisect_left(lines, first, at)
                at = bisect_left(lines, stop, begin)
                places += range(begin, at)
                numbers += [line - first + new for line in lines[begin:at]]
        return places, numbers


def batch(texts: Sequence[str]) -> Batch:
    """Some texts laid out as pages."""
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    newlines = np.flatnonzero(codes == ord("\n"))
    starts = np.concatenate(([0], newlines + 1))
    ends = np.concatenate((newlines, [len(codes)]))
    filled = starts < ends
    starts, ends = _inner(joined, codes, starts[filled], ends[filled])
    offsets = list(accumulate((len(text) + 1 for text in texts), initial=0))
    firsts = [*np.searchsorted(starts, offsets[:-1]).tolist(), len(starts)]
    last = _edges()[np.minimum(codes[ends - 1], 0xFFFF)]
    stopped = np.flatnonzero((last & _STOP > 0) & (ends - starts >= PROSE_WORDS * _SPACELESS_WORD))
    twins, prints = _twins(codes, starts, ends, last, firsts)
    pages_lines = zip(
        _shared(starts, firsts, offsets),
        _shared(ends, firsts, offsets),
        _shared(stopped, np.searchsorted(stopped, firsts).tolist(), firsts),
        _shared(twins, np.searchsorted(twins, firsts).tolist(), firsts),
        _shared(prints, np.searchsorted(twins, firsts).tolist()),
        strict=True,
    )
    pages = [Page(text, *own) for text, own in zip(texts, pages_lines, strict=True)]
    return Batch(joined, codes, starts, ends, pages, firsts)


def words(line: str) -> int:
    """How many words a line has, about: those between blanks, and in a script without spaces every second character."""
    return max(len(line.split()), len(_SPACELESS.findall(line)) // _SPACELESS_WORD)


def sentences(line: str) -> list[str]:
    """The sentences of a line."""
    edges = [0, *(found.end() for found in BOUNDARY.finditer(line)), len(line)]
    return [bare for start, end in pairwise(edges) if (bare := line[start:end].strip(BLANK))]


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, quotes and brackets behind the full stop allowed; "Read more…" does not."""
    bare = line.rstrip(CLOSERS)
    return bare.endswith(tuple(SENTENCE_ENDS)) and not bare.endswith(("...", "…"))


def is_prose(line: str) -> bool:
    """Whether a line reads as a sentence or more: it ends as one and has `PROSE_WORDS` or more."""
    return ends_sentence(line) and words(line[:_ENOUGH]) >= PROSE_WORDS


def _inner(joined: str, codes: NDArray[np.uint32], starts: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
    """Lines without the blanks around them, those of nothing but blanks left out."""
    edges = _edges()
    wide = np.flatnonzero((edges[np.minimum(codes[starts], 0xFFFF)] | edges[np.minimum(codes[ends - 1], 0xFFFF)]) & _BLANK)
    for line, start, end in zip(wide.tolist(), starts[wide].tolist(), ends[wide].tolist(), strict=True):
        starts[line], ends[line] = next(_inner_lines(joined[start:end], start), (0, 0))
    filled = starts < ends
    return starts[filled], ends[filled]


def _inner_lines(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line of a text that stands at an offset."""
    for line in text.split("\n"):
        inner = line.strip(BLANK)
        if inner.endswith("\r"):
            inner = inner.rstrip("\r").strip(BLANK)
        if inner:
            start = offset + line.index(inner)
            yield start, start + len(inner)
        offset += len(line) + 1


@cache
def _edges() -> NDArray[np.uint8]:
    """What each character up to U+FFFF tells at a line's edge."""
    table = np.zeros(0x10000, np.uint8)
    table[list(map(ord, BLANK + "\r"))] |= _BLANK
    table[list(map(ord, SENTENCE_ENDS + CLOSERS))] |= _STOP
    table[list(map(ord, CLAUSE_ENDS))] |= _CLAUSE
    return table


def _shared(values: NDArray[Any], bounds: Sequence[int], origins: Sequence[int] = ()) -> list[list[int]]:
    """For each page its part of some values, counted from its own origin."""
    if origins:
        values = values - np.repeat(origins[: len(bounds) - 1], np.diff(bounds))
    every = values.tolist()
    return [every[first:stop] for first, stop in pairwise(bounds)]


def _twins(
    codes: NDArray[np.uint32], starts: Offsets, ends: Offsets, last: NDArray[np.uint8], firsts: list[int]
) -> tuple[Offsets, NDArray[np.uint64]]:
    """The lines that seem to stand on their page more than once, by some of their characters, and a number that such lines share."""
    size = ends - starts
    lines = np.flatnonzero((size >= SHORTEST_COPY) & (size <= LONGEST_COPY) & (last & _CLAUSE == 0))
    page = np.repeat(np.arange(len(firsts) - 1), np.diff(firsts))[lines]
    first, span = starts[lines], size[lines] - 1
    prints = (page * 256 + span).astype(np.uint64)
    for sample in range(_SAMPLES):
        prints = prints * MIX + codes[first + span * sample // (_SAMPLES - 1)]
    ordered = np.sort(prints)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return lines[:0], prints[:0]
    twins = again[np.minimum(np.searchsorted(again, prints), len(again) - 1)] == prints
    return lines[twins], prints[twins]


def _regions(text: str, gone: Sequence[Cut]) -> Iterator[tuple[int, int, int]]:
    """Stretches of whole lines that cuts touch: start, end, and how many of their characters went."""
    start = end = removed = 0
    for cut in gone:
        if cut.start >= end:
            if removed:
                yield start, end, removed
            start, removed = text.rfind("\n", end, cut.start) + 1 or end, 0
        if cut.end > end:
            takes_line_end = cut.start == start and text[cut.end - 1] == "\n"
            end = cut.end if takes_line_end else text.find("\n", cut.end) + 1 or len(text)
        removed += cut.end - cut.start
    if removed:
        yield start, end, removed
