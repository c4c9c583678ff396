"""`cleanpage learn`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanpage.cli.choice import FILE
from cleanpage.cli.common import fail, note

if TYPE_CHECKING:
    from cleanpage.inputs import File
    from cleanpage.jobs import Step
    from cleanpage.learning import Learner
    from cleanpage.sites import Site


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...", type=FILE)
@click.option("-o", "--output", required=True, metavar="FILE", type=FILE, help="The profile to write.")
@click.option(
    "--by",
    type=click.Choice(["host", "folder"]),
    default="host",
    show_default=True,
    help='What a site is: the host of a record\'s "url", or the first folder below IN.',
)
@click.option("--field", default="text", show_default=True, metavar="NAME", help="The field or column with the text.")
@click.option("--merge", is_flag=True, help="Each IN is a profile, of different pages; write one of all.")
def learn(inputs: tuple[str, ...], output: str, by: str, field: str, merge: bool) -> None:
    """Learn which lines sites repeat on page after page, for --sites.

    IN is a file or a folder of those that `cleanpage corpus` reads: text, HTML, JSONL (.gz, .zst), Parquet, WET and
    WARC (.gz).

    Exit codes: 0 all was read, 1 some pages could not be, 2 nothing was written.
    """
    if merge:
        from cleanpage.sites import SitesError, load, merged

        try:
            profile = merged(map(load, inputs))
        except SitesError as fault:
            fail(str(fault))
        _write(output, profile.items())
    else:
        _learn(inputs, output, by, field)


def _learn(inputs: tuple[str, ...], output: str, by: str, field: str) -> None:
    try:
        from cleanpage.learning import Learner
    except ModuleNotFoundError as fault:
        fail(f"learn needs {fault.name}: pip install 'cleanpage[sites]'")
    from cleanpage.inputs import InputError, files, known
    from cleanpage.jobs import JobError
    from cleanpage.report.progress import tracked

    learner, left_out, bad = Learner(), Counter[str](), list[str]()
    try:
        last = tracked(_steps(list(known(files(inputs), note)), by, field, learner, left_out, bad), sys.stderr)
    except (InputError, JobError) as fault:
        fail(str(fault))
    _write(output, learner.profile())
    if left_out["homeless"]:
        without = "a url that names a host (--by host)" if by == "host" else "a folder below IN (--by folder)"
        note(f"pages without {without} were left out: {left_out['homeless']:,}")
    if last.tally.rejected:
        note(f"pages that cannot be read were left out: {last.tally.rejected:,}; {bad[0]}")
        sys.exit(1)


def _steps(found: list[File], by: str, field: str, learner: Learner, left_out: Counter[str], bad: list[str]) -> Iterator[Step]:
    """Learn from files; pages without a site are counted in `left_out`, and of those that cannot be read the first goes to `bad`."""
    from cleanpage.formats.common import Options
    from cleanpage.inputs import format_of, text_of
    from cleanpage.jobs import Step, named
    from cleanpage.sites import host_of, site_of_folder
    from cleanpage.tally import nothing

    options, tally = Options(field), nothing()
    done, size = 0, sum(file.size for file in found)
    yield Step(done, size, tally)
    for file in found:
        folder = site_of_folder(file.name.split("/")[0]) if "/" in file.name else ""
        kind = format_of(file.path)
        with named(Path(file.path)):
            for block in kind.read(Path(file.path), 0, options):
                parsed = kind.parse(block, options)
                for page, url in zip(parsed.pages, parsed.urls, strict=True):
                    if site := host_of(url) if by == "host" else folder:
                        learner.add(site, text_of(page))
                    else:
                        left_out["homeless"] += 1
                rejects = [*parsed.rejects, *block.rejects]
                bad += [f"{file.path}{f':{one.record}' * (one.record is not None)}: {one.reason}" for one in rejects[: not bad]]
                tally = tally._replace(documents=tally.documents + len(parsed.pages), rejected=tally.rejected + len(rejects))
                yield Step(done + block.position, size, tally)
        done += file.size


def _write(output: str, profile: Iterable[tuple[str, Site]]) -> None:
    """Write a profile, and say what is in it."""
    from cleanpage.sites import common_lines, save

    sites = pages = known = lines = 0

    def counted() -> Iterator[tuple[str, Site]]:
        nonlocal sites, pages, known, lines
        for host, site in profile:
            sites, pages = sites + 1, pages + site.pages
            if own := sum(line.alone or line.encloses for line in common_lines(site).values()):
                known, lines = known + 1, lines + own
            yield host, site

    try:
        save(output, counted())
    except OSError as fault:
        fail(f"{output}: {fault.strerror}")
    note(f"{output}: pages: {pages:,}; sites: {sites:,}; of these {known:,} repeat lines: {lines:,}")
