"""What commands share: reading a file, making a cleaner, failing in one line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner


class Source(NamedTuple):
    """A text and what it is called in messages."""

    name: str
    text: str


def read(name: str, encoding: str) -> Source:
    """A file's text, or standard input's for "-"."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return Source("standard input" if name == "-" else name, data.decode(encoding))
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        fail(f"{name}: byte {fault.start} (line {line}) is not {fault.encoding}: {fault.reason}; try --encoding")
    except LookupError:
        fail(f"no encoding is called {encoding!r}")
    except OSError as fault:
        fail(f"{name}: {fault.strerror}")


def cleaner_of(profile: str, select: str, ignore: str, rules: tuple[str, ...], keep: list[str], min_confidence: float = 0.5) -> Cleaner:
    """The cleaner that options ask for."""
    from cleanpage.cleaner import Cleaner

    try:
        return Cleaner(profile, select=_prefixes(select), ignore=_prefixes(ignore), rules=rules, keep=keep, min_confidence=min_confidence)
    except ValueError as fault:
        fail(str(fault))


def fail(message: str) -> NoReturn:
    """Say what is wrong with the input or the usage, and exit with 2."""
    click.echo(f"cleanpage: {message}", err=True)
    sys.exit(2)


def _prefixes(codes: str) -> list[str]:
    return [code.strip().upper() for code in codes.split(",") if code.strip()]
