"""Results and rules as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanpage.cuts import Result, lines_of
from cleanpage.packs import WHERE, Rule
from cleanpage.rulebook import Rulebook
from cleanpage.scores import PageScore, mean_score, shingle_score
from cleanpage.tally import Tally, share_kept
from cleanpage.terminal import printable

# Width where there is no terminal to ask, in columns.
_WIDTH = 140

# Widths of the columns beside the text; of the text so many characters at most, before blanks are folded.
_LINE, _CODE, _REASON = 6, 6, 34
_SHOWN = 200

# Codes of a collection's summary: those that took most.
_CODES = 20


def _console(stream: IO[str]) -> Console:
    return Console(file=stream, width=None if stream.isatty() else _WIDTH, highlight=False, emoji=False, markup=False)


def print_cuts(stream: IO[str], name: str, text: str, result: Result) -> None:
    """What went from a text: line, code, reason, words; then how much stayed."""
    table = Table(title=Text(printable(name)), title_justify="left", box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("line", justify="right", style="dim", width=_LINE)
    table.add_column("code", style="cyan", width=_CODE)
    table.add_column("reason", width=_REASON)
    table.add_column("text", ratio=1, no_wrap=True, overflow="ellipsis")
    for line, cut in zip(lines_of(text, result.cuts), result.cuts, strict=True):
        shown = printable(" ".join(text[cut.start : cut.end].strip()[:_SHOWN].split()))
        table.add_row(str(line), cut.code, cut.reason, Text(shown))
    console = _console(stream)
    console.print(table)
    if result.untouched:
        console.print(f"left as it is: {result.untouched}")
    if result.given_up:
        console.print(f"left out, as they took too long here: {', '.join(result.given_up)}")
    cuts = "1 cut" if len(result.cuts) == 1 else f"{len(result.cuts)} cuts"
    console.print(f"{cuts}; {len(result.text):,} of {len(text):,} characters stay")


def print_counts(stream: IO[str], tally: Tally, codes: Iterable[str], reasons: Mapping[str, str], texts: str) -> None:
    """How many cuts, of how many characters, in how many texts, whatever these are called: a row for each code, with its reason."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("code", style="cyan", no_wrap=True)
    for title in ("cuts", "characters", texts):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("reason")
    for code in codes:
        figures = (tally.cuts[code], tally.cut_characters[code], tally.cut_documents[code])
        table.add_row(code, *(f"{figure:,}" for figure in figures), Text(reasons[code]))
    _console(stream).print(table)


def print_summary(stream: IO[str], tally: Tally, reasons: Mapping[str, str]) -> None:
    """What became of a collection: by code what went, the most first, then how much stays."""
    by_size = sorted(tally.cuts, key=lambda code: (-tally.cut_characters[code], code))
    if by_size:
        print_counts(stream, tally, by_size[:_CODES], reasons, "documents")
    console = _console(stream)
    if len(by_size) > _CODES:
        console.print(f"{len(by_size) - _CODES} more codes took less; --stats FILE has them all")
    console.print(f"{tally.documents:,} documents, {tally.changed:,} of them changed; {tally.rejected:,} rejected")
    if tally.untouched:
        console.print(f"{tally.untouched:,} documents left as they are, though something was to go")
    for code, documents in sorted(tally.given_up.items()):
        console.print(f"rule {code} took too long on {documents:,} documents and was left out there")
    console.print(f"{tally.kept:,} of {tally.characters:,} characters stay, {share_kept(tally):.1%}")


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


def print_scores(stream: IO[str], scores: Mapping[str, PageScore]) -> None:
    """How near pages came to their gold, a row each, and all of them together; shares from 0 to 1."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("page", overflow="fold")
    for measure in ("shingle F1", "word F1", "precision", "recall"):
        table.add_column(measure, justify="right", no_wrap=True)
    for name, page in scores.items():
        table.add_row(Text(printable(name)), *(f"{share:.3f}" for share in (shingle_score([page.shingles]).f1, *page.words)))
    if len(scores) > 1:
        words, shingles = mean_score([page.words for page in scores.values()]), shingle_score(page.shingles for page in scores.values())
        table.add_row(f"all {len(scores)} pages", *(f"{share:.3f}" for share in (shingles.f1, *words)), style="bold")
    _console(stream).print(table)
