"""How far a run is: a bar on a terminal, lines now and then in a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from cleanpage.jobs import Step

# Seconds between two lines in a log.
_LINES = 30.0


def tracked(steps: Iterator[Step], stream: IO[str]) -> Step:
    """Go through the steps of a run and show them; returns the last."""
    first = next(steps)
    return _with_bar(steps, first, stream) if stream.isatty() else _with_lines(steps, first, stream)


def _with_bar(steps: Iterator[Step], first: Step, stream: IO[str]) -> Step:
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    step = first
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task(_texts(first), total=first.size or None, completed=first.done)
        for step in steps:
            progress.update(task, completed=step.done, description=_texts(step))
    return step


def _with_lines(steps: Iterator[Step], first: Step, stream: IO[str]) -> Step:
    step, start = first, monotonic()
    told = start
    for step in steps:
        now = monotonic()
        if now - told >= _LINES:
            print(f"cleanpage: {line(step, first, now - start)}", file=stream, flush=True)  # noqa: T201
            told = now
    return step


def line(step: Step, first: Step, seconds: float) -> str:
    """How far a run is, so many seconds after its first step; what was done before that counts for no rate."""
    done = step.done - first.done
    rate = f"{done / seconds / 1e6:.2f} MB/s"
    if not step.size:
        return f"{done / 1e6:,.1f} MB, {rate}; {_texts(step)}"
    left = f", {timedelta(seconds=round((step.size - step.done) * seconds / done))} left" if done else ""
    return f"{step.done / step.size:.0%}, {step.done / 1e6:,.1f} of {step.size / 1e6:,.1f} MB, {rate}{left}; {_texts(step)}"


def _texts(step: Step) -> str:
    rejected = f", {step.tally.rejected:,} rejected" if step.tally.rejected else ""
    return f"{step.tally.documents:,} documents{rejected}"
