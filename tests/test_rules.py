"""Every rule keeps the promises of its own record."""

from __future__ import annotations

import time

import pytest
import regex

from cleanpage import Cleaner
from cleanpage.cuts import Look, Result
from cleanpage.packs import Rule, RuleError, builtin, compiled, read_pack
from cleanpage.rulebook import LONGEST_LINE, REACH_BEFORE, Reading, Rulebook

RULES = sorted(builtin(), key=lambda rule: rule.code)
# What is learnt from pages keeps no promises about single lines; the benchmarks measure it.
LEARNT = ("LM", "SL")
TRIM = Cleaner("trim")

# An example stands between these, as on a page; the lines above and below are nobody's residue in any language.
ABOVE = "The bridge over the old harbour will close in March, the city said on Monday.\n\nNobody knows for how long it will be shut.\n\n"
BELOW = (
    "\n\nThe ferry has run since 1911, and it runs in any weather but fog.\n\nIn fog, the people of the quay say, one had better walk.\n"
)

MARKED = regex.compile("⟦(.*?)⟧", regex.DOTALL)


NAMES = {rule.code: rule.name for rule in RULES}


def gone(text: str, result: Result, name: str) -> str:
    """All that rules of one name cut, blanks folded."""
    return " ".join(" ".join(text[cut.start : cut.end] for cut in result.cuts if NAMES[cut.code] == name).split())


each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@each_rule
def test_removes_its_examples(rule: Rule) -> None:
    """The marked part, or the whole, goes by this very rule, or by its namesake where two languages have a word in common."""
    marked = [example if "⟦" in example else f"⟦{example}⟧" for example in rule.removes]
    plain = [MARKED.sub(r"\1", example) for example in marked]
    pages = plain if rule.where == "stage" else [ABOVE + example + BELOW for example in plain]
    went = [gone(page, result, rule.name) for page, result in zip(pages, TRIM.explain_many(pages), strict=True)]
    assert went == [" ".join(" ".join(MARKED.findall(example)).split()) for example in marked]


@each_rule
def test_keeps_its_look_alikes(rule: Rule) -> None:
    """No rule at all takes them, alone or on a page."""
    pages = [*rule.keeps, *(ABOVE + example + BELOW for example in rule.keeps)]
    results = list(TRIM.explain_many(pages))
    assert [result.cuts for result in results] == [()] * len(pages)
    assert [result.text for result in results] == pages
    assert not any(result.untouched for result in results)


@each_rule
def test_record_is_complete(rule: Rule) -> None:
    assert rule.keeps, "a rule shows what looks like its residue and is not"
    assert rule.removes or rule.where == "heading" or rule.code.startswith(LEARNT), "a rule shows what it removes"
    assert rule.reason[0].islower(), "a reason reads on after a colon"
    assert not rule.reason.endswith(".")
    assert regex.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", rule.name)


# Lines that make a careless pattern run for minutes, of a length that real pages have. Each phrase is tried with what is near it, so that
# so many of them in a row tell as much as ten times as many.
HOSTILE = [
    "{}" * 300,
    "{} " * 300,
    "a {}" * 300,
    "({}/" * 300,
    "{}" + " " * 100_000,
    "{}" + "a" * 100_000,
    " " * 100_000 + "{}",
    "A. " * 30_000 + "{}",
    "A" * 900 + " {}",
    "{} " + "A" * 900,
    "{} " + "A1" * 400,
]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.phrases], ids=lambda rule: rule.code)
def test_pattern_is_linear(rule: Rule) -> None:
    """No pattern needs long for a line made to be hard for it, by two of its phrases. The bound is for one gone wild."""
    book = Rulebook([rule])
    longest = 100_000 if rule.where in REACH_BEFORE else LONGEST_LINE
    for phrase in {rule.phrases[0], rule.phrases[len(rule.phrases) // 2]}:
        started = time.perf_counter()
        for shape in HOSTILE:
            hostile = shape.replace("{}", phrase)
            Reading(book).look([Look(0, hostile[:longest]), Look(1, hostile[-longest:])])
        assert time.perf_counter() - started < 6


RECORD = 'code = "XX001"\nname = "example"\nwhere = "line"\nreason = "an example"\nconfidence = 0.9\nphrases = ["example"]'


def pack(record: str) -> str:
    return "[[rule]]\n" + record


def test_a_record_is_a_rule() -> None:
    (rule,) = read_pack("my.toml", pack(RECORD))
    assert (rule.code, rule.family, rule.phrases, rule.pattern, rule.pack) == ("XX001", "XX", ("example",), "{phrases}", "my.toml")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("[[rule", "my.toml: ", id="no TOML"),
        pytest.param(pack('name = "example"'), "my.toml: a rule without a code: field 'code' is missing", id="no code"),
        pytest.param(pack(RECORD.replace("reason", "raison")), "my.toml: XX001: unknown field 'raison'", id="a field misspelt"),
        pytest.param(pack(RECORD.replace('reason = "an example"\n', "")), "my.toml: XX001: field 'reason' is missing", id="no reason"),
        pytest.param(pack(RECORD.replace("0.9", '"high"')), "my.toml: XX001: field 'confidence' is 'high'", id="a wrong type"),
        pytest.param(pack(RECORD.replace("0.9", "9")), "my.toml: XX001: confidence is 9", id="more than certain"),
        pytest.param(pack(RECORD.replace("XX001", "X1")), "my.toml: X1: a code is", id="no code's shape"),
        pytest.param(pack(RECORD.replace('"line"', '"page"')), "my.toml: XX001: where is 'page'", id="no such place"),
        pytest.param(pack(RECORD.replace('["example"]', "[]")), "my.toml: XX001: a rule needs phrases", id="no phrase"),
        pytest.param(pack(RECORD.replace('["example"]', '[" "]')), "my.toml: XX001: a rule needs phrases", id="a blank phrase"),
        pytest.param(pack(RECORD + '\npattern = "("'), "my.toml: XX001: pattern: missing )", id="a broken pattern"),
        pytest.param(pack(RECORD) + "\n" + pack(RECORD), "my.toml: XX001: the code is taken", id="a code used twice"),
    ],
)
def test_a_bad_pack_names_the_file_the_record_and_the_mistake(source: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        all(map(compiled, Rulebook(read_pack("my.toml", source)).rules.values()))
    assert str(caught.value).startswith(message)
