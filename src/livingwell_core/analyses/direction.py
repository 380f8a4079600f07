"""
How many people have a better, the same or a worse score.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import (
    DETERIORATED,
    IMPROVED,
    IN_AT_FIRST,
    IN_AT_LAST,
    UNCHANGED,
    people,
)
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.clinical_change import reliable_change

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.tallies import JointTable

__all__ = ["DirectionAnalysis"]

_DEFINITIONS: Final = (
    Definition(
        id="any-change",
        text="Last score better than, the same as, or worse than the first, by however little: part of it is "
        "measurement error. Shares with Wilson's interval.",
        source="the programme's summary report, section 2.3.3 (people with a higher utility)",
    ),
)


@attrs.frozen
class DirectionAnalysis:
    """
    Better, same and worse, as people and as shares.

    Of scores with a published threshold the reliable change is given instead: what lies between the two
    is measurement error, and may be a small number of people.
    """

    id: str = "direction"
    title: str = "Better, same, worse"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score without a threshold for reliable change."""
        return score.reliable_change is None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people by the sign of their change."""
        step = Fraction(1, tally.scale.denominator)
        counts = reliable_change(tally, points=step, sign=about.score.sign)
        findings: list[Finding] = []
        # Who is better may be nearly those who left the clinical range: the share is alike to these.
        for name, k, alike, share_alike in (
            ("better", counts.improved, IMPROVED, IN_AT_FIRST),
            ("the same", counts.unchanged, UNCHANGED, UNCHANGED),
            ("worse", counts.deteriorated, DETERIORATED, IN_AT_LAST),
        ):
            number, share = people(about, name, "any-change", k, tally.n, note=SINGLE_ARM, alike=alike)
            findings += [number, attrs.evolve(share, alike=share_alike)]
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every score."""
        return _DEFINITIONS
