"""Worker processes that clean blocks."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import NamedTuple

from cleanpage.cleaner import Cleaner
from cleanpage.cuts import Result
from cleanpage.formats.common import BLOCK, Block, Html, Options, Reject
from cleanpage.inputs import File, InputError, format_of
from cleanpage.tally import Tally, counted

# Tasks under way for each worker: one that it does and one that it does next.
_AHEAD = 2


class WorkerError(Exception):
    """A worker died, in words for the user."""


class Piece(NamedTuple):
    """A block of a file, and whether it is the last."""

    file: File
    block: Block
    is_last: bool


class Cleaned(NamedTuple):
    """What stands for a block in the output, and what became of its records."""

    data: bytes
    rejects: tuple[Reject, ...]
    tally: Tally


def gathered(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces in their order, together as long as they are smaller than a block, because small ones are cleaned sooner together."""
    held, size = list[Piece](), 0
    for piece in pieces:
        held.append(piece)
        size += piece.block.size
        if size >= BLOCK:
            yield held
            held, size = [], 0
    if held:
        yield held


def cleaned(tasks: Iterable[list[Piece]], cleaner: Cleaner, options: Options, workers: int) -> Iterator[tuple[list[Piece], list[Cleaned]]]:
    """Each task's pieces, without their data, and what became of them; in order, a bounded number ahead."""
    dumped = pickle.dumps(cleaner)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
    ahead = deque[tuple[list[Piece], Future[list[Cleaned]]]]()
    try:
        for pieces in tasks:
            work = [(piece.file.name, piece.block) for piece in pieces]
            ahead.append(
                ([piece._replace(block=piece.block._replace(data=None)) for piece in pieces], pool.submit(_clean, dumped, options, work))
            )
            if len(ahead) > _AHEAD * workers:
                light, future = ahead.popleft()
                yield light, future.result()
        while ahead:
            light, future = ahead.popleft()
            yield light, future.result()
    except BrokenProcessPool as fault:
        raise WorkerError("a worker process died: killed, or out of memory; the same command goes on from here") from fault
    finally:
        pool.shutdown(cancel_futures=True)


def _clean(dumped: bytes, options: Options, work: Sequence[tuple[str, Block]]) -> list[Cleaned]:
    """In a worker: parse, clean and render blocks of files with those names."""
    parsed = [format_of(name).parse(block, options) for name, block in work]
    results = iter(_explained(_loaded(dumped), [page for one in parsed for page in one.pages]))
    done = []
    for (_, block), one in zip(work, parsed, strict=True):
        mine = list(islice(results, len(one.pages)))
        rejects = (*one.rejects, *block.rejects)
        done.append(Cleaned(one.render(mine), rejects, counted(mine, len(rejects))))
    return done


def _explained(cleaner: Cleaner, pages: Sequence[str | Html]) -> Iterator[Result]:
    if any(isinstance(page, Html) for page in pages):
        raise InputError("HTML is not supported yet")
    return cleaner.explain_many(page for page in pages if isinstance(page, str))


@lru_cache(maxsize=1)
def _loaded(dumped: bytes) -> Cleaner:
    cleaner = pickle.loads(dumped)  # noqa: S301  (of the parent's own making)
    assert isinstance(cleaner, Cleaner)  # noqa: S101
    return cleaner


def _start_worker() -> None:
    """A worker leaves Ctrl-C to its parent, and does not outlive it: one that is killed tells nobody to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
