"""Lines that no rule knows and that are worded as residue is: what users may rely on whatever was learnt."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanpage import Cleaner, Cut
from cleanpage.checked import WeightsError
from cleanpage.grams import LONGEST, lay, runs
from cleanpage.likeness import FILE, confidence, load, log_odds, shipped, telling
from cleanpage.packs import builtin
from cleanpage.stages.likeness import CODES, SURE
from tests.strategies import CHARACTERS

LINES = st.lists(st.text(CHARACTERS, max_size=40), min_size=1, max_size=5)
ABOVE = "The bridge over the old harbour will close in March, the city council said on Monday, and nobody knows for how long.\n\n"
BELOW = "\n\nThe ferry across the bay will stop running in October, the harbour board said on Tuesday, after eighty years.\n"


def learnt(text: str, cleaner: Cleaner | None = None) -> list[Cut]:
    return [cut for cut in (cleaner or Cleaner("trim")).explain(text).cuts if cut.code in CODES.values()]


def test_runs_are_of_every_length_and_of_one_line() -> None:
    laid = lay(["ab", "c"])
    assert [int(inside.sum()) for _, inside in runs(laid)] == [7, 5, 3, 1, 0, 0]
    assert laid.counts().tolist() == [4 + 3 + 2 + 1, 3 + 2 + 1]
    assert len(list(runs(laid))) == LONGEST


@given(lines=LINES)
def test_a_line_has_the_same_odds_in_any_company(lines: list[str]) -> None:
    assert log_odds(shipped(), lines) == [log_odds(shipped(), [line])[0] for line in lines]


def test_no_lines_have_no_odds() -> None:
    assert log_odds(shipped(), []) == []


def test_confidence_grows_with_the_odds() -> None:
    assert confidence(-9) < confidence(0) == 0.5 < confidence(SURE) < confidence(9) <= 1


def test_every_family_has_a_record() -> None:
    records = {rule.code: rule for rule in builtin()}
    assert {records[code].family for code in CODES.values()} == set(CODES) == set(shipped().families)


@given(line=st.text(CHARACTERS, max_size=60))
def test_words_that_tell_are_words_of_the_line(line: str) -> None:
    assert set(telling(shipped(), line)) <= set(line.split(" "))


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / FILE.name
    damaged.write_bytes(FILE.read_bytes()[:-1])
    damaged.with_suffix(".sha256").write_text(FILE.with_suffix(".sha256").read_text("ascii"), "ascii")
    with pytest.raises(WeightsError, match="checksum"):
        load(damaged)


def test_a_line_that_no_rule_knows_goes_with_the_words_that_tell() -> None:
    (cut,) = learnt(f"{ABOVE}Autoriser les traceurs tiers pour lire cette vidéo{BELOW}")
    assert cut.code == CODES["CK"]
    assert cut.reason == 'worded as consent lines are: "cette" and "vidéo"'
    assert cut.confidence >= confidence(SURE)


def test_a_family_that_is_ignored_stays() -> None:
    page = f"{ABOVE}Autoriser les traceurs tiers pour lire cette vidéo{BELOW}"
    assert learnt(page, Cleaner("trim", ignore=["CK"])) == []


def test_a_sentence_of_the_author_keeps_its_line() -> None:
    assert learnt(f"{ABOVE}Les discussions ont échoué à l'aube. Autoriser les traceurs tiers pour lire cette vidéo{BELOW}") == []


@pytest.mark.parametrize("line", ["3 ( a − 2 ) + 4 b 7 = 1 + 2 x 3 − 9 y 2", "1 + 2 + 3 + … + 98 + 99", "7 : 2 ( 3 : 1 )", "4 0 9 1"])
def test_a_line_without_a_word_stays(line: str) -> None:
    assert learnt(ABOVE + line + BELOW) == []


def test_a_page_about_such_things_stays() -> None:
    lines = ["Autoriser les traceurs tiers pour lire cette vidéo", "Autoriser les traceurs tiers pour lire ce contenu"]
    assert learnt(ABOVE + "\n".join(lines)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Warum ich morgens keine Zeitung mehr lese",
        "Comment j'ai appris à aimer la publicité",
        "El último suscriptor",
        "What the court says about cookies",
        "Потомственный фотограф",
        "広告のない駅",
        "Copyright and the cook",
    ],
)
def test_a_headline_about_such_things_stays(line: str) -> None:
    assert learnt(ABOVE + line + BELOW) == []
