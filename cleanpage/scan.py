"""Seeks all phrases of all rules in one pass over a text."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

# So many of a phrase's first characters are sought; the rest is compared where they stand, so that the automaton is small and fast.
_SOUGHT = 10

# For the packs' phrases it takes 4 MB so, and 79 MB as a DFA, in every worker, with which cleaning is as fast within half a percent.
_AUTOMATON = ahocorasick_rs.Implementation.ContiguousNFA

# The automaton reads a byte a character: the characters that stand in phrases most often have one each, and the others share what is left;
# what stands in none is 0. The packs' 9,852 phrases have 1,311 characters, of which 1,053 are Chinese, Japanese and Korean.
_OWN, _SHARED = 200, 55

# No script beyond this code point has two cases.
_LAST_CASED = 0x1FFFF

# A phrase no longer than this is a word of its own, where its edges are letters: of 4.4 million characters of pages (aeb, fundus, wcxb), a
# tenth of the places where phrases of ours were found were "ad", "pr" and their like inside words. Letters are those of scripts with two
# cases, which are all below the other figure, as others may be without spaces.
_SHORT, _LAST_LETTER = 3, 0x1FFF

# Where more of a phrase is looked at: its first character, the one behind what is sought, one in the midst of the rest, and the last.
_PLACES: tuple[Callable[[int], int], ...] = (lambda _: 0, lambda _: _SOUGHT, lambda last: (_SOUGHT + last) // 2, lambda last: last)
# Characters are told apart by their six lowest bits there.
_BITS = 0b111111

Ints = NDArray[np.int64]


class Scanner:
    """Phrases, ready to be sought.

    Args:
        phrases: in any case.

    Attributes:
        beginnings: the folded phrases of each number that `find` tells, which begin alike or nearly so.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        every = dict.fromkeys(map(fold, phrases))
        ranked = [char for char, _ in Counter(char for phrase in every for char in phrase[:_SOUGHT]).most_common()]
        bytes_of = {char: 1 + (rank if rank < _OWN else _OWN + rank % _SHARED) for rank, char in enumerate(ranked)}
        table = np.zeros(sys.maxunicode + 1, np.uint8)
        table[list(map(ord, bytes_of))] = list(bytes_of.values())
        self._bytes = table[folding()]
        begun: dict[bytes, list[str]] = {}
        for phrase in every:
            begun.setdefault(bytes(bytes_of[char] for char in phrase[:_SOUGHT]), []).append(phrase)
        self.beginnings = list(map(tuple, begun.values()))
        self._own_words = [np.array([_is_edge(phrases, edge) for phrases in self.beginnings]) for edge in (0, -1)]
        # A few of their characters tell most places where none of a beginning's phrases stands.
        self._samples = [_sample(self.beginnings, place) for place in _PLACES]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(begun), implementation=_AUTOMATON)

    def find(self, codes: NDArray[np.uint32]) -> tuple[Ints, Ints, Ints]:
        """In a text's code points: numbers of beginnings, and where each starts and ends, in the order of their ends.

        Inside a word a phrase of up to `_SHORT` characters is not told. Whether one of the beginning's phrases stands there is for the
        caller to see.
        """
        found = self._automaton.find_matches_as_indexes(self._bytes.take(codes).tobytes(), overlapping=True)
        numbers, starts, ends = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3).T
        likely = np.ones(len(numbers), bool)
        for places, chars in self._samples:
            there = folding()[codes[np.minimum(starts + places[numbers], len(codes) - 1)]]
            likely &= chars[numbers] >> (there & _BITS).astype(np.uint64) & 1 > 0
        for own_word, beside in zip(self._own_words, (starts - 1, ends), strict=True):
            there = codes[np.clip(beside, 0, len(codes) - 1)]
            likely &= ~(own_word[numbers] & (beside >= 0) & (beside < len(codes)) & _letters()[np.minimum(there, _LAST_LETTER)])
        return numbers[likely], starts[likely], ends[likely]


def _is_edge(phrases: tuple[str, ...], edge: int) -> bool:
    """Whether phrases are short and have a letter at an edge, beside which there may be no other."""
    return max(map(len, phrases)) <= _SHORT and _is_letter(phrases[0][edge])


def _is_letter(char: str) -> bool:
    return ord(char) <= _LAST_LETTER and char.isalpha() and char.lower() != char.upper()


@cache
def _letters() -> NDArray[np.bool_]:
    """Which of the code points up to the last letter are letters."""
    return np.array([_is_letter(chr(point)) for point in range(_LAST_LETTER + 1)])


def _sample(beginnings: Iterable[tuple[str, ...]], place: Callable[[int], int]) -> tuple[Ints, NDArray[np.uint64]]:
    """For each beginning a place that all its phrases have, and the characters there, as bits that some share.

    `place` tells it from the last place that all have.
    """
    places: list[int] = []
    chars: list[int] = []
    for phrases in beginnings:
        last = min(map(len, phrases)) - 1
        at = min(place(last), last)
        places.append(at)
        chars.append(0)
        for phrase in phrases:
            chars[-1] |= 1 << (ord(phrase[at]) & _BITS)
    return np.array(places, np.int64), np.array(chars, np.uint64)


def fold(text: str) -> str:
    """Lower case with plain spaces and apostrophes, every character at its old offset and whatever stands beside it.

    `str.lower` alone makes two of "İ", and of a "Σ" one or another small letter by its place in the word.
    """
    return plain(text).replace("İ", "i").replace("’", "'").lower().replace("ς", "σ")


def plain(text: str) -> str:
    """With plain spaces for those that do not break, as rules are written, and for what makes an emoji of a sign, which is no letter."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\ufe0f", " ")


@cache
def folding() -> NDArray[np.uint32]:
    """For each code point the one it is folded to."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    cased = fold("".join(map(chr, range(_LAST_CASED + 1))))
    table[: _LAST_CASED + 1] = np.frombuffer(cased.encode("utf-32-le", "surrogatepass"), np.uint32)
    return table
