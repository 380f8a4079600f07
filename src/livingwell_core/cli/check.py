"""
``livingwell check``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.cli.progress import Progress
from livingwell_core.cli.running import (
    any_used,
    difference_lines,
    ledger_lines,
    problem_lines,
    run,
    warning_lines,
)
from livingwell_core.errors import LivingwellError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.evaluations import Evaluation
    from livingwell_core.surveys import Survey

__all__ = ["check"]

_SHOWN = 3


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("config", type=click.Path(path_type=Path))
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List every cell that could not be used, and every total that differs, not the first few of a kind; "
    "show small numbers too.",
)
@click.option(
    "--survey",
    "in_full",
    is_flag=True,
    help="Show all that the survey of the raw data counted, with completeness by month and by team.",
)
@click.option(
    "--by",
    metavar="NAME",
    help="Another group of people in the place of 'team', as a profile names it; with --survey.",
)
@click.option("--engine", default="local", show_default=True, metavar="ID", help="Where to run.")
@click.option("--json", "as_json", is_flag=True, help="For programs; all of it.")
@click.pass_context
def check(
    ctx: click.Context,
    config: Path,
    *,
    everything: bool,
    in_full: bool,
    by: str | None,
    engine: str,
    as_json: bool,
) -> None:
    """
    Say what a run would do with every row.

    CONFIG is the evaluation file. What is mapped to nothing and what looks odd is counted. Nothing is
    written. Exits with 1 only where a run could not go on.

    \b
    Examples:
      livingwell check livingwell.toml
      livingwell check livingwell.toml --all
      livingwell check livingwell.toml --survey --by sex
    """
    from livingwell_core.cli.survey_data import check_data
    from livingwell_core.cli.value_sets import in_use_lines
    from livingwell_core.surveys import survey

    evaluation = run(ctx, config, engine)
    plan = evaluation.plan
    with Progress(f"looking at {len(plan.parts)} files once more") as progress:
        found = survey(plan, by=by, step=progress.step)
    minimum = 0 if everything else plan.file.disclosure.minimum
    if as_json:
        data = check_data(evaluation, found, minimum=minimum)
        click.echo(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False))
        _refuse_nothing(evaluation)
        return
    for line in in_use_lines(plan):
        click.echo(line)
    for line in ledger_lines(evaluation.ledger):
        click.echo(line)
    for section in (
        *_of_the_run(evaluation, everything=everything),
        *_of_the_survey(evaluation, found, in_full=in_full or by is not None, minimum=minimum),
    ):
        click.echo()
        for line in section:
            click.echo(line)
    click.echo()
    warnings = warning_lines(evaluation)
    for line in warnings:
        click.echo(line)
    _refuse_nothing(evaluation)
    ending = " Look at the warnings first." if warnings else ""
    click.echo(f"Every row is used or set aside; a run can go ahead.{ending}")


def _refuse_nothing(evaluation: Evaluation) -> None:
    """Say that a run would end here, as `evaluate` does."""
    if not any_used(evaluation):
        msg = "every row is set aside: no assessment could be used, and a run could not go on"
        raise LivingwellError(msg)


def _of_the_run(evaluation: Evaluation, *, everything: bool) -> Iterator[list[str]]:
    """Give the cells that could not be used, and the remarks."""
    from livingwell_core.reports import remark_lines

    shown = None if everything else _SHOWN
    if evaluation.problems:
        yield [
            f"Cells that could not be used ({len(evaluation.problems):,}):",
            *problem_lines(evaluation.problems, shown=shown),
        ]
    remarks = evaluation.remarks if everything else evaluation.remarks.shared()
    lines = remark_lines(remarks, evaluation.plan.instruments.values())
    if lines:
        lines += difference_lines(evaluation.remarks.differing, shown=shown)
        yield ["Remarks (the rows are used, with our scores):", *(f"  {line}" for line in lines)]


def _of_the_survey(
    evaluation: Evaluation, found: Survey, *, in_full: bool, minimum: int
) -> Iterator[list[str]]:
    """Give what the survey counted."""
    from livingwell_core.cli.survey_lines import completeness_lines, pattern_lines, unmapped_lines

    unmapped = unmapped_lines(found, evaluation.problems, everything=in_full)
    if unmapped:
        yield unmapped
    yield pattern_lines(found, everything=in_full)
    if in_full:
        yield completeness_lines(found.completeness, minimum=minimum)
