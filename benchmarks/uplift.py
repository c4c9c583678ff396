"""What `main` makes of what others extracted: text that is mostly clean already should get cleaner, or stay as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.data import Outputs, Page
from benchmarks.peers import MAIN
from benchmarks.pool import make, over
from benchmarks.tables import Cell, Findings, Table
from cleanpage.scores import Counts, Score, shingle_counts, shingle_score

# A change of F1 within which an extractor's output counts as neither better nor worse: the project's own demand.
MARGIN = 0.002


class Task(NamedTuple):
    """One page as one extractor left it."""

    extractor: str
    gold: str
    text: str


class Change(NamedTuple):
    """Shingles of one page before and after."""

    extractor: str
    before: Counts
    after: Counts


def measure(pages: Sequence[Page], outputs: Iterable[Outputs]) -> Findings:
    """`main` on each extractor's text of the pages, by AEB's shingle F1; extractors in the order of their own F1."""
    tasks = [Task(one.extractor, page.gold, one.texts[page.id]) for one in outputs for page in pages]
    changes = list(over(clean, tasks, "uplift"))
    rows = [_row(name, [one for one in changes if one.extractor == name]) for name in dict.fromkeys(task.extractor for task in tasks)]
    rows.sort(key=lambda row: (-row.before.f1, row.extractor))
    columns = ("extractor", "F1 before", "F1 after", "change", "P before", "P after", "R before", "R after")
    return Findings((Table("Uplift by main, shingle F1", columns, list(map(_cells, rows)), (*_verdict(rows), f"{len(pages)} pages each")),))


def clean(task: Task) -> Change:
    """A page before and after."""
    after = make(MAIN.name, task.text).text
    return Change(task.extractor, shingle_counts(task.gold, task.text), shingle_counts(task.gold, after))


class _Row(NamedTuple):
    extractor: str
    before: Score
    after: Score

    @property
    def change(self) -> float:
        return self.after.f1 - self.before.f1


def _row(extractor: str, changes: Sequence[Change]) -> _Row:
    return _Row(extractor, shingle_score(one.before for one in changes), shingle_score(one.after for one in changes))


def _cells(row: _Row) -> tuple[Cell, ...]:
    (f1, precision, recall), (f1_after, precision_after, recall_after) = row.before, row.after
    return row.extractor, f1, f1_after, f"{row.change:+.4f}", precision, precision_after, recall, recall_after


def _verdict(rows: Sequence[_Row]) -> tuple[str, ...]:
    better = sum(row.change > 0 for row in rows)
    worse = [f"{row.extractor} ({row.change:+.4f})" for row in rows if row.change < -MARGIN]
    return (
        f"{better} of {len(rows)} get better, {sum(row.change > MARGIN for row in rows)} of them by more than {MARGIN}",
        f"worse by more than {MARGIN}: {', '.join(worse) or 'none'}",
    )
