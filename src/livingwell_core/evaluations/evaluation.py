"""
Run a plan and conclude: tallies to findings, site by site and all together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses import ALL_SITES, About, Definition, Finding
from livingwell_core.cohorts import Ledger, Remarks
from livingwell_core.engines import Engine, Job
from livingwell_core.errors import InputError, Problem
from livingwell_core.evaluations.fold import Key, Tallies, partition, tally_cohort
from livingwell_core.evaluations.warning_signs import ledger_signs, totals_signs

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.evaluations.plan import Plan
    from livingwell_core.instruments import Instrument, Score

__all__ = ["INVENTED", "Evaluation", "conclude", "evaluate"]

#: Said with every finding on invented data.
INVENTED = "INVENTED DATA"


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
    findings: list[Finding] = []
    definitions: dict[str, Definition] = {}
    sites = [profile.id for profile in plan.profiles]
    for instrument in plan.instruments.values():
        for score in instrument.scores:
            # Coverage comes first: of whom the rest speaks.
            analyses = {analysis.id: analysis for analysis in plan.analyses_of(instrument, score)}
            for analysis_id in sorted(analyses, key=lambda name: (name != "coverage", name)):
                analysis = analyses[analysis_id]
                by_site = {
                    site: tallies.tallies[key]
                    for site in sites
                    if (key := Key(instrument.id, score.id, analysis_id, site)) in tallies.tallies
                }
                if not by_site:
                    continue
                everyone = sum(list(by_site.values())[1:], start=next(iter(by_site.values())))
                for site, tally in [*by_site.items(), (ALL_SITES, everyone)]:
                    about = About(
                        analysis=analysis_id,
                        instrument=instrument,
                        score=score,
                        site=site,
                        level=plan.file.statistics.level,
                        notes=_notes(plan, instrument, score, site),
                    )
                    findings += plan.ask(analysis, "conclude", tally, about)
                definitions |= {d.id: d for d in plan.ask(analysis, "definitions", instrument, score)}
    warnings = (*tallies.warnings, *ledger_signs(tallies.ledger), *totals_signs(tallies.remarks))
    return Evaluation(
        plan=plan,
        findings=tuple(findings),
        definitions=tuple(definitions[name] for name in sorted(definitions)),
        ledger=tallies.ledger,
        problems=tuple(sorted(tallies.problems, key=_place)),
        warnings=tuple(sorted(warnings, key=_place)),
        remarks=tallies.remarks.sorted(),
    )


def _notes(plan: Plan, instrument: Instrument, score: Score, site: str) -> tuple[str, ...]:
    """Say what goes with every finding on this score."""
    notes = []
    if score.rule.missing.max_missing:
        notes.append(f"scores by {score.rule.missing.id}, not a rule of the authors of {instrument.title}")
    unlisted = [
        profile.id
        for profile in plan.profiles
        if profile.people is None
        and site in {profile.id, ALL_SITES}
        and any(table.instrument == instrument.id for table in profile.tables)
    ]
    if unlisted:
        notes.append(
            f"no list of people from {', '.join(unlisted)}: only people with an assessment are known"
        )
    if score.note:
        notes.append(score.note)
    if plan.file.invented:
        notes.append(INVENTED)
    return tuple(notes)


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row or 0, problem.column or ""
