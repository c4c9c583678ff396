"""The weights of runs of characters: regressions that tell wordings of residue from lines of authors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, placing
from benchmarks.data import Page
from benchmarks.residue import is_held
from cleanpage.grams import BITS, lay, runs
from cleanpage.likeness import FAMILY_BITS, SCALE, Likeness
from cleanpage.packs import builtin
from cleanpage.page import sentences
from cleanpage.stages.likeness import CODES, LONGEST

# Inverse strength of the ridge; with a third or three times as much the figures are the same within their noise.
_RIDGE = 10
_STEPS = 200

# The family of each kind of wording that stands on a line of its own.
_FAMILIES = {
    "ad-line": "AD",
    "caption-line": "PH",
    "promo-line": "PR",
    "related-line": "RL",
    "share-line": "SH",
    "comment-line": "CM",
    "paywall-line": "PR",
    "consent-line": "CK",
    "legal-line": "CP",
    "navigation-line": "NV",
    "stamp-line": "TS",
    "tags-line": "TS",
    "debris-line": "PH",
    "trailer-line": "TS",
}
_WHOLE = ("line", "row", "label")
# The share of a family's weights that are told apart by size; those beyond are as large as the last.
_MOST_WEIGHTS = 0.9995
# So many lines of authors' a look-alike counts as, and a line of the corpus's pages that `trim` leaves: menus and dates among them.
_LOOK_ALIKES, _LEFT = 6, 4


class Lines(NamedTuple):
    """What is learnt from.

    Attributes:
        residue: lines of residue.
        families: the family of each.
        authors: lines of authors.
    """

    residue: list[str]
    families: list[str]
    authors: list[str]


def lines(pages: Sequence[Page]) -> Lines:
    """Shown wordings and examples of rules; authors' lines: gold of pages and of the corpus, look-alikes, and lines written for this."""
    residue: dict[str, str] = {}
    authors: list[str] = []
    for rule in builtin():
        if rule.where in _WHOLE and rule.family in CODES:
            residue |= {example: rule.family for example in rule.removes if "\n" not in example and "⟦" not in example}
        authors += [line for example in rule.keeps for line in example.split("\n")] * _LOOK_ALIKES
    for language in placing.languages():
        corpus = placing.read(language)
        residue |= {wording: _FAMILIES[kind] for kind, wording in corpus.residues if kind in _FAMILIES and not is_held(wording)}
        authors += [text for text in corpus.look_alikes if not is_held(text)] * _LOOK_ALIKES
        authors += corpus.lines
        authors += [text for paragraph in corpus.paragraphs for text in (paragraph, *sentences(paragraph))]
    left = [line for page in data.corpus("trim") for line in page.gold.split("\n")]
    kept = {line.strip().casefold() for line in left}
    residue = {text: family for text, family in residue.items() if text.strip().casefold() not in kept}
    authors += left * _LEFT
    for page in [*pages, *data.innocents()]:
        authors += page.gold.split("\n")
    folded = {text.strip().casefold() for text in residue}
    authors = [text for line in authors if 0 < len(text := line.strip()) <= LONGEST and text.casefold() not in folded]
    return Lines(list(residue), list(residue.values()), authors)


def fit(found: Lines) -> Likeness:
    """Weights from lines. Runs that stand in none of them speak for nothing, so that a line in a language that is in none of them stays."""
    from sklearn.linear_model import LogisticRegression

    rows = _matrix([*found.residue, *found.authors], BITS)
    is_residue = np.arange(rows.shape[0]) < len(found.residue)
    model = LogisticRegression(C=_RIDGE, max_iter=_STEPS, solver="liblinear", random_state=0, fit_intercept=False)
    model = model.fit(rows, is_residue)
    families = tuple(CODES)
    of_family = []
    coarse = _matrix(found.residue, FAMILY_BITS)
    for family in families:
        one = LogisticRegression(
            C=_RIDGE, max_iter=_STEPS, solver="liblinear", random_state=0, fit_intercept=False, class_weight="balanced"
        )
        of_family.append(one.fit(coarse, np.array(found.families) == family).coef_[0])
    return Likeness(_whole(model.coef_[0] * SCALE, np.int16), families, _told(np.array(of_family)))


def _matrix(texts: Sequence[str], bits: int) -> Any:
    """A row a line and a column a bucket; a line's runs weigh one over the root of their number each."""
    import scipy.sparse as sp

    laid = lay(texts)
    of = np.repeat(np.arange(len(texts)), laid.sizes)
    every = [(of[inside], bucket[inside] & np.uint32((1 << bits) - 1)) for bucket, inside in runs(laid)]
    line, bucket = (np.concatenate(column) for column in zip(*every, strict=True))
    count = laid.counts()
    return sp.csr_matrix((1 / np.sqrt(count[line]), (line, bucket.astype(np.int32))), shape=(len(texts), 1 << bits))


def _told(weights: NDArray[np.float64]) -> NDArray[Any]:
    return _whole(weights * (np.iinfo(np.int8).max / np.quantile(np.abs(weights), _MOST_WEIGHTS)), np.int8)


def _whole(weights: NDArray[np.float64], kind: type[np.integer[Any]]) -> NDArray[Any]:
    most = np.iinfo(kind).max
    return np.rint(np.clip(weights, -most, most)).astype(kind)
