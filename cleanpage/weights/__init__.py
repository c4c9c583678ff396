"""What was learnt from pages: weights of words, a network, trees; CARD.md beside this file says on what, and how good they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cleanpage import checked, forest, network
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


def score(judge: Network | Forest, frame: Frame, columns: Columns) -> Ints:
    """The log-odds, in `forest.LEAF`, that each unit is content."""
    return network.score(judge, frame, columns) if isinstance(judge, Network) else forest.score(judge, columns)


def load(file: Path = TEXT) -> Weights:
    """Read weights.

    Raises:
        WeightsError: the file is damaged.
    """
    arrays = checked.read(file)
    first = network.unpacked(arrays, "first") if "first.words" in arrays else forest.unpacked(arrays, "first")
    return Weights(arrays["wordings"], first, forest.unpacked(arrays, "second"), arrays["hints"])


def save(weights: Weights, file: Path = TEXT) -> None:
    """Write weights and, beside them, their checksum."""
    arrays: dict[str, Any] = {"wordings": weights.wordings, "hints": weights.hints}
    arrays |= network.packed(weights.first, "first") if isinstance(weights.first, Network) else forest.packed(weights.first, "first")
    checked.write(file, arrays | forest.packed(weights.second, "second"))


@cache
def shipped(file: Path = TEXT) -> Weights:
    """Weights that the package ships."""
    return load(file)
