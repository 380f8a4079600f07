"""
``livingwell evaluate``.
"""

from __future__ import annotations

from pathlib import Path

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.cli.running import evaluate_and_tell

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
    evaluate_and_tell(ctx, config, out or config.parent / "report", engine)
