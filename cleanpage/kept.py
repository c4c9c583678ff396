"""What takes long to make and can be made again, kept in the user's cache folder from one process to the next."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import platformdirs

_DIGEST = 16


def kept(kind: str, source: str, make: Callable[[], bytes]) -> bytes:
    """What is made of a source. Where the folder cannot be read or written it is made anew each time.

    Args:
        kind: what it is, and of which version: whatever else than the source it depends on.
        source: what it is made of.
        make: makes it; what it raises is raised.
    """
    path = platformdirs.user_cache_path("cleanpage") / kind / _digest(source.encode()).hex()
    content = _read(path)
    if content is None:
        content = make()
        _write(path, content)
    return content


def _read(path: Path) -> bytes | None:
    """What a file keeps, if it keeps it whole."""
    try:
        stored = path.read_bytes()
    except OSError:  # nothing is kept yet, or nothing can be
        return None
    digest, content = stored[:_DIGEST], stored[_DIGEST:]
    return content if digest == _digest(content) else None


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.write_bytes(_digest(content) + content)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError:  # a home that is read-only or full: the next process makes it again
        return


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()
