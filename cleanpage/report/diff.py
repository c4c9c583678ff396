"""What goes from a text as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleanpage.cuts import Cut, Result

# Lines shown before and behind a change, as diff and git do.
CONTEXT = 3


class _Change(NamedTuple):
    """Lines that go, by their numbers from 0, the last one excluded, and the lines that come in their place."""

    start: int
    end: int
    lines: list[str]


def diff(name: str, text: str, result: Result) -> Iterator[str]:
    r"""The lines of a unified diff, each with its end; nothing where nothing went.

    As to diff and git, a line ends behind "\n". `git apply` makes the cleaned text of the text.
    """
    lines = _lines(text)
    changes = list(_changes(lines, result.cuts))
    if not changes:
        return
    # As git does, so that `patch` knows where a name with blanks ends.
    tab = "\t" * (" " in name)
    yield f"--- a/{name}{tab}\n"
    yield f"+++ b/{name}{tab}\n"
    shift = 0
    for hunk in _hunks(changes):
        first, last = max(hunk[0].start - CONTEXT, 0), min(hunk[-1].end + CONTEXT, len(lines))
        more = sum(len(change.lines) - (change.end - change.start) for change in hunk)
        yield f"@@ -{_range(first, last - first)} +{_range(first + shift, last - first + more)} @@\n"
        shift += more
        at = first
        for change in hunk:
            yield from _marked(" ", lines[at : change.start])
            yield from _marked("-", lines[change.start : change.end])
            yield from _marked("+", change.lines)
            at = change.end
        yield from _marked(" ", lines[at:last])


def _changes(lines: Sequence[str], cuts: Sequence[Cut]) -> Iterator[_Change]:
    """Runs of lines that cuts touch; where a cut takes a line's end, with the line behind it."""
    waiting = list(reversed(cuts))
    start = offset = 0
    kept = ""
    for number, line in enumerate(lines):
        end, at = offset + len(line), offset
        stays = []
        while waiting and waiting[-1].start < end:
            cut = waiting[-1]
            stays.append(line[at - offset : max(cut.start, offset) - offset])
            at = min(cut.end, end)
            if cut.end > end:
                break
            waiting.pop()
        left = "".join(stays) + line[at - offset :]
        if left == line and (not kept or kept.endswith("\n")):
            if start < number:
                yield _Change(start, number, _lines(kept))
            start, kept = number + 1, ""
        else:
            kept += left
        offset = end
    if start < len(lines):
        yield _Change(start, len(lines), _lines(kept))


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Changes whose contexts touch, together."""
    hunk = [changes[0]]
    for change in changes[1:]:
        if change.start - hunk[-1].end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk


def _range(first: int, count: int) -> str:
    # Lines are counted from 1; of no lines the one before is named.
    return f"{first + (count > 0)},{count}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
