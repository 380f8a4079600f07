"""
How much scores changed between the first and the last assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.effect_sizes import d_z
from livingwell_core.statistics.paired import (
    PairedSummary,
    correlation_interval,
    mean_interval,
    paired_t,
    sd_interval,
    summarise,
)

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.tallies import JointTable

__all__ = ["PairedChangeAnalysis"]

#: Goes with every figure of change in one group of people.
SINGLE_ARM: Final = "single arm: change over time, not an effect of the service"

_DEFINITIONS: Final = (
    Definition(
        id="mean",
        text="Arithmetic mean over people with a first and a last score, with Student's t interval.",
        source="Student 1908, Biometrika 6(1):1-25",
    ),
    Definition(
        id="sd",
        text="Standard deviation over the same people, with n - 1, and its chi-squared interval, which "
        "assumes normal scores.",
        source="Casella & Berger 2002, Statistical Inference, section 9.2",
    ),
    Definition(
        id="pearson",
        text="Pearson's correlation of first and last score, with Fisher's interval.",
        source="Fisher 1921, Metron 1:3-32",
    ),
    Definition(
        id="paired-t",
        text="Student's t for paired scores: mean change by its standard error, n - 1 degrees of freedom; "
        "p is two-sided.",
        source="Student 1908, Biometrika 6(1):1-25",
    ),
    Definition(
        id="d_z",
        text="Mean change divided by the standard deviation of the changes (t by the root of n), with the "
        "interval from the noncentral t distribution. Other standardised changes divide by something else "
        "and are not comparable.",
        source="Lakens 2013, Frontiers in Psychology 4:863; interval: Goulet-Pelletier & Cousineau 2018, "
        "doi 10.20982/tqmp.14.4.p242",
    ),
)


@attrs.frozen
class PairedChangeAnalysis:
    """Means, their change with interval and paired t, and d_z."""

    id: str = "paired-change"
    title: str = "Change from first to last score"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Every score can change; of an ordinal one there is no mean."""
        return score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Summarise, test and standardise."""
        n, unit = tally.n, about.score.unit
        try:
            summary = summarise(tally)
        except NotApplicableError as reason:
            note = f"not applicable: {reason}"
            names = ("mean first", "mean last", "mean change")
            return [about.finding(name, "mean", None, n=n, unit=unit, note=note) for name in names]
        return [*_means(summary, about), *_spread(summary, about), *_tests(summary, about)]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every score."""
        return _DEFINITIONS


def _means(summary: PairedSummary, about: About) -> list[Finding]:
    return [
        about.finding(
            f"mean {name}",
            "mean",
            mean_interval(mean, sd, summary.n, level=about.level),
            n=summary.n,
            unit=about.score.unit,
            note=SINGLE_ARM if name == "change" else "",
        )
        for name, mean, sd in (
            ("first", summary.mean_first, summary.sd_first),
            ("last", summary.mean_last, summary.sd_last),
            ("change", summary.mean_change, summary.sd_change),
        )
    ]


def _spread(summary: PairedSummary, about: About) -> list[Finding]:
    alone = "" if summary.n > 1 else "not applicable: needs two pairs, there is 1"
    flat = alone or "not applicable: first or last scores do not vary"
    n, level = summary.n, about.level
    findings = [
        about.finding(
            f"sd {name}",
            "sd",
            None if sd is None else sd_interval(sd, n, level=level),
            n=n,
            unit=about.score.unit,
            note=alone if sd is None else "",
        )
        for name, sd in (
            ("first", summary.sd_first),
            ("last", summary.sd_last),
            ("change", summary.sd_change),
        )
    ]
    r = summary.correlation
    correlation = None if r is None else correlation_interval(r, n, level=level)
    note = flat if r is None else ""
    return [*findings, about.finding("correlation", "pearson", correlation, n=n, note=note)]


def _tests(summary: PairedSummary, about: About) -> list[Finding]:
    n = summary.n
    return [
        about.attempt("t", "paired-t", lambda: paired_t(summary).t, n=n, note=f"df {n - 1}"),
        about.attempt("p", "paired-t", lambda: paired_t(summary).p, n=n, note="two-sided"),
        about.attempt(
            "effect size",
            "d_z",
            lambda: d_z(summary, level=about.level),
            n=n,
            unit="sd",
            note=f"{SINGLE_ARM}; assumes normal changes",
        ),
    ]
