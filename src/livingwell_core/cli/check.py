"""
``livingwell check``.
"""

from __future__ import annotations

from pathlib import Path

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.cli.running import difference_lines, ledger_lines, problem_lines, run, warning_lines

__all__ = ["check"]

_SHOWN = 3


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("config", type=click.Path(path_type=Path))
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List every cell that could not be used, and every total that differs, not the first few of a kind.",
)
@click.option("--engine", default="local", show_default=True, metavar="ID", help="Where to run.")
@click.pass_context
def check(ctx: click.Context, config: Path, *, everything: bool, engine: str) -> None:
    """
    Say what a run would do with every row.

    CONFIG is the evaluation file. Nothing is written. Exits with 1 only where a run could not go on.

    \b
    Examples:
      livingwell check livingwell.toml
      livingwell check livingwell.toml --all
    """
    from livingwell_core.cli.value_sets import in_use_lines
    from livingwell_core.reports import remark_lines

    evaluation = run(ctx, config, engine)
    for line in in_use_lines(evaluation.plan):
        click.echo(line)
    for line in ledger_lines(evaluation.ledger):
        click.echo(line)
    if evaluation.problems:
        click.echo()
        click.echo(f"Cells that could not be used ({len(evaluation.problems):,}):")
        for line in problem_lines(evaluation.problems, shown=None if everything else _SHOWN):
            click.echo(line)
    remarks = evaluation.remarks if everything else evaluation.remarks.shared()
    lines = remark_lines(remarks, evaluation.plan.instruments.values())
    if lines:
        click.echo()
        click.echo("Remarks (the rows are used, with our scores):")
        lines += difference_lines(evaluation.remarks.differing, shown=None if everything else _SHOWN)
        for line in lines:
            click.echo(f"  {line}")
    click.echo()
    warnings = warning_lines(evaluation)
    for line in warnings:
        click.echo(line)
    ending = " Look at the warnings first." if warnings else ""
    click.echo(f"Every row is used or set aside; a run can go ahead.{ending}")
