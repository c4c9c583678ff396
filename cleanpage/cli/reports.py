"""The option `--report`: its value's check, and what it writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from cleanpage.cli.common import fail

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner
    from cleanpage.cuts import Result


def named_html(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:  # noqa: ARG001
    """The report's file: a page given there by mistake would be written over."""
    if path is not None and not path.lower().endswith((".html", ".htm")):
        fail(f"--report {path}: a report's name ends in .html")
    return path


def write_report(path: str, cleaner: Cleaner, pages: Iterable[tuple[str, str, Result]]) -> None:
    """Write the report of some pages, each a name, its text and what became of it, and say so; they are read one after the other."""
    from cleanpage.packs import builtin
    from cleanpage.report.overview import Overview
    from cleanpage.report.page import write_page

    overview = Overview(cleaner.profile, {rule.code: rule.name for rule in (*builtin(), *cleaner.rules)})
    for name, text, result in pages:
        overview.add(name, text, result)
    try:
        write_page(path, overview)
    except OSError as fault:
        fail(f"{path}: {fault.strerror}")
    every = overview.all
    pages_said, cuts_said = (f"{count:,} {noun}{'s' * (count != 1)}" for count, noun in ((every.pages, "page"), (every.cuts, "cut")))
    click.echo(f"{path}: {pages_said}, {cuts_said}; {every.kept:,} of {every.characters:,} characters stay")
