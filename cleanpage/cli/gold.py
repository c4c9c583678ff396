"""`cleanpage gold`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleanpage.cli.choice import FILE, Wanted, choose, rule_options, text_options
from cleanpage.cli.common import fail, read
from cleanpage.terminal import printable


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|FOLDER...", type=FILE)
@click.option("-o", "--output", "folder", default="corpus", show_default=True, metavar="DIR", type=FILE, help="Where pages/ and gold/ are.")
@rule_options
@text_options
def gold(files: tuple[str, ...], folder: str, **options: Any) -> None:
    """Write each FILE and drafts of its gold, for editing.

    \b
    DIR/pages/NAME.txt       the page as it is
    DIR/gold/main/NAME.txt   what should stay under main, as far as cleanpage knows
    DIR/gold/trim/NAME.txt   what should stay under trim

    What is there already is not written over. `cleanpage score` compares gold with what cleanpage makes of the pages.
    """  # noqa: D301
    if "-" in files:
        fail("standard input has no name to call its gold by; give a file")
    chosen = {profile: choose(files, Wanted(profile, **options), fail, in_order=True) for profile in ("main", "trim")}
    encoding = options["encoding"]
    read_from: dict[str, str] = {}
    texts: dict[Path, str] = {}
    for file in (file for choice in chosen["main"] for file in choice.names):
        if other := read_from.get(name := _name(file)):
            fail(f"{other} and {file} would both be {name}")
        read_from[name] = file
        texts[Path(folder, "pages", name)] = read(file, encoding).text
    for profile, choices in chosen.items():
        for choice in choices:
            for file in choice.names:
                page = texts[Path(folder, "pages", _name(file))]
                texts[Path(folder, "gold", profile, _name(file))] = choice.cleaner.clean(page, choice.site_of(file))
    for path in texts:
        if path.exists():
            fail(f"{path} is there already; nothing was written")
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as target:
                target.write(text.encode(encoding))
        except OSError as fault:
            fail(f"{path}: {fault.strerror}")
        click.echo(printable(str(path)))


def _name(file: str) -> str:
    return f"{Path(file).stem}.txt"
