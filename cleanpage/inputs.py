"""What a collection is made of: which files, of what kind, and what their output is called."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleanpage.dump import dump
from cleanpage.formats.common import Format, Html, zstd

_LINES, _ARCHIVES = (".jsonl", ".jsonl.gz", ".jsonl.zst"), (".warc", ".warc.gz", ".wet", ".wet.gz")
_HTML = (".html", ".htm")
_TEXT, _PARQUET = ".txt", ".parquet"
SUFFIXES = (_TEXT, *_HTML, *_LINES, _PARQUET, *_ARCHIVES)

# Those whose records have fields.
FIELDED = (*_LINES, _PARQUET)


class InputError(Exception):
    """Input that cannot be used, in words for the user."""


class File(NamedTuple):
    """A file of a collection.

    Attributes:
        name: of its output, below the folder of the output, with "/".
        path: as the user called it, or found below a folder that the user named.
        size: bytes.
        modified: when it was changed last, in nanoseconds.
    """

    name: str
    path: str
    size: int
    modified: int


def files(inputs: Sequence[str]) -> Iterator[File]:
    """The files that are named, and those in folders that are named, in order; hidden ones only when named.

    Raises:
        InputError: a file that is not there, or is of no known kind.
    """
    for name in inputs:
        if Path(name).is_dir():
            yield from _below(name)
        else:
            file = _file(Path(name).name, name)
            if not is_known(name):
                raise InputError(f"{name}: no kind of file is known that ends so; those known end in {', '.join(SUFFIXES)}")
            yield file


def known(found: Iterable[File], say: Callable[[str], None]) -> Iterator[File]:
    """The files of known kinds; `say` is told about the others.

    Raises:
        InputError: there is none.
    """
    used, left_out, first = 0, 0, ""
    for file in found:
        if is_known(file.path):
            used += 1
            yield file
        else:
            left_out, first = left_out + 1, first or file.path
    if left_out:
        say(f"left out, as files of other kinds: {left_out}, such as {first}")
    if not used:
        raise InputError("there is no file of a known kind")


def text_of(page: str | Html) -> str:
    """A page's whole text."""
    return dump(page.source).text if isinstance(page, Html) else page


def is_known(name: str) -> bool:
    """Whether a file's name says that it can be used."""
    return _suffix(name) != ""


def has_fields(name: str) -> bool:
    """Whether a file of that name has fields beside its texts, to which others may be added."""
    return name.lower().endswith(FIELDED)


def format_of(name: str) -> Format:
    """How files that are called so are read, and what is made of them is written.

    Raises:
        InputError: a library is missing.
    """
    suffix = _suffix(name)
    try:
        if suffix.endswith(".zst"):
            zstd()
        if suffix in _LINES:
            from cleanpage.formats import jsonl

            return jsonl.of(suffix)
        if suffix in _ARCHIVES:
            from cleanpage.formats import warc

            return warc.of(suffix)
        if suffix == _PARQUET:
            from cleanpage.formats import parquet

            return parquet.PARQUET
    except ModuleNotFoundError as fault:
        raise InputError(f"{name}: the library {fault.name} is missing; pip install 'cleanpage[corpora]'") from fault
    from cleanpage.formats import plain

    return plain.HTML if suffix in _HTML else plain.TEXT


def check_output(out: str, inputs: Sequence[str]) -> None:
    """Refuse a folder of output that lies in a folder of input, so that a run does not find what it wrote.

    Raises:
        InputError: it does.
    """
    target = Path(out).resolve()
    for name in inputs:
        source = Path(name).resolve()
        if source.is_dir() and (source == target or source in target.parents):
            raise InputError(f"{out}: the output may not lie in {name}, which is input")
    if target.exists() and not target.is_dir():
        raise InputError(f"{out}: the output is a folder, and this is a file")


def _below(folder: str) -> Iterator[File]:
    for parent, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(parent, name)
                yield _file(path.relative_to(folder).as_posix(), str(path))


def _unreadable(fault: OSError) -> None:
    raise InputError(f"{fault.filename}: {fault.strerror}") from fault


def _file(name: str, path: str) -> File:
    try:
        about = Path(path).stat()
    except OSError as fault:
        raise InputError(f"{path}: {fault.strerror}") from fault
    # Of HTML text is made, which is no HTML, and the page may lie beside its text.
    return File(f"{name}{_TEXT}" if _suffix(path) in _HTML else name, path, about.st_size, about.st_mtime_ns)


def _suffix(name: str) -> str:
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")
