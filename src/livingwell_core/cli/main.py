"""
The command ``livingwell``.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from livingwell_core import __version__
from livingwell_core.cli.lazy import LazyCommand
from livingwell_core.errors import InputError, LivingwellError, did_you_mean
from livingwell_core.plugins import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.plugins import Plugins, Registry

__all__ = ["CONTEXT_SETTINGS", "cli", "give_memory_back", "main", "plugins_of"]

# A file that is wrong from top to bottom is not scrolled away.
_MOST_SHOWN = 200

CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Failure(click.ClickException):
    """An error of ours as click shows it: one message, exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's signature
        click.echo(self.format_message(), file=file, err=file is None)


class _Group(click.Group):
    """Finds its commands through the hook ``livingwell_commands`` and shows our errors without traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_commands(ctx).ids())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        commands = _commands(ctx)
        if cmd_name not in commands:
            return None
        try:
            return commands[cmd_name].load()
        except Exception as error:  # whatever an import raises: its plugin is named, exit code 1
            message = (
                f"Error: the command {cmd_name!r} of {commands.brought_by(cmd_name)}: {reason_of(error)}"
            )
            raise _Failure(message) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(command.id, command.short_help) for command in _commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _commands(ctx):
            ctx.fail(f"no command {args[0]!r}; {did_you_mean(args[0], _commands(ctx).ids())}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        try:
            return super().invoke(ctx)
        except InputError as error:
            count = len(error.problems)
            heading = "1 problem" if count == 1 else f"{count} problems"
            lines = [f"  {problem}" for problem in error.problems[:_MOST_SHOWN]]
            if count > _MOST_SHOWN:
                lines.append(f"  and {count - _MOST_SHOWN:,} more")
            message = "\n".join([f"{heading}, nothing was written:", *lines])
            raise _Failure(message) from error
        except LivingwellError as error:
            message = f"Error: {error}"
            raise _Failure(message) from error


def plugins_of(ctx: click.Context) -> Plugins:
    """Give the plugins of this run, loaded once."""
    root = ctx.find_root()
    if root.obj is None:
        from livingwell_core.plugins import load_plugins

        root.obj = load_plugins(
            strict=bool(root.params.get("strict")), without=tuple(root.params.get("without") or ())
        )
    plugins: Plugins = root.obj
    return plugins


def _commands(ctx: click.Context) -> Registry[LazyCommand]:
    registry: Registry[LazyCommand] = plugins_of(ctx).registry("livingwell_commands", "command")
    return registry


def _name_failures(ctx: click.Context) -> None:
    # Said at the end, when hooks that fail on call have failed too. `plugins` lists them itself.
    if ctx.invoked_subcommand != "plugins" and ctx.obj is not None:
        for failure in ctx.obj.failures:
            click.echo(f"Warning: {failure}", err=True)


@click.group(cls=_Group, context_settings=CONTEXT_SETTINGS)
@click.option("--strict", is_flag=True, help="Stop if a plugin is broken, rather than leave it out.")
@click.option("--without", multiple=True, metavar="DIST", help="Leave a plugin out. May be given again.")
@click.version_option(__version__, prog_name="livingwell")
@click.pass_context
def cli(ctx: click.Context, *, strict: bool, without: tuple[str, ...]) -> None:  # noqa: ARG001 - read by plugins_of
    """
    Evaluate community mental health services from their own data.

    \b
    Examples:
      livingwell demo
      livingwell check livingwell.toml
      livingwell evaluate livingwell.toml --out report
    """
    ctx.call_on_close(lambda: _name_failures(ctx))


def give_memory_back() -> None:
    """
    Have polars' allocator return memory soon after it is freed; to be called before polars is imported.

    By itself it keeps what it frees for ten seconds: the peak at a million assessments falls by about a
    quarter, at no cost in time (benchmarks/README.md). A setting of the user's own stays.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:2,dirty_decay_ms:50,muzzy_decay_ms:0")


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; the exit code is 0, 1 for an error of ours, 2 for wrong usage."""
    give_memory_back()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that does not know a character gets its number, and not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(args=None if args is None else list(args), prog_name="livingwell")
    except LivingwellError as error:
        # Raised while commands were looked up, before click handles errors.
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
