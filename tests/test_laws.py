"""What users may rely on, for any text and every profile."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleanpage import Cleaner, Cut, Result
from cleanpage.cleaner import LEAST_KEPT, PROFILES
from cleanpage.cuts import settle
from cleanpage.sites import Seen, Site, chosen, key
from tests.strategies import ANY_TEXT, TEXTS, proposals

# A site that repeats some of the lines that the texts are made of.
HOST = "star.example"
REPEATED = (
    "She signed up for the newsletter and later regretted it.",
    "Harbour bridge to close for a year",
    "Skip to content",
    "Share",
    "Copy link",
    "logo",
    "Comments",
    "Image 1 of 5",
    "桥将在三月关闭。",
)
SITES = chosen({HOST: Site(100, {key(line): Seen(60 + at, 0, 60) for at, line in enumerate(REPEATED)})})
CLEANERS = {profile: Cleaner(profile) for profile in PROFILES}
CLEANERS |= {f"{profile} with sites": Cleaner(profile, sites=SITES) for profile in PROFILES}
profiles = pytest.mark.parametrize("profile", CLEANERS)

# Written on its own, not taken from the package: letters of scripts with spaces, digits, marks.
WORD = regex.compile(r"[\w\p{M}]")
SPACELESS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}ー々〆]")


def kept_spans(text: str, result: Result) -> list[tuple[int, int]]:
    edges = [0, *(edge for cut in result.cuts for edge in (cut.start, cut.end)), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def assert_deletes_only(text: str, result: Result) -> None:
    spans = kept_spans(text, result)
    assert all(start <= end for start, end in spans), "cuts overlap or are out of order"
    assert "".join(text[start:end] for start, end in spans) == result.text


def assert_glues_nothing(text: str, result: Result) -> None:
    spans = [span for span in kept_spans(text, result) if span[0] < span[1]]
    for (_, left_end), (right_start, _) in pairwise(spans):
        left, right = text[left_end - 1], text[right_start]
        if left_end < right_start and WORD.match(left) and WORD.match(right):
            assert SPACELESS.match(left) or SPACELESS.match(right), f"{left!r} and {right!r} are one word now"


@profiles
@given(text=TEXTS)
def test_only_deletion(profile: str, text: str) -> None:
    """Kept spans and cuts tile the text that came in; the kept spans joined are the text that comes out."""
    assert_deletes_only(text, CLEANERS[profile].explain(text, HOST))


@profiles
@given(text=TEXTS)
def test_settled(profile: str, text: str) -> None:
    """What was cleaned once stays as it is."""
    once = CLEANERS[profile].clean(text, HOST)
    assert CLEANERS[profile].clean(once, HOST) == once


@profiles
@given(text=TEXTS)
def test_explained(profile: str, text: str) -> None:
    """Every cut has a place, a known code, a reason and a confidence; a text that changed has cuts."""
    result = CLEANERS[profile].explain(text, HOST)
    assert bool(result.cuts) == (result.text != text)
    for cut in result.cuts:
        assert 0 <= cut.start < cut.end <= len(text)
        assert cut.code in CLEANERS[profile].codes
        assert cut.reason
        assert 0 <= cut.confidence <= 1


@profiles
@given(text=ANY_TEXT)
def test_total(profile: str, text: str) -> None:
    """Any string is fine, and no stage of ours fails on it."""
    assert "failed" not in CLEANERS[profile].explain(text, HOST).untouched


@pytest.mark.parametrize("profile", [*PROFILES, "trim with sites"])
@given(texts=st.lists(TEXTS, max_size=4))
def test_pure(profile: str, texts: list[str]) -> None:
    """A text's answer does not depend on what else was cleaned, nor on the process: a copied cleaner gives it as well."""
    cleaner = CLEANERS[profile]
    copied: Cleaner = pickle.loads(pickle.dumps(cleaner))  # noqa: S301
    alone = [Cleaner(cleaner.profile, sites=cleaner.sites).clean(text, HOST) for text in reversed(texts)]
    assert list(cleaner.clean_many(texts, hosts=[HOST] * len(texts))) == alone[::-1] == [copied.clean(text, HOST) for text in texts]


@profiles
@given(text=TEXTS)
def test_no_glue(profile: str, text: str) -> None:
    """No cut makes one word of two."""
    assert_glues_nothing(text, CLEANERS[profile].explain(text, HOST))


@pytest.mark.parametrize("profile", ["trim", "trim with sites"])
@given(text=TEXTS)
def test_careful(profile: str, text: str) -> None:
    """A page is left alone rather than nearly all of it taken as residue, and the result says so."""
    result = CLEANERS[profile].explain(text, HOST)
    kept, came = (sum(map(len, one.split())) for one in (result.text, text))
    assert kept >= LEAST_KEPT * came
    if result.untouched:
        assert result.text == text
        assert not result.cuts


def test_careful_says_so() -> None:
    result = CLEANERS["trim"].explain("Advertisement\n\nShare this article\n")
    assert result.text == "Advertisement\n\nShare this article\n"
    assert "would stay" in result.untouched


@given(data=st.data(), text=TEXTS)
def test_laws_hold_for_overlapping_proposals(data: st.DataObject, text: str) -> None:
    """Whatever stages propose, in whatever passes, the core deletes only, glues nothing, and covers what it reports."""
    passes = iter(data.draw(st.lists(st.integers(0, 2**32), max_size=3)))

    def hostile(current: str) -> list[Cut]:
        return data.draw(proposals(current)) if next(passes, None) is not None else []

    result = settle(text, hostile)
    assert not result.untouched
    assert_deletes_only(text, result)
    assert_glues_nothing(text, result)


@given(text=TEXTS.filter(bool))
def test_line_structure_stays(text: str) -> None:
    """A cut inside a line never joins it to another; only empty lines and whole lines' ends go besides what was asked for."""
    middle = len(text) // 2

    def once(current: str) -> list[Cut]:
        return [Cut(middle, middle + 1, "XX000", "a reason", 1)] if current == text else []

    result = settle(text, once)
    for cut in result.cuts:
        gone = text[cut.start : cut.end]
        assert gone.replace(text[middle], "", 1).strip("\n\r\t\ufeff \u00a0\u200b") == ""


def raising(_: str) -> Iterator[Cut]:
    yield Cut(0, 1, "XX000", "a reason", 1)
    raise RuntimeError("the stage broke")


def out_of_range(text: str) -> list[Cut]:
    return [Cut(0, len(text) + 1, "XX000", "a reason", 1)]


def empty(_: str) -> list[Cut]:
    return [Cut(2, 2, "XX000", "a reason", 1)]


@pytest.mark.parametrize(
    ("stage", "fault"),
    [(raising, "the stage broke"), (out_of_range, "XX000 proposed 0 to 11"), (empty, "XX000 proposed 2 to 2")],
)
def test_a_broken_stage_leaves_the_page_alone(stage: Callable[[str], list[Cut]], fault: str) -> None:
    """The page comes back as it was and the result names the fault, so that one page cannot end a run over many."""
    result = settle("some words", stage)
    assert result.text == "some words"
    assert not result.cuts
    assert fault in result.untouched


def test_a_page_that_does_not_settle_comes_back_untouched() -> None:
    result = settle("a b c d e f g h i j k l m n", lambda _: [Cut(0, 1, "XX000", "a reason", 1)])
    assert result.text == "a b c d e f g h i j k l m n"
    assert "not settled" in result.untouched
