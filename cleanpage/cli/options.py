"""Options of every command that makes a cleaner."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

_Command = Callable[..., Any]

_PROFILE = click.option(
    "--profile", default="main", show_default=True, metavar="NAME", help="main, or trim: only what is surely not the author's."
)
_CHOICE = (
    click.option("--select", default="", metavar="CODES", help="Only these rules cut; prefixes such as AD,PH101."),
    click.option("--ignore", default="", metavar="CODES", help="These rules do not cut."),
    click.option("--rules", multiple=True, metavar="FILE", help="More rules, as records of TOML; may be given again."),
    click.option("--keep", metavar="FILE", help="Lines that stay whatever any rule says, one a line."),
    click.option("--encoding", default="utf-8", show_default=True, help="Of what is read and written."),
)


def choice(command: _Command) -> _Command:
    """The options that say which rules cut and how files are read: select, ignore, rules, keep, encoding."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(_CHOICE), command)


def profile(command: _Command) -> _Command:
    """The option that names the profile."""
    return _PROFILE(command)
