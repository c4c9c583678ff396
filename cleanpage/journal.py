"""What a run has made so far, kept beside its output, so that the same command goes on where a run was ended.

An SQLite database: it is there whole or not at all after a kill, whatever the moment; it keeps memory flat where files are many; and it
lets no second run at the same output.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cleanpage.inputs import File, InputError
from cleanpage.tally import Tally, from_plain, nothing, plain

NAME = ".cleanpage-journal"

_TABLES = """
CREATE TABLE IF NOT EXISTS outputs (
  name TEXT PRIMARY KEY, choices TEXT, size INTEGER, modified INTEGER,
  records INTEGER, position INTEGER, written INTEGER, tally TEXT, whole INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rejects (id INTEGER PRIMARY KEY, name TEXT, line TEXT);
CREATE INDEX IF NOT EXISTS rejects_by_name ON rejects (name);
CREATE TEMPORARY TABLE plan (id INTEGER PRIMARY KEY, name TEXT UNIQUE, path TEXT, target TEXT, source TEXT, size INTEGER, modified INTEGER);
"""
_SAME = "outputs.choices = ? AND outputs.size = plan.size AND outputs.modified = plan.modified"


class Output(NamedTuple):
    """What is made of a file so far.

    Attributes:
        records: of the input that were read.
        position: bytes of the input that were read.
        written: bytes of output, from those records; None for a file that has no output because nothing in it could be used.
        tally: of those records.
        whole: whether that is all.
    """

    records: int
    position: int
    written: int | None
    tally: Tally
    whole: bool


def empty() -> Output:
    """Nothing made so far."""
    return Output(0, 0, 0, nothing(), False)


class Journal:
    """The journal of a folder of output.

    Args:
        out: the folder.
        choices: what the output depends on beside the input.

    Raises:
        sqlite3.Error: the disk is full, or another run has the journal.
    """

    def __init__(self, out: Path, choices: str) -> None:
        self._choices = choices
        self._base = sqlite3.connect(out / NAME, timeout=0)
        try:
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("BEGIN EXCLUSIVE")
            self.commit()
            self._base.executescript(_TABLES)
        except sqlite3.Error:
            self.close()
            raise

    def plan(self, files: Iterable[File], out: Path) -> None:
        """Take in the files of this run, in order.

        Raises:
            InputError: two of them would have one output, or the output of one is another, or itself.
        """
        root = out.resolve()
        for file in files:
            row = (file.name, file.path, str(root / file.name), str(Path(file.path).resolve()), file.size, file.modified)
            try:
                self._base.execute("INSERT INTO plan (name, path, target, source, size, modified) VALUES (?, ?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError as fault:
                ((other,),) = self._base.execute("SELECT path FROM plan WHERE name = ?", (file.name,))
                raise InputError(f"{other} and {file.path} would both become {out / file.name}") from fault
        self._base.execute("CREATE INDEX temp.plan_by_source ON plan (source)")
        same = "SELECT written.path, input.path FROM plan AS written JOIN plan AS input ON input.source = written.target"
        for written, read in self._base.execute(same):
            raise InputError(f"the output of {written} would be written over {read}, which is input")

    def files(self) -> Iterator[File]:
        """The files of this run."""
        for row in self._base.execute("SELECT name, path, size, modified FROM plan ORDER BY id"):
            yield File(*row)

    def sizes(self) -> tuple[int, int]:
        """Bytes of input that were done with before this run, and bytes of all."""
        # The names are this module's own.
        done = f"SELECT SUM(MIN(position, plan.size)) FROM plan JOIN outputs USING (name) WHERE {_SAME}"  # noqa: S608
        ((before,),) = self._base.execute(done, (self._choices,))
        ((all_bytes,),) = self._base.execute("SELECT SUM(size) FROM plan")
        return before or 0, all_bytes or 0

    def output(self, file: File) -> Output | None:
        """What there is of a file's output; None where there is none, and an empty one where it is of other choices or other input."""
        query = "SELECT choices, size, modified, records, position, written, tally, whole FROM outputs WHERE name = ?"
        for choices, size, modified, records, position, written, tally, whole in self._base.execute(query, (file.name,)):
            if (choices, size, modified) == (self._choices, file.size, file.modified):
                return Output(records, position, written, from_plain(json.loads(tally)), bool(whole))
            return empty()
        return None

    def forget(self, file: File) -> None:
        """Begin a file anew."""
        self._base.execute("DELETE FROM outputs WHERE name = ?", (file.name,))
        self._base.execute("DELETE FROM rejects WHERE name = ?", (file.name,))

    def put(self, file: File, output: Output) -> None:
        """Take in what there is of a file's output now; kept from the next `commit` on."""
        tally = json.dumps(plain(output.tally))
        row = (file.name, self._choices, file.size, file.modified, output.records, output.position, output.written, tally, output.whole)
        self._base.execute(f"REPLACE INTO outputs VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608

    def reject(self, file: File, lines: Iterable[str]) -> None:
        """Take in rejects of a file; kept from the next `commit` on."""
        self._base.executemany("INSERT INTO rejects (name, line) VALUES (?, ?)", ((file.name, line) for line in lines))

    def rejects(self) -> Iterator[str]:
        """All rejects of this run's files, in order."""
        query = "SELECT line FROM plan JOIN rejects USING (name) ORDER BY plan.id, rejects.id"
        for (line,) in self._base.execute(query):
            yield line

    def commit(self) -> None:
        """Make what was taken in last, whatever comes."""
        self._base.commit()

    def close(self) -> None:
        """Let go of the journal; what was not committed is forgotten."""
        self._base.close()
