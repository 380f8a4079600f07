"""
The job as livingwell does it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contending import AS_OF, REASON_NAMES, Clock, Figures, preload


def _plan(folder: Path) -> Any:
    from livingwell_core.evaluations import make_plan
    from livingwell_core.plugins import load_plugins

    return make_plan(folder / "livingwell.toml", load_plugins(), as_of=AS_OF)


def _preload_livingwell(folder: Path) -> Any:
    from livingwell_core.cli.main import give_memory_back

    give_memory_back()  # as the command line does, before polars is loaded
    preload("numpy", "polars", "scipy.special", "_strptime", "livingwell_core.engines.local")
    return _plan(folder)  # loads the plugins, which import


def livingwell(folder: Path, clock: Clock) -> Figures:
    """The two pure functions and the conclusion, one after the other."""
    _preload_livingwell(folder)
    from livingwell_core.evaluations import conclude, partition, tally_cohort

    clock.done("imports")
    plan = _plan(folder)
    (part,) = plan.parts
    (cohort,) = partition(part, plan)
    clock.done("read, check, score")
    tallies = tally_cohort(cohort, plan)
    clock.done("pair, tally")
    evaluation = conclude(plan, tallies)
    clock.done("conclude")
    return _livingwell_figures(evaluation)


def evaluate(folder: Path, clock: Clock, buckets: int | None = None) -> Figures:
    """All of it on the local engine, as `livingwell evaluate` runs it."""
    _preload_livingwell(folder)
    from livingwell_core import evaluations
    from livingwell_core.engines.local import LocalEngine

    clock.done("imports")
    evaluation = evaluations.evaluate(_plan(folder), LocalEngine(buckets=buckets))
    clock.done("whole")
    return _livingwell_figures(evaluation)


def one_bucket(folder: Path, clock: Clock) -> Figures:
    """The local engine without splitting people into groups."""
    return evaluate(folder, clock, buckets=1)


def two_buckets(folder: Path, clock: Clock) -> Figures:
    """The local engine with people in two groups."""
    return evaluate(folder, clock, buckets=2)


def _livingwell_figures(evaluation: Any) -> Figures:
    from livingwell_core.cohorts import reasons

    found = {
        (finding.statistic, finding.unit): finding
        for finding in evaluation.findings
        if finding.site == "benchmark" and finding.score == "total"
    }
    ledger = evaluation.ledger
    (table,) = ledger.tables()
    named = {getattr(reasons, name): own for name, own in REASON_NAMES.items()}
    change, size = found["mean change", "points"], found["effect size", "sd"]
    improved = found["reliably improved", "%"]
    return {
        "rows": ledger.read(*table),
        "used": ledger.used(*table),
        "set aside": {named[reason]: rows for reason, rows in ledger.set_aside(*table).items()},
        "wrong cells": len(evaluation.problems),
        "rows of wrong cells": sum(problem.row for problem in evaluation.problems),
        "people": found["people supported", "people"].value,
        "assessed": found["people with a usable score", "people"].value,
        "pairs": change.n,
        "mean first": found["mean first", "points"].value,
        "mean last": found["mean last", "points"].value,
        "change": [change.value, change.low, change.high],
        "sd": [found[f"sd {name}", "points"].value for name in ("first", "last", "change")],
        "correlation": found["correlation", ""].value,
        "t": found["t", ""].value,
        "p": found["p", ""].value,
        "d_z": [size.value, size.low, size.high],
        "improved": found["reliably improved", "people"].value,
        "improved share": [improved.value, improved.low, improved.high],
        "deteriorated": found["reliably deteriorated", "people"].value,
        "clinical": [found[f"in the clinical range at {name}", "people"].value for name in ("first", "last")],
    }
