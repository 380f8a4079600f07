"""What is published about a score: five kinds of numbers, and which a score can have."""

from fractions import Fraction

import attrs
import pytest

from livingwell_core.instruments import (
    ClinicalRange,
    ImportantDifference,
    PopulationNorm,
    Reliability,
    ReliableChange,
    Score,
)
from livingwell_core.instruments.definitions import entries
from livingwell_core.instruments.score_definitions import DEFINITIONS, called, misfits
from livingwell_core.statistics.cut_offs import Norm, cut_off_c

CHANGE = ReliableChange(id="a", points=5, source="s")
RANGE = ClinicalRange(id="a", edge=24, source="s")
RELIABILITY = Reliability(id="a", value=0.85, kind="test-retest", source="s")
FUNCTIONAL = PopulationNorm(id="a", population="functional", mean=29.5, sd=6, source="s")
CLINICAL = attrs.evolve(FUNCTIONAL, population="clinical", mean=18, sd=7.5)
DIFFERENCE = ImportantDifference(id="a", points=3, source="s")
ALL = (CHANGE, RANGE, RELIABILITY, FUNCTIONAL, CLINICAL, DIFFERENCE)


class TestClasses:
    @pytest.mark.parametrize("definition", ALL, ids=called)
    def test_exact(self, definition):
        """Numbers are as they were written, and verified unless that is denied."""
        assert definition.verified
        numbers = [v for v in attrs.asdict(definition).values() if isinstance(v, int | float | Fraction)]
        assert not any(isinstance(number, float) for number in numbers)

    @pytest.mark.parametrize("definition", ALL, ids=called)
    def test_a_source_is_required(self, definition):
        """A number without a source is no definition."""
        with pytest.raises(ValueError, match="source"):
            attrs.evolve(definition, source="")

    @pytest.mark.parametrize("value", [0, 1, -0.1, 1.5])
    def test_reliability(self, value):
        """More than nothing, and less than all."""
        with pytest.raises(ValueError, match="'value' must be"):
            attrs.evolve(RELIABILITY, value=value)

    def test_a_reliability_is_of_a_kind(self):
        """What was measured is always said."""
        assert RELIABILITY.value == Fraction(17, 20)
        with pytest.raises(ValueError, match="kind"):
            attrs.evolve(RELIABILITY, kind="")

    def test_norm(self):
        """Of one population or the other, and people differ."""
        assert FUNCTIONAL.mean == Fraction(59, 2)
        with pytest.raises(ValueError, match="population"):
            attrs.evolve(FUNCTIONAL, population="healthy")
        with pytest.raises(ValueError, match="'sd' must be"):
            attrs.evolve(FUNCTIONAL, sd=0)

    def test_two_norms_make_a_cut_off(self):
        """By hand: (7.5 * 29.5 + 6 * 18) / 13.5."""
        functional, clinical = (Norm(mean=norm.mean, sd=norm.sd) for norm in (FUNCTIONAL, CLINICAL))
        assert cut_off_c(clinical, functional, sign=1) == Fraction(32925, 1350)

    @pytest.mark.parametrize("key", ["points", "points_worse"])
    def test_important_difference(self, key):
        """A change of nothing is not noticed; for getting worse there may be another number."""
        assert DIFFERENCE.points_worse is None
        assert attrs.evolve(DIFFERENCE, points_worse=2.5).points_worse == Fraction(5, 2)
        for wrong in (0, -1):
            with pytest.raises(ValueError, match=f"'{key}' must be"):
                attrs.evolve(DIFFERENCE, **{key: wrong})

    @pytest.mark.parametrize("wrong", ["many", True, float("nan"), float("inf")])
    def test_what_is_no_number_is_refused(self, wrong):
        """Each has to be a number."""
        for definition, key in (
            (RELIABILITY, "value"),
            (FUNCTIONAL, "mean"),
            (FUNCTIONAL, "sd"),
            (DIFFERENCE, "points"),
            (DIFFERENCE, "points_worse"),
        ):
            with pytest.raises(ValueError, match="a number, got"):
                attrs.evolve(definition, **{key: wrong})


class TestKinds:
    def test_in_words(self):
        """What each is called, norms by their population."""
        assert [called(definition) for definition in ALL] == [
            "reliable change",
            "clinical range",
            "reliability",
            "functional norm",
            "clinical norm",
            "important difference",
        ]

    def test_attributes_of_a_score(self):
        """A score, and a score of a file, have an attribute for each kind."""
        kinds = set(DEFINITIONS)
        assert kinds == {type_field.name for type_field in attrs.fields(Score)} & kinds
        assert kinds == {type_field.name for type_field in attrs.fields(entries.ScoreKeys)} & kinds

    @pytest.mark.parametrize(
        ("keys", "cls"),
        [
            (entries.ChangeKeys, ReliableChange),
            (entries.RangeKeys, ClinicalRange),
            (entries.ReliabilityKeys, Reliability),
            (entries.NormKeys, PopulationNorm),
            (entries.DifferenceKeys, ImportantDifference),
        ],
    )
    def test_keys_of_a_file(self, keys, cls):
        """A file has the same names, in the same order, with the same defaults."""
        assert [(f.name, f.default) for f in attrs.fields(keys)] == [
            (f.name, f.default) for f in attrs.fields(cls)
        ]


class TestMisfits:
    @pytest.mark.parametrize("definition", ALL, ids=called)
    def test_none(self, definition):
        """Nothing is said of what fits."""
        assert list(misfits(definition, 0, 40)) == []

    @pytest.mark.parametrize(
        ("definition", "said"),
        [
            (CHANGE, ("points", "nobody's score can change by this", "5", "more than 0, at most 4.5")),
            (attrs.evolve(RANGE, edge=26), ("edge", "is outside the score's range", "26", "21 to 25.5")),
            (FUNCTIONAL, ("mean", "is outside the score's range", "29.5", "21 to 25.5")),
            (attrs.evolve(DIFFERENCE, points_worse=7), ("points_worse", "nobody's score can change by this")),
        ],
        ids=lambda value: called(value) if attrs.has(type(value)) else "",
    )
    def test_of_a_range(self, definition, said):
        """Places lie in the range; changes are no longer than it."""
        found = [tuple(misfit) for misfit in misfits(definition, 21, Fraction(51, 2))]
        assert said in [misfit[: len(said)] for misfit in found]

    def test_the_ends_fit(self):
        """A change over the whole range can be made, and both ends of it can be an edge."""
        for lowest, highest in ((24, 40), (0, 24)):
            assert list(misfits(RANGE, lowest, highest)) == []
        assert list(misfits(CHANGE, 0, 5)) == []

    def test_a_spread(self):
        """A standard deviation wider than the range is a slip of the decimal point."""
        assert [tuple(misfit) for misfit in misfits(FUNCTIONAL, 28, 33)] == [
            ("sd", "is wider than the score's range", "6", "more than 0, at most 5")
        ]

    def test_each_number(self):
        """Two numbers of one definition are two faults."""
        both = attrs.evolve(DIFFERENCE, points_worse=4)
        assert [misfit.key for misfit in misfits(both, 0, 2)] == ["points", "points_worse"]

    @pytest.mark.parametrize(("value", "said"), [(0, "0"), (Fraction(3, 2), "1.5"), (1, "1")])
    def test_keys_that_no_class_would_take(self, value, said):
        """Keys of a file are looked at before anything is made of them."""
        keys = entries.ReliabilityKeys(id="a", value=value, kind="k", source="s")
        assert [tuple(m) for m in misfits(keys, 0, 1)] == [
            ("value", "wrong value", said, "more than 0, below 1")
        ]
        nothing = entries.ChangeKeys(id="a", points=-2, source="s")
        assert [m.reason for m in misfits(nothing, 0, 4)] == ["wrong value"]
