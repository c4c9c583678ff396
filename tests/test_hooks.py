"""The hooks for pre-commit, run by pre-commit itself on a repository of git."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
DIRTY = "The bridge will close in March.\n\nAdvertisement\n\nNobody knows for how long.\n"
CLEAN = "The bridge will close in March.\n\nNobody knows for how long.\n"


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}


def call(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PRE_COMMIT_HOME": str(folder / ".git/pre-commit"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_AUTHOR_NAME": "Della Marsh",
        "GIT_AUTHOR_EMAIL": "della@example.org",
        "GIT_COMMITTER_NAME": "Della Marsh",
        "GIT_COMMITTER_EMAIL": "della@example.org",
    }
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return call(folder, sys.executable, "-m", "pre_commit", *arguments)


def repository(folder: Path, hook: str, files: dict[str, str], **changes: object) -> Path:
    """A repository of git that has a hook as it is shipped, but run with the Python of the tests in place of an environment of its own."""
    shipped = {**hooks()[hook], "language": "system", **changes}
    shipped["entry"] = shipped["entry"].replace("cleanpage", f"{sys.executable} -c 'from cleanpage.cli import main; main()'", 1)
    # JSON is YAML.
    (folder / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": [shipped]}]}))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    call(folder, "git", "init", "-q")
    call(folder, "git", "add", "-A")
    return folder


def test_the_manifest_is_one() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0


def test_the_readme_and_the_manual_list_every_hook() -> None:
    for name in ("README.md", "docs/command-line.md"):
        text = (ROOT / name).read_text("utf-8")
        assert [f"`{hook}`" in text and f"id: {hook}\n" in text for hook in hooks()] == [True, True], name


def test_the_first_commit_fixes_and_fails_and_the_second_goes_through(tmp_path: Path) -> None:
    """Many files in folders, names with spaces and of other scripts; other files are left alone."""
    many = {f"pages/{number} of many.txt": DIRTY for number in range(40)}
    folder = repository(tmp_path, "cleanpage", {"a page.txt": DIRTY, "ä/页.txt": DIRTY, "clean.txt": CLEAN, "notes.md": DIRTY, **many})
    assert pre_commit(folder, "install").returncode == 0
    first = call(folder, "git", "commit", "-qm", "Pages")
    assert first.returncode == 1
    assert "exit code: 1" in first.stderr
    assert "files were modified by this hook" in first.stderr
    assert "a page.txt" in first.stderr
    assert {(folder / name).read_text() for name in ("a page.txt", "ä/页.txt", "clean.txt", *many)} == {CLEAN}
    assert (folder / "notes.md").read_text() == DIRTY
    call(folder, "git", "add", "-A")
    second = call(folder, "git", "commit", "-qm", "Pages")
    assert (second.returncode, "Passed" in second.stderr) == (0, True)
    assert call(folder, "git", "status", "--porcelain").stdout == ""


def test_the_check_lists_and_changes_nothing(tmp_path: Path) -> None:
    folder = repository(tmp_path, "cleanpage-check", {"a page.txt": DIRTY, "clean.txt": CLEAN})
    first = pre_commit(folder, "run", "--all-files")
    assert first.returncode == 1
    assert "a page.txt\ncleanpage: 1 of 2 files would change\n" in first.stdout
    assert (folder / "a page.txt").read_text() == DIRTY
    (folder / "a page.txt").write_text(CLEAN)
    assert pre_commit(folder, "run", "--all-files").returncode == 0


def test_the_profile_is_trim_whatever_other_arguments_there_are(tmp_path: Path) -> None:
    menu = {"menu.txt": (ROOT / "corpus/gold/trim/en-news-countyclerk.txt").read_text("utf-8")}
    folder = repository(tmp_path, "cleanpage-check", menu, args=["--ignore=PH"])
    assert pre_commit(folder, "run", "--all-files").returncode == 0
    folder = repository(tmp_path, "cleanpage-check", menu, args=["--profile=main"])
    assert pre_commit(folder, "run", "--all-files").returncode == 1


def test_settings_and_a_baseline_hold_in_a_hook(tmp_path: Path) -> None:
    known = {"version": 1, "files": {"old.txt": {"AD101": 1}}}
    files = {"old.txt": DIRTY, "new.txt": DIRTY, "quoted.txt": DIRTY, "known.json": json.dumps(known)}
    files["cleanpage.toml"] = '[per-file-ignores]\n"quoted.txt" = ["AD"]\n'
    folder = repository(tmp_path, "cleanpage-check", files, args=["--baseline=known.json"])
    result = pre_commit(folder, "run", "--all-files")
    assert result.returncode == 1
    assert "new.txt" in result.stdout
    assert "old.txt" not in result.stdout
    assert "quoted.txt" not in result.stdout
