"""The made-up collection is the same each time, and is what its files' names say."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from benchmarks.charts import Line, lines
from benchmarks.corpus import WRITERS, documents
from cleanpage.formats.common import Options
from cleanpage.inputs import files, format_of


def test_documents_are_as_many_as_asked_for_and_the_same_each_time() -> None:
    made = list(documents(50_000))
    assert made == list(documents(50_000))
    assert sum(len(text.encode()) for text in made[:-1]) < 50_000 <= sum(len(text.encode()) for text in made)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_has_the_documents(tmp_path: Path, kind: str) -> None:
    made = list(islice(documents(1_000_000), 5))
    WRITERS[kind](tmp_path, made)
    found = list[object]()
    for file in files([str(tmp_path)]):
        one = format_of(file.name)
        for block in one.read(Path(file.path), 0, Options()):
            found += one.parse(block, Options()).pages
    assert found == made


def test_even_axes_begin_at_zero() -> None:
    svg = lines("T", "A.", "seconds", "MB", [Line("one", [(0.0, 300.0), (400.0, 350.0)])], logarithmic=False)
    assert ">0<" in svg
    assert ">200<" in svg
