"""What commands share: reading a file, making a cleaner, speaking on standard error, failing in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from os import PathLike
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from cleanpage.files import FileError, Source
from cleanpage.files import read as read_file
from cleanpage.settings import SettingsError

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner

_Given = TypeVar("_Given")
_Read = TypeVar("_Read")


def read(name: str, encoding: str) -> Source:
    """A file's text, or standard input's for "-"; fails where it cannot be read."""
    try:
        return read_file(name, encoding)
    except FileError as fault:
        fail(str(fault))


def cleaner_of(
    profile: str,
    select: str,
    ignore: str,
    rules: Iterable[str | PathLike[str]],
    keep: Iterable[str],
    min_confidence: float = 0.5,
    sites: str | None = None,
    told_by: str = "",
) -> Cleaner:
    """The cleaner that options ask for; fails where there is none, saying what told so if it was not the command line alone."""
    from cleanpage.cleaner import Cleaner

    chosen, ignored = _prefixes(select), _prefixes(ignore)
    try:
        return Cleaner(profile, select=chosen, ignore=ignored, rules=rules, keep=keep, min_confidence=min_confidence, sites=sites)
    except ValueError as fault:
        fail(f"{fault}{told_by}")


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


def printable(text: str, harmless: str = "") -> str:
    """A text with what a terminal might take for a command escaped, but for some characters that are harmless there."""
    return "".join(char if char.isprintable() or char in harmless else ascii(char)[1:-1] for char in text)


def _prefixes(codes: str) -> list[str]:
    return [code.strip().upper() for code in codes.split(",") if code.strip()]
