"""Kinds of files: the text is cleaned, everything else comes out as it came in, and what is broken is told with its place."""

from __future__ import annotations

import gzip
import io
import json
import pickle
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanpage import Cleaner, Result
from cleanpage.formats import jsonl, parquet, warc
from cleanpage.formats.common import Options, Reject, zstd
from cleanpage.inputs import format_of

PAGE = "The bridge will close in March.\nAdvertisement\nNobody knows for how long.\n"
CLEAN = "The bridge will close in March.\nNobody knows for how long.\n"
CLEANER = Cleaner("trim")


def through(path: Path, options: Options = Options(), skip: int = 0) -> tuple[bytes, list[Reject]]:  # noqa: B008
    """A file's output and rejects, as a run makes them."""
    kind, rendered, rejects = format_of(path.name), b"", list[Reject]()
    for block in kind.read(path, skip, options):
        parsed = kind.parse(pickle.loads(pickle.dumps(block)), options)  # noqa: S301
        rendered += parsed.render(list(CLEANER.explain_many(page for page in parsed.pages if isinstance(page, str))))
        rejects += [*parsed.rejects, *block.rejects]
    if not kind.join or not rendered:
        return rendered, rejects
    part, target = path.with_suffix(".part"), path.with_suffix(".made")
    part.write_bytes(rendered)
    kind.join(path, part, target)
    return target.read_bytes(), rejects


def packed(name: str, data: bytes) -> bytes:
    return gzip.compress(data) if name.endswith(".gz") else bytes(zstd().compress(data)) if name.endswith(".zst") else data


def unpacked(name: str, data: bytes) -> bytes:
    return gzip.decompress(data) if name.endswith(".gz") else bytes(zstd().decompress(data)) if name.endswith(".zst") else data


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(packed(name, data))
    return path


def record(kind: WarcRecordType, content: bytes, number: int = 1, content_type: str = "text/plain") -> bytes:
    made, stream = WarcRecord(), io.BytesIO()
    made.init_headers(kind, record_urn=b"uuid:00000000-0000-4000-8000-%012d" % number)
    made.headers["WARC-Target-URI"] = f"http://harbour.example/{number}"
    made.headers["WARC-Date"] = "2024-05-01T08:00:00Z"
    made.headers["Content-Type"] = content_type
    made.set_bytes_content(content)
    made.write(stream, checksum_data=True)
    return stream.getvalue()


# Text


def test_a_text_stays_as_it_is_but_for_the_cuts(tmp_path: Path) -> None:
    text = f"\ufeff{PAGE}".replace("\n", "\r\n")
    assert through(written(tmp_path, "a.txt", text.encode())) == (f"\ufeff{CLEAN}".replace("\n", "\r\n").encode(), [])


def test_a_text_that_is_no_utf8_is_rejected(tmp_path: Path) -> None:
    output, rejects = through(written(tmp_path, "a.txt", b"abc\xff"))
    assert (output, rejects) == (b"", [Reject(None, 0, "byte 3 is not UTF-8: invalid start byte", "abc\\xff")])


# JSONL


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_lines_come_out_byte_for_byte_but_for_the_text(tmp_path: Path, name: str) -> None:
    """Order of fields, blanks, spelling of numbers, escapes, line ends, blank lines, a missing last newline, a field that comes twice."""
    lines = (
        '\ufeff{"id": 1.50, "text": %s, "größe": [1e5, "\\u00e9"], "id": 2, "long": ' + "7" * 5_000 + "}\r\n"
        "\n"
        '  { "text" :%s , "nested":{"text":"Advertisement"} }\n'
        '{"text": "Nothing goes: \\u00e9é\\/"}'
    )
    before = lines % (json.dumps(PAGE), json.dumps(PAGE))
    after = lines % (json.dumps(CLEAN), json.dumps(CLEAN))
    output, rejects = through(written(tmp_path, name, before.encode()))
    assert rejects == []
    assert unpacked(name, output).decode() == after


def test_a_changed_text_is_escaped_as_it_was(tmp_path: Path) -> None:
    """And a lone surrogate, which no UTF-8 can write, is always escaped."""
    text = f"Brücke. {PAGE}"
    path = written(
        tmp_path, "a.jsonl", "".join(json.dumps({"text": text}, ensure_ascii=ascii_) + "\n" for ascii_ in (True, False)).encode()
    )
    first, second = through(path)[0].decode().splitlines()
    assert "Br\\u00fccke" in first
    assert "Brücke" in second
    path = written(tmp_path, "b.jsonl", ('{"text": "ü \\ud800 ' + json.dumps(PAGE)[1:] + "}").encode())
    assert json.loads(through(path)[0]) == {"text": f"ü \ud800 {CLEAN}"}


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.text(), st.booleans() | st.integers() | st.text() | st.lists(st.text())), max_size=4), st.booleans())
def test_any_record_keeps_its_other_fields(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]], escaped: bool
) -> None:
    wholes = [{**record, "text": PAGE} for record in records]
    lines = "".join(json.dumps(whole, ensure_ascii=escaped) + "\n" for whole in wholes).encode("utf-8", "replace")
    output, rejects = through(written(tmp_path_factory.mktemp("lines"), "a.jsonl", lines))
    assert rejects == []
    expected = [{**json.loads(line), "text": CLEAN} for line in lines.splitlines()]
    assert [list(json.loads(line).items()) for line in output.splitlines()] == [list(one.items()) for one in expected]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "broken JSON: the object does not end"),
        (b'{"text": "a', "broken JSON at column 12: Invalid control character at"),
        (b'{"text": "a",}', "broken JSON at column 14: no field behind the comma"),
        (b'{"text": "a" "b": 1}', "broken JSON at column 14: no comma"),
        (b'{"text" "a"}', "broken JSON at column 9: no name and colon"),
        (b'{1: 2, "text": "a"}', "broken JSON at column 3: no name and colon"),
        (b'{"text": "a"} {}', "broken JSON at column 14: something follows the object"),
        (b'{"text": tru}', "broken JSON at column 10: Expecting value"),
        (b'{"text": 1}', "the field 'text' is a number, not a string"),
        (b'{"text": null}', "the field 'text' is null, not a string"),
        (b'{"text": {"a": 1}}', "the field 'text' is an object, not a string"),
        (b'{"title": "a"}', "there is no field 'text'"),
        (b'["text"]', "not a JSON object"),
        (b'{"text": "a\xff"}', "byte 11 is not UTF-8: invalid start byte"),
        (b'{"a": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_rejected_and_the_others_are_cleaned(tmp_path: Path, line: bytes, reason: str) -> None:
    good = json.dumps({"text": PAGE}).encode() + b"\n"
    output, (reject,) = through(written(tmp_path, "a.jsonl", good + line + b"\n" + good))
    assert [json.loads(one) for one in output.splitlines()] == [{"text": CLEAN}] * 2
    assert (reject.record, reject.offset) == (2, len(good))
    assert reject.reason.startswith(reason)
    assert 0 < len(reject.raw) <= 2_000


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_what_stands_before_broken_compression_is_cleaned(tmp_path: Path, name: str) -> None:
    import random

    chance = random.Random(1)  # noqa: S311
    lines = b"".join(json.dumps({"text": PAGE, "id": chance.randbytes(5_000).hex()}).encode() + b"\n" for _ in range(200))
    path = tmp_path / name
    path.write_bytes(packed(name, lines)[:-500_000])
    output, (reject,) = through(path)
    count = len(unpacked(name, output).splitlines())
    assert count > 10
    assert (reject.record, reject.offset) == (count + 1, sum(map(len, lines.splitlines(keepends=True)[:count])))
    assert reject.reason.startswith("broken compression")


# Parquet


def table(texts: Iterable[str | None] = [PAGE] * 250, kind: pa.DataType = pa.string()) -> pa.Table:  # noqa: B006, B008
    texts = list(texts)
    columns = {"id": range(len(texts)), "text": pa.array(texts, kind), "tags": [[str(at)] for at in range(len(texts))]}
    return pa.table(columns).replace_schema_metadata({"origin": "harbour"})


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_parquet_keeps_columns_types_metadata_row_groups_and_compression(tmp_path: Path, kind: pa.DataType) -> None:
    before = table(kind=kind)
    pq.write_table(before, tmp_path / "a.parquet", row_group_size=100, compression="zstd")
    output, rejects = through(tmp_path / "a.parquet")
    assert rejects == []
    file = pq.ParquetFile(io.BytesIO(output))
    after = file.read()
    assert after.schema.equals(pq.read_schema(tmp_path / "a.parquet"), check_metadata=True)
    assert after.to_pylist() == table([CLEAN] * 250, kind).to_pylist()
    assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [100, 100, 50]
    assert file.metadata.row_group(0).column(1).compression == "ZSTD"


def test_parquet_without_rows_stays_so(tmp_path: Path) -> None:
    pq.write_table(table([]), tmp_path / "a.parquet")
    output, rejects = through(tmp_path / "a.parquet")
    assert rejects == []
    assert pq.read_table(io.BytesIO(output)).equals(table([]), check_metadata=True)


def test_a_row_without_text_is_rejected(tmp_path: Path) -> None:
    pq.write_table(table([PAGE, None, PAGE]), tmp_path / "a.parquet")
    output, (reject,) = through(tmp_path / "a.parquet")
    assert pq.read_table(io.BytesIO(output)).column("id").to_pylist() == [0, 2]
    assert (reject.record, reject.reason) == (2, "the column 'text' is null")


def test_rows_behind_a_damaged_row_group_are_cleaned(tmp_path: Path) -> None:
    pq.write_table(table(f"{PAGE}{at}" for at in range(250)), tmp_path / "a.parquet", row_group_size=100)
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    start = pq.read_metadata(tmp_path / "a.parquet").row_group(1).column(0).data_page_offset
    data[start - 200 : start + 200] = b"\xff" * 400
    (tmp_path / "a.parquet").write_bytes(data)
    output, (reject,) = through(tmp_path / "a.parquet")
    ids = pq.read_table(io.BytesIO(output)).column("id").to_pylist()
    assert ids[-50:] == list(range(200, 250))
    assert reject.reason.startswith("rows ")
    assert "to 200 cannot be read" in reject.reason


@pytest.mark.parametrize(
    ("columns", "add", "reason"),
    [
        ({"body": ["a"]}, (), "there is no column 'text'"),
        ({"text": [1]}, (), "the column 'text' is int64, not text"),
        ({"text": ["a"], "kept": [1]}, ("kept",), "there is a column 'kept' already"),
    ],
)
def test_parquet_that_does_not_fit_is_rejected_whole(
    tmp_path: Path, columns: dict[str, list[object]], add: tuple[str, ...], reason: str
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert through(tmp_path / "a.parquet", Options(add=add)) == (b"", [Reject(None, None, reason)])


@pytest.mark.parametrize("data", [b"", b"PAR1 and no more"])
def test_what_is_no_parquet_is_rejected(tmp_path: Path, data: bytes) -> None:
    output, (reject,) = through(written(tmp_path, "a.parquet", data))
    assert output == b""
    assert reject.reason.startswith("no Parquet: ")


# WET and WARC


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wet", "a.warc.wet.gz"])
def test_conversion_records_are_cleaned_and_others_carried_along(tmp_path: Path, name: str) -> None:
    about = record(WarcRecordType.warcinfo, b"software: none\r\n", 1, "application/warc-fields")
    before = [about, record(WarcRecordType.conversion, PAGE.encode(), 2), record(WarcRecordType.conversion, CLEAN.encode(), 3)]
    after = [about, record(WarcRecordType.conversion, CLEAN.encode(), 2), record(WarcRecordType.conversion, CLEAN.encode(), 3)]
    output, rejects = through(written(tmp_path, name, b"".join(before)))
    assert rejects == []
    assert unpacked(name, output) == b"".join(after), "headers, order and digests too"
    assert len(list(ArchiveIterator(io.BytesIO(output), verify_digests=True))) == 3


def test_each_record_is_compressed_by_itself(tmp_path: Path) -> None:
    output, _ = through(written(tmp_path, "a.wet.gz", 3 * record(WarcRecordType.conversion, PAGE.encode())))
    assert [one.stream_pos for one in ArchiveIterator(io.BytesIO(output))] == [at * len(output) // 3 for at in range(3)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (record(WarcRecordType.conversion, b"abc\xff"), "byte 3 is not UTF-8: invalid start byte"),
        (record(WarcRecordType.conversion, PAGE.encode())[:-20], "broken record: it ends after"),
        (b"no header\r\n", "Invalid WARC header"),
    ],
)
def test_a_bad_record_is_rejected(tmp_path: Path, data: bytes, reason: str) -> None:
    good = record(WarcRecordType.conversion, PAGE.encode())
    output, (reject,) = through(written(tmp_path, "a.wet", good + data))
    assert output == record(WarcRecordType.conversion, CLEAN.encode())
    assert reject.record == 2
    assert reject.reason.startswith(reason)


def test_a_truncated_archive_is_cleaned_as_far_as_it_goes(tmp_path: Path) -> None:
    good = record(WarcRecordType.conversion, PAGE.encode())
    path = tmp_path / "a.wet.gz"
    path.write_bytes(2 * gzip.compress(good) + gzip.compress(good)[:-30])
    output, rejects = through(path)
    assert gzip.decompress(output) == 2 * record(WarcRecordType.conversion, CLEAN.encode())
    assert "broken compression" in rejects[-1].reason


def test_a_response_becomes_a_conversion_record_that_refers_to_it(tmp_path: Path) -> None:
    """Its HTML is handed on in the encoding that the server names; what is no HTML is carried along."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Encoding: gzip\r\n\r\n"
    page = record(WarcRecordType.response, head + gzip.compress("<p>Br\xfccke".encode("latin-1")), 1, "application/http; msgtype=response")
    image = record(
        WarcRecordType.response, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89", 2, "application/http; msgtype=response"
    )
    path = written(tmp_path, "a.warc", page + image)
    (block,) = warc.of(".warc").read(path, 0, Options())
    parsed = warc.of(".warc").parse(block, Options())
    assert [getattr(one, "source", None) for one in parsed.pages] == ["<p>Brücke"]
    output = parsed.render([Result("Brücke")])
    assert output == parsed.render([Result("Brücke")])
    made, other = ArchiveIterator(io.BytesIO(output))
    assert (made.record_type, made.headers["WARC-Target-URI"]) == (WarcRecordType.conversion, "http://harbour.example/1")
    assert made.headers["WARC-Refers-To"] == "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    assert output.endswith(image)
    assert other.record_type == WarcRecordType.response


# Added fields


def test_cuts_kept_and_codes_are_added_on_demand(tmp_path: Path) -> None:
    options = Options(add=("cuts", "kept", "codes"))
    added = {
        "cuts": [{"start": 32, "end": 46, "code": "AD101", "reason": "a label left behind by an advert slot", "confidence": 0.98}],
        "kept": round(len(CLEAN) / len(PAGE), 6),
        "codes": ["AD101"],
    }
    path = written(tmp_path, "a.jsonl", json.dumps({"text": PAGE, "id": 1}).encode() + b'\n{"text": ""}\n')
    first, second = map(json.loads, through(path, options)[0].splitlines())
    assert list(first.items()) == list({"text": CLEAN, "id": 1, **added}.items())
    assert second == {"text": "", "cuts": [], "kept": 1.0, "codes": []}
    pq.write_table(table([PAGE, ""]), tmp_path / "a.parquet")
    rows = pq.read_table(io.BytesIO(through(tmp_path / "a.parquet", options)[0])).to_pylist()
    assert rows == [
        {"id": 0, "text": CLEAN, "tags": ["0"], **added},
        {"id": 1, "text": "", "tags": ["1"], "cuts": [], "kept": 1.0, "codes": []},
    ]


def test_a_field_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    _, (reject,) = through(written(tmp_path, "a.jsonl", b'{"text": "a", "kept": 3}'), Options(add=("kept",)))
    assert reject.reason == "there is a field 'kept' already"


def test_another_field_may_have_the_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", json.dumps({"text": PAGE, "a.b": PAGE}).encode())
    assert json.loads(through(path, Options("a.b"))[0]) == {"text": PAGE, "a.b": CLEAN}


# Going on


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet", "a.warc", "a.wet.gz"])
def test_reading_goes_on_behind_any_block(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks behind are those that came the first time, so that what is written is the same."""
    for module in (jsonl, parquet, warc):
        monkeypatch.setattr(module, "BLOCK", 3_000)
    texts = [f"{at} {PAGE}" * (at % 7) for at in range(200)]
    if name == "a.parquet":
        pq.write_table(table(texts), tmp_path / name, row_group_size=70)
    elif "jsonl" in name:
        written(tmp_path, name, b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts))
    else:
        written(tmp_path, name, b"".join(record(WarcRecordType.conversion, text.encode()) for text in texts))
    kind = format_of(name)
    blocks = list(kind.read(tmp_path / name, 0, Options()))
    assert len(blocks) > 5
    for at, block in enumerate(blocks[:-1]):
        rest = kind.read(tmp_path / name, block.first + block.records - 1, Options())
        assert [one[:4] for one in rest] == [one[:4] for one in blocks[at + 1 :]]
