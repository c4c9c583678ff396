"""What the kinds of files share: how a file is read in blocks of records, and what becomes of a block."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from cleanpage.cuts import Result

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Bytes of records that make a block: what a worker is sent at once, and what compressed output can be cut off behind.
BLOCK = 1_000_000

# Characters of a rejected record that are kept beside the reason.
_SHOWN = 2_000

# Bytes that are asked of a file at once.
_CHUNK = 1 << 18

ADDABLE = ("cuts", "kept", "codes")

# The field or column with a page's address, if there is one.
URL = "url"


class Options(NamedTuple):
    """What users choose of how records are read, judged and written.

    Attributes:
        field: the field or column with the text.
        add: fields or columns to add, of `ADDABLE`.
        fast: HTML is judged by the page alone, without other extractors.
    """

    field: str = "text"
    add: tuple[str, ...] = ()
    fast: bool = False


class Html(NamedTuple):
    """A page as HTML, in characters."""

    source: str


class Reject(NamedTuple):
    """A record that could not be used.

    Attributes:
        record: its number in its file, from 1; None for the whole file.
        offset: of its first byte, in the file as it is without compression; None where the format has none.
        reason: why.
        raw: its beginning.
    """

    record: int | None
    offset: int | None
    reason: str
    raw: str = ""


class Block(NamedTuple):
    """Records that follow one another in a file.

    Attributes:
        data: the records as their format's `parse` takes them; can be pickled.
        first: number of the first record, from 1.
        records: how many.
        size: bytes.
        position: bytes of the file on disk that are read when this block is.
        rejects: what the reader itself could not use.
    """

    data: Any
    first: int
    records: int
    size: int
    position: int
    rejects: tuple[Reject, ...] = ()


class Parsed(NamedTuple):
    """A block's pages, and how their results are put back.

    Attributes:
        pages: in order.
        urls: their addresses; empty where a page has none.
        rejects: records that are no page.
        render: from the pages' results to the bytes that stand for the block in the output.
    """

    pages: Sequence[str | Html]
    urls: Sequence[str]
    rejects: Sequence[Reject]
    render: Callable[[Sequence[Result]], bytes]


class Format(NamedTuple):
    """A kind of file.

    Attributes:
        read: from a path, a number of records to skip and the options to the blocks behind those. Where a block ends depends on the
            file and on the record that it begins with, and on nothing else. Of a file without records there is one block without any.
        parse: in a worker.
        join: makes the output of what was rendered, where that is not the output already: from the input, what was rendered, and the
            path to write.
    """

    read: Callable[[Path, int, Options], Iterator[Block]]
    parse: Callable[[Block, Options], Parsed]
    join: Callable[[Path, Path, Path], None] | None = None


def shown(raw: str | bytes) -> str:
    """The beginning of a record as text, whatever its bytes are."""
    return (raw[:_SHOWN].decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw)[:_SHOWN]


def undecodable(fault: UnicodeDecodeError) -> str:
    """Why some bytes are no text, in words."""
    return f"byte {fault.start} is not UTF-8: {fault.reason}"


def added(result: Result, options: Options) -> dict[str, Any]:
    """The fields that users asked for, by name; offsets count characters of the text that came in."""
    fields: dict[str, Any] = {}
    for name in options.add:
        if name == "cuts":
            fields[name] = [cut._asdict() for cut in result.cuts]
        elif name == "kept":
            came = len(result.text) + sum(cut.end - cut.start for cut in result.cuts)
            fields[name] = round(len(result.text) / came, 6) if came else 1.0
        else:
            fields[name] = sorted({cut.code for cut in result.cuts})
    return fields


class Source(io.RawIOBase):
    """A file without its compression. Where that is broken it ends, and `fault` says why.

    So what stands before the damage can be read, and the damage be told.
    """

    def __init__(self, path: Path) -> None:
        self.fault = ""
        self._read = 0
        self._file = path.open("rb")
        self._plain, self._faults = _decompressed(self._file, path.name)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read as much as is at hand; returns the number of bytes, 0 at the end or the damage."""
        view = memoryview(buffer).cast("B")
        try:
            data = b"" if self.fault else self._plain.read1(min(len(view), _CHUNK))
        except self._faults as fault:
            self.fault = f"broken compression: {fault}"
            data = b""
        view[: len(data)] = data
        self._read += len(data)
        return len(data)

    def tell(self) -> int:
        """Bytes that were read, as they are without compression."""
        return self._read

    @property
    def position(self) -> int:
        """Bytes of the file on disk that were read."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def compressor(name: str) -> Callable[[bytes], bytes]:
    """How output of that name is compressed; parts that were compressed by themselves may follow one another in a file."""
    if name.endswith(".gz"):
        return lambda data: gzip.compress(data, 6, mtime=0)
    if name.endswith(".zst"):
        return lambda data: bytes(zstd().compress(data))
    return lambda data: data


def _decompressed(file: IO[bytes], name: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """What a file says without its compression, and what reading that raises where the compression is broken."""
    if name.endswith(".gz"):
        return gzip.GzipFile(fileobj=file, mode="rb"), (EOFError, zlib.error, gzip.BadGzipFile)
    if name.endswith(".zst"):
        return zstd().ZstdFile(file), (EOFError, zstd().ZstdError)
    return file, ()


def zstd() -> Any:
    """The module for Zstandard: Python's own, or the backport of it.

    Raises:
        ModuleNotFoundError: the backport is not installed.
    """
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd
