"""What a measurement gives, and how it is shown: on a terminal, as Markdown, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple

from rich.console import Console
from rich.table import Table as RichTable

# Width where there is no terminal to ask, in columns.
_WIDTH = 140

_FIGURE = re.compile(r"[-+]?[0-9][0-9,.]*|–")

Cell = str | int | float | None


class Table(NamedTuple):
    """Figures in rows; None where there is none."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()


class Findings(NamedTuple):
    """What one measurement gives: tables, and charts as SVG by file name."""

    tables: Sequence[Table]
    charts: Mapping[str, str] = {}


def shown(cell: Cell) -> str:
    """A cell in words: whole numbers with commas, others to three decimals, a dash for nothing."""
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def print_tables(stream: IO[str], tables: Sequence[Table]) -> None:
    """Tables as people read them."""
    console = Console(file=stream, width=None if stream.isatty() else _WIDTH, highlight=False, emoji=False, markup=False)
    for table in tables:
        drawn = RichTable(title=table.title, title_justify="left", box=None, pad_edge=False, header_style="bold")
        for at, column in enumerate(table.columns):
            drawn.add_column(column, justify="right" if _is_numeric(table, at) else "left")
        for row in table.rows:
            drawn.add_row(*map(shown, row))
        console.print(drawn)
        for note in table.notes:
            console.print(f"- {note}", style="dim")
        console.print()


def markdown(tables: Sequence[Table]) -> str:
    """Tables as Markdown, each under a heading of its own."""
    return "\n".join(map(_section, tables))


def as_json(tables: Sequence[Table]) -> str:
    """Tables as JSON: a list of objects with title, columns, rows and notes; figures unrounded unless a cell words them."""
    return json.dumps([table._asdict() for table in tables], ensure_ascii=False, indent=1)


def _section(table: Table) -> str:
    rule = ["---:" if _is_numeric(table, at) else "---" for at in range(len(table.columns))]
    rows = [table.columns, rule, *([_escaped(shown(cell)) for cell in row] for row in table.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    notes = ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join([f"### {table.title}", "", *lines, *notes, ""])


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def _is_numeric(table: Table, at: int) -> bool:
    return all(_FIGURE.fullmatch(shown(row[at])) for row in table.rows)
