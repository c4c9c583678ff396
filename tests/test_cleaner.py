"""The functions people call."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import cleanpage
from cleanpage import Cleaner
from cleanpage.packs import Rule, RuleError

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
    explained = list(cleanpage.Cleaner().explain_many(iter(texts), workers=workers))
    assert explained == [cleanpage.explain(text) for text in texts]


def test_own_rules_are_made_ready_once_in_a_process(tmp_path: Path) -> None:
    """However often a cleaner is sent there: engines send it with every task."""
    (tmp_path / "own.toml").write_text(OWN)
    sent = pickle.dumps(Cleaner("trim", rules=[tmp_path / "own.toml"]))
    assert pickle.loads(sent)._book is pickle.loads(sent)._book  # noqa: S301


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


OWN = """
[[rule]]
code = "XX001"
name = "partner-line"
where = "line"
phrases = ["brought to you by"]
pattern = "{marks}{phrases} our partners{marks}"
reason = "a label of paid content"
confidence = 0.95

[[rule]]
code = "XX002"
name = "wild"
where = "line"
phrases = ["aaaa"]
pattern = "(?:a|aa)+b"
reason = "a pattern that backtracks for years"
confidence = 0.95
"""


def test_own_rules_work_beside_those_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(OWN)
    cleaner = Cleaner("trim", rules=[tmp_path / "my.toml"])
    (tmp_path / "my.toml").unlink()
    assert cleaner.clean(f"Brought to you by our partners\n{PAGE}") == CLEAN
    assert pickle.loads(pickle.dumps(cleaner)).clean(f"{PAGE}Brought to you by our partners\n") == CLEAN  # noqa: S301
    assert Cleaner("trim", rules=cleaner.rules, ignore=["XX"]).clean(f"Brought to you by our partners\n{CLEAN}") != CLEAN


def test_an_own_pattern_cannot_hang_a_run(tmp_path: Path) -> None:
    """It is given up on the page that it takes too long on, and the result names it; all else goes on."""
    (tmp_path / "my.toml").write_text(OWN)
    wild = "a" * 200
    result = Cleaner("trim", rules=[tmp_path / "my.toml"]).explain(f"Brought to you by our partners\n{wild}\n{PAGE}")
    assert result.text == f"{wild}\n{CLEAN}"
    assert result.given_up == ("XX002",)
    assert cleanpage.explain(PAGE).given_up == ()


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        (None, "my.toml: No such file or directory"),
        (b"\xff", "my.toml: byte 0 is not utf-8"),
        (OWN.replace("(?:a|aa)+b", "(").encode(), "my.toml: XX002: pattern: missing )"),
        (OWN.replace("XX001", "AD101").encode(), "my.toml: AD101: the code is taken by 'advert-label' in en.toml"),
    ],
)
def test_a_bad_file_of_rules_is_an_error_that_names_it(tmp_path: Path, pack: bytes | None, message: str) -> None:
    if pack is not None:
        (tmp_path / "my.toml").write_bytes(pack)
    with pytest.raises(RuleError, match=re.escape(message)):
        Cleaner(rules=[tmp_path / "my.toml"])


def test_kept_lines_stay_whatever_any_rule_says() -> None:
    """On a line of its own, whatever blanks are around it; the next of its kind goes."""
    story = "The bridge over the old harbour will close in March, the council said.\n"
    page = f" Advertisement \n{story}Copy link\nShare\nFacebook\n"
    assert Cleaner("trim", keep=["Advertisement\n"]).clean(page) == f" Advertisement \n{story}"
    assert Cleaner("trim").clean(page) == story


def test_a_part_of_a_line_may_begin_with_a_space_before_a_sign() -> None:
    """The space is the phrase's first character: what follows it is looked at too."""
    own = Rule(code="XX101", name="own", where="inline", reason="own", confidence=1, phrases=(" >> buy",), pattern=" >> buy here")
    assert (
        Cleaner("trim", rules=[own]).clean("It rained in March. >> buy here It snowed in May.\n")
        == "It rained in March. It snowed in May.\n"
    )
