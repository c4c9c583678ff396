"""Compiled patterns, kept from one process to the next.

`regex` takes 5 ms to compile a pattern of the packs, and a fiftieth of that to read it back. A page asks for a few hundred of them, a
collection in many languages for two thousand, which together take 110 MB when they are ready to match and 7 MB packed.
"""

from __future__ import annotations

import os
import pickle
import sysconfig
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

import platformdirs
import regex

from cleanpage.packs import Rule, compiled, written

# So many patterns are ready to match, those asked for last; the others are packed.
_READY = 800

_DIGEST = 16


class Patterns:
    """The patterns of some rules, each compiled when it is first asked for, or read from the user's cache folder.

    Where that folder cannot be read or written everything is compiled anew.

    Args:
        rules: by their codes.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._packed: dict[str, bytes] = {}
        self._folder = platformdirs.user_cache_path("cleanpage") / f"patterns-{regex.__version__}-{sysconfig.get_platform()}"
        self.of = lru_cache(_READY)(self._of)

    def _of(self, code: str) -> regex.Pattern[str]:
        """The pattern of the rule with this code.

        Raises:
            RuleError: it is no pattern.
        """
        packed = self._packed.get(code)
        if packed is None:
            packed = self._packed[code] = self._kept(self._rules[code])
        pattern: regex.Pattern[str] = pickle.loads(packed)  # noqa: S301 packed here, or by the same user
        return pattern

    def _kept(self, rule: Rule) -> bytes:
        path = self._folder / blake2b(written(rule).encode(), digest_size=_DIGEST).hexdigest()
        packed = _read(path)
        if packed is None:
            packed = pickle.dumps(compiled(rule))
            _write(path, packed)
        return packed


def _read(path: Path) -> bytes | None:
    """What a file keeps, if it keeps it whole."""
    try:
        stored = path.read_bytes()
    except OSError:  # nothing is kept yet, or nothing can be
        return None
    digest, packed = stored[:_DIGEST], stored[_DIGEST:]
    return packed if digest == _digest(packed) else None


def _write(path: Path, packed: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as written_first:
            written_first.write(_digest(packed) + packed)
        os.replace(written_first.name, path)  # noqa: PTH105
    except OSError:  # a home that is read-only or full: the next process compiles it again
        return


def _digest(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_DIGEST).digest()
