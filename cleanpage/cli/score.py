"""`cleanpage score`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleanpage.cli.common import cleaner_of, fail, read
from cleanpage.cli.options import choice, profile


@click.command()
@click.argument("pages", metavar="PAGES")
@click.argument("gold", metavar="GOLD")
@profile
@choice
def score(pages: str, gold: str, profile: str, select: str, ignore: str, rules: tuple[str, ...], keep: str | None, encoding: str) -> None:
    """Compare what cleanpage makes of PAGES with their GOLD.

    Both are folders, and a page and its gold are text files of one name; or both are files.

    \b
    shingle F1   of runs of four words, case and order counted
    word F1      of words; precision: the share of what stays that is in the gold; recall: the share of the gold that stays

    All are shares from 0 to 1; 1 is the gold itself.
    """  # noqa: D301
    from cleanpage.report.table import print_scores
    from cleanpage.scores import score_page

    pairs = _pairs(Path(pages), Path(gold))
    kept_lines = read(keep, encoding).text.split("\n") if keep else []
    cleaner = cleaner_of(profile, select, ignore, rules, kept_lines)
    scores = {}
    for name, (page, wanted) in pairs.items():
        text = read(str(page), encoding).text
        scores[name] = score_page(read(str(wanted), encoding).text, cleaner.clean(text))
    print_scores(sys.stdout, scores)


def _pairs(pages: Path, gold: Path) -> dict[str, tuple[Path, Path]]:
    """Pages and their gold by name; those that lack the other are told."""
    if not pages.is_dir() and not gold.is_dir():
        return {pages.name: (pages, gold)}
    for path, other in ((pages, gold), (gold, pages)):
        if not path.is_dir():
            fail(f"{path} is no folder as {other} is" if path.exists() else f"{path}: No such file or directory")
    page_of, gold_of = ({path.name: path for path in sorted(folder.glob("*.txt"))} for folder in (pages, gold))
    for missing, has, lacks in ((page_of.keys() - gold_of, pages, gold), (gold_of.keys() - page_of, gold, pages)):
        for name in sorted(missing):
            click.echo(f"cleanpage: {has / name}: left out, as {lacks} has no file of that name", err=True)
    pairs = {name: (page, gold_of[name]) for name, page in page_of.items() if name in gold_of}
    return pairs or fail(f"{pages} and {gold} have no text file (*.txt) of one name")
