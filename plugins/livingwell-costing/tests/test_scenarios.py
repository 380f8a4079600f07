"""Scenarios: names, months, and what is refused."""

from __future__ import annotations

import pytest
from livingwell_costing.scenarios import KINDS, PROGRAMME, Scenario, read_scenario


class TestScenario:
    @pytest.mark.parametrize(
        "text", ["mean-gain-one-year", "gain-stops", "to-one-year", "lasts-months:6", "fades-linearly:7.5"]
    )
    def test_round_trip(self, text):
        """The id is what a settings file says."""
        scenario = read_scenario(text)
        assert scenario.id == text
        assert scenario.definition.id == f"qaly-gain:{text}"
        assert scenario.title
        assert scenario.kind in KINDS

    def test_definitions_say_the_months(self):
        """An assumption is spelt out."""
        assert "over 12 months" in read_scenario("fades-linearly:12").definition.text
        assert "for 6 months" in read_scenario("lasts-months:6").definition.text
        assert "is an assumption" in read_scenario("gain-stops").definition.source

    def test_programme(self):
        """The programme's own says that it is an assumption of theirs."""
        assert PROGRAMME.id == "mean-gain-one-year"
        assert "assumes" in PROGRAMME.definition.source

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("gain-stop", "did you mean 'gain-stops'"),
            ("gain-stops:3", "no months with the scenario"),
            ("lasts-months", "months above 0"),
            ("lasts-months:0", "months above 0"),
            ("fades-linearly:-1", "months above 0"),
            ("lasts-months:nan", "months above 0"),
            ("lasts-months:inf", "months above 0"),
            ("lasts-months:six", "a number of months after the colon"),
            ("lasts-months:", "a number of months after the colon"),
        ],
    )
    def test_refused(self, text, message):
        """With what was expected."""
        with pytest.raises(ValueError, match=message):
            read_scenario(text)

    def test_equal_and_hashable(self):
        """A scenario can be a key."""
        assert {Scenario(kind="lasts-months", months=6): 1}[read_scenario("lasts-months:6")] == 1
