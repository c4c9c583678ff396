"""A small convolutional network over the units of pages; numpy alone, whole numbers alone.

What is multiplied and summed are whole numbers, and sums stay below 2**24, up to which single precision is exact in whatever order a
processor adds: a unit gets the same chance on any machine, whatever other pages are in its batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanpage.features import Bytes, Columns, Frame
from cleanpage.forest import LEAF
from cleanpage.units import Ints

Floats = NDArray[np.float32]

# Of a unit's words so many are read at its beginning, and as many at its end.
EDGE = 20
# A channel's value is a whole number up to this: three times 48 of them, by weights of up to 127, sum up to 9.3 million.
MOST = 511
# OpenBLAS, which numpy's wheels bring, shares a product of more multiplications among all processors: with products as small as ours that
# takes twice the work and gains nothing, and workers get in each other's way.
_ALONE = 1 << 18
# How far apart the units are that each layer sees together.
REACHES = (1, 2, 4, 8, 1)
# The layer that is also told the mean of the page.
PAGED = 2


class Layer(NamedTuple):
    """Weighs whole numbers.

    Attributes:
        weights: whole numbers, a row an input and a column an output.
        scale: for each output what its sum is multiplied by.
        bias: for each output what is added to that.
    """

    weights: Bytes
    scale: Floats
    bias: Floats

    def __call__(self, values: Floats) -> Floats:
        """The outputs, a row for each of the values'."""
        inputs, outputs = self.weights.shape
        rows = max(_ALONE // (inputs * outputs), 1)
        stacked = np.zeros((-(-len(values) // rows), rows, inputs), np.float32)
        stacked.reshape(-1, inputs)[: len(values)] = values
        sums = (stacked @ self.weights.astype(np.float32)).reshape(-1, outputs)[: len(values)]
        return np.asarray(sums * self.scale + self.bias)


class Network(NamedTuple):
    """What a unit is by its features, its words and its cue, and then by the units around it.

    Attributes:
        columns: the names of the features.
        borders: for each feature the values between its ranks.
        words: a row of weights for each bucket of words.
        cues: for each cue, and for none, what it adds to the channels.
        features: layer of the features' ranks.
        meaning: layer of what a unit's words sum up to.
        around: for each of `REACHES` a layer of the channels of a unit and of the two so far from it: above, itself, below.
        page: layer of the mean of the page's channels.
        last: layer of the channels that gives the log-odds that a unit is content.
    """

    columns: tuple[str, ...]
    borders: tuple[Floats, ...]
    words: Bytes
    cues: Floats
    features: Layer
    meaning: Layer
    around: tuple[Layer, ...]
    page: Layer
    last: Layer


def score(network: Network, frame: Frame, columns: Columns) -> Ints:
    """The log-odds, in `forest.LEAF`, of each unit."""
    cues = network.cues[columns["cue"].astype(np.int64)]
    channels = _whole(network.features(_ranks(network, columns)) + network.meaning(_meaning(network, frame)) + cues)
    for number, (reach, layer) in enumerate(zip(REACHES, network.around, strict=True)):
        told = _whole(layer(np.concatenate((_shifted(frame, channels, -reach), channels, _shifted(frame, channels, reach)), axis=1)))
        if number == PAGED:
            mean = frame.of_page(channels.astype(np.int64)) / (frame.stop - frame.first)[:, np.newaxis]
            told += _whole(network.page(np.rint(mean).astype(np.float32)))
        channels = np.minimum(channels + told, MOST)
    return np.rint(network.last(channels)[:, 0] * LEAF).astype(np.int64)


def _whole(values: Floats) -> Floats:
    return np.rint(np.clip(values, 0, MOST))


def _ranks(network: Network, columns: Columns) -> Floats:
    ranks = [np.searchsorted(borders, columns[name], "left") for name, borders in zip(network.columns, network.borders, strict=True)]
    return np.stack(ranks, axis=1).astype(np.float32)


def _meaning(network: Network, frame: Frame) -> Floats:
    """What the words at each unit's edges sum up to, by the root of their number."""
    units, count = frame.units, len(frame.units)
    words = np.bincount(units.word_unit, minlength=count)
    place = np.arange(len(units.word_unit)) - (np.cumsum(words) - words)[units.word_unit]
    read = (place < EDGE) | (place >= words[units.word_unit] - EDGE)
    taken = np.minimum(words, 2 * EDGE)
    summed = np.zeros((count, network.words.shape[1]), np.float32)
    worded = np.flatnonzero(taken)
    if len(worded):
        first = (np.cumsum(taken) - taken)[worded]
        summed[worded] = np.add.reduceat(network.words[units.word_hash[read]], first, axis=0, dtype=np.int32)
    return np.rint(summed / np.sqrt(np.maximum(taken, 1).astype(np.float32))[:, np.newaxis])


def _shifted(frame: Frame, values: Floats, by: int) -> Floats:
    """The values of the unit so far below each, or above; zeros beyond its page."""
    at = frame.at + by
    inside = (at >= frame.first) & (at < frame.stop)
    return values[np.where(inside, at, 0)] * inside[:, np.newaxis]


def packed(network: Network, prefix: str) -> dict[str, NDArray[Any]]:
    """A network as arrays under names that begin with `prefix`."""
    layers = {"features": network.features, "meaning": network.meaning, "page": network.page, "last": network.last}
    layers |= {f"around {number}": layer for number, layer in enumerate(network.around)}
    arrays: dict[str, NDArray[Any]] = {
        f"{prefix}.columns": np.array(network.columns),
        f"{prefix}.borders": np.concatenate(network.borders),
        f"{prefix}.sizes": np.array([len(borders) for borders in network.borders]),
        f"{prefix}.words": network.words,
        f"{prefix}.cues": network.cues,
    }
    return arrays | {f"{prefix}.{name}.{part}": array for name, layer in layers.items() for part, array in layer._asdict().items()}


def unpacked(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Network:
    """The network that `packed` made arrays of."""

    def layer(name: str) -> Layer:
        return Layer(*(arrays[f"{prefix}.{name}.{part}"] for part in Layer._fields))

    return Network(
        tuple(map(str, arrays[f"{prefix}.columns"])),
        tuple(np.split(arrays[f"{prefix}.borders"], np.cumsum(arrays[f"{prefix}.sizes"])[:-1])),
        arrays[f"{prefix}.words"],
        arrays[f"{prefix}.cues"],
        layer("features"),
        layer("meaning"),
        tuple(layer(f"around {number}") for number in range(len(REACHES))),
        layer("page"),
        layer("last"),
    )
