"""
The tables of progress on personal goals: by person, and by goal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.columns import share_columns
from livingwell_report.tables import lines_of

if TYPE_CHECKING:
    from livingwell_report.scores import ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Table

__all__ = ["PROGRESS", "RATED", "WAYS", "goal_tables"]

#: The analysis.
PROGRESS: Final = "goal-progress"
#: Its statistic of people whose progress is known.
RATED: Final = "people with a goal rated on two days"
#: Its statistics of people with progress on at least one, and on at least two.
WAYS: Final = ("progress on at least one goal", "progress on at least two goals")

_ONE, _TWO = WAYS
_PEOPLE: Final = (
    *share_columns(
        PROGRESS,
        (_ONE, "progress on one goal only", _TWO),
        ("At least one", "One only", "At least two"),
    ),
    *(
        attrs.evolve(column, of=True)
        for column in share_columns(
            PROGRESS,
            ("progress on at least two goals, of people with two or more rated",),
            ("Two, of those with two or more",),
        )
    ),
)
_KNOWN: Final = share_columns(PROGRESS, (RATED,), ("With a goal rated on two days",))
_BY_GOAL: Final = share_columns(
    PROGRESS,
    (
        "goals with progress",
        "goals without change",
        "goals that slipped back",
        "goals achieved at the last rating",
    ),
    ("With progress", "Without change", "Slipped back", "Achieved at last"),
    count="goals",
)


def goal_tables(data: ScoreFindings, desk: Desk) -> tuple[list[Table], list[Table]]:
    """
    Lay out progress on goals.

    Parameters
    ----------
    data : ScoreFindings
    desk : Desk

    Returns
    -------
    tables, below : list of Table
        What stands beside the chart, and what stands below it.
    """
    lines = lines_of(data, PROGRESS)
    title = data.instrument.title if data.instrument else data.instrument_id
    tables = [desk.table(f"{title}: people with progress on their goals", _PEOPLE, lines)]
    below = [
        desk.table(f"{title}: what became of each goal", _BY_GOAL, lines, people="Goals"),
        desk.table(f"{title}: of how many people it is known", _KNOWN, lines, people="Supported"),
    ]
    return tables, below
