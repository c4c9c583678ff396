"""Settings: where they are found, what they may say, and what they do on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleanpage.cli import main
from cleanpage.settings import Settings, SettingsError, find_settings, read_settings

ROOT = Path(__file__).parent.parent
PAGE = "The bridge will close in March.\n\nAdvertisement\n\nNobody knows for how long.\n"
CLEAN = "The bridge will close in March.\n\nNobody knows for how long.\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def pages(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE)
    return [folder / name for name in names]


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    """cleanpage.toml before pyproject.toml in one folder; a pyproject.toml of another tool's is passed over."""
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.cleanpage]\nprofile = "trim"\n')
    (tmp_path / "a/pyproject.toml").write_text('[tool.other]\nprofile = "other"\n')
    assert find_settings(inner) == Settings(tmp_path / "pyproject.toml", profile="trim")
    (tmp_path / "cleanpage.toml").write_text('profile = "main"\n')
    assert find_settings(inner) == Settings(tmp_path / "cleanpage.toml", profile="main")
    (inner / "pyproject.toml").write_text("[tool.cleanpage]\n")
    assert find_settings(inner) == Settings(inner / "pyproject.toml")


def test_a_folder_that_a_path_leads_out_of_is_not_above_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/cleanpage.toml").write_text('profile = "trim"\n')
    assert find_settings(tmp_path / "a/../b").profile is None


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "cleanpage.toml").write_text(
        'profile = "trim"\nselect = ["AD"]\nignore = ["AD102"]\nkeep = "keep.txt"\nrules = ["my.toml"]\ninclude = ["*.md"]\n'
        'exclude = ["old/"]\nmin-confidence = 0.75\n[per-file-ignores]\n"drafts/*" = ["PH", "TS"]\n'
    )
    assert read_settings(tmp_path / "cleanpage.toml") == Settings(
        path=tmp_path / "cleanpage.toml",
        profile="trim",
        select=("AD",),
        ignore=("AD102",),
        per_file_ignores=(("drafts/*", ("PH", "TS")),),
        keep=tmp_path / "keep.txt",
        rules=(tmp_path / "my.toml",),
        include=("*.md",),
        exclude=("old/",),
        min_confidence=0.75,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('profil = "trim"', "there is no key 'profil'; did you mean 'profile'?"),
        ("min_confidence = 1", "there is no key 'min_confidence'; did you mean 'min-confidence'?"),
        (
            "zzz = 1",
            "there is no key 'zzz'; keys are profile, select, ignore, per-file-ignores, keep, rules, include, exclude, min-confidence",
        ),
        ("profile = 1", "profile is 1; it has to be a string"),
        ('select = "AD"', "select is 'AD'; it has to be a list of strings"),
        ("ignore = [1]", "ignore is [1]; it has to be a list of strings"),
        ("keep = 5", "keep is 5; it has to be a list of lines or the name of a file"),
        ("min-confidence = true", "min-confidence is True; it has to be a number"),
        ('[per-file-ignores]\n"*.txt" = "AD"', "per-file-ignores is {'*.txt': 'AD'}; it has to be a table of lists of strings"),
        ("profile = ", "Invalid value (at end of document)"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(tmp_path: Path, text: str, message: str) -> None:
    (page,) = pages(tmp_path, "page.txt")
    (tmp_path / "cleanpage.toml").write_text(text)
    with pytest.raises(SettingsError) as fault:
        find_settings(tmp_path)
    assert str(fault.value) == f"{tmp_path}/cleanpage.toml: {message}"
    result = run("--check", page)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cleanpage: {tmp_path}/cleanpage.toml: {message}\n")


def test_codes_and_profiles_that_are_none_are_told_with_their_file(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "page.txt")
    for line, message in (
        ('profile = "trimm"', "no profile is called 'trimm'; profiles are trim, main; did you mean 'trim'?"),
        ('ignore = ["AX101"]', "no rule's code starts with 'AX101'; did you mean 'AD101'?"),
    ):
        (tmp_path / "cleanpage.toml").write_text(line)
        assert run(page).stderr == f"cleanpage: {message} (with the settings of {tmp_path}/cleanpage.toml)\n"


def test_settings_choose_rules_and_the_command_line_goes_before_them(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "page.txt")
    assert run(page).stdout == CLEAN
    (tmp_path / "cleanpage.toml").write_text('ignore = ["ad"]\n')
    assert run(page).stdout == PAGE
    assert run(page, "--ignore", "PH").stdout == CLEAN
    (tmp_path / "cleanpage.toml").write_text('select = ["PH"]\n')
    assert run(page).stdout == PAGE
    assert run(page, "--select", "").stdout == CLEAN
    (tmp_path / "cleanpage.toml").write_text("min-confidence = 1\n")
    assert run(page).stdout == PAGE
    assert run(page, "--min-confidence", "0.5").stdout == CLEAN


def test_kept_lines_are_listed_or_in_a_file_beside_the_settings(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "pages/page.txt")
    (tmp_path / "cleanpage.toml").write_text('keep = ["Advertisement"]\n')
    assert run(page).stdout == PAGE
    (tmp_path / "keep.txt").write_text("Advertisement\n")
    (tmp_path / "cleanpage.toml").write_text('keep = "keep.txt"\n')
    assert run(page).stdout == PAGE
    (tmp_path / "none.txt").write_text("")
    assert run(page, "--keep", tmp_path / "none.txt").stdout == CLEAN


def test_rules_are_files_beside_the_settings(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "pages/page.txt")
    record = 'code = "XX001"\nname = "own"\nwhere = "line"\nreason = "own"\nconfidence = 1\nphrases = ["nobody knows for how long."]'
    (tmp_path / "my.toml").write_text(f"[[rule]]\n{record}")
    (tmp_path / "cleanpage.toml").write_text('rules = ["my.toml"]\nselect = ["XX"]\n')
    assert run(page).stdout == PAGE.replace("\nNobody knows for how long.\n", "")


def test_codes_are_ignored_by_file(tmp_path: Path) -> None:
    """The patterns are those of .gitignore files, from the settings' folder."""
    names = pages(tmp_path, "a.txt", "drafts/b.txt", "drafts/deep/c.txt", "other/drafts.txt")
    (tmp_path / "cleanpage.toml").write_text('[per-file-ignores]\n"drafts/" = ["AD"]\n"a.txt" = ["PH"]\n')
    assert run("--check", tmp_path).stdout.split() == [str(names[0]), str(names[3])]
    assert run(*names).stdout == CLEAN + PAGE + PAGE + CLEAN, "in the order asked for, whatever cleaner each needs"


def test_each_file_has_the_settings_nearest_to_it(tmp_path: Path) -> None:
    pages(tmp_path, "a.txt", "b/b.txt")
    (tmp_path / "b/cleanpage.toml").write_text('ignore = ["AD"]\n')
    assert run("--check", tmp_path).stdout == f"{tmp_path}/a.txt\n"


def test_files_of_a_folder_are_chosen_and_a_named_file_is_always_taken(tmp_path: Path) -> None:
    pages(tmp_path, "a.txt", "b.md", "old/c.md", "d.md")
    (tmp_path / "cleanpage.toml").write_text('include = ["*.md"]\nexclude = ["old"]\n')
    assert run("--check", tmp_path).stdout.split() == [f"{tmp_path}/b.md", f"{tmp_path}/d.md"]
    assert run("--check", tmp_path, "--include", "*.txt", "--exclude", "b.md").stdout == f"{tmp_path}/a.txt\n"
    assert run("--check", tmp_path / "old/c.md").stdout == f"{tmp_path}/old/c.md\n"


def test_config_names_the_settings(tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "pages/page.txt")
    (tmp_path / "pages/cleanpage.toml").write_text("broken")
    (tmp_path / "strict.toml").write_text('ignore = ["AD"]\n')
    (tmp_path / "pyproject.toml").write_text('[tool.cleanpage]\nignore = ["AD"]\n')
    assert run(page, "--config", tmp_path / "strict.toml").stdout == PAGE
    assert run(page, "--config", tmp_path / "pyproject.toml").stdout == PAGE
    assert run(page, "--config", tmp_path / "none.toml").stderr == f"cleanpage: {tmp_path}/none.toml: No such file or directory\n"


def test_standard_input_has_those_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cleanpage.toml").write_text('ignore = ["AD"]\n')
    assert CliRunner().invoke(main, ["-"], input=PAGE).stdout == PAGE


@pytest.mark.parametrize("name", ["README.md", "docs/command-line.md"])
def test_the_settings_shown_are_settings(tmp_path: Path, name: str) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    (shown,) = (block for block in blocks if "profile =" in block)
    path = tmp_path / ("pyproject.toml" if "[tool.cleanpage]" in shown else "cleanpage.toml")
    path.write_text(shown)
    assert read_settings(path).profile == "trim"
