"""What is kept outlives the process, and nothing depends on it."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from cleanpage.kept import kept


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path / "cache"


def files(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_what_was_made_is_read_back(cache: Path) -> None:
    assert kept("kind", "source", lambda: b"first") == b"first"
    assert kept("kind", "source", lambda: b"second") == b"first"
    assert len(files(cache)) == 1


def test_another_source_or_kind_is_another(cache: Path) -> None:
    made = [kept(kind, source, f"{kind} of {source}".encode) for kind in ("a", "b") for source in ("one", "two")]
    assert made == [b"a of one", b"a of two", b"b of one", b"b of two"]
    assert len(files(cache)) == 4


@pytest.mark.parametrize("damage", [b"", b"short", b"sixteen bytes ---and something else"])
def test_a_damaged_file_is_made_anew(cache: Path, damage: bytes) -> None:
    kept("kind", "source", lambda: b"made")
    (path,) = files(cache)
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert kept("kind", "source", lambda: b"made") == b"made"
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_is_done_without(cache: Path) -> None:
    cache.write_text("a file where the folder should be", "utf-8")
    assert kept("kind", "source", lambda: b"made") == b"made"


def test_what_cannot_be_made_is_not_kept(cache: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        kept("kind", "source", lambda: bytes(1 // 0))
    assert not files(cache)
