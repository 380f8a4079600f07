"""
``livingwell cost``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.cli.running import warning_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.evaluations import Plan
    from livingwell_core.reports import Report
    from livingwell_costing.analysis import CostEffectiveness

__all__ = ["cost"]

_ID = "cost-effectiveness"
# What small numbers of the costs are hidden with.
_BESIDE = ("coverage", "paired-change", "reliable-change")


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("config", type=click.Path(path_type=Path))
@click.option(
    "--cost",
    "costs",
    type=float,
    multiple=True,
    metavar="POUNDS",
    help="Cost of a person, in the place of what CONFIG says; twice for a range.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--cheers",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the CHEERS 2022 checklist to a CSV file.",
)
@click.option("--engine", default="local", show_default=True, metavar="ID", help="Where to run.")
@click.pass_context
def cost(
    ctx: click.Context,
    config: Path,
    costs: tuple[float, ...],
    *,
    as_json: bool,
    cheers: Path | None,
    engine: str,
) -> None:
    """
    Say what a QALY costs, and how sure that is.

    CONFIG is the evaluation file. Only value for money is worked out; with --cost it needs no table
    [analyses.cost-effectiveness].

    \b
    Examples:
      livingwell cost livingwell.toml
      livingwell cost livingwell.toml --cost 800 --cost 1160
    """
    if len(costs) > 2:
        msg = "--cost is given once, or twice for a range"
        raise click.UsageError(msg)
    report = _report(ctx, config, costs, engine)
    if as_json:
        click.echo(_json(report))
    else:
        from livingwell_costing.told import told_lines

        for line in told_lines(report):
            click.echo(line)
    if cheers is not None:
        from livingwell_core.reports import write_all
        from livingwell_costing.reporting import cheers_csv

        write_all(cheers.parent, {cheers.name: cheers_csv(report)})
        click.echo(str(cheers), err=as_json)


def _report(ctx: click.Context, config: Path, costs: Sequence[float], engine_id: str) -> Report:
    """Run this analysis, and those beside it that small numbers are hidden with."""
    import attrs

    from livingwell_core.cli.main import plugins_of
    from livingwell_core.cli.progress import Progress
    from livingwell_core.evaluations import evaluate, make_plan
    from livingwell_core.reports import make_report

    plugins = plugins_of(ctx)
    plan = make_plan(config, plugins)
    chosen = [_chosen(plan, costs), *(one for one in plan.analyses if one.id in _BESIDE)]
    plan = attrs.evolve(plan, analyses=tuple(chosen))
    engine = plugins.registry("livingwell_engines", "engine")[engine_id]
    with Progress(f"reading {len(plan.parts)} files") as progress:
        evaluation = evaluate(plan, engine, step=progress.step)
    for line in warning_lines(evaluation):
        click.echo(line, err=True)
    report = make_report(evaluation)
    kept = tuple(finding for finding in report.findings if finding.analysis == _ID)
    return attrs.evolve(report, findings=kept)


def _chosen(plan: Plan, costs: Sequence[float]) -> CostEffectiveness:
    """Give the analysis as the file has it, with other costs where they are given."""
    import attrs

    from livingwell_costing.analysis import CostEffectiveness
    from livingwell_costing.costs import given_cost

    found = next((one for one in plan.analyses if isinstance(one, CostEffectiveness)), CostEffectiveness())
    if not costs:
        return found
    given = given_cost(*costs, price_year=None, source="the command line", file="--cost")
    return attrs.evolve(found, choice=attrs.evolve(found.choice, cost=given, amount=None))


def _json(report: Report) -> str:
    import json

    from livingwell_core.reports.tables import FINDING_COLUMNS

    rows = [{name: getattr(finding, name) for name in FINDING_COLUMNS} for finding in report.findings]
    note = "INVENTED DATA" if report.invented else ""
    content = {"title": report.title, "invented": report.invented, "note": note, "findings": rows}
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
