"""`cleanpage score`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cleanpage.cli.choice import FILE, Wanted, choose, profile_option, rule_options, text_options
from cleanpage.cli.common import fail, note, read


@click.command()
@click.argument("pages", metavar="PAGES", type=FILE)
@click.argument("gold", metavar="GOLD", type=FILE)
@profile_option
@rule_options
@text_options
def score(pages: str, gold: str, **options: Any) -> None:
    """Compare what cleanpage makes of PAGES with their GOLD.

    Both are folders, and a page and its gold are text files of one name; or both are files.

    \b
    shingle F1   of runs of four words, case and order counted
    word F1      of words; precision: the share of what stays that is in the gold; recall: the share of the gold that stays

    All are shares from 0 to 1; 1 is the gold itself.
    """  # noqa: D301
    from cleanpage.report.table import print_scores
    from cleanpage.scores import score_page

    gold_of = _pairs(Path(pages), Path(gold))
    encoding = options["encoding"]
    scores = {}
    for choice in choose(gold_of, Wanted(**options), fail, in_order=True):
        for name in choice.names:
            wanted = read(str(gold_of[name]), encoding).text
            scores[Path(name).name] = score_page(wanted, choice.cleaner.clean(read(name, encoding).text, choice.site_of(name)))
    print_scores(sys.stdout, scores)


def _pairs(pages: Path, gold: Path) -> dict[str, Path]:
    """The gold of pages, by the pages' paths; those that lack the other are told."""
    if not pages.is_dir() and not gold.is_dir():
        return {str(pages): gold}
    for path, other in ((pages, gold), (gold, pages)):
        if not path.is_dir():
            fail(f"{path} is no folder as {other} is" if path.exists() else f"{path}: No such file or directory")
    page_of, gold_of = ({path.name: path for path in sorted(folder.glob("*.txt")) if path.is_file()} for folder in (pages, gold))
    pairs = {str(page): gold_of[name] for name, page in page_of.items() if name in gold_of}
    if not pairs:
        further = (inner for inner in sorted(gold.iterdir()) if any((inner / name).is_file() for name in page_of))
        meant = next((f"; did you mean {inner}?" for inner in further), "")
        fail(f"{pages} and {gold} have no text file (*.txt) of one name{meant}")
    for missing, has, lacks in ((page_of.keys() - gold_of, pages, gold), (gold_of.keys() - page_of, gold, pages)):
        for name in sorted(missing):
            note(f"{has / name}: left out, as {lacks} has no file of that name")
    return pairs
