"""
What ``livingwell check`` says, as data for programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livingwell_core.errors import shorten
from livingwell_core.reports import remark_lines
from livingwell_core.surveys.patterns import KINDS

if TYPE_CHECKING:
    from livingwell_core.cohorts import Ledger
    from livingwell_core.errors import Problem
    from livingwell_core.evaluations import Evaluation
    from livingwell_core.surveys import Completeness, Survey, Unmapped

__all__ = ["check_data"]


def check_data(evaluation: Evaluation, survey: Survey, *, minimum: int) -> dict[str, Any]:
    """
    Give what a run would do with every row, and what the survey found.

    Parameters
    ----------
    evaluation : Evaluation
    survey : Survey
    minimum : int
        Counts of completeness below it are None; 0 and 1 show all.
    """
    differing = [problem for found in evaluation.remarks.differing for problem in found.problems()]
    return {
        "ledger": _ledger(evaluation.ledger),
        "problems": [_problem(problem) for problem in evaluation.problems],
        "remarks": remark_lines(evaluation.remarks, evaluation.plan.instruments.values()),
        "differing": [_problem(problem) for problem in differing],
        "warnings": [str(warning) for warning in evaluation.warnings],
        "unmapped": [_unmapped(found) for found in survey.unmapped],
        "patterns": [
            {
                "kind": pattern.kind,
                "site": pattern.site,
                "place": pattern.place,
                "count": pattern.count,
                "of": pattern.of,
                "unit": pattern.unit,
                "share": pattern.share,
                "text": pattern.text,
                "meaning": pattern.meaning,
                "advice": pattern.advice,
            }
            for pattern in survey.patterns
        ],
        "looked_for": {kind: KINDS[kind] for kind in survey.looked_for},
        "completeness": [_completeness(table, minimum) for table in survey.completeness],
        "minimum": minimum,
    }


def _ledger(ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "site": site,
            "table": table,
            "read": ledger.read(table, site),
            "used": ledger.used(table, site),
            "set_aside": dict(sorted(ledger.set_aside(table, site).items())),
        }
        for table, site in ledger.tables()
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    # As on a terminal: no cell is so long that it could carry somebody's story.
    return problem._replace(value=None if problem.value is None else shorten(problem.value))._asdict()


def _unmapped(found: Unmapped) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "site": found.site,
        "file": found.file,
        "place": found.place,
        "rows": found.rows,
        "different": found.different,
        "values": [
            {
                "text": shorten(value.text),
                "rows": value.rows,
                "meant": None if value.meant is None else list(value.meant),
            }
            for value in found.values
        ],
        "rows_not_shown": found.not_shown,
        "lost_digits": found.lost_digits,
    }


def _completeness(table: Completeness, minimum: int) -> dict[str, Any]:
    def shown(count: int | None) -> int | None:
        return None if count is None or (count < minimum and minimum > 1) else count

    return {
        "site": table.site,
        "instrument": table.instrument.id,
        "by": table.by,
        "rows": [
            {
                "name": row.name,
                "starting": shown(row.starting),
                "assessments": shown(row.assessments),
                "answered_share": _share(row.answered, row.asked, enough=row.assessments >= minimum),
                "scored_share": _share(row.scored, row.assessments, enough=row.assessments >= minimum),
                "people": shown(row.people),
                "assessed": shown(row.assessed),
                "assessed_twice": shown(row.assessed_twice),
            }
            for row in table.rows
        ],
    }


def _share(count: int, of: int, *, enough: bool) -> float | None:
    return count / of if of and enough else None
