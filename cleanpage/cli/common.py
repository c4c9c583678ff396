"""What commands share: reading a file, speaking on standard error, failing in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

import click

from cleanpage.files import FileError, Source
from cleanpage.files import read as read_file
from cleanpage.settings import SettingsError
from cleanpage.terminal import printable

_Given = TypeVar("_Given")
_Read = TypeVar("_Read")


def read(name: str, encoding: str) -> Source:
    """A file's text, or standard input's for "-"; fails where it cannot be read."""
    try:
        return read_file(name, encoding)
    except FileError as fault:
        fail(str(fault))


def usable(read_it: Callable[[_Given], _Read], given: _Given) -> _Read:
    """What a function makes of what was given; fails where it says that this cannot be used."""
    try:
        return read_it(given)
    except (FileError, SettingsError) as fault:
        fail(str(fault))


def note(message: str) -> None:
    """Say something that is no output, in one line; names of files and other people's words do not steer the terminal."""
    click.echo(f"cleanpage: {printable(message)}", err=True)


def fail(message: str) -> NoReturn:
    """Say what is wrong with the input or the usage, and exit with 2."""
    note(message)
    sys.exit(2)


def counted(number: int, thing: str) -> str:
    """A number of things, in words."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
