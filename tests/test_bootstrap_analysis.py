"""Intervals by resampling: the figures themselves, their intervals beside scipy's, and what they say."""

import attrs
import numpy as np
import pytest
import scipy.stats
from helpers_analyses import (
    NEXT_TO_NOTHING,
    by_name,
    check_sound,
    conclude,
    not_verified,
    sample,
    without_threshold,
)
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import TINY, TINY_SCALE, TOTAL, about, pairs_on

from livingwell_core.analyses import Analysis
from livingwell_core.analyses.bootstrap import BootstrapAnalysis
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.instruments import Scale
from livingwell_core.reports.disclosure import SUPPRESSED, protect
from livingwell_core.tallies import JointTable

ANALYSIS = BootstrapAnalysis()
FORTY = Scale(lowest=0, highest=40)
KINDS = ("percentile bootstrap", "BCa bootstrap")


def people(n=80, seed=5):
    """Give first and last scores of people who got better on the whole, in points from 0 to 40."""
    random = np.random.default_rng(seed)
    first = random.integers(2, 30, n)
    return first, np.clip(first + random.integers(-6, 14, n), 0, 40)


def found(first, last, scale=FORTY, **kwargs):
    return by_name(ANALYSIS.conclude(JointTable.of(scale, first, last), about("bootstrap", **kwargs)))


class TestAnalysis:
    def test_is_one(self):
        """It keeps to the protocol, and is for scores that have a mean."""
        assert isinstance(ANALYSIS, Analysis)
        assert ANALYSIS.applies(TINY, TOTAL)
        assert not ANALYSIS.applies(TINY, attrs.evolve(TOTAL, measurement="ordinal"))

    @pytest.mark.parametrize("score", [TOTAL, without_threshold(), not_verified()])
    @pytest.mark.parametrize("pairs", NEXT_TO_NOTHING)
    def test_next_to_nothing(self, pairs, score):
        """Nobody, one, two and people without variance leave a reason, no NaN and no warning."""
        check_sound(ANALYSIS, conclude(ANALYSIS, pairs, score=score, replicates=199), score)

    @pytest.mark.parametrize("pairs", NEXT_TO_NOTHING[:3])
    def test_reasons(self, pairs):
        """Where there is no interval, the note says why, for either kind."""
        findings = conclude(ANALYSIS, pairs, replicates=199)
        assert all(finding.note.startswith("not applicable: ") for finding in findings)
        assert all(finding.n == len(pairs) for finding in findings)

    @given(st.data())
    def test_is_a_fold(self, data):
        """The findings on two groups of people are those on both tallies added."""
        a, b = (data.draw(pairs_on(TINY_SCALE, max_size=8)) for _ in range(2))
        whole, parts = ANALYSIS.tally(sample(a + b)), ANALYSIS.tally(sample(b)) + ANALYSIS.tally(sample(a))
        subject = about("bootstrap", replicates=50)
        assert ANALYSIS.conclude(whole, subject) == ANALYSIS.conclude(parts, subject)


class TestFigures:
    def test_value_is_that_of_the_people(self):
        """Whatever the interval, the value is the plain one, and n and level are those asked about."""
        first, last = people()
        change = last - first
        expected = {
            ("mean change", "points"): change.mean(),
            ("effect size, d_z", "sd"): change.mean() / change.std(ddof=1),
            ("median change", "points"): np.median(change),
            ("reliably improved", "%"): 100 * np.mean(change >= 3),
        }
        findings = found(first, last, level=0.9)
        for (name, unit), value in expected.items():
            one = findings[f"{name}, percentile bootstrap", unit]
            assert one.value == pytest.approx(value, rel=1e-12)
            assert (one.n, one.level) == (80, 0.9)
        assert len(findings) == 2 * len(expected) - 1  # the median has one interval

    @pytest.mark.parametrize(
        ("name", "unit", "statistic"),
        [
            ("mean change", "points", lambda x, y, axis: np.mean(y - x, axis=axis)),
            (
                "effect size, d_z",
                "sd",
                lambda x, y, axis: np.mean(y - x, axis=axis) / np.std(y - x, axis=axis, ddof=1),
            ),
        ],
    )
    @pytest.mark.parametrize(("kind", "method"), [*zip(KINDS, ("percentile", "bca"), strict=True)])
    def test_intervals_are_scipys(self, name, unit, statistic, kind, method):
        """
        Ends agree with `scipy.stats.bootstrap` on the raw pairs.

        As closely as two drawings can: an end is a quantile of 9,999 values, whose standard error is about 4%
        of the standard error of the figure; four of these, for two of them, are a fifth.
        """
        first, last = people()
        theirs = scipy.stats.bootstrap(
            (first, last), statistic, paired=True, vectorized=True, n_resamples=9_999, method=method,
            rng=np.random.default_rng(3),
        )  # fmt: skip
        one = found(first, last)[f"{name}, {kind}", unit]
        assert (one.low, one.high) == pytest.approx(
            tuple(theirs.confidence_interval), abs=0.2 * theirs.standard_error
        )

    def test_median_by_percentile(self):
        """The ends are values that a median can have, around the median."""
        one = found(*people())["median change, percentile bootstrap", "points"]
        assert one.low <= one.value <= one.high
        assert {2 * one.low % 1, 2 * one.high % 1} == {0}

    def test_share_is_a_binomial(self):
        """The share improved is a binomial number by n: the ends are a step or less from its quantiles."""
        first, last = people()
        k = int(np.sum(last - first >= 3))
        one = found(first, last)["reliably improved, percentile bootstrap", "%"]
        ends = scipy.stats.binom(80, k / 80).ppf([0.025, 0.975]) / 80 * 100
        assert (one.low, one.high) == pytest.approx(tuple(ends), abs=100 / 80)

    def test_of_a_step_that_is_a_ninth(self):
        """Everything is in points, whatever the step."""
        first, last = people()
        ninths = found(9 * first, 9 * last, Scale(lowest=0, highest=40, denominator=9), replicates=199)
        points = found(first, last, replicates=199)
        for key, finding in points.items():
            numbers = (finding.value, finding.low, finding.high)
            other = (ninths[key].value, ninths[key].low, ninths[key].high)
            assert other == (pytest.approx(numbers, rel=1e-9) if finding.value is not None else numbers)

    @pytest.mark.parametrize(("better", "k"), [("higher", 1), ("lower", 2)])
    def test_which_way_is_better(self, better, k):
        """Of changes 3, 2, -3 and -4 one is an improvement where higher is better, else two are."""
        score = attrs.evolve(TOTAL, better=better)
        findings = by_name(conclude(ANALYSIS, [(1, 4), (1, 3), (5, 2), (8, 4)], score=score, replicates=199))
        assert findings["reliably improved, BCa bootstrap", "%"].value == 25 * k


class TestDrawing:
    def test_seed_and_number(self):
        """A seed draws the same again, another seed others; the note of what is drawn has both numbers."""
        first, last = people()
        one, again, other = (found(first, last, seed=seed, replicates=1_999) for seed in (1, 1, 2))
        drawn = ("effect size, d_z, percentile bootstrap", "sd")
        ideal = ("mean change, percentile bootstrap", "points")
        assert one == again
        assert one[drawn].low != other[drawn].low
        assert one[ideal] == other[ideal]
        assert one[drawn].note == f"{SINGLE_ARM}; 1,999 resamples, seed 1"
        assert one[ideal].note == SINGLE_ARM
        assert (one[drawn].definition, one[ideal].definition) == (
            "bootstrap-percentile:drawn",
            "bootstrap-percentile",
        )

    def test_resamples_without_the_figure_are_counted(self):
        """In some resamples all changes are the same, as of 20 of these 24 people: the note says so."""
        pairs = [(first % 5, first % 5 + 2) for first in range(20)] + [(0, 5), (8, 4), (1, 6), (4, 4)]
        findings = by_name(conclude(ANALYSIS, pairs, replicates=999, level=0.5))
        assert "of them without the figure" in findings["effect size, d_z, percentile bootstrap", "sd"].note

    def test_a_level_beyond_the_resamples(self):
        """An interval that reaches beyond what was drawn is not given, and the note says so."""
        findings = found(*people(), replicates=99, level=0.999)
        one = findings["effect size, d_z, percentile bootstrap", "sd"]
        assert one.value is None
        assert "draw more" in one.note


class TestShareImproved:
    def test_without_a_threshold(self):
        """Where nothing is published there is no share."""
        names = {f.statistic for f in conclude(ANALYSIS, [(1, 4), (2, 5), (3, 3)], score=without_threshold())}
        assert not any(name.startswith("reliably") for name in names)
        assert len(names) == 5

    def test_a_threshold_that_is_not_verified(self):
        """It is marked wherever it is used."""
        score = not_verified()
        findings = by_name(conclude(ANALYSIS, [(1, 4), (2, 5), (3, 3)], score=score, replicates=199))
        assert findings["reliably improved, BCa bootstrap", "%"].note.endswith("threshold not verified")
        doubtful = [d.id for d in ANALYSIS.definitions(TINY, score) if not d.verified]
        assert doubtful == [
            f"{kind}:reliable-change:tiny.total:3" for kind in ("bootstrap-percentile", "bootstrap-bca")
        ]

    @pytest.mark.parametrize(("improved", "stays"), [(0, False), (4, False), (10, True), (16, False)])
    def test_protected_as_the_count_is(self, improved, stays):
        """Of 20 the share improved is shown where the number would be, beside reliable change or alone."""
        rest = 20 - improved
        pairs = [(1, 4)] * improved + [(3, 3)] * (rest // 2) + [(8, 5)] * (rest - rest // 2)
        ours = conclude(ANALYSIS, pairs, replicates=199)
        counts = conclude(ReliableChangeAnalysis(), pairs, score=attrs.evolve(TOTAL, clinical_ranges=()))
        for findings in (ours, [*counts, *ours]):
            shown, _ = protect(findings, minimum=5)
            shares = [f for f in shown if f.analysis == "bootstrap" and f.statistic.startswith("reliably")]
            assert [f.note.startswith(SUPPRESSED) for f in shares] == [not stays] * 2
