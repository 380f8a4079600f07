from fractions import Fraction

import attrs
import pytest

from livingwell_core.instruments import (
    OWN,
    ClinicalRange,
    CompleteCases,
    ImportantDifference,
    PopulationNorm,
    Prorate,
    Reliability,
    ReliableChange,
    Score,
    Sum,
)
from livingwell_core.instruments.score import CHOICES

FIVE = ReliableChange(id="5", points=5, source="somewhere")
SIX = ReliableChange(id="6", points=6, source="elsewhere", verified=False)
LOW, HIGH = (ClinicalRange(id=str(edge), edge=edge, source="somewhere") for edge in (24, 25))
RETEST = Reliability(id="retest", value=0.8, kind="test-retest", source="somewhere")
ALPHA = Reliability(id="alpha", value=0.9, kind="internal consistency", source="elsewhere", verified=False)
TOWN, VILLAGE = (
    PopulationNorm(id=name, population="functional", mean=30, sd=6, source="somewhere")
    for name in ("town", "village")
)
CLINIC = PopulationNorm(id="town", population="clinical", mean=18, sd=7, source="somewhere")
WARD = PopulationNorm(id="ward", population="clinical", mean=12, sd=7, source="hearsay", verified=False)
THREE, FOUR = (ImportantDifference(id=str(points), points=points, source="somewhere") for points in (3, 4))
SCORE = Score(
    id="total",
    title="total",
    items=("1",),
    rule=Sum(),
    lowest=0,
    highest=40,
    better="higher",
    reliable_changes=(FIVE, SIX),
    clinical_ranges=(LOW, HIGH),
    reliabilities=(ALPHA, RETEST),
    norms=(TOWN, WARD, CLINIC, VILLAGE),
    important_differences=(THREE, FOUR),
)
BARE = attrs.evolve(
    SCORE,
    reliable_changes=(),
    clinical_ranges=(),
    reliabilities=(),
    norms=(),
    important_differences=(),
    better="lower",
)


def in_use(score):
    return {what: getattr(score, what) for what in CHOICES}


class TestScore:
    def test_the_first_definition_is_in_use(self):
        """Of several verified thresholds the first is used unless another is named."""
        assert (SCORE.reliable_change, SCORE.clinical_range) == (FIVE, LOW)

    def test_another_is_used_by_name(self):
        """A named definition comes first, the others stay, and the score it was asked of is unchanged."""
        chosen = SCORE.using(reliable_change="6", clinical_range="25")
        assert (chosen.reliable_change, chosen.clinical_range) == (SIX, HIGH)
        assert chosen.reliable_changes == (SIX, FIVE)
        assert (SCORE.reliable_change, SCORE.clinical_range) == (FIVE, LOW)

    def test_an_unverified_one_is_never_the_default(self):
        """The first verified definition is used; where there is none, none is; by name any is."""
        unsure = attrs.evolve(HIGH, verified=False)
        either = attrs.evolve(SCORE, reliable_changes=(SIX, FIVE), clinical_ranges=(unsure, LOW))
        assert (either.reliable_change, either.clinical_range) == (FIVE, LOW)
        only = attrs.evolve(SCORE, reliable_changes=(SIX,), clinical_ranges=(unsure,))
        assert (only.reliable_change, only.clinical_range) == (None, None)
        changed = only.using(reliable_change="6")
        assert (changed.reliable_change, changed.clinical_range) == (SIX, None)
        both = changed.using(clinical_range="25")
        assert (both.reliable_change, both.clinical_range) == (SIX, unsure)
        assert only.using(rule=Sum(missing=Prorate(max_missing=1))).reliable_change is None

    def test_another_missing_rule(self):
        """A rule is replaced and everything else stays."""
        rule = Sum(missing=Prorate(max_missing=1))
        assert rule == SCORE.using(rule=rule).rule
        assert CompleteCases() == SCORE.using(clinical_range="25").rule.missing

    @pytest.mark.parametrize("what", CHOICES)
    def test_an_unknown_name_lists_those_there_are(self, what):
        """A name that no definition has is an error that helps."""
        with pytest.raises(ValueError, match=f"'{what}' has no '99'; one of: "):
            SCORE.using(**{what: "99"})
        with pytest.raises(ValueError, match="nothing here"):
            BARE.using(**{what: "5"})

    def test_the_sign_says_which_way_is_better(self):
        """Higher is better gives 1, lower is better -1, and nothing else is a direction."""
        assert (SCORE.sign, BARE.sign) == (1, -1)
        with pytest.raises(ValueError, match="better"):
            attrs.evolve(SCORE, better="more")

    def test_a_score_may_have_no_thresholds(self):
        """Where nothing is published nothing is used."""
        assert in_use(BARE) == dict.fromkeys(CHOICES)
        assert BARE.definitions == ()


class TestPublished:
    def test_the_first_verified_one_is_in_use(self):
        """Of each kind, and of norms of each population."""
        assert in_use(SCORE) == {
            "reliable_change": FIVE,
            "clinical_range": LOW,
            "reliability": RETEST,
            "functional_norm": TOWN,
            "clinical_norm": CLINIC,
            "important_difference": THREE,
        }
        assert SCORE.named == frozenset()

    @pytest.mark.parametrize(
        ("what", "name", "chosen"),
        [
            ("reliability", "alpha", ALPHA),
            ("functional_norm", "village", VILLAGE),
            ("clinical_norm", "ward", WARD),
            ("important_difference", "4", FOUR),
        ],
    )
    def test_another_by_name(self, what, name, chosen):
        """Verified or not it is used, nothing else changes, and none is lost."""
        score = SCORE.using(**{what: name})

        assert in_use(score) == in_use(SCORE) | {what: chosen}
        assert set(score.definitions) == set(SCORE.definitions)
        assert score.named == {what}

    def test_a_norm_is_named_within_its_population(self):
        """One name may stand for both; a name of the other population is none."""
        both = SCORE.using(functional_norm="town", clinical_norm="town")
        assert (both.functional_norm, both.clinical_norm) == (TOWN, CLINIC)
        assert len(both.norms) == 4
        with pytest.raises(ValueError, match="'functional_norm' has no 'ward'; one of: town, village"):
            SCORE.using(functional_norm="ward")

    def test_one_of_ones_own(self):
        """A number that the score does not have is put first; asked for twice, the last one counts."""
        own = ImportantDifference(id=OWN, points=2, source="this evaluation: agreed")
        once = SCORE.using(important_difference=own)
        twice = once.using(important_difference=attrs.evolve(own, points=1))

        assert once.important_differences == (own, THREE, FOUR)
        assert [difference.points for difference in twice.important_differences] == [1, 3, 4]
        assert once.using(important_difference="3").important_difference == THREE

    def test_in_the_place_of_something_else(self):
        """Nothing is taken for what it is not."""
        with pytest.raises(
            ValueError, match="'functional_norm' must be a definition of that kind, got clinical"
        ):
            SCORE.using(functional_norm=attrs.evolve(CLINIC, id=OWN))
        with pytest.raises(ValueError, match=r"'reliability' must be .* got important difference '3'"):
            SCORE.using(reliability=THREE)

    def test_all_of_them(self):
        """In the order of the attributes."""
        assert SCORE.definitions == (
            *(FIVE, SIX, LOW, HIGH, ALPHA, RETEST),
            *(TOWN, WARD, CLINIC, VILLAGE, THREE, FOUR),
        )


class TestPercentage:
    def test_never_by_default(self):
        """No share counts unless somebody names one."""
        assert (SCORE.percentage_change, SCORE.zero_start) == (None, "set-aside")

    def test_asked_for(self):
        """Exactly as it was written; it stays when something else is chosen later."""
        score = SCORE.using(percentage_change=12.5, zero_start="any-change").using(reliable_change="6")

        assert (score.percentage_change, score.zero_start) == (Fraction(25, 2), "any-change")
        assert score.using(zero_start="refuse").percentage_change == Fraction(25, 2)

    def test_what_cannot_be(self):
        """Nothing is no share, and there are three rules for zero."""
        for wrong in (0, -5):
            with pytest.raises(ValueError, match="'percentage_change' must be"):
                SCORE.using(percentage_change=wrong)
        with pytest.raises(ValueError, match="zero_start"):
            SCORE.using(percentage_change=50, zero_start="ignore")


class TestThresholds:
    @pytest.mark.parametrize("points", [0, -5])
    def test_a_threshold_is_above_zero(self, points):
        """A change of nothing is never reliable."""
        with pytest.raises(ValueError, match="points"):
            ReliableChange(id="x", points=points, source="s")

    def test_a_part_of_a_point_is_exact(self):
        """A threshold of 2.45 is 2.45 and not the binary fraction next to it."""
        assert ReliableChange(id="x", points=2.45, source="s").points == Fraction(245, 100)
        assert ClinicalRange(id="x", edge=9.5, source="s").edge == Fraction(19, 2)

    @pytest.mark.parametrize("wrong", ["many", True, float("nan"), float("inf"), None])
    def test_what_is_no_number_is_refused(self, wrong):
        """A threshold has to be a number."""
        with pytest.raises(ValueError, match="a number, got"):
            ReliableChange(id="x", points=wrong, source="s")
        with pytest.raises(ValueError, match="a number, got"):
            ClinicalRange(id="x", edge=wrong, source="s")

    def test_a_source_is_required(self):
        """A number without a source is not a definition."""
        with pytest.raises(ValueError, match="source"):
            ReliableChange(id="x", points=1, source="")
        with pytest.raises(ValueError, match="source"):
            ClinicalRange(id="x", edge=1, source="")
