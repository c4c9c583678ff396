"""The weights of words: regressions on hashed words, which know nothing of a unit but which words are in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.units import Floats, Ints, Laid
from cleanpage.features import HEADING_WORDS, WEIGHT, Bytes, Frame, edge_buckets, pair_buckets
from cleanpage.units import BUCKETS

# Inverse strengths of the ridge: of what words say anywhere, and at the edges of a unit, where six of them say it together.
_ANYWHERE, _EDGES = 0.3, 0.05
# Steps of the solver; with more the figures of the cross-validation stay as they are.
_STEPS = 30
# What a section holds is judged by so many units behind its heading.
_REACH = 8


class Tokens(NamedTuple):
    """Sparse matrices, a row a unit: its words singly and in pairs, its words alone, and those at its edges."""

    short: Any
    long: Any
    edges: Any


def tokens(laid: Laid) -> Tokens:
    """What words stand in which unit."""
    import scipy.sparse as sp

    single = _sparse(laid, lambda frame: (frame.units.word_unit, frame.units.word_hash))
    pairs = _sparse(laid, lambda frame: (frame.units.word_unit, pair_buckets(frame.units)))
    edges = _sparse(laid, lambda frame: (np.repeat(np.arange(len(frame.units)), 6), edge_buckets(frame).ravel()))
    by_length = sp.diags(np.concatenate([1 / np.sqrt(part.frame.printed) for part in laid.parts]))
    return Tokens((by_length @ sp.hstack([single, pairs])).tocsr(), (by_length @ single).tocsr(), edges)


def fit(laid: Laid, found: Tokens, chosen: NDArray[np.bool_]) -> Bytes:
    """The tables of `features.WORDINGS`, from the chosen units of pages' texts."""
    chosen = chosen & laid.is_text
    heads = chosen & (laid.words <= HEADING_WORDS)
    tails = chosen & (laid.words > HEADING_WORDS)
    behind, before = _around(laid)
    content = regression(found.short[heads], laid.label[heads], laid.weight[heads], _ANYWHERE)
    opens = regression(found.short[heads], behind[heads], np.sqrt(laid.weight[heads]), _ANYWHERE)
    closes = regression(found.short[heads], before[heads], np.sqrt(laid.weight[heads]), _ANYWHERE)
    of_long = regression(found.long[tails], laid.label[tails], laid.weight[tails], _ANYWHERE)
    at_edges = regression(found.edges[chosen], laid.label[chosen], laid.weight[chosen], _EDGES)
    rows = [content[:BUCKETS], of_long, opens[:BUCKETS], closes[:BUCKETS], content[BUCKETS:], opens[BUCKETS:], closes[BUCKETS:], at_edges]
    return np.clip(np.rint(np.stack(rows) * WEIGHT), -127, 127).astype(np.int8)


def _sparse(laid: Laid, buckets: Callable[[Frame], tuple[Ints, Ints]]) -> Any:
    import scipy.sparse as sp

    blocks = []
    for part in laid.parts:
        unit, bucket = buckets(part.frame)
        block = sp.csr_matrix((np.ones(len(unit), np.float32), (unit, bucket)), shape=(len(part.frame.units), BUCKETS))
        block.data = np.minimum(block.data, 1)
        blocks.append(block)
    return sp.vstack(blocks).tocsr()


def _around(laid: Laid) -> tuple[Floats, Floats]:
    """The share of content in the units behind each, and before it."""
    behind, before = np.zeros(len(laid.label), np.float32), np.zeros(len(laid.label), np.float32)
    for part in laid.parts:
        stack = np.stack((np.rint(laid.label[part.units] * 1000), np.full(len(part.frame.units), 1000)), axis=1).astype(np.int64)
        for shares, sums in ((behind, part.frame.around(stack, -1, _REACH)), (before, part.frame.around(stack, _REACH, -1))):
            shares[part.units] = sums[:, 0] / np.maximum(sums[:, 1], 1)
    return behind, before


def regression(rows: Any, label: Floats, weight: Floats, strength: float) -> NDArray[np.float64]:
    """Weights of a logistic regression on labels that are shares: each row counts for content and for the rest, by its share of both."""
    import scipy.sparse as sp
    from sklearn.linear_model import LogisticRegression

    answers = np.concatenate((np.ones(len(label)), np.zeros(len(label))))
    weights = np.concatenate((weight * label, weight * (1 - label))) / weight.mean()
    count = weights > 1e-6
    model = LogisticRegression(C=strength, max_iter=_STEPS, tol=1e-3)
    model.fit(sp.vstack([rows, rows])[count], answers[count], sample_weight=weights[count])
    found: NDArray[np.float64] = model.coef_[0]
    return found
