"""Peers: each takes what it says, and one that is not there is named."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from benchmarks import peers, pool
from benchmarks.peers import ALL, MAIN, Peer, installed

PARAGRAPH = "The ferry stopped in October, and nobody on the island knew for how long; the boats of the fishermen had to do until spring. "
ARTICLE = "".join(f"<p>{PARAGRAPH * count}</p>" for count in (3, 2))
HTML = f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1><article>{ARTICLE}</article></body></html>"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ALL)
def test_makes_text_of_a_page(name: str) -> None:
    there, notes = installed([ALL[name]])
    if not there:
        pytest.skip(notes[-1])
    source = HTML if ALL[name].takes == "html" else f"Ferry\n\n{PARAGRAPH * 3}\n\n{PARAGRAPH * 2}\n"
    assert "The ferry stopped in October" in peers.maker(name)(source)


def test_a_peer_that_is_not_installed_is_named_and_left_out() -> None:
    absent = Peer("nobody", "text", MAIN.load, ("no-such-package",))
    there, notes = installed([MAIN, absent])
    assert there == [MAIN]
    assert notes == ("left out: nobody: the package no-such-package is not installed",)


def test_a_peer_that_fails_has_made_nothing_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "maker", lambda _name: lambda text: str(int(text)))
    assert pool.make("any", "12").text == "12"
    assert pool.make("any", "twelve")[::2] == ("", "ValueError")


def test_a_peer_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def stubborn(_text: str) -> str:
        while True:
            with suppress(Exception):
                time.sleep(60)

    monkeypatch.setattr(pool, "maker", lambda _name: stubborn)
    monkeypatch.setattr(pool, "PATIENCE", 0.05)
    made = pool.make("any", "")
    assert made.text == ""
    assert made.fault.startswith("nothing within")
