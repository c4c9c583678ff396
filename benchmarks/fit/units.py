"""All units of many samples, laid out for learning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.samples import Sample
from cleanpage.features import Frame
from cleanpage.page import batch
from cleanpage.units import Cued, units

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Samples that share a frame.
_TOGETHER = 48

# How a unit's weight grows with its words: between each unit counting the same and each word.
_BY_WORDS = 0.7
# The news sets have fewer pages than the mixed one, and one type of them.
_NEWS = 2.0
# What each kind of sample weighs.
_KINDS = {"text": 1.0, "html": 1.0, "dump": 0.5, "extracted": 0.5, "gold": 0.5}


class Part(NamedTuple):
    """Samples of one fold that share a frame, and which of all units are theirs."""

    samples: Sequence[Sample]
    frame: Frame
    known: Cued
    units: slice
    fold: int


class Laid(NamedTuple):
    """Units of samples; arrays with an item a unit.

    Attributes:
        parts: in order.
        sample: number of its sample.
        fold: of its sample.
        label: share of it that is the author's.
        words: in it.
        is_text: whether its sample is a page's text or HTML, and no other dump or extract of it.
        weight: how much it counts in learning; 1 on average.
    """

    parts: list[Part]
    sample: Ints
    fold: Ints
    label: Floats
    words: Ints
    is_text: NDArray[np.bool_]
    weight: Floats


def lay(samples: Sequence[Sample]) -> Laid:
    """Samples laid out, those of a fold together."""
    samples = sorted(samples, key=lambda one: one.fold)
    parts = list(_parts(samples))
    firsts = np.cumsum([0, *(len(part.samples) for part in parts)])
    sample = np.concatenate([part.frame.units.page + first for part, first in zip(parts, firsts.tolist(), strict=False)])
    words = np.concatenate([np.bincount(part.frame.units.word_unit, minlength=len(part.frame.units)) for part in parts])
    label = np.concatenate([one.labels for one in samples])
    grown = (words + 2.0) ** _BY_WORDS
    by_page = grown / np.bincount(sample, grown)[sample]
    by_size = grown / (np.bincount(sample, words)[sample] + 50.0) ** (_BY_WORDS / 2)
    kinds = np.array([_KINDS[one.kind] * (1.0 if one.page.set == "wcxb" else _NEWS) for one in samples])
    weight = kinds[sample] * np.sqrt(by_page / by_page.mean() * by_size / by_size.mean())
    weight[words == 0] = 0
    fold = np.array([one.fold for one in samples])[sample]
    is_text = np.array([one.kind in ("text", "html") for one in samples])[sample]
    return Laid(parts, sample, fold, label, words, is_text, (weight / weight.mean()).astype(np.float32))


def _parts(samples: Sequence[Sample]) -> Iterator[Part]:
    at = 0
    groups = [list(group) for _, group in groupby(samples, key=lambda one: one.fold)]
    for some in (group[start : start + _TOGETHER] for group in groups for start in range(0, len(group), _TOGETHER)):
        frame = Frame(units(batch([one.text for one in some]).pages))
        known = Cued(*(np.concatenate(columns) for columns in zip(*(one.known for one in some), strict=True)))
        yield Part(some, frame, known, slice(at, at + len(frame.units)), some[0].fold)
        at += len(frame.units)
