import math

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import integrate, optimize, stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.hedges import hedges_correction
from livingwell_core.statistics.paired import PairedSummary, summarise
from livingwell_core.statistics.standardised import (
    EFFECT_SIZES,
    NONCENTRAL_T,
    NORMAL,
    SCALED,
    compare_effect_sizes,
    d_av,
    d_av_lakens,
    d_baseline,
    d_rm,
    named_d_z,
    standardised_response_mean,
)
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=300)
Z = 1.959963984540054


def summary_of(first, last, scale=SCALE):
    return summarise(JointTable.of(scale, first, last))


# Published with their results: shared/facts/peers.md.
EIGHT = summary_of([201, 231, 221, 228, 284, 267, 232, 215], [200, 236, 216, 219, 260, 255, 221, 203])
FIVE = summary_of([110, 122, 101, 120, 140], [150, 160, 110, 140, 155])
SLEEP = summary_of(
    [7, -16, -2, -12, -1, 34, 37, 8, 0, 20],
    [19, 8, 11, 1, -1, 44, 55, 16, 46, 34],
    Scale(lowest=-10, highest=10, denominator=10),
)
BY_MEAN_SD = [d_av, d_av_lakens, d_rm]


def noncentralities(t, df, level):
    """Find them by quad and brentq: nothing in common with the code that is tested."""

    def below(delta):
        def part(s):
            return stats.norm.cdf(t * s - delta) * stats.chi.pdf(s * math.sqrt(df), df) * math.sqrt(df)

        middle = [1.0] if df > 2 else []
        return integrate.quad(part, 0, 1 + 12 / math.sqrt(df), epsabs=1e-13, limit=200, points=middle)[0]

    tail = (1 - level) / 2
    return [
        optimize.brentq(lambda d, p=p: below(d) - p, t - 30, t + 30, xtol=1e-12) for p in (1 - tail, tail)
    ]


class TestPublished:
    def test_eight_pairs(self):
        """SPSS and JASP: d_z .9989066, [.115, 1.839] (mtorchiano/effsize issue 58); turned round here."""
        for function in (named_d_z, standardised_response_mean):
            found = function(EIGHT, level=0.95).estimate
            assert pytest.approx(-0.9989066, abs=5e-8) == found.value
            assert pytest.approx((-1.838965, -0.114710), abs=5e-7) == (found.low, found.high)

    def test_five_pairs(self):
        """d_z 1.754987, d_av 1.398516, d_rm 1.325244 (effsize issue 49)."""
        expected = {"d_z": 1.754987, "srm": 1.754987, "d_av": 1.398516, "d_rm": 1.325244}
        for name, value in expected.items():
            assert pytest.approx(value, abs=5e-7) == EFFECT_SIZES[name](FIVE, level=0.95).estimate.value

    def test_sleep(self):
        """R's sleep data: d_z 1.284558 [.414628, 2.118017], d_av .832181."""
        found = named_d_z(SLEEP, level=0.95).estimate
        assert pytest.approx((1.284558, 0.414628, 2.118017), abs=5e-7) == (found.value, found.low, found.high)
        assert pytest.approx(0.832181, abs=5e-7) == d_av(SLEEP, level=0.95).estimate.value


class TestValues:
    @given(scale_and_pairs(min_size=3))
    def test_equal_the_raw_pairs(self, drawn):
        """Each value is the formula on the raw scores, by numpy, to 1e-10; or a reason is given."""
        scale, pairs = drawn
        first, last = (np.array(scores) / scale.denominator for scores in columns(pairs))
        change = last - first
        s1, s2, s = (x.std(ddof=1) for x in (first, last, change))
        rows = {row.name: row for row in compare_effect_sizes(summary_of(*columns(pairs), scale), level=0.95)}
        assert list(EFFECT_SIZES) == list(rows)
        assume(s1 > 0 and s2 > 0)
        by = {"d_av": math.sqrt((s1**2 + s2**2) / 2), "d_av_lakens": (s1 + s2) / 2, "d_baseline": s1}
        if len({*np.round(change, 6)}) > 1:
            by |= {"d_z": s, "srm": s}
        for name, standardiser in by.items():
            size = rows[name].size
            assert name == size.name
            assert pytest.approx(change.mean() / standardiser, rel=1e-10, abs=1e-12) == size.estimate.value
        r = np.corrcoef(first, last)[0, 1]
        if r < 1 - 1e-6:
            expected = change.mean() / s * math.sqrt(2 * (1 - r))
            assert pytest.approx(expected, rel=1e-9, abs=1e-12) == rows["d_rm"].size.estimate.value

    def test_equal_spread(self):
        """Where the SDs are equal, d_av, Lakens' d_av, d_rm and the baseline's are one number."""
        summary = summary_of([1, 2, 3, 6], [4, 7, 3, 8])
        summary = attrs.evolve(summary, sd_last=summary.sd_first)
        spread = summary.sd_first * math.sqrt(2 * (1 - summary.correlation))
        summary = attrs.evolve(summary, sd_change=spread)
        values = {f(summary, level=0.95).estimate.value for f in (*BY_MEAN_SD, d_baseline)}
        assert max(values) - min(values) < 1e-14


class TestIntervals:
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    @pytest.mark.parametrize("summary", [EIGHT, FIVE, SLEEP], ids=["eight", "five", "sleep"])
    def test_scaled(self, summary, level):
        """Algina and Keselman: noncentralities by numeric integration, times SD of change by root n by s."""
        n = summary.n
        t = summary.mean_change / summary.sd_change * math.sqrt(n)
        low, high = noncentralities(t, n - 1, level)
        s1, s2 = summary.sd_first, summary.sd_last
        factors = {
            d_av: summary.sd_change / math.sqrt(n * (s1**2 + s2**2) / 2),
            d_av_lakens: summary.sd_change / math.sqrt(n) / ((s1 + s2) / 2),
            d_rm: math.sqrt(2 * (1 - summary.correlation) / n),
        }
        for function, factor in factors.items():
            size = function(summary, level=level)
            assert (SCALED, level) == (size.interval, size.estimate.level)
            expected = (low * factor, high * factor)
            assert pytest.approx(expected, rel=1e-9, abs=1e-10) == (size.estimate.low, size.estimate.high)

    def test_normal(self):
        """The standard errors of measures.md, section 6, worked out anew."""
        for summary in (EIGHT, FIVE, SLEEP):
            n, r, m, s = summary.n, summary.correlation, summary.mean_change, summary.sd_change
            f = 2 * (1 - r)
            rms = math.sqrt((summary.sd_first**2 + summary.sd_last**2) / 2)
            half = (summary.sd_first + summary.sd_last) / 2
            rm, b = m / (s / math.sqrt(f)), m / summary.sd_first
            expected = [
                (d_av(summary, level=0.95, interval=NORMAL), m / rms, s / math.sqrt(n) / rms),
                (d_av_lakens(summary, level=0.95, interval=NORMAL), m / half, s / math.sqrt(n) / half),
                (d_rm(summary, level=0.95, interval=NORMAL), rm, math.sqrt((1 / n + rm**2 / 2 / n) * f)),
                (d_baseline(summary, level=0.95), b, math.sqrt((b * s / m) ** 2 / n + b**2 / 2 / (n - 1))),
            ]
            for size, value, error in expected:
                assert size.interval == NORMAL
                ends = (value, value - Z * error, value + Z * error)
                found = size.estimate
                assert pytest.approx(ends, rel=1e-10, abs=1e-12) == (found.value, found.low, found.high)

    def test_exact_ones_say_so(self):
        """d_z and the standardised response mean are exact, and are the d_z that was there."""
        for function in (named_d_z, standardised_response_mean):
            size = function(FIVE, level=0.9)
            assert (size.interval, size.correction) == (NONCENTRAL_T, 1.0)
            assert d_z(FIVE, level=0.9) == size.estimate

    @pytest.mark.parametrize("name", EFFECT_SIZES)
    def test_corrected(self, name):
        """Hedges' factor of n - 1 multiplies value and ends, and is said."""
        plain, corrected = (EFFECT_SIZES[name](EIGHT, level=0.95, corrected=c) for c in (False, True))
        factor = hedges_correction(7)
        assert factor == corrected.correction
        assert plain.interval == corrected.interval
        for end in ("value", "low", "high"):
            expected = getattr(plain.estimate, end) * factor
            assert pytest.approx(expected, rel=1e-15) == getattr(corrected.estimate, end)

    @pytest.mark.parametrize("interval", [SCALED, NORMAL])
    def test_everybody_changed_alike(self, interval):
        """Then the averages have a value and no interval; d_baseline has both."""
        summary = summary_of([1, 2, 3], [6, 7, 8])
        for function in (d_av, d_av_lakens):
            size = function(summary, level=0.95, interval=interval)
            assert (Estimate(value=5.0), None) == (size.estimate, size.interval)
        assert d_baseline(summary, level=0.95).estimate.low < 5

    def test_last_scores_alike(self):
        """There is no correlation then, and the baseline's needs none: changes spread as first scores do."""
        size = d_baseline(summary_of([1, 2, 3], [5, 5, 5]), level=0.95)
        half = Z * math.sqrt(1 / 3 + 9 / 4)
        ends = (size.estimate.low, size.estimate.high)
        assert (size.estimate.value, size.interval) == (3.0, NORMAL)
        assert ends == pytest.approx((3 - half, 3 + half))


class TestNotApplicable:
    @pytest.mark.parametrize("name", EFFECT_SIZES)
    def test_one_pair(self, name):
        """One pair has no spread."""
        with pytest.raises(NotApplicableError, match="needs two pairs, there is 1"):
            EFFECT_SIZES[name](summary_of([1], [5]), level=0.95)

    @pytest.mark.parametrize("name", EFFECT_SIZES)
    def test_two_pairs_corrected(self, name):
        """Hedges' factor needs three."""
        with pytest.raises(NotApplicableError, match="two degrees of freedom, there are 1"):
            EFFECT_SIZES[name](summary_of([1, 4], [7, 5]), level=0.95, corrected=True)

    def test_nothing_varies(self):
        """All scores alike: every line of the table has its reason."""
        rows = compare_effect_sizes(summary_of([3, 3, 3], [5, 5, 5]), level=0.95)
        assert {row.name: row.reason for row in rows} == {
            "d_z": "every person changed by the same amount",
            "srm": "every person changed by the same amount",
            "d_av": "neither first nor last scores vary",
            "d_av_lakens": "neither first nor last scores vary",
            "d_rm": "every first score or every last score is the same, so they do not correlate",
            "d_baseline": "every first score is the same",
        }
        assert not any(row.size for row in rows)

    def test_one_line(self):
        """Last is twice first: no share of the spread is change, d_rm has nothing to divide by."""
        with pytest.raises(NotApplicableError, match="on one line"):
            d_rm(summary_of([1, 2, 3], [2, 4, 6]), level=0.95)


usable = scale_and_pairs(min_size=3)


def sizes(scale, pairs, **kwargs):
    rows = compare_effect_sizes(summary_of(*columns(pairs), scale), level=0.95, **kwargs)
    return {row.name: row.size for row in rows}


def ends(size):
    found = size.estimate
    return [x for x in (found.low, found.value, found.high) if x is not None]


class TestHowTheyMove:
    @given(usable, st.sampled_from([2, 7]))
    def test_shifted_and_scaled(self, drawn, factor):
        """Points added or multiplied change no effect size and no reason."""
        scale, pairs = drawn
        wide = Scale(
            lowest=scale.lowest * factor + 3,
            highest=scale.highest * factor + 3,
            denominator=scale.denominator,
        )
        up = 3 * scale.denominator
        before = sizes(scale, pairs)
        after = sizes(wide, [(factor * x + up, factor * y + up) for x, y in pairs])
        for name, size in before.items():
            assert (size is None) == (after[name] is None)
            if size:
                assert pytest.approx(ends(size), rel=1e-6, abs=1e-8) == ends(after[name])

    @given(usable)
    def test_reversed_and_swapped(self, drawn):
        """Counted from the other end all turn round; so they do, but the baseline's, with time reversed."""
        scale, pairs = drawn
        both = scale.first_step + scale.last_step
        before = sizes(scale, pairs)
        turned = sizes(scale, [(both - x, both - y) for x, y in pairs])
        swapped = sizes(scale, [(y, x) for x, y in pairs])
        for name, size in before.items():
            for after in (turned, swapped) if name != "d_baseline" else (turned,):
                assert (size is None) == (after[name] is None)
                if size:
                    mirrored = [-x for x in reversed(ends(size))]
                    assert pytest.approx(mirrored, rel=1e-6, abs=1e-8) == ends(after[name])

    @given(usable)
    def test_everybody_twice(self, drawn):
        """Twice the people, narrower intervals."""
        scale, pairs = drawn
        once, twice = sizes(scale, pairs), sizes(scale, pairs * 2)
        for name, size in once.items():
            if size and size.interval:
                widths = [s.estimate.high - s.estimate.low for s in (twice[name], size)]
                assert widths[0] < widths[1]

    def test_nobody_changed(self):
        """No size has an interval then: one without width would look like certainty."""
        found = sizes(Scale(lowest=-1, highest=0, denominator=1), [(0, 0), (0, 0), (-1, -1)])

        assert {name for name, size in found.items() if size} == {"d_av", "d_av_lakens", "d_baseline"}
        assert all(size.interval is None and size.estimate.low is None for size in found.values() if size)

    @given(usable)
    def test_lakens_is_never_nearer_zero(self, drawn):
        """A mean is at most the root mean square."""
        scale, pairs = drawn
        summary = summary_of(*columns(pairs), scale)
        assume(summary.sd_first or summary.sd_last)
        av, lakens = (f(summary, level=0.95, interval=NORMAL).estimate.value for f in (d_av, d_av_lakens))
        assert abs(lakens) >= abs(av) * (1 - 1e-14)


class TestCoverage:
    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_normal_scores(self, n):
        """
        Three hundred samples of normal pairs, equal SDs, r = .6, change of half an SD: from 92 to 98 % of the
        intervals hold their true value.
        """
        rng = np.random.default_rng(n)
        x = rng.normal(size=(300, n))
        y = 0.5 + 0.6 * x + 0.8 * rng.normal(size=(300, n))
        inside = dict.fromkeys(("d_z", "d_av", "d_baseline"), 0)
        true = {"d_z": 0.5 / math.sqrt(0.8), "d_av": 0.5, "d_baseline": 0.5}
        for first, last in zip(x, y, strict=True):
            change = last - first
            summary = PairedSummary(
                n=n, mean_first=first.mean(), mean_last=last.mean(), mean_change=change.mean(),
                sd_first=first.std(ddof=1), sd_last=last.std(ddof=1), sd_change=change.std(ddof=1),
                correlation=np.corrcoef(first, last)[0, 1],
            )  # fmt: skip
            for name, value in true.items():
                found = EFFECT_SIZES[name](summary, level=0.95).estimate
                inside[name] += found.low <= value <= found.high
        assert all(0.92 * 300 <= count <= 0.98 * 300 for count in inside.values()), inside
