"""WET and WARC: conversion records are texts, responses are pages of HTML; every other record is carried along.

The text of a response becomes a conversion record in its place, that refers to it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleanpage.cuts import Result
from cleanpage.formats.common import BLOCK, Block, Format, Html, Options, Parsed, Reject, Source, compressor, shown, undecodable
from cleanpage.html import HtmlError, decoded

_HTML = ("text/html", "application/xhtml+xml")


def _read(path: Path, skip: int, _options: Options) -> Iterator[Block]:
    with Source(path) as source:
        held, size, number = list[tuple[int, bytes]](), 0, 0
        rejects: tuple[Reject, ...] = ()
        try:
            for record in ArchiveIterator(source, parse_http=False, stream_detect=False):
                number += 1
                if number <= skip:
                    continue
                raw = _raw(record)
                held.append((record.stream_pos, raw))
                size += len(raw)
                if size >= BLOCK:
                    yield Block(held, number - len(held) + 1, len(held), size, source.position)
                    held, size = [], 0
        except OSError as fault:
            if fault.errno is not None:
                raise
            # What fastwarc itself finds wrong has no number.
            rejects = (Reject(number + 1, None, str(fault)),)
        if source.fault:
            rejects = (Reject(number + 1, None, source.fault),)
        if held or rejects or not number:
            yield Block(held, number - len(held) + 1, len(held), size, source.position, rejects)


def _parse(block: Block, _options: Options, suffix: str) -> Parsed:
    pieces: list[bytes | WarcRecord] = []
    pages: list[str | Html] = []
    urls = list[str]()
    rejects = []
    for number, (offset, raw) in enumerate(block.data, block.first):
        try:
            record = WarcRecord.from_bytes(raw)
            page = _page(record)
        except UnicodeDecodeError as fault:
            rejects.append(Reject(number, offset, undecodable(fault), shown(raw)))
        except HtmlError as fault:
            rejects.append(Reject(number, offset, str(fault), shown(raw)))
        except (OSError, ValueError) as fault:
            rejects.append(Reject(number, offset, f"broken record: {fault}", shown(raw)))
        else:
            pieces.append(raw if page is None else record)
            if page is not None:
                pages.append(page)
                urls.append(record.headers.get("WARC-Target-URI") or "")
    return Parsed(pages, urls, rejects, partial(_render, pieces, compressor(suffix)))


def _render(pieces: Sequence[bytes | WarcRecord], compress: Callable[[bytes], bytes], results: Sequence[Result]) -> bytes:
    each = iter(results)
    # Each record is compressed by itself, as indexes of such files want it.
    return b"".join(compress(piece if isinstance(piece, bytes) else _written(piece, next(each))) for piece in pieces)


def _page(record: WarcRecord) -> str | Html | None:
    """A record's page; None where it has none."""
    declared, there = record.headers.get("Content-Length"), record.content_length
    if declared is None or int(declared) != there:
        raise ValueError(f"it ends after {there} of {declared} bytes")
    if record.record_type == WarcRecordType.conversion:
        return record.reader.read().decode("utf-8")
    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    record.parse_http(auto_decode="all")
    if record.http_content_type not in _HTML:
        return None
    return Html(decoded(record.reader.read(), record.http_charset))


def _written(record: WarcRecord, result: Result) -> bytes:
    if record.record_type == WarcRecordType.response:
        record = _conversion(record)
    has_digest = "WARC-Block-Digest" in record.headers
    record.set_bytes_content(result.text.encode())
    return _raw(record, has_digest)


def _conversion(response: WarcRecord) -> WarcRecord:
    """A record for a response's text; its name is made of the response's, so that it is the same each time."""
    record, name = WarcRecord(), response.record_id or ""
    record.init_headers(WarcRecordType.conversion, record_urn=f"uuid:{uuid5(NAMESPACE_URL, name)}".encode())
    for header in ("WARC-Target-URI", "WARC-Date"):
        if (value := response.headers.get(header)) is not None:
            record.headers[header] = value
    record.headers["WARC-Refers-To"] = name
    record.headers["Content-Type"] = "text/plain"
    return record


def _raw(record: WarcRecord, has_digest: bool = False) -> bytes:
    written = io.BytesIO()
    record.write(written, checksum_data=has_digest)
    return written.getvalue()


def of(suffix: str) -> Format:
    """The format of names that end so: .warc, .wet, or either with .gz."""
    return Format(_read, partial(_parse, suffix=suffix))
