"""A page's lines, with what goes of each: how reports show a text, and how a text with other cuts is made of it again.

What stays is the lines that stay, each followed by its own end but the last, behind the byte order mark where there is one. So it is enough
to know of every line what stays of it, and a reader may give back any piece, or take any line, without gluing two lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleanpage.cuts import Cut

BOM = "\ufeff"


class Piece(NamedTuple):
    """A stretch of a line that stays, or that goes by one cut."""

    text: str
    cut: Cut | None


class Line(NamedTuple):
    r"""A line of a page.

    Attributes:
        pieces: what it is made of, its end left out; none for an empty line.
        end: "\n", "\r\n", or nothing for the last line.
        stays: whether anything of it stays; an empty line may go too.
    """

    pieces: tuple[Piece, ...]
    end: str
    stays: bool


def lines_with_cuts(text: str, cuts: Sequence[Cut]) -> Iterator[Line]:
    """The lines of a text without its byte order mark.

    Args:
        text: as it came in.
        cuts: of `Result`: in order, without overlaps, in offsets of the text.
    """
    start, at = len(BOM) if text.startswith(BOM) else 0, 0
    last = False
    while not last:
        found = text.find("\n", start)
        last = found < 0
        behind = len(text) if last else found + 1
        while at < len(cuts) and cuts[at].end <= start:
            at += 1
        end = "" if last else "\r\n" if text.endswith("\r\n", start, behind) else "\n"
        stays = start == behind or any(piece.cut is None for piece in _pieces(text, cuts, at, start, behind))
        yield Line(tuple(_pieces(text, cuts, at, start, behind - len(end))), end, stays)
        start = behind


def _pieces(text: str, cuts: Sequence[Cut], at: int, start: int, end: int) -> Iterator[Piece]:
    """The pieces between two offsets; no cut before the one at `at` reaches behind the start."""
    while start < end:
        cut = cuts[at] if at < len(cuts) and cuts[at].start < end else None
        stop = end if cut is None else cut.start if start < cut.start else min(cut.end, end)
        yield Piece(text[start:stop], cut if cut and start >= cut.start else None)
        if cut and stop == cut.end:
            at += 1
        start = stop
