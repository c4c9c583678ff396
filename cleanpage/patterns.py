"""Compiled patterns, kept from one process to the next.

`regex` takes 5 ms to compile a pattern of the packs, and a fiftieth of that to read it back. A page asks for a few hundred of them, a
collection in many languages for two thousand, which together take 110 MB when they are ready to match and 7 MB packed.
"""

from __future__ import annotations

import pickle
import sysconfig
from collections.abc import Mapping
from functools import lru_cache

import regex

from cleanpage.kept import kept
from cleanpage.packs import Rule, compiled, written

# So many patterns are ready to match, those asked for last; the others are packed.
_READY = 800


class Patterns:
    """The patterns of some rules, each compiled, or read back, when it is first asked for.

    Args:
        rules: by their codes.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._packed: dict[str, bytes] = {}
        self.of = lru_cache(_READY)(self._of)

    def _of(self, code: str) -> regex.Pattern[str]:
        """The pattern of the rule with this code.

        Raises:
            RuleError: it is no pattern.
        """
        packed = self._packed.get(code)
        if packed is None:
            packed = self._packed[code] = _packed(self._rules[code])
        pattern: regex.Pattern[str] = pickle.loads(packed)  # noqa: S301 packed here, or by the same user
        return pattern


def _packed(rule: Rule) -> bytes:
    version = f"patterns-{regex.__version__}-{sysconfig.get_platform()}"
    return kept(version, written(rule), lambda: pickle.dumps(compiled(rule)))
