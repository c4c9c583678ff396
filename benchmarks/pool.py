"""Work over many pages: in two processes, with a limit on each page's time and progress on a terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter
from types import FrameType
from typing import NamedTuple, NoReturn, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.peers import maker, quiet

# What the smallest machines of CI services have.
PROCESSES = 2

# Seconds for one page. Over the benchmark's 2,482 pages a page of a megabyte or more takes the slower extractors seconds.
PATIENCE = 20.0

T = TypeVar("T")
R = TypeVar("R")


class Made(NamedTuple):
    """A text somebody made; empty where that failed, and `fault` says how."""

    text: str
    seconds: float
    fault: str = ""


class _OutOfTimeError(BaseException):
    """Not an Exception, because extractors catch those and go on."""


def over(work: Callable[[T], R], items: Sequence[T], label: str) -> Iterator[R]:
    """What `work` gives for each item, in order. `work` must be something that can be pickled."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=quiet) as pool:
        yield from tracked(pool.map(work, items), label, len(items))


def tracked(items: Iterator[T], label: str, count: int) -> Iterator[T]:
    """The items, with progress on standard error where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        yield from progress.track(items, count, description=label)


def make(name: str, source: str) -> Made:
    """What the peer called `name` makes of a page. One that fails, or takes longer than `PATIENCE`, has made nothing of it.

    The limit holds where the process can get signals (not on Windows), and between two steps of Python.
    """
    function = maker(name)
    start = perf_counter()
    text, fault = "", ""
    try:
        _set_alarm(PATIENCE)
        text = function(source)
    except _OutOfTimeError:
        fault = f"nothing within {PATIENCE:.0f} s"
    except Exception as error:
        fault = type(error).__name__
    finally:
        _set_alarm(0)
    return Made(text, perf_counter() - start, fault)


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _out_of_time)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _out_of_time(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _OutOfTimeError
