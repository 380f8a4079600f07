"""
Who changed by as much as people notice, and the mean change beside that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import by_change, not_counted
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.important_change import group_change, important_change
from livingwell_core.statistics.paired import mean_interval, summarise

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import ImportantDifference, Instrument, Score
    from livingwell_core.statistics.estimate import Estimate
    from livingwell_core.tallies import JointTable

__all__ = ["ImportantChangeAnalysis"]

_NAMES: Final = (
    "better by the important difference",
    "changed by less than the important difference",
    "worse by the important difference",
)
_MEAN: Final = "mean change in minimal important differences"


@attrs.frozen
class ImportantChangeAnalysis:
    """People better, not and worse by the minimal important difference, and the mean change in such steps."""

    id: str = "important-change"
    title: str = "Change that people notice"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score needs a minimal important difference."""
        return score.important_difference is not None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people by category, and hold the mean change against the difference."""
        used = _difference(about.score)
        definition = _definition_id(about.instrument, about.score)
        caution = "" if used.verified else "; important difference not verified"
        try:
            counts = important_change(
                tally, points=used.points, sign=about.score.sign, points_worse=used.points_worse
            )
        except NotApplicableError as reason:
            findings = not_counted(about, _NAMES, definition, tally.n, str(reason))
        else:
            findings = by_change(about, _NAMES, definition, counts, note=f"{SINGLE_ARM}{caution}")
        if about.score.measurement == "interval":
            findings.append(_mean(tally, about, used, definition, caution))
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The difference in use, with its source."""
        used = _difference(score)
        much = f"{float(used.points):g} {score.unit} or more"
        if used.points_worse is not None:
            much += f" for the better, {float(used.points_worse):g} or more for the worse,"
        mean = ""
        if score.measurement == "interval":
            mean = (
                "The mean change and Student's interval are divided by the difference; the note says where "
                "the interval lies beside 0 and the difference, in the words of the R package "
                "clinicalsignificance."
            )
        return (
            Definition(
                id=_definition_id(instrument, score),
                text=f"{instrument.title}: a change of {much} from first to last score is one that people "
                f"notice. Shares with Wilson's interval.{mean}",
                source=used.source,
                verified=used.verified,
            ),
        )


def _mean(
    tally: JointTable, about: About, used: ImportantDifference, definition: str, caution: str
) -> Finding:
    n, sign = tally.n, about.score.sign
    try:
        summary = summarise(tally)
    except NotApplicableError as reason:
        return about.finding(_MEAN, definition, None, n=n, note=f"not applicable: {reason}")
    change = mean_interval(summary.mean_change, summary.sd_change, n, level=about.level)
    worse = used.points_worse is not None and sign * change.value < 0
    points = used.points_worse if worse and used.points_worse is not None else used.points
    label = f"; {_label(change, used, sign)}" if change.low is not None else ""
    return about.finding(
        _MEAN, definition, change, n=n, scale=1 / float(points), note=f"{SINGLE_ARM}{label}{caution}"
    )


def _label(change: Estimate, used: ImportantDifference, sign: int) -> str:
    found = group_change(change, points=used.points, sign=sign, points_worse=used.points_worse)
    return found.label if found.side is None else f"{found.label}, for the {found.side}"


def _definition_id(instrument: Instrument, score: Score) -> str:
    return f"important-change:{instrument.id}.{score.id}:{_difference(score).id}"


def _difference(score: Score) -> ImportantDifference:
    if score.important_difference is None:
        msg = f"score {score.id!r} has no minimal important difference"
        raise ValueError(msg)
    return score.important_difference
