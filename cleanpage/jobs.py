"""Whole collections, file by file: what is written, what lasts, and where a run goes on that was ended.

Blocks are written in the order of the input, whatever worker has cleaned them, so that the output is the same whatever their number. What
is written is made to last about once a second, and the journal then says how far it goes; after a kill all behind that is written again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import IO, NamedTuple

from cleanpage.cleaner import Cleaner
from cleanpage.formats.common import Block, Options, Reject
from cleanpage.inputs import File, InputError, format_of, has_fields, known
from cleanpage.journal import NAME, Journal, Output, empty
from cleanpage.tally import Tally, nothing, total
from cleanpage.workers import Cleaned, Piece, cleaned, gathered

REJECTS = "rejects.jsonl"

# Seconds between two moments from which a run can go on.
_COMMITS = 1.0


# Takes a line that the user has to see.
Say = Callable[[str], None]


class JobError(Exception):
    """What ended a run before its end, in words for the user."""


class Step(NamedTuple):
    """How far a run is.

    Attributes:
        done: bytes of the input's files that are done with; before the first step, by earlier runs.
        size: bytes of all.
        tally: of what is done.
    """

    done: int
    size: int
    tally: Tally


def run(inputs: Iterable[File], out: Path, cleaner: Cleaner, options: Options, choices: str, workers: int, say: Say) -> Iterator[Step]:
    """Clean the files of a collection into a folder; goes on where an earlier run with the same choices was ended.

    Args:
        inputs: the files.
        out: where their output goes, under their names, and what could not be used, as `REJECTS`.
        cleaner: what to clean with.
        options: how records are read and written.
        choices: what the output depends on beside the input; with others than last time a file is begun anew.
        workers: processes.
        say: takes what the user has to know, in lines.

    Raises:
        InputError: files that cannot be used together.
        JobError: a disk that is full, or whatever else it refuses.
        WorkerError: a worker died.
    """
    with named(out):
        out.mkdir(parents=True, exist_ok=True)
    with _journal_named(out), closing(Journal(out, choices)) as journal:
        journal.plan(_usable(known(inputs, say), options), out)
        now = _Run(journal, out, cleaner, options, workers, say)
        with closing(now):
            yield from now.steps()


def _usable(inputs: Iterable[File], options: Options) -> Iterator[File]:
    """The files, once it is seen that they can be cleaned."""
    for file in inputs:
        if options.add and not has_fields(file.path):
            raise InputError(f"{file.path}: it has no fields, so none can be added to it")
        if file.name == REJECTS:
            raise InputError(f"{file.path}: its output would have the name of the file of rejects")
        yield file


def stream(blocks: Iterable[Block], sink: IO[bytes], cleaner: Cleaner, options: Options, workers: int, say: Say) -> Iterator[Step]:
    """Clean lines of JSON that are read as they come, and write them; what could not be used is told to `say`."""
    file = File("standard input.jsonl", "standard input.jsonl", 0, 0)
    so_far = nothing()
    pieces = ([Piece(file, block, False)] for block in blocks)
    for _, all_done in cleaned(pieces, cleaner, options, workers):
        for one in all_done:
            sink.write(one.data)
            for reject in one.rejects:
                say(f"standard input: record {reject.record}: {reject.reason}")
            so_far = total(so_far, one.tally)
        yield Step(so_far.characters, 0, so_far)
    sink.flush()


class _Run:
    """A run over files: where it stands.

    The journal is only committed when the part that it speaks of lasts on the disk, so always by `_commit`.
    """

    def __init__(self, journal: Journal, out: Path, cleaner: Cleaner, options: Options, workers: int, say: Say) -> None:
        self._journal, self._out, self._cleaner, self._options, self._workers, self._say = journal, out, cleaner, options, workers, say
        self._tally = nothing()
        self._outputs: dict[File, Output] = {}
        self._growing: tuple[File, IO[bytes]] | None = None
        self._anew = 0

    def steps(self) -> Iterator[Step]:
        """Do it."""
        done, size = self._journal.sizes()
        yield Step(done, size, self._tally)
        last = monotonic()
        for pieces, all_done in cleaned(gathered(self._pieces()), self._cleaner, self._options, self._workers):
            for piece, one in zip(pieces, all_done, strict=True):
                done += self._take(piece, one)
            if monotonic() - last >= _COMMITS:
                self._commit()
                last = monotonic()
            yield Step(done, size, self._tally)
        self._commit()
        self._write_rejects()
        yield Step(size, size, self._tally)

    def close(self) -> None:
        """Let go of the part that grows; the disk may refuse what is not written yet, which nobody asks for any more."""
        if self._growing:
            with suppress(OSError):
                self._growing[1].close()

    def _pieces(self) -> Iterator[Piece]:
        for file in self._journal.files():
            before = self._begin(file)
            self._tally = total(self._tally, before.tally)
            if before.whole:
                continue
            self._outputs[file] = before
            path = Path(file.path)
            with named(path):
                blocks = format_of(file.path).read(path, before.records, self._options)
                held = next(blocks, None)
                while held is not None:
                    following = next(blocks, None)
                    yield Piece(file, held, following is None)
                    held = following

    def _begin(self, file: File) -> Output:
        """What there is of a file's output already; what is of no use any more goes."""
        target, part = self._paths(file)
        output = self._journal.output(file)
        with named(target):
            if output and output.whole and _size(target) == output.written:
                return output
            if output and output.records and not output.whole and output.written is not None:
                if _size(part) is None and _holds(target, output.written):
                    # It ended between the renaming and the journal's word of it.
                    target.replace(part)
                if _holds(part, output.written):
                    return output
            if output:
                self._anew += 1
                if self._anew == 1:
                    self._say(f"{target}: of other options or other input, or changed since; this and any other such file is made anew")
                self._journal.forget(file)
                self._commit()
            target.unlink(missing_ok=True)
            part.unlink(missing_ok=True)
        return empty()

    def _take(self, piece: Piece, one: Cleaned) -> int:
        """Write what stands for a block; returns the bytes of input that are done with by it."""
        file, block = piece.file, piece.block
        before = self._outputs[file]
        written = before.written or 0
        _, part = self._paths(file)
        with named(part):
            if self._growing is None:
                part.parent.mkdir(parents=True, exist_ok=True)
                opened = part.open("r+b" if before.records else "wb")
                opened.truncate(written)
                opened.seek(written)
                self._growing = file, opened
            self._growing[1].write(one.data)
        self._journal.reject(file, (_line(file, reject) for reject in one.rejects))
        self._tally = total(self._tally, one.tally)
        now = Output(before.records + block.records, block.position, written + len(one.data), total(before.tally, one.tally), False)
        self._outputs[file] = now
        if piece.is_last:
            with named(part):
                self._finish(file, now)
        return (file.size if piece.is_last else block.position) - before.position

    def _finish(self, file: File, output: Output) -> None:
        target, part = self._paths(file)
        self._sync()
        if self._growing:
            self._growing[1].close()
        self._growing = None
        del self._outputs[file]
        if output.tally.rejected and not output.tally.documents:
            part.unlink()
            self._journal.put(file, output._replace(written=None, whole=True))
            return
        join = format_of(file.path).join
        made = part.with_suffix(".joined") if join else part
        if join:
            join(Path(file.path), part, made)
            with made.open("r+b") as joined:
                os.fsync(joined.fileno())
        made.replace(target)
        self._journal.put(file, output._replace(written=_size(target), whole=True))
        if join:
            # What was rendered may only go when the journal asks for it no more.
            self._commit()
            part.unlink()

    def _commit(self) -> None:
        if self._growing:
            file, _ = self._growing
            with named(self._paths(file)[1]):
                self._sync()
            self._journal.put(file, self._outputs[file])
        self._journal.commit()

    def _sync(self) -> None:
        if self._growing:
            self._growing[1].flush()
            os.fsync(self._growing[1].fileno())

    def _write_rejects(self) -> None:
        target = self._out / REJECTS
        part = _part(target)
        with named(part):
            with part.open("w", encoding="utf-8") as written:
                written.writelines(f"{line}\n" for line in self._journal.rejects())
                written.flush()
                os.fsync(written.fileno())
            if _size(part):
                part.replace(target)
            else:
                part.unlink()
                target.unlink(missing_ok=True)

    def _paths(self, file: File) -> tuple[Path, Path]:
        """Where a file's output goes, and where it grows."""
        target = self._out / file.name
        return target, _part(target)


def _line(file: File, reject: Reject) -> str:
    return json.dumps({"file": file.path, **reject._asdict()}, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _holds(path: Path, size: int) -> bool:
    there = _size(path)
    return there is not None and there >= size


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Whatever the disk refuses is told with the file's name."""
    try:
        yield
    except OSError as fault:
        raise JobError(f"{path}: {fault.strerror or fault}") from fault


@contextmanager
def _journal_named(out: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as fault:
        is_taken = getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
        raise JobError(f"{out}: another run is at work there" if is_taken else f"{out / NAME}: {fault}") from fault
