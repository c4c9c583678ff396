"""The measures, against cases reckoned by hand."""

from __future__ import annotations

import pytest

from cleanpage.scores import Counts, Score, mean_score, score_page, shingle_counts, shingle_score, word_score, words_lost

SHINGLES = [
    pytest.param("a b c d e", "a b c d e", Counts(1, 0, 0), id="the same text: two shingles, both hit"),
    pytest.param("a b c d e", "a b c d x", Counts(1 / 3, 1 / 3, 1 / 3), id="one shingle in common, one of each's own"),
    pytest.param("a b c d", "A b c d", Counts(0, 1 / 2, 1 / 2), id="case counts"),
    pytest.param("a, b! c (d)", "a b c d", Counts(1, 0, 0), id="punctuation does not"),
    pytest.param("a b c d a b c d", "a b c d", Counts(1 / 5, 0, 4 / 5), id="a shingle counts as often as it stands there"),
    pytest.param("a b", "a b", Counts(1, 0, 0), id="fewer than four tokens are one shingle"),
    pytest.param("a b", "a b c", Counts(0, 1 / 2, 1 / 2), id="which is another one than a longer text's"),
    pytest.param("", "", Counts(0, 0, 0), id="nothing to find and nothing found"),
    pytest.param("a b", "", Counts(0, 0, 1), id="nothing found"),
    pytest.param(" – ", "a b", Counts(0, 1, 0), id="nothing to find"),
]


@pytest.mark.parametrize(("gold", "text", "expected"), SHINGLES)
def test_shingles_of_a_page(gold: str, text: str, expected: Counts) -> None:
    assert shingle_counts(gold, text) == pytest.approx(expected)


def test_shingle_f1_is_made_of_mean_precision_and_mean_recall() -> None:
    """Precision (1 + 1/2) / 2, recall (1/2 + 1/2) / 2; by page F1 would be (2/3 + 1/2) / 2."""
    score = shingle_score([Counts(0.5, 0, 0.5), Counts(1 / 3, 1 / 3, 1 / 3)])
    assert score == pytest.approx(Score(2 * 0.75 * 0.5 / 1.25, 0.75, 0.5))


def test_a_page_on_which_nothing_was_found_lowers_recall_alone() -> None:
    assert shingle_score([Counts(1, 0, 0), Counts(0, 0, 1)]) == pytest.approx(Score(2 / 3, 1, 0.5))


def test_a_page_without_gold_lowers_precision_alone() -> None:
    assert shingle_score([Counts(1, 0, 0), Counts(0, 1, 0)]) == pytest.approx(Score(2 / 3, 0.5, 1))


def test_a_page_without_gold_that_was_left_empty_has_no_say() -> None:
    assert shingle_score([Counts(0.5, 0.5, 0), Counts(0, 0, 0)]) == pytest.approx(Score(2 / 3, 0.5, 1))


def test_pages_with_nothing_to_find_and_nothing_found_are_right() -> None:
    assert shingle_score([Counts(0, 0, 0)]) == Score(1, 1, 1)


def test_pages_on_which_nothing_was_found_at_all_score_nothing() -> None:
    assert shingle_score([Counts(0, 0, 1)]) == Score(0, 0, 0)


WORDS = [
    pytest.param("one two three", "Three, TWO one.", Score(1, 1, 1), id="neither order nor case nor punctuation counts"),
    pytest.param("one two three four", "one two five", Score(4 / 7, 2 / 3, 1 / 2), id="two hits, one extra, two misses"),
    pytest.param("one one two", "one two two", Score(2 / 3, 2 / 3, 2 / 3), id="a word counts as often as it stands there"),
    pytest.param("one", "two", Score(0, 0, 0), id="nothing in common"),
    pytest.param("", " \n", Score(1, 1, 1), id="both are empty"),
    pytest.param("one", "", Score(0, 0, 0), id="nothing found"),
    pytest.param("", "one", Score(0, 0, 0), id="nothing to find"),
]


@pytest.mark.parametrize(("gold", "text", "expected"), WORDS)
def test_words_of_a_page(gold: str, text: str, expected: Score) -> None:
    assert word_score(gold, text) == pytest.approx(expected)


def test_word_f1_is_the_mean_of_the_pages_f1() -> None:
    assert mean_score([Score(1, 1, 1), Score(0.5, 0.4, 2 / 3)]) == pytest.approx(Score(0.75, 0.7, 5 / 6))


def test_a_page_is_scored_by_both() -> None:
    page = score_page("a b c d e", "a b c d")
    assert page.shingles == pytest.approx(Counts(1 / 2, 0, 1 / 2))
    assert page.words == pytest.approx(Score(8 / 9, 1, 4 / 5))


LOST = [
    pytest.param("one two two", "two one", 1, id="each word counts as often as it stands there"),
    pytest.param("one two", "one two three", 0, id="what is more is not lost"),
    pytest.param("One", "one", 1, id="a changed word is lost"),
]


@pytest.mark.parametrize(("before", "after", "expected"), LOST)
def test_words_lost(before: str, after: str, expected: int) -> None:
    assert words_lost(before, after) == expected
