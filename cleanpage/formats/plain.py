"""A text a file, or a page of HTML a file, of which the text is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleanpage.formats.common import Block, Format, Html, Options, Parsed, Reject, shown, undecodable
from cleanpage.html import HtmlError, decoded


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


def _parse_html(block: Block, _options: Options) -> Parsed:
    try:
        page = decoded(block.data)
    except HtmlError as fault:
        return Parsed([], [], [Reject(None, 0, str(fault), shown(block.data))], lambda _: b"")
    return Parsed([Html(page)], [""], [], lambda results: f"{results[0].text}\n".encode() if results[0].text else b"")


TEXT = Format(_read, _parse)
HTML = Format(_read, _parse_html)
