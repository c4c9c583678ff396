"""Compiled patterns outlive the process, and nothing depends on it."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from cleanpage import patterns
from cleanpage.packs import Rule
from cleanpage.patterns import Patterns

RULE = Rule(code="AD900", name="advert-label", where="line", reason="a label", confidence=0.9, phrases=("advert",), pattern="{phrases}s?")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path / "cache"


def matches() -> bool:
    pattern = Patterns({RULE.code: RULE}).of(RULE.code)
    return pattern.fullmatch("ADVERTS") is not None and pattern.fullmatch("advertise") is None


def kept(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_what_one_process_compiles_the_next_reads(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert matches()
    monkeypatch.delattr(patterns, "compiled")
    assert matches()
    assert len(kept(cache)) == 1


@pytest.mark.parametrize("damage", [b"", b"short", b"sixteen bytes ---and something else"])
def test_a_damaged_file_is_compiled_anew(cache: Path, damage: bytes) -> None:
    assert matches()
    (path,) = kept(cache)
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert matches()
    assert path.read_bytes() == whole


def test_another_pattern_of_the_same_code_is_another(cache: Path) -> None:
    assert matches()
    other = Rule(code="AD900", name="other", where="line", reason="a label", confidence=0.9, phrases=("promo",))
    assert Patterns({other.code: other}).of(other.code).fullmatch("promo")
    assert len(kept(cache)) == 2


def test_a_folder_that_cannot_be_is_done_without(cache: Path) -> None:
    cache.write_text("a file where the folder should be", "utf-8")
    assert matches()


def test_patterns_beyond_those_held_ready_come_back(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_READY", 2)
    rules = {
        f"AD{number}": Rule(code=f"AD{number}", name="label", where="line", reason="-", confidence=1, phrases=(f"label {number}",))
        for number in range(900, 905)
    }
    found = Patterns(rules)
    for code in (*rules, *rules):
        assert found.of(code).fullmatch(f"Label {code[2:]}")
    assert len(kept(cache)) == 5
