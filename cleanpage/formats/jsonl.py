"""An object a line. Of a line only the text's own characters change: all else stays byte for byte."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleanpage.cuts import Result
from cleanpage.formats.common import BLOCK, URL, Block, Format, Options, Parsed, Reject, Source, added, compressor, shown, undecodable

_BLANKS = re.compile(r"[ \t\r\n]*")
# Numbers are only passed over; int has a limit of digits.
_DECODER = json.JSONDecoder(parse_int=float)
_NAMES = {bool: "a boolean", float: "a number", list: "a list", dict: "an object", type(None): "null"}


class _Line(NamedTuple):
    """A line, its text, where that stands as a JSON string, where the object ends, and the page's address; offsets in characters."""

    line: str
    text: str
    start: int
    end: int
    close: int
    url: str


class _RecordError(ValueError):
    """What is wrong with a record, in words."""


def blocks(lines: IO[bytes], skip: int, position: Callable[[], int], fault: Callable[[], str]) -> Iterator[Block]:
    """Lines in blocks.

    Args:
        lines: a stream of bytes, read once.
        skip: lines to leave out.
        position: bytes of the file on disk that were read by now.
        fault: why the stream ended too soon; asked at its end, and empty if it did not.
    """
    held, size, number, offset = list[bytes](), 0, 0, 0
    start = 0
    for line in lines:
        number += 1
        offset += len(line)
        if number <= skip:
            start = offset
            continue
        held.append(line)
        size += len(line)
        if size >= BLOCK:
            yield Block((start, held), number - len(held) + 1, len(held), size, position())
            held, size, start = [], 0, offset
    if broken := fault():
        # The line that the damage is in is no record.
        cut = held.pop() if held and not held[-1].endswith(b"\n") else b""
        reject = Reject(number + (not cut), offset - len(cut), broken, shown(cut))
        yield Block((start, held), number - len(held) + (not cut), len(held), size, position(), (reject,))
    elif held or not number:
        yield Block((start, held), number - len(held) + 1, len(held), size, position())


def _read(path: Path, skip: int, _options: Options) -> Iterator[Block]:
    with Source(path) as source:
        yield from blocks(io.BufferedReader(source, 1 << 18), skip, lambda: source.position, lambda: source.fault)


def _parse(block: Block, options: Options, suffix: str) -> Parsed:
    offset, lines = block.data
    pieces: list[bytes | _Line] = []
    rejects = []
    for number, raw in enumerate(lines, block.first):
        try:
            pieces.append(raw if raw.isspace() else _located(_decoded(raw), options))
        except _RecordError as fault:
            rejects.append(Reject(number, offset, str(fault), shown(raw)))
        offset += len(raw)
    used = [piece for piece in pieces if isinstance(piece, _Line)]
    return Parsed([one.text for one in used], [one.url for one in used], rejects, partial(_render, pieces, options, compressor(suffix)))


def _render(pieces: Sequence[bytes | _Line], options: Options, compress: Callable[[bytes], bytes], results: Sequence[Result]) -> bytes:
    each = iter(results)
    return compress(b"".join(piece if isinstance(piece, bytes) else _written(piece, next(each), options) for piece in pieces))


def _written(piece: _Line, result: Result, options: Options) -> bytes:
    more = "".join(f", {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in added(result, options).items())
    before, literal = piece.line[: piece.start].encode(), piece.line[piece.start : piece.end]
    if result.cuts:
        # As escaped as it was; a lone surrogate can be written no other way.
        text = json.dumps(result.text, ensure_ascii=literal.isascii())
        try:
            changed = text.encode()
        except UnicodeEncodeError:
            changed = json.dumps(result.text).encode()
    else:
        changed = literal.encode()
    return before + changed + (piece.line[piece.end : piece.close] + more + piece.line[piece.close :]).encode()


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise _RecordError(undecodable(fault)) from fault


def _located(line: str, options: Options) -> _Line:
    """Where in a line the text stands: json reads values, and only tells where the outermost one ends."""
    found: tuple[Any, int, int] | None = None
    url = ""
    at = _after_blanks(line, line.startswith("\ufeff"))
    if line[at : at + 1] != "{":
        raise _RecordError("not a JSON object")
    try:
        at = _after_blanks(line, at + 1)
        while line[at] != "}":
            key, at = _key(line, at)
            start = at
            value, at = _DECODER.raw_decode(line, at)
            if key == options.field:
                found = value, start, at
            elif key in options.add:
                raise _RecordError(f"there is a field {key!r} already")
            elif key == URL and isinstance(value, str):
                url = value
            at = _after_blanks(line, at)
            if line[at] == ",":
                at = _after_blanks(line, at + 1)
                if line[at] == "}":
                    raise _RecordError(f"broken JSON at column {at + 1}: no field behind the comma")
            elif line[at] != "}":
                raise _RecordError(f"broken JSON at column {at + 1}: no comma")
    except IndexError as fault:
        raise _RecordError("broken JSON: the object does not end") from fault
    except json.JSONDecodeError as fault:
        raise _RecordError(f"broken JSON at column {fault.pos + 1}: {fault.msg}") from fault
    except RecursionError as fault:
        raise _RecordError("nested too deeply") from fault
    if _after_blanks(line, at + 1) != len(line):
        raise _RecordError(f"broken JSON at column {at + 2}: something follows the object")
    if found is None:
        raise _RecordError(f"there is no field {options.field!r}")
    if not isinstance(found[0], str):
        raise _RecordError(f"the field {options.field!r} is {_NAMES[type(found[0])]}, not a string")
    return _Line(line, *found, at, url)


def _key(line: str, at: int) -> tuple[str, int]:
    """A field's name, and where its value begins."""
    key, at = _DECODER.raw_decode(line, at)
    at = _after_blanks(line, at)
    if not isinstance(key, str) or line[at] != ":":
        raise _RecordError(f"broken JSON at column {at + 1}: no name and colon")
    return key, _after_blanks(line, at + 1)


def _after_blanks(line: str, at: int) -> int:
    match = _BLANKS.match(line, at)
    assert match  # noqa: S101  (it matches nothing, too)
    return match.end()


def of(suffix: str) -> Format:
    """The format of names that end so: .jsonl, .jsonl.gz, .jsonl.zst."""
    return Format(_read, partial(_parse, suffix=suffix))
