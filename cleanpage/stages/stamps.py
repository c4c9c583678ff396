"""The name of a source beside a stray time, as aggregators print it."""

from __future__ import annotations

from collections.abc import Iterator

from cleanpage.cuts import BLANK, Cut
from cleanpage.page import Page, ends_sentence, words
from cleanpage.rulebook import Cues

# A source's name has at most so many words ("The Harbour and Coast Evening Star").
_LONGEST_NAME = 6

# A card is its headline, source, time, and the same again, in any order.
_CARD = 4

_BULLETS = "•·-–—|*●▪" + BLANK


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """Short lines beside a relative time: above and below it with the same name, or in a card, whose headline stands there twice."""
    for at, rule in cues.lines.items():
        if rule.name == "relative-time":
            names = {near: _source_name(page, cues, near) for near in (at - 1, at + 1) if 0 <= near < len(page)}
            named_twice = len(names) == 2 and len(set(names.values())) == 1
            for near, name in names.items():
                if name and (named_twice or _in_card(page, near)):
                    yield cues.rules["TS001"].cut(page.starts[near], page.ends[near])


def _source_name(page: Page, cues: Cues, at: int) -> str:
    name = page.line(at).strip(_BULLETS)
    return "" if cues.known(at) or ends_sentence(name) or words(name) > _LONGEST_NAME or not _is_single(page, at) else name


def _is_single(page: Page, at: int) -> bool:
    """A line whose neighbour says the same is a headline."""
    return all(page.line(near) != page.line(at) for near in (at - 1, at + 1) if 0 <= near < len(page))


def _in_card(page: Page, at: int) -> bool:
    """Whether a headline stands twice, one copy below the other, near a line."""
    near = range(max(0, at - _CARD), min(at + _CARD, len(page) - 1))
    return any(page.line(line) == page.line(line + 1) and words(page.line(line)) >= 3 for line in near)
