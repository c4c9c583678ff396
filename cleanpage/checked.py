"""Files of arrays that the package ships, each with a checksum beside it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class WeightsError(ValueError):
    """A file of weights that is not the one its checksum was made of."""


def read(file: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file, by their names.

    Raises:
        WeightsError: the file is damaged.
    """
    content = file.read_bytes()
    if sha256(content).hexdigest() != _beside(file).read_text("ascii").strip():
        raise WeightsError(f"{file}: not what its checksum says; install the package anew")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def write(file: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays and, beside them, their checksum."""
    with file.open("wb") as out:
        np.savez_compressed(out, **arrays)
    _beside(file).write_text(sha256(file.read_bytes()).hexdigest() + "\n", "ascii")


def _beside(file: Path) -> Path:
    return file.with_suffix(".sha256")
