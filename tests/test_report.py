"""The report as a file: what is in it, what is not, and how large it may get. In a browser it is tried in test_report_browser.py."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Run

from cleanpage import Cut, Result
from cleanpage.cli import main
from cleanpage.packs import builtin
from cleanpage.report import overview as bounds
from cleanpage.report.overview import Overview
from cleanpage.report.page import FAMILIES, write_page

TEXT = "It rained all day.\nAdvertisement\nIt snowed all night.\n"


def cleaned(text: str, *gone: str, code: str = "AD101") -> tuple[str, Result]:
    """A text and what is left of it without some parts."""
    cuts = sorted(Cut(text.index(part), text.index(part) + len(part), code, "a reason", 0.9) for part in gone)
    for part in gone:
        text = text.replace(part, "", 1)
    return text, Result(text, tuple(cuts))


def write(path: Path, *pages: tuple[str, str, Result]) -> str:
    overview = Overview()
    for page in pages:
        overview.add(*page)
    write_page(path, overview)
    return path.read_text("utf-8")


def run(*arguments: object) -> Run:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a page.txt"
    path.write_text(TEXT)
    return path


def test_the_command_line_says_what_it_wrote(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    result = run(page, "--profile", "trim", "--report", out)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{out}: 1 page, 1 cut; 40 of 54 characters stay\n", "")
    assert 'data-code="AD101"' in out.read_text("utf-8")
    assert page.read_text() == TEXT


@pytest.mark.usefixtures("page")
def test_a_folder_has_its_files_in_one_report(tmp_path: Path) -> None:
    """A file that cannot be read is told and left out; with --check only the files that would change are in it."""
    (tmp_path / "b.txt").write_text("It rained all day.\n")
    (tmp_path / "c.txt").write_bytes(b"\xff")
    out = tmp_path / "out.html"
    result = run(tmp_path, "--profile", "trim", "--report", out)
    assert (result.exit_code, result.stdout) == (2, f"{out}: 2 pages, 1 cut; 59 of 73 characters stay\n")
    assert result.stderr.startswith(f"cleanpage: {tmp_path / 'c.txt'}: byte 0 (line 1) is not utf-8")
    (tmp_path / "c.txt").unlink()
    result = run(tmp_path, "--profile", "trim", "--check", "--report", out)
    assert (result.exit_code, result.stdout) == (1, f"{out}: 1 page, 1 cut; 40 of 54 characters stay\n")
    assert result.stderr == "cleanpage: 1 of 2 files would change\n"
    assert 'data-gold="a page.txt"' in out.read_text("utf-8")
    assert run(tmp_path, "--profile", "trim", "--report", out, "-q").output == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a page.txt", "--report {path}: a report's name ends in .html"),
        ("nowhere/out.html", "{path}: No such file or directory"),
    ],
)
def test_a_report_that_cannot_be_written_is_one_line_and_exit_code_2(page: Path, tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    result = run(page, "--report", path)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cleanpage: {message.format(path=path)}\n")
    assert page.read_text() == TEXT


def test_families_of_all_rules_have_a_name_and_a_colour(tmp_path: Path) -> None:
    source = write(tmp_path / "out.html")
    families = {rule.code[:2] for rule in builtin()}
    assert families == FAMILIES.keys()
    assert all(f'[data-family="{family}"]' in source for family in families)


def test_templates_are_read_only_for_a_report(page: Path) -> None:
    code = f"import sys; from cleanpage.cli import main; main([{str(page)!r}], standalone_mode=False); print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_same_pages_same_report(tmp_path: Path) -> None:
    pages = [(name, TEXT, cleaned(TEXT, "Advertisement\n")[1]) for name in "ab"]
    assert write(tmp_path / "1.html", *pages) == write(tmp_path / "2.html", *pages)


def test_policy_allows_its_own_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    source = write(tmp_path / "out.html", ("a", TEXT, Result(TEXT)))
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', source)
    rules = dict(rule.strip().split(" ", 1) for rule in html.unescape(policy).split(";"))
    for kind in ("style", "script"):
        (inline,) = re.findall(f"<{kind}>(.*?)</{kind}>", source, re.DOTALL)
        assert rules[f"{kind}-src"] == f"'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert not re.search(r'(?:src|href|action)="(?!#)|url\(|@import|style="', source)


def test_hostile_text_name_and_reason_are_text(tmp_path: Path) -> None:
    hostile = """</title></style></script><script>boo()</script><img src=x onerror="boo()">'"><blink {{ 7 * 7 }}\x00\x1b[2J\u202e"""
    text = f"{hostile}\n{hostile} again\n"
    cut = Cut(0, len(hostile) + 1, "XX101", hostile, 0.9)
    untouched = write(tmp_path / "1.html", (hostile, text, Result(text, untouched=hostile)))
    cut_out = write(tmp_path / "2.html", (hostile, text, Result(text[cut.end :], (cut,))), (hostile, "", Result("")))
    for source in (untouched, cut_out):
        assert len(re.findall("<script", source)) == len(re.findall("</script", source)) == 1
        assert not re.search("<img|<blink|[\x00\x1b\u202e]|49\n", source)


def test_many_pages_an_overview_of_all_and_the_text_of_the_most_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PAGES_SHOWN", 2)
    lines = [f"Line {number} of a text.\n" for number in range(4)]
    text = "".join(lines)
    pages = [(f"https://{'ab'[number % 2]}.example/{number}", text, cleaned(text, *lines[:number])[1]) for number in range(4)]
    source = write(tmp_path / "out.html", *pages)
    assert re.findall('<article id="(.*?)"', source) == ["page-3", "page-4"]
    assert re.findall('href="#(page-.)"><bdi>(.*?)</bdi>', source) == [("page-4", "https://b.example/3"), ("page-3", "https://a.example/2")]
    assert "The text is here of the 2 of which most goes." in source
    assert rows(source, "by-group") == [["b.example", "50%", "4", "2"], ["a.example", "75%", "2", "2"]]
    assert rows(source, "by-code") == [["AD101", "advert-label", "6", "108"]]
    assert rows(source, "by-share") == [[f"{low} to {low + 10}%", "1" if low in (20, 50, 70, 90) else "0"] for low in range(90, -10, -10)]


def rows(source: str, title: str) -> list[list[str]]:
    """The words in the rows of a table of the overview."""
    (body,) = re.findall(f'id="{title}".*?<tbody>(.*?)</tbody>', source, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.strip().splitlines()]
    return [[said for cell in row if (said := re.sub("<.*?>", "", cell))] for row in cells]


def test_folders_beyond_a_number_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "GROUPS", 2)
    source = write(tmp_path / "out.html", *((f"{folder}/page.txt", TEXT, Result(TEXT)) for folder in "abcd"))
    assert rows(source, "by-group") == [["a", "100%", "0", "1"], ["b", "100%", "0", "1"], ["all others", "100%", "0", "2"]]


def test_the_text_of_pages_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CHARACTERS_SHOWN", 250)
    monkeypatch.setattr(bounds, "CHARACTERS_OF_A_PAGE", 100)
    long = "All day it rained. " * 1000
    whole = "It snowed. " * 9
    source = write(tmp_path / "out.html", ("long", long, cleaned(long, long[50:150])[1]), *((name, whole, Result(whole)) for name in "ab"))
    assert "The page has 19,000 characters; the first 100 are here. Its gold cannot be saved." in source
    assert re.findall(r'data-gold="(.*?)"( data-whole)?', source) == [("long.txt", ""), ("a.txt", " data-whole")]


def test_the_commands_of_the_documentation_print_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parent.parent
    (tmp_path / "corpus").symlink_to(root / "corpus")
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"\$ cleanpage (.*)\n((?:.+\n)*?)```", (root / "docs" / "report.md").read_text("utf-8"))
    assert [command.split()[0] for command, _ in shown] == ["--profile", "gold", "score"]
    for command, output in shown:
        assert [line.rstrip() for line in run(*command.split()).stdout.splitlines()] == output.splitlines()


def test_what_almost_all_stays_of_is_not_said_to_stay_whole(tmp_path: Path) -> None:
    text = 999 * "a" + "\n" + "b"
    assert "<strong>99%</strong>" in write(tmp_path / "out.html", ("a", text, cleaned(text, "b")[1]))
