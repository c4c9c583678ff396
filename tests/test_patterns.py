"""A pattern matches alike, compiled here or read back."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from cleanpage import patterns
from cleanpage.packs import Rule
from cleanpage.patterns import Patterns


def rule(code: str, phrase: str) -> Rule:
    return Rule(code=code, name="label", where="line", reason="a label", confidence=0.9, phrases=(phrase,), pattern="{phrases}s?")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path)


def test_what_one_process_compiles_the_next_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    advert = rule("AD900", "advert")
    for _ in range(2):
        pattern = Patterns({"AD900": advert}).of("AD900")
        assert pattern.fullmatch("ADVERTS")
        assert not pattern.fullmatch("advertise")
        monkeypatch.delattr(patterns, "compiled", raising=False)


def test_another_rule_of_the_same_code_is_another() -> None:
    assert Patterns({"AD900": rule("AD900", "advert")}).of("AD900").fullmatch("advert")
    assert Patterns({"AD900": rule("AD900", "promo")}).of("AD900").fullmatch("promo")


def test_patterns_beyond_those_held_ready_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_READY", 2)
    rules = {code: rule(code, f"label {code}") for code in ("AD900", "AD901", "AD902", "AD903")}
    found = Patterns(rules)
    for code in (*rules, *rules):
        assert found.of(code).fullmatch(f"Label {code}")


def test_what_a_pattern_may_begin_with_is_known_without_it() -> None:
    found = Patterns({"AD900": rule("AD900", "advert"), "AD901": rule("AD901", "«advert")})
    assert [found.may_begin("AD900", char) for char in "aAbñ"] == [True, True, False, True]
    assert [found.may_begin("AD901", char) for char in "a«"] == [False, True]
