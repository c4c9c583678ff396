"""Trees score as their questions say, and weights are the ones their checksum was made of."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from cleanpage.checked import WeightsError
from cleanpage.features import CHANCE
from cleanpage.forest import LEAF, Forest, chances, packed, score, unpacked
from cleanpage.weights import FAST, HTML, TEXT, load, save, shipped

# Two trees over two columns: is "words" above 3, is "commas" above 0; is "words" above 10, and a level nobody asks at.
FOREST = Forest(
    ("words", "commas"),
    (np.array([3, 10], np.float32), np.array([0], np.float32)),
    np.array([[0, 1], [0, 0]], np.uint16),
    np.array([[0, 0], [1, 255]], np.uint8),
    np.array([[-400, -100, 0, 300], [-50, 70, 0, 0]], np.int16),
    7,
)


def test_score_is_the_sum_of_the_leaves_that_are_reached() -> None:
    columns = {"words": np.array([3, 4, 11, 2], np.float32), "commas": np.array([0, 0, 2, 1], np.float32)}
    assert score(FOREST, columns).tolist() == [-400 - 50 + 7, -100 - 50 + 7, 300 + 70 + 7, 0 - 50 + 7]


def test_score_of_many_units_is_that_of_each() -> None:
    columns = {"words": np.arange(20_000, dtype=np.float32) % 13, "commas": np.arange(20_000, dtype=np.float32) % 2}
    scores = score(FOREST, columns)
    assert scores[:26].tolist() == scores[-26 - 20_000 % 26 : -(20_000 % 26)].tolist()


@pytest.mark.parametrize("odds", [-11.0, -2.5, -0.1, 0.3, 4.0, 11.0])
def test_chances_are_the_logistic_of_scores(odds: float) -> None:
    chance = chances(np.array([round(odds * LEAF)]))[0] / CHANCE
    assert chance == pytest.approx(1 / (1 + math.exp(-odds)), abs=0.002)


def test_chances_of_scores_without_bounds_are_none_or_all() -> None:
    assert chances(np.array([-(10**9), 10**9])).tolist() == [0, CHANCE]


def test_a_forest_survives_being_packed() -> None:
    again = unpacked(packed(FOREST, "one"), "one")
    assert again.columns == FOREST.columns
    assert [borders.tolist() for borders in again.borders] == [borders.tolist() for borders in FOREST.borders]
    assert (again.asked == FOREST.asked).all()
    assert again.base == FOREST.base


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "prose.npz"
    save(shipped(), copy)
    load(copy)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(WeightsError, match="install the package anew"):
        load(copy)


def test_weights_are_a_few_megabytes_at_most() -> None:
    assert sum(file.stat().st_size for file in (TEXT, HTML, FAST)) < 3_000_000


@pytest.mark.parametrize("file", [TEXT, HTML, FAST])
def test_weights_hold_no_text(file: Path) -> None:
    """Names of columns are all the text there is: words are known by their hashes."""
    with np.load(file, allow_pickle=False) as arrays:
        texts = {name for name in arrays.files if arrays[name].dtype.kind not in "iuf"}
    assert texts == {"first.columns", "second.columns"}
