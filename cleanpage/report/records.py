"""Results and figures as plain data for JSON, and results as annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleanpage.cuts import Result, lines_of
from cleanpage.tally import Tally, share_kept


def record(name: str, text: str, result: Result) -> dict[str, Any]:
    """A result as plain data; offsets count characters of the text that came in, of HTML those of "source"."""
    return {
        "file": name,
        "text": result.text,
        **({"source": result.source} if result.source else {}),
        "passes": result.passes,
        "untouched": result.untouched,
        "given_up": result.given_up,
        "cuts": [{**cut._asdict(), "text": text[cut.start : cut.end]} for cut in result.cuts],
    }


def figures(tally: Tally) -> dict[str, Any]:
    """The figures of a collection as plain data."""
    codes = {
        code: {"cuts": tally.cuts[code], "characters": tally.cut_characters[code], "documents": tally.cut_documents[code]}
        for code in sorted(tally.cuts)
    }
    return {
        "documents": tally.documents,
        "changed": tally.changed,
        "untouched": tally.untouched,
        "rejected": tally.rejected,
        "characters": tally.characters,
        "kept_characters": tally.kept,
        "kept": round(share_kept(tally), 6),
        "codes": codes,
        "given_up": dict(sorted(tally.given_up.items())),
    }


def annotate(name: str, text: str, result: Result) -> Iterator[str]:
    """A line for each cut, as GitHub's workflows read them: shown beside the line of the file where the cut is."""
    for line, cut in zip(lines_of(text, result.cuts), result.cuts, strict=True):
        title = _escaped(cut.code, ":,")
        yield f"::warning file={_escaped(name, ':,')},line={line},title={title}::{_escaped(cut.reason)}"


def _escaped(value: str, more: str = "") -> str:
    return "".join(f"%{ord(char):02X}" if char in "%\r\n" + more else char for char in value)
