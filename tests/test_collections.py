"""`cleanpage corpus`: a run over files as a shell sees it, and what becomes of one that is ended, by whatever and at whatever moment."""

from __future__ import annotations

import gzip
import json
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from cleanpage import Cleaner, jobs, workers
from cleanpage.cli import main
from cleanpage.cli.corpus import _choices
from cleanpage.formats import jsonl, parquet
from cleanpage.formats.common import Options, zstd
from cleanpage.inputs import files
from cleanpage.jobs import Step
from cleanpage.journal import NAME, Journal

PAGE = "The bridge will close in March.\nAdvertisement\nNobody knows for how long.\n"
CLEAN = "The bridge will close in March.\nNobody knows for how long.\n"


def corpus(*arguments: object, data: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["corpus", "--profile", "trim", *map(str, arguments)], input=data)


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are cleaned in this process, so that a run costs nothing but its cleaning."""

    def cleaned(tasks: Iterable[list[Any]], cleaner: Cleaner, options: Options, _workers: int) -> Iterator[tuple[list[Any], list[Any]]]:
        for pieces in tasks:
            yield pieces, workers.clean_pieces(cleaner, options, pieces)

    monkeypatch.setattr(jobs, "cleaned", cleaned)


def collection(folder: Path, count: int = 60) -> Path:
    """Files of most kinds with some records each, and some that are broken."""
    (folder / "texts" / "more").mkdir(parents=True)
    (folder / "texts" / "one.txt").write_text(PAGE)
    (folder / "texts" / "more" / "two.txt").write_text(f"Two. {PAGE}")
    (folder / "texts" / "broken.txt").write_bytes(b"abc\xff")
    lines = "".join(json.dumps({"id": at, "text": f"{at} {PAGE}" * (at % 5)}) + ("\n{\n" if at % 9 == 8 else "\n") for at in range(count))
    (folder / "lines.jsonl").write_text(lines)
    (folder / "empty.jsonl").write_text("")
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "packed.jsonl.zst").write_bytes(zstd().compress(lines.encode()))
    (folder / "cut-short.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-9])
    texts = [None if at % 9 == 8 else f"{at} {PAGE}" * (at % 5) for at in range(count)]
    pq.write_table(pa.table({"text": texts, "id": range(count)}), folder / "table.parquet", row_group_size=25)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text(PAGE)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """All that a run leaves but for its journal."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.startswith(NAME)
    }


def test_a_collection_comes_out_under_its_names(tmp_path: Path) -> None:
    """Each file cleaned, in its folder; what is broken in the file of rejects, with its place; exit code 1 for it."""
    source, out = collection(tmp_path / "in"), tmp_path / "out"
    result = corpus(source, "-o", out, "--workers", 2, "--stats", tmp_path / "stats.json")
    assert result.exit_code == 1
    assert result.stderr == (
        f"cleanpage: left out, as files of other kinds: 1, such as {source}/picture.png\n"
        f"cleanpage: what was rejected stands in {out}/rejects.jsonl\n"
    )
    found = content(out)
    names = {"empty.jsonl", "lines.jsonl", "packed.jsonl.gz", "packed.jsonl.zst", "cut-short.jsonl.gz", "table.parquet"}
    assert found.keys() == {*names, "rejects.jsonl", "texts/one.txt", "texts/more/two.txt"}
    assert found["texts/more/two.txt"].decode() == f"Two. {CLEAN}"
    texts = [f"{at} {CLEAN}" * (at % 5) for at in range(60)]
    assert [json.loads(line) for line in found["lines.jsonl"].splitlines()] == [{"id": at, "text": text} for at, text in enumerate(texts)]
    assert gzip.decompress(found["packed.jsonl.gz"]) == zstd().decompress(found["packed.jsonl.zst"]) == found["lines.jsonl"]
    rejects = [json.loads(line) for line in found["rejects.jsonl"].splitlines()]
    assert {Path(reject["file"]).name for reject in rejects} == (names - {"empty.jsonl"}) | {"broken.txt"}
    first = next(reject for reject in rejects if reject["file"] == f"{source}/lines.jsonl")
    assert (first["record"], first["raw"]) == (10, "{\n")
    assert (source / "lines.jsonl").read_bytes()[first["offset"] :].startswith(b"{\n")
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert (stats["documents"], stats["rejected"]) == (4 * 60 + 54 + 2, len(rejects))
    assert stats["codes"]["AD101"]["documents"] == stats["changed"]
    assert any(line.split()[:2] == ["AD101", f"{stats['codes']['AD101']['cuts']}"] for line in result.stdout.splitlines())
    assert f"{stats['kept_characters']:,} of {stats['characters']:,} characters stay" in result.stdout


@pytest.mark.usefixtures("inline")
def test_workers_change_nothing(tmp_path: Path) -> None:
    source = collection(tmp_path / "in")
    corpus(source, "-o", tmp_path / "here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "cleaned", workers.cleaned)
        corpus(source, "-o", tmp_path / "three", "--workers", 3)
    assert content(tmp_path / "here") == content(tmp_path / "three")


@pytest.mark.usefixtures("inline")
def test_the_same_command_again_does_nothing_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = collection(tmp_path / "in"), tmp_path / "out"
    first = corpus(source, "-o", out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.name not in ("rejects.jsonl", NAME)}
    monkeypatch.setattr(workers, "clean_pieces", None)
    again = corpus(source, "-o", out)
    assert (again.exit_code, again.output) == (first.exit_code, first.output)
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.usefixtures("inline")
def test_only_what_changed_is_made_anew(tmp_path: Path) -> None:
    source, out = collection(tmp_path / "in"), tmp_path / "out"
    corpus(source, "-o", out)
    kept = (out / "texts" / "one.txt").stat().st_mtime_ns
    (source / "lines.jsonl").write_text(json.dumps({"text": PAGE}))
    (out / "packed.jsonl.gz").write_bytes(b"somebody's")
    result = corpus(source, "-o", out)
    assert (
        f"cleanpage: {out}/lines.jsonl: of other options or other input, or changed since; this and any other such file is made anew\n"
        in result.stderr
    )
    assert json.loads((out / "lines.jsonl").read_bytes()) == {"text": CLEAN}
    assert len(gzip.decompress((out / "packed.jsonl.gz").read_bytes()).splitlines()) == 60
    assert (out / "texts" / "one.txt").stat().st_mtime_ns == kept


@pytest.mark.usefixtures("inline")
def test_with_other_options_all_is_made_anew(tmp_path: Path) -> None:
    """Rejects too: none is left of the run before."""
    source = collection(tmp_path / "in")
    corpus(source, "-o", tmp_path / "once", "--ignore", "AD")
    corpus(source, "-o", tmp_path / "twice", "--field", "id")
    result = corpus(source, "-o", tmp_path / "twice", "--ignore", "AD")
    assert "made anew" in result.stderr
    assert content(tmp_path / "twice") == content(tmp_path / "once")
    assert json.loads(content(tmp_path / "once")["lines.jsonl"].splitlines()[1])["text"] == f"1 {PAGE}"


def steps(source: Path, out: Path, cleaner: Cleaner) -> Iterator[Step]:
    options = Options()
    return jobs.run(files([str(source)]), out, cleaner, options, _choices(cleaner, options), 1, lambda _: None)


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("commits", [0.0, 1e9])
def test_a_run_that_is_dropped_after_any_step_goes_on_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commits: float
) -> None:
    """With small blocks and either a word to the journal after each or none but what the end of a file asks for."""
    for module in (jsonl, parquet, workers):
        monkeypatch.setattr(module, "BLOCK", 2_000)
    monkeypatch.setattr(jobs, "_COMMITS", commits)
    source, cleaner = collection(tmp_path / "in"), Cleaner("trim")
    *_, whole = steps(source, tmp_path / "whole", cleaner)
    dropped, last = 0, whole
    while dropped < 100:
        run = steps(source, tmp_path / "out", cleaner)
        allowed = 1 if commits == 0 else 1 + 3 * dropped
        for number, last in enumerate(run):  # noqa: B007
            if number == allowed and last.done < last.size:
                break
        else:
            break
        run.close()  # type: ignore[attr-defined]
        dropped += 1
    assert 5 < dropped < 100
    assert last.tally == whole.tally
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("name", ["lines.jsonl", "table.parquet"])
def test_a_kill_between_the_renaming_and_the_journal_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for module in (jsonl, parquet, workers):
        monkeypatch.setattr(module, "BLOCK", 2_000)
    monkeypatch.setattr(jobs, "_COMMITS", 0.0)
    source, cleaner = collection(tmp_path / "in") / name, Cleaner("trim")
    list(steps(source, tmp_path / "whole", cleaner))
    with monkeypatch.context() as patch:

        def killed(_self: object, _file: object, output: Any) -> None:
            if output.whole:
                raise KeyboardInterrupt
            put(_self, _file, output)

        put: Any = Journal.put
        patch.setattr(Journal, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            list(steps(source, tmp_path / "out", cleaner))
    assert (tmp_path / "out" / name).exists()
    list(steps(source, tmp_path / "out", cleaner))
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_kill_9_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed at random moments after it got on a little, and given again until it is done: byte for byte as if undisturbed."""
    source, out, chance = tmp_path / "in", tmp_path / "out", random.Random(3)  # noqa: S311
    source.mkdir()
    lines = b"".join(b'{"id": %d, "text": %s}\n' % (at, json.dumps(PAGE * 40).encode()) for at in range(200))
    (source / "a.jsonl").write_bytes(lines)
    (source / "b.jsonl.gz").write_bytes(gzip.compress(b"{\n" + lines))
    script = "from cleanpage import cli, jobs, workers; from cleanpage.formats import jsonl; "
    script += "jobs._COMMITS = 0; jsonl.BLOCK = workers.BLOCK = 50_000; cli.main()"
    command = [sys.executable, "-c", script, "corpus", "--profile", "trim", "--workers", "1", str(source), "-o"]
    subprocess.run([*command, str(tmp_path / "whole")], capture_output=True, check=False)
    kills = 0
    while True:
        before = content(out) if out.exists() else {}
        with subprocess.Popen([*command, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and (not out.exists() or sum(map(len, content(out).values())) <= sum(map(len, before.values()))):
                time.sleep(0.005)
            try:
                process.wait(chance.random() * 0.1 if kills < 2 else None)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                kills += 1
                continue
        break
    assert kills > 0
    assert content(out) == content(tmp_path / "whole")


def test_a_worker_that_dies_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": PAGE * 1000}) + "\n")

    def kill() -> None:
        while not active_children():
            time.sleep(0.01)
        for child in active_children():
            child.kill()

    thread = threading.Thread(target=kill)
    thread.start()
    result = corpus(tmp_path / "in.jsonl", "-o", tmp_path / "out", "--workers", 1)
    thread.join()
    assert result.exit_code == 2
    assert result.output == "cleanpage: a worker process died: killed, or out of memory; the same command goes on from here\n"
    assert not (tmp_path / "out" / "in.jsonl").exists()


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("limit", [1_000, 100_000])
def test_a_full_disk_is_one_line_and_exit_code_2(tmp_path: Path, limit: int) -> None:
    """Whether it is the journal that finds no room or the output; with room again the same command goes on."""
    (tmp_path / "in.jsonl").write_text((json.dumps({"text": CLEAN * 100}) + "\n") * 100)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        result = corpus(tmp_path / "in.jsonl", "-o", tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.exit_code == 2
    assert result.output.startswith(f"cleanpage: {tmp_path}/out/")
    assert result.output.count("\n") == 1
    assert not (tmp_path / "out" / "in.jsonl").exists()
    again = corpus(tmp_path / "in.jsonl", "-o", tmp_path / "out")
    assert (again.exit_code, again.stderr) == (0, "")
    assert (tmp_path / "out" / "in.jsonl").read_bytes() == (tmp_path / "in.jsonl").read_bytes()


@pytest.mark.usefixtures("inline")
def test_standard_input_comes_out_on_standard_output() -> None:
    result = corpus("-", "--add", "codes", data=b'{"text": %s}\n{}\n' % json.dumps(PAGE).encode())
    assert result.exit_code == 1
    assert result.stdout == json.dumps({"text": CLEAN, "codes": ["AD101"]}) + "\n"
    assert "cleanpage: standard input: record 2: there is no field 'text'\n" in result.stderr
    assert "1 documents" in result.stderr


@pytest.mark.usefixtures("inline")
def test_two_runs_at_one_output_do_not_meet(tmp_path: Path) -> None:
    source, out = collection(tmp_path / "in"), tmp_path / "out"
    first = steps(source, out, Cleaner("trim"))
    next(first)
    result = corpus(source, "-o", out)
    assert (result.exit_code, result.stderr) == (2, f"cleanpage: {out}: another run is at work there\n")
    list(first)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["in"], "--output is missing: the folder for the output"),
        (["nowhere", "-o", "out"], "nowhere: No such file or directory"),
        (["in", "-o", "in/out"], "in/out: the output may not lie in in, which is input"),
        (["in", "-o", "in"], "in: the output may not lie in in, which is input"),
        (["in/a.txt", "-o", "in"], "the output of in/a.txt would be written over in/a.txt, which is input"),
        (["in/a.txt", "other/a.txt", "-o", "out"], "in/a.txt and other/a.txt would both become out/a.txt"),
        (["in", "-o", "a.csv"], "a.csv: the output is a folder, and this is a file"),
        (["a.csv", "-o", "out"], "a.csv: no kind of file is known that ends so; those known end in .txt, .html, .htm, .jsonl"),
        (["pages", "-o", "out", "--add", "kept"], "pages/a.html: it has no fields, so none can be added to it"),
        (["empty", "-o", "out"], "there is no file of a known kind"),
        (["rejects.jsonl", "-o", "out"], "rejects.jsonl: its output would have the name of the file of rejects"),
        (["in", "-o", "out", "--add", "kept"], "in/a.txt: it has no fields, so none can be added to it"),
        (["in", "-o", "out", "--add", "cut"], "--add: there is no 'cut'; there are cuts, kept, codes"),
        (["rejects.jsonl", "-o", "out", "--add", "kept", "--field", "kept"], "--add: 'kept' is the field with the text"),
        (["-", "in", "-o", "out"], 'standard input is cleaned alone, and to standard output: no other input and no --output beside "-"'),
        (["in", "-o", "out", "--min-confidence", "2"], "min_confidence is 2.0; it goes from 0 to 1"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str) -> None:
    for name in ("in/a.txt", "other/a.txt", "pages/a.html", "rejects.jsonl", "a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    before = content(tmp_path)
    result = corpus(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"cleanpage: {message}")
    assert result.stderr.count("\n") == 1
    assert content(tmp_path) == before


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"text": [PAGE]}), tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "cleanpage.formats.parquet")
    monkeypatch.delattr("cleanpage.formats.parquet")
    result = corpus(tmp_path / "a.parquet", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr == f"cleanpage: {tmp_path}/a.parquet: the library pyarrow is missing; pip install 'cleanpage[corpora]'\n"
