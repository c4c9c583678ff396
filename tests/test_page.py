"""Lines and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanpage import Cut
from cleanpage.cuts import Look, settle_all
from cleanpage.page import CLAUSE_ENDS, SHORTEST_COPY, Page, batch, ends_sentence, is_prose, words
from tests.strategies import ANY_TEXT, TEXTS, proposals


def laid(text: str) -> Page:
    (page,) = batch([text]).pages
    return page


@given(text=ANY_TEXT)
def test_a_line_ends_at_a_newline_and_nowhere_else(text: str) -> None:
    page = laid(text)
    assert len(page) <= text.count("\n") + 1
    for at, line in enumerate(page.lines):
        assert page.text[page.starts[at] : page.ends[at]] == line != ""
        assert "\n" not in line
        assert page.line_at(page.starts[at]) == at


@given(texts=st.lists(TEXTS, max_size=4))
def test_pages_laid_out_together_are_as_if_laid_out_alone(texts: list[str]) -> None:
    for text, page in zip(texts, batch(texts).pages, strict=True):
        assert_same(page, laid(text))


def assert_same(page: Page, alone: Page) -> None:
    """What stages ask of a page, whichever way it came to be."""
    every = range(len(page))
    assert (page.text, page.starts, page.ends) == (alone.text, alone.starts, alone.ends)
    assert [page.has_prose(range(at, at + 1)) for at in every] == [alone.has_prose(range(at, at + 1)) for at in every]
    assert copies(page) == copies(alone)


def copies(page: Page) -> list[list[int]]:
    """Lines that print the same, among those that could be a headline's copy."""
    every = page.same(
        at for at in range(len(page)) if page.ends[at] - page.starts[at] >= SHORTEST_COPY and page.line(at)[-1] not in CLAUSE_ENDS
    )
    assert all(len({printed for at, printed in zip(page.twins, page.prints, strict=True) if at in lines}) == 1 for lines in every)
    assert {at for lines in every for at in lines} <= set(page.twins)
    return every


@given(data=st.data(), text=TEXTS)
def test_a_page_after_cuts_is_as_if_it_had_come_so(data: st.DataObject, text: str) -> None:
    """Whatever went, its lines are where a fresh look at what is left finds them, and those said to be as they were are."""
    pages = [laid(text)]

    def propose(given: Sequence[Look]) -> list[list[Cut]]:
        (look,) = given
        before = pages[-1]
        if look.gone:
            page, carried = before.after(look.gone, look.text)
            assert_same(page, laid(look.text))
            old = dict(zip(*carried.places(range(len(before))), strict=True))
            assert all(before.line(at) == page.line(new) for at, new in old.items())
            assert sorted([*old.values(), *carried.fresh]) == list(range(len(page)))
            pages.append(page)
        return [data.draw(proposals(look.text)) if len(pages) < 3 else []]

    settle_all([text], propose)


@pytest.mark.parametrize("separator", ["\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c"])
def test_other_separators_are_part_of_a_line(separator: str) -> None:
    assert laid(f"one{separator}two").lines == [f"one{separator}two"]


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
