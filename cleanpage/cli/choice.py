"""Which files a run takes, and the cleaner of each: what the command line says, and where it says nothing, settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleanpage.cli.common import cleaner_of, note, read, usable
from cleanpage.files import Globs, check_encoding, find_files, globs
from cleanpage.settings import Settings, find_settings, read_settings

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner

# Taken from a folder where nothing is said.
_INCLUDED = ("*.txt",)


class Wanted(NamedTuple):
    """What the command line says of files and rules; None or empty where it says nothing."""

    profile: str | None
    select: str | None
    ignore: str | None
    rules: tuple[str, ...]
    keep: str | None
    min_confidence: float | None
    sites: str | None
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    config: str | None
    encoding: str


class Choice(NamedTuple):
    """Files, and their cleaner."""

    cleaner: Cleaner
    names: list[str]


def choose(names: Iterable[str], wanted: Wanted, complain: Callable[[str], None], *, in_order: bool) -> list[Choice]:
    """What a run takes, with a cleaner for each kind of settings; fails where options or settings cannot be used.

    Args:
        names: files, folders, and "-" for standard input.
        wanted: the options.
        complain: called with a message about each file or folder that cannot be read.
        in_order: files stay in the order given, as often as they are given; else each comes once, with the others of its cleaner.
    """
    usable(check_encoding, wanted.encoding)
    fixed = usable(read_settings, Path(wanted.config)) if wanted.config else None

    @cache
    def settings_of(folder: Path) -> Settings:
        return fixed or usable(find_settings, folder)

    @cache
    def cleaner(settings: Settings, ignored: tuple[str, ...]) -> Cleaner:
        return _cleaner(wanted, settings, ignored)

    def kind(name: str) -> tuple[Settings, tuple[str, ...]]:
        if name == "-":
            return settings_of(Path()), ()
        settings = settings_of(Path(name).parent)
        return settings, tuple(code for files, codes in _ignoring(settings) if files.match(Path(name)) for code in codes)

    found = chain.from_iterable(_found(name, wanted, settings_of, complain) for name in names)
    if in_order:
        return [Choice(cleaner(*shared), list(files)) for shared, files in groupby(found, kind)]
    once: dict[str, str] = {}
    for name in found:
        once.setdefault(name if name == "-" else os.path.realpath(name), name)
    kinds: dict[tuple[Settings, tuple[str, ...]], list[str]] = {}
    for name in once.values():
        kinds.setdefault(kind(name), []).append(name)
    return [Choice(cleaner(*shared), files) for shared, files in kinds.items()]


def _found(name: str, wanted: Wanted, settings_of: Callable[[Path], Settings], complain: Callable[[str], None]) -> Iterator[str]:
    """A file, or those of a folder."""
    folder = Path(name)
    if name == "-" or not folder.is_dir():
        yield name
        return
    settings = settings_of(folder)
    included = settings.include if settings.include is not None else _INCLUDED
    include = globs(Path(), wanted.include) if wanted.include else globs(settings.folder, included)
    exclude = globs(Path(), wanted.exclude) if wanted.exclude else globs(settings.folder, settings.exclude)
    files = map(str, find_files(folder, include, exclude, complain))
    first = next(files, None)
    if first is None:
        note(f"{name}: no file to take: {', '.join(wanted.include or included)}")
        return
    yield first
    yield from files


def _cleaner(wanted: Wanted, settings: Settings, ignored: Iterable[str]) -> Cleaner:
    ignore = ",".join(settings.ignore) if wanted.ignore is None else wanted.ignore
    keep = wanted.keep or (str(settings.keep) if isinstance(settings.keep, Path) else None)
    confidence = settings.min_confidence if wanted.min_confidence is None else wanted.min_confidence
    return cleaner_of(
        wanted.profile or settings.profile or "main",
        ",".join(settings.select) if wanted.select is None else wanted.select,
        ",".join([ignore, *ignored]),
        wanted.rules or settings.rules,
        read(keep, wanted.encoding).text.split("\n") if keep else settings.keep if isinstance(settings.keep, tuple) else (),
        0.5 if confidence is None else confidence,
        wanted.sites,
        f" (with the settings of {settings.path})" if settings.path else "",
    )


@cache
def _ignoring(settings: Settings) -> list[tuple[Globs, tuple[str, ...]]]:
    return [(globs(settings.folder, [glob]), codes) for glob, codes in settings.per_file_ignores]
