"""`cleanpage clean`, or `cleanpage FILE`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cleanpage.cli.common import cleaner_of, fail, read

if TYPE_CHECKING:
    from cleanpage.sites import SiteLines


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--profile", default="main", show_default=True, metavar="NAME", help="main, or trim: only what is surely not the author's.")
@click.option("--explain", is_flag=True, help="Print what goes, why and where, in place of the text.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json has text and cuts.")
@click.option("--select", default="", metavar="CODES", help="Only these rules cut; prefixes such as AD,PH101.")
@click.option("--ignore", default="", metavar="CODES", help="These rules do not cut.")
@click.option("--rules", multiple=True, metavar="FILE", help="More rules, as records of TOML; may be given again.")
@click.option("--keep", metavar="FILE", help="Lines that stay whatever any rule says, one a line.")
@click.option(
    "--sites", metavar="FILE", help="A profile from `cleanpage learn`; a file's site is the nearest folder above it that is in there."
)
@click.option("--host", metavar="NAME", help="With --sites: the site of all files.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of what is read and written.")
def clean(
    files: tuple[str, ...],
    profile: str,
    explain: bool,
    style: str,
    select: str,
    ignore: str,
    rules: tuple[str, ...],
    keep: str | None,
    sites: str | None,
    host: str | None,
    encoding: str,
) -> None:
    """Print what stays of each FILE ("-" is standard input)."""
    sources = [read(name, encoding) for name in files]
    kept_lines = read(keep, encoding).text.split("\n") if keep else []
    if host and not sites:
        fail("--host goes with --sites")
    cleaner = cleaner_of(profile, select, ignore, rules, kept_lines, sites)
    results = [
        cleaner.explain(source.text, _site(name, host, cleaner.sites) if sites else "") for name, source in zip(files, sources, strict=True)
    ]
    if style == "json":
        import json

        from cleanpage.report.records import record

        records = [record(*source, result) for source, result in zip(sources, results, strict=True)]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    elif explain:
        from cleanpage.report.table import print_cuts

        for source, result in zip(sources, results, strict=True):
            print_cuts(sys.stdout, *source, result)
    else:
        for source, result in zip(sources, results, strict=True):
            if result.untouched:
                click.echo(f"cleanpage: {source.name}: left as it is: {result.untouched}", err=True)
            for code in result.given_up:
                click.echo(f"cleanpage: {source.name}: rule {code} took too long and was left out", err=True)
            click.echo(result.text.encode(encoding), nl=False)


def _site(name: str, host: str | None, lines: SiteLines) -> str:
    from cleanpage.sites import site_of_file, site_of_folder

    return site_of_folder(host) if host else site_of_file(name, lines)
