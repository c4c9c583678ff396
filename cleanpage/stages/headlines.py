"""Headlines that a page prints more than once: one copy stays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from cleanpage.cuts import Cut
from cleanpage.page import CLOSERS, Page, is_prose, words
from cleanpage.rulebook import Cues

# Fewer words are a label or a name, which may well stand twice; more characters are no headline.
_SHORTEST, _LONGEST = 3, 250

# Between two copies of a card's headline: its source, its time, its source again, a kicker.
_CARD = 5

# A story starts within so many lines below its headline: kicker, standfirst, byline, role, date, caption.
_BELOW = 8

# A paragraph, in characters; half as many in scripts without spaces. Lines of verse are shorter, so that a refrain is no headline.
_PARAGRAPH = 80

_QUOTES = tuple("\"'“”‘’„«»「」『』—–")

# Between a headline and the site's name in a document's title; the name has at most so many words.
_SEPARATOR = regex.compile(r"[ \u00a0]+[-–—|·•:»][ \u00a0]+")
_SITE_NAME = 8


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """Every copy of a headline but the first; of a copy with the site's name and a plain one, the plain one stays."""
    rule = cues.rules["HD001"]
    # The page's own headline is its first line that no rule knows. Further down, that a line stands twice alone says too little.
    top = next((at for at in range(len(page)) if not cues.known(at)), 0)
    for lines in _copies(page):
        for earlier, later in pairwise(lines):
            if _is_second_copy(page, cues, lines[0] == top, earlier, later):
                yield rule.cut(page.starts[later], page.ends[later])
    for at in _titled_copies(page):
        yield rule.cut(page.starts[at], page.ends[at])


def _copies(page: Page) -> list[list[int]]:
    """The numbers of the lines that print the same, for all that could be a headline."""
    places: dict[str, list[int]] = {}
    for at, (start, end) in enumerate(zip(page.starts, page.ends, strict=True)):
        if end - start <= _LONGEST:
            places.setdefault(page.text[start:end], []).append(at)
    return [lines for line, lines in places.items() if len(lines) > 1 and _could_be_headline(line)]


def _could_be_headline(line: str) -> bool:
    """No full stop, no comma, and not all of it somebody's words: sentences, verse and dialogue repeat as well."""
    spoken = line.startswith(_QUOTES) and line.endswith(_QUOTES)
    return words(line) >= _SHORTEST and not spoken and not line.rstrip(CLOSERS).endswith((".", ",", ";", ":", "。", "、", "，"))


def _is_second_copy(page: Page, cues: Cues, of_page: bool, earlier: int, later: int) -> bool:
    between = range(earlier + 1, later)
    if page.has_prose(between):
        return of_page and not _story_follows(page, later, 1) and any(cues.known(at) for at in (later - 1, later + 1))
    if between:
        card = len(between) <= _CARD and any(_is_time(cues, at) for at in between)
    else:
        card = any(cues.known(at) for at in range(earlier - 2, later + _CARD))
    return (card or of_page) and _story_follows(page, later, _BELOW)


def _is_time(cues: Cues, at: int) -> bool:
    rule = cues.lines.get(at)
    return rule is not None and rule.name == "relative-time"


def _story_follows(page: Page, headline: int, within: int) -> bool:
    return any(_is_paragraph(page.lines[at]) for at in range(headline + 1, min(headline + 1 + within, len(page))))


def _is_paragraph(line: str) -> bool:
    return is_prose(line) and (len(line) >= _PARAGRAPH or 4 * words(line) > len(line) >= _PARAGRAPH // 2)


def _titled_copies(page: Page) -> Iterator[int]:
    """Headlines with the site's name behind them, where the plain headline stands below, both above the story."""
    above = page.lines[: page.prose[0]] if page.prose else []
    last = {line: at for at, line in enumerate(above)}
    for at, line in enumerate(above):
        for separator in _SEPARATOR.finditer(line):
            plain, site = line[: separator.start()], line[separator.end() :]
            if last.get(plain, at) > at and _could_be_headline(plain) and words(site) <= _SITE_NAME:
                yield at
                break
