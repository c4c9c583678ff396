"""What became of a collection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO

from rich.console import Console
from rich.table import Table

from cleanpage.tally import Tally

# Codes that are shown: those that took most.
_SHOWN = 20

# Width where there is no terminal to ask, in columns.
_WIDTH = 140


def print_summary(stream: IO[str], tally: Tally, names: Mapping[str, str]) -> None:
    """By code what went, the most first, then how much stays; `names` are those of rules, by code."""
    console = Console(file=stream, width=None if stream.isatty() else _WIDTH, highlight=False, emoji=False, markup=False)
    if tally.cuts:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("code", style="cyan", no_wrap=True)
        table.add_column("name", no_wrap=True)
        for figure in ("cuts", "characters", "documents"):
            table.add_column(figure, justify="right")
        by_size = sorted(tally.cuts, key=lambda code: (-tally.cut_characters[code], code))
        for code in by_size[:_SHOWN]:
            figures = (tally.cuts[code], tally.cut_characters[code], tally.cut_documents[code])
            table.add_row(code, names.get(code, ""), *(f"{figure:,}" for figure in figures))
        console.print(table)
        if len(by_size) > _SHOWN:
            console.print(f"{len(by_size) - _SHOWN} more codes took less; --stats FILE has them all")
    console.print(f"{tally.documents:,} documents, {tally.changed:,} of them changed; {tally.rejected:,} rejected")
    if tally.untouched:
        console.print(f"{tally.untouched:,} documents left as they are, though something was to go")
    for code, documents in sorted(tally.given_up.items()):
        console.print(f"rule {code} took too long on {documents:,} documents and was left out there")
    console.print(f"{tally.kept:,} of {tally.characters:,} characters stay, {_share(tally):.1%}")


def as_json(tally: Tally) -> str:
    """The same as JSON."""
    codes = {
        code: {"cuts": tally.cuts[code], "characters": tally.cut_characters[code], "documents": tally.cut_documents[code]}
        for code in sorted(tally.cuts)
    }
    figures = {
        "documents": tally.documents,
        "changed": tally.changed,
        "untouched": tally.untouched,
        "rejected": tally.rejected,
        "characters": tally.characters,
        "kept_characters": tally.kept,
        "kept": round(_share(tally), 6),
        "codes": codes,
        "given_up": dict(sorted(tally.given_up.items())),
    }
    return json.dumps(figures, ensure_ascii=False, indent=1) + "\n"


def _share(tally: Tally) -> float:
    return tally.kept / tally.characters if tally.characters else 1.0
