"""The line rules of C4 and RefinedWeb, on small cases."""

from __future__ import annotations

import pytest

from benchmarks.rules import c4, refinedweb

C4 = [
    pytest.param("The bridge is open again.", "The bridge is open again.", id="a sentence stays"),
    pytest.param("The bridge is open again", "", id="a line without an end goes"),
    pytest.param("The bridge is open again...", "", id="an ellipsis is no end"),
    pytest.param("He said: “Open.”", "", id="nor is a curly quote"),
    pytest.param("It opened today!\nSo there.\nAt last it did?", "It opened today!\nAt last it did?", id="fewer than three words go"),
    pytest.param("Please enable JavaScript to go on.", "", id="JavaScript goes, whoever writes of it"),
    pytest.param("Read our privacy policy before you go.", "", id="a policy goes"),
    pytest.param(
        "The bridge[3] is old.[citation needed]", "The bridge is old.", id="citation marks are struck before the end is looked at"
    ),
    pytest.param("One { two three.", "One { two three.", id="the page is not dropped for a bracket"),
]


@pytest.mark.parametrize(("text", "expected"), C4)
def test_c4(text: str, expected: str) -> None:
    assert c4(text) == expected


REFINEDWEB = [
    pytest.param("The bridge is open again", "The bridge is open again", id="a line stays"),
    pytest.param("Menu", "", id="one word goes"),
    pytest.param("SHARE THIS PAGE with us", "", id="mostly capitals go"),
    pytest.param("NATO and the EU met", "NATO and the EU met", id="some capitals stay"),
    pytest.param("12 2024", "", id="digits alone go"),
    pytest.param("3 likes", "", id="a counter goes"),
    pytest.param("1.2K followers", "", id="an abbreviated one too"),
    pytest.param("3 likes are not many", "3 likes are not many", id="a sentence that starts as one stays"),
    pytest.param("The bridge opens Read more...", "The bridge opens", id="a final call is struck from a short line"),
    pytest.param("Sign-in to read on", "to read on", id="a leading one too"),
    pytest.param("a b c d e f g h i j Read more...", "a b c d e f g h i j Read more...", id="not from a line of more than ten words"),
]


@pytest.mark.parametrize(("text", "expected"), REFINEDWEB)
def test_refinedweb(text: str, expected: str) -> None:
    assert refinedweb(text) == expected
