"""What a rule's wording matched: whole lines, rows of buttons, labels inside lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleanpage.cuts import Cut
from cleanpage.page import Page, is_prose
from cleanpage.rulebook import Cues
from cleanpage.scan import fold

# A button below every comment is printed at least so often.
_AGAIN = 3

# Of the 2,848 texts that 32 extractors made of aeb's pages, 54 open with a label, none of them its author's. Below one stand so many
# paragraphs, or it may be verse or speech; and none has a word that begins with as many letters of its longest one, or it may be a title.
_PARAGRAPHS, _STEM = 2, 4


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
                if rule and (len(known) > 1 or (again and rule.family == "CM") or (rule.where == "label" and _stands_apart(page, line))):
                    yield rule.cut(page.starts[line], page.ends[line])
            run = []
        run.append(at)


def _stands_apart(page: Page, at: int) -> bool:
    """Whether a line opens a page, or stands below a paragraph, as far from it as from what follows, and is no title and no heading.

    A heading is nearer to what it heads, and says what that is about.
    """
    if at == 0:
        follows = sum(is_prose(page.line(below)) for below in range(1, len(page))[:_PARAGRAPHS])
        return follows == _PARAGRAPHS and not _is_named(page, at, len(page))
    if not is_prose(page.line(at - 1)):
        return False
    return at + 1 == len(page) or (_gap(page, at - 1) == _gap(page, at) and not _is_named(page, at, at + 2))


def _is_named(page: Page, at: int, until: int) -> bool:
    """Whether the lines below a line, before that number, have a word that begins as its longest one does."""
    longest = max(re.findall(r"\w+", fold(page.line(at))), key=len, default="")
    # Words of scripts without spaces have no edges; a plural's last letter is left out.
    edge = r"\b" if longest[:1] < "\u2e80" else ""
    word = re.compile(edge + (longest[: min(_STEM, len(longest) - 1)] if len(longest) >= _STEM else longest + edge))
    return word.search(fold(page.text[page.ends[at] : page.ends[until - 1]])) is not None


def _gap(page: Page, above: int) -> bool:
    """Whether an empty line stands between a line and the next."""
    return page.text.count("\n", page.ends[above], page.starts[above + 1]) > 1
