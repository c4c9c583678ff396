"""Folders and many files: check, diff, write, counts, records, baselines; and what helps at the prompt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleanpage.cli import main

DIRTY = "The bridge will close in March.\n\nAdvertisement\n\nNobody knows for how long.\n"
CLEAN = "The bridge will close in March.\n\nNobody knows for how long.\n"


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner(env={"NO_COLOR": None, "FORCE_COLOR": None, **environment}).invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, beside the working folder's other files, of which two files of three would change."""
    folder = tmp_path / "pages"
    (folder / "more").mkdir(parents=True)
    (folder / "a page.txt").write_text(DIRTY)
    (folder / "clean.txt").write_text(CLEAN)
    (folder / "more/ä.txt").write_text(DIRTY)
    (folder / "readme.md").write_text(DIRTY)
    monkeypatch.chdir(tmp_path)
    return folder


def test_check_lists_what_would_change_and_changes_nothing(pages: Path) -> None:
    result = run("--check", "pages")
    assert (result.exit_code, result.stdout) == (1, "pages/a page.txt\npages/more/ä.txt\n")
    assert result.stderr == "cleanpage: 2 of 3 files would change\n"
    assert (pages / "a page.txt").read_text() == DIRTY


@pytest.mark.usefixtures("pages")
def test_check_of_clean_files_is_0() -> None:
    result = run("--check", "pages/clean.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "cleanpage: 0 of 1 file would change\n")


def test_write_changes_what_check_lists_and_the_second_time_nothing(pages: Path) -> None:
    before = (pages / "clean.txt").stat()
    result = run("--write", "pages")
    assert (result.exit_code, result.stdout) == (1, "pages/a page.txt\npages/more/ä.txt\n")
    assert result.stderr == "cleanpage: 2 of 3 files changed\n"
    assert [(pages / name).read_text() for name in ("a page.txt", "more/ä.txt", "readme.md")] == [CLEAN, CLEAN, DIRTY]
    after = (pages / "clean.txt").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns), "what is clean is not touched"
    again = run("--write", "pages")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "cleanpage: 0 of 3 files changed\n")


def test_write_keeps_line_ends_byte_order_mark_and_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + DIRTY.replace("\n", "\r\n").encode())
    (tmp_path / "b.txt").write_bytes(DIRTY.replace("bridge", "brücke").encode("latin-1"))
    run("--write", tmp_path / "a.txt")
    run("--write", tmp_path / "b.txt", "--encoding", "latin-1")
    assert (tmp_path / "a.txt").read_bytes() == b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode()
    assert (tmp_path / "b.txt").read_bytes() == CLEAN.replace("bridge", "brücke").encode("latin-1")


def test_git_applies_what_diff_prints(pages: Path) -> None:
    result = run("--diff", "pages")
    assert (result.exit_code, result.stderr) == (1, "cleanpage: 2 of 3 files would change\n")
    assert result.stdout.startswith(
        "--- a/pages/a page.txt\t\n+++ b/pages/a page.txt\t\n@@ -1,5 +1,3 @@\n The bridge will close in March.\n \n-Adv"
    )
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, cwd=pages.parent, check=True)  # noqa: S607
    assert [(pages / name).read_text() for name in ("a page.txt", "clean.txt", "more/ä.txt")] == [CLEAN] * 3


@pytest.mark.parametrize("mode", ["--check", "--diff", "--write"])
def test_a_file_that_cannot_be_read_does_not_keep_the_others(pages: Path, mode: str) -> None:
    (pages / "b.txt").write_bytes(b"\xff")
    result = run(mode, "nowhere.txt", "pages")
    assert result.exit_code == 2
    assert "pages/a page.txt" in result.stdout
    assert "pages/more/ä.txt" in result.stdout
    assert result.stderr.splitlines()[:2] == [
        "cleanpage: nowhere.txt: No such file or directory",
        "cleanpage: pages/b.txt: byte 0 (line 1) is not utf-8: invalid start byte; try --encoding",
    ]


def test_a_file_named_twice_is_looked_at_once(pages: Path) -> None:
    result = run("--write", "pages/a page.txt", "pages", pages / "a page.txt")
    assert result.stdout == "pages/a page.txt\npages/more/ä.txt\n"


@pytest.mark.usefixtures("pages")
def test_more_processes_give_the_same() -> None:
    one, two = run("--format", "jsonl", "pages"), run("--format", "jsonl", "pages", "--workers", "2")
    assert one.exit_code == 0
    assert len(one.stdout.splitlines()) == 3
    assert one.stdout == two.stdout


@pytest.mark.usefixtures("pages")
def test_a_folder_without_files_to_take_is_said() -> None:
    result = run("--check", "pages", "--include", "*.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "cleanpage: pages: no file to take: *.html\ncleanpage: 0 of 0 files would change\n"


@pytest.mark.usefixtures("pages")
def test_quiet_leaves_errors_and_the_exit_code() -> None:
    result = run("--check", "-q", "pages")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
    assert run("--check", "-q", "nowhere.txt").stderr == "cleanpage: nowhere.txt: No such file or directory\n"
    assert run("-q", "pages/a page.txt").stdout == CLEAN


@pytest.mark.usefixtures("pages")
def test_verbose_says_what_is_found_in_each_file() -> None:
    assert run("--check", "-v", "pages").stderr.splitlines()[:2] == [
        "cleanpage: pages/a page.txt: 1 cut",
        "cleanpage: pages/clean.txt: 0 cuts",
    ]


def test_statistics_count_by_code(pages: Path) -> None:
    (pages / "clean.txt").write_text(DIRTY + "\nAdvertisement\n\nIt rained all day. Advertisement It snowed all night.\n")
    rows = [line.rstrip().split(maxsplit=4) for line in run("--statistics", "pages").stdout.splitlines()]
    assert rows[0] == ["code", "cuts", "characters", "files", "reason"]
    assert [row[:4] for row in rows[1:]] == [["AD101", "4", "60", "3"], ["AD102", "1", "14", "1"]]
    assert rows[1][4] == "a label left behind by an advert slot"
    assert json.loads(run("--statistics", "--format", "json", "pages").stdout) == [
        {"code": "AD101", "cuts": 4, "characters": 60, "files": 3},
        {"code": "AD102", "cuts": 1, "characters": 14, "files": 1},
    ]
    assert run("--statistics", "--check", "pages").exit_code == 1


def test_records_as_a_list_and_a_line_each(pages: Path) -> None:
    """A text with a line separator is one line of jsonl all the same."""
    (pages / "clean.txt").write_text(f"One\u2028line.\n{DIRTY}")
    listed = json.loads(run("--format", "json", "pages").stdout)
    assert [record["file"] for record in listed] == ["pages/a page.txt", "pages/clean.txt", "pages/more/ä.txt"]
    assert listed[1]["text"] == f"One\u2028line.\n{CLEAN}"
    assert [json.loads(line) for line in run("--format", "jsonl", "pages").stdout.rstrip("\n").split("\n")] == listed
    (pages / "clean.txt").write_text(CLEAN)
    checked = json.loads(run("--check", "--format", "json", "pages").stdout)
    assert [record["file"] for record in checked] == ["pages/a page.txt", "pages/more/ä.txt"]
    assert run("--check", "--format", "json", "pages/readme.md", "--ignore", "AD").stdout == "[]\n"


def test_annotations_of_a_workflow(pages: Path) -> None:
    (pages / "50%, a:b.txt").write_text(DIRTY)
    lines = run("--check", "--format", "github", "pages").stdout.splitlines()
    assert lines[0] == "::warning file=pages/50%25%2C a%3Ab.txt,line=3,title=AD101::a label left behind by an advert slot"
    assert len(lines) == 3


def test_only_what_is_beyond_the_baseline_fails(pages: Path) -> None:
    written = run("--write-baseline", "known.json", "pages")
    assert (written.exit_code, written.stdout, written.stderr) == (0, "", "cleanpage: known.json: 2 cuts in 2 files\n")
    assert json.loads(Path("known.json").read_text("utf-8")) == {
        "version": 1,
        "files": {"pages/a page.txt": {"AD101": 1}, "pages/more/ä.txt": {"AD101": 1}},
    }
    same = run("--check", "--baseline", "known.json", "pages")
    assert (same.exit_code, same.stdout, same.stderr) == (0, "", "cleanpage: 0 of 3 files would change beyond the baseline\n")
    (pages / "a page.txt").write_text(f"Advertisement\n\n{DIRTY}\nIt will be long. (Jo Doe/AP)\n")
    (pages / "more/ä.txt").write_text(CLEAN)
    (pages / "clean.txt").write_text("It will be long. (Jo Doe/AP)\n")
    more = run("--check", "--baseline", "known.json", "pages")
    assert (more.exit_code, more.stdout) == (1, "pages/a page.txt\npages/clean.txt\n")
    counts = json.loads(run("--check", "--baseline", "known.json", "--statistics", "--format", "json", "pages").stdout)
    assert [(row["code"], row["cuts"], row["files"]) for row in counts] == [("AD101", 2, 1), ("PH001", 2, 2)]


def test_a_baseline_holds_from_any_working_folder_and_is_stable(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("--write-baseline", "known.json", "pages")
    first = Path("known.json").read_bytes()
    monkeypatch.chdir(pages)
    assert run("--check", "--baseline", "../known.json", "more", "a page.txt", "-q").exit_code == 0
    run("--write-baseline", "../known.json", "more", ".")
    assert Path("../known.json").read_bytes() == first


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 2, "files": {}}', '{"version": 1, "files": {"a": {"AD101": "1"}}}'])
def test_what_is_no_baseline_is_told(pages: Path, text: str) -> None:
    Path("known.json").write_text(text)
    result = run("--check", "--baseline", "known.json", pages)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("cleanpage: known.json: no baseline: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--check --write pages", "--check and --write exclude one another"),
        ("--diff --explain pages", "--diff and --explain exclude one another"),
        ("--diff --report out.html pages", "--diff and --report exclude one another"),
        ("--diff --format json pages", "--diff and --format json exclude one another"),
        ("--explain --format jsonl pages", "--explain and --format jsonl exclude one another"),
        ("--statistics --format github pages", "--statistics and --format github exclude one another"),
        ("--baseline known.json pages", "--baseline is for --check"),
        ("--write -", "--write needs files, and - is none"),
        ("--write-baseline b.json -", "--write-baseline needs files, and - is none"),
        ("--write-baseline no/b.json pages", "no/b.json: No such file or directory"),
        ("--check --baseline none.json pages", "none.json: No such file or directory"),
        ("pages", "pages: a folder; add --check, --diff or --write, or what to print: --report out.html, --statistics, --format jsonl"),
        ("--chek pages", "no option is called '--chek'; did you mean '--check'? (see cleanpage clean --help)"),
        ("rules --hepl", "no option is called '--hepl'; did you mean '--help'? (see cleanpage rules --help)"),
        ("rules AD101X", "no rule has the code 'AD101X'; did you mean 'AD101'?"),
        ("rulse", "rulse: neither a file nor a command; did you mean 'rules'?"),
        ("--check pages --encoding uft-8", "no encoding is called 'uft-8'; did you mean 'utf-8'?"),
        ("--check pages --min-confidence 2", "min_confidence is 2.0; it goes from 0 to 1"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(pages: Path, arguments: str, message: str) -> None:
    before = (pages / "a page.txt").read_bytes()
    result = run(*arguments.split())
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cleanpage: {message}\n")
    assert (pages / "a page.txt").read_bytes() == before


def test_other_mistakes_of_usage_are_one_line_too(pages: Path) -> None:
    for arguments in (["--format", "jsn", pages], ["--profile"], ["--workers", "0", pages], ["--check"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith("cleanpage: ")
        assert result.stderr.count("\n") == 1


def test_colours_follow_the_environment(pages: Path) -> None:
    """Of what is no terminal FORCE_COLOR asks for colours; NO_COLOR goes before it."""
    assert "\x1b" not in run("--diff", pages).stdout
    coloured = run("--diff", pages, FORCE_COLOR="1").stdout
    assert "\x1b[31m-Advertisement\x1b[0m\n" in coloured
    assert "\x1b" not in run("--diff", pages, FORCE_COLOR="1", NO_COLOR="1").stdout


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals elsewhere")
def test_a_page_does_not_steer_the_terminal_it_is_shown_on(pages: Path) -> None:
    import pty

    (pages / "a page.txt").write_text(f"\x1b[2JIt rained.\n{DIRTY}")
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-c", "from cleanpage.cli import main; main()", "--diff", "pages/a page.txt"]
    subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, check=False)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "\x1b[31m-Advertisement\x1b[0m" in shown
    assert "\x1b[2J" not in shown
    assert " \\x1b[2JIt rained." in shown


def test_names_of_files_do_not_steer_the_terminal(pages: Path) -> None:
    (pages / "a\x1b[2Jb.txt").write_text(DIRTY)
    for mode in ("--check", "--explain", "--write"):
        shown = run(mode, pages).output
        assert "pages/a\\x1b[2Jb.txt" in shown
        assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cleanpage ", {"clean", "rules"}),
        ("cleanpage --ch", {"--check"}),
        ("cleanpage --check --stat", {"--statistics"}),
        ("cleanpage pages --inc", {"--include"}),
        ("cleanpage clean --wri", {"--write", "--write-baseline"}),
        ("cleanpage --profile t", {"trim"}),
        ("cleanpage --format json", {"json", "jsonl"}),
        ("cleanpage rules --", {"--help"}),
    ],
)
def test_a_shell_completes_commands_options_and_values(words: str, expected: set[str]) -> None:
    *before, last = words.split(" ")
    result = run(_CLEANPAGE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(before)))
    assert expected <= {line.partition(",")[2] for line in result.stdout.splitlines() if line.startswith("plain,")}
    assert all(line.partition(",")[2].startswith(last) for line in result.stdout.splitlines())
