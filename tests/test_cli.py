"""The command line, as a shell sees it: output, messages, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from click.testing import CliRunner, Result

from cleanpage import __version__
from cleanpage.cli import main

PAGE = "\ufeffThe bridge will close in March.\r\n\r\nAdvertisement\r\n\r\nNobody knows for how long."
CLEAN = "\ufeffThe bridge will close in March.\r\n\r\nNobody knows for how long."


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a page.txt"
    path.write_bytes(PAGE.encode())
    return path


def run(*arguments: object, data: bytes = b"") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=data)


def test_prints_what_stays_byte_for_byte(page: Path) -> None:
    result = run(page)
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, CLEAN.encode(), "")
    assert page.read_bytes() == PAGE.encode()


def test_reads_standard_input() -> None:
    assert run("-", data=PAGE.encode()).stdout_bytes == CLEAN.encode()


def test_several_files_follow_one_another(page: Path) -> None:
    assert run(page, page).stdout_bytes == 2 * CLEAN.encode()


def test_another_encoding_is_read_and_written(page: Path) -> None:
    page.write_bytes("Die Brücke schließt.\nAdvertisement\nNiemand weiß, wie lange.\n".encode("latin-1"))
    assert run(page, "--encoding", "latin-1").stdout_bytes == "Die Brücke schließt.\nNiemand weiß, wie lange.\n".encode("latin-1")


def test_explain_shows_line_code_reason_and_text(page: Path) -> None:
    output = run("--explain", page).stdout
    assert "line  code    reason" in output
    assert any(line.split()[:2] == ["3", "AD101"] and line.endswith("Advertisement") for line in map(str.rstrip, output.splitlines()))
    assert f"1 cut; {len(CLEAN)} of {len(PAGE)} characters stay" in output


def test_explain_does_not_let_a_page_steer_the_terminal() -> None:
    output = run("--explain", "-", data=b"It rained all day. Advertisement\n\nIt snowed. \x1b[2J (Jo Doe/AP)\n").stdout
    assert "\x1b" not in output
    assert "\\x1b" in output


def test_json_has_text_and_cuts(page: Path) -> None:
    (record,) = json.loads(run(page, "--format", "json").stdout)
    assert record["file"] == str(page)
    assert record["text"] == CLEAN
    assert [(cut["code"], cut["start"], cut["end"], cut["text"]) for cut in record["cuts"]] == [("AD101", 36, 53, "Advertisement\r\n\r\n")]


def test_a_page_left_alone_says_so() -> None:
    result = run("--profile", "trim", "-", data=b"Advertisement\n")
    assert (result.exit_code, result.stdout) == (0, "Advertisement\n")
    assert result.stderr == "cleanpage: standard input: left as it is: only 0 of 13 characters would stay\n"


def test_codes_are_chosen_by_prefix(page: Path) -> None:
    assert run(page, "--ignore", "ad, ph").stdout_bytes == PAGE.encode()
    assert run(page, "--select", "AD101,PH").stdout_bytes == CLEAN.encode()


def test_own_rules_and_kept_lines_come_from_files(page: Path, tmp_path: Path) -> None:
    record = 'code = "XX001"\nname = "own"\nwhere = "line"\nreason = "own"\nconfidence = 1\nphrases = ["nobody knows for how long."]'
    (tmp_path / "my.toml").write_text(f"[[rule]]\n{record}")
    (tmp_path / "keep.txt").write_text("Advertisement\n")
    for arguments in ((page, "--rules", tmp_path / "my.toml"), ("--rules", tmp_path / "my.toml", page)):
        assert run(*arguments).stdout == "\ufeffThe bridge will close in March."
    assert run(page, "--keep", tmp_path / "keep.txt").stdout_bytes == PAGE.encode()
    assert run(page, "--rules", tmp_path / "none.toml").stderr == f"cleanpage: {tmp_path}/none.toml: No such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.txt"], "nowhere.txt: No such file or directory"),
        (["."], ".: a folder; add --check, --diff or --write, or what to print: --report out.html, --statistics, --format jsonl"),
        (["{page}", "nowhere.txt"], "nowhere.txt: No such file or directory"),
        (["{page}", "--profile", "mian"], "no profile is called 'mian'; profiles are trim, main; did you mean 'main'?"),
        (["{page}", "--select", "ADD101"], "no rule's code starts with 'ADD101'; did you mean 'AD101'?"),
        (["{page}", "--ignore", "QQ"], "no rule's code starts with 'QQ'"),
        (["{page}", "--encoding", "utf-88"], "no encoding is called 'utf-88'; did you mean 'utf-8'?"),
        (["{page}", "--encoding", "ascii"], "{page}: byte 0 (line 1) is not ascii: ordinal not in range(128); try --encoding"),
        (["rules", "QQ101"], "no rule has the code 'QQ101'; `cleanpage rules` lists them"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(page: Path, arguments: list[str], message: str) -> None:
    """Nothing is written to standard output, not even of the files that could be read."""
    result = run(*(argument.format(page=page) for argument in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"cleanpage: {message.format(page=page)}\n"


def test_bytes_that_are_no_utf8_are_told_with_their_place() -> None:
    result = run("-", data=b"One line.\nAnother \xff line.\n")
    assert result.exit_code == 2
    assert result.stderr == "cleanpage: -: byte 18 (line 2) is not utf-8: invalid start byte; try --encoding\n"


def test_rules_lists_all_and_shows_one() -> None:
    assert any(line.split()[:3] == ["AD101", "advert-label", "en"] for line in run("rules").stdout.splitlines())
    shown = run("rules", "ad101").stdout
    for part in ("AD101 advert-label", "a label left behind by an advert slot", "— ADVERTISEMENT —", "The advertisement ran for a year."):
        assert part in shown


def test_a_file_may_be_called_as_a_command_is(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("It rained all day.\nAdvertisement\n")
    assert run(tmp_path / "rules").stdout == "It rained all day.\n"


def test_help_and_usage() -> None:
    assert "cleanpage page.txt" in run("--help").stdout
    assert run("--nonsense").exit_code == 2
    assert run().exit_code == 2


def test_starts_without_the_heavy_imports() -> None:
    code = "import sys, cleanpage.cli; print(*{'regex', 'rich', 'numpy', 'ahocorasick_rs', 'cleanpage.cleaner'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_starts_in_two_and_a_half_times_what_click_takes() -> None:
    def seconds(code: str) -> float:
        before = perf_counter()
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        return perf_counter() - before

    # The fastest of some runs in turns: a busy machine slows single ones.
    runs = [(seconds("import click"), seconds("from cleanpage.cli import main; main(['--version'])")) for _ in range(7)]
    click_alone, version = map(min, zip(*runs, strict=True))
    assert version <= 2.5 * click_alone


def test_version() -> None:
    assert run("--version").stdout == f"cleanpage {__version__}\n"
