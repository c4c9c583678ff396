"""Whole collections, made up of the corpus's pages: rates by kind of file, what a second worker gives, and memory over time."""

from __future__ import annotations

import gzip
import io
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from benchmarks.charts import Line, lines
from benchmarks.data import CORPUS
from benchmarks.pool import tracked
from benchmarks.tables import Cell, Findings, Table

# A line this long is prose; of its words one in so many is another's of its page, in so many variants of the line.
_PROSE, _CHANGED, _VARIANTS = 60, 3, 20

# Seconds between two looks at memory, and rows of a Parquet row group.
_LOOKS, _ROW_GROUP = 0.5, 5_000

# Documents in a folder of texts.
_IN_A_FOLDER = 1_000


class _Run(NamedTuple):
    """What a run took: seconds, MB at each look, and a checksum of its output."""

    seconds: float
    memory: list[tuple[float, float]]
    output: str


def measure(size: int, profile: str) -> Findings:
    """Of collections of `size` MB of text in each kind of file, with one worker and with two."""
    rows: list[tuple[Cell, ...]] = []
    drawn = []
    with TemporaryDirectory() as temporary:
        for name, write in tracked(iter(WRITERS.items()), "kinds of files", len(WRITERS)):
            source = Path(temporary) / name
            source.mkdir()
            write(source, documents(size * 1_000_000))
            one, two = (_run(source, Path(temporary) / f"{name}-{workers}", profile, workers) for workers in (1, 2))
            rates = [size / run.seconds for run in (one, two)]
            peaks = [max(megabytes for _, megabytes in run.memory) for run in (one, two)]
            same = "yes" if one.output == two.output else "NO"
            rows.append((name, *(f"{rate:.2f}" for rate in rates), f"{rates[1] / rates[0]:.2f}", *(f"{peak:.0f}" for peak in peaks), same))
            drawn.append(Line(name, two.memory))
    table = Table(
        "Collections",
        ("kind", "MB/s, 1 worker", "MB/s, 2 workers", "ratio", "peak MB, 1 worker", "peak MB, 2 workers", "same output"),
        rows,
        (
            f"{size} MB of text in UTF-8, whatever it takes on the disk; profile {profile}; start-up is within",
            "memory of all processes together, each shared page counted once (PSS)",
        ),
    )
    about = f"All processes of a run with two workers over {size} MB of text, by kind of file."
    chart = lines("Memory while a collection is cleaned", about, "seconds", "MB", drawn, logarithmic=False)
    return Findings((table,), {"corpus-memory.svg": chart})


def documents(size: int, seed: int = 1) -> Iterator[str]:
    """Pages of the corpus with other words in their prose, always the same ones, until they have so many bytes."""
    chance = random.Random(seed)  # noqa: S311
    pages = [_variants(path.read_text("utf-8"), chance) for path in sorted((CORPUS / "pages").glob("*.txt"))]
    made = 0
    while made < size:
        text = "".join(map(chance.choice, chance.choice(pages)))
        made += len(text.encode())
        yield text


def _variants(page: str, chance: random.Random) -> list[list[str]]:
    """For each line of a page what may stand in its place."""
    each = page.splitlines(keepends=True)
    words = [word for line in each if len(line) > _PROSE for word in line.split()] or [""]
    return [[line] if len(line) <= _PROSE else [_varied(line, words, chance) for _ in range(_VARIANTS)] for line in each]


def _varied(line: str, words: list[str], chance: random.Random) -> str:
    return (
        " ".join(word if chance.randrange(_CHANGED) else chance.choice(words) for word in line.split(" ")[:-1]) + " " + line.split(" ")[-1]
    )


def _run(source: Path, out: Path, profile: str, workers: int) -> _Run:
    script = "from cleanpage.cli import main; main()"
    command = [sys.executable, "-c", script, "corpus", str(source), "-o", str(out), "--profile", profile, "--workers", str(workers)]
    start, memory = perf_counter(), []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        while process.returncode is None:
            memory.append((perf_counter() - start, _memory(process.pid)))
            try:
                process.wait(_LOOKS)
            except subprocess.TimeoutExpired:
                continue
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    return _Run(perf_counter() - start, memory, _checksum(out))


def _memory(pid: int) -> float:
    """MB of a process and those that it started."""
    import psutil

    total = 0.0
    with_children = chain([process := psutil.Process(pid)], process.children(recursive=True))
    for one in with_children:
        try:
            total += one.memory_full_info().pss / 1e6
        except psutil.Error:
            continue
    return total


def _checksum(folder: Path) -> str:
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        total.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as opened:
            for chunk in iter(lambda: opened.read(1 << 20), b""):
                total.update(chunk)
    return total.hexdigest()


def _texts(folder: Path, texts: Iterable[str]) -> None:
    for number, text in enumerate(texts):
        path = folder / f"{number // _IN_A_FOLDER:04}" / f"{number:07}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())


def _json_lines(texts: Iterable[str]) -> Iterator[bytes]:
    for number, text in enumerate(texts):
        yield json.dumps({"id": number, "text": text, "source": "made up"}, ensure_ascii=False).encode() + b"\n"


def _jsonl(folder: Path, texts: Iterable[str]) -> None:
    with (folder / "pages.jsonl").open("wb") as written:
        written.writelines(_json_lines(texts))


def _jsonl_gz(folder: Path, texts: Iterable[str]) -> None:
    with gzip.open(folder / "pages.jsonl.gz", "wb", 6) as written:
        written.writelines(_json_lines(texts))


def _jsonl_zst(folder: Path, texts: Iterable[str]) -> None:
    from cleanpage.formats.common import zstd

    with zstd().open(folder / "pages.jsonl.zst", "wb") as written:
        for line in _json_lines(texts):
            written.write(line)


def _parquet(folder: Path, texts: Iterable[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("id", pa.int64()), ("text", pa.string())])
    with pq.ParquetWriter(folder / "pages.parquet", schema) as written:
        rows: list[dict[str, object]] = []
        for number, text in enumerate(texts):
            rows.append({"id": number, "text": text})
            if len(rows) == _ROW_GROUP:
                written.write_table(pa.Table.from_pylist(rows, schema))
                rows.clear()
        written.write_table(pa.Table.from_pylist(rows, schema))


def _wet(folder: Path, texts: Iterable[str]) -> None:
    from fastwarc.warc import WarcRecord, WarcRecordType

    with (folder / "pages.warc.wet.gz").open("wb") as written:
        for number, text in enumerate(texts):
            record, raw = WarcRecord(), io.BytesIO()
            record.init_headers(WarcRecordType.conversion, record_urn=b"uuid:00000000-0000-4000-8000-%012d" % number)
            record.headers["Content-Type"] = "text/plain"
            record.set_bytes_content(text.encode())
            record.write(raw)
            written.write(gzip.compress(raw.getvalue(), 6))


WRITERS: dict[str, Callable[[Path, Iterable[str]], None]] = {
    "txt": _texts,
    "jsonl": _jsonl,
    "jsonl.gz": _jsonl_gz,
    "jsonl.zst": _jsonl_zst,
    "parquet": _parquet,
    "warc.wet.gz": _wet,
}
