"""What was learnt from pages: weights of words, a network, trees; CARD.md beside this file says on what, and how good they are."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleanpage import forest, network
from cleanpage.features import Bytes, Columns, Frame
from cleanpage.forest import Forest
from cleanpage.network import Network
from cleanpage.units import Ints

# For plain text; for HTML with the votes of extractors, and without.
TEXT, HTML, FAST = (Path(__file__).parent / f"{name}.npz" for name in ("prose", "html", "html-fast"))


class Weights(NamedTuple):
    """What the prose stage knows.

    Attributes:
        wordings: see `features.own`.
        first: judges units by themselves and by what stands around them.
        second: judges them again in the light of the first judgement.
        hints: see `structure.structured`; empty for plain text.
    """

    wordings: Bytes
    first: Network | Forest
    second: Forest
    hints: Bytes


class WeightsError(ValueError):
    """A file of weights that is not the one its checksum was made of."""


def score(judge: Network | Forest, frame: Frame, columns: Columns) -> Ints:
    """The log-odds, in `forest.LEAF`, that each unit is content."""
    return network.score(judge, frame, columns) if isinstance(judge, Network) else forest.score(judge, columns)


def load(file: Path = TEXT) -> Weights:
    """Read weights.

    Raises:
        WeightsError: the file is damaged.
    """
    content = file.read_bytes()
    if sha256(content).hexdigest() != file.with_suffix(".sha256").read_text("ascii").strip():
        raise WeightsError(f"{file}: not what its checksum says; install the package anew")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        first = network.unpacked(arrays, "first") if "first.words" in arrays else forest.unpacked(arrays, "first")
        return Weights(arrays["wordings"], first, forest.unpacked(arrays, "second"), arrays["hints"])


def save(weights: Weights, file: Path = TEXT) -> None:
    """Write weights and, beside them, their checksum."""
    with file.open("wb") as out:
        arrays: dict[str, Any] = {"wordings": weights.wordings, "hints": weights.hints}
        arrays |= network.packed(weights.first, "first") if isinstance(weights.first, Network) else forest.packed(weights.first, "first")
        arrays |= forest.packed(weights.second, "second")
        np.savez_compressed(out, **arrays)
    file.with_suffix(".sha256").write_text(sha256(file.read_bytes()).hexdigest() + "\n", "ascii")


@cache
def shipped(file: Path = TEXT) -> Weights:
    """Weights that the package ships."""
    return load(file)
