"""
What the commands that run an evaluation share: the run itself, and its summary for a terminal.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from livingwell_core.cli.main import plugins_of
from livingwell_core.cli.progress import Progress
from livingwell_core.errors import DuplicateIdError, LivingwellError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from livingwell_core.cohorts import Differences, Ledger
    from livingwell_core.errors import Problem
    from livingwell_core.evaluations import Evaluation
    from livingwell_core.reports import Report

__all__ = [
    "any_used",
    "difference_lines",
    "evaluate_and_tell",
    "ledger_lines",
    "problem_lines",
    "run",
    "warning_lines",
    "write",
]

# Up to this many problems a run names every one; with more, one of each kind.
_ALL_SHOWN = 30


def run(ctx: click.Context, path: Path, engine_id: str) -> Evaluation:
    """Plan and run an evaluation, with progress on stderr."""
    from livingwell_core.evaluations import evaluate, make_plan

    plugins = plugins_of(ctx)
    plan = make_plan(path, plugins)
    engine = plugins.registry("livingwell_engines", "engine")[engine_id]
    with Progress(f"reading {len(plan.parts)} files") as progress:
        return evaluate(plan, engine, step=progress.step)


def write(ctx: click.Context, evaluation: Evaluation, folder: Path) -> tuple[Report, list[Path]]:
    """Write every format of the report, all or none."""
    from livingwell_core.reports import make_report, write_all

    plugins = plugins_of(ctx)
    report = make_report(evaluation)
    formats = plugins.registry("livingwell_report_formats", "report format")
    files: dict[str, bytes] = {}
    by_file: dict[str, str] = {}
    with Progress("writing the report"):
        for form in formats:
            other = by_file.setdefault(form.filename, form.id)
            if other != form.id:
                msg = f"the report formats {other!r} and {form.id!r} both write {form.filename}"
                raise DuplicateIdError(msg)
            try:
                content = form.render(report)
                files[form.filename] = bytes(memoryview(content))
            except Exception as error:  # noqa: BLE001 - one format that fails must not take the others with it
                plugins.blame(formats.brought_by(form.id), f"report format {form.id!r}", error)
        return report, write_all(folder, files)


def evaluate_and_tell(
    ctx: click.Context, config: Path, out: Path, engine: str = "local", *, on_purpose: bool = False
) -> None:
    """
    Run, write every format of the report, and tell: results on stdout, what was set aside on stderr.

    For this command line and for plugins' commands that end in a report.

    Parameters
    ----------
    ctx : click.Context
    config : Path
        The evaluation file.
    out : Path
        Folder for the results; the last line printed is the path of the page, where one is written.
    engine : str
        Id of the engine.
    on_purpose : bool
        Whether cells that cannot be used are no news: an example has them on purpose. They are then counted.
    """
    from livingwell_core.cli.summary import summary_lines

    evaluation = run(ctx, config, engine)
    for line in warning_lines(evaluation):
        click.echo(line, err=True)
    if evaluation.problems and on_purpose:
        count = f"{len(evaluation.problems):,} cells could not be used, on purpose"
        click.echo(f"{count}; livingwell check {config} --all lists them", err=True)
    elif evaluation.problems:
        _tell_problems(evaluation.problems, config)
    if not any_used(evaluation):
        msg = f"no assessment could be used; livingwell check {config} says why, row by row"
        raise LivingwellError(msg)
    report, paths = write(ctx, evaluation, out)
    for line in summary_lines(report):
        click.echo(line)
    if evaluation.remarks.differing:
        click.echo(f"  (livingwell check {config} --all lists the rows)")
    click.echo()
    if report.suppressed:
        click.echo(
            f"{report.suppressed} findings not shown: fewer than {report.minimum} people, or numbers that "
            "would give such away."
        )
    pages = [path for path in paths if path.suffix == ".html"]
    for path in [*(path for path in paths if path not in pages), *pages]:
        click.echo(str(path))


def any_used(evaluation: Evaluation) -> bool:
    """Say whether there is anything to evaluate: at least one assessment that could be used."""
    plan = evaluation.plan
    return any(
        evaluation.ledger.used(f"{instrument} assessments", profile.id)
        for instrument in plan.instruments
        for profile in plan.profiles
    )


def _tell_problems(problems: Sequence[Problem], config: Path) -> None:
    """Name the cells that could not be used on stderr, all or one of each kind."""
    from livingwell_core.cohorts.reasons import NOT_AN_ANSWER

    count = len(problems)
    everything = count <= _ALL_SHOWN
    cells, rows = ("cell", "its row is") if count == 1 else ("cells", "their rows are")
    click.echo(f"{count:,} {cells} could not be used; {rows} set aside:", err=True)
    for line in problem_lines(problems, shown=None if everything else 1):
        click.echo(line, err=True)
    if any(problem.reason == NOT_AN_ANSWER for problem in problems):
        click.echo("  (what means \"no answer\" can be listed under 'missing' in the profile)", err=True)
    if not everything:
        click.echo(f"  (livingwell check {config} --all lists every one)", err=True)


def warning_lines(evaluation: Evaluation) -> list[str]:
    """Give what a person should look at before believing the results."""
    return [f"Warning: {warning}" for warning in evaluation.warnings]


def problem_lines(problems: Sequence[Problem], *, shown: int | None) -> list[str]:
    """
    Give problems as lines.

    Parameters
    ----------
    problems : sequence of Problem
    shown : int or None
        How many of each kind to give before only counting them; None for all.
    """
    lines = []
    by_kind = sorted(problems, key=lambda problem: (problem.file, problem.reason))
    for (file, _), group in groupby(by_kind, key=lambda problem: (problem.file, problem.reason)):
        same = list(group)
        first = same[:shown]
        lines += [f"  {problem}" for problem in first]
        if len(first) < len(same):
            lines.append(f"    and {len(same) - len(first):,} more of this kind in {file}")
    return lines


def difference_lines(differing: Sequence[Differences], *, shown: int | None) -> list[str]:
    """Give the rows whose total is not our score as lines, of each file and column the first `shown`."""
    lines = []
    for differences in differing:
        first = [f"  {problem}" for problem in differences.problems(shown)]
        lines += first
        if len(first) < differences.rows.height:
            more = differences.rows.height - len(first)
            lines.append(f"    and {more:,} more in {differences.file}, {differences.column}")
    return lines


def ledger_lines(ledger: Ledger) -> list[str]:
    """Give the ledger as an indented list: what was read, used, and set aside by reason."""
    lines = []
    for table, site in ledger.tables():
        read, used = ledger.read(table, site), ledger.used(table, site)
        lines.append(f"{site}, {table}: {read:,} rows read, {used:,} used")
        aside = sorted(ledger.set_aside(table, site).items(), key=lambda entry: (-entry[1], entry[0]))
        lines += [f"  {rows:>7,} set aside: {reason}" for reason, rows in aside]
    return lines
