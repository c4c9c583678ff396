"""Headings of sections that are not the author's, comments and related stories: by their wording, and evidence beyond it."""

from __future__ import annotations

from collections.abc import Iterator

from cleanpage.cuts import Cut
from cleanpage.page import Page, ends_sentence, is_prose, words
from cleanpage.rulebook import Cues

# A section shows what it is within so many lines below its heading: a card's headline, copy, source and time; a comment form's labels.
_NEAR = 8
# Two lines that look like teasers could be anything; three below a heading that announces them are a list.
_TEASERS = 3

_HEADINGS = {"RL": "RL001", "CM": "CM001"}


def headings(page: Page, cues: Cues) -> Iterator[Cut]:
    """Headings with prose above and evidence below."""
    evidence = {"RL": _shows_stories, "CM": _shows_comments}
    for at, rule in cues.headings.items():
        if page.has_prose(range(at)) and evidence[rule.family](page, cues, at):
            yield cues.rules[_HEADINGS[rule.family]].cut(page.starts[at], page.ends[at])


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
