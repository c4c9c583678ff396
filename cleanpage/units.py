"""What the prose stage judges: lines, and the sentences of lines too long to be one thing, with what their characters and words tell.

All is reckoned for a batch of pages at once, out of arrays of code points; nothing here is a loop over lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from cleanpage.cuts import BLANK
from cleanpage.page import Page

Ints = NDArray[np.int64]

# Classes of characters. Letters come first: what is below LETTERS is part of a word.
LOWER, UPPER, DIGIT, OTHER_LETTER, MARK, SPACELESS, SPACE, STOP, COMMA, COLON, SEPARATOR, OPENER, CLOSER, MONEY, SYMBOL, NEWLINE = range(16)
LETTERS = SPACELESS + 1
CLASSES = 16

# Deeper indents are all the same.
_WIDEST = 40

# Longer lines, in characters, are judged in sentences. Of the author's paragraphs in aeb, fundus and wcxb 0.2% are longer.
LONGEST_PARAGRAPH = 2000
# In such a line a stretch without a full stop is a menu more often than a sentence once it has so many characters.
LONGEST_SENTENCE = 400
# Words of a piece of a menu: enough to be told from a sentence.
_PIECE = 8


# What a sentence may start with.
_STARTERS = (UPPER, DIGIT, OTHER_LETTER, SPACELESS, OPENER, CLOSER, SEPARATOR)

# Words are told apart by a hash; so many bits of it are used.
BUCKETS = 1 << 15
# Letters from here on take part in a word's hash at the same weight, which is all the same for real words.
_LONGEST_WORD = 16


class Units(NamedTuple):
    """The units of a batch of pages, in order; arrays with an item a unit unless said otherwise.

    Attributes:
        lines: for each line of the pages the number of its first unit, and in the end the number of units.
        page: number of its page in the batch.
        start: offset of its first character in its page.
        end: offset behind its last one.
        gap: line ends between it and the unit before it on its page; 0 for another sentence of the same line.
        indent: blanks before it in its line.
        counts: characters of each class, a column a class.
        first, last: class of its first and its last character.
        before_last: class of the character before the last.
        links: how often "](" or "://" stands in it.
        word_unit: for each word the number of its unit.
        word_hash: for each word its bucket; numbers of as many figures share one.
        word_kind: for each word 0 lower case, 1 capitalised, 2 all capitals, 3 number, 4 a year, 5 of a script without spaces.
        word_length: for each word its characters.
        key: a hash of the unit's words, by which copies are known.
    """

    lines: Ints
    page: Ints
    start: Ints
    end: Ints
    gap: Ints
    indent: Ints
    counts: Ints
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    before_last: NDArray[np.uint8]
    links: Ints
    word_unit: Ints
    word_hash: Ints
    word_kind: NDArray[np.uint8]
    word_length: Ints
    key: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.page)


class Cued(NamedTuple):
    """What the rules know of units; an item a unit.

    Attributes:
        whole: the number of its cue in `features.CUES`, from 1; 0 for none.
        credits: the credits found in it.
        labels: the labels found in it.
        going: its characters that the stages before want to cut.
    """

    whole: Ints
    credits: Ints
    labels: Ints
    going: Ints


def units(pages: Sequence[Page]) -> Units:
    """The units of some pages."""
    joined = "\n".join([page.text for page in pages]) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _classes()[np.minimum(codes, _LAST)]
    lengths = np.fromiter((len(page.text) + 1 for page in pages), np.int64, len(pages))
    offsets = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    lines = np.fromiter(map(len, pages), np.int64, len(pages))
    page = np.repeat(np.arange(len(pages)), lines)
    line_start = np.fromiter(chain.from_iterable(page.starts for page in pages), np.int64, len(page)) + offsets[page]
    line_end = np.fromiter(chain.from_iterable(page.ends for page in pages), np.int64, len(page)) + offsets[page]
    start, end, line = _spans(joined, classes, line_start, line_end)
    first_of_line = np.searchsorted(line, np.arange(len(line_start) + 1))
    page = page[line]
    newlines = np.flatnonzero(classes == NEWLINE)
    above = np.searchsorted(newlines, start)
    gap = np.diff(above, prepend=0)
    size = end - start
    at = np.repeat(start - np.concatenate(([0], np.cumsum(size)[:-1])), size) + np.arange(size.sum())
    inner = classes[at]
    unit_of = np.repeat(np.arange(len(start)), size)
    counts = np.bincount(unit_of * CLASSES + inner, minlength=len(start) * CLASSES).reshape(-1, CLASSES)
    linked = np.flatnonzero(_linked(codes))
    links = np.bincount(np.maximum(np.searchsorted(start, linked, "right") - 1, 0), minlength=len(start))[: len(start)]
    words = _words(codes[at], inner, unit_of)
    line_begin = np.where(above > 0, newlines[np.maximum(above, 1) - 1] + 1, 0)
    return Units(
        first_of_line,
        page,
        start - offsets[page],
        end - offsets[page],
        gap,
        np.minimum(start - line_begin, _WIDEST),
        counts,
        classes[start],
        classes[end - 1],
        classes[np.maximum(end - 2, start)],
        links,
        *words,
    )


def _spans(joined: str, classes: NDArray[np.uint8], start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Start and end of each unit, and the number of its line, in offsets of the joined text."""
    line = np.arange(len(start))
    long = np.flatnonzero(end - start > LONGEST_PARAGRAPH)
    if not len(long):
        return start, end, line
    pieces = [_pieces(joined, classes, int(start[one]), int(end[one])) for one in long]
    counted = np.ones(len(start), np.int64)
    counted[long] = list(map(len, pieces))
    at = (np.cumsum(counted) - counted)[long]
    start, end, line = np.repeat(start, counted), np.repeat(end, counted), np.repeat(line, counted)
    for first, piece in zip(at.tolist(), pieces, strict=True):
        start[first : first + len(piece)], end[first : first + len(piece)] = zip(*piece, strict=True)
    return start, end, line


def _pieces(joined: str, classes: NDArray[np.uint8], start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a line; of a stretch too long to be one, pieces that end before a capital."""
    edges = [start, *(start + _sentence_starts(classes[start:end])).tolist(), end]
    cuts: list[int] = []
    for left, right in pairwise(edges):
        cuts.append(left)
        if right - left > LONGEST_SENTENCE:
            cuts += (left + _piece_starts(classes[left:right])).tolist()
    cuts.append(end)
    spans = []
    for left, right in pairwise(cuts):
        inner = joined[left:right].strip(_BLANKS)
        if inner:
            first = joined.index(inner, left)
            spans.append((first, first + len(inner)))
    return spans


def _sentence_starts(classes: NDArray[np.uint8]) -> Ints:
    """Where sentences start in a line but the first: behind a full stop and a blank, or a full stop of a script without spaces."""
    inked = np.flatnonzero(classes != SPACE)
    inner = classes[inked]
    gap = np.diff(inked, prepend=inked[:1]) > 1
    before = np.concatenate((inner[:1], inner[:-1]))
    before_that = np.concatenate((inner[:2], inner[:-2]))[: len(inner)]
    stopped = (before == STOP) | ((before == CLOSER) & (before_that == STOP))
    starts = np.isin(inner, _STARTERS)
    spaceless = np.concatenate(([False] * 2, inner[:-2] == SPACELESS))[: len(inner)]
    found = stopped & ((gap & starts) | (spaceless & (inner != STOP) & (inner != CLOSER)))
    found[:1] = False
    return np.asarray(inked[found])


def _piece_starts(classes: NDArray[np.uint8]) -> Ints:
    """Where pieces of a menu start but the first: at the first capital behind `_PIECE` words or more."""
    inked = np.flatnonzero(classes != SPACE)
    words = inked[np.diff(inked, prepend=inked[:1]) > 1]
    capitals = np.flatnonzero(classes[words] == UPPER)
    chosen, last = [], -1
    for word in capitals.tolist():
        if word - last >= _PIECE:
            chosen.append(word)
            last = word
    return words[chosen]


def _words(
    codes: NDArray[np.uint32], classes: NDArray[np.uint8], unit_of: Ints
) -> tuple[Ints, Ints, NDArray[np.uint8], Ints, NDArray[np.uint32]]:
    """Unit, bucket, kind and length of each word, and each unit's key; the characters are those of the units alone, one after another."""
    count = int(unit_of[-1]) + 1 if len(unit_of) else 0
    in_word = classes < LETTERS
    spaceless = classes == SPACELESS
    joins = np.zeros(len(codes), bool)
    if len(codes):
        joins[1:] = in_word[1:] & in_word[:-1] & ~spaceless[1:] & ~spaceless[:-1] & (unit_of[1:] == unit_of[:-1])
    start = np.flatnonzero(in_word & ~joins)
    if not len(start):
        none = np.zeros(0, np.int64)
        return none, none, none.astype(np.uint8), none, np.zeros(count, np.uint32)
    letters = np.flatnonzero(in_word)
    first_letter = np.searchsorted(letters, start)
    length = np.diff(np.append(first_letter, len(letters)))
    place = np.minimum(np.arange(len(letters)) - np.repeat(first_letter, length), _LONGEST_WORD - 1)
    folded = _lower()[np.minimum(codes[letters], _LAST_CASED)]
    folded = np.where(codes[letters] < _LAST_CASED, folded, codes[letters])
    mixed = np.add.reduceat(folded * _POWERS[place], first_letter, dtype=np.uint32)
    previous = np.concatenate(([0], codes[start[1:] - 1])).astype(np.uint32)
    is_spaceless = spaceless[start]
    pairs = (
        is_spaceless
        & np.concatenate(([False], spaceless[start[1:] - 1]))
        & (np.concatenate(([-1], unit_of[start[1:] - 1])) == unit_of[start])
    )
    mixed = np.where(pairs, mixed + previous * _POWERS[1], mixed)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(12)
    kind = _kinds(codes, classes, start, letters, first_letter, length)
    bucket = np.where(
        (kind == 3) | (kind == 4), np.minimum(length, _LONGEST_WORD) + _LONGEST_WORD * (kind == 4), mixed & np.uint32(BUCKETS - 1)
    )
    unit = unit_of[start]
    key = np.zeros(count, np.uint32)
    first_word = np.flatnonzero(np.diff(unit, prepend=-1))
    turned = mixed * (np.arange(len(mixed)) - np.repeat(first_word, np.diff(np.append(first_word, len(unit)))) + 1).astype(np.uint32)
    key[unit[first_word]] = np.add.reduceat(turned, first_word, dtype=np.uint32)
    return unit, bucket.astype(np.int64), kind, length, key


def _kinds(
    codes: NDArray[np.uint32], classes: NDArray[np.uint8], start: Ints, letters: Ints, first_letter: Ints, length: Ints
) -> NDArray[np.uint8]:
    inner = classes[letters]
    uppers = np.add.reduceat((inner == UPPER).astype(np.int64), first_letter)
    digits = np.add.reduceat((inner == DIGIT).astype(np.int64), first_letter)
    kind = np.zeros(len(start), np.uint8)
    kind[classes[start] == UPPER] = 1
    kind[(uppers == length) & (length > 1)] = 2
    kind[digits == length] = 3
    kind[(digits == 4) & (length == 4) & ((codes[start] == 0x31) | (codes[start] == 0x32))] = 4
    kind[classes[start] == SPACELESS] = 5
    return kind


def _linked(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    linked = np.zeros(len(codes), bool)
    linked[1:] = (codes[1:] == 0x28) & (codes[:-1] == 0x5D)
    linked[1:-1] |= (codes[:-2] == 0x3A) & (codes[1:-1] == 0x2F) & (codes[2:] == 0x2F)
    return linked


_POWERS = np.array([pow(0x01000193, place + 1, 1 << 32) for place in range(_LONGEST_WORD)], np.uint32)
_BLANKS = BLANK + "\r"

# Above this every character is taken for a letter of a script without spaces (the ideographs of the second plane) or a symbol.
_LAST = 0x20000
# No script above this has two cases that matter here.
_LAST_CASED = 0x600


@cache
def _lower() -> NDArray[np.uint32]:
    lowered = [ord(low) if len(low := chr(code).lower()) == 1 else code for code in range(_LAST_CASED)]
    return np.array([*lowered, 0], np.uint32)


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point up to `_LAST`, which stands for all above."""
    table = np.full(_LAST + 1, SYMBOL, np.uint8)
    for name, pattern in _PATTERNS:
        every = "".join(map(chr, (*range(0xD800), *range(0xE000, _LAST))))
        found = [ord(char) for char in regex.findall(pattern, every)]
        table[found] = name
    table[_LAST] = SPACELESS
    return table


# Later ones go over earlier ones.
_PATTERNS = (
    (OTHER_LETTER, r"\p{L}"),
    (LOWER, r"\p{Ll}"),
    (UPPER, r"[\p{Lu}\p{Lt}]"),
    (DIGIT, r"\p{Nd}"),
    (MARK, r"[\p{M}_]"),
    (SPACELESS, r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc]"),
    (SPACE, "[" + regex.escape(BLANK) + r"\r\t\f\v]"),
    (STOP, "[.!?…。！？．｡؟۔।॥։።]"),
    (COMMA, "[,;、，،؛；]"),
    (COLON, "[:：]"),
    (SEPARATOR, r"[|/\\•·●▪›»«‹→←↑↓▼▲►▶★☆✓✔+=*#~^&<>@–—-]"),
    (OPENER, r"[(\[{（「『【〈《“‘„]"),
    (CLOSER, r"""[)\]}）」』】〉》”’"']"""),
    (MONEY, r"\p{Sc}"),
    (NEWLINE, "\n"),
)
