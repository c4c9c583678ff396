"""Results and rules as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanpage.cuts import Result, lines_of
from cleanpage.packs import WHERE, Rule
from cleanpage.rulebook import Rulebook

# Width where there is no terminal to ask, in columns.
_WIDTH = 140

# Widths of the columns beside the text; of the text so many characters at most, before blanks are folded.
_LINE, _CODE, _REASON = 6, 6, 34
_SHOWN = 200


def _console(stream: IO[str]) -> Console:
    return Console(file=stream, width=None if stream.isatty() else _WIDTH, highlight=False, emoji=False, markup=False)


def print_cuts(stream: IO[str], name: str, text: str, result: Result) -> None:
    """What went from a text: line, code, reason, words; then how much stayed."""
    table = Table(title=Text(_printable(name)), title_justify="left", box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("line", justify="right", style="dim", width=_LINE)
    table.add_column("code", style="cyan", width=_CODE)
    table.add_column("reason", width=_REASON)
    table.add_column("text", ratio=1, no_wrap=True, overflow="ellipsis")
    for line, cut in zip(lines_of(text, result.cuts), result.cuts, strict=True):
        shown = _printable(" ".join(text[cut.start : cut.end].strip()[:_SHOWN].split()))
        table.add_row(str(line), cut.code, cut.reason, Text(shown))
    console = _console(stream)
    console.print(table)
    if result.untouched:
        console.print(f"left as it is: {result.untouched}")
    if result.given_up:
        console.print(f"left out, as they took too long here: {', '.join(result.given_up)}")
    cuts = "1 cut" if len(result.cuts) == 1 else f"{len(result.cuts)} cuts"
    console.print(f"{cuts}; {len(result.text):,} of {len(text):,} characters stay")


def _printable(text: str) -> str:
    """Control characters escaped: neither a page's text nor a file's name must steer the terminal."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def print_counts(stream: IO[str], counts: Iterable[tuple[str, str, int, int, int]]) -> None:
    """How many cuts, of how many characters, in how many files: a row for each code, with a reason that it gives."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("code", style="cyan", no_wrap=True)
    for title in ("cuts", "characters", "files"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("reason")
    for code, reason, *numbers in counts:
        table.add_row(code, *(f"{number:,}" for number in numbers), Text(reason))
    _console(stream).print(table)


def print_rules(stream: IO[str], book: Rulebook) -> None:
    """All rules, a row each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("code", style="cyan", no_wrap=True)
    table.add_column("name", no_wrap=True)
    table.add_column("pack", style="dim", no_wrap=True)
    table.add_column("what a match is")
    for rule in sorted(book.rules.values(), key=lambda rule: rule.code):
        table.add_row(rule.code, rule.name, rule.pack.removesuffix(".toml"), rule.reason)
    _console(stream).print(table)


def print_rule(stream: IO[str], rule: Rule) -> None:
    """One rule's page: what it is for, what it removes and keeps."""
    console = _console(stream)
    console.print(Text(f"{rule.code} {rule.name}", style="bold"))
    console.print(f"{rule.reason}; looked for {WHERE[rule.where]}; confidence {rule.confidence}; from {rule.pack}")
    for title, examples in (("removes (the part between ⟦ and ⟧, or the whole)", rule.removes), ("keeps", rule.keeps)):
        if examples:
            console.print(f"\n{title}")
        for example in examples:
            console.print("  " + example.replace("\n", "\n  "))
    if rule.phrases:
        console.print("\nphrases: " + ", ".join(rule.phrases))
        console.print(f"pattern: {rule.pattern}", soft_wrap=True)
