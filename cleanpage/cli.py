"""The command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

from cleanpage import __version__

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner


class _Source(NamedTuple):
    name: str
    text: str


class _Commands(click.Group):
    """A group whose first argument may be a file: `cleanpage page.txt` is `cleanpage clean page.txt`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--version", "--help"}
        if args and args[0] not in self.commands and args[0] not in own:
            args = ["clean", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["--help"]})
@click.version_option(__version__, prog_name="cleanpage", message="%(prog)s %(version)s")
def main() -> None:
    """Strip boilerplate from the text of web pages; leave every word of the author's alone.

    \b
    cleanpage page.txt              the cleaned text on standard output
    cleanpage --explain page.txt    what went, why, where
    cleanpage rules [CODE]          the rules, or one rule's page

    All options: cleanpage clean --help
    """  # noqa: D301


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--profile", default="main", show_default=True, metavar="NAME", help="main, or trim: only what is surely not the author's.")
@click.option("--explain", is_flag=True, help="Print what goes, why and where, in place of the text.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json has text and cuts.")
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
    select: str,
    ignore: str,
    rules: tuple[str, ...],
    keep: str | None,
    encoding: str,
) -> None:
    """Print what stays of each FILE ("-" is standard input)."""
    sources = [_read(name, encoding) for name in files]
    kept_lines = _read(keep, encoding).text.split("\n") if keep else []
    cleaner = _cleaner(profile, select, ignore, rules, kept_lines)
    results = [cleaner.explain(source.text) for source in sources]
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


@main.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List the rules, or show the page of the rule CODE."""
    from cleanpage.report.table import print_rule, print_rules
    from cleanpage.rulebook import builtin_book

    book = builtin_book()
    if code is None:
        print_rules(sys.stdout, book)
    elif rule := book.rules.get(code.upper()):
        print_rule(sys.stdout, rule)
    else:
        _fail(f"no rule has the code {code!r}; `cleanpage rules` lists them")


def _cleaner(profile: str, select: str, ignore: str, rules: tuple[str, ...], keep: list[str]) -> Cleaner:
    from cleanpage.cleaner import Cleaner

    try:
        return Cleaner(profile, select=_prefixes(select), ignore=_prefixes(ignore), rules=rules, keep=keep)
    except ValueError as fault:
        _fail(str(fault))


def _prefixes(codes: str) -> list[str]:
    return [code.strip().upper() for code in codes.split(",") if code.strip()]


def _read(name: str, encoding: str) -> _Source:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return _Source("standard input" if name == "-" else name, data.decode(encoding))
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        _fail(f"{name}: byte {fault.start} (line {line}) is not {fault.encoding}: {fault.reason}; try --encoding")
    except LookupError:
        _fail(f"no encoding is called {encoding!r}")
    except OSError as fault:
        _fail(f"{name}: {fault.strerror}")


def _fail(message: str) -> NoReturn:
    click.echo(f"cleanpage: {message}", err=True)
    sys.exit(2)
