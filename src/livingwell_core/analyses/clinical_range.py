"""
Who scores like people who need a mental health service, at first and at last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.statistics.clinical_change import in_clinical_range

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import ClinicalRange, Instrument, Score
    from livingwell_core.tallies import JointTable

__all__ = ["ClinicalRangeAnalysis"]


@attrs.frozen
class ClinicalRangeAnalysis:
    """The share of people in the clinical range, at first and at last."""

    id: str = "clinical-range"
    title: str = "In the clinical range"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score needs a clinical range."""
        return score.clinical_range is not None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people in the range."""
        used = _range(about.score)
        note = "" if used.verified else "edge of the range not verified"
        n = tally.n
        findings: list[Finding] = []
        for occasion, scores in (("first", tally.first), ("last", tally.last)):
            inside = in_clinical_range(tally, scores, edge=used.edge, sign=about.score.sign)
            k = int(tally.count[inside].sum())
            name = f"in the clinical range at {occasion}"
            definition = f"clinical-range:{about.instrument.id}.{about.score.id}:{used.id}"
            findings += about.share(name, definition, k, n, note=note)
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The range in use, with its source."""
        used = _range(score)
        side = "below" if score.better == "higher" else "above"
        return (
            Definition(
                id=f"clinical-range:{instrument.id}.{score.id}:{used.id}",
                text=f"{instrument.title}: a score of {used.edge} or {side} is in the clinical range. "
                "Shares with Wilson's interval.",
                source=used.source,
                verified=used.verified,
            ),
        )


def _range(score: Score) -> ClinicalRange:
    if score.clinical_range is None:
        msg = f"score {score.id!r} has no clinical range"
        raise ValueError(msg)
    return score.clinical_range
