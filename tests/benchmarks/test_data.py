"""Pages: how they are read, sampled and told from others."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from benchmarks import data
from benchmarks.data import Page


def page(name: str, site: str) -> Page:
    return Page("s", name, "article", site, f"text {name}", "<p>", f"gold {name}")


PAGES = [page(f"{site}{number}", site) for site in "abc" for number in range(4)]


def test_a_sample_takes_a_page_of_every_site_before_a_second_of_one() -> None:
    assert sorted(page.site for page in data.sample(PAGES, 3)) == ["a", "b", "c"]
    assert sorted(page.site for page in data.sample(PAGES, 6)) == ["a", "a", "b", "b", "c", "c"]


def test_a_sample_is_the_same_whatever_the_order_of_the_pages() -> None:
    assert set(data.sample(PAGES[::-1], 5)) == set(data.sample(PAGES, 5))


def test_a_sample_of_more_than_there_are_is_all() -> None:
    assert data.sample(PAGES, 100) == PAGES


def test_a_changed_gold_changes_the_checksum() -> None:
    assert data.checksum(PAGES) == data.checksum(list(PAGES))
    assert data.checksum(PAGES) != data.checksum([PAGES[0]._replace(gold="gold"), *PAGES[1:]])


def test_html_is_no_part_of_the_checksum_because_the_gate_does_not_read_it() -> None:
    assert data.checksum(PAGES) == data.checksum([page._replace(html="") for page in PAGES])


def test_a_set_is_read_page_by_page(tmp_path: Path) -> None:
    row = {"set": "s", "id": "1", "type": "forum", "url": "https://www.example.org/a", "html": "<p>one", "text": "one", "gold": "one"}
    with lzma.open(tmp_path / "s.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n")
    assert data.sets(tmp_path) == ("s",)
    assert data.load(tmp_path, ("s",)) == [Page("s", "1", "forum", "www.example.org", "one", "<p>one", "one")]
    assert data.load(tmp_path, ("s",), html=False)[0].html == ""


def test_a_folder_without_sets_says_so(tmp_path: Path) -> None:
    with pytest.raises(data.DataError, match=r"no \*\.jsonl\.xz there"):
        data.sets(tmp_path)
    with pytest.raises(data.DataError, match="not there"):
        data.load(tmp_path, ("aeb",))


def test_every_page_of_the_corpus_has_both_golds_and_a_type() -> None:
    assert [page.id for page in data.corpus("main")] == [page.id for page in data.corpus("trim")]
    assert {page.type for page in data.corpus()} >= {"news", "blog", "forum"}
