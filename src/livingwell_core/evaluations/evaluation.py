"""
Run a plan and conclude: tallies to findings, site by site and all together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses import Definition, Finding
from livingwell_core.cohorts import Ledger, Remarks
from livingwell_core.engines import Engine, Job
from livingwell_core.errors import InputError, Problem
from livingwell_core.evaluations.conclusion import INVENTED, all_findings
from livingwell_core.evaluations.fold import Tallies, partition, tally_cohort
from livingwell_core.evaluations.warning_signs import ledger_signs, totals_signs

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.evaluations.plan import Plan

__all__ = ["INVENTED", "Evaluation", "conclude", "evaluate"]


@attrs.frozen(kw_only=True, eq=False)
class Evaluation:
    """
    What a run found.

    Attributes
    ----------
    plan : Plan
    findings : tuple of Finding
        By instrument, score, analysis, and site: each site in the plan's order, then all together.
    definitions : tuple of Definition
        Every definition that a finding names, sorted by id.
    ledger : Ledger
        Checked: rows read are used or set aside.
    problems : tuple of Problem
        With the rows that were set aside, sorted by file and row.
    warnings : tuple of Problem
        Signs that a profile says the wrong thing; results are there all the same.
    remarks : Remarks
        How our scores compare with totals that the source gave, with the rows that differ, and which codes
        were read as "no answer".
    """

    plan: Plan
    findings: tuple[Finding, ...]
    definitions: tuple[Definition, ...]
    ledger: Ledger
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    remarks: Remarks = attrs.field(factory=Remarks)


def evaluate(
    plan: Plan, engine: Engine, *, step: Callable[[str, int], None] = lambda _what, _of: None
) -> Evaluation:
    """
    Run a plan.

    Parameters
    ----------
    plan : Plan
    engine : Engine
    step : callable
        Called with a few words and the number of steps whenever one is done, from any thread.

    Raises
    ------
    InputError
        If a file could not be used, with all such files' problems.
    LedgerError
        If a row was lost, which would be a fault of the program.
    """
    job = Job(
        parts=plan.parts,
        partition=lambda part, buckets: partition(part, plan, buckets),
        tally=lambda cohort: tally_cohort(cohort, plan),
        step=step,
    )
    tallies = engine.run(job)
    if tallies.refused:
        raise InputError(sorted(dict.fromkeys(tallies.refused), key=_place))
    tallies.ledger.check()
    return conclude(plan, tallies)


def conclude(plan: Plan, tallies: Tallies) -> Evaluation:
    """
    Turn tallies into findings.

    Parameters
    ----------
    plan : Plan
    tallies : Tallies
        Of all sites.
    """
    findings, definitions = all_findings(plan, tallies.tallies)
    warnings = (*tallies.warnings, *ledger_signs(tallies.ledger), *totals_signs(tallies.remarks))
    return Evaluation(
        plan=plan,
        findings=findings,
        definitions=definitions,
        ledger=tallies.ledger,
        problems=tuple(sorted(tallies.problems, key=_place)),
        # A file that two tables read is warned of once.
        warnings=tuple(sorted(dict.fromkeys(warnings), key=_place)),
        remarks=tallies.remarks.sorted(),
    )


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row or 0, problem.column or ""
