"""The weights of hints: a regression on the words of classes, ids and roles of all elements that a line stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.units import Laid
from benchmarks.fit.wordings import regression
from cleanpage.dump import HINTS, Dump
from cleanpage.features import WEIGHT, Bytes

# Inverse strength of the ridge: a line has some fifty hints, which all say much the same.
_STRENGTH = 0.02


def tokens(laid: Laid) -> Any:
    """A sparse matrix, a row a unit: the hints around it."""
    import scipy.sparse as sp

    blocks = []
    for part in laid.parts:
        lines = sp.vstack([_of_lines(one.opened.dump) for one in part.samples if one.opened]).tocsr()
        blocks.append(lines[np.repeat(np.arange(lines.shape[0]), np.diff(part.frame.units.lines))])
    return sp.vstack(blocks).tocsr()


def fit(laid: Laid, found: Any, chosen: Sequence[NDArray[np.bool_]]) -> list[Bytes]:
    """A weight for each bucket of `dump.HINTS`, learnt from each choice of units."""
    counted = [one & (laid.weight > 0) for one in chosen]
    learnt = [regression(found[some], laid.label[some], laid.weight[some], _STRENGTH) for some in counted]
    return [np.clip(np.rint(one * WEIGHT), -127, 127).astype(np.int8) for one in learnt]


def _of_lines(page: Dump) -> Any:
    import scipy.sparse as sp

    some = page.elements
    own = sp.csr_matrix((np.ones(len(some.hint)), (some.hint_of, some.hint)), shape=(len(some.opened), HINTS))
    at = some.block[page.element]
    found = own[at]
    while (above := some.parent[at])[some.level[at] > 1].size:
        found = found + sp.diags((some.level[at] > 1).astype(float)) @ own[above]
        at = above
    found.data = np.minimum(found.data, 1)
    return found.tocsr()
