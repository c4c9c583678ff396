"""Compiled patterns, kept from one process to the next.

`regex` takes 5 ms to compile a pattern of the packs, and a fiftieth of that to read it back. A page asks for a few hundred of them, a
collection in many languages for most of the 2,710, which together take 154 MB when they are ready to match and 10 MB packed.
"""

from __future__ import annotations

import pickle
import sysconfig
from collections.abc import Mapping
from functools import lru_cache

import regex

from cleanpage.kept import kept
from cleanpage.packs import Rule, compiled, written

# So many patterns are ready to match, those asked for last; the others are packed. The pages of aeb, fundus and wcxb take a tenth longer
# with 1,000 and a tenth less with all.
_READY = 1200

# What most lines begin with: for these it is kept whether a pattern may match, which spares most patterns from being read back.
_ASCII = "".join(map(chr, range(ord(" "), 0x7F)))


class Patterns:
    """The patterns of some rules, each compiled, or read back, when it is first asked for.

    Args:
        rules: by their codes.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._packed: dict[str, tuple[str, bytes]] = {}
        self.of = lru_cache(_READY)(self._of)

    def may_begin(self, code: str, char: str) -> bool:
        """Whether the pattern of the rule with this code may match what begins so; of other characters than ASCII's it is not known."""
        return char not in _ASCII or char in self._known(code)[0]

    def _of(self, code: str) -> regex.Pattern[str]:
        """The pattern of the rule with this code.

        Raises:
            RuleError: it is no pattern.
        """
        pattern: regex.Pattern[str] = pickle.loads(self._known(code)[1])  # noqa: S301 packed here, or by the same user
        return pattern

    def _known(self, code: str) -> tuple[str, bytes]:
        known = self._packed.get(code)
        if known is None:
            firsts, _, packed = _packed(self._rules[code]).partition(b"\n")
            known = self._packed[code] = firsts.decode(), packed
        return known


def _packed(rule: Rule) -> bytes:
    """The characters that a rule's pattern may match first, a line's end, and the pattern."""
    version = f"patterns-2-{regex.__version__}-{sysconfig.get_platform()}"
    return kept(version, written(rule), lambda: _firsts(pattern := compiled(rule)) + b"\n" + pickle.dumps(pattern))


def _firsts(pattern: regex.Pattern[str]) -> bytes:
    return "".join(char for char in _ASCII if pattern.fullmatch(char, partial=True)).encode()
