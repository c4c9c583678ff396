"""The unified diff of a text and what stays of it."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from cleanpage.cuts import Cut, Result
from cleanpage.report.diff import diff


def cut(text: str, *places: tuple[int, int]) -> Result:
    kept = "".join(char for at, char in enumerate(text) if not any(start <= at < end for start, end in places))
    return Result(kept, tuple(Cut(start, end, "AD101", "a label", 1.0) for start, end in places))


def test_shows_three_lines_around_changes_and_joins_those_that_touch() -> None:
    lines = [f"{number:02}\n" for number in range(30)]
    places = [(3 * line, 3 * line + 3) for line in (5, 12, 25)]
    shown = list(diff("a.txt", "".join(lines), cut("".join(lines), *places)))[2:]
    first = ["@@ -3,14 +3,12 @@\n", *(("-" if number in (5, 12) else " ") + lines[number] for number in range(2, 16))]
    second = ["@@ -23,7 +21,6 @@\n", *(("-" if number == 25 else " ") + lines[number] for number in range(22, 29))]
    assert shown == first + second


@pytest.mark.parametrize(
    ("text", "place", "shown"),
    [
        ("one\ntwo\nthree\n", (4, 8), "@@ -1,3 +1,2 @@\n one\n-two\n three\n"),
        ("one two\nthree\n", (3, 7), "@@ -1,2 +1,2 @@\n-one two\n+one\n three\n"),
        ("one\ntwo\nthree\n", (3, 7), "@@ -1,3 +1,2 @@\n-one\n-two\n+one\n three\n"),
        ("one\ntwo", (3, 7), "@@ -1,2 +1,1 @@\n-one\n-two\n\\ No newline at end of file\n+one\n\\ No newline at end of file\n"),
        ("one\n", (0, 4), "@@ -1,1 +0,0 @@\n-one\n"),
        ("one\r\ntwo\r\n", (0, 5), "@@ -1,2 +1,1 @@\n-one\r\n two\r\n"),
    ],
)
def test_lines_that_go_and_come(text: str, place: tuple[int, int], shown: str) -> None:
    assert "".join(diff("a.txt", text, cut(text, place))) == f"--- a/a.txt\n+++ b/a.txt\n{shown}"


def test_no_cut_no_diff() -> None:
    assert list(diff("a.txt", "one\n", Result("one\n"))) == []


@pytest.mark.parametrize("seed", range(40))
def test_git_makes_the_cleaned_text_of_it(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    text = "".join(chance.choice("ab\n\n\r\u2028") for _ in range(chance.randint(2, 200)))
    places = sorted(chance.sample(range(len(text) + 1), 2 * chance.randint(1, min(4, len(text) // 2))))
    result = cut(text, *zip(places[::2], places[1::2], strict=True))
    (tmp_path / "a page.txt").write_bytes(text.encode())
    patch = "".join(diff("a page.txt", text, result)).encode()
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=patch, cwd=tmp_path, check=True)  # noqa: S607
    assert (tmp_path / "a page.txt").read_bytes() == result.text.encode()
