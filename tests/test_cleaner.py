"""The functions people call."""

from __future__ import annotations

import pickle

import pytest

import cleanpage
from cleanpage import Cleaner

PAGE = "The bridge will close in March.\n\nAdvertisement\n\nNobody knows for how long. ADVERTISEMENT The ferry runs.\n"
CLEAN = "The bridge will close in March.\n\nNobody knows for how long. The ferry runs.\n"


def test_clean_is_the_text_of_explain() -> None:
    result = cleanpage.explain(PAGE)
    assert cleanpage.clean(PAGE) == result.text == CLEAN
    assert [cut.code for cut in result.cuts] == ["AD101", "AD102"]
    assert [PAGE[cut.start : cut.end] for cut in result.cuts] == ["Advertisement\n\n", "ADVERTISEMENT "]


@pytest.mark.parametrize("workers", [1, 2])
def test_many_texts_come_back_in_their_order(workers: int) -> None:
    texts = [f"{number}. {PAGE}" for number in range(70)]
    assert list(cleanpage.clean_many(iter(texts), workers=workers)) == [f"{number}. {CLEAN}" for number in range(70)]


def test_many_texts_are_read_as_they_are_asked_for() -> None:
    """Memory stays flat: an endless source is fine."""
    endless = iter(lambda: PAGE, None)
    assert next(cleanpage.clean_many(endless)) == CLEAN


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), CLEAN),
        (("AD101",), (), PAGE.replace("Advertisement\n\n", "")),
        (("AD",), ("AD101",), PAGE.replace(" ADVERTISEMENT", "")),
        (("PH", "CM"), (), PAGE),
        ((), ("AD",), PAGE),
    ],
)
def test_rules_are_chosen_by_prefix(select: tuple[str, ...], ignore: tuple[str, ...], expected: str) -> None:
    cleaner = Cleaner(select=select, ignore=ignore)
    assert cleaner.clean(PAGE) == expected
    assert pickle.loads(pickle.dumps(cleaner)).clean(PAGE) == expected  # noqa: S301


def test_an_unknown_profile_or_code_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="'mian'; profiles are trim, main"):
        Cleaner("mian")
    with pytest.raises(ValueError, match="starts with 'QQ'"):
        Cleaner(ignore=["QQ"])
    with pytest.raises(ValueError, match="starts with ''"):
        Cleaner(select=[""])


def test_public_names_are_there() -> None:
    for name in cleanpage.__all__:
        assert getattr(cleanpage, name)
    with pytest.raises(AttributeError, match="no attribute 'scrub'"):
        cleanpage.scrub  # noqa: B018
