"""What is kept of people: it adds, and says whose cost is known."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from costing_people import ROWS, TOTAL_SCALE, configured, sample
from livingwell_costing.moments import JointMoments
from livingwell_costing.tallied import GainTally

from livingwell_core.pairing import Pairs

GROUP = {"kind": "comparison-group", "sites": ["hill"], "source": "people who wait"}
FIRST = np.array([0.5, 0.4, 0.3])
CHANGE = np.array([0.03, 0.13, 0.23])
NOBODY = Pairs(
    first=np.zeros(0, np.int32),
    last=np.zeros(0, np.int32),
    days=np.zeros(0, np.int32),
    person=np.zeros(0, np.uint64),
    people=0,
    assessed=0,
    scores=0,
    prorated=0,
    one_day=0,
    three_or_more=0,
)


def tally(tmp_path, rows=ROWS, costs=None, **table):
    return configured(tmp_path, **table).tally(sample(rows, costs=costs))


class TestOf:
    def test_first_utilities(self, tmp_path):
        """Beside the gain where a comparison group is named, and else not at all."""
        one = tally(tmp_path, scenarios=["mean-gain-one-year"], counterfactual=GROUP)
        (found,) = one.gains.first_and_gain
        expected = JointMoments.of(FIRST, CHANGE)
        assert found.n == 3
        # Differences of hundredths are not quite hundredths.
        assert [float(s) for s in found.sums] == pytest.approx([float(s) for s in expected.sums], rel=1e-12)
        assert tally(tmp_path).gains.first_and_gain == ()
        assert tally(tmp_path).gains.first_and_cost.n == 0

    def test_unknown_costs(self, tmp_path):
        """The others are kept apart where a comparison group is named, and dropped where none is."""
        costs = {1: 500.0, 3: 900.0}
        one = tally(tmp_path, costs=costs, amount="cost", counterfactual=GROUP)
        assert (one.costed, one.gains.change.n, one.uncosted.change.n) == (2, 2, 1)
        assert one.gains.first_and_cost.combination(0, 1).mean == 700
        assert tally(tmp_path, costs=costs, amount="cost").uncosted.change.n == 0

    def test_days(self, tmp_path):
        """Of those that are tallied."""
        assert tally(tmp_path).gains.days == 3 * 183

    def test_people_without_pairs(self, tmp_path):
        """Where nobody has a pair nobody has a cost of their own."""
        analysis = configured(tmp_path, amount="cost")
        one = attrs.evolve(sample(ROWS), pairs=NOBODY, amounts=lambda _name: np.zeros(0))
        found = analysis.tally(one)
        assert (found.costed, found.gains.change.n) == (0, 0)

    def test_no_utility(self, tmp_path):
        """Of another score only what people cost is kept."""
        rows = [(1, 0, 10), (1, 90, 30), (2, 0, 12), (2, 90, 18)]
        one = configured(tmp_path, amount="cost").tally(sample(rows, TOTAL_SCALE, {1: 400.0}))
        assert one.gains == GainTally(change=JointMoments.of([0.0], [400.0]))


class TestAdds:
    @pytest.mark.parametrize("costs", [None, {1: 500.0, 3: 900.0}])
    def test_parts(self, tmp_path, costs):
        """The tally of all is the sum of the tallies of parts, exactly, with zero as nothing."""
        table = {"counterfactual": GROUP, **({"amount": "cost"} if costs else {})}
        whole = tally(tmp_path, costs=costs, **table)
        parts = [tally(tmp_path, rows, costs, **table) for rows in (ROWS[:2], ROWS[2:])]
        assert parts[0] + parts[1] == parts[1] + parts[0] == whole
        assert whole.zero() + whole == whole

    def test_of_something_else(self, tmp_path):
        """A tally and a number do not add."""
        with pytest.raises(TypeError):
            tally(tmp_path).gains + 1

    def test_without_cost(self, tmp_path):
        """The same people, and nothing that they cost."""
        costs = {1: 500.0, 2: 700.0, 3: 900.0}
        free = tally(tmp_path, costs=costs, amount="cost").gains.without_cost()
        assert free.change == tally(tmp_path).gains.change
        assert free.by_scenario == tally(tmp_path).gains.by_scenario
