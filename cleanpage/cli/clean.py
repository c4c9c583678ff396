"""`cleanpage clean`, or `cleanpage FILE`."""

from __future__ import annotations

import sys

import click

from cleanpage.cli.common import cleaner_of, read
from cleanpage.cli.reports import named_html, write_report


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--profile", default="main", show_default=True, metavar="NAME", help="main, or trim: only what is surely not the author's.")
@click.option("--explain", is_flag=True, help="Print what goes, why and where, in place of the text.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json has text and cuts.")
@click.option("--report", callback=named_html, metavar="FILE.html", help="Write a web page that shows what goes, in place of the text.")
@click.option("--select", default="", metavar="CODES", help="Only these rules cut; prefixes such as AD,PH101.")
@click.option("--ignore", default="", metavar="CODES", help="These rules do not cut.")
@click.option("--rules", multiple=True, metavar="FILE", help="More rules, as records of TOML; may be given again.")
@click.option("--keep", metavar="FILE", help="Lines that stay whatever any rule says, one a line.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of what is read and written.")
def clean(
    files: tuple[str, ...],
    profile: str,
    explain: bool,
    style: str,
    report: str | None,
    select: str,
    ignore: str,
    rules: tuple[str, ...],
    keep: str | None,
    encoding: str,
) -> None:
    """Print what stays of each FILE ("-" is standard input)."""
    sources = [read(name, encoding) for name in files]
    kept_lines = read(keep, encoding).text.split("\n") if keep else []
    cleaner = cleaner_of(profile, select, ignore, rules, kept_lines)
    results = [cleaner.explain(source.text) for source in sources]
    if report:
        write_report(zip(sources, results, strict=True), report)
    elif style == "json":
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
