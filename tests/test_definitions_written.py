"""
Any instrument as plain data and back.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction

import attrs
import helpers_rules
import pytest
from helpers_definitions import BY_HAND, UTILITY, VALUE_SET, by_json, with_rule
from helpers_files import DEMO
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.instruments import (
    Prorate,
    ReliableChange,
    Score,
    Valued,
    definition_of,
    instrument_of,
)
from livingwell_core.instruments.definitions.rules import number_as_data


class TestWritten:
    """From an instrument to plain data and back."""

    @pytest.mark.parametrize("instrument", [DEMO, BY_HAND, attrs.evolve(BY_HAND, utility=UTILITY)])
    def test_round_trip(self, instrument):
        """Through JSON it is the same instrument, written in Python or not, with or without a utility."""
        assert by_json(instrument) == instrument

    def test_form(self):
        """The data are those of a file."""
        data = definition_of(BY_HAND)

        assert data["scores"][0]["reliable_changes"] == [
            {"id": "half", "points": "0.5", "source": "Harbour manual, table 4", "verified": False}
        ]
        assert [item["polarity"] for item in data["items"]] == ["with", "against", "stated-by-profile"]
        assert [score["rule"] for score in data["scores"]] == ["sum", "mean", "single"]
        assert data["scores"][1]["missing"] == "prorate(max_missing=1)"

    def scored_by(self, rule):
        score = Score(id="x", title="x", items=("1", "2"), rule=rule, lowest=0, highest=3, better="higher")
        return attrs.evolve(BY_HAND, scores=(score,))

    def test_python(self):
        """A rule in Python is written by its place, with what it holds; what is empty is left out."""
        rule = helpers_rules.Weighted(missing=Prorate(max_missing=1), weights=(1, 2), names={"a": "b"})
        (score,) = definition_of(self.scored_by(rule))["scores"]

        assert score["rule"] == {
            "python": "helpers_rules:Weighted",
            "factor": "0.5",
            "missing": "prorate(max_missing=1)",
            "weights": [1, 2],
            "names": {"a": "b"},
        }

    def test_a_rule_without_fields(self):
        """A class that attrs knows nothing of is written by its place alone, and made without arguments."""
        text = with_rule('{ python = "helpers_rules:Plain" }').replace(
            "highest = 3\nbetter", "highest = 6\nbetter", 1
        )
        instrument = instrument_of(tomllib.loads(text), allow_python=True)

        assert definition_of(instrument)["scores"][0]["rule"] == {"python": "helpers_rules:Plain"}
        assert by_json(instrument) == instrument

    def test_nested(self):
        """A rule may hold other attrs classes."""
        inner = ReliableChange(id="a", points=1, source="s")
        (score,) = definition_of(self.scored_by(helpers_rules.Holder(inner)))["scores"]

        assert score["rule"]["names"]["thing"]["points"] == 1

    def test_a_class_inside_a_function_has_no_name(self):
        """It could not be found again."""

        class Local(helpers_rules.Weighted):
            pass

        with pytest.raises(ValueError, match=r"Local cannot be named: its class has to stand in a module"):
            definition_of(self.scored_by(Local()))

    def test_what_is_no_data(self):
        """A field that holds an object of any kind is refused with its name."""
        with pytest.raises(ValueError, match=r"helpers_rules:Holder, names: object cannot be written"):
            definition_of(self.scored_by(helpers_rules.Holder(object())))

    @pytest.mark.parametrize("name", ["mine", "complete-cases"])
    def test_a_missing_rule_of_ones_own(self, name):
        """A missing rule that no file can name, or that takes the name of another, is refused."""

        @attrs.frozen
        class Mine:
            id: str
            max_missing: int = 0

            def denominator(self, n_items):  # noqa: ARG002 - the protocol's signature
                return 1

        with pytest.raises(ValueError, match=f"'{name}' has no name that a file could give"):
            definition_of(self.scored_by(helpers_rules.Weighted(missing=Mine(name))))

    def test_a_value_set_that_was_chosen(self):
        """What an evaluation chose is no part of the definition."""
        instrument = attrs.evolve(BY_HAND, utility=attrs.evolve(UTILITY, value_set=None)).valued(VALUE_SET)

        assert isinstance(instrument.scores[-1].rule, Valued)
        with pytest.raises(ValueError, match="'utility' uses a value set that is not the instrument's own"):
            definition_of(instrument)

    @given(st.fractions())
    def test_numbers(self, number):
        """Exact numbers stay exact; those with few decimals are written as people write them."""
        assert Fraction(number_as_data(number)) == number

    @pytest.mark.parametrize(
        ("number", "data"), [(Fraction(-39, 200), "-0.195"), (Fraction(1, 3), "1/3"), (4, 4)]
    )
    def test_numbers_as_people_write_them(self, number, data):
        """Three forms."""
        assert number_as_data(number) == data
