"""A text a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleanpage.formats.common import Block, Format, Options, Parsed, Reject, shown, undecodable


def _read(path: Path, skip: int, _options: Options) -> Iterator[Block]:
    if not skip:
        data = path.read_bytes()
        yield Block(data, 1, 1, len(data), len(data))


def _parse(block: Block, _options: Options) -> Parsed:
    try:
        text = block.data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return Parsed([], [], [Reject(None, 0, undecodable(fault), shown(block.data))], lambda _: b"")
    return Parsed([text], [""], [], lambda results: results[0].text.encode())


TEXT = Format(_read, _parse)
