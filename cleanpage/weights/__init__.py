"""What was learnt from pages: weights of words, and trees over features; CARD.md beside this file says on what, and how good they are."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleanpage.features import Bytes
from cleanpage.forest import Forest, packed, unpacked

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
    first: Forest
    second: Forest
    hints: Bytes


class WeightsError(ValueError):
    """A file of weights that is not the one its checksum was made of."""


def load(file: Path = TEXT) -> Weights:
    """Read weights.

    Raises:
        WeightsError: the file is damaged.
    """
    content = file.read_bytes()
    if sha256(content).hexdigest() != file.with_suffix(".sha256").read_text("ascii").strip():
        raise WeightsError(f"{file}: not what its checksum says; install the package anew")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return Weights(arrays["wordings"], unpacked(arrays, "first"), unpacked(arrays, "second"), arrays["hints"])


def save(weights: Weights, file: Path = TEXT) -> None:
    """Write weights and, beside them, their checksum."""
    with file.open("wb") as out:
        arrays: dict[str, Any] = {"wordings": weights.wordings, "hints": weights.hints}
        arrays |= packed(weights.first, "first") | packed(weights.second, "second")
        np.savez_compressed(out, **arrays)
    file.with_suffix(".sha256").write_text(sha256(file.read_bytes()).hexdigest() + "\n", "ascii")


@cache
def shipped(file: Path = TEXT) -> Weights:
    """Weights that the package ships."""
    return load(file)
