"""Worker processes that clean blocks."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import NamedTuple

from cleanpage.cleaner import Cleaner
from cleanpage.cuts import Result
from cleanpage.formats.common import BLOCK, Block, Html, Options, Reject
from cleanpage.inputs import File, format_of
from cleanpage.sites import host_of, site_of_file
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
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(cleaner,))
    ahead = deque[tuple[list[Piece], Future[list[Cleaned]]]]()
    try:
        for pieces in tasks:
            light = [piece._replace(block=piece.block._replace(data=None)) for piece in pieces]
            ahead.append((light, pool.submit(_work, options, pieces)))
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


# In a worker process its cleaner, sent there once: a profile of sites may be large.
_cleaner: Cleaner


def _start_worker(cleaner: Cleaner) -> None:
    """A worker leaves Ctrl-C to its parent, and does not outlive it: one that is killed tells nobody to stop."""
    global _cleaner
    _cleaner = cleaner
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _work(options: Options, pieces: Sequence[Piece]) -> list[Cleaned]:
    return clean_pieces(_cleaner, options, pieces)


def clean_pieces(cleaner: Cleaner, options: Options, pieces: Sequence[Piece]) -> list[Cleaned]:
    """Parse, clean and render. A page's site is the host of its address, or where it has none what a folder above its file is called."""
    parsed = [format_of(piece.file.path).parse(piece.block, options) for piece in pieces]
    folders = [site_of_file(piece.file.path, cleaner.sites) for piece in pieces]
    hosts = [host_of(url) or folder for folder, one in zip(folders, parsed, strict=True) for url in one.urls]
    results = _results(cleaner, [page for one in parsed for page in one.pages], hosts, options.fast)
    done = []
    for piece, one in zip(pieces, parsed, strict=True):
        mine = list(islice(results, len(one.pages)))
        rejects = (*one.rejects, *piece.block.rejects)
        done.append(Cleaned(one.render(mine), rejects, counted(mine, len(rejects))))
    return done


def _results(cleaner: Cleaner, pages: Sequence[str | Html], hosts: Sequence[str], fast: bool) -> Iterator[Result]:
    """Of texts and pages of HTML, in the order of both; each kind is read together."""
    sited = list(zip(pages, hosts, strict=True))
    texts = [(page, host) for page, host in sited if isinstance(page, str)]
    html = [(page.source, host) for page, host in sited if isinstance(page, Html)]
    of_texts = cleaner.explain_many((text for text, _ in texts), hosts=(host for _, host in texts))
    of_html = cleaner.explain_many_html((source for source, _ in html), hosts=(host for _, host in html), fast=fast)
    return (next(of_html if isinstance(page, Html) else of_texts) for page in pages)


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
