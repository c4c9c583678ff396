"""`cleanpage gold`."""

from __future__ import annotations

from pathlib import Path

import click

from cleanpage.cli.common import cleaner_of, fail, read
from cleanpage.cli.options import choice


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", "folder", default="corpus", show_default=True, metavar="DIR", help="Where pages/ and gold/ are.")
@choice
def gold(files: tuple[str, ...], folder: str, select: str, ignore: str, rules: tuple[str, ...], keep: str | None, encoding: str) -> None:
    """Write each FILE and drafts of its gold, for editing.

    \b
    DIR/pages/NAME.txt       the page as it is
    DIR/gold/main/NAME.txt   what should stay under main, as far as cleanpage knows
    DIR/gold/trim/NAME.txt   what should stay under trim

    What is there already is not written over. `cleanpage score` compares gold with what cleanpage makes of the pages.
    """  # noqa: D301
    names: dict[str, str] = {}
    for file in files:
        if file == "-":
            fail("standard input has no name to call its gold by; give a file")
        if other := names.get(name := f"{Path(file).stem}.txt"):
            fail(f"{other} and {file} would both be {name}")
        names[name] = file
    sources = {name: read(file, encoding).text for name, file in names.items()}
    kept_lines = read(keep, encoding).text.split("\n") if keep else []
    cleaners = {profile: cleaner_of(profile, select, ignore, rules, kept_lines) for profile in ("main", "trim")}
    texts: dict[Path, str] = {}
    for name, text in sources.items():
        texts[Path(folder, "pages", name)] = text
        texts |= {Path(folder, "gold", profile, name): cleaner.clean(text) for profile, cleaner in cleaners.items()}
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
        click.echo(path)
