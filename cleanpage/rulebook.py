"""Rules are data: packs of records are read here, and found in a page here.

All phrases of all rules are sought in one scan of the page; a rule's pattern is tried only where one of its phrases stands. So a rule
costs next to nothing on the pages that do not need it, and a pack for one more language costs no more than its phrases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

import ahocorasick_rs
import regex

from cleanpage.cuts import Cut
from cleanpage.page import Page

_Found = TypeVar("_Found")

WHERE = {
    "line": "a line of its own",
    "row": "a line of its own, in a run of lines that rules know",
    "inline": "inside a line",
    "heading": "a line of its own that opens a section",
    "credit": "a credit, which a caption may stand before",
    "stage": "wherever the page's build shows it",
}

# Longest line a line rule is tried on, in characters. The longest residue line in the benchmark pages' news sets is a consent text of
# some 600; what is longer is judged in sentences or not at all. It also bounds what a pattern can cost.
LONGEST_LINE = 1000

# How far around a phrase an inline pattern may look, in characters: before it (the bracket or dash of a label; for a credit the name
# and bracket before the agency) and after it (a headline behind "READ MORE:").
REACH_BEFORE = {"inline": 4, "credit": 80}
REACH_AFTER = 300

# Seconds a page that a pattern not shipped with the package may take: a thousand times what all of ours take on a usual page.
PATIENCE = 0.5

# What patterns may name: the ornaments around a label (no quotes, no full stop, no "#" or "/": those are somebody's sentence or code),
# and what stands before and behind a label between sentences.
_PLACES = {
    "{marks}": r"""[^\w\n#/."'“”‘’„«»「」『』]*""",
    "{begin}": r"""(?:(?<![^\n\ufeff])|(?<=[.!?…؟]["'”’»)\]]{0,2}[ \u00a0]{1,2})|(?<=[。！？」』）】][ \u00a0\u3000]?))""",
    "{end}": r"""(?=[ \u00a0]*(?:[\r\n]|\Z)|(?-i:[ \u00a0]+["'“‘„«»(\[–—-]{0,2}[ \u00a0]?[\p{Lu}\p{Lt}\p{Lo}\p{N}]))""",
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
        phrases: literal wordings, in any case; the rule holds only where one of them stands.
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


class Match(NamedTuple):
    """Where a rule's pattern was found; offsets into the page's text."""

    rule: Rule
    start: int
    end: int


class Cues(NamedTuple):
    """What the rules found in a page: lines by their number, matches inside lines by their place; all the rules by their codes; and
    the codes of those whose patterns took too long here.
    """

    lines: Mapping[int, Rule]
    rows: Mapping[int, Rule]
    headings: Mapping[int, Rule]
    inline: tuple[Match, ...]
    credits: tuple[Match, ...]
    rules: Mapping[str, Rule]
    given_up: frozenset[str]

    def known(self, at: int) -> Rule | None:
        """The rule that knows a line, in a row or as a heading too."""
        return self.lines.get(at) or self.rows.get(at) or self.headings.get(at)


class Rulebook:
    """Rules, ready to be found in pages. A pattern is compiled when one of its phrases is first seen: most never are.

    Args:
        rules: what packs hold.
        guarded: the codes of rules whose patterns are bounded in time.

    Attributes:
        rules: each by its code.

    Raises:
        RuleError: two rules have one code; from `scan`, a pattern is broken.
    """

    def __init__(self, rules: Iterable[Rule], guarded: Iterable[str] = ()) -> None:
        self._guarded = frozenset(guarded)
        self.rules: dict[str, Rule] = {}
        for rule in rules:
            if other := self.rules.get(rule.code):
                raise RuleError(f"{rule.pack}: {rule.code}: the code is taken by {other.name!r} in {other.pack}")
            self.rules[rule.code] = rule
        by_phrase: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for phrase in rule.phrases:
                by_phrase.setdefault(fold(phrase), []).append(rule)
        self._rules_of = list(by_phrase.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(by_phrase), store_patterns=False)
        self._patterns: dict[str, regex.Pattern[str]] = {}

    def scan(self, page: Page, without: Container[str] = ()) -> Cues:
        """Every match of every rule in a page.

        Args:
            page: where to look.
            without: codes of rules that are left out.
        """
        patience = dict.fromkeys(self._guarded, PATIENCE)
        tried: set[tuple[str, int]] = set()
        numbered: dict[str, dict[int, Rule]] = {"line": {}, "row": {}, "heading": {}}
        spans: dict[str, dict[Match, None]] = {"inline": {}, "credit": {}}
        for number, start, end in self._hits(fold(page.text)):
            at = page.line_at(start)
            if at < 0 or end > page.ends[at]:
                continue
            for rule in self._rules_of[number]:
                if rule.code in without:
                    continue
                if rule.where in spans:
                    spans[rule.where].update(dict.fromkeys(self._around(page, rule, at, start, end, patience)))
                elif (rule.code, at) not in tried:
                    tried.add((rule.code, at))
                    found = numbered[rule.where]
                    if self._is_line(page, rule, at, patience) and _surer(rule, found.get(at)):
                        found[at] = rule
        given_up = frozenset(code for code, seconds in patience.items() if seconds <= 0)
        inline, credit = (tuple(spans[where]) for where in ("inline", "credit"))
        return Cues(numbered["line"], numbered["row"], numbered["heading"], inline, credit, self.rules, given_up)

    def _hits(self, folded: str) -> list[tuple[int, int, int]]:
        try:
            return self._automaton.find_matches_as_indexes(folded, overlapping=True)
        except UnicodeEncodeError:  # lone surrogates, which the automaton cannot read and no phrase contains
            return self._automaton.find_matches_as_indexes(regex.sub(r"[\ud800-\udfff]", "\ufffd", folded), overlapping=True)

    def _pattern(self, rule: Rule) -> regex.Pattern[str]:
        pattern = self._patterns.get(rule.code)
        if pattern is None:
            pattern = self._patterns[rule.code] = compiled(rule)
        return pattern

    def _is_line(self, page: Page, rule: Rule, at: int, patience: dict[str, float]) -> bool:
        start, end = page.starts[at], page.ends[at]
        if end - start > LONGEST_LINE:
            return False
        pattern = self._pattern(rule)
        return _patiently(rule, patience, lambda seconds: pattern.fullmatch(page.text, start, end, timeout=seconds)) is not None

    def _around(self, page: Page, rule: Rule, at: int, start: int, end: int, patience: dict[str, float]) -> list[Match]:
        first = max(page.starts[at], start - REACH_BEFORE[rule.where])
        last = min(page.ends[at], end + REACH_AFTER)
        pattern = self._pattern(rule)
        found = _patiently(rule, patience, lambda seconds: list(pattern.finditer(page.text, first, last, timeout=seconds)))
        return [Match(rule, *match.span()) for match in found or () if match.start() <= start and match.end() >= end]


def _patiently(rule: Rule, patience: dict[str, float], find: Callable[[float | None], _Found]) -> _Found | None:
    """What `find` finds within the seconds that are left to a rule; nothing once they are spent."""
    seconds = patience.get(rule.code)
    if seconds is None:
        return find(None)
    if seconds <= 0:
        return None
    started = perf_counter()
    try:
        return find(seconds)
    except TimeoutError:  # the rule is given up on this page, and the result names it
        patience[rule.code] = 0
        return None
    finally:
        patience[rule.code] -= perf_counter() - started


def fold(text: str) -> str:
    """Lower case with plain spaces and apostrophes, every character at its old offset (`str.lower` alone makes two of "İ")."""
    return text.replace("İ", "i").replace("\u00a0", " ").replace("’", "'").lower()


def _surer(rule: Rule, other: Rule | None) -> bool:
    return other is None or (-rule.confidence, rule.code) < (-other.confidence, other.code)


def compiled(rule: Rule) -> regex.Pattern[str]:
    """A rule's pattern with its phrases and places written out.

    Raises:
        RuleError: it is no pattern.
    """
    longest_first = sorted(rule.phrases, key=lambda phrase: (-len(phrase), phrase))
    phrases = "|".join(regex.escape(phrase).replace("\\ ", "[ \u00a0]").replace("'", "['’]") for phrase in longest_first)
    pattern = rule.pattern.replace("{phrases}", f"(?:{phrases})")
    for place, meaning in _PLACES.items():
        pattern = pattern.replace(place, meaning)
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as fault:
        raise RuleError(f"{rule.pack}: {rule.code}: pattern: {fault}") from fault


@cache
def builtin() -> Rulebook:
    """The rules that the package ships."""
    packs = sorted(entry.name for entry in resources.files("cleanpage.rules").iterdir() if entry.name.endswith(".toml"))
    return Rulebook(
        rule for pack in packs for rule in read_pack(pack, resources.files("cleanpage.rules").joinpath(pack).read_text("utf-8"))
    )


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
