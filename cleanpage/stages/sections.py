"""Sections that are not the author's: comments and related stories, from a heading that says so and evidence beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cleanpage.cuts import Cut
from cleanpage.page import Page, ends_sentence, is_prose, words
from cleanpage.rulebook import Cues

# A section shows what it is within so many lines below its heading: a card's headline, copy, source and time; a comment form's labels.
_NEAR = 8
# A comment is known by a name, a time or a button at most so many lines away.
_COMMENT = 4
# Two lines that look like teasers could be anything; three below a heading that announces them are a list.
_TEASERS = 3

_SECTIONS = {"RL": ("RL001", "RL002"), "CM": ("CM001", "CM002")}


def headings(page: Page, cues: Cues) -> Iterator[Cut]:
    """Only the headings of such sections."""
    for at, family in _proven(page, cues):
        yield cues.rules[_SECTIONS[family][0]].cut(page.starts[at], page.ends[at])


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """The sections whole."""
    proven = _proven(page, cues)
    for (at, family), (below, _) in pairwise([*proven, (len(page), "")]):
        last = _related_end(page, cues, at, below) if family == "RL" else _comments_end(cues, at, below)
        yield cues.rules[_SECTIONS[family][1]].cut(page.starts[at], page.ends[last])


def _proven(page: Page, cues: Cues) -> list[tuple[int, str]]:
    """Headings with prose above and evidence below, each with its family."""
    if not cues.headings:
        return []
    evidence = {"RL": _shows_stories, "CM": _shows_comments}
    return [
        (at, rule.family)
        for at, rule in sorted(cues.headings.items())
        if page.has_prose(range(at)) and evidence[rule.family](page, cues, at)
    ]


def _shows_stories(page: Page, cues: Cues, heading: int) -> bool:
    """Teasers without a sentence between them, a card's stray time, or a headline that stands there twice."""
    near = range(heading + 1, min(heading + 1 + _NEAR, len(page)))
    teasers = 0
    for at in near:
        if _leads_on(page.line(at)):
            return False
        if _is_card(page, cues, at):
            return True
        teasers += _is_teaser(page.line(at)) and not cues.known(at)
        if teasers == _TEASERS:
            return True
    return False


def _shows_comments(page: Page, cues: Cues, heading: int) -> bool:
    """The machinery of comments: its lines, its buttons, stray times."""
    return any(_is_comment_mark(cues, at) for at in range(heading + 1, min(heading + 1 + _NEAR, len(page))))


def _is_comment_mark(cues: Cues, at: int) -> bool:
    rule = cues.lines.get(at) or cues.rows.get(at)
    return rule is not None and (rule.family == "CM" or rule.name == "relative-time")


def _is_card(page: Page, cues: Cues, at: int) -> bool:
    rule = cues.lines.get(at)
    twice = at + 1 < len(page) and _is_teaser(page.line(at)) and page.line(at) == page.line(at + 1)
    return twice or (rule is not None and rule.name == "relative-time")


def _leads_on(line: str) -> bool:
    """Whether a line is part of a running text: prose, or what a colon ends."""
    return is_prose(line) or line.endswith((":", "："))


def _is_teaser(line: str) -> bool:
    return words(line) >= 3 and not (ends_sentence(line) and line.endswith((".", "。")))


def _related_end(page: Page, cues: Cues, heading: int, below: int) -> int:
    """The last line of a related section that ends above `below`: teasers, and stories in full while each has a card above it.

    Where other prose ends the section, the line before it may be a subheading of the author's, and stays.
    """
    last, card = heading, heading - _NEAR
    in_story = False
    for at in range(heading + 1, below):
        if _is_card(page, cues, at):
            card = at
        if _leads_on(page.line(at)):
            in_story = in_story or at - card <= _NEAR
            if not in_story:
                return last if cues.known(last) else last - 1
        else:
            in_story = False
        last = at
    return last


def _comments_end(cues: Cues, heading: int, below: int) -> int:
    """The last line of a comment section that ends above `below`: as long as the marks of comments are near.

    A comment's time stands above it, its buttons below: only behind a time the section goes on.
    """
    last, marked = heading, heading
    for at in range(heading + 1, below):
        if _is_comment_mark(cues, at):
            last = marked = at
        elif cues.known(at) and last == at - 1:
            last = at
        elif at - marked > _COMMENT:
            break
    is_time = marked in cues.lines and cues.lines[marked].name == "relative-time"
    return max(last, min(marked + _COMMENT, below - 1)) if is_time else last
