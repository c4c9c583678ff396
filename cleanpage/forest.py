"""Scores of a forest of boosted trees, all questions of a tree's level being one and the same; numpy alone, whole numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanpage.features import CHANCE, Columns
from cleanpage.units import Ints

# Leaves are whole numbers, so many to a unit of log-odds.
LEAF = 4096
# Beyond so many units of log-odds a chance is 0 or 1.
_SURE = 12
# Chances are looked up at so many steps a unit.
_STEPS = 256
# Units scored together: enough to hide what a tree costs by itself, few enough for the processor's cache.
_TOGETHER = 512


class Forest(NamedTuple):
    """Trees over columns.

    Attributes:
        columns: the names of the columns that are asked about.
        borders: for each column the borders that any tree asks about, in order.
        asked: for each tree and level the number of a column.
        above: for each tree and level the number of a border: is the column's value above it?
        leaves: for each tree its leaves in `LEAF`; the first level's answer is the lowest bit of a leaf's number.
        base: what is added to every score.
    """

    columns: tuple[str, ...]
    borders: tuple[NDArray[np.float32], ...]
    asked: NDArray[np.uint16]
    above: NDArray[np.uint8]
    leaves: NDArray[np.int16]
    base: int


def score(forest: Forest, columns: Columns) -> Ints:
    """The log-odds, in `LEAF`, of each unit."""
    ranks = [
        np.searchsorted(borders, columns[name], "left").astype(np.uint8)
        for name, borders in zip(forest.columns, forest.borders, strict=True)
    ]
    ranked = np.stack(ranks)
    scores = np.full(ranked.shape[1], forest.base, np.int64)
    trees = np.arange(len(forest.leaves))[:, np.newaxis]
    for start in range(0, len(scores), _TOGETHER):
        part = ranked[:, start : start + _TOGETHER]
        leaf = np.zeros((len(trees), part.shape[1]), np.uint8)
        for level, (asked, above) in enumerate(zip(forest.asked.T, forest.above.T, strict=True)):
            leaf |= (part[asked] > above[:, np.newaxis]).view(np.uint8) << np.uint8(level)
        scores[start : start + _TOGETHER] += forest.leaves[trees, leaf].sum(axis=0, dtype=np.int64)
    return scores


def chances(scores: Ints) -> Ints:
    """How likely units with these scores are content, of `CHANCE`."""
    return _logistic()[np.clip(scores // (LEAF // _STEPS) + _SURE * _STEPS, 0, 2 * _SURE * _STEPS)]


@cache
def _logistic() -> Ints:
    odds = (np.arange(2 * _SURE * _STEPS + 1) + 0.5) / _STEPS - _SURE
    return np.rint(CHANCE / (1 + np.exp(-odds))).astype(np.int64)


def packed(forest: Forest, prefix: str) -> dict[str, NDArray[Any]]:
    """A forest as arrays under names that begin with `prefix`."""
    return {
        f"{prefix}.columns": np.array(forest.columns),
        f"{prefix}.borders": np.concatenate(forest.borders),
        f"{prefix}.sizes": np.array([len(borders) for borders in forest.borders]),
        f"{prefix}.asked": forest.asked,
        f"{prefix}.above": forest.above,
        f"{prefix}.leaves": forest.leaves,
        f"{prefix}.base": np.array(forest.base),
    }


def unpacked(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Forest:
    """The forest that `packed` made arrays of."""
    sizes = arrays[f"{prefix}.sizes"]
    return Forest(
        tuple(map(str, arrays[f"{prefix}.columns"])),
        tuple(np.split(arrays[f"{prefix}.borders"], np.cumsum(sizes)[:-1])),
        arrays[f"{prefix}.asked"],
        arrays[f"{prefix}.above"],
        arrays[f"{prefix}.leaves"],
        int(arrays[f"{prefix}.base"]),
    )
