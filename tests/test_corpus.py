"""Pages written for this project, against the answers that people wrote beside them. One page is one file, found by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cleanpage import Cleaner
from cleanpage.cleaner import PROFILES

CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = sorted(path.stem for path in (CORPUS / "pages").glob("*.txt"))
INNOCENT = sorted(path.stem for path in (CORPUS / "innocent").glob("*.txt"))
CLEANERS = {profile: Cleaner(profile) for profile in PROFILES}

# What does not hold yet, of which test for which profile, with what is missing. What does is to be struck from it: the mark is strict.
KNOWN = {
    (failure["test"], failure["profile"], name): failure["reason"]
    for failure in tomllib.loads((CORPUS / "known-failures.toml").read_text("utf-8"))["failure"]
    for name in failure["pages"]
}


def read(folder: str, name: str) -> str:
    return (CORPUS / folder / f"{name}.txt").read_bytes().decode()


def lines(text: str) -> list[str]:
    """Lines that are not empty: how many empty ones stand between them is no part of the answer."""
    return [line for line in text.split("\n") if line.strip()]


def cases(test: str, names: list[str], profiles: Iterable[str] = PROFILES) -> Iterator[object]:
    for profile in profiles:
        for name in names:
            reason = KNOWN.get((test, profile, name))
            yield pytest.param(profile, name, marks=[pytest.mark.xfail(reason=reason)] if reason else [])


@pytest.mark.parametrize(("profile", "name"), list(cases("page", PAGES, ["trim"])))
def test_page(profile: str, name: str) -> None:
    """To the line, of what rules say. How near `main` comes to its gold is a figure, and the benchmarks' floors hold it."""
    assert lines(CLEANERS[profile].clean(read("pages", name))) == lines(read(f"gold/{profile}", name))


@pytest.mark.parametrize(("profile", "name"), list(cases("author", PAGES, ["trim"])))
def test_no_word_of_the_author_is_lost(profile: str, name: str) -> None:
    """Whatever residue stays: every line that people left under `main` is there, in order. What `main` loses of them the floors hold."""
    rest = iter(CLEANERS[profile].clean(read("pages", name)))
    lost = [line for line in lines(read("gold/main", name)) if not all(char in rest for char in line if not char.isspace())]
    assert lost == []


@pytest.mark.parametrize(("profile", "name"), list(cases("innocent", INNOCENT)))
def test_innocent_text_is_left_alone(profile: str, name: str) -> None:
    text = read("innocent", name)
    result = CLEANERS[profile].explain(text)
    assert result.text == text, [(cut.code, text[cut.start : cut.end]) for cut in result.cuts]
    assert not result.untouched


@pytest.mark.parametrize(("profile", "name"), list(cases("gold", PAGES)))
def test_gold_is_clean(profile: str, name: str) -> None:
    """What people left of a page, they left for good: nothing more goes when it comes in by itself."""
    gold = read(f"gold/{profile}", name)
    assert CLEANERS[profile].clean(gold) == gold


@pytest.mark.parametrize("name", PAGES)
def test_gold_only_deletes(name: str) -> None:
    """Gold is its page with text deleted, and `main` leaves nothing that `trim` takes."""
    for whole, part in ((read("pages", name), read("gold/trim", name)), (read("gold/trim", name), read("gold/main", name))):
        rest = iter(whole)
        assert all(char in rest for char in part if not char.isspace())


def test_known_failures_name_pages() -> None:
    tests = {"page": PAGES, "author": PAGES, "innocent": INNOCENT, "gold": PAGES}
    assert KNOWN.keys() <= {(test, profile, name) for test, names in tests.items() for profile in PROFILES for name in names}


def test_corpus_is_as_large_as_promised() -> None:
    assert len(PAGES) >= 30
    assert len(INNOCENT) >= 80
    assert len({name.split("-")[0] for name in PAGES}) >= 8
