"""Headlines that a page prints more than once: one copy stays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from cleanpage.cuts import Cut
from cleanpage.page import CLAUSE_ENDS, CLOSERS, Page, is_prose, words
from cleanpage.rulebook import Cues

# Fewer words are a label or a name, which may well stand twice.
_SHORTEST = 3

# Between two copies of a card's headline: its source, its time, its source again, a kicker.
_CARD = 5

# So far apart, at most, two copies stand of which one may go, but for those of the page's own headline.
_NEAR = _CARD + 2

# A story starts within so many lines below its headline: kicker, standfirst, byline, role, date, caption.
_BELOW = 8

# A paragraph, in characters; half as many in scripts without spaces. Lines of verse are shorter, so that a refrain is no headline.
_PARAGRAPH = 80

_QUOTES = tuple("\"'“”‘’„«»「」『』—–")

# Between a headline and the site's name in a document's title; the name has at most so many words.
_SEPARATOR = regex.compile(r"(?<=[ \u00a0])[-–—|·•:»](?=[ \u00a0])")
_SITE_NAME = 8


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """Every copy of a headline but the first; of a copy with the site's name and a plain one, the plain one stays."""
    rule = cues.rules["HD001"]
    # The page's own headline is its first line that no rule knows. Further down, that a line stands twice alone says too little.
    top = next((at for at in range(len(page)) if not cues.known(at)), 0)
    for lines in _copies(page, cues, top):
        for earlier, later in pairwise(lines):
            if _is_second_copy(page, cues, lines[0] == top, earlier, later):
                yield rule.cut(page.starts[later], page.ends[later])
    for at in _titled_copies(page):
        yield rule.cut(page.starts[at], page.ends[at])


def _copies(page: Page, cues: Cues, top: int) -> list[list[int]]:
    """Lines that print the same: those of the page's own headline, and those of which two stand near each other and near a known line."""
    known = {*cues.lines, *cues.rows, *cues.headings}
    last: dict[int, int] = {}
    chosen: set[int] = set()
    for at, printed in zip(page.twins, page.prints, strict=True):
        earlier = last.get(printed, -_NEAR)
        if at == top or (at - earlier < _NEAR and not known.isdisjoint(range(earlier - 2, at + _CARD))):
            chosen.add(printed)
        last[printed] = at
    return page.same(at for at, printed in zip(page.twins, page.prints, strict=True) if printed in chosen) if chosen else []


def _could_be_headline(line: str) -> bool:
    """No full stop, no comma, and not all of it somebody's words: sentences, verse and dialogue repeat as well."""
    spoken = line.startswith(_QUOTES) and line.endswith(_QUOTES)
    return words(line) >= _SHORTEST and not spoken and not line.rstrip(CLOSERS).endswith(tuple(CLAUSE_ENDS))


def _is_second_copy(page: Page, cues: Cues, of_page: bool, earlier: int, later: int) -> bool:
    between = range(earlier + 1, later)
    if not between:
        card = any(cues.known(at) for at in range(earlier - 2, later + _CARD))
    else:
        card = len(between) <= _CARD and any(_is_time(cues, at) for at in between)
    if not (card or of_page) or not _could_be_headline(page.line(later)):
        return False
    if page.has_prose(between):
        return of_page and not _story_follows(page, later, 1) and any(cues.known(at) for at in (later - 1, later + 1))
    return _story_follows(page, later, _BELOW)


def _is_time(cues: Cues, at: int) -> bool:
    rule = cues.lines.get(at)
    return rule is not None and rule.name == "relative-time"


def _story_follows(page: Page, headline: int, within: int) -> bool:
    return any(_is_paragraph(page.line(at)) for at in range(headline + 1, min(headline + 1 + within, len(page))))


def _is_paragraph(line: str) -> bool:
    return is_prose(line) and (len(line) >= _PARAGRAPH or 4 * words(line) > len(line) >= _PARAGRAPH // 2)


def _titled_copies(page: Page) -> Iterator[int]:
    """Headlines with the site's name behind them, where the plain headline stands below, both above the story."""
    story = page.first_prose(range(len(page)))
    if not story:
        return
    above = page.text[: page.starts[story]]
    last: dict[str, int] = {}
    titled = -1
    for separator in _SEPARATOR.finditer(above):
        at = page.line_at(separator.start())
        if titled < at < story and separator.end() < page.ends[at]:
            plain = above[page.starts[at] : separator.start()].rstrip("\u00a0 ")
            site = above[separator.end() : page.ends[at]].lstrip("\u00a0 ")
            if words(site) <= _SITE_NAME and _could_be_headline(plain):
                last = last or {page.line(line): line for line in range(story)}
                if last.get(plain, at) > at:
                    yield at
                    titled = at
