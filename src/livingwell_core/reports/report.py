"""
What a report is made of, and what a format of it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import attrs

from livingwell_core.cohorts import Remarks
from livingwell_core.instruments import Valued
from livingwell_core.reports.disclosure import protect

if TYPE_CHECKING:
    from livingwell_core.analyses import Definition, Finding
    from livingwell_core.cohorts import Ledger
    from livingwell_core.evaluations import Evaluation
    from livingwell_core.instruments import Instrument
    from livingwell_core.profiles import SiteProfile

__all__ = ["Report", "ReportFormat", "make_report"]


@attrs.frozen(kw_only=True, eq=False)
class Report:
    """
    Everything that a format may show. There is nothing about single people in it.

    Attributes
    ----------
    title : str
    invented : bool
        True where the data are made up; then every page and table has to say so.
    findings : tuple of Finding
        After disclosure control.
    suppressed : int
        Findings whose numbers were taken out.
    minimum : int
        Smallest number of people that is shown.
    definitions : tuple of Definition
    ledger : Ledger
    profiles : tuple of SiteProfile
        In the order of the evaluation.
    instruments : tuple of Instrument
        With the definitions in use first.
    settings : mapping of str to str
        What the evaluation was run with, for the record.
    versions : mapping of str to str
        Distributions and their versions.
    remarks : Remarks
        By site: how our scores compare with totals that the source gave, and which codes were read as "no
        answer". Without rows; counts of assessments, open as those of the ledger. `remark_lines` says it in
        words.
    """

    title: str
    invented: bool
    findings: tuple[Finding, ...]
    suppressed: int
    minimum: int
    definitions: tuple[Definition, ...]
    ledger: Ledger
    profiles: tuple[SiteProfile, ...]
    instruments: tuple[Instrument, ...]
    settings: Mapping[str, str]
    versions: Mapping[str, str]
    remarks: Remarks = attrs.field(factory=Remarks)


@attrs.frozen(kw_only=True)
class ReportFormat:
    """
    One way to write a report.

    Attributes
    ----------
    id : str
        "html".
    filename : str
        "report.html".
    render : callable
        Takes a `Report`, gives the bytes of the file: the same for the same report.
    """

    id: str
    filename: str
    render: Callable[[Report], bytes]


def make_report(evaluation: Evaluation) -> Report:
    """Apply disclosure control, and gather what a report shows."""
    plan = evaluation.plan
    minimum = plan.file.disclosure.minimum
    findings, suppressed = protect(evaluation.findings, minimum=minimum)
    period = plan.file.period
    settings = {
        "first day": str(period.first_day) if period.first_day else "not limited",
        "last day": str(period.last_day) if period.last_day else "not limited",
        "level of intervals": f"{plan.file.statistics.level:g}",
        "differing assessments on one day": plan.file.pairing.same_day,
        "scores go together by": plan.file.pairing.by,
        "smallest number of people shown": str(minimum),
    }
    for profile in plan.profiles:
        for table in profile.tables:
            settings[f"answers, {profile.id}, {table.instrument}, {table.file}"] = (
                table.answers or "scores as the file gives them"
            )
    for instrument in plan.instruments.values():
        for score in instrument.scores:
            settings[f"missing answers, {instrument.id}.{score.id}"] = score.rule.missing.id
            if isinstance(score.rule, Valued):
                settings[f"value set, {instrument.id}.{score.id}"] = score.rule.value_set.identity
    for name, reason in plan.without.items():
        settings[f"utility, {name}"] = reason
    return Report(
        title=plan.file.title,
        invented=plan.file.invented,
        findings=findings,
        suppressed=suppressed,
        minimum=minimum,
        definitions=evaluation.definitions,
        ledger=evaluation.ledger,
        profiles=plan.profiles,
        instruments=tuple(plan.instruments.values()),
        settings=settings,
        versions={plugin.distribution: plugin.version for plugin in plan.plugins},
        remarks=evaluation.remarks.shared(),
    )
