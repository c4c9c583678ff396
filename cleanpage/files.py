"""Files of text: found in folders, read, and replaced in one step."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleanpage.nearest import did_you_mean

if TYPE_CHECKING:
    from wcmatch.glob import WcMatcher


class Source(NamedTuple):
    """A text and what it is called in messages; of a page of HTML that page in characters, and its text once it is known."""

    name: str
    text: str
    html: str | None = None


class FileError(Exception):
    """A file that cannot be read or written; the message names it."""


class _Glob(NamedTuple):
    """A line of a .gitignore file."""

    asks: bool
    folders_only: bool
    matcher: WcMatcher[str]


class Globs(NamedTuple):
    """Patterns as in a .gitignore file, and the folder that they are relative to."""

    folder: Path
    patterns: tuple[_Glob, ...]

    def match(self, path: Path) -> bool:
        """Whether they ask for a file, or for a folder that it is in; what they say of the file itself goes before."""
        name = self._name(path)
        folders = (name.rsplit("/", count)[0] for count in range(1, name.count("/") + 1))
        return _first(chain([self._last(name, is_folder=False)], (self._last(folder, is_folder=True) for folder in folders)))

    def verdict(self, path: Path, is_folder: bool) -> bool | None:
        """What the last of the patterns that match the path itself says; None where none does."""
        return self._last(self._name(path), is_folder)

    def _last(self, name: str, is_folder: bool) -> bool | None:
        for pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and pattern.matcher.match(name):
                return pattern.asks
        return None

    def _name(self, path: Path) -> str:
        # Of what is elsewhere only patterns without a slash can say something, and to them no path begins with "..".
        return re.sub(r"^(\.\./)+", "", os.path.relpath(path.absolute(), self.folder).replace(os.sep, "/"))


def globs(folder: Path, lines: Iterable[str]) -> Globs:
    """Patterns as in a .gitignore file, relative to a folder; what is no pattern is passed over, as git does."""
    return Globs(folder.absolute(), tuple(filter(None, map(_glob, lines))))


def _glob(line: str) -> _Glob | None:
    from wcmatch import glob

    # Blanks at the end count only behind a backslash. A backslash with nothing behind it or two slashes make a line that matches nothing.
    line = re.sub(r"(?<!\\) +$", "", line)
    if line.startswith("#") or "//" in line or re.search(r"(?<!\\)(\\\\)*\\$", line):
        return None
    asks = not line.startswith("!")
    name = line.removeprefix("!").removesuffix("/")
    if not name:
        return None
    rooted = name.removeprefix("/") if "/" in name else f"**/{name}"
    return _Glob(asks, line.endswith("/"), glob.compile(rooted, flags=glob.GLOBSTAR | glob.DOTGLOB | glob.FORCEUNIX))


def find_files(folder: Path, include: Globs, exclude: Globs, complain: Callable[[str], None]) -> Iterator[Path]:
    """The files of a folder and of the folders in it, in the order of their names.

    Args:
        folder: looked through whatever a .gitignore file above it says of it.
        include: only files that match.
        exclude: neither files nor folders that match; nor those that .gitignore files exclude, as git reads them: those of the folder, of
            the folders in it, and of those above it in its repository.
        complain: called with a message about each folder that cannot be read.

    Links are followed where they point to something inside the folder; what can be reached in two ways is told once.
    """
    root = os.path.realpath(folder)
    seen = {root}

    def walk(folder: Path, real: str, ignored: Sequence[Globs]) -> Iterator[Path]:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as fault:
            complain(f"{folder}: {fault.strerror}")
            return
        ignored = [*_ignore_file(folder, folder / ".gitignore"), *ignored]
        for entry in listed:
            path, is_link = folder / entry.name, entry.is_symlink()
            target = os.path.realpath(path) if is_link else f"{real.rstrip(os.sep)}{os.sep}{entry.name}"
            # To git a link is no folder, whatever it points to.
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name == ".git" or target in seen or (is_link and not Path(target).is_relative_to(root)):
                continue
            if exclude.verdict(path, is_folder) or _first(level.verdict(path, is_folder) for level in ignored):
                continue
            if path.is_dir():
                seen.add(target)
                yield from walk(path, target, ignored)
            elif path.is_file() and include.verdict(path, is_folder=False):
                seen.add(target)
                yield path

    yield from walk(folder, root, _ignored_above(Path(os.path.normpath(folder.absolute()))))


def _ignored_above(folder: Path) -> list[Globs]:
    """What the .gitignore files above a folder exclude, the nearest first, up to the root of its repository; nothing outside of one."""
    levels: list[Globs] = []
    for parent in (folder, *folder.parents):
        if parent != folder:
            levels += _ignore_file(parent, parent / ".gitignore")
        if (parent / ".git").exists():
            return [*levels, *_ignore_file(parent, parent / ".git/info/exclude")]
    return []


def _ignore_file(folder: Path, path: Path) -> list[Globs]:
    # As to git, bytes that are no UTF-8 are nothing special.
    try:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape").split("\n")
    except OSError:
        return []
    return [globs(folder, (line.removesuffix("\r") for line in lines))]


def _first(verdicts: Iterable[bool | None]) -> bool:
    return next((verdict for verdict in verdicts if verdict is not None), False)


def read(name: str, encoding: str) -> Source:
    """A file's text, or standard input's for "-".

    Raises:
        FileError: it cannot be read, or is not in the encoding; or no encoding is called so.
    """
    return decode(name, read_bytes(name), encoding)


def read_bytes(name: str) -> bytes:
    """What a file holds, or standard input for "-".

    Raises:
        FileError: it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as fault:
        raise FileError(f"{name}: {fault.strerror}") from fault


def decode(name: str, data: bytes, encoding: str) -> Source:
    """The text that a file holds.

    Raises:
        FileError: it is not in the encoding; or no encoding is called so.
    """
    check_encoding(encoding)
    try:
        return Source("standard input" if name == "-" else name, data.decode(encoding))
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise FileError(f"{name}: byte {fault.start} (line {line}) is not {fault.encoding}: {fault.reason}; try --encoding") from fault


def check_encoding(encoding: str) -> None:
    """Find out that an encoding is known.

    Raises:
        FileError: it is not.
    """
    try:
        "".encode(encoding)
    except LookupError as fault:
        from encodings.aliases import aliases

        known = [name.replace("_", "-") for name in (*aliases.values(), *aliases)]
        raise FileError(f"no encoding is called {encoding!r}{did_you_mean(encoding, known)}") from fault


def replace(source: Source, text: str, encoding: str) -> None:
    """Put another text in a file's place, in one step: at any time the file is the one or the other, whole.

    Permissions, owner and extended attributes stay; where the file is a link, what it points to is replaced.

    Raises:
        FileError: the file cannot be written, or is no longer what was read.
    """
    import shutil
    import tempfile

    path = Path(os.path.realpath(source.name))
    try:
        # Opened for writing, so that a file that may not be written is not replaced either.
        with path.open("r+b") as file:
            if file.read() != source.text.encode(encoding):
                raise FileError(f"{source.name}: not written: it has changed, or {encoding} does not give back the bytes that were read")
        descriptor, name = tempfile.mkstemp(prefix=".cleanpage-", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode(encoding))
                file.flush()
                os.fsync(descriptor)
            _give(temporary, path.stat())
            shutil.copystat(path, temporary)
            os.utime(temporary)
            temporary.replace(path)
        except BaseException:
            temporary.unlink()
            raise
    except OSError as fault:
        raise FileError(f"{source.name}: not written: {fault.strerror}") from fault


def _give(path: Path, like: os.stat_result) -> None:
    """Make a file its owner's and group's, who need not be who runs this."""
    own = path.stat()
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        os.chown(path, like.st_uid, like.st_gid)
