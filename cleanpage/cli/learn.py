"""`cleanpage learn`."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cleanpage.cli.common import fail

if TYPE_CHECKING:
    from cleanpage.sites import Site

_JSONL = (".jsonl", ".jsonl.gz")


class _File(NamedTuple):
    """A file of pages, and the first folder below the input that it is in, if any."""

    path: Path
    folder: str


class _BadRecord(NamedTuple):
    """Where a page could not be read, and why."""

    place: str
    reason: str


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("-o", "--output", required=True, metavar="FILE", help="The profile to write.")
@click.option(
    "--by",
    type=click.Choice(["host", "folder"]),
    default="host",
    show_default=True,
    help='What a site is: the host of a record\'s "url", or the first folder below IN.',
)
@click.option("--merge", is_flag=True, help="Each IN is a profile, of different pages; write one of all.")
def learn(inputs: tuple[str, ...], output: str, by: str, merge: bool) -> None:
    """Learn which lines sites repeat on page after page, for --sites.

    IN is a file of JSON lines (.jsonl, .jsonl.gz; a record's "text" and "url" are read), or a folder with such files and .txt files.
    """
    if merge:
        from cleanpage.sites import SitesError, load, merged

        try:
            profile = merged(map(load, inputs))
        except SitesError as fault:
            fail(str(fault))
        _write(output, profile.items())
    else:
        _learn(inputs, output, by)


def _learn(inputs: Iterable[str], output: str, by: str) -> None:
    try:
        from cleanpage.learning import Learner
    except ModuleNotFoundError as fault:
        fail(f"learn needs {fault.name}: pip install 'cleanpage[sites]'")

    files = list(_files(inputs))
    learner, homeless, bad = Learner(), 0, list[_BadRecord]()
    with _progress(files) as advance:
        for page in _pages(files, by, advance):
            if isinstance(page, _BadRecord):
                bad.append(page)
            elif page[0]:
                learner.add(*page)
            else:
                homeless += 1
    _write(output, learner.profile())
    if homeless:
        without = "a url that names a host (--by host)" if by == "host" else "a folder below IN (--by folder)"
        click.echo(f"cleanpage: pages without {without} were left out: {homeless:,}", err=True)
    if bad:
        click.echo(f"cleanpage: pages that cannot be read were left out: {len(bad):,}; {bad[0].place}: {bad[0].reason}", err=True)
        sys.exit(1)


def _files(inputs: Iterable[str]) -> Iterator[_File]:
    for name in inputs:
        path = Path(name)
        if path.is_dir():
            below = (found for found in sorted(path.rglob("*")) if found.name.endswith((*_JSONL, ".txt")) and found.is_file())
            for found in below:
                folders = found.relative_to(path).parts[:-1]
                yield _File(found, folders[0] if folders else "")
        elif not path.exists():
            fail(f"{name}: No such file or directory")
        elif name.endswith(_JSONL):
            yield _File(path, "")
        else:
            fail(f"{name}: neither a folder nor a file of JSON lines ({', '.join(_JSONL)})")


def _pages(files: Iterable[_File], by: str, advance: Callable[[int], None]) -> Iterator[tuple[str, str] | _BadRecord]:
    """Each page's site and text; an empty site where the page has none."""
    from cleanpage.sites import host_of, site_of_folder

    for path, folder in files:
        size, told = path.stat().st_size, 0
        try:
            if path.suffix == ".txt":
                yield site_of_folder(folder) if by == "folder" else "", path.read_text("utf-8")
            else:
                with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as lines:
                    for number, line in enumerate(lines, 1):
                        try:
                            record = json.loads(line)
                            if not isinstance(record, dict) or not isinstance(text := record.get("text"), str):
                                raise ValueError("no text in it")
                            yield host_of(str(record.get("url", ""))) if by == "host" else site_of_folder(folder), text
                        except (ValueError, RecursionError) as fault:
                            yield _BadRecord(f"{path}:{number}", str(fault))
                        advance(raw.tell() - told)
                        told = raw.tell()
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as fault:
            yield _BadRecord(str(path), str(fault))
        advance(size - told)


@contextmanager
def _progress(files: Iterable[_File]) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, over the bytes of all files; what is yielded moves it on."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=sum(file.path.stat().st_size for file in files))
        yield lambda size: bar.advance(task, size)


def _write(output: str, profile: Iterable[tuple[str, Site]]) -> None:
    """Write a profile, and say what is in it."""
    from cleanpage.sites import lines_of, save

    sites = pages = known = lines = 0

    def counted() -> Iterator[tuple[str, Site]]:
        nonlocal sites, pages, known, lines
        for host, site in profile:
            sites, pages = sites + 1, pages + site.pages
            if own := sum(line.alone or line.encloses for line in lines_of(site).values()):
                known, lines = known + 1, lines + own
            yield host, site

    try:
        save(output, counted())
    except OSError as fault:
        fail(f"{output}: {fault.strerror}")
    click.echo(f"{output}: pages: {pages:,}; sites: {sites:,}; of these {known:,} repeat lines: {lines:,}", err=True)
