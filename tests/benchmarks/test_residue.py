"""The benchmark of known residue: its data, where it puts things, and how it scores."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.placing import KINDS, Corpus, Placed, languages, look_alike_placements, placements, read, sentences
from benchmarks.residue import LookAlike, Measured, Removal, is_held, is_hurt, is_removed, measure, missed, tables, words_lost
from cleanpage import Cleaner, Cut

# As many wordings of a kind, and look-alikes, as a language's file has at least.
WORDINGS, LOOK_ALIKES = 7, 24

SMALL = Corpus("en", ("One is. Two is.", "Three is. Four is."), (), (), ())
SPACELESS = Corpus("ja", ("一だ。二だ。", "三だ。四だ。"), (), (), ())


def cuts(page: str, *words: str) -> list[Cut]:
    """A cut for each of the words."""
    return [Cut(page.index(word), page.index(word) + len(word), "XX000", "", 1) for word in words]


def test_twenty_languages_and_more_have_a_file() -> None:
    assert len(languages()) >= 20


@pytest.mark.parametrize("language", languages())
def test_a_language_has_enough_of_every_kind(language: str) -> None:
    kinds = Counter(kind for kind, _ in read(language).residues)
    assert kinds.keys() == KINDS.keys()
    assert min(kinds.values()) >= WORDINGS


@pytest.mark.parametrize("language", languages())
def test_a_language_has_paragraphs_and_look_alikes(language: str) -> None:
    corpus = read(language)
    assert 6 <= len(corpus.paragraphs) <= 8
    assert all(2 <= len(sentences(paragraph, language)) <= 4 for paragraph in corpus.paragraphs)
    assert len(corpus.look_alikes) >= LOOK_ALIKES


@pytest.mark.parametrize("language", languages())
def test_a_text_of_the_data_is_one_line_and_stands_once(language: str) -> None:
    corpus = read(language)
    texts = [*corpus.paragraphs, *(wording for _, wording in corpus.residues), *corpus.look_alikes]
    assert all(text and text == text.strip() and len(text.splitlines()) == 1 for text in texts)
    assert len(set(corpus.residues)) == len(corpus.residues)
    assert len(set(corpus.look_alikes)) == len(corpus.look_alikes)
    assert not {wording for _, wording in corpus.residues} & set(corpus.look_alikes)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("separator", ["\n\n", "\n"])
def test_the_paragraphs_stay_unhurt_when_nothing_is_put_in(language: str, separator: str) -> None:
    page = separator.join(read(language).paragraphs) + "\n"
    assert Cleaner("trim").clean(page) == page


@pytest.mark.parametrize("language", languages())
def test_what_is_put_in_stands_where_it_is_said_to(language: str) -> None:
    corpus = read(language)
    placed = [(wording, place) for kind, wording in corpus.residues for place in placements(corpus, kind, wording)]
    placed += [(text, place) for text in corpus.look_alikes for place in look_alike_placements(corpus, text)]
    assert all(place.page[place.start : place.end] == text for text, place in placed)


def test_an_inline_residue_stands_between_two_sentences_and_behind_the_last() -> None:
    between, behind = placements(SMALL, "ad-inline", "AD")
    assert between.page in ("One is. AD Two is.\n\nThree is. Four is.\n", "One is. Two is.\n\nThree is. AD Four is.\n")
    assert behind.page in ("One is. Two is. AD\n\nThree is. Four is.\n", "One is. Two is.\n\nThree is. Four is. AD\n")


def test_scripts_without_spaces_get_none_around_an_inline_residue() -> None:
    between, behind = placements(SPACELESS, "ad-inline", "広告")
    assert between.page in ("一だ。広告二だ。\n\n三だ。四だ。\n", "一だ。二だ。\n\n三だ。広告四だ。\n")
    assert behind.page in ("一だ。二だ。広告\n\n三だ。四だ。\n", "一だ。二だ。\n\n三だ。四だ。広告\n")


def test_a_line_stands_between_above_and_below_with_and_without_empty_lines() -> None:
    assert [placed.page for placed in placements(SMALL, "ad-line", "AD")] == [
        "One is. Two is.\n\nAD\n\nThree is. Four is.\n",
        "One is. Two is.\nAD\nThree is. Four is.\n",
        "AD\n\nOne is. Two is.\n\nThree is. Four is.\n",
        "AD\nOne is. Two is.\nThree is. Four is.\n",
        "One is. Two is.\n\nThree is. Four is.\n\nAD\n",
        "One is. Two is.\nThree is. Four is.\nAD\n",
    ]


def test_only_a_look_alike_that_ends_as_a_sentence_is_put_inside_a_paragraph() -> None:
    assert len(list(look_alike_placements(SMALL, "Ads and their enemies"))) == 2
    assert len(list(look_alike_placements(SMALL, "“Follow us!”"))) == 3


def test_the_same_wording_always_gets_the_same_places() -> None:
    assert list(placements(SMALL, "ad-inline", "AD")) == list(placements(SMALL, "ad-inline", "AD"))
    assert len({next(placements(SMALL, "ad-inline", f"AD {count}")).page.index("AD") for count in range(20)}) == 2


def test_a_quote_behind_a_full_stop_belongs_to_its_sentence() -> None:
    assert sentences("“One is.” Two is! »Three?« Four.", "en") == ["“One is.”", "Two is!", "»Three?«", "Four."]
    assert sentences("「一だ。」二だ！三だ。", "ja") == ["「一だ。」", "二だ！", "三だ。"]


def test_a_residue_is_removed_only_if_nothing_of_it_is_left() -> None:
    placed = Placed("One is. – Read on – Two is.\n", 8, 19, "")
    assert placed.page[placed.start : placed.end] == "– Read on –"
    assert is_removed(placed, cuts(placed.page, "– Read on – "))
    assert is_removed(placed, cuts(placed.page, "– Read", "on –")), "a blank left behind is nothing"
    assert not is_removed(placed, cuts(placed.page, "Read on")), "but an ornament is something"
    assert not is_removed(placed, [])


def test_words_are_lost_outside_of_the_residue_only_and_as_soon_as_one_character_is() -> None:
    placed = Placed("One is. AD Two is.\n", 8, 10, "")
    assert words_lost(placed, cuts(placed.page, "AD ")) == (0, 4)
    assert words_lost(placed, cuts(placed.page, "AD T")) == (1, 4)
    assert words_lost(placed, cuts(placed.page, "One", "AD Two")) == (2, 4)
    assert words_lost(placed, cuts(placed.page, ". ")) == (0, 4), "a full stop is no word"


def test_each_character_of_a_script_without_spaces_is_a_word() -> None:
    placed = Placed("一だ。広告二だ。\n", 3, 5, "")
    assert words_lost(placed, cuts(placed.page, "広告二")) == (1, 4)


def test_a_look_alike_is_hurt_by_the_loss_of_any_of_its_characters_but_a_blank() -> None:
    placed = Placed("One is.\nAds rule.\n", 8, 17, "")
    assert not is_hurt(placed, cuts(placed.page, "One is.")), "the sentence above is not its own"
    assert not is_hurt(placed, [Cut(11, 12, "XX000", "", 1)]), "nor is a blank"
    assert is_hurt(placed, cuts(placed.page, "le.\n"))


def test_about_a_third_is_held_back() -> None:
    held = [is_held(wording) for language in languages() for _, wording in read(language).residues]
    assert 0.3 < sum(held) / len(held) < 0.37


HAND_MADE = Measured(
    "trim",
    (
        Removal("de", "ad-line", "Anzeige", held=False, removed=1.0, lost=0, words=100),
        Removal("de", "ad-line", "Werbung", held=False, removed=0.5, lost=1, words=100),
        Removal("en", "ad-line", "Advertisement", held=True, removed=0.25, lost=0, words=200),
        Removal("en", "share-line", "Share", held=False, removed=0.0, lost=0, words=100),
    ),
    (LookAlike("de", "Eine Anzeige.", held=False, hurt=True), LookAlike("en", "Sharing.", held=True, hurt=True)),
)


def test_the_tables_give_the_mean_over_wordings_of_the_shown_and_of_the_held() -> None:
    by_kind, by_language, shown, held = tables(HAND_MADE)
    assert by_kind.rows == [("ad-line", 2, 0.75, 1, 0.25), ("share-line", 1, 0.0, 0, None), ("all", 3, 0.5, 1, 0.25)]
    assert by_language.rows == [
        ("de", 2, 0.75, 0, None, 50.0, 1, 1, 0, 0),
        ("en", 1, 0.0, 1, 0.25, 0.0, 0, 0, 1, 1),
        ("all", 3, 0.5, 1, 0.25, 20.0, 1, 1, 1, 1),
    ]
    assert shown.columns == ("kind", "de", "en")
    assert shown.rows == [("ad-line", 0.75, None), ("share-line", None, 0.0)]
    assert held.rows == [("ad-line", None, 0.25), ("share-line", None, None)]


def test_every_table_has_a_value_for_every_column() -> None:
    assert all(len(row) == len(table.columns) for table in tables(HAND_MADE) for row in table.rows)


def test_the_missed_are_of_the_shown_part_only() -> None:
    assert list(missed(HAND_MADE)) == [
        "de\tad-line\t0.50\tWerbung",
        "en\tshare-line\t0.00\tShare",
        "de\tlook-alike hurt\t\tEine Anzeige.",
    ]


def test_measuring_scores_each_wording_and_look_alike_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.residue.languages", lambda: ("en",))
    measured = measure()
    assert [(removal.kind, removal.wording) for removal in measured.removals] == list(read("en").residues)
    assert [look_alike.text for look_alike in measured.look_alikes] == list(read("en").look_alikes)
    assert all(removal.held == is_held(removal.wording) and removal.lost <= removal.words for removal in measured.removals)
    assert next(removal.removed for removal in measured.removals if removal.wording == "Advertisement") == 1
