"""Expected and observed change by where people started: by hand, by simulation, and what the findings say."""

import attrs
import numpy as np
import pytest
import scipy.stats
from helpers_analyses import NEXT_TO_NOTHING, by_name, check_sound, conclude, sample, without_threshold
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import TINY, TINY_SCALE, TOTAL, about, pairs_on

from livingwell_core.analyses import Analysis
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.analyses.regression_to_mean import NO_EFFECT, RegressionToTheMeanAnalysis
from livingwell_core.instruments import PopulationNorm, Reliability, Scale
from livingwell_core.reports.disclosure import protect
from livingwell_core.tallies import JointTable

ANALYSIS = RegressionToTheMeanAnalysis()
SCORE = attrs.evolve(
    TOTAL,
    reliabilities=(Reliability(id="retest", value=0.75, kind="test-retest", source="made up"),),
    norms=(
        PopulationNorm(id="town", population="functional", mean=6, sd=1, source="made up"),
        PopulationNorm(id="ward", population="clinical", mean=5, sd=1, source="made up"),
    ),
)
# Inside the range, up to 4: first 2, 3, 3, 4 of mean 3. Outside: 6 and 8. All: 26 / 6.
PAIRS = [(2, 4), (3, 4), (3, 6), (4, 5), (6, 6), (8, 5)]
INSIDE, OUTSIDE = "started in the clinical range", "started outside the clinical range"


def found(pairs=PAIRS, **kwargs):
    return by_name(conclude(ANALYSIS, pairs, **{"score": SCORE, **kwargs}))


class TestAnalysis:
    def test_is_one(self):
        """It keeps to the protocol, and needs a mean, a clinical range and a reliability."""
        assert isinstance(ANALYSIS, Analysis)
        assert ANALYSIS.applies(TINY, SCORE)
        assert not ANALYSIS.applies(TINY, TOTAL)
        assert not ANALYSIS.applies(TINY, without_threshold(SCORE))
        assert not ANALYSIS.applies(TINY, attrs.evolve(SCORE, measurement="ordinal"))
        with pytest.raises(ValueError, match="no clinical range or no reliability"):
            ANALYSIS.definitions(TINY, TOTAL)

    @pytest.mark.parametrize("score", [SCORE, SCORE.using(functional_norm="town")])
    @pytest.mark.parametrize("pairs", NEXT_TO_NOTHING)
    def test_next_to_nothing(self, pairs, score):
        """Nobody, one, two and people without variance leave a reason, no NaN and no warning."""
        check_sound(ANALYSIS, conclude(ANALYSIS, pairs, score=score), score)

    @given(st.data())
    def test_is_a_fold(self, data):
        """The findings on two groups of people are those on both tallies added."""
        a, b = (data.draw(pairs_on(TINY_SCALE, max_size=8)) for _ in range(2))
        whole, parts = ANALYSIS.tally(sample(a + b)), ANALYSIS.tally(sample(b)) + ANALYSIS.tally(sample(a))
        subject = about(score=SCORE)
        assert ANALYSIS.conclude(whole, subject) == ANALYSIS.conclude(parts, subject)


class TestFigures:
    @pytest.mark.parametrize(
        ("score", "reference", "name"),
        [
            (SCORE, 26 / 6, "first-scores"),
            (SCORE.using(functional_norm="town"), 6, "town"),
            (SCORE.using(clinical_norm="ward"), 5, "ward"),
            (SCORE.using(functional_norm="town", clinical_norm="ward"), 5, "ward"),
        ],
    )
    def test_by_hand(self, score, reference, name):
        """A quarter of the way to the reference: the norm that is asked for, or the mean of first scores."""
        findings = found(score=score)
        for where, first, change, n in ((INSIDE, 3, 7 / 4, 4), (OUTSIDE, 7, -3 / 2, 2)):
            expected = findings[f"expected change, {where}", "points"]
            beyond = findings[f"change beyond the expected, {where}", "points"]
            assert findings[f"mean change, {where}", "points"].value == change
            assert expected.value == pytest.approx((reference - first) / 4, rel=1e-12)
            assert beyond.value == pytest.approx(change - (reference - first) / 4, rel=1e-12)
            assert {expected.n, beyond.n} == {n}
            assert expected.definition == f"regression-to-the-mean:tiny.total:4:retest:{name}"

    def test_intervals(self):
        """Student's, of changes and of changes less what each first score makes one expect."""
        findings = found(score=SCORE.using(functional_norm="town"), level=0.9)
        first, last = np.array([2, 3, 3, 4]), np.array([4, 4, 6, 5])
        for name, values in (
            ("mean change", last - first),
            ("change beyond the expected", last - first - (6 - first) / 4),
        ):
            one = findings[f"{name}, {INSIDE}", "points"]
            theirs = scipy.stats.ttest_1samp(values, 0).confidence_interval(0.9)
            assert (one.low, one.high) == pytest.approx((theirs.low, theirs.high), rel=1e-12)
        assert findings[f"expected change, {INSIDE}", "points"].low is None

    def test_where_lower_is_better(self):
        """Where lower is better the range is from its edge upwards."""
        findings = found(score=attrs.evolve(SCORE, better="lower"))
        assert findings[f"mean change, {INSIDE}", "points"].n == 3

    def test_chance_alone_is_what_is_expected(self):
        """
        Of people whose true score does not change, nothing remains beyond the expected.

        True scores with variance 3, errors with variance 1: a reliability of three quarters. Seeded; what
        remains is a mean of some 30,000 people, so give or take three times .012.
        """
        random = np.random.default_rng(8)
        true = random.normal(40, 3**0.5 * 10, 100_000)
        first, last = (np.clip(np.round(true + random.normal(0, 10, 100_000)), -60, 140) for _ in range(2))
        edge = attrs.evolve(TOTAL.clinical_ranges[0], edge=30)
        score = attrs.evolve(SCORE, lowest=-60, highest=140, clinical_ranges=(edge,))
        table = JointTable.of(Scale(lowest=-60, highest=140), first.astype(int), last.astype(int))
        findings = by_name(ANALYSIS.conclude(table, about(score=score)))
        for where in (INSIDE, OUTSIDE):
            assert abs(findings[f"mean change, {where}", "points"].value) > 2
            beyond = findings[f"change beyond the expected, {where}", "points"]
            assert beyond.value == pytest.approx(0, abs=3 * (beyond.high - beyond.low) / 3.92)


class TestWhatIsSaid:
    def test_notes(self):
        """A change in one group is no effect, and neither is what remains of it."""
        findings = found(notes=("invented",))
        assert findings[f"mean change, {INSIDE}", "points"].note == f"{SINGLE_ARM}; invented"
        assert findings[f"expected change, {INSIDE}", "points"].note == "invented"
        assert findings[f"change beyond the expected, {INSIDE}", "points"].note == f"{NO_EFFECT}; invented"
        assert (findings[INSIDE, "people"].value, findings[INSIDE, "people"].note) == (4, "invented")

    def test_nobody_started_there(self):
        """The note says so."""
        one = found([(1, 2), (2, 5)])[f"expected change, {OUTSIDE}", "points"]
        assert (one.n, one.value) == (0, None)
        assert one.note == "not applicable: 0 people started outside the clinical range"

    def test_what_is_not_verified_is_said(self):
        """A reliability whose source was not read is used by name only, and marked."""
        (reliability,), (edge,) = SCORE.reliabilities, SCORE.clinical_ranges
        doubtful = attrs.evolve(
            SCORE,
            reliabilities=(attrs.evolve(reliability, verified=False),),
            clinical_ranges=(attrs.evolve(edge, verified=False),),
        )
        assert not ANALYSIS.applies(TINY, doubtful)
        score = doubtful.using(reliability="retest", clinical_range="4")
        findings = found(score=score)
        assert findings[f"mean change, {INSIDE}", "points"].note.endswith("edge of the range not verified")
        note = findings[f"expected change, {INSIDE}", "points"].note
        assert note == "clinical range not verified; reliability not verified"
        assert not any(d.verified for d in ANALYSIS.definitions(TINY, score))

    @pytest.mark.parametrize(
        ("score", "text"),
        [(SCORE, "not picked"), (SCORE.using(clinical_norm="ward"), "5, the mean of a clinical")],
    )
    def test_definitions_name_their_numbers(self, score, text):
        """Reliability with its kind, and the reference."""
        _, expected, beyond = ANALYSIS.definitions(TINY, score)
        assert "0.75 (test-retest)" in expected.text
        assert text in expected.text
        assert expected.source == beyond.source
        assert ("reference: made up" in expected.source) == (score is not SCORE)


class TestDisclosure:
    @pytest.mark.parametrize(("inside", "stays"), [(3, False), (10, True), (17, False), (20, False)])
    def test_shown_with_the_number_in_the_range(self, inside, stays):
        """Of 20 people figures by start are shown where so many started on either side, else not even n."""
        pairs = ([(2, 6), (2, 3)] * 10)[:inside] + ([(6, 2), (6, 7)] * 10)[: 20 - inside]
        ours = conclude(ANALYSIS, pairs, score=SCORE)
        clinical, coverage = (conclude(one, pairs) for one in (ClinicalRangeAnalysis(), CoverageAnalysis()))
        for beside in ([], clinical, coverage, [*coverage, *clinical]):
            shown = [f for f in protect([*beside, *ours], minimum=5)[0] if f.analysis == ANALYSIS.id]
            known = [f.n for f in shown if f.value is not None]
            assert known == ([20] * 2 + [inside] * 3 + [20 - inside] * 3 if stays else [])
            assert {f.n for f in shown if f.value is None} <= {None, 20}
