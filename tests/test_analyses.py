import math

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import TINY, TINY_SCALE, TOTAL, about, pairs_on, sample_pairs

from livingwell_core.analyses import ALL_SITES, Analysis, Finding, Sample
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.direction import DirectionAnalysis
from livingwell_core.analyses.medians import MediansAnalysis
from livingwell_core.analyses.paired_change import SINGLE_ARM, PairedChangeAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Prorate, Scale, Sum
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.tallies import JointTable

ANALYSES = [
    PairedChangeAnalysis(),
    MediansAnalysis(),
    DirectionAnalysis(),
    ReliableChangeAnalysis(),
    ClinicalRangeAnalysis(),
    CoverageAnalysis(),
]
each_analysis = pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.id)


def sample(pairs, others=0):
    return Sample(pairs=sample_pairs(pairs, others=others), scale=TINY_SCALE)


def conclude(analysis, pairs, others=0, **kwargs):
    return analysis.conclude(analysis.tally(sample(pairs, others)), about(analysis.id, **kwargs))


def by_name(findings):
    found = {(finding.statistic, finding.unit): finding for finding in findings}
    assert len(findings) == len(found)
    return found


class TestAbout:
    def test_fills_in_what_it_is_about(self):
        """A finding carries where it belongs and every note; the estimate is multiplied by the scale."""
        subject = about("x", site="here", group="sex=f", notes=("invented", ""))
        estimate = Estimate(value=0.5, low=0.25, high=0.75, level=0.9)
        expected = Finding(
            analysis="x", instrument="tiny", score="total", site="here", group="sex=f", statistic="share",
            definition="d", value=50.0, low=25.0, high=75.0, level=0.9, n=8, unit="%", note="mind; invented",
            numerator=4,
        )  # fmt: skip
        found = subject.finding("share", "d", estimate, n=8, unit="%", note="mind", scale=100, numerator=4)
        assert expected == found

    @pytest.mark.parametrize(("estimate", "value"), [(3, 3), (2.5, 2.5), (0, 0), (None, None)])
    def test_a_number_or_nothing(self, estimate, value):
        """A plain number has no interval; without one there is no value, and 0 is a number."""
        finding = about().finding("s", "d", estimate, n=1)
        assert (value, None, None, None) == (finding.value, finding.low, finding.high, finding.level)

    def test_an_estimate_without_interval(self):
        """An estimate may come without an interval."""
        finding = about().finding("s", "d", Estimate(value=1.0), n=1, scale=100)
        assert (finding.value, finding.low, finding.high, finding.level) == (100.0, None, None, None)

    def test_attempt_says_why_there_is_none(self):
        """What does not apply becomes a finding without a value, and its reason the note."""

        def none():
            msg = "no pairs"
            raise NotApplicableError(msg)

        finding = about(notes=("invented",)).attempt("s", "d", none, n=0, note="two-sided")
        assert (finding.value, finding.note, finding.n) == (None, "not applicable: no pairs; invented", 0)
        assert about().attempt("s", "d", lambda: 2.0, n=1, note="two-sided").note == "two-sided"

    def test_other_errors_are_not_swallowed(self):
        """A fault is a fault, not "not applicable"."""
        with pytest.raises(ZeroDivisionError):
            about().attempt("s", "d", lambda: 1 / 0, n=1)


class TestFinding:
    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    @pytest.mark.parametrize("name", ["value", "low", "high"])
    def test_is_a_number_or_nothing(self, name, value):
        """What is not finite never reaches a report."""
        with pytest.raises(ValueError, match=f"'{name}' must be finite or None"):
            Finding(
                analysis="a",
                instrument="i",
                score="s",
                site="x",
                statistic="s",
                definition="d",
                **{name: value},
            )


class TestEveryAnalysis:
    @each_analysis
    def test_is_an_analysis(self, analysis):
        """Each keeps to the protocol."""
        assert isinstance(analysis, Analysis)
        bare = attrs.evolve(TOTAL, reliable_changes=())
        assert analysis.applies(TINY, TOTAL) or analysis.applies(TINY, bare)
        assert analysis.title

    def test_thresholds_are_needed_where_they_are_used(self):
        """
        Reliable change and clinical range do not apply where nothing is published, and say so if asked
        anyway.
        """
        bare = attrs.evolve(TOTAL, reliable_changes=(), clinical_ranges=())
        assert [analysis.applies(TINY, bare) for analysis in ANALYSES] == [True] * 3 + [False] * 2 + [True]
        assert not DirectionAnalysis().applies(TINY, TOTAL)
        for analysis in ANALYSES[3:5]:
            with pytest.raises(ValueError, match="score 'total' has no"):
                analysis.definitions(TINY, bare)

    @each_analysis
    @pytest.mark.parametrize(
        "pairs",
        [[], [(3, 5)], [(3, 5)] * 4, [(3, 3)] * 2, [(2, 2), (4, 2)], [(2, 3), (2, 5)], [(0, 8), (8, 0)],
         [(1, 2), (2, 3), (3, 4), (4, 5)]],
    )  # fmt: skip
    @pytest.mark.parametrize("others", [0, 3])
    def test_concludes_on_next_to_nothing(self, analysis, pairs, others):
        """
        Nobody, one pair, and pairs without variance give findings, no NaN and no warning; each gap has a
        reason.
        """
        findings = conclude(analysis, pairs, others)
        assert findings
        for finding in findings:
            if finding.value is None:
                assert finding.note.startswith("not applicable: ")
                assert (finding.low, finding.high, finding.level) == (None, None, None)
            else:
                assert (finding.low is None) == (finding.high is None) == (finding.level is None)
                if finding.low is not None:
                    assert finding.low <= finding.value <= finding.high

    @each_analysis
    @given(st.data())
    def test_every_definition_that_is_named_is_given(self, analysis, data):
        """Findings name definitions, and each of them is in definitions(), with a source and once."""
        pairs = data.draw(pairs_on(TINY_SCALE, max_size=12))
        given_ids = [definition.id for definition in analysis.definitions(TINY, TOTAL)]
        assert {finding.definition for finding in conclude(analysis, pairs, 1)} <= set(given_ids)
        assert len(given_ids) == len(set(given_ids))
        assert all(definition.source and definition.text for definition in analysis.definitions(TINY, TOTAL))

    @each_analysis
    def test_every_definition_is_named(self, analysis):
        """A definition that no finding names does not stand in the report."""
        given_ids = {definition.id for definition in analysis.definitions(TINY, TOTAL)}
        assert given_ids == {
            finding.definition for finding in conclude(analysis, [(1, 2), (2, 5), (3, 3)], 2)
        }

    @each_analysis
    @given(st.data())
    def test_is_a_fold(self, analysis, data):
        """The tally of two groups of people is the sum of their tallies, and so are the findings."""
        a, b = (data.draw(pairs_on(TINY_SCALE, max_size=12)) for _ in range(2))
        whole = analysis.tally(sample(a + b, 3))
        parts = analysis.tally(sample(b, 2)) + analysis.tally(sample(a, 1))
        assert whole == parts
        subject = about(analysis.id)
        assert analysis.conclude(whole, subject) == analysis.conclude(parts, subject)

    @each_analysis
    def test_findings_carry_where_they_belong(self, analysis):
        """
        Site, group, instrument, score and notes are those it was asked about; findings differ in name or
        unit.
        """
        findings = conclude(analysis, [(1, 2), (2, 5)], site=ALL_SITES, group="sex=f", notes=("invented",))
        for finding in by_name(findings).values():
            assert (analysis.id, "tiny", "total", "all", "sex=f") == (
                finding.analysis, finding.instrument, finding.score, finding.site, finding.group,
            )  # fmt: skip
            assert finding.note.endswith("invented")


class TestPairedChange:
    def test_by_hand(self):
        """Changes 1, 3, 2: mean 2, SD 1, t root of 12, d_z 2; means 2 and 4."""
        found = by_name(conclude(PairedChangeAnalysis(), [(1, 2), (2, 5), (3, 5)], level=0.9))
        values = {statistic: finding.value for (statistic, _), finding in found.items()}
        assert (values["mean first"], values["mean last"], values["mean change"]) == (2.0, 4.0, 2.0)
        assert (values["sd first"], values["sd change"]) == (1.0, 1.0)
        assert pytest.approx([12**0.5, 2.0, 3**0.5, 3**0.5 / 2], rel=1e-12) == [
            values["t"], values["effect size"], values["sd last"], values["correlation"],
        ]  # fmt: skip
        # p of |t| on two degrees of freedom is 1 - t / root(t^2 + 2).
        assert pytest.approx(1 - (12 / 14) ** 0.5, rel=1e-12) == values["p"]
        assert {3} == {finding.n for finding in found.values()}
        assert found["mean change", "points"].level == found["effect size", "sd"].level == 0.9
        assert SINGLE_ARM in found["mean change", "points"].note
        assert SINGLE_ARM in found["effect size", "sd"].note

    def test_nobody(self):
        """Without pairs there is a row for each mean that says so."""
        findings = conclude(PairedChangeAnalysis(), [])
        assert [(f.statistic, f.n) for f in findings] == [
            ("mean first", 0),
            ("mean last", 0),
            ("mean change", 0),
        ]
        assert {"not applicable: no pairs"} == {finding.note for finding in findings}


class TestMedians:
    def test_by_hand(self):
        """Of 1, 2, 4, 7 the middle is 3; four values are too few for an interval of 95%."""
        found = by_name(conclude(MediansAnalysis(), [(1, 2), (2, 2), (4, 3), (7, 8)]))
        assert {name: finding.value for (name, _), finding in found.items()} == {
            "median first": 3,
            "median last": 2.5,
            "median change": 0.5,
        }
        assert all(f.low is None and f.level is None and f.n == 4 for f in found.values())
        assert SINGLE_ARM in found["median change", "points"].note

    def test_in_points(self):
        """Steps of a ninth become points, ends of the interval as well."""
        scale = Scale(lowest=0, highest=8, denominator=9)
        tally = JointTable.of(scale, [9 * value for value in range(8)], [9 * value + 3 for value in range(8)])
        first, last, change = MediansAnalysis().conclude(tally, about("medians"))
        assert (first.low, first.value, first.high) == (0, 3.5, 7)
        assert (last.low, last.value, last.high) == (1 / 3, 3.5 + 1 / 3, 7 + 1 / 3)
        assert (change.low, change.value, change.high) == (1 / 3, 1 / 3, 1 / 3)

    def test_nobody(self):
        """Without pairs there is no median, and the finding says so."""
        assert {f.note for f in conclude(MediansAnalysis(), [])} >= {"not applicable: no values"}


class TestDirection:
    @pytest.mark.parametrize(("better", "expected"), [("higher", (2, 1, 1)), ("lower", (1, 1, 2))])
    def test_by_hand(self, better, expected):
        """A step is a step; which way is better decides what it is."""
        pairs = [(1, 2), (3, 8), (4, 4), (5, 4)]
        found = by_name(conclude(DirectionAnalysis(), pairs, score=attrs.evolve(TOTAL, better=better)))
        counts = tuple(found[name, "people"].value for name in ("better", "the same", "worse"))
        assert counts == expected
        assert found["better", "%"].value == 100 * expected[0] / 4

    def test_the_smallest_step_counts(self):
        """A ninth of a point is better, not the same."""
        scale = Scale(lowest=0, highest=8, denominator=9)
        tally = JointTable.of(scale, [9, 9], [10, 9])
        found = by_name(DirectionAnalysis().conclude(tally, about("direction")))
        assert found["better", "people"].value == 1


def test_there_is_no_mean_of_an_ordinal_score():
    """Steps that are not equally wide are not added up."""
    ordinal = attrs.evolve(TOTAL, measurement="ordinal")
    assert not PairedChangeAnalysis().applies(TINY, ordinal)
    assert MediansAnalysis().applies(TINY, ordinal)


class TestReliableChange:
    def test_by_hand(self):
        """
        Of changes 3, 2, -3, -4: one improved, one unchanged, two deteriorated, as people and as per
        cent.
        """
        found = by_name(conclude(ReliableChangeAnalysis(), [(1, 4), (1, 3), (5, 2), (8, 4)]))
        expected = {"reliably improved": 1, "no reliable change": 1, "reliably deteriorated": 2}
        for statistic, k in expected.items():
            for unit, value in (("people", k), ("%", 25 * k)):
                finding = found[statistic, unit]
                assert (value, k, 4) == (finding.value, finding.numerator, finding.n)
                assert finding.definition == "reliable-change:tiny.total:3"
        # Wilson's interval for 1 of 4 at 95 %.
        assert pytest.approx((4.559, 69.936), abs=0.001) == (
            found["reliably improved", "%"].low,
            found["reliably improved", "%"].high,
        )

    def test_where_lower_is_better(self):
        """Where lower is better a fall is an improvement."""
        score = attrs.evolve(TOTAL, better="lower")
        analysis = ReliableChangeAnalysis()
        subject = attrs.evolve(about(), score=score)
        found = by_name(analysis.conclude(JointTable.of(TINY_SCALE, [8, 8, 1], [1, 2, 8]), subject))
        assert (
            found["reliably improved", "people"].value,
            found["reliably deteriorated", "people"].value,
        ) == (2, 1)

    def test_an_unverified_threshold_is_said(self):
        """A threshold whose source was not read is marked wherever it is used."""
        threshold = attrs.evolve(TOTAL.reliable_changes[0], verified=False)
        score = attrs.evolve(TOTAL, reliable_changes=(threshold,)).using(reliable_change=threshold.id)
        analysis = ReliableChangeAnalysis()
        findings = analysis.conclude(JointTable.of(TINY_SCALE, [1], [5]), attrs.evolve(about(), score=score))
        assert all(finding.note.endswith("threshold not verified") for finding in findings)
        assert not analysis.definitions(TINY, score)[0].verified


class TestClinicalRange:
    def test_by_hand(self):
        """Up to 4 is in the range: three of four at first, one at last."""
        found = by_name(conclude(ClinicalRangeAnalysis(), [(4, 5), (0, 8), (3, 4), (5, 6)]))
        for occasion, k in (("first", 3), ("last", 1)):
            for unit, value in (("people", k), ("%", 25 * k)):
                finding = found[f"in the clinical range at {occasion}", unit]
                assert (value, k, 4, "clinical-range:tiny.total:4") == (
                    finding.value, finding.numerator, finding.n, finding.definition,
                )  # fmt: skip

    def test_where_lower_is_better(self):
        """Where lower is better the range is upwards from its edge, and the definition says so."""
        score = attrs.evolve(TOTAL, better="lower")
        analysis = ClinicalRangeAnalysis()
        found = by_name(
            analysis.conclude(
                JointTable.of(TINY_SCALE, [4, 5, 3], [3, 3, 3]), attrs.evolve(about(), score=score)
            )
        )
        assert found["in the clinical range at first", "people"].value == 2
        assert "4 or above" in analysis.definitions(TINY, score)[0].text
        assert "4 or below" in analysis.definitions(TINY, TOTAL)[0].text

    def test_an_unverified_edge_is_said(self):
        """An edge whose source was not read is marked wherever it is used."""
        edge = attrs.evolve(TOTAL.clinical_ranges[0], verified=False)
        score = attrs.evolve(TOTAL, clinical_ranges=(edge,)).using(clinical_range=edge.id)
        findings = ClinicalRangeAnalysis().conclude(
            JointTable.of(TINY_SCALE, [1], [5]), attrs.evolve(about(), score=score)
        )
        assert all(f.note.endswith("edge of the range not verified") for f in findings)


class TestCoverage:
    def test_by_hand(self):
        """
        Two pairs and three others of eight people: each count is of all people, the share is a quarter.

        Where the count is everyone there is no numerator: that needs no protection.
        """
        found = by_name(conclude(CoverageAnalysis(), [(1, 2), (2, 5)], others=3))
        counts = {name: (f.value, f.n, f.numerator) for (name, unit), f in found.items() if unit == "people"}
        assert counts == {
            "people supported": (8, 8, 8),
            "people with a usable score": (5, 8, 5),
            "people with usable scores on one day only": (3, 8, 3),
            "people with three usable scores or more": (0, 8, 0),
            "people with a first and a last score": (2, 8, 2),
        }
        assert found["people with a first and a last score", "%"].value == 25
        scores = found["usable scores", "scores"]
        assert (scores.value, scores.n) == (7, 8)

    def test_days_between(self):
        """Days 10 and 40 have mean 25 and Student's interval; one pair has no interval."""
        two = sample([(1, 2), (2, 5)])
        two.pairs.days[:] = [10, 40]
        analysis = CoverageAnalysis()
        found = by_name(analysis.conclude(analysis.tally(two), about()))
        days = found["mean days between first and last", "days"]
        half = 15 * math.tan(0.475 * math.pi)  # t quantile on one degree of freedom times SD / root 2
        assert pytest.approx((25.0, 25 - half, 25 + half), rel=1e-12) == (days.value, days.low, days.high)
        one = by_name(conclude(analysis, [(1, 2)]))["mean days between first and last", "days"]
        assert (one.value, one.low, one.n) == (30.0, None, 1)

    def test_prorated_scores_are_said(self):
        """
        Where a rule imputes, the number of imputed scores stands with the rule's name; else there is no
        such row.
        """
        score = attrs.evolve(TOTAL, rule=Sum(missing=Prorate(max_missing=1)))
        analysis = CoverageAnalysis()
        pairs = attrs.evolve(sample_pairs([(1, 2)]), prorated=1)
        tally = analysis.tally(Sample(pairs=pairs, scale=TINY_SCALE))
        found = by_name(analysis.conclude(tally, attrs.evolve(about(), score=score)))
        prorated = found["prorated scores", "scores"]
        assert (prorated.value, prorated.n) == (1, 1)
        assert "prorate(max_missing=1)" in prorated.note
        assert ("prorated scores", "scores") not in by_name(analysis.conclude(tally, about()))
