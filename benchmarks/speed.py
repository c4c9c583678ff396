"""How fast, how large and how soon: rates beside those of peers, one page's latency, peak memory, growth, and start-up.

All are wall-clock times of one process, the best of several rounds; within a round everyone has a turn, so that a machine that slows down
slows all alike. Trust the ratios more than the rates.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import ParamSpec, TypeVar

from benchmarks.charts import Line, lines
from benchmarks.data import Page, load
from benchmarks.peers import (
    ALL,
    DATATROVE_C4,
    JUSTEXT,
    MAIN,
    MAIN_FAST,
    MAIN_HTML,
    RESILIPARSE,
    TRAFILATURA,
    TRIM,
    Maker,
    Peer,
    installed,
    maker,
    quiet,
)
from benchmarks.pool import tracked
from benchmarks.tables import Cell, Findings, Table

# Rounds of each measurement: rates over all pages, one page, and start-ups.
_ROUNDS, _PAGE_ROUNDS, _START_ROUNDS = 6, 10, 16

# Calls in a turn with one page, so that the first, which finds its code and data out of the processor's caches, weighs little.
_REPEATS = 10

# Sizes of a page, in characters, and the seconds after which a larger one is not tried.
_SIZES = (1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000, 4_000_000, 16_000_000, 64_000_000)
_LONGEST = 60.0

# Up to this size a page is cleaned several times over; a page below the other is cleaned so often in a row that as many characters are
# seen, because single calls are too short to be told from the clock's own.
_SMALL, _TOLD = 1_000_000, 100_000

_BATCHED = ", batched"

Work = Callable[[], object]
P = ParamSpec("P")
R = TypeVar("R")


def measure(folder: Path, names: Sequence[str], count: int) -> Findings:
    """Of a sample of `count` pages of each set.

    Peak memory comes first: a child's may not be told from its parent's before it runs, so the parent has to be small.
    """
    peers, notes = installed((TRIM, MAIN, MAIN_HTML, MAIN_FAST, TRAFILATURA, RESILIPARSE, JUSTEXT, DATATROVE_C4))
    start_up = _start_up()
    with TemporaryDirectory() as temporary:
        store = Path(temporary) / "pages.jsonl"
        _in_child(_keep, store, folder, tuple(names), count)
        memory = _memory(store, peers)
        pages = list(_kept(store))
    quiet()
    rates = _rates(pages, peers, notes)
    latency = _latency(pages, peers)
    growth, chart = _growth("\n\n".join(page.text for page in pages))
    return Findings((rates, latency, memory, growth, start_up), {"growth.svg": chart})


def best(works: Mapping[str, Work], rounds: int, label: str) -> dict[str, float]:
    """The fewest seconds that each took, in so many rounds of turns.

    Every other round goes backwards, so that nobody always follows the same, and rubbish is collected before each turn.
    """
    turns = [name for turn in range(rounds) for name in (list(works) if turn % 2 else reversed(list(works)))]
    times: dict[str, float] = {}
    for name in tracked(iter(turns), label, len(turns)):
        gc.collect()
        start = perf_counter()
        works[name]()
        times[name] = min(perf_counter() - start, times.get(name, float("inf")))
    return times


def _rates(pages: Sequence[Page], peers: Sequence[Peer], notes: tuple[str, ...]) -> Table:
    megabytes = sum(len(page.text.encode("utf-8", "replace")) for page in pages) / 1e6
    takes = {peer.name: peer.takes for peer in peers}
    works: dict[str, Work] = {peer.name: _single(peer, pages) for peer in peers}
    for peer in (TRIM, MAIN, MAIN_HTML, MAIN_FAST):
        works[peer.name + _BATCHED] = _batched(peer, [_source(peer.takes, page) for page in pages])
        takes[peer.name + _BATCHED] = peer.takes
    times = best(works, _ROUNDS, "rates")
    rows = [
        (name, takes[name], times[MAIN.name] / seconds, len(pages) / seconds, megabytes / seconds)
        for name, seconds in sorted(times.items(), key=lambda item: item[1])
    ]
    shown = [(name, kind, f"{ratio:.2f}", f"{rate:,.0f}", f"{volume:.2f}") for name, kind, ratio, rate, volume in rows]
    about = (
        f"{len(pages)} pages, {megabytes:.1f} MB of plain text; MB/s count that text for those that take HTML too; best of {_ROUNDS} rounds"
    )
    return Table("Speed", ("cleaner", "takes", f"times {MAIN.name}", "pages/s", "MB/s"), shown, (about, *notes))


def _single(peer: Peer, pages: Sequence[Page]) -> Work:
    function = maker(peer.name)
    sources = [_source(peer.takes, page) for page in pages]

    def work() -> None:
        for source in sources:
            with suppress(Exception):
                function(source)

    return work


def _batched(peer: Peer, sources: Sequence[str]) -> Work:
    # Here and not above, so that the process that only reads the pages does not hold it.
    from cleanpage import Cleaner

    cleaner = Cleaner("trim" if peer == TRIM else "main")
    if peer.takes == "text":
        return lambda: sum(1 for _ in cleaner.clean_many(sources))
    return lambda: sum(1 for _ in cleaner.explain_many_html(sources, fast=peer == MAIN_FAST))


def _latency(pages: Sequence[Page], peers: Sequence[Peer]) -> Table:
    page = sorted(pages, key=lambda page: len(page.text))[len(pages) // 2]
    works = {peer.name: _single(peer, [page] * _REPEATS) for peer in peers}
    times = {name: seconds / _REPEATS for name, seconds in best(works, _PAGE_ROUNDS, "latency").items()}
    rows = [
        (name, f"{seconds / times[MAIN.name]:.2f}", f"{1e3 * seconds:.2f}")
        for name, seconds in sorted(times.items(), key=lambda one: one[1])
    ]
    notes = (
        f"the page of median length: {len(page.text):,} characters of text, {len(page.html):,} of HTML",
        f"the mean of {_REPEATS} calls in a row, the best of {_PAGE_ROUNDS} turns",
    )
    return Table("Latency of one page", ("cleaner", f"times {MAIN.name}", "ms"), rows, notes)


def _memory(store: Path, peers: Sequence[Peer]) -> Table:
    peaks = {name: _in_child(_peak, store, name) for name in ("", *(peer.name for peer in peers))}
    floor = peaks.pop("")
    rows: list[tuple[Cell, ...]] = [("reading the pages only", f"{floor:.0f}", None)]
    rows += [(name, f"{peak:.0f}", f"{peak - floor:.0f}") for name, peak in sorted(peaks.items(), key=lambda one: one[1])]
    return Table(
        "Peak memory",
        ("cleaner", "MB", "MB above reading"),
        rows,
        ("a process of its own each, pages read and cleaned one by one; what is above reading includes the packages",),
    )


def _in_child(work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=quiet) as pool:
        return pool.submit(work, *arguments, **named).result()


def _keep(store: Path, folder: Path, names: tuple[str, ...], count: int) -> None:
    with store.open("w", encoding="utf-8") as lines_out:
        lines_out.writelines(json.dumps(page) + "\n" for page in load(folder, names, count))


def _kept(store: Path) -> Iterator[Page]:
    with store.open(encoding="utf-8") as kept:
        for line in kept:
            yield Page(*json.loads(line))


def _peak(store: Path, name: str) -> float:
    """Peak memory of this process after a peer had the pages, in MB."""
    import resource

    for page in _kept(store):
        with suppress(Exception):
            if name:
                maker(name)(_source(ALL[name].takes, page))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _source(takes: str, page: Page) -> str:
    return page.html if takes == "html" else page.text


def _growth(text: str) -> tuple[Table, str]:
    names = (TRIM.name, MAIN.name)
    grown: list[tuple[int, dict[str, float]]] = []
    for size in _SIZES:
        page = (text * (size // len(text) + 1))[:size]
        calls = max(1, _TOLD // size)
        times = best({name: _calls(maker(name), page, calls) for name in names}, 3 if size <= _SMALL else 1, _size(size))
        grown.append((size, {name: seconds / calls for name, seconds in times.items()}))
        if max(times.values()) > _LONGEST:
            break
    rows: list[tuple[Cell, ...]] = [
        (_size(size), *(_seconds(times[name]) for name in names), *(f"{size / times[name] / 1e6:.2f}" for name in names))
        for size, times in grown
    ]
    columns = ("page", *(f"{name}, s" for name in names), *(f"{name}, million characters/s" for name in names))
    notes = (
        f"pages of the sample one after another, from {_size(len(text))} on again; best of 3 up to {_size(_SMALL)}, else one run",
        f"no size is tried after one that took over {_LONGEST:.0f} s",
    )
    drawn = [Line(name, [(float(size), times[name]) for size, times in grown]) for name in names]
    chart = lines(
        "Time by a page's size", "Both axes logarithmic: a slope of one is linear time.", "size of the page", "seconds", drawn, _size
    )
    return Table("Growth", columns, rows, notes), chart


def _calls(function: Maker, page: str, calls: int) -> Work:
    def work() -> None:
        for _ in range(calls):
            function(page)

    return work


def _start_up() -> Table:
    script = Path(sysconfig.get_path("scripts")) / "cleanpage"
    commands = {"python -c pass": [sys.executable, "-c", "pass"]}
    if script.exists():
        commands["cleanpage --version"] = [str(script), "--version"]
    times = best({name: _process(command) for name, command in commands.items()}, _START_ROUNDS, "start-up")
    rows = [(name, f"{seconds / times['python -c pass']:.2f}", f"{1e3 * seconds:.1f}") for name, seconds in times.items()]
    notes = () if script.exists() else ("cleanpage's console script is not installed here",)
    return Table("Start-up", ("command", "times python -c pass", "ms"), rows, (f"best of {_START_ROUNDS}, in turns", *notes))


def _process(command: Iterable[str]) -> Work:
    arguments = list(command)
    return lambda: subprocess.run(arguments, check=True, capture_output=True)  # noqa: S603  (both commands are named above)


def _size(size: float) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} KB"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g}" if seconds >= 1 else f"{seconds:.5f}"
