"""The command line: a module a command, read when the command is called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from cleanpage import __version__
from cleanpage.cli.common import fail
from cleanpage.nearest import did_you_mean

# Each is the function of that name in the module of that name.
_COMMANDS = ("clean", "corpus", "gold", "learn", "rules", "score")


@contextmanager
def _one_line() -> Iterator[None]:
    """Mistakes of usage in one line, as all others."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as fault:
        message = fault.format_message().rstrip(".")
        if isinstance(fault, click.NoSuchOption):
            message = f"no option is called {fault.option_name!r}{did_you_mean(fault.option_name, fault.possibilities or ())}"
        fail(f"{message} (see {fault.ctx.command_path if fault.ctx else 'cleanpage'} --help)")


class _Commands(click.Group):
    """A group whose first argument may be a file: `cleanpage page.txt` is `cleanpage clean page.txt`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"cleanpage.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        with _one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and what may follow `cleanpage` without one: files, and the options of `cleanpage clean`."""
        command = self.get_command(ctx, "clean")
        assert command is not None  # noqa: S101
        options = command.shell_complete(click.Context(command, ctx), incomplete)
        own = super().shell_complete(ctx, incomplete)
        seen = {item.value for item in own}
        files = [] if incomplete.startswith("-") else [CompletionItem(incomplete, type="file")]
        return [*own, *(item for item in options if item.value not in seen), *files]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--version", "--help"}
        if args and args[0] not in _COMMANDS and args[0] not in own:
            meant = "" if args[0].startswith("-") else did_you_mean(args[0], _COMMANDS)
            if meant and not ctx.resilient_parsing and not Path(args[0]).exists():
                fail(f"{args[0]}: neither a file nor a command{meant}")
            args = ["clean", *args]
        return super().parse_args(ctx, args)


@click.group("cleanpage", cls=_Commands, context_settings={"help_option_names": ["--help"]})
@click.version_option(__version__, prog_name="cleanpage", message="%(prog)s %(version)s")
def main() -> None:
    """Strip boilerplate from the text of web pages; leave every word of the author's alone.

    \b
    cleanpage page.txt              the cleaned text on standard output
    cleanpage --explain page.txt    what went, why, where
    cleanpage --check pages/        the files of a folder that would change
    cleanpage --write pages/        changes them
    cleanpage --report out.html …   a web page that shows what goes
    cleanpage rules [CODE]          the rules, or one rule's page
    cleanpage corpus IN... -o OUT   whole collections, in many processes
    cleanpage learn IN... -o FILE   what lines sites repeat, for --sites
    cleanpage gold FILE -o DIR      drafts of the text as it should be, for editing
    cleanpage score PAGES GOLD      how near cleanpage comes to gold

    All options: cleanpage clean --help
    """  # noqa: D301
