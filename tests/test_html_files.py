"""Files of HTML: on the command line, in collections and archives, and for learning; what is no page is told and breaks nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleanpage import Cleaner
from cleanpage.cli import main
from tests.test_formats import record
from tests.test_html import PAGE, STORY

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>>\n" * 40
NO_TEXT = "these bytes are no text"
TEXT = "The bridge will close in March.\nAdvertisement\nNobody knows for how long.\n"
UMLAUTS = "<html><p>Über der Brücke wächst süßer Ärger, sagte der Wirt am Hafen gestern Abend.</p></html>"
PROMO = "Take the harbour with you on the quay"


def run(*arguments: object, data: bytes = b"") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=data)


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of pages, of which one is none, beside a text, with the working folder above it."""
    folder = tmp_path / "pages"
    (folder / "more").mkdir(parents=True)
    (folder / "a.html").write_text(PAGE, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT)
    (folder / "c.htm").write_text(UMLAUTS, encoding="utf-16")
    (folder / "empty.html").write_bytes(b"")
    (folder / "more" / "a.html").write_bytes(UMLAUTS.replace("<p>", '<meta charset="latin-1"><p>').encode("latin-1"))
    (folder / "report.html").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.usefixtures("pages")
def test_a_page_is_printed_as_its_text() -> None:
    """With a line's end behind it, so that two pages do not run into one."""
    clean = Cleaner().clean_html(PAGE)
    assert run("pages/a.html").stdout == f"{clean}\n"
    assert run("pages/a.html", "pages/a.html").stdout == f"{clean}\n" * 2
    assert run("--fast", "pages/a.html").stdout == Cleaner().clean_html(PAGE, fast=True) + "\n"
    assert STORY[0] in clean


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_standard_input_may_be_a_page(encoding: str) -> None:
    assert run("-", data=PAGE.encode(encoding)).stdout == run("pages/a.html").stdout


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("name", ["pages/c.htm", "pages/more/a.html"])
def test_a_page_says_its_encoding_itself(name: str) -> None:
    assert "Über der Brücke wächst süßer Ärger" in run("--profile", "trim", name).stdout


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    ("arguments", "stdout", "stderr"),
    [
        (["pages/report.html"], "", f"pages/report.html: {NO_TEXT}"),
        (["pages/a.html", "pages/report.html"], "", f"pages/report.html: {NO_TEXT}"),
        (["--encoding", "ascii", "--profile", "trim", "pages/c.htm"], "", "pages/c.htm: ascii has no 'Ü'; try --encoding utf-8"),
    ],
)
def test_what_cannot_be_read_or_printed_is_one_line_and_exit_code_2(arguments: list[str], stdout: str, stderr: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, stdout, f"cleanpage: {stderr}\n")


@pytest.mark.usefixtures("pages")
def test_an_empty_file_is_a_page_without_text() -> None:
    assert (run("pages/empty.html").exit_code, run("pages/empty.html").stdout) == (0, "")


@pytest.mark.parametrize("option", ["--check", "--diff", "--write", "--write-baseline=known.json", "--check --format=github"])
def test_a_page_is_not_checked_or_changed_but_the_texts_beside_it_are(pages: Path, option: str) -> None:
    result = run("--profile", "trim", *option.split(), "pages/a.html", "pages/b.txt")
    refusal = "cleanpage: pages/a.html: a page of HTML, which can be printed as text but not be checked, changed or annotated"
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, refusal)
    assert (pages / "a.html").read_text("utf-8") == PAGE
    assert result.stdout or (pages.parent / "known.json").exists()


@pytest.mark.usefixtures("pages")
def test_records_have_the_text_that_their_offsets_count_in() -> None:
    (one,) = json.loads(run("--format", "json", "pages/a.html").stdout)
    result = Cleaner().explain_html(PAGE)
    assert (one["text"], one["source"]) == (result.text, result.source)
    assert one["cuts"]
    assert all(one["source"][cut["start"] : cut["end"]] == cut["text"] for cut in one["cuts"])


def test_tables_counts_and_reports_speak_of_the_text(pages: Path) -> None:
    assert "Home Sport Food" in run("--explain", "pages/a.html").stdout
    assert "LM001" in run("--statistics", "pages/a.html").stdout
    result = run("--report", "out.html", "--include", "*.htm*", "pages")
    assert (result.exit_code, result.stderr) == (2, f"cleanpage: pages/report.html: {NO_TEXT}\n")
    assert result.stdout.startswith("out.html: 4 pages, ")
    report = (pages.parent / "out.html").read_text("utf-8")
    assert "Bridge opens late" in report
    assert "article-body" not in report


@pytest.mark.parametrize("workers", [1, 2])
def test_a_collection_of_pages_and_texts_comes_out_as_text(pages: Path, workers: int) -> None:
    """Each page beside its name, in the order of the input; what is no page among the rejects."""
    result = run("corpus", "--profile", "trim", "--workers", workers, pages, "-o", "out")
    out = pages.parent / "out"
    assert result.exit_code == 1
    names = ["a.html.txt", "b.txt", "c.htm.txt", "empty.html.txt", "more/a.html.txt", "rejects.jsonl"]
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.*") if path.name[0] != ".") == names
    assert (out / "a.html.txt").read_text("utf-8") == Cleaner("trim").clean_html(PAGE) + "\n"
    assert (out / "b.txt").read_text() == TEXT.replace("Advertisement\n", "")
    assert (out / "c.htm.txt").read_text("utf-8") == (out / "more/a.html.txt").read_text("utf-8")
    assert (out / "empty.html.txt").read_bytes() == b""
    (reject,) = map(json.loads, (out / "rejects.jsonl").read_text("utf-8").splitlines())
    assert (reject["file"], reject["reason"]) == (str(pages / "report.html"), NO_TEXT)


@pytest.mark.usefixtures("pages")
def test_main_judges_pages_of_a_collection_as_any_page() -> None:
    run("corpus", "--workers", 1, "pages/a.html", "-o", "out")
    assert Path("out/a.html.txt").read_text("utf-8") == Cleaner().clean_html(PAGE) + "\n"


@pytest.mark.usefixtures("pages")
def test_a_fast_run_does_not_go_on_where_another_was() -> None:
    run("corpus", "--workers", 1, "pages/a.html", "-o", "out")
    again = run("corpus", "--workers", 1, "pages/a.html", "-o", "out", "--fast")
    assert "of other options" in again.stderr
    assert Path("out/a.html.txt").read_text("utf-8") == Cleaner().clean_html(PAGE, fast=True) + "\n"
    assert run("corpus", "--workers", 1, "pages/a.html", "-o", "out", "--fast").stderr == ""


@pytest.mark.usefixtures("pages")
def test_a_text_in_the_place_of_a_pages_is_told() -> None:
    Path("pages/a.html.txt").write_text(TEXT)
    result = run("corpus", "pages", "-o", "out")
    assert result.exit_code == 2
    assert "pages/a.html and pages/a.html.txt would both become out/a.html.txt" in result.stderr


def response(number: int, body: bytes, header: bytes = b"") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html" + header + b"\r\n\r\n"
    return record(WarcRecordType.response, head + body, number, "application/http; msgtype=response")


def test_responses_of_an_archive_become_texts(tmp_path: Path) -> None:
    """In the charset that each names; texts among them, and what is no page is rejected with its number."""
    responses = [
        response(1, UMLAUTS.encode("latin-1"), b"; charset=iso-8859-1"),
        record(WarcRecordType.conversion, TEXT.encode(), 2),
        response(3, PDF, b"; charset=utf-8"),
        response(4, UMLAUTS.encode(), b"; charset=no-such"),
    ]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, responses)))
    assert run("corpus", "--profile", "trim", "--workers", 1, tmp_path / "a.warc.gz", "-o", tmp_path / "out").exit_code == 1
    with (tmp_path / "out" / "a.warc.gz").open("rb") as archive:
        texts = [one.reader.read().decode() for one in ArchiveIterator(archive)]
    umlauts = Cleaner("trim").clean_html(UMLAUTS)
    assert texts == [umlauts, TEXT.replace("Advertisement\n", ""), umlauts]
    reject = json.loads((tmp_path / "out" / "rejects.jsonl").read_text("utf-8"))
    assert (reject["record"], reject["reason"]) == (3, NO_TEXT)


def test_what_a_site_repeats_is_learnt_from_its_pages(tmp_path: Path) -> None:
    """From a tree and from an archive alike, and then goes from a page of the site."""
    tree = tmp_path / "tree" / "harbour.example"
    tree.mkdir(parents=True)
    stories = [
        f"<html><p>{PROMO}</p><p>On day {'i' * number} the ferry was late, and the {'very ' * number}old cook wrote it down."
        for number in range(40)
    ]
    for number, story in enumerate(stories):
        (tree / f"{number}.html").write_text(story)
    (tmp_path / "a.warc").write_bytes(b"".join(response(number, story.encode()) for number, story in enumerate(stories)))
    for source, by in ((tree.parent, "folder"), (tmp_path / "a.warc", "host")):
        result = run("learn", source, "--by", by, "-o", tmp_path / f"{by}.json")
        assert (result.exit_code, result.stderr.split("json: ")[1]) == (0, "pages: 40; sites: 1; of these 1 repeat lines: 1\n")
    assert (tmp_path / "folder.json").read_bytes() == (tmp_path / "host.json").read_bytes()
    assert PROMO not in run("--profile", "trim", "--sites", tmp_path / "host.json", tree / "3.html").stdout
