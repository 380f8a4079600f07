"""
``livingwell check-instrument``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument
    from livingwell_core.plugins import Plugins
    from livingwell_core.testing import Result

__all__ = ["check_instrument"]

_SHOWN = {"failed": "FAILED", "warning": "WARNING"}
_AS_IT_SHOULD = frozenset({"passed", "not applicable"})
_WIDTH = len("expected failure")


@click.command("check-instrument", context_settings=CONTEXT_SETTINGS)
@click.argument("instrument", required=False)
@click.option("--all", "everything", is_flag=True, help="Check every installed instrument.")
@click.option("--verbose", is_flag=True, help="With --all, list what passed too.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def check_instrument(
    ctx: click.Context, instrument: str | None, *, everything: bool, verbose: bool, as_json: bool
) -> None:
    """
    Check that an instrument scores as it says.

    INSTRUMENT is an id, or the path of an instrument's TOML file. One with a utility is checked with each
    installed value set too. With --all there is a line for each, and one for each check that is not passed.
    Exits with 1 if a check failed.

    \b
    Examples:
      livingwell check-instrument reqol10
      livingwell check-instrument instruments/harbour3.toml
      livingwell check-instrument --all
      livingwell check-instrument --all --json
    """
    from livingwell_core import testing

    if (instrument is None) != everything:
        msg = "give an instrument, or --all" + ("" if instrument is None else "; not both")
        raise click.UsageError(msg)
    plugins = plugins_of(ctx)
    results = [
        result
        for one in _chosen(instrument, plugins)
        for result in testing.check_instrument(one, value_sets=testing.installed_value_sets(one, plugins))
    ]
    if as_json:
        click.echo(json.dumps([attrs.asdict(result) for result in results], indent=1, ensure_ascii=False))
    else:
        _show(results, short=everything and not verbose)
    if any(result.outcome == "failed" for result in results):
        ctx.exit(1)


def _chosen(instrument: str | None, plugins: Plugins) -> list[Instrument]:
    from livingwell_core.instruments import read_instrument

    if instrument is not None and instrument.endswith(".toml"):
        return [read_instrument(Path(instrument), instrument)]
    registry = plugins.registry("livingwell_instruments", "instrument")
    return list(registry) if instrument is None else [registry[instrument]]


def _show(results: list[Result], *, short: bool) -> None:
    for subject in dict.fromkeys(result.subject for result in results):
        mine = [result for result in results if result.subject == subject]
        click.echo(f"{subject}: {_counts(mine)}" if short else subject)
        for result in mine:
            if short and result.outcome in _AS_IT_SHOULD:
                continue
            word = _SHOWN.get(result.outcome, result.outcome)
            reason = f": {result.reason}" if result.reason else ""
            click.echo(f"  {word:<{_WIDTH}}  {result.check}{reason}")
    click.echo(_counts(results))


def _counts(results: list[Result]) -> str:
    counts = {
        outcome: sum(result.outcome == outcome for result in results)
        for outcome in ("passed", "failed", "warning", "expected failure", "not applicable")
    }
    parts = [f"{count} {_SHOWN.get(outcome, outcome)}" for outcome, count in counts.items() if count]
    return f"{len(results)} checks: {', '.join(parts)}"
