from fractions import Fraction

import attrs
import pytest

from livingwell_core.instruments import ClinicalRange, CompleteCases, Prorate, ReliableChange, Score, Sum

FIVE = ReliableChange(id="5", points=5, source="somewhere")
SIX = ReliableChange(id="6", points=6, source="elsewhere", verified=False)
LOW, HIGH = (ClinicalRange(id=str(edge), edge=edge, source="somewhere") for edge in (24, 25))
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
)
BARE = attrs.evolve(SCORE, reliable_changes=(), clinical_ranges=(), better="lower")


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

    @pytest.mark.parametrize("what", ["reliable_change", "clinical_range"])
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
        assert (BARE.reliable_change, BARE.clinical_range) == (None, None)


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
