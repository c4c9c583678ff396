"""`cleanpage clean`, or `cleanpage FILE`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, groupby, tee
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cleanpage.cli.choice import FILE, Choice, Wanted, choose, fast_option, profile_option, rule_options, text_options
from cleanpage.cli.common import counted, fail, note, usable
from cleanpage.cli.reports import named_html, write_report

if TYPE_CHECKING:
    from cleanpage.baseline import Baseline
    from cleanpage.cli.output import Outcomes, Reporter
    from cleanpage.files import Source


# Pages of HTML whatever they begin with; others are known by that.
_HTML = (".html", ".htm")


class _Task(NamedTuple):
    """The options that say what to do with the files."""

    check: bool
    diff: bool
    write: bool
    write_baseline: str | None
    report: str | None
    explain: bool
    statistics: bool
    style: str
    baseline: str | None
    encoding: str
    fast: bool
    workers: int
    quiet: bool
    verbose: bool

    @property
    def prints_texts(self) -> bool:
        """Whether the cleaned texts go to standard output."""
        in_their_place = (self.check, self.diff, self.write, self.write_baseline, self.report, self.explain, self.statistics)
        return self.style == "text" and not any(in_their_place)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="FILE|FOLDER...", type=FILE)
@click.option("--check", is_flag=True, help="List the files that would change.")
@click.option("--diff", is_flag=True, help="Print what would change, as a unified diff.")
@click.option("--write", is_flag=True, help="Change the files, and list those that changed.")
@click.option("--report", callback=named_html, metavar="FILE.html", type=FILE, help="Write a web page that shows what goes, where and why.")
@click.option("--explain", is_flag=True, help="Print what goes, why and where, in place of the text.")
@click.option("--statistics", is_flag=True, help="Print how many cuts each rule makes, in how many files.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "jsonl", "github"]),
    default="text",
    show_default=True,
    help="json and jsonl have text and cuts; github has annotations for a workflow.",
)
@profile_option
@rule_options
@text_options
@fast_option
@click.option("--include", multiple=True, metavar="GLOB", help="Files taken from folders (default *.txt); may be given again.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files and folders not taken; may be given again.")
@click.option("--baseline", metavar="FILE", type=FILE, help="With --check: only cuts beyond these counts.")
@click.option("--write-baseline", metavar="FILE", type=FILE, help="Count the cuts by file and code, for --baseline.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, metavar="NUMBER", help="Processes.")
@click.option("-q", "--quiet", is_flag=True, help="No lists, counts and remarks; only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each file what is found in it.")
def clean(names: tuple[str, ...], **options: Any) -> None:
    """Print what stays of each FILE ("-" is standard input), or check, show or change files and folders of them.

    Exit codes: 0, nothing to do or done; 1, with --check, --diff or --write, a file would change or has changed; 2, an error.
    """
    from cleanpage.baseline import read_baseline

    task = _Task(**{name: options[name] for name in _Task._fields})
    _check_usage(task, names)
    tally = Counter[str]()

    def complain(message: str) -> None:
        note(message)
        tally["faults"] += 1

    # What is printed of only some of the texts asked for would be taken for the whole.
    stop = fail if task.prints_texts else complain
    known = usable(read_baseline, Path(task.baseline)) if task.baseline else None
    choices = choose(names, Wanted(**{name: options[name] for name in Wanted._fields}), stop, in_order=task.prints_texts)
    texts: list[tuple[Choice, Iterable[Source]]] = [(choice, _read_all(choice.names, task, stop)) for choice in choices]
    if task.prints_texts:
        texts = [(choice, list(sources)) for choice, sources in texts]
    outcomes: Outcomes = chain.from_iterable(_cleaned(choice, sources, task) for choice, sources in texts)
    _reporter(task)(_settled(_remarked(outcomes, task, tally), task, known, tally, complain))
    _sum_up(task, tally)


def _check_usage(task: _Task, names: Iterable[str]) -> None:
    def given(*flags: str) -> list[str]:
        return [f"--{flag.replace('_', '-')}" for flag in flags if getattr(task, flag)]

    style = [f"--format {task.style}"] * (task.style != "text")
    actions, reports = given("check", "diff", "write", "write_baseline"), given("diff", "write_baseline", "report", "explain", "statistics")
    if task.style == "github" or not task.statistics:
        reports += style
    for together in (actions, reports):
        if len(together) > 1:
            fail(f"{' and '.join(together)} exclude one another")
    if task.baseline and not task.check:
        fail("--baseline is for --check")
    if "-" in names and (unfit := given("write", "baseline", "write_baseline")):
        fail(f"{unfit[0]} needs files, and - is none")
    folder = next((name for name in names if task.prints_texts and Path(name).is_dir()), None)
    if folder is not None:
        fail(f"{folder}: a folder; add --check, --diff or --write, or what to print: --report out.html, --statistics, --format jsonl")


def _read_all(names: Iterable[str], task: _Task, complain: Callable[[str], None]) -> Iterator[Source]:
    from cleanpage.files import FileError, Source, decode, read_bytes
    from cleanpage.html import HtmlError, decoded, looks_like_html

    needs_lines = task.check or task.diff or task.write or task.write_baseline or task.style == "github"
    for name in names:
        try:
            data = read_bytes(name)
            called = "standard input" if name == "-" else name
            if not (name.lower().endswith(_HTML) or looks_like_html(data)):
                yield decode(name, data, task.encoding)
            elif needs_lines:
                complain(f"{called}: a page of HTML, which can be printed as text but not be checked, changed or annotated")
            else:
                yield Source(called, "", decoded(data))
        except FileError as fault:
            complain(str(fault))
        except HtmlError as fault:
            complain(f"{called}: {fault}")


def _cleaned(choice: Choice, sources: Iterable[Source], task: _Task) -> Outcomes:
    for is_html, some in groupby(sources, key=lambda source: source.html is not None):
        ours, theirs, sited = tee(some, 3)
        sites = (choice.site_of(source.name) for source in sited)
        if is_html:
            pages = (source.html or "" for source in theirs)
            results = choice.cleaner.explain_many_html(pages, task.workers, sites, fast=task.fast)
            yield from ((source._replace(text=result.source), result) for source, result in zip(ours, results, strict=True))
        else:
            yield from zip(ours, choice.cleaner.explain_many((source.text for source in theirs), task.workers, sites), strict=True)


def _remarked(outcomes: Outcomes, task: _Task, tally: Counter[str]) -> Outcomes:
    """All outcomes, with remarks about texts that did not come out as they should."""
    for source, result in outcomes:
        tally["files"] += 1
        if result.untouched and not task.quiet:
            note(f"{source.name}: left as it is: {result.untouched}")
        for code in () if task.quiet else result.given_up:
            note(f"{source.name}: rule {code} took too long and was left out")
        if task.verbose:
            note(f"{source.name}: {counted(len(result.cuts), 'cut')}")
        yield source, result


def _settled(outcomes: Outcomes, task: _Task, known: Baseline | None, tally: Counter[str], complain: Callable[[str], None]) -> Outcomes:
    """With --check, --diff and --write those outcomes that change their files, once they have; else all of them."""
    if not (task.check or task.diff or task.write):
        yield from outcomes
        return
    from cleanpage.files import FileError, replace

    for source, outcome in outcomes:
        result = known.beyond(source, outcome) if known else outcome
        if not result.cuts:
            continue
        if task.write:
            try:
                replace(source, result.text, task.encoding)
            except FileError as fault:
                complain(str(fault))
                continue
        tally["changed"] += 1
        yield source, result


def _reporter(task: _Task) -> Reporter:
    from cleanpage.cli import output

    if task.write_baseline:
        return partial(_write_baseline, path=Path(task.write_baseline), quiet=task.quiet)
    if task.report:
        return partial(write_report, path=task.report, quiet=task.quiet)
    if task.diff:
        return partial(output.print_diffs, encoding=task.encoding)
    if task.statistics:
        return partial(output.print_statistics, style=task.style)
    if task.explain:
        return output.print_cuts
    if task.style != "text":
        return {"json": output.print_json, "jsonl": output.print_json_lines, "github": output.print_annotations}[task.style]
    if task.prints_texts:
        return partial(output.print_texts, encoding=task.encoding)
    return output.print_nothing if task.quiet else output.print_names


def _write_baseline(outcomes: Outcomes, path: Path, quiet: bool) -> None:
    from cleanpage.baseline import write_baseline
    from cleanpage.files import FileError

    try:
        files, cuts = write_baseline(path, outcomes)
    except FileError as fault:
        fail(str(fault))
    if not quiet:
        note(f"{path}: {counted(cuts, 'cut')} in {counted(files, 'file')}")


def _sum_up(task: _Task, tally: Counter[str]) -> None:
    """Say how many files change, and exit with 1 where some do, with 2 where some could not be read or written."""
    acts = task.check or task.diff or task.write
    if acts and not task.quiet:
        what = "changed" if task.write else "would change"
        beyond = " beyond the baseline" if task.baseline else ""
        note(f"{tally['changed']} of {counted(tally['files'], 'file')} {what}{beyond}")
    if tally["faults"]:
        sys.exit(2)
    if acts and tally["changed"]:
        sys.exit(1)
