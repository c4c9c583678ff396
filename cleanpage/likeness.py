"""How much a line is worded as residue is; numpy alone, over weights learnt from wordings of residue and lines of authors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanpage import checked
from cleanpage.grams import Laid, lay, runs

FILE = Path(__file__).parent / "weights" / "residue.npz"

# Weights are whole numbers, so many to a unit of log-odds.
SCALE = 256
# Families are told by as many bits of a run's bucket: they are few, and are asked of residue alone.
FAMILY_BITS = 14
# Words that a reason names: those that speak for residue most.
_NAMED = 2


class Likeness(NamedTuple):
    """What was learnt of wordings.

    Attributes:
        weights: for each bucket of runs what one of them speaks for residue, in `SCALE`.
        families: codes of families of rules.
        of_family: for each family, a row each, and bucket what a run speaks for it.
    """

    weights: NDArray[np.int16]
    families: tuple[str, ...]
    of_family: NDArray[np.int8]


def log_odds(likeness: Likeness, lines: Sequence[str]) -> list[float]:
    """For each line the log-odds that it is residue; the sum is of whole numbers, so that it is the same in whatever company."""
    if not lines:
        return []
    laid = lay(lines)
    sums = np.add.reduceat(_speaking(likeness, laid), laid.starts, dtype=np.int64)
    return [of / sqrt(count) / SCALE for of, count in zip(sums.tolist(), laid.counts().tolist(), strict=True)]


def _speaking(likeness: Likeness, laid: Laid) -> NDArray[np.int32]:
    """For each character what the runs that end with it speak for residue, in `SCALE`."""
    total = np.zeros(len(laid.codes), np.int32)
    for bucket, inside in runs(laid):
        total += likeness.weights[bucket] * inside
    return total


def confidence(odds: float) -> float:
    """The chance, from 0 to 1, that a line with these log-odds is residue."""
    return round(1 / (1 + exp(-odds)), 3)


def family(likeness: Likeness, line: str) -> str:
    """The family of rules that a line of residue is most like."""
    total = np.zeros(len(likeness.families), np.int64)
    for bucket, inside in runs(lay([line])):
        total += likeness.of_family[:, bucket[inside] & np.uint32((1 << FAMILY_BITS) - 1)].sum(axis=1, dtype=np.int64)
    return likeness.families[int(total.argmax())]


def telling(likeness: Likeness, line: str) -> list[str]:
    """The words of a line that speak for residue most, in their order."""
    speaking = _speaking(likeness, lay([line]))
    words: list[tuple[int, int, str]] = []
    start = 1
    for word in line.split(" "):
        words.append((int(speaking[start : start + len(word)].sum()), start, word))
        start += len(word) + 1
    best = sorted(sorted(words, key=lambda one: -one[0])[:_NAMED], key=lambda one: one[1])
    return [word for speaks, _, word in best if speaks > 0 and word]


def load(file: Path = FILE) -> Likeness:
    """Read weights.

    Raises:
        WeightsError: the file is damaged.
    """
    arrays = checked.read(file)
    return Likeness(arrays["weights"], tuple(map(str, arrays["families"])), arrays["of_family"])


def save(likeness: Likeness, file: Path = FILE) -> None:
    """Write weights and, beside them, their checksum."""
    checked.write(file, likeness._asdict())


@cache
def shipped() -> Likeness:
    """Weights that the package ships."""
    return load()
