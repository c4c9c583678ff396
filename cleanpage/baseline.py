"""A baseline: the cuts that a collection is known to have, counted by file and code."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cleanpage.cuts import Result
from cleanpage.files import FileError, Source

_VERSION = 1


class Baseline(NamedTuple):
    """Counts of cuts: by files, relative to the baseline's folder and with slashes, and by codes."""

    folder: Path
    files: Mapping[str, Mapping[str, int]]

    def beyond(self, source: Source, result: Result) -> Result:
        """A result with the cuts of those codes only of which a file has more than the baseline counts there."""
        known = self.files.get(_key(self.folder, source.name), {})
        found = Counter(cut.code for cut in result.cuts)
        return result._replace(cuts=tuple(cut for cut in result.cuts if found[cut.code] > known.get(cut.code, 0)))


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file that `write_baseline` wrote.

    Raises:
        FileError: it cannot be read, or is no baseline.
    """
    try:
        record = json.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise FileError(f"{path}: {fault.strerror}") from fault
    except ValueError as fault:
        raise FileError(f"{path}: no baseline: {fault}") from fault
    files = record.get("files") if isinstance(record, dict) and record.get("version") == _VERSION else None
    if not (
        isinstance(files, dict) and all(isinstance(counts, dict) and all(map(_is_count, counts.values())) for counts in files.values())
    ):
        raise FileError(f'{path}: no baseline: expected {{"version": {_VERSION}, "files": {{file: {{code: count}}}}}}')
    return Baseline(path.parent, files)


def write_baseline(path: Path, outcomes: Iterable[tuple[Source, Result]]) -> tuple[int, int]:
    """Count cuts by file and code, write them as JSON in a stable order, and say how many files have how many.

    Raises:
        FileError: the file cannot be written.
    """
    files = {_key(path.parent, source.name): Counter(cut.code for cut in result.cuts) for source, result in outcomes if result.cuts}
    try:
        path.write_text(json.dumps({"version": _VERSION, "files": files}, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    except OSError as fault:
        raise FileError(f"{path}: {fault.strerror}") from fault
    return len(files), sum(counts.total() for counts in files.values())


def _key(folder: Path, name: str) -> str:
    return os.path.relpath(name, folder).replace(os.sep, "/")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
