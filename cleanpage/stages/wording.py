"""What a rule's wording matched: whole lines, rows of buttons, labels inside lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleanpage.cuts import Cut
from cleanpage.page import Page, is_prose
from cleanpage.rulebook import Cues

# A button below every comment is printed at least so often.
_AGAIN = 3


def find(page: Page, cues: Cues) -> Iterator[Cut]:
    """A cut for each line and label that a rule matched, and for buttons that stand in a run."""
    for at, rule in cues.lines.items():
        yield rule.cut(page.starts[at], page.ends[at])
    for match in cues.inline:
        if page.line_at(match.start) not in cues.lines:
            yield match.rule.cut(match.start, match.end)
    yield from _rows(page, cues)


def _rows(page: Page, cues: Cues) -> Iterator[Cut]:
    """A button's word alone is anybody's word; beside a line that another rule knows, or below every comment, it is a button."""
    run: list[int] = []
    commented = any(rule.family == "CM" for rule in cues.lines.values())
    printed = Counter(page.line(at) for at in cues.rows)
    for at in [*sorted({*cues.lines, *cues.rows, *cues.headings}), len(page) + 1]:
        if run and at != run[-1] + 1:
            known = {cues.known(line) for line in run}
            for line in run:
                rule = cues.rows.get(line)
                again = commented and printed[page.line(line)] >= _AGAIN
                if rule and (len(known) > 1 or (again and rule.family == "CM") or (rule.where == "label" and _is_between(page, line))):
                    yield rule.cut(page.starts[line], page.ends[line])
            run = []
        run.append(at)


def _is_between(page: Page, at: int) -> bool:
    """Whether a line stands below a paragraph, and as far from it as from what follows: a heading is nearer to what it heads."""
    if at == 0 or not is_prose(page.line(at - 1)):
        return False
    return at + 1 == len(page) or _gap(page, at - 1) == _gap(page, at)


def _gap(page: Page, above: int) -> bool:
    """Whether an empty line stands between a line and the next."""
    return page.text.count("\n", page.ends[above], page.starts[above + 1]) > 1
