"""QALYs of people against one person after the other, and against quadrature."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from livingwell_costing.discounting import DISCOUNT_RATES, discount_rate
from livingwell_costing.qalys import qaly_gains, utility_problems
from livingwell_costing.scenarios import PROGRAMME, Scenario, read_scenario
from scipy.integrate import quad

UNDISCOUNTED = discount_rate("none")
STOPS, TO_ONE_YEAR = read_scenario("gain-stops"), read_scenario("to-one-year")

scenarios = st.one_of(
    st.sampled_from([PROGRAMME, STOPS, TO_ONE_YEAR]),
    st.builds(Scenario, kind=st.sampled_from(["lasts-months", "fades-linearly"]), months=st.floats(0.1, 60)),
)
rates = st.sampled_from(DISCOUNT_RATES)
utilities = st.integers(-600, 1000).map(lambda steps: steps / 1000)
histories = st.dictionaries(st.integers(0, 2000), utilities, min_size=1, max_size=5).map(
    lambda days: sorted(days.items())
)
groups = st.lists(histories, min_size=0, max_size=6)


def columns(people):
    """Person, day and utility of people's histories, with gaps between the indices."""
    rows = [(3 * i + 2, day, u) for i, history in enumerate(people) for day, u in history]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]


def gains(people, **kwargs):
    person, day, utility = columns(people)
    return qaly_gains(
        np.array(person, dtype=np.int64), np.array(day, dtype=np.int64), np.array(utility), **kwargs
    )


def naively(history, scenario, rate, horizon_days=None):
    """The gain of one person, by quadrature of what the scenario says in words."""
    days, values = [day - history[0][0] for day, _ in history], [u for _, u in history]
    last = values[-1] - values[0]
    knots = [(day / 365.25, u - values[0]) for day, u in zip(days, values, strict=True)]
    end = knots[-1][0]
    if scenario.kind == "mean-gain-one-year":
        knots, end = [(0, last), (1, last)], 1
    elif scenario.kind == "to-one-year" and end < 1:
        knots.append((1, last))
    elif scenario.kind == "lasts-months":
        knots.append((end + scenario.months / 12, last))
    elif scenario.kind == "fades-linearly":
        knots.append((end + scenario.months / 12, 0))
    horizon = float("inf") if horizon_days is None else horizon_days / 365.25
    total = 0.0
    for (a, height_a), (b, height_b) in pairwise(knots):
        for left, right in ((a, min(max(1, a), b)), (min(max(1, a), b), b)):
            stop = min(right, horizon)
            if stop > left:
                slope = (height_b - height_a) / (b - a)

                def counted(t, a=a, height=height_a, slope=slope):
                    return (height + slope * (t - a)) * (1 if t <= 1 else (1 + rate) ** -t)

                total += quad(counted, left, stop, epsabs=1e-13, epsrel=1e-12)[0]
    return total


class TestGains:
    @given(groups, scenarios, rates)
    def test_one_after_the_other(self, people, scenario, rate):
        """Each person by quadrature; those seen on one day only are counted and left out."""
        found = gains(people, scenario=scenario, rate=rate)
        several = [(i, history) for i, history in enumerate(people) if len(history) > 1]
        assert found.person.tolist() == [3 * i + 2 for i, _ in several]
        assert found.one_day == len(people) - len(several)
        assert found.n == len(several)
        assert found.days.tolist() == [history[-1][0] - history[0][0] for _, history in several]
        assert found.first.tolist() == [history[0][1] for _, history in several]
        assert found.last.tolist() == [history[-1][1] for _, history in several]
        expected = [naively(history, scenario, rate.rate) for _, history in several]
        assert found.gain == pytest.approx(expected, abs=1e-10)

    @given(groups, scenarios, rates, st.floats(1, 3000))
    def test_horizon(self, people, scenario, rate, horizon):
        """Nothing counts after it."""
        found = gains(people, scenario=scenario, rate=rate, horizon_days=horizon)
        expected = [naively(history, scenario, rate.rate, horizon) for history in people if len(history) > 1]
        assert found.gain == pytest.approx(expected, abs=1e-10)
        assert np.all(found.years <= horizon / 365.25 + 1e-12)

    @given(groups, scenarios, rates)
    def test_people_do_not_matter_to_each_other(self, people, scenario, rate):
        """Each person's gain alone is the same, to the last bit."""
        together = gains(people, scenario=scenario, rate=rate).gain
        alone = [gains([history], scenario=scenario, rate=rate).gain for history in people]
        assert together.tolist() == [number for one in alone for number in one.tolist()]

    @given(utilities, st.lists(st.integers(1, 365), min_size=2, max_size=6, unique=True))
    def test_constant_utility(self, utility, days):
        """Is worth exactly itself times the years, and no gain at all."""
        days = sorted(days)
        found = gains([[(day, utility) for day in days]], scenario=STOPS)
        years = (days[-1] - days[0]) / 365.25
        assert found.gain.tolist() == [0]
        assert found.qalys.tolist() == [utility * years]
        assert found.years.tolist() == [years]

    @given(utilities, scenarios, rates, st.integers(1, 2000))
    def test_constant_utility_gains_nothing(self, utility, scenario, rate, days):
        """Under any scenario."""
        found = gains([[(0, utility), (days, utility)]], scenario=scenario, rate=rate)
        assert found.gain.tolist() == [0]
        assert found.qalys.tolist() == (utility * found.years).tolist()

    @given(groups)
    def test_qalys_are_the_area_itself(self, people):
        """Without discounting: the trapezium rule on the utilities, whatever the first one is."""
        found = gains(people, scenario=STOPS, rate=UNDISCOUNTED)
        expected = [
            sum((u + v) / 2 * (b - a) / 365.25 for (a, u), (b, v) in pairwise(history))
            for history in people
            if len(history) > 1
        ]
        assert found.qalys == pytest.approx(expected, abs=1e-12)

    @given(histories, rates, st.floats(0.1, 30), st.floats(0.1, 30))
    def test_lasting_longer_gains_more(self, history, rate, one, other):
        """Where the last utility is above the first; fading gains half or less of lasting."""
        assume(len(history) > 1 and history[-1][1] >= history[0][1])
        short, long = sorted((one, other))
        found = [
            gains([history], scenario=Scenario(kind=kind, months=months), rate=rate).gain[0]
            for kind, months in (("fades-linearly", long), ("lasts-months", short), ("lasts-months", long))
        ]
        stops = gains([history], scenario=STOPS, rate=rate).gain[0]
        assert stops <= found[1] + 1e-12 <= found[2] + 2e-12
        assert stops <= found[0] + 1e-12 <= found[2] + 2e-12

    def test_to_one_year_is_half_a_year_more(self):
        """From half a year on the gain is held: .05 while it rises, then .1."""
        half = [(0, 0.5), (183, 0.7)]
        found = gains([half], scenario=TO_ONE_YEAR).gain[0]
        assert found == pytest.approx((0.1 * 183 + 0.2 * (365.25 - 183)) / 365.25, abs=1e-15)
        # Assessed later than that, nothing is added.
        late = [(0, 0.5), (400, 0.7)]
        assert gains([late], scenario=TO_ONE_YEAR).gain == gains([late], scenario=STOPS).gain

    def test_programme(self):
        """Last less first, whatever was between and whenever."""
        people = [[(0, 0.6), (100, 0.2), (202, 0.73)], [(5, 0.7), (2000, 0.6)]]
        assert gains(people, scenario=PROGRAMME).gain == pytest.approx([0.13, -0.1], abs=1e-15)

    def test_nobody(self):
        """Nobody is no error."""
        found = gains([], scenario=STOPS)
        assert (found.n, found.one_day, found.qalys.size) == (0, 0, 0)

    def test_inputs_are_left_alone(self):
        """Arrays that are given are not written to."""
        arrays = np.array([1, 1]), np.array([0, 9]), np.array([0.5, 0.6])
        for array in arrays:
            array.setflags(write=False)
        assert qaly_gains(*arrays, scenario=TO_ONE_YEAR).n == 1


class TestRefused:
    @pytest.mark.parametrize(
        ("person", "day", "utility", "message"),
        [
            ([1, 1], [0, 0], [0.5, 0.6], "one assessment a day"),
            ([1, 1], [5, 3], [0.5, 0.6], "one assessment a day"),
            ([2, 1], [0, 0], [0.5, 0.6], "'person' must rise"),
            (
                [1, 1],
                [0, 9],
                [0.5, 1.2],
                "1 utilities are above 1, got '1.2', expected at most 1",
            ),
            ([1, 1], [0, 9], [0.5, float("nan")], "1 utilities are no numbers"),
            ([1, 1], [0, 9], [0.5], "of one length"),
            ([[1]], [[0]], [[0.5]], "one-dimensional"),
            ([1.0, 1.0], [0, 9], [0.5, 0.6], "'person' must hold whole numbers"),
            ([1, 1], [0, 9.5], [0.5, 0.6], "'day' must hold whole numbers"),
        ],
    )
    def test_arrays(self, person, day, utility, message):
        """What cannot be."""
        with pytest.raises(ValueError, match=message):
            qaly_gains(person, day, utility, scenario=STOPS)

    def test_horizon(self):
        """A horizon in the past."""
        with pytest.raises(ValueError, match="'horizon_days' must be above 0, got 0"):
            qaly_gains([1], [0], [0.5], scenario=STOPS, horizon_days=0)

    def test_problems_are_all_said(self):
        """Above 1, no number, and in the future: counts and no person."""
        problems = utility_problems([0, 1, 2, 99], [1.5, 1.1, float("inf"), 0.5], file="a.csv", latest_day=50)
        assert list(map(str, problems)) == [
            "a.csv, utility: 1 utilities are no numbers, expected at most 1",
            "a.csv, utility: 2 utilities are above 1, got '1.5', expected at most 1, full health",
            "a.csv, date: 1 assessments are in the future, expected dates that have been",
        ]
        assert utility_problems([0], [1.0], file="a.csv", latest_day=0) == []
