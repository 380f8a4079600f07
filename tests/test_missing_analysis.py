"""Who is missing: figures beside scipy's and statsmodels', bounds by hand, and what few people let show."""

import functools

import attrs
import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm
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
from properties.attacker import Knowledge, recovered
from properties.strategies import TINY, TINY_SCALE, TOTAL, about, pairs_on, steps

from livingwell_core.analyses import ALL_SITES, Analysis
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.missing import MissingAnalysis, PeopleSeen
from livingwell_core.analyses.paired_change import SINGLE_ARM, PairedChangeAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.reports.disclosure import protect
from livingwell_core.tallies import Histogram, JointTable, Tally

ANALYSIS = MissingAnalysis()
# First scores of mean 3, changes 3, 3, 0, -1 and 2.
PAIRS = [(1, 4), (2, 5), (3, 3), (4, 3), (5, 7)]
OTHERS = [0, 2, 2, 3, 1, 4]
NEVER = 9


def found(pairs=PAIRS, others=OTHERS, never=NEVER, **kwargs):
    return by_name(conclude(ANALYSIS, pairs, others, never=never, **kwargs))


class TestAnalysis:
    def test_is_one(self):
        """It keeps to the protocol, and is for scores that have a mean."""
        assert isinstance(ANALYSIS, Analysis)
        assert ANALYSIS.applies(TINY, TOTAL)
        assert not ANALYSIS.applies(TINY, attrs.evolve(TOTAL, measurement="ordinal"))

    @pytest.mark.parametrize("score", [TOTAL, without_threshold(), not_verified()])
    @pytest.mark.parametrize("others", [[], [4], [4, 4, 4], [0, 8]])
    @pytest.mark.parametrize("pairs", NEXT_TO_NOTHING)
    def test_next_to_nothing(self, pairs, others, score):
        """Nobody, one, two and people without variance leave a reason, no NaN and no warning."""
        for never in (0, 3):
            findings = conclude(ANALYSIS, pairs, others, never=never, score=score)
            check_sound(ANALYSIS, findings, score)

    @given(st.data())
    def test_is_a_fold(self, data):
        """The findings on two groups of people are those on both tallies added."""
        (a, b), (c, d) = (
            [data.draw(strategy) for _ in range(2)]
            for strategy in (pairs_on(TINY_SCALE, max_size=8), st.lists(steps(TINY_SCALE), max_size=8))
        )
        whole = ANALYSIS.tally(sample(a + b, c + d, never=5))
        parts = ANALYSIS.tally(sample(b, d, never=4)) + ANALYSIS.tally(sample(a, c, never=1))
        assert whole == parts
        assert ANALYSIS.conclude(whole, about()) == ANALYSIS.conclude(parts, about())


class TestPeopleSeen:
    SEEN = ANALYSIS.tally(sample(PAIRS, OTHERS, never=NEVER))

    def test_is_a_tally(self):
        """It adds, and nobody changes nothing."""
        assert isinstance(self.SEEN, Tally)
        assert self.SEEN + self.SEEN.zero() == self.SEEN.zero() + self.SEEN == self.SEEN
        assert (self.SEEN.assessed, self.SEEN.supported) == (11, 20)
        assert self.SEEN.zero() == PeopleSeen(
            paired=JointTable.of(TINY_SCALE, [], []), others=Histogram.of(TINY_SCALE, []), supported=0
        )

    def test_adds_to_its_like_only(self):
        """A table is no such tally."""
        with pytest.raises(TypeError):
            self.SEEN + self.SEEN.paired


class TestFirstScores:
    def test_beside_scipy(self):
        """Means with Student's interval, their difference with Welch's."""
        findings, first = found(level=0.9), [pair[0] for pair in PAIRS]
        for name, values in (("with a pair", first), ("without a pair", OTHERS)):
            one = findings[f"mean first score, {name}", "points"]
            theirs = scipy.stats.ttest_1samp(values, 0).confidence_interval(0.9)
            assert (one.value, one.n) == (pytest.approx(np.mean(values), rel=1e-12), len(values))
            assert (one.low, one.high) == pytest.approx((theirs.low, theirs.high), rel=1e-10)
        theirs = scipy.stats.ttest_ind(first, OTHERS, equal_var=False)
        difference = findings["difference in first scores, with less without a pair", "points"]
        assert (difference.low, difference.high) == pytest.approx(
            tuple(theirs.confidence_interval(0.9)), rel=1e-10
        )
        p = findings["p of the difference in first scores, with less without a pair", ""]
        assert (p.value, p.n) == (pytest.approx(theirs.pvalue, rel=1e-10), 11)

    def test_standardised(self):
        """Means of 3 and 2 by the root of the mean of variances 2.5 and 2."""
        one = found()["standardised difference in first scores, with less without a pair", "sd"]
        assert one.value == pytest.approx(1 / 2.25**0.5, rel=1e-12)
        assert one.low < one.value < one.high


class TestChange:
    def test_weighted_is_a_weighted_regression(self):
        """The same means as with the fitted chances of statsmodels' logistic regression."""
        first, last = np.array(PAIRS).T
        x = np.concatenate([first, OTHERS])
        has = np.repeat([1, 0], [5, 6])
        weight = 1 / sm.Logit(has, sm.add_constant(x)).fit(disp=0, tol=1e-12).predict()[:5]
        findings = found()
        # As far as Newton's steps there and here come to the same: 1e-8.
        change = findings["mean change, weighted for those without a pair", "points"]
        assert change.value == pytest.approx(np.average(last - first, weights=weight), rel=1e-8)
        share = findings["reliably improved, weighted for those without a pair", "%"]
        assert share.value == pytest.approx(100 * np.average(last - first >= 3, weights=weight), rel=1e-8)
        assert {change.n, share.n} == {11}

    def test_bounds_by_hand(self):
        """Changes add up to 7, for 5 of 20; first scores of the six others add up to 12, of 0 to 8."""
        expected = {
            "mean change, if all assessed without a pair went to the lowest score": ((7 - 12) / 11, 11),
            "mean change, if all assessed without a pair went to the highest score": ((7 + 36) / 11, 11),
            "mean change, if those without a pair did not change": (7 / 20, 20),
            "mean change, if those without a pair changed the other way": (7 / 20 - 7 / 5 * 15 / 20, 20),
            "change of those without a pair that makes the mean change 0": (-7 / 15, 20),
        }
        findings = found()
        for name, (value, n) in expected.items():
            one = findings[name, "points"]
            assert (one.value, one.n, one.note) == (pytest.approx(value, rel=1e-12), n, SINGLE_ARM)
            assert one.low < one.value < one.high

    @pytest.mark.parametrize(("better", "k"), [("higher", 2), ("lower", 0)])
    def test_bounds_of_the_share(self, better, k):
        """Two of five improved, or none: of 20 people so many at least, and 15 more at most."""
        findings = found(score=attrs.evolve(TOTAL, better=better))
        for name, number in (("if none", k), ("if all", k + 15)):
            one = findings[f"reliably improved, {name} without a pair did", "%"]
            assert (one.value, one.numerator, one.n) == (pytest.approx(5 * number), number, 20)


class TestWhatIsSaid:
    def test_without_a_threshold(self):
        """Where nothing is published there is no share improved."""
        assert not any("reliably" in name for name, _ in found(score=without_threshold()))

    def test_what_is_not_verified(self):
        """A threshold whose source was not read is marked."""
        score = not_verified()
        notes = {f.note for (name, _), f in found(score=score).items() if "reliably" in name}
        assert notes == {f"{SINGLE_ARM}; threshold not verified"}
        assert [d.id for d in ANALYSIS.definitions(TINY, score) if not d.verified] == [
            f"{what}:reliable-change:tiny.total:3" for what in ("inverse-probability", "if-none", "if-all")
        ]

    def test_each_assumption_is_in_words(self):
        """Whatever rests on an assumption has it in its definition."""
        texts = {d.id: d.text for d in ANALYSIS.definitions(TINY, TOTAL)}
        for name, text in texts.items():
            if name.startswith(("if-", "inverse-")):
                assert "ssum" in text


SCORES = {"improved": (1, 7), "same": (2, 3), "worse": (6, 2), "three scores": (3, 3)}
KINDS = (*SCORES, "one day", "no pair by the rule", "never")
SCORE = attrs.evolve(TOTAL, clinical_ranges=())
BESIDE = (CoverageAnalysis(), PairedChangeAnalysis(), ReliableChangeAnalysis())


def people(numbers):
    """Give a sample of so many people of each kind."""
    many = dict(zip(KINDS, numbers, strict=True))
    seen_once = many["one day"] + many["no pair by the rule"]
    one = sample(
        [pair for kind, pair in SCORES.items() for _ in range(many[kind])],
        ([1, 4, 5] * seen_once)[:seen_once],
        never=many["never"],
    )
    return attrs.evolve(
        one,
        pairs=attrs.evolve(
            one.pairs,
            one_day=many["one day"],
            outside_rule=many["no pair by the rule"],
            three_or_more=many["three scores"],
        ),
    )


def findings_of(analyses, sites):
    found = []
    for analysis in analyses:
        tallies = [analysis.tally(people(numbers)) for numbers in sites]
        whole = sum(tallies[1:], start=tallies[0])
        named = [*((f"site-{place}", one) for place, one in enumerate(tallies)), (ALL_SITES, whole)]
        for site, tally in named:
            found += analysis.conclude(tally, about(analysis.id, site=site, score=SCORE))
    return found


@functools.cache
def knowledge(*analyses):
    """Whom the figures of analyses count, as everyone can know."""

    def conclude_on(numbers):
        return [
            finding
            for one in analyses
            for finding in one.conclude(one.tally(people(numbers)), about(one.id, score=SCORE))
        ]

    return Knowledge(conclude_on, len(KINDS))


# How many of those supported have no pair: n of every change leaves them over.
SAID_OPENLY = ("between reliably improved, if none",)


class TestDisclosure:
    @pytest.mark.parametrize("one_day", [0, 3, 4])
    def test_few_without_a_pair(self, one_day):
        """Where few were seen once only, nothing is said of them, nor of all who were assessed."""
        shown, _ = protect(findings_of([*BESIDE, ANALYSIS], [(10, 5, 10, 5, one_day, 0, 25)]), minimum=5)
        said = {f.statistic for f in shown if f.analysis == "missing" and f.value is not None}
        assert said == {
            "mean first score, with a pair",
            "mean change, if those without a pair did not change",
            "mean change, if those without a pair changed the other way",
            "change of those without a pair that makes the mean change 0",
            "reliably improved, if none without a pair did",
            "reliably improved, if all without a pair did",
        }

    @pytest.mark.parametrize("numbers", [(3, 10, 10), (0, 10, 10), (10, 3, 0), (10, 0, 0)])
    def test_few_of_one_kind(self, numbers):
        """Where few improved, or few did not, no share of those who did is shown, whatever it is of."""
        for analyses in ([ANALYSIS], [*BESIDE, ANALYSIS]):
            shown, _ = protect(findings_of(analyses, [(*numbers, 0, 12, 0, 20)]), minimum=5)
            shares = [f for f in shown if f.statistic.startswith("reliably improved, ")]
            assert {f.value for f in shares} == {None}

    @pytest.mark.parametrize("analyses", [(ANALYSIS,), (*BESIDE, ANALYSIS)], ids=["alone", "beside others"])
    @given(
        st.lists(
            st.tuples(*(st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 20, 50])) for _ in KINDS)),
            min_size=1,
            max_size=3,
        )
    )
    def test_nothing_follows(self, analyses, sites):
        """No small number follows from all that is shown; how many have no pair is no secret."""
        findings = findings_of(analyses, sites)
        shown, _ = protect(findings, minimum=5)
        known = recovered(shown, findings, knowledge(*analyses), 5)
        assert [text for text in known if not any(open_ in text for open_ in SAID_OPENLY)] == []
