"""The programme's figures about value for money (evaluation report, sections 2.3.3 and 2.3.4)."""

from __future__ import annotations

import numpy as np
import pytest
from livingwell_costing.break_even import highest_cost
from livingwell_costing.costs import given_cost
from livingwell_costing.moments import JointMoments
from livingwell_costing.qalys import qaly_gains
from livingwell_costing.results import scenario_table
from livingwell_costing.scenarios import PROGRAMME, read_scenario
from livingwell_costing.thresholds import default_thresholds

# What is published: 559 people, mean first utility .60, mean last .73, mean change .13, and a mean of 202.6
# days.
N, FIRST, LAST, DAYS = 559, 0.60, 0.73, 202.6


@pytest.fixture(scope="module")
def histories():
    """
    559 invented people whose means are those printed: spread evenly on both sides of them, in random order.
    """
    rng = np.random.default_rng(41)
    spread = np.rint(np.linspace(-270, 270, N)).astype(int)
    first, last = ((1000 * mean + rng.permutation(spread)) / 1000 for mean in (FIRST, LAST))
    days = 203 + rng.permutation(np.rint(np.linspace(-200, 200, N)).astype(int))
    # From 203 to 202.6: a day less for four people of ten.
    days[np.flatnonzero(days > 5)[: round(0.4 * N)]] -= 1
    day = np.column_stack([np.zeros(N, dtype=int), days]).ravel()
    return np.repeat(np.arange(N), 2), day, np.column_stack([first, last]).ravel()


class TestProgramme:
    def test_people(self, histories):
        """As many, as long and as well as printed, to the digits printed."""
        found = qaly_gains(*histories, scenario=PROGRAMME)
        assert found.n == N
        assert round(float(found.days.mean()), 1) == DAYS
        assert round(float(found.first.mean()), 2) == FIRST
        assert round(float(found.last.mean()), 2) == LAST

    def test_gain(self, histories):
        """.13 QALYs: the mean gain, as if it lasted one year."""
        found = qaly_gains(*histories, scenario=PROGRAMME)
        assert round(float(found.gain.mean()), 2) == 0.13

    def test_cost_per_qaly(self):
        """
        800 / .13 = 6,154 and 1,160 / .13 = 8,923, below the threshold; 2,600 to 3,900 pounds for .13 QALYs.
        """
        cost = given_cost(800, 1160, price_year=None)
        data = JointMoments.of([0.13] * N)
        (threshold,) = default_thresholds()
        rows = scenario_table({PROGRAMME: data}, costs=cost.ends, thresholds=threshold.ends, level=0.95)
        assert [round(row.result.ratio.value) for row in rows] == [6154, 8923]
        assert all(at.passes for row in rows for at in row.result.at)
        assert [round(highest_cost(0.13, end).value) for end in threshold.ends] == [2600, 3900]

    def test_what_the_assumption_is_worth(self, histories):
        """
        If people's utility rose evenly and the gain then stopped, it is about a quarter of what was printed.
        """
        stops = qaly_gains(*histories, scenario=read_scenario("gain-stops"))
        year = qaly_gains(*histories, scenario=read_scenario("to-one-year"))
        assert stops.gain.mean() == pytest.approx(0.13 * DAYS / 365.25 / 2, rel=0.15)
        # Held to one year it lacks only the rise: half of the time between first and last.
        assert year.gain.mean() == pytest.approx(0.13 * (1 - DAYS / 365.25 / 2), rel=0.15)
