"""Finds rules in pages.

All phrases of all rules are sought in one scan of the page; a rule's pattern is tried only on the lines where one of its phrases stands. So
a rule costs next to nothing on the pages that do not need it, and a pack for one more language costs no more than its phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from time import perf_counter
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from cleanpage.cuts import Look
from cleanpage.packs import Rule, builtin, by_code
from cleanpage.page import MIX, Batch, Page, batch
from cleanpage.patterns import Patterns
from cleanpage.scan import Scanner, fold, plain

# Matches something within `timeout` seconds.
_Bounded = Callable[..., "regex.Match[str] | None"]

# Longest line a line rule is tried on, in characters. The longest residue line in the benchmark pages' news sets is a consent text of
# some 600; what is longer is judged in sentences or not at all. It also bounds what a pattern can cost.
LONGEST_LINE = 1000

# How far around a phrase an inline pattern may look, in characters: before it (the bracket or dash of a label; for a credit the name
# and bracket before the agency) and after it (a headline behind "READ MORE:").
REACH_BEFORE = {"inline": 4, "credit": 80}
REACH_AFTER = 300

# Where a match of parts of lines may begin: a word, each character of a script that may be without spaces, a sign, the space before one.
_OPENS = re.compile("\\b\\w|[\u2e80-\uffff]|[^\\w ]| (?=[^\\w ])")

# Where rules of whole lines stand.
WHOLE = ("line", "row", "label", "heading")

# Seconds a page that a pattern not shipped with the package may take: a thousand times what all of ours take on a usual page.
PATIENCE = 0.5


# So many of a line's first characters tell most lines that a pattern cannot match from those that it may. Which patterns may is kept for so
# many pairs of a phrase and an opening; whether any may, in arrays, eight bytes a pair: the pages of aeb, fundus and wcxb have 38,000 pairs
# that no pattern can match.
_OPENING = 3
_OPENINGS_KEPT = 1 << 14
_PAIRS_KEPT = 1 << 18
# Lines that sites repeat have up to so many characters: of so many of them it is kept what was found, some 5 MB.
_REPEATED, _LINES_KEPT = 80, 1 << 14
# A character that stands for a line's end among its first ones; it and what is beyond has no room in a key.
_NONE = 0xFFFF


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

# The number of a phrase's beginning, and where in a line it stands; such a number, and a line's first characters.
_Hit = list[int]
_Opening = tuple[int, str]


class Rulebook:
    """Rules, ready to be found in pages. A pattern is compiled when one of its phrases is first seen: most never are.

    Args:
        rules: what packs hold.
        guarded: the codes of rules whose patterns are bounded in time.

    Attributes:
        rules: each by its code.
        guarded: those codes.
        lines: what was found in short lines, by their text.
        of_parts: for each beginning of phrases that is sought the phrases and their rules of parts of lines.

    Raises:
        RuleError: two rules have one code; from `Reading.look`, a pattern is broken.
    """

    def __init__(self, rules: Iterable[Rule], guarded: Iterable[str] = ()) -> None:
        self.guarded = frozenset(guarded)
        self.rules = by_code(rules)
        rules_of: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for phrase in dict.fromkeys(map(fold, rule.phrases)):
                rules_of.setdefault(phrase, []).append(rule)
        self._scanner = Scanner(rules_of)
        pairs = [[(phrase, rule) for phrase in phrases for rule in rules_of[phrase]] for phrases in self._scanner.beginnings]
        self._of_lines = [tuple(pair for pair in every if pair[1].where not in REACH_BEFORE) for every in pairs]
        self.of_parts = [tuple(pair for pair in every if pair[1].where in REACH_BEFORE) for every in pairs]
        self._in_long_lines = np.array(list(map(bool, self.of_parts)), bool)
        self.lines: dict[str, _Line] = {}
        self._patterns = Patterns(self.rules)
        self.pattern = self._patterns.of
        self._idle, self._busy = np.zeros(_PAIRS_KEPT, np.uint64), np.zeros(_PAIRS_KEPT, np.uint64)
        self._openings: dict[_Opening, tuple[tuple[str, Rule], ...]] = {}

    def hits(self, laid: Batch) -> NDArray[np.int64]:
        """Where phrases begin in the lines of some pages, in their order: a row each with the line, the beginning and its offset.

        In a line too long for rules of whole lines only the phrases of other rules are told.
        """
        phrases, starts, ends = self._scanner.find(laid.codes)
        lines = np.searchsorted(laid.starts, starts, "right") - 1
        inside = (lines >= 0) & (ends <= laid.ends[lines])
        inside &= self._in_long_lines[phrases] | (laid.ends[lines] - laid.starts[lines] <= LONGEST_LINE)
        lines, phrases, starts = lines[inside], phrases[inside], starts[inside]
        useful = self._useful(_keys(laid, lines, phrases))
        hits: NDArray[np.int64] = np.stack((lines, phrases, starts), axis=1)[useful]
        return hits

    def _useful(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which hits, by their keys, are of a phrase that a rule of parts has, or one that may match a line that opens so."""
        slots = _slots(keys)
        fresh = np.unique(keys[(self._idle[slots] != keys) & (self._busy[slots] != keys)])
        opened = list(map(_opening_of, fresh.tolist()))
        of_lines = self.openings(dict.fromkeys(opened))
        may = np.array([bool(self.of_parts[one[0]] or of_lines[one]) for one in opened], bool)
        for table, found in ((self._busy, fresh[may]), (self._idle, fresh[~may])):
            table[_slots(found)] = found
        useful: NDArray[np.bool_] = (self._idle[slots] != keys) | (keys == 0)
        return useful

    def openings(self, wanted: Collection[_Opening]) -> Mapping[_Opening, tuple[tuple[str, Rule], ...]]:
        """For each number of a beginning, and how a line opens, the phrases and their rules of whole lines that may match such a line."""
        if len(self._openings) + len(wanted) > _OPENINGS_KEPT:
            self._openings.clear()
        fresh = [one for one in wanted if one not in self._openings]
        opens_of: dict[str, dict[str, bool]] = {}
        for number, opening in fresh:
            for _, rule in self._of_lines[number]:
                # A guarded pattern may take its time even here.
                opens_of.setdefault(rule.code, {})[opening] = rule.code in self.guarded or self._patterns.may_begin(rule.code, opening[:1])
        for code, opens in opens_of.items():
            for opening in [one for one, may in opens.items() if may and code not in self.guarded]:
                opens[opening] = self.pattern(code).fullmatch(opening, partial=True) is not None
        for number, opening in fresh:
            self._openings[number, opening] = tuple(pair for pair in self._of_lines[number] if opens_of[pair[1].code][opening])
        return self._openings


class Reading:
    """Some pages being read, from look to look: what is found in a line depends on the line alone, so that each is read once.

    Args:
        book: the rules. The patience with guarded ones is for all the pages that are read, so that with such rules one page is read alone.
        without: codes of rules that are left out.
    """

    def __init__(self, book: Rulebook, without: Collection[str] = ()) -> None:
        self._book = book
        self._without = without
        self._patience = dict.fromkeys(book.guarded, PATIENCE)
        # What a rule that may be given up finds depends on more than the line.
        self._short: dict[str, _Line] = {} if without or book.guarded else book.lines
        self._long: dict[str, _Line] = {}
        self._seen: dict[int, tuple[Page, dict[int, _Line]]] = {}

    @property
    def given_up(self) -> set[str]:
        """The codes of rules whose patterns have taken too long."""
        return {code for code, seconds in self._patience.items() if seconds <= 0}

    def look(self, looks: Sequence[Look]) -> list[tuple[Page, Cues]]:
        """Each page with every match of every rule in it."""
        self._look_first([look for look in looks if not look.gone])
        self._look_again([look for look in looks if look.gone])
        return [(page, self._cues(page, found)) for page, found in (self._seen[look.number] for look in looks)]

    def _look_first(self, looks: Sequence[Look]) -> None:
        if looks:
            laid = batch([look.text for look in looks])
            for look, page, found in zip(looks, laid.pages, self._lines(laid), strict=True):
                self._seen[look.number] = page, found

    def _look_again(self, looks: Sequence[Look]) -> None:
        after = [(look.number, *self._seen[look.number][0].after(look.gone, look.text)) for look in looks]
        changed = [(number, page, carried.fresh) for number, page, carried in after if carried.fresh]
        read = self._lines(batch(["\n".join(map(page.line, fresh)) for _, page, fresh in changed])) if changed else []
        for number, page, carried in after:
            _, before = self._seen[number]
            lines = list(before)
            kept, numbers = carried.places(lines)
            self._seen[number] = page, {at: before[lines[place]] for place, at in zip(kept, numbers, strict=True)}
        for (number, page, fresh), found in zip(changed, read, strict=True):
            _, before = self._seen[number]
            every = {**before, **{fresh[at]: line for at, line in found.items()}}
            self._seen[number] = page, dict(sorted(every.items()))

    def _lines(self, laid: Batch) -> list[dict[int, _Line]]:
        """For each page the lines in which something was found, by their numbers, in order."""
        found: list[dict[int, _Line]] = [{} for _ in laid.pages]
        hits = self._book.hits(laid)
        if not len(hits):
            return found
        lines = hits[:, 0]
        first = np.flatnonzero(np.diff(lines, prepend=-1))
        own = lines[first]
        page_of = np.searchsorted(laid.firsts, own, "right") - 1
        hits[:, 2] -= laid.starts[lines]
        every = hits[:, 1:].tolist()
        stops = [*first[1:].tolist(), len(every)]
        columns = (first.tolist(), stops, own.tolist(), page_of.tolist(), laid.starts[own].tolist(), laid.ends[own].tolist())
        found_in: list[tuple[int, int, str, dict[str, _Line]]] = []
        unread: dict[str, list[_Hit]] = {}
        for begin, stop, at, page, start, end in zip(*columns, strict=True):
            line = laid.text[start:end]
            known = self._short if end - start <= _REPEATED else self._long
            found_in.append((page, at - laid.firsts[page], line, known))
            if line not in known:
                unread[line] = every[begin:stop]
        read = self._read(unread)
        for page, at, line, known in found_in:
            one = known[line] if line in known else known.setdefault(line, read[line])
            if one is not _NOTHING:
                found[page][at] = one
        if len(self._short) > _LINES_KEPT:
            self._short.clear()
        return found

    def _cues(self, page: Page, found: Mapping[int, _Line]) -> Cues:
        whole: dict[str, dict[int, Rule]] = {where: {} for where in WHOLE}
        parts: dict[str, list[Match]] = {where: [] for where in REACH_BEFORE}
        for at, read in found.items():
            for where, rule in read.whole.items():
                whole[where][at] = rule
            for where, matches in read.parts.items():
                offset = page.starts[at]
                parts[where] += [Match(match.rule, offset + match.start, offset + match.end) for match in matches]
        return Cues(
            whole["line"], whole["row"] | whole["label"], whole["heading"], tuple(parts["inline"]), tuple(parts["credit"]), self._book.rules
        )

    def _read(self, lines: Mapping[str, list[_Hit]]) -> dict[str, _Line]:
        """What the rules find in lines, by the hits in each.

        A rule is tried on all of its lines before the next one is: as long as a pattern stays in the processor's cache it is several times
        as fast.
        """
        texts = [plain(line) for line in lines]
        every = list(lines.values())
        wanted = {(number, line[:_OPENING]): None for line, hits in zip(texts, every, strict=True) for number, _ in hits}
        openings = self._book.openings(wanted)
        of_lines: dict[str, dict[int, None]] = {}
        of_parts: dict[str, list[tuple[int, int, int]]] = {}
        for at, (line, hits) in enumerate(zip(texts, every, strict=True)):
            folded, opening = fold(line), line[:_OPENING]
            for number, start in hits:
                for phrase, rule in openings[number, opening]:
                    if folded.startswith(phrase, start):
                        of_lines.setdefault(rule.code, {})[at] = None
                for phrase, rule in self._book.of_parts[number]:
                    if folded.startswith(phrase, start):
                        of_parts.setdefault(rule.code, []).append((at, start, start + len(phrase)))
        whole: list[dict[str, Rule]] = [{} for _ in texts]
        for rule in sorted((self._book.rules[code] for code in of_lines.keys() - self._without), key=_surest_first):
            for at in of_lines[rule.code]:
                if rule.where not in whole[at] and self._is_line(texts[at], rule):
                    whole[at][rule.where] = rule
        parts: list[dict[str, dict[Match, None]]] = [{} for _ in texts]
        for code in sorted(of_parts.keys() - self._without):
            rule = self._book.rules[code]
            for at, start, end in of_parts[code]:
                if match := self._around(texts[at], rule, start, end):
                    parts[at].setdefault(rule.where, {})[match] = None
        return {
            line: _Line(rules, {where: tuple(matches) for where, matches in found.items()}) if rules or found else _NOTHING
            for line, rules, found in zip(lines, whole, parts, strict=True)
        }

    def _is_line(self, line: str, rule: Rule) -> bool:
        if len(line) > LONGEST_LINE:
            return False
        match = self._book.pattern(rule.code).fullmatch
        if rule.code in self._patience:
            return self._patiently(rule, partial(match, line)) is not None
        return match(line) is not None

    def _around(self, line: str, rule: Rule, start: int, end: int) -> Match | None:
        """The first match of a rule that holds a phrase; one that would begin inside a word is not looked for."""
        match, last = self._book.pattern(rule.code).match, end + REACH_AFTER
        # A space is one of the openings by what follows it, so that one character more is looked at.
        for opening in _OPENS.finditer(line, max(0, start - REACH_BEFORE[rule.where]), start + 2):
            if opening.start() > start:
                break
            if rule.code in self._patience:
                found = self._patiently(rule, partial(match, line, opening.start(), last))
            else:
                found = match(line, opening.start(), last)
            if found and found.end() >= end:
                return Match(rule, *found.span())
        return None

    def _patiently(self, rule: Rule, match: _Bounded) -> regex.Match[str] | None:
        """What a guarded rule matches within the seconds that are left to it; nothing once they are spent."""
        seconds = self._patience[rule.code]
        if seconds <= 0:
            return None
        started = perf_counter()
        try:
            return match(timeout=seconds)
        except TimeoutError:  # the rule is given up on this page, and the result names it
            self._patience[rule.code] = 0
            return None
        finally:
            self._patience[rule.code] -= perf_counter() - started


@lru_cache(maxsize=2)
def book_with(own: tuple[Rule, ...]) -> Rulebook:
    """The shipped rules and a user's own, whose patterns are bounded in time. It takes a second, and every copy of a cleaner asks for it.

    Raises:
        RuleError: two rules have one code.
    """
    return Rulebook([*builtin(), *own], [rule.code for rule in own])


@cache
def builtin_book() -> Rulebook:
    """The rules that the package ships, ready to be found."""
    return Rulebook(builtin())


def _keys(laid: Batch, lines: NDArray[np.int64], phrases: NDArray[np.int64]) -> NDArray[np.uint64]:
    """For each hit a number made of its phrase and its line's first characters; 0 where they have no room in it."""
    keys = phrases.astype(np.uint64)
    fits = np.ones(len(keys), bool)
    starts, ends = laid.starts[lines], laid.ends[lines]
    for place in range(_OPENING):
        at = starts + place
        codes = np.where(at < ends, laid.codes[np.minimum(at, ends - 1)], _NONE)
        fits &= (codes < _NONE) | (at >= ends)
        keys = keys << np.uint64(16) | codes.astype(np.uint64)
    return np.where(fits & (phrases > 0) & (phrases <= _NONE), keys, 0)


def _slots(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Where in a table of `_PAIRS_KEPT` a key has its place."""
    return (keys * MIX) >> np.uint64(65 - _PAIRS_KEPT.bit_length())


def _opening_of(key: int) -> _Opening:
    """The number of a phrase's beginning, and how the line opens, that a key was made of."""
    codes = [key >> 16 * place & _NONE for place in reversed(range(_OPENING))]
    return key >> 16 * _OPENING, plain("".join(chr(code) for code in codes if code < _NONE))


def _surest_first(rule: Rule) -> tuple[float, str]:
    return -rule.confidence, rule.code
