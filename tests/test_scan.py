"""How phrases are sought."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanpage.packs import builtin
from cleanpage.scan import Scanner, fold, folding
from tests.strategies import TEXTS

PHRASES = {fold(phrase) for rule in builtin() for phrase in rule.phrases}
SIZES = set(map(len, PHRASES))
SCANNER = Scanner(PHRASES)


def places(text: str) -> set[tuple[str, int]]:
    numbers, starts, _ = SCANNER.find(np.array(list(map(ord, text)), np.uint32))
    folded = fold(text)
    told = zip(numbers.tolist(), starts.tolist(), strict=True)
    return {(phrase, start) for number, start in told for phrase in SCANNER.beginnings[number] if folded.startswith(phrase, start)}


def is_inside_word(text: str, start: int, end: int) -> bool:
    edges = ((text[start], text[start - 1 : start]), (text[end - 1], text[end : end + 1]))
    return end - start <= 3 and any(is_letter(inner) and is_letter(outer) for inner, outer in edges)


def is_letter(char: str) -> bool:
    return char.isalpha() and char.lower() != char.upper() and char < "\u2000"


@given(st.lists(st.sampled_from(sorted(PHRASES)) | st.sampled_from(sorted(PHRASES)).map(str.upper) | TEXTS, max_size=3).map("".join))
def test_every_phrase_is_found_wherever_it_stands(text: str) -> None:
    """A short one only where it is a word of its own."""
    folded = fold(text)
    assert places(text) == {
        (phrase, at)
        for at in range(len(text))
        for size in SIZES
        if (phrase := folded[at : at + size]) in PHRASES and not is_inside_word(text, at, at + len(phrase))
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("AD", True, id="alone"),
        pytest.param("(ad)", True, id="between signs"),
        pytest.param("the ad", True, id="at the end"),
        pytest.param("ad광고", True, id="beside a script without two cases"),
        pytest.param("road", False, id="inside a word"),
        pytest.param("adapt", False, id="at a word's beginning"),
    ],
)
def test_a_short_phrase_is_a_word_of_its_own(text: str, found: bool) -> None:
    numbers, _, _ = Scanner(["ad"]).find(np.array(list(map(ord, text)), np.uint32))
    assert bool(len(numbers)) == found


def test_folding_keeps_every_offset() -> None:
    """No character changes a text's length when it is folded: matches in the folded text stand at the same place in the text."""
    assert all(len(fold(chr(point))) == 1 for point in range(sys.maxunicode + 1))


def test_the_table_folds_as_the_function_does() -> None:
    assert folding().tolist() == [ord(fold(chr(point))) for point in range(sys.maxunicode + 1)]
