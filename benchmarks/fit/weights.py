"""All weights: words and hints, a first judge, and trees that see its judgement; each judges pages of sites that it has not seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit import hints, network, wordings
from benchmarks.fit.samples import FOLDS, site
from benchmarks.fit.units import Floats, Ints, Laid, Part
from cleanpage.features import Bytes, Columns, judged, own, placed
from cleanpage.forest import LEAF, Forest, chances
from cleanpage.network import Network
from cleanpage.structure import structured
from cleanpage.weights import Weights, score

# For each fold, and then of all samples, the weights of words and of hints.
_Known = Sequence[tuple[Bytes, Bytes]]

# Borders between a column's values that trees may ask for.
_BORDERS = 64


class _Effort(NamedTuple):
    """Whether a network judges first, not a forest; units a forest is learnt from, drawn by weight; its trees, and how fast it learns."""

    networked: bool
    units: int
    trees: int
    rate: float


# With twice as many units the cross-validation of texts gives the same; with 150,000 units and 150 trees 0.004 less on aeb and wcxb. There
# are six texts to a page, and of HTML one sample: too little for a network, which is 0.007 worse on aeb than a forest there.
_OF_TEXT, _OF_HTML = _Effort(True, 260_000, 250, 0.12), _Effort(False, 150_000, 150, 0.15)
_SETTINGS = {
    "depth": 6,
    "l2_leaf_reg": 5,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "loss_function": "CrossEntropy",
    "border_count": _BORDERS,
    "random_seed": 0,
    "verbose": False,
    "allow_writing_files": False,
}


class Fitted(NamedTuple):
    """What a fit gives: the weights, and for each fold weights that have not seen its sites."""

    weights: Weights
    by_fold: list[Weights]


def fit(laid: Laid, words: Sequence[Bytes] = ()) -> Fitted:
    """Weights from laid out samples.

    Args:
        laid: of texts, or of pages of HTML.
        words: for pages of HTML the weights of words, those of each fold and those of all: learnt from texts, of which there are more.
    """
    folds = [*(laid.fold != fold for fold in range(FOLDS)), np.ones(len(laid.label), bool)]
    if words:
        hinted = hints.fit(laid, hints.tokens(laid), folds)
    else:
        found = wordings.tokens(laid)
        words, hinted = [wordings.fit(laid, found, chosen) for chosen in folds], [np.zeros(0, np.int8)] * len(folds)
        del found
    effort = _OF_HTML if laid.parts[0].samples[0].opened else _OF_TEXT
    odds = _odds(laid, effort.units)
    drawn = np.random.default_rng(0).random(len(odds)) < odds
    known = list(zip(words, hinted, strict=True))
    first: Sequence[Network | Forest]
    if effort.networked:
        first = network.fit(_inputs(laid, known), laid.label, laid.weight, folds)
    else:
        first = _forests(laid, *_rows(laid, known, drawn, None), drawn, odds, effort)
    chance = _judge(laid, known, first)
    second = _forests(laid, *_rows(laid, known, drawn, chance), drawn, odds, effort)
    *by_fold, every = [Weights(words, first[at], second[at], hinted) for at, (words, hinted) in enumerate(known)]
    return Fitted(every, by_fold)


def _odds(laid: Laid, count: int) -> Floats:
    """How likely each unit is drawn, so that about so many are."""
    root = np.sqrt(laid.weight)
    return np.asarray(np.minimum(root * (count / root.sum()), 1))


def _columns(part: Part, known: _Known, chance: Ints | None) -> Columns:
    """Features of a part, by the weights of words and hints that have not seen its sites."""
    words, hints = known[part.fold]
    opened = [one.opened for one in part.samples if one.opened]
    columns = placed(part.frame, own(part.frame, words, part.known)) | (structured(part.frame, opened, hints) if opened else {})
    return columns if chance is None else judged(part.frame, columns, chance[part.units])


def _rows(laid: Laid, known: _Known, drawn: NDArray[np.bool_], chance: Ints | None) -> tuple[list[str], Floats]:
    """The drawn units' features."""
    names: list[str] = []
    blocks = []
    for part in laid.parts:
        columns = _columns(part, known, chance)
        names = list(columns)
        blocks.append(np.stack([column[drawn[part.units]] for column in columns.values()], axis=1))
    return names, np.concatenate(blocks)


def _forests(laid: Laid, names: list[str], rows: Floats, drawn: NDArray[np.bool_], odds: Floats, effort: _Effort) -> list[Forest]:
    """A forest for each fold, learnt from the others, and one learnt from all."""
    borders = [np.unique(np.quantile(column, np.linspace(0, 1, _BORDERS + 1)[1:-1]).astype(np.float32)) for column in rows.T]
    ranks = np.stack([np.searchsorted(edges, column, "left") for edges, column in zip(borders, rows.T, strict=True)], axis=1).astype(
        np.uint8
    )
    label, weight, fold = laid.label[drawn], laid.weight[drawn] / odds[drawn], laid.fold[drawn]
    chosen = [*(fold != one for one in range(FOLDS)), np.ones(len(fold), bool)]
    return [_forest(names, borders, ranks[some], label[some], weight[some], effort) for some in chosen]


def _forest(names: list[str], borders: list[Floats], ranks: NDArray[np.uint8], label: Floats, weight: Floats, effort: _Effort) -> Forest:
    from catboost import CatBoostClassifier, Pool

    model = CatBoostClassifier(iterations=effort.trees, learning_rate=effort.rate, **_SETTINGS)
    model.fit(Pool(ranks.astype(np.float32), label, weight=weight))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return _read(json.loads(path.read_text("utf-8")), names, borders)


def _read(model: dict[str, Any], names: list[str], borders: list[Floats]) -> Forest:
    """A forest out of CatBoost's own description: it asks about ranks, which lie on whole numbers, with borders between them."""
    trees = model["oblivious_trees"]
    questions = [[(split["float_feature_index"], int(split["border"])) for split in tree["splits"]] for tree in trees]
    used = {column: sorted({border for tree in questions for asked, border in tree if asked == column}) for column in range(len(names))}
    columns = [column for column, found in used.items() if found]
    number = {column: at for at, column in enumerate(columns)}
    depth = max(map(len, questions))
    asked, above = np.zeros((len(trees), depth), np.uint16), np.full((len(trees), depth), 255, np.uint8)
    leaves = np.zeros((len(trees), 1 << depth), np.int16)
    scale, (bias,) = model["scale_and_bias"]
    for tree, (splits, found) in enumerate(zip(questions, trees, strict=True)):
        for level, (column, border) in enumerate(splits):
            asked[tree, level], above[tree, level] = number[column], used[column].index(border)
        leaves[tree, : 1 << len(splits)] = np.rint(np.array(found["leaf_values"]) * scale * LEAF)
    chosen = tuple(borders[column][used[column]] for column in columns)
    return Forest(tuple(names[column] for column in columns), chosen, asked, above, leaves, round(bias * LEAF))


def _inputs(laid: Laid, known: _Known) -> network.Inputs:
    """What networks are learnt from."""
    drawn = np.random.default_rng(0).random(len(laid.label)) < network.SEEN / len(laid.label)
    names, rows = _rows(laid, known, drawn, None)
    borders = [np.unique(np.quantile(column, np.linspace(0, 1, network.BORDERS)[1:-1]).astype(np.float32)) for column in rows.T]
    ranks = np.empty((len(laid.label), len(names)), np.uint8)
    for part in laid.parts:
        for at, (edges, column) in enumerate(zip(borders, _columns(part, known, None).values(), strict=True)):
            ranks[part.units, at] = np.searchsorted(edges, column, "left")
    every = [part.frame.units for part in laid.parts]
    samples = [one for part in laid.parts for one in part.samples]
    sites = {name: number for number, name in enumerate(dict.fromkeys(site(one.page) for one in samples))}
    return network.Inputs(
        tuple(names),
        tuple(borders),
        ranks,
        np.concatenate([part.known.whole for part in laid.parts]),
        np.concatenate([units.word_hash for units in every]).astype(np.int32),
        np.cumsum([0, *chain.from_iterable(np.bincount(units.word_unit, minlength=len(units)).tolist() for units in every)]),
        np.searchsorted(laid.sample, np.arange(len(samples) + 1)),
        np.array([sites[site(one.page)] for one in samples]),
    )


def _judge(laid: Laid, known: _Known, judges: Sequence[Network | Forest]) -> Ints:
    """How likely each unit is content, by what has not seen its site."""
    return np.concatenate([chances(score(judges[part.fold], part.frame, _columns(part, known, None))) for part in laid.parts])
