"""`cleanpage gold` and `cleanpage score`: a user's own gold, drafted and compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleanpage.cli import main

PAGE = "The bridge will close in March, the city said.\r\n\r\nAdvertisement\r\n\r\nNobody knows for how long it will be.\r\n"
CLEAN = PAGE.replace("Advertisement\r\n\r\n", "")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a bridge.txt"
    path.write_bytes(PAGE.encode())
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def row(result: Result, name: str) -> list[float]:
    (line,) = (line for line in result.stdout.splitlines() if line.startswith(name))
    return [float(share) for share in line.removeprefix(name).split()]


def test_gold_writes_a_page_and_both_drafts_byte_for_byte(page: Path, tmp_path: Path) -> None:
    result = run("gold", page, "-o", tmp_path / "own", "--ignore", "LM")
    assert (result.exit_code, result.stderr) == (0, "")
    written = {path.relative_to(tmp_path / "own").as_posix(): path.read_bytes() for path in map(Path, result.stdout.splitlines())}
    expected = {"pages/a bridge.txt": PAGE, "gold/main/a bridge.txt": CLEAN, "gold/trim/a bridge.txt": CLEAN}
    assert written == {name: text.encode() for name, text in expected.items()}


def test_gold_writes_nothing_where_one_file_is_there_already(page: Path, tmp_path: Path) -> None:
    edited = tmp_path / "own" / "gold" / "trim" / page.name
    edited.parent.mkdir(parents=True)
    edited.write_text("edited by hand")
    result = run("gold", page, "-o", tmp_path / "own")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"cleanpage: {edited} is there already; nothing was written\n"
    assert edited.read_text() == "edited by hand"
    assert not (tmp_path / "own" / "pages").exists()


def test_pages_of_one_name_cannot_both_have_gold(page: Path, tmp_path: Path) -> None:
    other = tmp_path / "else" / page.name
    assert run("gold", page, other, "-o", tmp_path / "own").stderr == f"cleanpage: {page} and {other} would both be {page.name}\n"


def test_standard_input_has_no_name() -> None:
    assert run("gold", "-").stderr == "cleanpage: standard input has no name to call its gold by; give a file\n"


def test_score_of_a_draft_is_1_until_it_is_edited(page: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    run("gold", page, "-o", own)
    score = ("score", own / "pages", own / "gold" / "trim", "--profile", "trim")
    assert row(run(*score), page.name) == [1, 1, 1, 1]
    (own / "gold" / "trim" / page.name).write_text("The bridge will close in March, the city said.\n")
    # 9 of 17 words stay in the gold, and 6 of 14 runs of four.
    shingle_f1, word_f1, precision, recall = row(run(*score), page.name)
    assert (shingle_f1, precision, recall) == pytest.approx((2 * 6 / 20, 9 / 17, 1), abs=0.001)
    assert word_f1 == pytest.approx(2 * 9 / 26, abs=0.001)


def test_score_takes_the_choice_of_rules(page: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.txt"
    gold.write_bytes(CLEAN.encode())
    assert row(run("score", page, gold, "--profile", "trim"), page.name) == [1, 1, 1, 1]
    assert row(run("score", page, gold, "--profile", "trim", "--ignore", "AD"), page.name)[2] < 1


def test_settings_of_each_page_hold(page: Path, tmp_path: Path) -> None:
    """For drafts of gold and for scores, as for cleaning; the profile of a draft is its own."""
    spared = tmp_path / "spared" / "page.txt"
    spared.parent.mkdir()
    spared.write_bytes(page.read_bytes())
    (tmp_path / "spared" / "cleanpage.toml").write_text('profile = "trim"\nignore = ["AD", "LM"]\n')
    own = tmp_path / "own"
    assert run("gold", page, spared.parent, "-o", own, "--config", tmp_path / "nowhere.toml").exit_code == 2
    assert run("gold", page, spared.parent, "-o", own).exit_code == 0
    drafts = {path.relative_to(own / "gold").as_posix(): path.read_bytes().decode() for path in (own / "gold").rglob("*.txt")}
    assert drafts["trim/a bridge.txt"] == CLEAN
    assert drafts["trim/page.txt"] == drafts["main/page.txt"] == PAGE
    assert row(run("score", spared, own / "gold" / "trim" / "page.txt"), "page.txt") == [1, 1, 1, 1]


def test_score_of_a_folder_has_all_pages_and_names_what_lacks_the_other(page: Path, tmp_path: Path) -> None:
    pages, gold = tmp_path / "pages", tmp_path / "gold"
    for folder, names in ((pages, "abc"), (gold, "bcd")):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.txt").write_bytes(page.read_bytes())
    result = run("score", pages, gold, "--profile", "trim", "--ignore", "AD")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["page", "b.txt", "c.txt", "all"]
    assert row(result, "all 2 pages") == [1, 1, 1, 1]
    assert result.stderr.splitlines() == [
        f"cleanpage: {pages / 'a.txt'}: left out, as {gold} has no file of that name",
        f"cleanpage: {gold / 'd.txt'}: left out, as {pages} has no file of that name",
    ]


@pytest.mark.parametrize(
    ("pages", "gold", "message"),
    [
        ("nowhere", "empty", "{0}/nowhere: No such file or directory"),
        ("empty", "nowhere", "{0}/nowhere: No such file or directory"),
        ("nowhere", "nowhere", "{0}/nowhere: No such file or directory"),
        ("a bridge.txt", "empty", "{0}/a bridge.txt is no folder as {0}/empty is"),
        ("empty", "empty", "{0}/empty and {0}/empty have no text file (*.txt) of one name"),
    ],
)
def test_nothing_to_score_is_one_line_and_exit_code_2(page: Path, tmp_path: Path, pages: str, gold: str, message: str) -> None:
    (page.parent / "empty").mkdir()
    result = run("score", tmp_path / pages, tmp_path / gold)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cleanpage: {message.format(tmp_path)}\n")


def test_where_the_gold_is_one_folder_further_in_the_message_says_so(page: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    run("gold", page, "-o", own)
    message = f"{own}/pages and {own}/gold have no text file (*.txt) of one name; did you mean {own}/gold/main?"
    assert run("score", own / "pages", own / "gold").stderr == f"cleanpage: {message}\n"
