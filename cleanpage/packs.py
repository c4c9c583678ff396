"""Rules are data: packs of records, read and checked here."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import Any

import regex

from cleanpage.cuts import Cut
from cleanpage.kept import kept

WHERE = {
    "line": "a line of its own",
    "row": "a line of its own, in a run of lines that rules know",
    "label": "a line of its own, in such a run, between two paragraphs, or above a text that has no word of it",
    "inline": "inside a line",
    "heading": "a line of its own that opens a section",
    "credit": "a credit, which a caption may stand before",
    "stage": "wherever the page's build shows it",
}

# What patterns may name: the ornaments around a label (no quotes, no full stop, no "#" or "/": those are somebody's sentence or code),
# and what stands before and behind a label between sentences.
_PLACES = {
    "{marks}": r"""[^\w\n#/."'“”‘’„«»「」『』]*""",
    "{begin}": r"""(?:(?<![^\n\ufeff])|(?<=[.!?…؟] ?["'”’»)\]]{0,2} {1,2})|(?<=[。！？」』）】][ \u3000]?))""",
    "{end}": r"""(?= *(?:[\r\n]|\Z)|(?-i: +["'“‘„«»(\[–—-]{0,2} ?[\p{Lu}\p{Lt}\p{Lo}\p{N}]))""",
}


class RuleError(ValueError):
    """A pack that cannot be used; says which file, which record and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One record of a pack.

    Attributes:
        code: family and number, such as "AD101"; unique, never reused.
        name: short, reads well after "ignore"; the same in every language's pack for the same thing, as stages ask for it by name.
        where: one of `WHERE`.
        reason: why a match is not the author's, for people.
        confidence: from 0 to 1.
        phrases: literal wordings, in any case; the rule holds only where one of them stands, as a word of its own where it has no more than
            three characters.
        pattern: the shape of the whole match, in the syntax of `regex`; "{phrases}" is any of them, "{marks}" the ornaments around a
            label, "{begin}" and "{end}" the places between sentences. Case is ignored but inside "(?-i:…)".
        removes: examples, of which the part between ⟦ and ⟧ goes, or the whole where no part is marked.
        keeps: look-alikes, which every rule leaves alone.
        pack: the file it came from.
    """

    code: str
    name: str
    where: str
    reason: str
    confidence: float
    phrases: tuple[str, ...] = ()
    pattern: str = "{phrases}"
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    pack: str = ""

    @property
    def family(self) -> str:
        """The code's two letters."""
        return self.code[:2]

    def cut(self, start: int, end: int) -> Cut:
        """A cut that this rule asks for."""
        return Cut(start, end, self.code, self.reason, self.confidence)


@cache
def builtin() -> tuple[Rule, ...]:
    """The rules that the package ships."""
    folder = resources.files("cleanpage.rules")
    packs = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_rule(pack, record) for pack in packs for record in _parsed(folder.joinpath(pack).read_text("utf-8")))


def _parsed(source: str) -> list[dict[str, Any]]:
    """The records of a pack that the package ships. To read all of them as TOML takes a third of a second, and as JSON a thirtieth."""
    records: list[dict[str, Any]] = json.loads(kept("packs", source, lambda: json.dumps(tomllib.loads(source)["rule"]).encode()))
    return records


def read_pack(name: str, source: str) -> list[Rule]:
    """The rules of one pack.

    Args:
        name: the file's name, for messages.
        source: its text, TOML with `[[rule]]` records.

    Raises:
        RuleError: it is no TOML, or a record lacks a field, has an unknown one or one of a wrong type, or no usable phrase.
    """
    try:
        records = tomllib.loads(source).get("rule", [])
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(f"{name}: {fault}") from fault
    return [_rule(name, record) for record in records]


def load_pack(path: str | PathLike[str]) -> list[Rule]:
    """The rules of a file, each with a pattern that compiles.

    Raises:
        RuleError: as for `read_pack`; or the file cannot be read; or a pattern is broken.
    """
    try:
        rules = read_pack(str(path), Path(path).read_text("utf-8"))
    except OSError as fault:
        raise RuleError(f"{path}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise RuleError(f"{path}: byte {fault.start} is not utf-8") from fault
    for rule in rules:
        compiled(rule)
    return rules


def by_code(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Rules by their codes.

    Raises:
        RuleError: two rules have one code.
    """
    found: dict[str, Rule] = {}
    for rule in rules:
        if other := found.get(rule.code):
            raise RuleError(f"{rule.pack}: {rule.code}: the code is taken by {other.name!r} in {other.pack}")
        found[rule.code] = rule
    return found


def _rule(pack: str, record: dict[str, Any]) -> Rule:
    label = f"{pack}: {record.get('code', 'a rule without a code')}"
    expected = {field.name: field.type for field in fields(Rule) if field.name != "pack"}
    if unknown := record.keys() - expected.keys():
        raise RuleError(f"{label}: unknown field {sorted(unknown)[0]!r}; fields are {', '.join(expected)}")
    if missing := {"code", "name", "where", "reason", "confidence"} - record.keys():
        raise RuleError(f"{label}: field {sorted(missing)[0]!r} is missing")
    for field, value in record.items():
        if not _fits(value, expected[field]):
            raise RuleError(f"{label}: field {field!r} is {value!r}, which is no {expected[field]}")
    values: dict[str, Any] = {field: tuple(value) if isinstance(value, list) else value for field, value in record.items()}
    rule = Rule(**values, pack=pack)
    if not regex.fullmatch(r"[A-Z]{2}[0-9]{3,4}", rule.code):
        raise RuleError(f"{label}: a code is two capitals and three or four digits")
    if rule.where not in WHERE:
        raise RuleError(f"{label}: where is {rule.where!r}; it is one of {', '.join(WHERE)}")
    if not 0 <= rule.confidence <= 1:
        raise RuleError(f"{label}: confidence is {rule.confidence}; it goes from 0 to 1")
    if rule.where != "stage" and not (rule.phrases and all(map(str.strip, rule.phrases))):
        raise RuleError(f"{label}: a rule needs phrases: it is tried only where one of them stands")
    return rule


def _fits(value: object, type_name: object) -> bool:
    match type_name:
        case "str":
            return isinstance(value, str)
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)


def written(rule: Rule) -> str:
    """A rule's pattern with its phrases and places written out."""
    longest_first = sorted(rule.phrases, key=lambda phrase: (-len(phrase), phrase))
    phrases = "|".join(regex.escape(phrase).replace("\\ ", "[ \u00a0]").replace("'", "['’]") for phrase in longest_first)
    pattern = rule.pattern.replace("{phrases}", f"(?:{phrases})")
    for place, meaning in _PLACES.items():
        pattern = pattern.replace(place, meaning)
    return pattern


def compiled(rule: Rule) -> regex.Pattern[str]:
    """A rule's pattern, compiled.

    Raises:
        RuleError: it is no pattern.
    """
    try:
        return regex.compile(written(rule), regex.IGNORECASE, cache_pattern=False)
    except regex.error as fault:
        raise RuleError(f"{rule.pack}: {rule.code}: pattern: {fault}") from fault
