"""
The mean change in standard deviations, under every name that it goes by.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.eta_squared import eta_squared
from livingwell_core.statistics.paired import summarise
from livingwell_core.statistics.standardised import EFFECT_SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.statistics.paired import PairedSummary
    from livingwell_core.statistics.standardised import EffectSize
    from livingwell_core.tallies import JointTable

__all__ = ["EffectSizesAnalysis"]

#: Given by paired-change, as "effect size".
_ELSEWHERE: Final = "d_z"
_ETA: Final = "eta-squared"
_EXACT: Final = "Interval from the noncentral t distribution, which assumes normal changes."
_SCALED: Final = (
    "Interval: that of d_z, from the noncentral t distribution, times the ratio of the two standard "
    "deviations; approximate."
)
_NO_INTERVAL: Final = "no interval: last scores or changes do not vary"
_SCALED_SOURCE: Final = (
    "interval: Algina & Keselman 2003, Educational and Psychological Measurement 63:537-553, doi "
    "10.1177/0013164403256358"
)

_HEDGES_TEXT: Final = (
    "{} times Hedges' correction for few people, value and interval: the gamma-function form, with n - 1 "
    "degrees of freedom. Exact for d_z of normal changes, and in common use for the others."
)
_HEDGES_SOURCE: Final = (
    "Hedges 1981, Journal of Educational Statistics 6(2):107-128, doi 10.3102/10769986006002107"
)

_DEFINITIONS: Final = (
    Definition(
        id="srm",
        text="Standardised response mean: the mean change divided by the standard deviation of the "
        f"changes. It is d_z under the name that trials of questionnaires use. {_EXACT}",
        source="Liang, Fossel & Larson 1990, Medical Care 28(7):632-642",
    ),
    Definition(
        id="d_av",
        text="Mean change divided by the root mean square of the standard deviations of first and last "
        f"scores. {_SCALED}",
        source=f"R package effectsize, repeated_measures_d; {_SCALED_SOURCE}",
    ),
    Definition(
        id="d_av_lakens",
        text="Mean change divided by the mean of the standard deviations of first and last scores, which "
        f"others call d_av too. {_SCALED}",
        source=f"Lakens 2013, Frontiers in Psychology 4:863, eq. 10; {_SCALED_SOURCE}",
    ),
    Definition(
        id="d_rm",
        text="Mean change divided by the standard deviation of the changes, put on the scale of scores by "
        f"the correlation r of first and last scores: d_z times the root of 2 (1 - r). {_SCALED} Takes r as "
        "known.",
        source="Morris & DeShon 2002, Psychological Methods 7(1):105-125, doi 10.1037/1082-989X.7.1.105",
    ),
    Definition(
        id="d_baseline",
        text="Mean change divided by the standard deviation of first scores: Glass's delta and Becker's, "
        "and what NHS England's dashboard keeps the numbers for. Interval by the normal approximation, "
        "with the delta method for normal scores.",
        source="Becker 1988, British Journal of Mathematical and Statistical Psychology 41(2):257-278, doi "
        "10.1111/j.2044-8317.1988.tb00901.x; NHS England, CMH PROMs dashboard",
    ),
    *(
        Definition(id=f"{name}:hedges", text=_HEDGES_TEXT.format(name), source=_HEDGES_SOURCE)
        for name in EFFECT_SIZES
    ),
    Definition(
        id=_ETA,
        text="Share of the squared changes that their mean accounts for: t squared by t squared + n - 1. "
        "Interval: that of d_z, from the noncentral t distribution, turned into a share; it covers at "
        "least as often as it says.",
        source="Steiger 2004, Psychological Methods 9(2):164-182, doi 10.1037/1082-989X.9.2.164",
    ),
)


@attrs.frozen
class EffectSizesAnalysis:
    """Standardised mean changes by name, with and without Hedges' correction, and eta squared."""

    id: str = "effect-sizes"
    title: str = "Effect sizes by name"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Of an ordinal score there is no mean."""
        return score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Divide the mean change by each standard deviation in use."""
        try:
            summary: PairedSummary | None = summarise(tally)
        except NotApplicableError:
            summary = None
        findings = []
        for name, function in EFFECT_SIZES.items():
            if name != _ELSEWHERE:
                size = functools.partial(function, level=about.level)
                findings.append(_finding(summary, size, f"effect size, {name}", name, about))
            size = functools.partial(function, level=about.level, corrected=True)
            findings.append(_finding(summary, size, f"effect size, {name}, Hedges", f"{name}:hedges", about))
        size = functools.partial(eta_squared, level=about.level)
        return [*findings, _finding(summary, size, "eta squared", _ETA, about, unit="")]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every score."""
        return _DEFINITIONS


def _finding(
    summary: PairedSummary | None,
    size: Callable[[PairedSummary], EffectSize],
    statistic: str,
    definition: str,
    about: About,
    *,
    unit: str = "sd",
) -> Finding:
    reason, n = "no pairs", 0
    if summary is not None:
        n = summary.n
        try:
            found = size(summary)
        except NotApplicableError as error:
            reason = str(error)
        else:
            interval = f"interval: {found.interval}" if found.interval else _NO_INTERVAL
            note = f"{SINGLE_ARM}; {interval}"
            return about.finding(statistic, definition, found.estimate, n=n, unit=unit, note=note)
    return about.finding(statistic, definition, None, n=n, unit=unit, note=f"not applicable: {reason}")
