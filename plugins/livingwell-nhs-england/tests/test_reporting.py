"""
Findings of referrals at the edges of what can be said.
"""

from fractions import Fraction

import attrs
import pytest
from livingwell_nhs_england.referrals import Referrals
from livingwell_nhs_england.reporting import counted, of_all, scored, spread
from livingwell_reqol.reqol10 import REQOL10

from livingwell_core.analyses import About
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.reports.disclosure import protect
from livingwell_core.tallies import Histogram, JointTable

HALVES = Scale(lowest=0, highest=40, denominator=2)
ABOUT = About(analysis="x", instrument=REQOL10, score=REQOL10.score_named("total"), site="a")


def referrals(*pairs, scale=HALVES):
    first, last = (
        [int(points * scale.denominator) for points in scores] for scores in zip(*pairs, strict=True)
    )
    return Referrals(
        referrals=len(pairs), baseline=len(pairs), paired=JointTable.of(scale, list(first), list(last))
    )


def people(found):
    return {f.statistic: f.value for f in found if f.unit == "people"}


class TestImputedScores:
    """Where answers were imputed, scores lie between whole points."""

    @pytest.mark.parametrize(
        ("first", "last", "case", "recovered"),
        [
            (24.5, 29.5, 1, 1),
            (24.5, 29, 1, 0),  # by 4.5
            (25, 30, 0, 0),
            (19.5, 24.5, 1, 0),
            (20, 25, 1, 1),
        ],
    )
    def test_recovery(self, first, last, case, recovered):
        """Below 25 is below 25, and 25 is not."""
        found = people(counted(referrals((Fraction(first), Fraction(last))), ABOUT, ""))

        assert (case, recovered) == (found["baseline below 25"], found["reliably recovered"])

    def test_sums(self):
        """They are in points."""
        found = scored(referrals((10, 12.5), (20, 19)), Histogram.of(HALVES, [20, 22]), ABOUT, "")
        values = {f.statistic: f.value for f in found}

        assert values["sum of change scores"] == 1.5
        assert values["mean baseline score"] == 15
        assert values["sd of baseline scores given in the period"] == pytest.approx(0.5**0.5, rel=1e-12)
        assert values["effect size"] == pytest.approx(0.75 / 0.5**0.5, rel=1e-12)


def test_nobody_with_both_scores():
    """Of a denominator without pairs there are no shares of change, not shares of 0."""
    nobody = attrs.evolve(referrals((10, 20)), baseline=1, paired=referrals((10, 20)).paired.zero())
    found = of_all(nobody, ABOUT, "")
    changes = [f for f in found if f.statistic in {"improved", "no change", "deteriorated"}]

    assert [(f.value, f.n) for f in changes] == [(None, 1)] * 3
    assert all("no referral has a baseline and a follow-up" in f.note for f in changes)


class TestSpread:
    @pytest.mark.parametrize(("scores", "reason"), [([], "two"), ([3], "two"), ([3, 3, 3], "the same")])
    def test_where_there_is_none(self, scores, reason):
        """Fewer than two scores, or no two that differ."""
        baselines = Histogram.of(HALVES, scores) if scores else Histogram.of(HALVES, [1]).zero()

        with pytest.raises(NotApplicableError, match=reason):
            spread(baselines)

    def test_of_few_it_does_not_follow(self):
        """Beside the sum of changes the effect size would tell it."""
        findings = scored(referrals(*[(10, 20)] * 30), Histogram.of(HALVES, [3, 9]), ABOUT, "")
        shown = {f.statistic: f.value for f in protect(findings, minimum=5)[0]}

        assert shown["sd of baseline scores given in the period"] is None
        assert shown["effect size"] is None
        assert shown["sum of change scores"] == 300

    def test_of_many(self):
        """Then both are shown."""
        findings = scored(referrals(*[(10, 20)] * 30), Histogram.of(HALVES, [3, 9] * 5), ABOUT, "")

        assert all(f.value is not None for f in protect(findings, minimum=5)[0])


def test_scores_that_are_not_in_the_measure_are_a_mistake():
    """There is no threshold for them."""
    other = attrs.evolve(ABOUT, score=REQOL10.score_named("physical_health"))

    with pytest.raises(ValueError, match="not in the measure"):
        counted(referrals((1, 2)), other, "")
