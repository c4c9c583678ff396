"""The option `--report`: its value's check, and what it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cleanpage.cli.common import counted, fail
from cleanpage.terminal import printable

if TYPE_CHECKING:
    from cleanpage.cli.output import Outcomes


def named_html(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:  # noqa: ARG001
    """The report's file: a page given there by mistake would be written over."""
    if path is not None and not path.lower().endswith((".html", ".htm")):
        fail(f"--report {path}: a report's name ends in .html")
    return path


def write_report(outcomes: Outcomes, path: str, quiet: bool) -> None:
    """Write the report of some texts, which are taken one after another, and say so unless it is to be quiet."""
    from cleanpage.report.overview import Overview
    from cleanpage.report.page import write_page

    overview = Overview()
    for source, result in outcomes:
        overview.add(source.name, source.text, result)
    try:
        write_page(path, overview)
    except OSError as fault:
        fail(f"{path}: {fault.strerror}")
    if quiet:
        return
    every = overview.all
    figures = f"{counted(every.pages, 'page')}, {counted(every.cuts, 'cut')}; {every.kept:,} of {every.characters:,} characters stay"
    click.echo(f"{printable(path)}: {figures}")
