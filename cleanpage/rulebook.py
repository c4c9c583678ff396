"""Finds rules in pages.

All phrases of all rules are sought in one scan of the page; a rule's pattern is tried only on the lines where one of its phrases stands. So
a rule costs next to nothing on the pages that do not need it, and a pack for one more language costs no more than its phrases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from itertools import groupby
from time import perf_counter
from typing import NamedTuple, TypeVar

import ahocorasick_rs
import regex

from cleanpage.packs import Rule, RuleError, builtin, compiled
from cleanpage.page import Page

_Found = TypeVar("_Found")

# Longest line a line rule is tried on, in characters. The longest residue line in the benchmark pages' news sets is a consent text of
# some 600; what is longer is judged in sentences or not at all. It also bounds what a pattern can cost.
LONGEST_LINE = 1000

# How far around a phrase an inline pattern may look, in characters: before it (the bracket or dash of a label; for a credit the name
# and bracket before the agency) and after it (a headline behind "READ MORE:").
REACH_BEFORE = {"inline": 4, "credit": 80}
REACH_AFTER = 300

# Seconds a page that a pattern not shipped with the package may take: a thousand times what all of ours take on a usual page.
PATIENCE = 0.5


class Match(NamedTuple):
    """Where a rule's pattern was found; offsets into the page's text."""

    rule: Rule
    start: int
    end: int


class Cues(NamedTuple):
    """What the rules found in a page: lines by their number, matches inside lines by their place; and all the rules by their codes."""

    lines: Mapping[int, Rule]
    rows: Mapping[int, Rule]
    headings: Mapping[int, Rule]
    inline: tuple[Match, ...]
    credits: tuple[Match, ...]
    rules: Mapping[str, Rule]

    def known(self, at: int) -> Rule | None:
        """The rule that knows a line, in a row or as a heading too."""
        return self.lines.get(at) or self.rows.get(at) or self.headings.get(at)


class _Line(NamedTuple):
    """What the rules found in a line, wherever in a page it stands; offsets into the line."""

    whole: Mapping[str, Rule]
    parts: Mapping[str, tuple[Match, ...]]


_NOTHING = _Line({}, {})


class Rulebook:
    """Rules, ready to be found in pages. A pattern is compiled when one of its phrases is first seen: most never are.

    Args:
        rules: what packs hold.
        guarded: the codes of rules whose patterns are bounded in time.

    Attributes:
        rules: each by its code.

    Raises:
        RuleError: two rules have one code; from `Reading.cues`, a pattern is broken.
    """

    def __init__(self, rules: Iterable[Rule], guarded: Iterable[str] = ()) -> None:
        self.guarded = frozenset(guarded)
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

    def hits(self, text: str) -> list[tuple[int, int, list[Rule]]]:
        """Where phrases stand in a text, in the order of their ends: start, end and the rules that have the phrase."""
        folded = fold(text)
        try:
            found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        except UnicodeEncodeError:  # lone surrogates, which the automaton cannot read and no phrase contains
            found = self._automaton.find_matches_as_indexes(regex.sub(r"[\ud800-\udfff]", "\ufffd", folded), overlapping=True)
        return [(start, end, self._rules_of[number]) for number, start, end in found]

    def pattern(self, rule: Rule) -> regex.Pattern[str]:
        """A rule's pattern, compiled."""
        pattern = self._patterns.get(rule.code)
        if pattern is None:
            pattern = self._patterns[rule.code] = compiled(rule)
        return pattern


class Reading:
    """One page being read, from pass to pass: what is found in a line depends on the line alone, so that each is read once.

    Args:
        book: the rules.
        without: codes of rules that are left out.
    """

    def __init__(self, book: Rulebook, without: Collection[str] = ()) -> None:
        self._book = book
        self._without = without
        self._patience = dict.fromkeys(book.guarded, PATIENCE)
        self._read: dict[str, _Line] = {}

    @property
    def given_up(self) -> set[str]:
        """The codes of rules whose patterns have taken too long."""
        return {code for code, seconds in self._patience.items() if seconds <= 0}

    def cues(self, page: Page) -> Cues:
        """Every match of every rule in a page."""
        if self._read:
            for line in page.lines:
                if line not in self._read:
                    self._read[line] = self._line(line, self._book.hits(line))
        else:
            self._read_at_once(page)
        found = [(at, read) for at, line in enumerate(page.lines) if (read := self._read[line]) is not _NOTHING]
        whole = {
            where: {at: rule for at, read in found if (rule := read.whole.get(where))} for where in ("line", "row", "label", "heading")
        }
        inline, credit = (
            tuple(
                Match(match.rule, page.starts[at] + match.start, page.starts[at] + match.end)
                for at, read in found
                for match in read.parts.get(where, ())
            )
            for where in ("inline", "credit")
        )
        return Cues(whole["line"], whole["row"] | whole["label"], whole["heading"], inline, credit, self._book.rules)

    def _read_at_once(self, page: Page) -> None:
        """Read all lines with one scan of the whole text."""
        self._read = dict.fromkeys(page.lines, _NOTHING)
        for at, hits in groupby(self._book.hits(page.text), key=lambda hit: bisect_right(page.starts, hit[0]) - 1):
            if at >= 0:
                line, offset, end = page.lines[at], page.starts[at], page.ends[at]
                if self._read[line] is _NOTHING:
                    inside = [(first - offset, last - offset, rules) for first, last, rules in hits if last <= end]
                    self._read[line] = self._line(line, inside)

    def _line(self, line: str, hits: list[tuple[int, int, list[Rule]]]) -> _Line:
        line = _plain(line)
        whole: dict[str, Rule] = {}
        parts: dict[str, dict[Match, None]] = {}
        tried: set[str] = set()
        for start, end, rules in hits:
            for rule in rules:
                if rule.code in self._without:
                    continue
                if rule.where in REACH_BEFORE:
                    parts.setdefault(rule.where, {}).update(dict.fromkeys(self._around(line, rule, start, end)))
                elif rule.code not in tried:
                    tried.add(rule.code)
                    if _surer(rule, whole.get(rule.where)) and self._is_line(line, rule):
                        whole[rule.where] = rule
        return _Line(whole, {where: tuple(matches) for where, matches in parts.items()}) if whole or parts else _NOTHING

    def _is_line(self, line: str, rule: Rule) -> bool:
        pattern = self._book.pattern(rule)
        return len(line) <= LONGEST_LINE and self._patiently(rule, lambda seconds: pattern.fullmatch(line, timeout=seconds)) is not None

    def _around(self, line: str, rule: Rule, start: int, end: int) -> list[Match]:
        first, last = max(0, start - REACH_BEFORE[rule.where]), end + REACH_AFTER
        pattern = self._book.pattern(rule)
        found = self._patiently(rule, lambda seconds: list(pattern.finditer(line, first, last, timeout=seconds)))
        return [Match(rule, *match.span()) for match in found or () if match.start() <= start and match.end() >= end]

    def _patiently(self, rule: Rule, find: Callable[[float | None], _Found]) -> _Found | None:
        """What `find` finds within the seconds that are left to a rule; nothing once they are spent."""
        seconds = self._patience.get(rule.code)
        if seconds is None:
            return find(None)
        if seconds <= 0:
            return None
        started = perf_counter()
        try:
            return find(seconds)
        except TimeoutError:  # the rule is given up on this page, and the result names it
            self._patience[rule.code] = 0
            return None
        finally:
            self._patience[rule.code] -= perf_counter() - started


@cache
def builtin_book() -> Rulebook:
    """The rules that the package ships, ready to be found."""
    return Rulebook(builtin())


def fold(text: str) -> str:
    """Lower case with plain spaces and apostrophes, every character at its old offset (`str.lower` alone makes two of "İ")."""
    return _plain(text).replace("İ", "i").replace("’", "'").lower()


def _plain(text: str) -> str:
    """With plain spaces for those that do not break, as rules are written."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _surer(rule: Rule, other: Rule | None) -> bool:
    return other is None or (-rule.confidence, rule.code) < (-other.confidence, other.code)
