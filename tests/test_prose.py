"""What the prose stage judges, and what users may rely on whatever it has learnt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanpage import Cleaner
from cleanpage.features import CHANCE, Frame, own, placed
from cleanpage.page import batch
from cleanpage.stages.prose import CODES, best_choice, spare_edges
from cleanpage.units import LONGEST_PARAGRAPH, Cued, Units, units
from cleanpage.weights import shipped
from tests.strategies import TEXTS


def laid(*texts: str) -> Units:
    return units(batch(texts).pages)


def shown(text: str) -> list[str]:
    found = laid(text)
    return [text[start:end] for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True)]


def test_a_unit_is_a_line_without_the_blanks_around_it() -> None:
    assert shown("  One line. Two sentences.\n\n\tAnother\u3000\n") == ["One line. Two sentences.", "Another"]


def test_a_long_line_is_judged_in_sentences() -> None:
    sentence = "The ferry goes at six, and nobody waits for it."
    line = " ".join([sentence] * 60)
    assert len(line) > LONGEST_PARAGRAPH
    assert shown(line) == [sentence] * 60


def test_a_long_line_of_a_script_without_spaces_is_judged_in_sentences() -> None:
    sentence = "港のフェリーは六時に出て、誰も待たない。"
    assert shown(sentence * 150) == [sentence] * 150


def test_a_menu_in_a_long_line_is_judged_in_pieces() -> None:
    menu = " ".join(["Home", "News", "Sport", "Weather", "Travel", "Culture", "Money", "Contact"] * 60)
    pieces = shown(menu)
    assert len(pieces) > 20
    assert " ".join(pieces) == menu


@given(texts=st.lists(TEXTS, max_size=4))
def test_units_cover_all_ink_once(texts: list[str]) -> None:
    found = laid(*texts)
    for number, text in enumerate(texts):
        own_units = np.flatnonzero(found.page == number)
        inside = "".join(text[found.start[at] : found.end[at]] for at in own_units.tolist())
        assert "".join(inside.split()) == "".join("".join(line for line in batch([text]).pages[0].lines).split())


@given(texts=st.lists(TEXTS, min_size=2, max_size=4))
def test_features_of_a_page_do_not_depend_on_its_batch(texts: list[str]) -> None:
    """To the last bit: a chance that tips over would make two answers of one."""
    together = features(texts)
    alone = [features([text]) for text in texts]
    for name, column in together.items():
        assert np.concatenate([one[name] for one in alone]).tobytes() == column.tobytes(), name


def features(texts: list[str]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    frame = Frame(laid(*texts))
    none = np.zeros(len(frame.units), np.int64)
    return placed(frame, own(frame, shipped().wordings, Cued(none, none, none, none)))


def test_best_choice_is_the_best_of_all_choices() -> None:
    """By trying all: the F1 to be expected of keeping the units above a threshold, for each threshold."""
    lot = np.random.default_rng(4)
    for _ in range(50):
        chance, words = lot.integers(0, CHANCE, 9), lot.integers(1, 60, 9)
        likely = chance * words
        every = [2 * likely[chance >= limit].sum() / (words[chance >= limit].sum() * CHANCE + likely.sum()) for limit in chance]
        best, whole = best_choice(np.zeros(9, np.int64), words, chance)
        assert best[0] == pytest.approx(max(every))
        assert whole[0] == pytest.approx(2 * likely.sum() / (words.sum() * CHANCE + likely.sum()))


def test_a_sentence_near_one_that_stays_goes_only_surely() -> None:
    """The seventh line stays; what is up to five lines from it on its page does too, if it is a sentence."""
    frame = Frame(laid("\n".join([" ".join(["word"] * 8)] * 13), "one more of eight words on another page"))
    going = np.arange(14) != 6
    is_sentence = np.arange(14) != 8
    surely = np.zeros(14, bool)
    assert np.flatnonzero(spare_edges(frame, going, is_sentence, surely, 5)).tolist() == [0, 8, 12, 13]
    assert spare_edges(frame, going, is_sentence, surely | True, 5).tolist() == going.tolist()


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        Cleaner(min_confidence=confidence)


PAGE = """Harbour Times
Home
News
Sport
Weather
Subscribe
Log in
Ferry to stop in October
By Ida Brask
14 March 2024

The ferry across the bay will stop running in October, the harbour board said on Tuesday, after a winter in which it was repaired twice.

It has carried walkers, cyclists and a good many dogs since 1911, and last year it took 84,000 of them, the board's own figures show.

"We have looked for a way to keep it, and we have not found one that pays," said Jonas Lund, who chairs the board and has crossed every day.

The last boat leaves the quay on October 14 at six in the evening, and whoever wants to be on it had better be there at five.

Related stories
Ten walks along the quay
Who pays for the old lighthouse
Harbour board to vote on new cranes
Most read
Bakery on Mill Lane closes after 90 years
Council to plant 400 trees
About us
Contact
Privacy policy
Terms of use
© 2024 Harbour Times
"""


def test_a_story_stays_and_menus_and_footers_go() -> None:
    result = Cleaner().explain(PAGE)
    assert "The ferry across the bay" in result.text
    assert "had better be there at five." in result.text
    assert "Weather" not in result.text
    assert "Terms of use" not in result.text
    assert {cut.code for cut in result.cuts} & set(CODES)


def test_reasons_say_where_how_many_and_beside_what() -> None:
    reasons = [cut.reason for cut in Cleaner().explain(PAGE).cuts if cut.code == "LM002"]
    assert any("below the main text" in reason and "lines" in reason for reason in reasons), reasons


def test_more_stays_the_surer_a_cut_must_be() -> None:
    kept = [len(Cleaner(min_confidence=least).clean(PAGE)) for least in (0.2, 0.5, 0.9, 1.0)]
    assert kept == sorted(kept)
    assert kept[0] < kept[-1]


def test_a_line_that_must_stay_stays() -> None:
    assert "Terms of use" in Cleaner(keep=["Terms of use"]).clean(PAGE)


def test_learnt_cuts_can_be_switched_off() -> None:
    assert not {cut.code for cut in Cleaner(ignore=["LM"]).explain(PAGE).cuts} & set(CODES)
