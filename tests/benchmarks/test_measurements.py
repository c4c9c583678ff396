"""The measurements themselves, on pages whose figures can be reckoned by hand and with a cleaner that drops the lines that say AD."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from benchmarks import data, dumps, harm, pool, quality, uplift
from benchmarks.data import Outputs, Page
from benchmarks.peers import AS_IT_IS, MAIN, Peer
from benchmarks.pool import Made
from benchmarks.tables import Table
from cleanpage.scores import Score

PAGE = Page("news", "1", "article", "site", "a b c d e\nAD AD", "", "a b c d e")
BROKEN = PAGE._replace(id="2", text="broken\n")


def without_adverts(text: str) -> str:
    if text.startswith("broken"):
        raise ValueError(text)
    return "\n".join(line for line in text.split("\n") if not line.startswith("AD"))


def as_it_is(text: str) -> str:
    return text


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is done here and now, and every peer but "text as it is" drops adverts."""

    def over(work: Callable[[Any], Any], items: Sequence[Any], _label: str) -> Iterator[Any]:
        return map(work, items)

    for module in (quality, dumps, uplift, harm):
        monkeypatch.setattr(module, "over", over)
    monkeypatch.setattr(pool, "maker", lambda name: as_it_is if name == AS_IT_IS.name else without_adverts)
    monkeypatch.setattr(data, "innocents", list)
    monkeypatch.setattr(data, "corpus", lambda _profile="main": [])


def rows(table: Table) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def test_quality_shows_each_cleaner_beside_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cleaned, the page is its gold; as it is, it has two of four shingles right and five of seven words."""
    monkeypatch.setattr(quality, "CLEANERS", (MAIN, AS_IT_IS))
    shingles, words, *_ = quality.measure([PAGE]).tables
    assert shingles.columns == ("cleaner", "takes", "news")
    assert rows(shingles) == {MAIN.name: ("text", 1.0), AS_IT_IS.name: ("text", pytest.approx(2 / 3))}
    assert rows(words) == {MAIN.name: ("text", 1.0), AS_IT_IS.name: ("text", pytest.approx(5 / 6))}


def test_quality_names_the_pages_that_a_cleaner_failed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "CLEANERS", (MAIN,))
    table = quality.measure([PAGE, BROKEN]).tables[0]
    assert table.notes == (f"{MAIN.name}: ValueError, counted as empty: news/2",)
    assert rows(table) == {MAIN.name: ("text", pytest.approx(2 / 3))}


def test_quality_leaves_a_place_empty_where_a_cleaner_has_nothing_to_take(monkeypatch: pytest.MonkeyPatch) -> None:
    from_html = Peer("jusText", "html", MAIN.load)
    monkeypatch.setattr(quality, "CLEANERS", (MAIN, from_html))
    assert rows(quality.measure([PAGE]).tables[0])["jusText"] == ("html", None)


def test_sets_count_the_same_however_many_pages_they_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "make", lambda _name, source: Made(source, 1.0))
    right, wrong = (quality.judge_one(PAGE, MAIN.name, text) for text in ("a b c d e", "x"))
    assert quality.mean_words([[right, right, right], [wrong]]) == Score(0.5, 0.5, 0.5)


def test_dumps_score_what_each_dumper_gives_the_cleaners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "DUMPERS", (Peer("html-text", "html", MAIN.load),))
    table = dumps.measure([PAGE._replace(html="a b c d e"), PAGE]).tables[0]
    assert rows(table)["html-text"] == (1.0,) * (len(table.columns) - 1), "the page without HTML has no say"


def test_uplift_counts_who_gets_better_and_names_who_gets_worse() -> None:
    gold = "a b c d e\nAD is what the page is about"
    outputs = [
        Outputs("clean", {"1": "a b c d e"}),
        Outputs("messy", {"1": "a b c d e\nAD AD AD"}),
        Outputs("whole", {"2": gold}),
    ]
    better = uplift.measure([PAGE], outputs[:2]).tables[0]
    assert [row[0] for row in better.rows] == ["clean", "messy"]
    assert better.notes[:2] == ("1 of 2 get better, 1 of them by more than 0.002", "worse by more than 0.002: none")
    worse = uplift.measure([PAGE._replace(id="2", gold=gold)], outputs[2:]).tables[0]
    assert worse.notes[0].startswith("0 of 1 get better")
    assert worse.notes[1].startswith("worse by more than 0.002: whole (-")


def test_harm_counts_the_words_that_clean_text_loses() -> None:
    """Of 5 and 40 words the second page loses 2, which is 5% of its own and not more."""
    gold = "\n".join([*["one two"] * 19, "AD AD"])
    table = harm.measure([PAGE, PAGE._replace(gold=gold)]).tables[0]
    assert ("news", MAIN.name, 2, 45, 2, f"{2 / 45:.5f}", 0, 1) in table.rows
    table = harm.measure([PAGE._replace(gold=gold.replace("one two\n", "", 1))]).tables[0]
    assert ("news", MAIN.name, 1, 38, 2, f"{2 / 38:.5f}", 1, 1) in table.rows
