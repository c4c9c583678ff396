"""How a run is printed: each function here takes the texts of a run with what became of them, one after another."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from cleanpage.cli.common import fail
from cleanpage.cuts import Result
from cleanpage.files import Source
from cleanpage.tally import counted
from cleanpage.terminal import printable

Outcomes = Iterable[tuple[Source, Result]]
Reporter = Callable[[Outcomes], None]

# The lines of a diff before its first hunk, and the colours of the others by how they begin.
_TITLES = 2
_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def print_texts(outcomes: Outcomes, encoding: str) -> None:
    """What stays, one text behind the other: of text byte for byte, of HTML with a line's end behind it."""
    for source, result in outcomes:
        try:
            data = (result.text + "\n" * (source.html is not None and result.text != "")).encode(encoding)
        except UnicodeEncodeError as fault:
            fail(f"{source.name}: {encoding} has no {fault.object[fault.start]!r}; try --encoding utf-8")
        click.echo(data, nl=False)


def print_names(outcomes: Outcomes) -> None:
    """The files' names, a line each."""
    for source, _ in outcomes:
        click.echo(printable(source.name))


def print_nothing(outcomes: Outcomes) -> None:
    """Nothing."""
    for _ in outcomes:
        pass


def print_cuts(outcomes: Outcomes) -> None:
    """Tables of cuts."""
    from cleanpage.report import table

    for source, result in outcomes:
        table.print_cuts(sys.stdout, source.name, source.text, result)


def print_diffs(outcomes: Outcomes, encoding: str) -> None:
    """Unified diffs: in colours and safe for a terminal, or as bytes that `git apply` takes."""
    from cleanpage.report.diff import diff

    if "\n".encode(encoding) != b"\n":
        encoding = "utf-8"
    for source, result in outcomes:
        for number, line in enumerate(diff(source.name, source.text, result)):
            is_title = number < _TITLES
            if has_colours():
                style: dict[str, Any] = {"bold": True} if is_title else {"fg": _COLOURS.get(line[0])}
                click.echo(click.style(_shown(line), **style), color=True)
            elif sys.stdout.isatty():
                click.echo(_shown(line))
            else:
                click.echo(os.fsencode(line) if is_title else line.encode(encoding), nl=False)


def print_json(outcomes: Outcomes) -> None:
    """A list of records."""
    from cleanpage.report.records import record

    _print_list(record(source.name, source.text, result) for source, result in outcomes)


def print_json_lines(outcomes: Outcomes) -> None:
    """A record a line."""
    from cleanpage.report.records import record

    for source, result in outcomes:
        click.echo(_json(record(source.name, source.text, result)))


def print_annotations(outcomes: Outcomes) -> None:
    """Annotations of a GitHub workflow."""
    from cleanpage.report.records import annotate

    for source, result in outcomes:
        for line in annotate(source.name, source.text, result):
            click.echo(line.encode("utf-8", "surrogateescape"))


def print_statistics(outcomes: Outcomes, style: str) -> None:
    """Counts by code, the most frequent first."""
    reasons: dict[str, str] = {}

    def results() -> Iterator[Result]:
        for _, result in outcomes:
            for cut in result.cuts:
                # What is behind a colon is of the one cut.
                reasons.setdefault(cut.code, cut.reason.partition(": ")[0])
            yield result

    tally = counted(results(), rejected=0)
    codes = sorted(tally.cuts, key=lambda code: (-tally.cuts[code], code))
    if style == "text":
        from cleanpage.report.table import print_counts

        print_counts(sys.stdout, tally, codes, reasons, "files")
        return
    rows = (
        {"code": code, "cuts": tally.cuts[code], "characters": tally.cut_characters[code], "files": tally.cut_documents[code]}
        for code in codes
    )
    if style == "json":
        _print_list(rows)
    else:
        for row in rows:
            click.echo(_json(row))


def has_colours() -> bool:
    """Whether standard output is to be coloured: on a terminal, unless NO_COLOR is set; anywhere where FORCE_COLOR is."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _print_list(records: Iterable[dict[str, Any]]) -> None:
    """Records as one list of JSON, each printed when it comes."""
    before = "["
    for one in records:
        click.echo(f"{before}\n ".encode() + _json(one, indent=1).replace(b"\n", b"\n "), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def _json(value: object, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "surrogateescape")


def _shown(line: str) -> str:
    return printable(line.rstrip("\r\n"), "\t")
