"""The README's commands print what it says, and its rule is a rule."""

from __future__ import annotations

from pathlib import Path

import regex
from click.testing import CliRunner

from cleanpage.cleaner import PROFILES
from cleanpage.cli import main
from cleanpage.cuts import settle_all
from cleanpage.packs import read_pack
from cleanpage.rulebook import Reading, Rulebook
from cleanpage.stages import wording

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_first_screen_is_real() -> None:
    (path, output), *_ = regex.findall(r"\$ pip install \. && cleanpage --profile trim (\S+)\n(.*?)```", README, regex.DOTALL)
    assert README.index(path) < 1500, "a reader sees it first"
    assert CliRunner().invoke(main, ["--profile", "trim", str(ROOT / path)]).stdout == output


def test_the_rule_shown_works_as_it_stands() -> None:
    (record,) = regex.findall(r"```toml\n(\[\[rule.*?)```", README, regex.DOTALL)
    (rule,) = read_pack("README.md", record)
    book = Rulebook([rule])
    for example, cut in [*((example, True) for example in rule.removes), *((example, False) for example in rule.keeps)]:
        reading = Reading(book)
        (result,) = settle_all([example], lambda looks: [wording.find(page, cues) for page, cues in reading.look(looks)])  # noqa: B023
        assert bool(result.cuts) == cut


def test_profiles_are_named() -> None:
    assert all(f"| `{profile}`" in README for profile in PROFILES)
