"""What a rule's wording matched: whole lines, rows of buttons, labels inside lines."""

from __future__ import annotations

from collections.abc import Iterator

from cleanpage.cuts import Cut
from cleanpage.page import Page
from cleanpage.rulebook import Cues


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """A cut for each line and label that a rule matched, and for buttons that stand in a run."""
    for at, rule in cues.lines.items():
        yield rule.cut(page.starts[at], page.ends[at])
    for match in cues.inline:
        if page.line_at(match.start) not in cues.lines:
            yield match.rule.cut(match.start, match.end)
    yield from _rows(page, cues)


def _rows(page: Page, cues: Cues) -> Iterator[Cut]:
    """A button's word alone is anybody's word; beside a line that another rule knows it is a button."""
    run: list[int] = []
    for at in sorted({*cues.lines, *cues.rows, *cues.headings}):
        if run and at != run[-1] + 1:
            yield from _row(page, cues, run)
            run = []
        run.append(at)
    yield from _row(page, cues, run)


def _row(page: Page, cues: Cues, run: list[int]) -> Iterator[Cut]:
    if len({cues.known(at) for at in run}) < 2:
        return
    for at in run:
        if rule := cues.rows.get(at):
            yield rule.cut(page.starts[at], page.ends[at])
