"""The command line: a module a command, read when the command is called."""

from __future__ import annotations

from importlib import import_module

import click

from cleanpage import __version__

# Each is the function of that name in the module of that name.
_COMMANDS = ("clean", "corpus", "rules")


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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--version", "--help"}
        if args and args[0] not in _COMMANDS and args[0] not in own:
            args = ["clean", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["--help"]})
@click.version_option(__version__, prog_name="cleanpage", message="%(prog)s %(version)s")
def main() -> None:
    """Strip boilerplate from the text of web pages; leave every word of the author's alone.

    \b
    cleanpage page.txt              the cleaned text on standard output
    cleanpage --explain page.txt    what went, why, where
    cleanpage corpus IN... -o OUT   whole collections, in many processes
    cleanpage rules [CODE]          the rules, or one rule's page

    All options: cleanpage clean --help
    """  # noqa: D301
