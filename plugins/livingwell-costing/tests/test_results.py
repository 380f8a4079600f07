"""All results together, and all scenarios in one table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from livingwell_costing.counterfactual import comparison_group, natural_recovery
from livingwell_costing.discounting import discount_rate
from livingwell_costing.moments import JointMoments
from livingwell_costing.qalys import qaly_gains
from livingwell_costing.ratios import cost_per_qaly
from livingwell_costing.results import scenario_table, value_for_money
from livingwell_costing.scenarios import PROGRAMME, Scenario, read_scenario

from livingwell_core.errors import NotApplicableError

THRESHOLDS = (0, 20_000, 30_000)
STOPS, TO_ONE_YEAR = read_scenario("gain-stops"), read_scenario("to-one-year")
histories = st.lists(
    st.tuples(st.integers(-300, 1000), st.integers(1, 700), st.integers(-300, 1000)), min_size=2, max_size=6
)
# Three people: first, middle and last day and utility.
PERSON = np.repeat([0, 1, 2], 3)
DAY = np.array([0, 90, 180, 0, 60, 200, 0, 100, 228])
UTILITY = np.array([0.6, 0.6, 0.73, 0.5, 0.7, 0.65, 0.7, 0.6, 0.81])


def tally(scenario, **kwargs):
    return JointMoments.of(qaly_gains(PERSON, DAY, UTILITY, scenario=scenario).gain, **kwargs)


class TestValueForMoney:
    def test_everything_agrees(self):
        """Ratio, net benefit, break-even and acceptability tell one story."""
        found = value_for_money(tally(PROGRAMME, cost=800.0), THRESHOLDS, level=0.95)
        assert found.gain.value == pytest.approx((0.13 + 0.15 + 0.11) / 3)
        assert (found.cost.value, found.cost.low, found.cost.high) == (800, 800, 800)
        assert found.ratio.value == pytest.approx(800 / 0.13)
        for at in found.at[1:]:
            assert at.passes == (found.ratio.value < at.threshold)
            assert at.health.value == pytest.approx(at.monetary.value / at.threshold)
            assert at.highest_cost.value == pytest.approx(at.threshold * 0.13)
            assert at.smallest_gain.value == pytest.approx(800 / at.threshold)
            assert at.acceptability.probability > 0.99
            assert at.information.value < 1
        zero = found.at[0]
        assert (zero.passes, zero.health, zero.acceptability.probability) == (False, None, 0)
        assert zero.smallest_gain.value is None

    def test_one_person(self):
        """Figures without intervals."""
        found = value_for_money(JointMoments.of([0.1], 800), [20_000], level=0.95)
        assert found.at[0].information is None
        assert found.at[0].monetary.low is None
        assert found.ratio.note == "no interval: it needs two people"

    def test_nobody(self):
        """A reason fit to print."""
        with pytest.raises(NotApplicableError, match="nobody with a gain"):
            value_for_money(JointMoments(), [20_000], level=0.95)

    @given(
        st.lists(
            st.tuples(st.integers(-16, 16).map(lambda g: g / 16), st.integers(-50, 90).map(float)),
            min_size=1,
            max_size=12,
        )
    )
    def test_never_an_infinity(self, rows):
        """Every number of every result is one, or is not there."""
        found = value_for_money(JointMoments.of(*np.array(rows).T), (0, 100), level=0.95)
        numbers = [found.ratio.value, found.ratio.low, found.ratio.high]
        for at in found.at:
            numbers += [at.monetary.value, at.monetary.low, at.acceptability.probability]
            numbers += [at.highest_cost.value, at.smallest_gain.value]
        assert all(number is None or np.isfinite(number) for number in numbers)


class TestScenarioTable:
    def test_all_at_both_costs(self):
        """Rows by scenario, then by end of the range."""
        scenarios = [PROGRAMME, STOPS, TO_ONE_YEAR, read_scenario("fades-linearly:6")]
        rows = scenario_table(
            {scenario: tally(scenario) for scenario in scenarios},
            costs=[800, 1160],
            thresholds=THRESHOLDS,
            level=0.95,
        )
        assert [(row.scenario.id, row.cost) for row in rows] == [
            (scenario.id, cost) for scenario in scenarios for cost in (800, 1160)
        ]
        gains = [row.result.gain.value for row in rows[::2]]
        # The programme's is the largest, and what stops at the last assessment the smallest.
        assert gains[0] == max(gains)
        assert gains[1] == min(gains)
        assert rows[1].result.ratio.value == pytest.approx(1160 / 0.13)

    def test_peoples_own_costs(self):
        """Without costs the tallies' are used."""
        rows = scenario_table(
            {STOPS: tally(STOPS, cost=[700.0, 900.0, 800.0])}, costs=None, thresholds=[20_000], level=0.95
        )
        assert rows[0].cost is None
        assert rows[0].result.cost.value == pytest.approx(800)
        assert rows[0].result.cost.high > 900

    def test_counterfactual(self):
        """Both gains are there; the rest follows from the one that is left."""
        taken = natural_recovery(0.03, source="a review")
        row = scenario_table(
            {PROGRAMME: tally(PROGRAMME)},
            costs=[800],
            thresholds=[20_000],
            level=0.95,
            counterfactual=taken,
        )[0]
        assert (row.gains.unadjusted.value, row.gains.adjusted.value) == pytest.approx((0.13, 0.1))
        assert row.result.ratio.value == pytest.approx(8000)

    def test_a_group_for_each_scenario(self):
        """A comparison group has gains of its own under each; the cost is set for the service only."""
        groups = {
            scenario: comparison_group(tally(scenario).scaled(gain="0.5"), source="x")
            for scenario in (PROGRAMME, STOPS)
        }
        rows = scenario_table(
            {scenario: tally(scenario) for scenario in groups},
            costs=[800],
            thresholds=[20_000],
            level=0.95,
            counterfactual=groups,
        )
        for row in rows:
            assert row.gains.adjusted.value == pytest.approx(row.gains.unadjusted.value / 2)
            assert row.result.cost.value == 800

    @given(histories, st.floats(0.5, 24), st.floats(0.5, 24), st.floats(0.1, 2000), st.booleans())
    def test_a_longer_lasting_gain_never_raises_the_ratio(self, people, one, other, cost, discounted):
        """
        Where people end no worse than they began: on average, or each of them if later time counts less.

        Discounting weighs people by when they were last seen, so that an average alone would not do.
        """
        short, long = sorted((one, other))
        utility = np.array([[first / 1000, last / 1000] for first, _, last in people])
        person, day = (
            np.repeat(np.arange(len(people)), 2),
            np.array([[0, days] for _, days, _ in people]).ravel(),
        )
        rate = discount_rate("3.5%" if discounted else "none")
        if discounted:
            utility.sort(axis=1)
        assume((utility[:, 1] - utility[:, 0]).mean() >= 0)
        ratios = []
        for scenario in (STOPS, *(Scenario(kind="lasts-months", months=months) for months in (short, long))):
            gains = qaly_gains(person, day, utility.ravel(), scenario=scenario, rate=rate)
            assume(gains.gain.mean() > 1e-9)
            data = JointMoments.of(gains.gain, cost)
            ratios.append(cost_per_qaly(data, level=0.95).value)
        assert ratios[1] <= ratios[0] * (1 + 1e-12)
        assert ratios[2] <= ratios[1] * (1 + 1e-12)
