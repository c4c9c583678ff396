"""`cleanpage corpus`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanpage import __version__
from cleanpage.cli.choice import FILE, Wanted, cleaner_here, fast_option, profile_option, rule_options
from cleanpage.cli.common import fail, note

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner
    from cleanpage.formats.common import Options
    from cleanpage.jobs import Step

# What a shell says of a program that Ctrl-C ended.
_INTERRUPTED = 130


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...", type=FILE)
@click.option("-o", "--output", metavar="OUT", type=FILE, help="Folder for the output: each file under its name in IN.")
@click.option("--field", default="text", show_default=True, metavar="NAME", help="The field or column with the text.")
@click.option("--add", default="", metavar="NAMES", help="Fields or columns to add: cuts, kept (the share that stays), codes.")
@profile_option
@rule_options
@fast_option
@click.option("--workers", type=click.IntRange(1), metavar="NUMBER", help="Processes; all cores by default.")
@click.option("--stats", metavar="FILE", type=FILE, help="Write the summary there as JSON, too.")
def corpus(
    inputs: tuple[str, ...], output: str | None, field: str, add: str, fast: bool, workers: int | None, stats: str | None, **wanted: Any
) -> None:
    """Clean collections: files or folders of text, HTML, JSONL (.gz, .zst), Parquet, WET and WARC (.gz).

    Of HTML the text is written, of page.html as page.html.txt. "-" reads JSONL from standard input and writes it to standard output. What
    cannot be used goes to OUT/rejects.jsonl. A run that was ended goes on where it was when the same command is given again.

    Exit codes: 0 all was cleaned, 1 there are rejects, 2 the run could not be done or ended too soon.
    """
    cleaner = cleaner_here(Wanted(**wanted))
    options = _options(field, add, fast)
    steps = _steps(inputs, output, cleaner, options, workers or _cores())
    last = _run(steps)
    from cleanpage.report.records import figures
    from cleanpage.report.table import print_summary

    if stats:
        try:
            Path(stats).write_text(json.dumps(figures(last.tally), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as fault:
            fail(f"{stats}: {fault.strerror}")
    print_summary(sys.stdout if output else sys.stderr, last.tally, _reasons(cleaner))
    if last.tally.rejected:
        if output:
            note(f"what was rejected stands in {Path(output, 'rejects.jsonl')}")
        sys.exit(1)


def _options(field: str, add: str, fast: bool) -> Options:
    from cleanpage.formats.common import ADDABLE, Options

    names = tuple(dict.fromkeys(name.strip() for name in add.split(",") if name.strip()))
    for name in names:
        if name not in ADDABLE:
            fail(f"--add: there is no {name!r}; there are {', '.join(ADDABLE)}")
        if name == field:
            fail(f"--add: {name!r} is the field with the text")
    return Options(field, names, fast)


def _steps(inputs: tuple[str, ...], output: str | None, cleaner: Cleaner, options: Options, workers: int) -> Iterator[Step]:
    from cleanpage.inputs import InputError, check_output, files
    from cleanpage.jobs import run, stream

    if "-" in inputs:
        if len(inputs) > 1 or output:
            fail('standard input is cleaned alone, and to standard output: no other input and no --output beside "-"')
        from cleanpage.formats.jsonl import blocks

        lines = blocks(sys.stdin.buffer, 0, lambda: 0, lambda: "")
        return stream(lines, sys.stdout.buffer, cleaner, options, workers, note)
    if not output:
        fail("--output is missing: the folder for the output")
    try:
        check_output(output, inputs)
    except InputError as fault:
        fail(str(fault))
    return run(files(inputs), Path(output), cleaner, options, _choices(cleaner, options), workers, note)


def _choices(cleaner: Cleaner, options: Options) -> str:
    """A checksum of all that the output depends on beside the input."""
    made_of = (cleaner.profile, cleaner.select, cleaner.ignore, cleaner.rules, sorted(cleaner.keep), cleaner.sites, cleaner.min_confidence)
    return sha256(repr((__version__, *made_of, *options)).encode()).hexdigest()


def _run(steps: Iterator[Step]) -> Step:
    """Go through a run, showing how far it is; its last step."""
    from cleanpage.inputs import InputError
    from cleanpage.jobs import JobError
    from cleanpage.report.progress import tracked
    from cleanpage.workers import WorkerError

    try:
        return tracked(steps, sys.stderr)
    except (InputError, JobError, WorkerError) as fault:
        fail(str(fault))
    except KeyboardInterrupt:
        note("stopped; the same command goes on from here")
        sys.exit(_INTERRUPTED)


def _reasons(cleaner: Cleaner) -> dict[str, str]:
    from cleanpage.packs import builtin

    return {rule.code: rule.reason for rule in (*builtin(), *cleaner.rules)}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
