"""
Median first and last scores.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.medians import median

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.tallies import JointTable

__all__ = ["MediansAnalysis"]

_DEFINITIONS: Final = (
    Definition(
        id="median",
        text="Median over people with a first and a last score, halfway between the middle two where their "
        "number is even; interval from order statistics, which covers at least as often as it says.",
        source="Conover 1999, Practical Nonparametric Statistics, section 3.2",
    ),
)


@attrs.frozen
class MediansAnalysis:
    """Medians of first and last scores and of the change."""

    id: str = "medians"
    title: str = "Medians"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Every score has an order."""
        return True

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Find the middle."""

        def points(values: NDArray[np.int64]) -> Estimate:
            steps = median(values, tally.count, level=about.level)
            unit = tally.scale.denominator
            if steps.low is None or steps.high is None:
                return Estimate(value=steps.value / unit)
            return Estimate(
                value=steps.value / unit, low=steps.low / unit, high=steps.high / unit, level=steps.level
            )

        return [
            about.attempt(
                f"median {name}",
                "median",
                functools.partial(points, values),
                n=tally.n,
                unit=about.score.unit,
                note=SINGLE_ARM if name == "change" else "",
            )
            for name, values in (("first", tally.first), ("last", tally.last), ("change", tally.change))
        ]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every score."""
        return _DEFINITIONS
