"""The network: learnt with PyTorch in single precision, then told in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.units import Floats, Ints
from cleanpage.features import CUES
from cleanpage.network import EDGE, MOST, PAGED, REACHES, Layer, Network
from cleanpage.units import BUCKETS

# Borders between a column's values that are told apart.
BORDERS = 32
# Units that they are told from.
SEEN = 160_000
# Weights of a word, and channels of a unit.
_MEANING, _CHANNELS = 16, 48
_ROUNDS, _RATE, _DECAY, _DECAY_OF_WORDS = 4, 2e-3, 0.05, 0.1
# Shares of inputs and of words that are left out by lot. Without the latter words are learnt by heart.
_DROPPED, _WORDS_DROPPED = 0.3, 0.4
# Words that fewer samples' sites have, by their bucket, have no weight. Without that pages are learnt by heart.
_SITES = 20
# Units of one step; of a longer page so many are learnt from, from a place drawn by lot.
_STEP, _LONGEST = 3000, 700
# Of the values that a channel has all but so many are told apart.
_BEYOND = 1e-4
_LARGEST = 127
# Samples on which that is seen.
_CALIBRATED = 500


class Inputs(NamedTuple):
    """What networks are learnt from; arrays with an item a unit unless said otherwise.

    Attributes:
        names: of the columns.
        borders: for each column.
        ranks: a column each.
        cues: numbers.
        words: for each word its bucket.
        word_edges: the number of each unit's first word, and the number of words.
        edges: the number of each sample's first unit, and the number of units.
        site: the number of each sample's site.
    """

    names: tuple[str, ...]
    borders: tuple[Floats, ...]
    ranks: NDArray[np.uint8]
    cues: Ints
    words: NDArray[np.int32]
    word_edges: Ints
    edges: Ints
    site: Ints


def fit(inputs: Inputs, label: Floats, weight: Floats, chosen: Sequence[NDArray[np.bool_]]) -> list[Network]:
    """A network learnt from each choice of units.

    Args:
        inputs: of all samples.
        label: share of each unit that is the author's.
        weight: how much each unit counts.
        chosen: which units each network is learnt from, whole samples alone.
    """
    first = inputs.edges[:-1]
    return [_told(inputs, _learnt(inputs, label, weight, np.flatnonzero(units[first]))) for units in chosen]


def _batches(inputs: Inputs, samples: Ints, lot: np.random.Generator) -> list[Ints]:
    """Samples of about one size that are learnt from together."""
    sizes = np.minimum(np.diff(inputs.edges)[samples], _LONGEST)
    order = np.argsort(sizes * (1 + lot.random(len(samples)) / 5), kind="stable")
    found, held, widest = list[list[int]](), list[int](), 0
    for sample, size in zip(samples[order].tolist(), sizes[order].tolist(), strict=True):
        if held and max(widest, size) * (len(held) + 1) > _STEP:
            found.append(held)
            held, widest = [], 0
        held.append(sample)
        widest = max(widest, size)
    found.append(held)
    lot.shuffle(found)
    return [np.array(samples) for samples in found]


def _grid(inputs: Inputs, samples: Ints, lot: np.random.Generator) -> Ints:
    """The units of some samples, a row a sample, -1 where there are no more."""
    first, sizes = inputs.edges[samples], np.diff(inputs.edges)[samples]
    first = first + (lot.random(len(samples)) * np.maximum(sizes - _LONGEST + 1, 1)).astype(np.int64) * (sizes > _LONGEST)
    sizes = np.minimum(sizes, _LONGEST)
    at = np.arange(sizes.max())
    return np.where(at < sizes[:, np.newaxis], first[:, np.newaxis] + at, -1)


def _read(inputs: Inputs, units: Ints) -> tuple[NDArray[np.int64], Ints, Ints]:
    """The buckets of the words at the edges of some units, where each unit's begin, and how many each has; -1 is a unit without any."""
    at = np.maximum(units, 0)
    count = np.where(units >= 0, inputs.word_edges[at + 1] - inputs.word_edges[at], 0)
    taken = np.minimum(count, 2 * EDGE)
    first = np.cumsum(taken) - taken
    place = np.arange(taken.sum()) - np.repeat(first, taken)
    place += np.where(place >= EDGE, np.repeat(count - taken, taken), 0)
    return inputs.words[np.repeat(inputs.word_edges[at], taken) + place].astype(np.int64), first, taken


def _module(columns: int) -> Any:
    import torch
    from torch import nn

    layers = {
        "features": nn.Linear(columns, _CHANNELS),
        "meaning": nn.Linear(_MEANING, _CHANNELS, bias=False),
        "cues": nn.Embedding(len(CUES) + 1, _CHANNELS),
        "words": nn.EmbeddingBag(BUCKETS, _MEANING, mode="sum"),
        "around": nn.ModuleList([nn.Conv1d(_CHANNELS, _CHANNELS, 3, padding=reach, dilation=reach) for reach in REACHES]),
        "page": nn.Linear(_CHANNELS, _CHANNELS),
        "last": nn.Linear(_CHANNELS, 1),
    }
    nn.init.normal_(layers["words"].weight, 0, 0.1)
    nn.init.normal_(layers["cues"].weight, 0, 0.1)
    return torch.nn.ModuleDict(layers)


def _channels(module: Any, inputs: Inputs, grid: Ints, dropped: float) -> Any:
    """The channels of a grid of units."""
    import torch
    from torch.nn import functional

    units = grid.ravel()
    at = np.maximum(units, 0)
    words, first, taken = map(torch.from_numpy, _read(inputs, units))
    is_there = torch.from_numpy((grid >= 0).astype(np.float32))[..., None]
    lot = (torch.rand(len(words)) >= _WORDS_DROPPED).float() / (1 - _WORDS_DROPPED) if dropped else None
    meaning = module["words"](words, first, per_sample_weights=lot) / taken.clamp(min=1).sqrt()[:, None]
    ranks = torch.from_numpy(inputs.ranks[at].astype(np.float32)) * torch.from_numpy(_steps(inputs)) - 1
    ranks, meaning = functional.dropout(ranks, dropped, dropped > 0), functional.dropout(meaning, dropped, dropped > 0)
    cues = module["cues"](torch.from_numpy(inputs.cues[at]))
    channels = functional.relu(module["features"](ranks) + module["meaning"](meaning) + cues).view(*grid.shape, -1) * is_there
    for number, layer in enumerate(module["around"]):
        told = functional.relu(layer(channels.transpose(1, 2)).transpose(1, 2))
        told = functional.dropout(told, dropped, dropped > 0)
        if number == PAGED:
            mean = channels.sum(1) / is_there.sum(1)
            told = told + functional.relu(module["page"](mean))[:, None]
        channels = (channels + told) * is_there
    return channels


def _learnt(inputs: Inputs, label: Floats, weight: Floats, samples: Ints) -> Any:
    """A module learnt from some samples."""
    import torch
    from torch.nn import functional

    torch.manual_seed(0)
    lot = np.random.default_rng(0)
    module = _module(len(inputs.names))
    words = module["words"].weight
    known = torch.from_numpy(_known(inputs, samples))
    with torch.no_grad():
        words[~known] = 0
    words.register_hook(lambda gradient: gradient * known[:, None])
    others = [parameter for name, parameter in module.named_parameters() if name != "words.weight"]
    groups = [{"params": others, "weight_decay": _DECAY}, {"params": [words], "weight_decay": _DECAY_OF_WORDS}]
    steps = [grid for _ in range(_ROUNDS) for grid in _batches(inputs, samples, lot)]
    learning = torch.optim.AdamW(groups, lr=_RATE)
    rates = torch.optim.lr_scheduler.OneCycleLR(learning, _RATE, total_steps=len(steps), pct_start=0.15)
    module.train()
    for batch in steps:
        grid = _grid(inputs, batch, lot)
        there = torch.from_numpy(np.where(grid >= 0, weight[np.maximum(grid, 0)], 0))
        odds = module["last"](_channels(module, inputs, grid, _DROPPED)).squeeze(-1)
        losses = functional.binary_cross_entropy_with_logits(odds, torch.from_numpy(label[np.maximum(grid, 0)]), reduction="none")
        learning.zero_grad()
        ((losses * there).sum() / there.sum().clamp(min=1e-6)).backward()
        torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        learning.step()
        rates.step()
    return module.eval()


def _known(inputs: Inputs, samples: Ints) -> NDArray[np.bool_]:
    """Which buckets of words enough sites of these samples have."""
    pairs = [np.zeros(0, np.int64)]
    for sample in samples.tolist():
        first, stop = inputs.word_edges[inputs.edges[sample : sample + 2]]
        pairs.append(np.unique(inputs.words[first:stop]).astype(np.int64) + BUCKETS * inputs.site[sample])
    return np.bincount(np.unique(np.concatenate(pairs)) % BUCKETS, minlength=BUCKETS) >= _SITES


def _steps(inputs: Inputs) -> Floats:
    """For each column what a rank is worth, so that ranks go from -1 to 1."""
    return np.array([2 / max(len(borders), 1) for borders in inputs.borders], np.float32)


def _told(inputs: Inputs, module: Any) -> Network:
    """A module in whole numbers."""
    arrays = {name: parameter.detach().numpy() for name, parameter in module.named_parameters()}
    # A channel's values, whatever they are, are told from 0 to MOST.
    grown = MOST / np.maximum(_highest(inputs, module), 1e-3)
    words = arrays["words.weight"]
    per_word = _LARGEST / np.abs(words).max()
    steps = _steps(inputs)
    features = arrays["features.weight"]
    around = [
        _layer(np.concatenate(np.moveaxis(arrays[f"around.{number}.weight"], 2, 0) / grown, axis=1), arrays[f"around.{number}.bias"], grown)
        for number in range(len(REACHES))
    ]
    return Network(
        inputs.names,
        inputs.borders,
        np.rint(words * per_word).astype(np.int8),
        (arrays["cues.weight"] * grown).astype(np.float32),
        _layer(features * steps, arrays["features.bias"] - features.sum(axis=1), grown),
        _layer(arrays["meaning.weight"] / per_word, np.zeros(_CHANNELS, np.float32), grown),
        tuple(around),
        _layer(arrays["page.weight"] / grown, arrays["page.bias"], grown),
        _layer(arrays["last.weight"] / grown, arrays["last.bias"], np.ones(1)),
    )


def _layer(weights: NDArray[Any], bias: NDArray[Any], grown: NDArray[Any]) -> Layer:
    """A layer whose outputs are `grown`; weights have a row an output."""
    per_output = np.maximum(np.abs(weights).max(axis=1), 1e-9) / _LARGEST
    whole = np.rint(weights / per_output[:, np.newaxis]).astype(np.int8)
    return Layer(np.ascontiguousarray(whole.T), (per_output * grown).astype(np.float32), (bias * grown).astype(np.float32))


def _highest(inputs: Inputs, module: Any) -> NDArray[Any]:
    """For each channel a value that next to none is above, on some samples."""
    import torch

    lot = np.random.default_rng(0)
    samples = lot.permutation(len(inputs.site))[:_CALIBRATED]
    with torch.no_grad():
        found = [
            _channels(module, inputs, grid := _grid(inputs, batch, lot), 0)[torch.from_numpy(grid >= 0)]
            for batch in _batches(inputs, samples, lot)
        ]
    return np.asarray(np.quantile(torch.cat(found).numpy(), 1 - _BEYOND, axis=0))
