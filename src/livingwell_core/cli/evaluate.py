"""
``livingwell evaluate``.
"""

from __future__ import annotations

from pathlib import Path

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.cli.running import problem_lines, run, summary_lines, write

__all__ = ["evaluate"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("config", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the results.  [default: report, beside CONFIG]",
)
@click.option("--engine", default="local", show_default=True, metavar="ID", help="Where to run.")
@click.pass_context
def evaluate(ctx: click.Context, config: Path, out: Path | None, engine: str) -> None:
    """
    Evaluate services from their exports.

    CONFIG is the evaluation file, livingwell.toml. Writes findings.csv, findings.json, ledger.csv and what
    plugins add (report.html, report.xlsx), all or none; ends with the path of the page.

    \b
    Examples:
      livingwell evaluate livingwell.toml
      livingwell evaluate livingwell.toml --out results/2026-11
    """
    show(ctx, config, out or config.parent / "report", engine)


def show(ctx: click.Context, config: Path, out: Path, engine: str = "local") -> None:
    """Run, write and tell; shared with other commands that end in a report."""
    evaluation = run(ctx, config, engine)
    report, paths = write(ctx, evaluation, out)
    if evaluation.problems:
        count = len(evaluation.problems)
        click.echo(
            f"{count:,} cell{'s' if count > 1 else ''} could not be used; their rows are set aside:", err=True
        )
        for line in problem_lines(evaluation.problems, everything=False):
            click.echo(line, err=True)
        click.echo(f"  (livingwell check {config} --all lists every one)", err=True)
    for line in summary_lines(report):
        click.echo(line)
    click.echo()
    if report.suppressed:
        click.echo(f"{report.suppressed} findings not shown: fewer than {report.minimum} people.")
    pages = [path for path in paths if path.suffix == ".html"]
    for path in [*(path for path in paths if path not in pages), *pages]:
        click.echo(str(path))
