"""Lines and what is said of them."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given

from cleanpage.page import Page, ends_sentence, is_prose, words
from cleanpage.rulebook import fold
from tests.strategies import ANY_TEXT


@given(text=ANY_TEXT)
def test_a_line_ends_at_a_newline_and_nowhere_else(text: str) -> None:
    page = Page(text)
    assert len(page) <= text.count("\n") + 1
    for at, line in enumerate(page.lines):
        assert page.text[page.starts[at] : page.ends[at]] == line != ""
        assert "\n" not in line
        assert page.line_at(page.starts[at]) == at


@pytest.mark.parametrize("separator", ["\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c"])
def test_other_separators_are_part_of_a_line(separator: str) -> None:
    assert Page(f"one{separator}two").lines == [f"one{separator}two"]


@pytest.mark.parametrize(
    ("line", "count"),
    [("", 0), ("one", 1), ("one two  three", 3), ("桥将在三月关闭", 3), ("สะพานปิด", 4), ("Straße für Fußgänger", 3), ("a" * 50, 1)],
)
def test_words(line: str, count: int) -> None:
    assert words(line) == count


@pytest.mark.parametrize("line", ["It ends.", "“It ends.”", "Does it? (Yes!)", "桥将关闭。", "「はい。」", "هل انتهى؟", "यह समाप्त।"])
def test_ends_sentence(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize("line", ["", "A headline", "Read more...", "Read more…", "To be continued:", "3.5"])
def test_does_not_end_a_sentence(line: str) -> None:
    assert not ends_sentence(line)


def test_prose_needs_a_sentence_and_its_words() -> None:
    assert is_prose("The bridge will be closed in March, they said.")
    assert not is_prose("Closed in March.")
    assert not is_prose("The bridge will be closed in March, they said, and a headline has no full stop")


def test_folding_keeps_every_offset() -> None:
    """No character changes a text's length when it is folded: matches in the folded text stand at the same place in the text."""
    assert all(len(fold(chr(point))) == 1 for point in range(sys.maxunicode + 1))
