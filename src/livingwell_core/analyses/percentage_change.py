"""
Who changed by a stated percentage of the first score, where an evaluation asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import IN_AT_FIRST, by_change, not_counted, people
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.clinical_change import ReliableChangeCounts
from livingwell_core.statistics.percentage_change import percentage_change

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Score, ZeroStart
    from livingwell_core.statistics import percentage_change as module
    from livingwell_core.tallies import JointTable

__all__ = ["PercentageChangeAnalysis"]

_NAMES: Final = (
    "improved by the percentage",
    "changed by less than the percentage",
    "worse by the percentage",
)
_SET_ASIDE: Final = "started at 0"
_SOURCE: Final = (
    "the percentage is this evaluation's choice; approach: Claus, Wager & Bonnet 2024, Journal of "
    "Statistical Software 111(1):1-39, doi 10.18637/jss.v111.i01"
)
_RULES: Final[Mapping[ZeroStart, module.ZeroStart]] = {
    "set-aside": "set aside",
    "any-change": "any change counts",
    "refuse": "refuse",
}
_SAID: Final[Mapping[ZeroStart, str]] = {
    "set-aside": "Whoever started at 0, of which there is no percentage, is counted apart.",
    "any-change": "Of whoever started at 0, of which there is no percentage, any change counts.",
    "refuse": "Where somebody started at 0, of which there is no percentage, nothing is said.",
}


@attrs.frozen
class PercentageChangeAnalysis:
    """People better, not and worse by a percentage of their first score."""

    id: str = "percentage-change"
    title: str = "Change in percent of the first score"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """An evaluation has to ask for it."""
        return score.percentage_change is not None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people by category."""
        score = about.score
        definition = _definition_id(about.instrument, score)
        aside = score.zero_start == "set-aside"
        names = (*_NAMES, _SET_ASIDE) if aside else _NAMES
        try:
            counts = _counted(tally, score)
        except NotApplicableError as reason:
            return not_counted(about, names, definition, tally.n, str(reason))
        three = ReliableChangeCounts(
            improved=counts.improved, unchanged=counts.unchanged, deteriorated=counts.deteriorated
        )
        findings = by_change(about, _NAMES, definition, three, note=SINGLE_ARM, set_aside=counts.set_aside)
        if aside:
            # They are among those who started in the clinical range, and may be nearly all of these.
            findings += people(about, _SET_ASIDE, definition, counts.set_aside, tally.n, alike=IN_AT_FIRST)
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The percentage and the rule for a start at 0."""
        return (
            Definition(
                id=_definition_id(instrument, score),
                text=f"{instrument.title}: a change of {float(_percent(score)):g}% of the first score or "
                f"more. {_SAID[score.zero_start]} Shares are of everyone with a first and a last score, "
                "with Wilson's interval.",
                source=_SOURCE,
            ),
        )


def _counted(tally: JointTable, score: Score) -> module.PercentageChangeCounts:
    if score.zero_start == "refuse" and (tally.first == 0).any():
        # How many they are may be few.
        msg = "somebody started at 0, where there is no percentage"
        raise NotApplicableError(msg)
    return percentage_change(
        tally, percent=_percent(score), sign=score.sign, zero_start=_RULES[score.zero_start]
    )


def _definition_id(instrument: Instrument, score: Score) -> str:
    percent = float(_percent(score))
    return f"percentage-change:{instrument.id}.{score.id}:{percent:g}:{score.zero_start}"


def _percent(score: Score) -> int | Fraction:
    if score.percentage_change is None:
        msg = f"score {score.id!r} has no percentage of change"
        raise ValueError(msg)
    return score.percentage_change
