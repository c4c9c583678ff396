"""The option `--report`: its value's check, and what it writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from cleanpage.cli.common import fail

if TYPE_CHECKING:
    from cleanpage.cli.common import Source
    from cleanpage.cuts import Result


def named_html(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:  # noqa: ARG001
    """The report's file: a page given there by mistake would be written over."""
    if path is not None and not path.lower().endswith((".html", ".htm")):
        fail(f"--report {path}: a report's name ends in .html")
    return path


def write_report(outcomes: Iterable[tuple[Source, Result]], path: str) -> None:
    """Write the report of some texts, which are taken one after another, and say so."""
    from cleanpage.report.overview import Overview
    from cleanpage.report.page import write_page

    overview = Overview()
    for source, result in outcomes:
        overview.add(*source, result)
    try:
        write_page(path, overview)
    except OSError as fault:
        fail(f"{path}: {fault.strerror}")
    every = overview.all
    pages_said, cuts_said = (f"{count:,} {noun}{'s' * (count != 1)}" for count, noun in ((every.pages, "page"), (every.cuts, "cut")))
    click.echo(f"{path}: {pages_said}, {cuts_said}; {every.kept:,} of {every.characters:,} characters stay")
