"""Which files a folder has, as git sees it, and how a file is replaced."""

from __future__ import annotations

import os
import random
import stat
import subprocess
from pathlib import Path

import pytest

from cleanpage.files import FileError, find_files, globs, read, replace

NAMES = ["a", "b", "build", "x.txt", "keep.txt", "#h.txt", "t .txt"]
LINES = [
    *(
        "a",
        "b/",
        "/a",
        "*.txt",
        "!keep.txt",
        "build/",
        "!build/",
        "a/*",
        "!a/b",
        "!a/b/",
        "**/b",
        "b/**",
        "*",
        "!*/",
        "!*.txt",
        "a/**/x.txt",
    ),
    *(
        "[xy].txt",
        "[!x].txt",
        "x.tx?",
        "/*",
        "!/a",
        "# note",
        r"\#h.txt",
        r"t\ .txt",
        "t .txt  ",
        "",
        "!",
        "a\\",
        "/build/x.txt",
        "**",
        "**/",
    ),
    *("*/x.txt", "/b/**", r"\!x", "x.txt\r", "a//b", "/"),
]


def found(folder: Path, include: str = "*.txt", exclude: str = "") -> list[str]:
    complaints: list[str] = []
    paths = list(find_files(folder, globs(folder, [include]), globs(folder, [exclude]), complaints.append))
    assert complaints == []
    return [path.relative_to(folder).as_posix() for path in paths]


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rained.\n")


def grow(folder: Path, chance: random.Random, depth: int = 0) -> None:
    for name in NAMES:
        if chance.random() < 0.6 and name.endswith(".txt"):
            touch(folder / name)
        elif chance.random() < 0.6 and depth < 3:
            (folder / name).mkdir()
            grow(folder / name, chance, depth + 1)
    if chance.random() < (0.3 if depth else 0.9):
        (folder / ".gitignore").write_text("\n".join(chance.sample(LINES, chance.randint(1, 6))) + "\n")


@pytest.mark.parametrize("seed", range(25))
def test_ignored_is_what_git_ignores(tmp_path: Path, seed: int) -> None:
    """In folders and .gitignore files made at random, nested ones and .git/info/exclude among them."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)  # noqa: S607
    chance = random.Random(seed)  # noqa: S311
    grow(tmp_path, chance)
    (tmp_path / ".git/info/exclude").write_text(chance.choice(LINES) + "\n")
    command = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=", "ls-files", "-z", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    assert sorted(found(tmp_path)) == sorted(name for name in listed if name.endswith(".txt"))


def test_ignore_files_above_a_folder_count_up_to_its_repository(tmp_path: Path) -> None:
    touch(tmp_path / "repo/pages/old.txt", tmp_path / "repo/pages/new.txt")
    (tmp_path / ".gitignore").write_text("new.txt\n")
    (tmp_path / "repo/.gitignore").write_text("old.txt\n")
    assert found(tmp_path / "repo/pages") == ["new.txt", "old.txt"]
    (tmp_path / "repo/.git").mkdir()
    assert found(tmp_path / "repo/pages") == ["new.txt"]


def test_an_ignored_folder_that_is_asked_for_is_looked_through(tmp_path: Path) -> None:
    touch(tmp_path / "pages/a.txt")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("pages/\n")
    assert found(tmp_path) == []
    assert found(tmp_path / "pages") == ["a.txt"]


def test_files_come_in_the_order_of_their_names_folder_by_folder(tmp_path: Path) -> None:
    touch(*(tmp_path / name for name in ("b.txt", "a/z.txt", "a/b/c.txt", "a.txt", "B.txt", "no.md", ".git/d.txt")))
    assert found(tmp_path) == ["B.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ("*.txt", "", ["a/x.txt", "b/x.txt", "x.txt"]),
        ("*.txt", "/x.txt", ["a/x.txt", "b/x.txt"]),
        ("*.txt", "a", ["b/x.txt", "x.txt"]),
        ("*.txt", "a/", ["b/x.txt", "x.txt"]),
        ("*.txt", "*/x.txt", ["x.txt"]),
        ("*.md", "", ["b/y.md"]),
        ("b/**", "*.txt", ["b/y.md"]),
    ],
)
def test_globs_are_those_of_gitignore(tmp_path: Path, include: str, exclude: str, expected: list[str]) -> None:
    touch(*(tmp_path / name for name in ("a/x.txt", "b/x.txt", "b/y.md", "x.txt")))
    assert found(tmp_path, include, exclude) == expected


def test_globs_without_a_slash_hold_outside_of_their_folder(tmp_path: Path) -> None:
    touch(tmp_path / "pages/a.log", tmp_path / "work/b.log")
    assert list(find_files(tmp_path / "pages", globs(tmp_path / "work", ["*.log"]), globs(tmp_path, []), print)) == [
        tmp_path / "pages/a.log"
    ]


def test_links_are_followed_only_inside_the_folder(tmp_path: Path) -> None:
    """What is reached in two ways comes once, and a ring of links has an end."""
    touch(tmp_path / "outside/secret.txt", tmp_path / "pages/folder/a.txt", tmp_path / "pages/page.raw")
    pages = tmp_path / "pages"
    (pages / "b.txt").symlink_to(pages / "page.raw")
    (pages / "c.txt").symlink_to(tmp_path / "outside/secret.txt")
    (pages / "d").symlink_to(tmp_path / "outside")
    (pages / "e.txt").symlink_to("nowhere.txt")
    (pages / "f.txt").symlink_to("f.txt")
    (pages / "folder/ring").symlink_to(pages)
    (pages / "zfolder").symlink_to(pages / "folder")
    assert found(pages) == ["b.txt", "folder/a.txt"]


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    complaints: list[str] = []
    assert list(find_files(tmp_path / "gone", globs(tmp_path, ["*"]), globs(tmp_path, []), complaints.append)) == []
    assert complaints == [f"{tmp_path}/gone: No such file or directory"]


def test_a_replaced_file_keeps_its_permissions_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a page.txt"
    path.write_bytes(b"It rained.\r\nIt snowed.")
    path.chmod(0o640)
    before = path.stat()
    replace(read(str(path), "utf-8"), "It rained.\r\n", "utf-8")
    after = path.stat()
    assert path.read_bytes() == b"It rained.\r\n"
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino, "the old file was there until the new one was whole"
    assert list(tmp_path.iterdir()) == [path]


def test_behind_a_link_its_target_is_replaced(tmp_path: Path) -> None:
    touch(tmp_path / "target.txt")
    (tmp_path / "link.txt").symlink_to("target.txt")
    replace(read(str(tmp_path / "link.txt"), "utf-8"), "It snowed.\n", "utf-8")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "It snowed.\n"


def test_a_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    source = read(str(tmp_path / "a.txt"), "utf-8")
    (tmp_path / "a.txt").write_text("It thundered.\n")
    with pytest.raises(FileError, match=r"a\.txt: not written: it has changed"):
        replace(source, "", "utf-8")
    assert (tmp_path / "a.txt").read_text() == "It thundered.\n"


def test_a_file_whose_bytes_its_encoding_does_not_give_back_is_left_alone(tmp_path: Path) -> None:
    """So that only deletion holds for bytes as well: Python would write this one in another order of bytes."""
    data = b"\xfe\xff" + "It rained.\nIt snowed.\n".encode("utf-16-be")
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(FileError, match=r"utf-16 does not give back the bytes"):
        replace(read(str(tmp_path / "a.txt"), "utf-16"), "It rained.\n", "utf-16")
    assert (tmp_path / "a.txt").read_bytes() == data


def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "a.txt")

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"a\.txt: not written: No space left on device"):
        replace(read(str(tmp_path / "a.txt"), "utf-8"), "", "utf-8")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "It rained.\n")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write any file")
def test_a_file_that_may_not_be_written_is_left_alone(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    (tmp_path / "a.txt").chmod(0o444)
    with pytest.raises(FileError, match=r"a\.txt: not written: Permission denied"):
        replace(read(str(tmp_path / "a.txt"), "utf-8"), "", "utf-8")
