"""
All of value for money together: for one group and cost, and for all scenarios in one table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_costing.acceptability import Acceptability, acceptability
from livingwell_costing.break_even import BreakEven, highest_cost, smallest_gain
from livingwell_costing.counterfactual import NO_CHANGE, BothGains, Counterfactual, both_gains
from livingwell_costing.information import PerfectInformation, perfect_information
from livingwell_costing.net_benefit import NetBenefit, net_health_benefit, net_monetary_benefit
from livingwell_costing.ratios import CostPerQaly, cost_per_qaly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_core.statistics.estimate import Estimate
    from livingwell_costing.acceptability import Method
    from livingwell_costing.moments import Combinable, JointMoments
    from livingwell_costing.scenarios import Scenario

__all__ = ["AtThreshold", "ScenarioRow", "ValueForMoney", "scenario_table", "value_for_money"]


@attrs.frozen(kw_only=True)
class AtThreshold:
    """
    What follows at one threshold.

    Attributes
    ----------
    threshold : float
        In pounds a QALY.
    monetary : NetBenefit
    health : NetBenefit or None
        None at a threshold of 0.
    acceptability : Acceptability
    information : PerfectInformation or None
        None for a single person.
    highest_cost, smallest_gain : BreakEven
    """

    threshold: float
    monetary: NetBenefit
    health: NetBenefit | None
    acceptability: Acceptability
    information: PerfectInformation | None
    highest_cost: BreakEven
    smallest_gain: BreakEven

    @property
    def passes(self) -> bool:
        """Say whether the mean net benefit is above 0."""
        return self.monetary.value > 0


@attrs.frozen(kw_only=True)
class ValueForMoney:
    """
    Gain, cost and what follows from them.

    Attributes
    ----------
    gain : Estimate
        Mean, in QALYs.
    cost : Estimate
        Mean, in pounds; an interval without width where it is the same for everyone.
    ratio : CostPerQaly
    at : tuple of AtThreshold
        In the order of the thresholds.
    n : int
    """

    gain: Estimate
    cost: Estimate
    ratio: CostPerQaly
    at: tuple[AtThreshold, ...]
    n: int


def value_for_money(
    data: Combinable, thresholds: Sequence[float], *, level: float, method: Method = "edgeworth"
) -> ValueForMoney:
    """
    Give everything that follows from gain and cost.

    Parameters
    ----------
    data : JointMoments or Contrast
        With the cost in it: ``moments.shifted(cost=800)`` where it is the same for everyone.
    thresholds : sequence of float
        In pounds a QALY, >= 0.
    level : float
        In (0, 1).
    method : {"edgeworth", "normal"}
        Of the acceptability curve.

    Raises
    ------
    NotApplicableError
        If there is nobody.
    ValueError
        If a threshold is below 0 or not finite.
    """
    gain, cost = data.combination(1, 0).interval(level), data.combination(0, 1).interval(level)
    curve = acceptability(data, thresholds, method=method)
    at = tuple(
        AtThreshold(
            threshold=threshold,
            monetary=net_monetary_benefit(data, threshold, level=level),
            health=net_health_benefit(data, threshold, level=level) if threshold else None,
            acceptability=chance,
            information=perfect_information(data, threshold) if gain.level else None,
            highest_cost=highest_cost(gain.value, threshold, n=data.n),
            smallest_gain=smallest_gain(cost.value, threshold),
        )
        for threshold, chance in zip(thresholds, curve, strict=True)
    )
    return ValueForMoney(gain=gain, cost=cost, ratio=cost_per_qaly(data, level=level), at=at, n=data.n)


@attrs.frozen(kw_only=True)
class ScenarioRow:
    """
    One line of the table of scenarios.

    Attributes
    ----------
    scenario : Scenario
    cost : float or None
        The cost that was set for everyone; None where each person's own was used.
    gains : BothGains
        With and without the counterfactual.
    result : ValueForMoney
        With the counterfactual taken off.
    """

    scenario: Scenario
    cost: float | None
    gains: BothGains
    result: ValueForMoney


def scenario_table(
    tallies: Mapping[Scenario, JointMoments],
    *,
    costs: Sequence[float] | None,
    thresholds: Sequence[float],
    level: float,
    counterfactual: Counterfactual | Mapping[Scenario, Counterfactual] = NO_CHANGE,
) -> tuple[ScenarioRow, ...]:
    """
    Give each scenario at each cost.

    Parameters
    ----------
    tallies : mapping of Scenario to JointMoments
        Of gains, and of costs where `costs` is None.
    costs : sequence of float or None
        In pounds a person: the figure, or both ends of a range; None where the tallies hold people's own.
    thresholds : sequence of float
        In pounds a QALY, >= 0.
    level : float
        In (0, 1).
    counterfactual : Counterfactual, or mapping of Scenario to Counterfactual
        One for each scenario where the numbers differ, as those of a comparison group do.

    Raises
    ------
    NotApplicableError
        If there is nobody.
    """
    rows = []
    for scenario, moments in tallies.items():
        taken = counterfactual if isinstance(counterfactual, Counterfactual) else counterfactual[scenario]
        for cost in (None,) if costs is None else costs:
            service = moments if cost is None else moments.shifted(cost=cost)
            rows.append(
                ScenarioRow(
                    scenario=scenario,
                    cost=cost,
                    gains=both_gains(service, taken, level=level),
                    result=value_for_money(taken.against(service), thresholds, level=level),
                )
            )
    return tuple(rows)
