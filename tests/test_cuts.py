"""How cuts are applied: what a cut takes of the blanks and line ends around it."""

from __future__ import annotations

import pytest

from cleanpage import Cut, Result
from cleanpage.cuts import settle


def cutting(text: str, *words: str) -> Result:
    """What comes of a text when each of the words is proposed as a cut, wherever it stands."""

    def propose(current: str) -> list[Cut]:
        places = [(current.find(word), word) for word in words]
        return [Cut(at, at + len(word), "XX000", f"says {word}", 1) for at, word in places if at >= 0]

    return settle(text, propose)


KEEPS = [
    pytest.param("oneADtwo", "AD", id="a cut that would make one word of two is refused"),
    pytest.param("cafAD\u0301 open", "AD", id="an accent is not left to another letter"),
    pytest.param("one two", " ", id="blanks alone are nobody's to cut"),
    pytest.param("one\n\n\n\ntwo", "\n\n", id="empty lines alone are nobody's to cut"),
]


@pytest.mark.parametrize(("text", "word"), KEEPS)
def test_keeps(text: str, word: str) -> None:
    assert cutting(text, word).text == text


REMOVES = [
    pytest.param("one\nAD\ntwo\n", "one\ntwo\n", id="a whole line goes with its end"),
    pytest.param("one\r\nAD\r\ntwo\r\n", "one\r\ntwo\r\n", id="so does its carriage return"),
    pytest.param("one\n  AD \ntwo\n", "one\ntwo\n", id="and the blanks around it"),
    pytest.param("one\n\nAD\n\ntwo\n", "one\n\ntwo\n", id="of the empty lines around it one stays"),
    pytest.param("one\n\n\nAD\n\n\ntwo\n", "one\n\ntwo\n", id="one, however many there were"),
    pytest.param("one\nAD\n\ntwo\n", "one\n\ntwo\n", id="a paragraph's end stays one, below"),
    pytest.param("one\n\nAD\ntwo\n", "one\n\ntwo\n", id="or above"),
    pytest.param("AD\n\none\n", "one\n", id="no empty line is left at the start"),
    pytest.param("one\n\nAD\n", "one\n", id="nor at the end"),
    pytest.param("one\n\nAD", "one", id="a page without a final newline stays without one"),
    pytest.param("one\r\n\r\nAD", "one", id="with carriage returns too"),
    pytest.param("\ufeffAD\none\n", "\ufeffone\n", id="a byte order mark stays"),
    pytest.param("one\n\nAD\n\nXX\n\ntwo\n", "one\n\ntwo\n", id="lines that go together leave one gap"),
    pytest.param("one. AD two", "one. two", id="inside a line one of the two spaces goes"),
    pytest.param("one.\u00a0AD two", "one.\u00a0two", id="whatever kind of space it is"),
    pytest.param("one. AD", "one.", id="at a line's end the space before it goes"),
    pytest.param("AD one.", "one.", id="at its start the space behind it"),
    pytest.param("one. AD\r\ntwo", "one.\r\ntwo", id="the line end stays when only the line's tail goes"),
    pytest.param("one. AD XX two", "one. two", id="neighbours inside a line go as one"),
    pytest.param("one AD\nXX two", "one\ntwo", id="the tail of a line and the head of the next do not join the lines"),
    pytest.param("一。AD二", "一。二", id="scripts without spaces need none"),
    pytest.param("一AD二", "一二", id="their letters side by side are not one word"),
    pytest.param("one\x0c\nAD\n\x0c\ntwo", "one\x0c\n\x0c\ntwo", id="form feeds survive"),
    pytest.param("one\u2028AD\u2028two", "one\u2028\u2028two", id="line separators survive"),
]


@pytest.mark.parametrize(("text", "expected"), REMOVES)
def test_removes(text: str, expected: str) -> None:
    assert cutting(text, "AD", "XX").text == expected


def test_cuts_are_reported_in_the_offsets_of_the_first_text() -> None:
    """A cut of the second pass that spans one of the first comes back in the parts that it took itself."""
    text = "one. A(AD)D two"
    result = cutting(text, "(AD)", "AD")
    assert [(cut.start, cut.end, text[cut.start : cut.end]) for cut in result.cuts if "(" in cut.reason] == []
    assert result.text == text, "'(AD)' between two letters is glue, so nothing of this may go"
    text = "one. A (AD) D two"
    result = cutting(text, "(AD)", "A D")
    assert result.text == "one. two"
    assert [text[cut.start : cut.end] for cut in result.cuts] == ["A ", "(AD) ", "D "]


def test_of_two_that_overlap_each_character_has_one_reason() -> None:
    text = "one. Advertisement Jo Doe (AP) Two"
    result = cutting(text, "Advertisement Jo Doe (AP)", "Advertisement")
    assert [(cut.reason, text[cut.start : cut.end]) for cut in result.cuts] == [
        ("says Advertisement", "Advertisement "),
        ("says Advertisement Jo Doe (AP)", "Jo Doe (AP) "),
    ]
