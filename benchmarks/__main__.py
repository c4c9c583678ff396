"""The command line: `python -m benchmarks NAME --data DIR`, from the repository's root."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from benchmarks import data
from benchmarks.tables import Findings, as_json, markdown, print_tables

# What the gate reports and usage errors: 1 a figure fell, 2 the data or the command is wrong.
_FELL, _WRONG = 1, 2


@click.group()
def main() -> None:
    """Measure what cleanpage leaves and takes, beside what others do.

    The data is a folder of sets of real pages with gold text; see benchmarks/README.md.
    """


def _folder(**settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.option("--data", "folder", type=kind, envvar="CLEANPAGE_BENCH", show_envvar=True, help="Folder of the sets.", **settings)


_SETS = click.option("--sets", "names", default="", metavar="NAMES", help="Only these sets, such as aeb,wcxb.")
_SAMPLE = click.option("--sample", type=click.IntRange(1), metavar="N", help="Only N pages of each set, always the same.")


def _reported(command: Callable[..., Findings]) -> Callable[..., None]:
    """Print what a command finds, and write its charts."""

    @click.option("--json", "style", flag_value="json", help="Print the tables as JSON, figures unrounded.")
    @click.option("--markdown", "style", flag_value="markdown", help="Print the tables as Markdown.")
    @click.option("--charts", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write charts there, as SVG.")
    @wraps(command)
    def run(*args: Any, style: str | None, charts: Path | None, **options: Any) -> None:
        try:
            findings = command(*args, **options)
        except data.DataError as fault:
            _fail(str(fault))
        if style == "json":
            click.echo(as_json(findings.tables))
        elif style == "markdown":
            click.echo(markdown(findings.tables), nl=False)
        else:
            print_tables(sys.stdout, findings.tables)
        if charts:
            charts.mkdir(parents=True, exist_ok=True)
            for name, drawing in findings.charts.items():
                (charts / name).write_text(drawing, encoding="utf-8")

    return run


@main.command()
@_folder()
@_SETS
@_SAMPLE
@_reported
def quality(folder: Path | None, names: str, sample: int | None) -> Findings:
    """F1, precision and recall of cleaners, by set and by page type."""
    from benchmarks.quality import measure

    pages = data.load(folder, _chosen(folder, names), sample) if folder else []
    return measure([*pages, *data.sample(data.corpus(), sample)])


def _chosen(folder: Path, names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip()) or data.sets(folder)


def _fail(message: str) -> NoReturn:
    click.echo(f"benchmarks: {message}", err=True)
    sys.exit(_WRONG)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
