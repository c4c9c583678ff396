"""What HTML tells of a page's lines, as columns for the prose stage: the elements a line stands in, its links, what others make of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleanpage.dump import Dump
from cleanpage.features import Bytes, Columns, Frame
from cleanpage.html import Opened
from cleanpage.page import batch
from cleanpage.units import BUCKETS, Ints, Units, units

# Kinds of elements that tell something by standing around a line.
_AROUND = (
    "a",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "dl",
    "em",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "time",
    "ul",
)
# How many elements up a line's containers are weighed.
_CONTAINERS = 4
# Words that are compared together.
_RUN = 3
# A line of so many characters outside of links counts as prose of its containers.
_PROSE_CHARS = 60

Floats = NDArray[np.float32]


def structured(frame: Frame, opened: Sequence[Opened], hints: Bytes) -> Columns:
    """The columns of a batch of pages of HTML.

    Args:
        frame: of the units of their dumps.
        opened: the pages, all with the votes of the same extractors.
        hints: a weight for each bucket of `dump.HINTS`.
    """
    dumps = [page.dump for page in opened]
    votes = {name: [page.votes[name] for page in opened] for name in opened[0].votes}
    lines = [_of_lines(page, hints) for page in dumps]
    line_of = np.repeat(np.arange(len(frame.units.lines) - 1), np.diff(frame.units.lines))
    columns = {f"html {name}": np.concatenate([one[name] for one in lines])[line_of].astype(np.float32) for name in lines[0]}
    metadata = {name: [page.told[name] for page in dumps] for name in dumps[0].told}
    texts = {**votes, **metadata, "title": [page.title for page in dumps]}
    for name, made in texts.items():
        columns[f"html {name}"] = agreed(frame, made)
    for name in ("linked", "hints", *(name for name in texts if name != "title")):
        whole = np.rint(np.maximum(columns[f"html {name}"], 0) * 100).astype(np.int64) * frame.words
        for reach in (3, 10):
            for view, before, after in (("above", reach, -1), ("below", -1, reach)):
                told = frame.around(whole, before, after) / np.maximum(frame.around(frame.words, before, after), 1)
                columns[f"html {name} {reach} {view}"] = told.astype(np.float32)
        columns[f"html {name} of page"] = (frame.of_page(whole) / frame.of_page(frame.words)).astype(np.float32)
    for name in ("kind", "hints", "level", "linked"):
        for by in (-1, 1):
            columns[f"html {name} {by:+d}"] = frame.next_to(columns[f"html {name}"], by)
    heads = columns["html in h1"] > 0
    columns["html since h1"], columns["html until h1"] = frame.since(heads), frame.until(heads)
    return columns


def agreed(frame: Frame, texts: Sequence[str]) -> Floats:
    """For each unit the share of its runs of words that stand in another text of its page; -1 where that text is empty."""
    own = frame.units
    other = units(batch([text or " " for text in texts]).pages) if texts else own
    page, run, unit = _runs(own)
    other_page, other_run, _ = _runs(other)
    keys, others = page * (1 << 48) + run, other_page * (1 << 48) + other_run
    found = np.bincount(unit, np.isin(keys, others), len(own))
    share = found / np.maximum(np.bincount(unit, minlength=len(own)), 1)
    empty = np.array([not text.strip() for text in texts])
    return np.where(empty[own.page], -1, share).astype(np.float32)


def _runs(some: Units) -> tuple[Ints, Ints, Ints]:
    """Page, key and unit of each run of `_RUN` words of a unit; a shorter unit is one run."""
    words, unit = some.word_hash, some.word_unit
    count = len(words)
    at = np.arange(count)
    first = np.flatnonzero(np.diff(unit, prepend=-1))
    size = np.diff(np.append(first, count))
    offset = at - np.repeat(first, size)
    left = np.repeat(size, size) - offset
    starts = (left >= _RUN) | (offset == 0)
    key = words.copy()
    for by in range(1, _RUN):
        follows = left > by
        key = key * BUCKETS + np.where(follows, words[np.minimum(at + by, max(count - 1, 0))] + 1, 0)
    return some.page[unit[starts]], key[starts] & ((1 << 48) - 1), unit[starts]


def _of_lines(page: Dump, hints: Bytes) -> dict[str, NDArray[np.generic]]:
    some, at = page.elements, page.at
    block = some.block[page.element]
    parent = some.parent[block]
    columns: dict[str, NDArray[np.generic]] = {}
    size = np.maximum(page.size, 1)
    columns["kind"], columns["parent kind"] = some.kind[block], some.kind[parent]
    columns["level"] = some.level[block]
    columns["linked"], columns["bold"] = page.linked / size, page.bold / size
    weights = np.bincount(some.hint_of, hints[some.hint], len(some.opened)).astype(np.int64)
    columns["hints"] = page.held(weights)[at]
    columns["own hints"], columns["parent hints"] = weights[block], weights[parent]
    least = _along(page, weights, np.minimum)
    columns["least hints"], columns["most hints"] = least[block], _along(page, weights, np.maximum)[block]
    columns["hidden"] = page.held(some.hidden)[at]
    columns |= {f"in {kind}": column for kind, column in zip(_AROUND, page.around(_AROUND).T, strict=True)}
    alike = some.parent * (int(some.tag.max(initial=0)) + 1) + some.tag
    _, inverse, counted = np.unique(alike, return_inverse=True, return_counts=True)
    same = counted[inverse.reshape(-1)]
    columns["alike"], columns["parents alike"] = same[block], same[parent]
    prose = np.where((page.size - page.linked >= _PROSE_CHARS), page.size - page.linked, 0)
    summed = np.concatenate(([0], np.cumsum(np.bincount(at, prose, page.tags)))).astype(np.int64)
    held = summed[some.closed] - summed[some.opened]
    every = max(int(summed[-1]), 1)
    container = block
    for up in range(1, _CONTAINERS + 1):
        container = some.parent[container]
        columns[f"container {up}"] = held[container] / every
    for share in (0.4, 0.7):
        main = np.flatnonzero(held >= share * every)
        best = main[np.argmax(some.level[main])] if len(main) else 0
        columns[f"in {share:.0%} of prose"] = (at >= some.opened[best]) & (at < some.closed[best])
    return columns


def _along(page: Dump, values: Ints, reduce: np.ufunc) -> Ints:
    """Each element's value and those of all it stands in, reduced to one."""
    found = values.copy()
    by_level = np.argsort(page.elements.level, kind="stable")
    _, firsts = np.unique(page.elements.level[by_level], return_index=True)
    for mine in np.split(by_level, firsts[1:])[1:]:
        found[mine] = reduce(found[mine], found[page.elements.parent[mine]])
    return found
