"""Parquet: a column has the texts, all others are carried along.

A Parquet file cannot be added to: its table of contents stands at its end. So what is rendered are Arrow streams, one behind the other, of
which the file is made once they are complete.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleanpage.cuts import Result
from cleanpage.formats.common import BLOCK, URL, Block, Format, Options, Parsed, Reject, added, shown

# Bytes in memory after which a row group of the output ends, if that of the input has not ended before.
_ROW_GROUP = 64_000_000

# The key of an Arrow stream's metadata under which the row group of its rows stands.
_GROUP = b"cleanpage.row_group"

_CUT = {"start": pa.int64(), "end": pa.int64(), "code": pa.string(), "reason": pa.string(), "confidence": pa.float64()}
_ADDED = {"cuts": pa.list_(pa.struct(list(_CUT.items()))), "kept": pa.float64(), "codes": pa.list_(pa.string())}


def _read(path: Path, skip: int, options: Options) -> Iterator[Block]:
    with path.open("rb") as opened:
        size = path.stat().st_size
        try:
            # Without a buffer all of a row group's bytes would be in memory.
            file = pq.ParquetFile(opened, pre_buffer=False, buffer_size=1 << 20)
        except (pa.ArrowException, OSError) as fault:
            yield Block(None, 1, 0, 0, size, (_broken(None, "no Parquet", fault),))
            return
        if wrong := _unfit(file.schema_arrow, options):
            yield Block(None, 1, 0, 0, size, (Reject(None, None, wrong),))
            return
        rows = file.metadata.num_rows
        if not rows and not skip:
            empty = pa.RecordBatch.from_arrays([pa.array([], field.type) for field in file.schema_arrow], schema=file.schema_arrow)
            yield Block((0, empty), 1, 0, 0, size)
        done = 0
        for group in range(file.num_row_groups):
            end = done + file.metadata.row_group(group).num_rows
            if end > skip:
                for block in _group(file, group, done):
                    if block.first > skip:
                        yield block._replace(position=size * (block.first + block.records - 1) // rows)
            done = end


def _group(file: Any, group: int, done: int) -> Iterator[Block]:
    """A row group in blocks, behind so many rows of others."""
    about = file.metadata.row_group(group)
    batch_size = max(1, BLOCK * about.num_rows // max(about.total_byte_size, 1))
    number, end = done, done + about.num_rows
    try:
        for batch in file.iter_batches(batch_size, row_groups=[group], use_threads=False):
            yield Block((group, batch), number + 1, batch.num_rows, batch.nbytes, 0)
            number += batch.num_rows
    except (pa.ArrowException, OSError) as fault:
        reject = _broken(number + 1, f"rows {number + 1} to {end} cannot be read", fault)
        yield Block(None, number + 1, end - number, 0, 0, (reject,))


def _parse(block: Block, options: Options) -> Parsed:
    if block.data is None:
        return Parsed([], [], [], lambda _: b"")
    group, batch = block.data
    texts = batch.column(options.field).to_pylist()
    good = [row for row, text in enumerate(texts) if text is not None]
    rejects = [
        Reject(block.first + row, None, f"the column {options.field!r} is null", shown(str(batch.slice(row, 1).to_pylist()[0])))
        for row, text in enumerate(texts)
        if text is None
    ]
    used = batch.take(good) if rejects else batch
    return Parsed([texts[row] for row in good], _urls(used), rejects, partial(_render, group, used, options))


def _urls(batch: Any) -> list[str]:
    """The addresses of some rows; empty where there are none."""
    if batch.schema.names.count(URL) != 1 or not _is_text(batch.schema.field(URL).type):
        return [""] * batch.num_rows
    return [url or "" for url in batch.column(URL).to_pylist()]


def _render(group: int, batch: Any, options: Options, results: Sequence[Result]) -> bytes:
    at = batch.schema.get_field_index(options.field)
    field = batch.schema.field(at)
    batch = batch.set_column(at, field, pa.array([result.text for result in results], field.type))
    rows = [added(result, options) for result in results]
    for name in options.add:
        batch = batch.append_column(pa.field(name, _ADDED[name]), pa.array([row[name] for row in rows], _ADDED[name]))
    written = io.BytesIO()
    schema = batch.schema.with_metadata({**(batch.schema.metadata or {}), _GROUP: str(group)})
    with pa.ipc.new_stream(written, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_batch(batch.replace_schema_metadata(schema.metadata))
    return written.getvalue()


def _join(source: Path, rendered: Path, target: Path) -> None:
    """One Parquet file of what was rendered, compressed as the input is, with its row groups or parts of them."""
    codec = _codec(pq.read_metadata(source))
    with rendered.open("rb") as streams, target.open("wb") as written:
        writer, held, size, held_group = None, list[Any](), 0, b""
        for group, batch in _batches(streams):
            if writer is None:
                writer = pq.ParquetWriter(written, batch.schema, compression=codec)
            if held and (group != held_group or size >= _ROW_GROUP):
                writer.write_table(pa.Table.from_batches(held))
                held, size = [], 0
            if batch.num_rows:
                held.append(batch)
                size, held_group = size + batch.nbytes, group
        if writer is not None:
            if held:
                writer.write_table(pa.Table.from_batches(held))
            writer.close()


def _batches(streams: IO[bytes]) -> Iterator[tuple[bytes, Any]]:
    """The rows of streams that stand one behind the other, with the row groups that they are from."""
    end = streams.seek(0, io.SEEK_END)
    streams.seek(0)
    while streams.tell() < end:
        with pa.ipc.open_stream(streams) as stream:
            metadata = dict(stream.schema.metadata)
            group = metadata.pop(_GROUP)
            for batch in stream:
                yield group, batch.replace_schema_metadata(metadata or None)


def _codec(metadata: Any) -> str:
    """How the first column of a file is compressed, as pyarrow takes it."""
    name = metadata.row_group(0).column(0).compression if metadata.num_row_groups else "SNAPPY"
    return "NONE" if name == "UNCOMPRESSED" else str(name)


def _unfit(schema: Any, options: Options) -> str:
    """What makes a file's columns unfit, in words."""
    if schema.names.count(options.field) != 1:
        return f"there is no column {options.field!r}" if options.field not in schema.names else f"two columns are called {options.field!r}"
    kind = schema.field(options.field).type
    if not _is_text(kind):
        return f"the column {options.field!r} is {kind}, not text"
    return "".join(f"there is a column {name!r} already" for name in options.add if name in schema.names)


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _broken(record: int | None, what: str, fault: Exception) -> Reject:
    """A part of a file that cannot be read; not where the disk is at fault."""
    if isinstance(fault, OSError) and fault.errno is not None:
        raise fault
    return Reject(record, None, f"{what}: {' '.join(str(fault).split())}")


PARQUET = Format(_read, _parse, _join)
