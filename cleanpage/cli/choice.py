"""Which files a run takes, and the cleaner of each: what the command line says, and where it says nothing, settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, reduce
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from cleanpage.cli.common import fail, note, read, usable
from cleanpage.files import Globs, check_encoding, find_files, globs
from cleanpage.settings import Settings, find_settings, read_settings

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner

_Command = Callable[..., Any]

# Taken from a folder where nothing is said.
_INCLUDED = ("*.txt",)


class Wanted(NamedTuple):
    """What the command line says of files and rules; None or empty where it says nothing."""

    profile: str | None
    select: str | None
    ignore: str | None
    rules: tuple[str, ...]
    keep: str | None
    sites: str | None
    min_confidence: float | None
    config: str | None
    host: str | None = None
    encoding: str = "utf-8"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Choice(NamedTuple):
    """Files, their cleaner, and the site that the command line says they are from."""

    cleaner: Cleaner
    names: list[str]
    host: str | None

    def site_of(self, name: str) -> str:
        """The site that a file is from, as the cleaner's profile of sites calls it; empty for one that is not in there."""
        from cleanpage.sites import site_of_file, site_of_folder

        return site_of_folder(self.host) if self.host else site_of_file(name, self.cleaner.sites)


def _profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    from cleanpage.cleaner import PROFILES

    return [CompletionItem(name, help=profile.purpose) for name, profile in PROFILES.items() if name.startswith(incomplete)]


FILE = click.Path()

profile_option = click.option(
    "--profile", metavar="NAME", shell_complete=_profiles, help="main (default), or trim: only what is surely not the author's."
)

fast_option = click.option(
    "--fast", is_flag=True, help="HTML is judged by the page alone, without other extractors: several times as fast."
)

_RULES = (
    click.option("--select", metavar="CODES", help="Only these rules cut; prefixes such as AD,PH101."),
    click.option("--ignore", metavar="CODES", help="These rules do not cut."),
    click.option("--rules", multiple=True, metavar="FILE", type=FILE, help="More rules, as records of TOML; may be given again."),
    click.option("--keep", metavar="FILE", type=FILE, help="Lines that stay whatever any rule says, one a line."),
    click.option("--sites", metavar="FILE", type=FILE, help="A profile from `cleanpage learn`: what sites repeat goes, too."),
    click.option("--min-confidence", metavar="NUMBER", type=float, help="How sure a cut must be, from 0 to 1; 0.5 where nothing is said."),
    click.option("--config", metavar="FILE", type=FILE, help="Settings, in place of those that are found."),
)
_TEXTS = (
    click.option("--host", metavar="NAME", help="The site of all files, for --sites; else the nearest folder above each that is in there."),
    click.option("--encoding", default="utf-8", show_default=True, help="Of what is read and written."),
)


def rule_options(command: _Command) -> _Command:
    """The options that say what goes, but for the profile."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(_RULES), command)


def text_options(command: _Command) -> _Command:
    """The options that say what files of text are."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(_TEXTS), command)


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
        return [Choice(cleaner(*shared), list(files), wanted.host) for shared, files in groupby(found, kind)]
    once: dict[str, str] = {}
    for name in found:
        once.setdefault(name if name == "-" else os.path.realpath(name), name)
    kinds: dict[tuple[Settings, tuple[str, ...]], list[str]] = {}
    for name in once.values():
        kinds.setdefault(kind(name), []).append(name)
    return [Choice(cleaner(*shared), files, wanted.host) for shared, files in kinds.items()]


def cleaner_here(wanted: Wanted) -> Cleaner:
    """The one cleaner of a run, by the settings of the working folder; fails where options or settings cannot be used."""
    settings = usable(read_settings, Path(wanted.config)) if wanted.config else usable(find_settings, Path())
    return _cleaner(wanted, settings, ())


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
    """The cleaner that options and settings ask for; fails where there is none, naming the settings if there are any."""
    from cleanpage.cleaner import Cleaner

    keep = wanted.keep or (str(settings.keep) if isinstance(settings.keep, Path) else None)
    sites = wanted.sites or settings.sites
    if wanted.host and not sites:
        fail("--host is for --sites")
    try:
        return Cleaner(
            wanted.profile or settings.profile or "main",
            select=_prefixes(settings.select if wanted.select is None else wanted.select.split(",")),
            ignore=_prefixes([*(settings.ignore if wanted.ignore is None else wanted.ignore.split(",")), *ignored]),
            rules=wanted.rules or settings.rules,
            keep=read(keep, wanted.encoding).text.split("\n") if keep else settings.keep if isinstance(settings.keep, tuple) else (),
            sites=sites,
            min_confidence=next(sure for sure in (wanted.min_confidence, settings.min_confidence, 0.5) if sure is not None),
        )
    except ValueError as fault:
        fail(f"{fault} (with the settings of {settings.path})" if settings.path else str(fault))


def _prefixes(codes: Iterable[str]) -> list[str]:
    return [code.strip().upper() for code in codes if code.strip()]


@cache
def _ignoring(settings: Settings) -> list[tuple[Globs, tuple[str, ...]]]:
    return [(globs(settings.folder, [glob]), codes) for glob, codes in settings.per_file_ignores]
