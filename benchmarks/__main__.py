"""The command line: `python -m benchmarks NAME --data DIR`, from the repository's root."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from benchmarks import data
from benchmarks.tables import Findings, Table, as_json, markdown, print_tables

# Exit codes: a figure fell; the data or the command is wrong.
_FELL, _WRONG = 1, 2


class _Commands(click.Group):
    """Data that cannot be used ends every command alike."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except data.DataError as fault:
            _fail(str(fault))


@click.group(cls=_Commands)
def main() -> None:
    """Measure what cleanpage leaves and takes, beside what others do.

    The data is a folder of sets of real pages with gold text; see benchmarks/README.md.
    """


def _folder(**settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.option("--data", "folder", type=kind, envvar="CLEANPAGE_BENCH", show_envvar=True, help="Folder of the sets.", **settings)


_SETS = click.option("--sets", "names", default="", metavar="NAMES", help="Only these sets, such as aeb,wcxb.")
_SAMPLE = click.option("--sample", type=click.IntRange(1), metavar="N", help="Only N pages of each set, always the same.")


def _styled(command: Callable[..., None]) -> Callable[..., None]:
    in_json = click.option("--json", "style", flag_value="json", help="Print the tables as JSON.")
    return in_json(click.option("--markdown", "style", flag_value="markdown", help="Print the tables as Markdown.")(command))


def _reported(command: Callable[..., Findings]) -> Callable[..., None]:
    """Print what a command finds, and write its charts."""

    @_styled
    @click.option("--charts", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write charts there, as SVG.")
    @wraps(command)
    def run(*args: Any, style: str | None, charts: Path | None, **options: Any) -> None:
        findings = command(*args, **options)
        _show(findings.tables, style)
        if charts:
            charts.mkdir(parents=True, exist_ok=True)
            for name, drawing in findings.charts.items():
                (charts / name).write_text(drawing, encoding="utf-8")

    return run


def _show(tables: Sequence[Table], style: str | None) -> None:
    if style == "json":
        click.echo(as_json(tables))
    elif style == "markdown":
        click.echo(markdown(tables), nl=False)
    else:
        print_tables(sys.stdout, tables)


@main.command()
@_folder()
@_SETS
@_SAMPLE
@_reported
def quality(folder: Path | None, names: str, sample: int | None) -> Findings:
    """F1, precision and recall of cleaners, by set and by page type."""
    from benchmarks.quality import measure

    pages = data.load(folder, _chosen(folder, names), sample) if folder else []
    return measure([*pages, *data.sample(data.corpus(), sample)])


@main.command()
@_folder(required=True)
@_SETS
@_SAMPLE
@_reported
def dumps(folder: Path, names: str, sample: int | None) -> Findings:
    """The same for the text of several dumpers of HTML."""
    from benchmarks.dumps import measure

    return measure(data.load(folder, _chosen(folder, names), sample))


@main.command()
@_folder(required=True)
@_SAMPLE
@_reported
def uplift(folder: Path, sample: int | None) -> Findings:
    """F1 of 32 extractors' stored output before main and after."""
    from benchmarks.uplift import measure

    return measure(data.load(folder, ("aeb",), sample, html=False), data.extractors(folder))


@main.command()
@_folder()
@_SETS
@_SAMPLE
@_reported
def harm(folder: Path | None, names: str, sample: int | None) -> Findings:
    """Words lost of text that is clean already."""
    from benchmarks.harm import measure

    return measure(data.load(folder, _chosen(folder, names), sample, html=False) if folder else [])


@main.command()
@click.option("--profile", default="trim", show_default=True, metavar="NAME")
@click.option("--missed", is_flag=True, help="Only print shown wordings that stayed and shown look-alikes that were hurt.")
@_styled
def residue(profile: str, missed: bool, style: str | None) -> None:
    """Known residue put between an author's sentences: removed by kind and by language."""
    from benchmarks import residue as known

    measured = known.measure(profile)
    if missed:
        click.echo("\n".join(known.missed(measured)))
    else:
        _show(known.tables(measured), style)


@main.command()
@_reported
def sites() -> Findings:
    """Lines that made-up sites repeat: how many go once they are learnt, and what of the author's."""
    from benchmarks.sites import measure

    return measure()


@main.command()
@_folder(required=True)
@click.option("--sets", "names", default="aeb,fundus,wcxb", show_default=True, metavar="NAMES", help="The sets to take pages of.")
@click.option("--sample", type=click.IntRange(1), default=60, show_default=True, metavar="N", help="Pages of each set.")
@_reported
def speed(folder: Path, names: str, sample: int) -> Findings:
    """Rates, latency, memory, growth and start-up."""
    from benchmarks.speed import measure

    return measure(folder, _chosen(folder, names), sample)


@main.command()
@click.option("--size", type=click.IntRange(1), default=20, show_default=True, metavar="MB", help="Text in each collection.")
@click.option("--profile", default="trim", show_default=True, metavar="NAME")
@_reported
def corpus(size: int, profile: str) -> Findings:
    """Rates and memory of cleanpage corpus over a made-up collection in each kind of file."""
    from benchmarks.corpus import measure

    return measure(size, profile)


@main.command()
@_folder()
@click.option("--pin", is_flag=True, help="Write what is measured into floors.json, unless a figure is worse than it was.")
@click.option("--allow-lower", is_flag=True, help="With --pin: write it even then.")
@_styled
def gate(folder: Path | None, pin: bool, allow_lower: bool, style: str | None) -> None:
    """Fail when a figure falls below its floor.

    Exit codes: 0 all hold, 1 a figure fell, 2 other data than the floors were pinned on.
    """
    from benchmarks import gate as floors

    if allow_lower and not pin:
        raise click.UsageError("--allow-lower goes with --pin")
    pinned, measured = floors.read(floors.FLOORS), floors.measure(folder)
    others = floors.strangers(pinned, measured)
    if others and not pin:
        _fail(f"{' and '.join(others)}: not the pages that the floors were pinned on; look at what changed, then gate --pin")
    _show([floors.table(pinned, measured)], style)
    falls = floors.falls(pinned, measured)
    for fall in falls:
        click.echo(f"benchmarks: {fall.name} was {fall.floor:g}, is {'gone' if fall.figure is None else f'{fall.figure:g}'}", err=True)
    if falls and not allow_lower:
        sys.exit(_FELL)
    if pin:
        floors.write(floors.FLOORS, pinned, measured)


@main.command()
@_folder(required=True)
@click.option("--cross", is_flag=True, help="Also measure main on each site's pages with weights learnt from the others, and print that.")
@_reported
def fit(folder: Path, cross: bool) -> Findings:
    """Learn the prose stage's weights anew from the sets aeb, fundus and wcxb, and write them into the package."""
    from benchmarks.fit import samples, units, weights
    from benchmarks.fit.cross import measure
    from cleanpage.weights import FAST, HTML, TEXT, save

    pages, outputs = data.load(folder, samples.SETS), data.extractors(folder)
    of_text = weights.fit(units.lay(samples.samples(pages, outputs)))
    words = [one.wordings for one in (*of_text.by_fold, of_text.weights)]
    opened = samples.html_samples(pages)
    # Of the largest pages nobody is asked; they are judged as those that came without votes.
    of_html = weights.fit(units.lay([one for one in opened if one.opened and one.opened.votes]), words)
    alone = [one._replace(opened=one.opened._replace(votes={})) for one in opened if one.opened]
    fast = weights.fit(units.lay(alone), words)
    for fitted, file in ((of_text, TEXT), (of_html, HTML), (fast, FAST)):
        save(fitted.weights, file)
    return measure(pages, outputs, {TEXT: of_text.by_fold, HTML: of_html.by_fold, FAST: fast.by_fold}) if cross else Findings(())


@main.command()
@_folder(required=True)
@_reported
def fit_lines(folder: Path) -> Findings:
    """Learn anew how lines of residue are worded, from what is shown of the wordings and the gold of the sets aeb, fundus and wcxb."""
    from benchmarks.fit import likeness, samples
    from cleanpage.likeness import FILE, save

    save(likeness.fit(likeness.lines(data.load(folder, samples.SETS, html=False))), FILE)
    return Findings(())


def _chosen(folder: Path, names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip()) or data.sets(folder)


def _fail(message: str) -> NoReturn:
    click.echo(f"benchmarks: {message}", err=True)
    sys.exit(_WRONG)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
