"""
What NHS England's dashboard measures: its questionnaires, thresholds, cut-off and criteria, with the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.instruments import Instrument, ReliableChange, Score

__all__ = ["CRITERIA", "ID", "ORDERING", "SCRIPT", "cut_off", "threshold"]

#: Id of the analysis.
ID: Final = "nhs-england-cmh-proms"

_REPOSITORY: Final = "NHS England, github.com/nhsengland/MHSDS, commit dc7bf10"
#: Where the measure is written, as code. The folder's name ends with a space.
SCRIPT: Final = f'{_REPOSITORY}, file "CMH PROMs /CMH PROMs Dashboard"'
#: Where scores are checked, freed of duplicates and put in order.
ORDERING: Final = f'{_REPOSITORY}, file "PreProcessing/PreProc 4 - Assessments"'

# The script: DIALOG, ReQoL with 10 items, three charts of goals; no change of the DIALOG's items on care.
_SCORES: Final[Mapping[str, frozenset[str]]] = {
    "reqol10": frozenset({"total"}),
    "gbo": frozenset({"goal_1", "goal_2", "goal_3"}),
    "dialog": frozenset(
        {
            "mental_health",
            "physical_health",
            "job",
            "accommodation",
            "leisure",
            "friendships",
            "family",
            "safety",
        }
    ),
}
_NAMED: Final = "CMH PROMs dashboard"
# The script's Clinical_CutOff: a case is below it, and whoever recovered is at it or above.
_CUT_OFFS: Final = {("reqol10", "total"): 25}

#: Who is in the measure, besides what dates and contacts say: each criterion under the name that settings
#: have for it.
CRITERIA: Final[Mapping[str, str]] = {
    "age": "18 or older when referred",
    "team": "referred to a team of type A05, A06, A08, A09, A12, A13, A14 or A16",
    "reason": "primary reason for referral other than 08 (organic brain disorder)",
    "rejected": "referral not rejected",
    "hospital": "no hospital spell on the referral",
    "england": "local authority in England, or none recorded",
}


def threshold(instrument: Instrument, score: Score) -> ReliableChange | None:
    """
    Give the dashboard's threshold of change, or None of a score whose change it does not measure.

    The number is the instrument's own, whichever threshold an evaluation uses elsewhere.
    """
    if score.id not in _SCORES.get(instrument.id, frozenset()):
        return None
    return next((change for change in score.reliable_changes if _NAMED in change.source), None)


def cut_off(instrument: Instrument, score: Score) -> int | None:
    """Give the score below which somebody is a case, in points, or None where the dashboard has none."""
    return _CUT_OFFS.get((instrument.id, score.id))
