"""
Who changed by more than measurement error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.clinical_change import reliable_change

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, ReliableChange, Score
    from livingwell_core.tallies import JointTable

__all__ = ["ReliableChangeAnalysis"]


@attrs.frozen
class ReliableChangeAnalysis:
    """Reliable improvement, no reliable change and reliable deterioration, as people and as shares."""

    id: str = "reliable-change"
    title: str = "Reliable change"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score needs a published threshold."""
        return score.reliable_change is not None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people by category."""
        threshold = _threshold(about.score)
        counts = reliable_change(tally, points=threshold.points, sign=about.score.sign)
        n = tally.n
        findings: list[Finding] = []
        for name, k in (
            ("reliably improved", counts.improved),
            ("no reliable change", counts.unchanged),
            ("reliably deteriorated", counts.deteriorated),
        ):
            note = SINGLE_ARM if threshold.verified else f"{SINGLE_ARM}; threshold not verified"
            definition = f"reliable-change:{about.instrument.id}.{about.score.id}:{threshold.id}"
            findings += about.share(name, definition, k, n, note=note)
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The threshold in use, with its source."""
        threshold = _threshold(score)
        return (
            Definition(
                id=f"reliable-change:{instrument.id}.{score.id}:{threshold.id}",
                text=f"{instrument.title}: a change of {threshold.points} {score.unit} or more from first to "
                "last score is reliable. Shares with Wilson's interval.",
                source=threshold.source,
                verified=threshold.verified,
            ),
        )


def _threshold(score: Score) -> ReliableChange:
    if score.reliable_change is None:
        msg = f"score {score.id!r} has no threshold for reliable change"
        raise ValueError(msg)
    return score.reliable_change
