"""`cleanpage rules`."""

from __future__ import annotations

import sys

import click

from cleanpage.cli.common import fail
from cleanpage.nearest import did_you_mean


@click.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List the rules, or show the page of the rule CODE."""
    from cleanpage.report.table import print_rule, print_rules
    from cleanpage.rulebook import builtin_book

    book = builtin_book()
    if code is None:
        print_rules(sys.stdout, book)
    elif rule := book.rules.get(code.upper()):
        print_rule(sys.stdout, rule)
    else:
        fail(f"no rule has the code {code!r}{did_you_mean(code, book.rules) or '; `cleanpage rules` lists them'}")
