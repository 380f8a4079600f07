"""
Findings on value for money: what follows from the tally of a group of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.estimate import Estimate
from livingwell_costing.acceptability import acceptability
from livingwell_costing.break_even import highest_cost
from livingwell_costing.counterfactual import Contrast
from livingwell_costing.information import perfect_information
from livingwell_costing.net_benefit import net_health_benefit, net_monetary_benefit
from livingwell_costing.ratios import cost_per_qaly
from livingwell_costing.thresholds import default_thresholds, extra_thresholds
from livingwell_costing.words import NO_COST, pounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from livingwell_core.analyses import About, Finding
    from livingwell_costing.acceptability import Acceptability
    from livingwell_costing.break_even import BreakEven
    from livingwell_costing.counterfactual import Counterfactual
    from livingwell_costing.moments import Combinable, JointMoments
    from livingwell_costing.net_benefit import NetBenefit
    from livingwell_costing.scenarios import Scenario
    from livingwell_costing.settings import Choice
    from livingwell_costing.tallied import GainTally

__all__ = [
    "CURVE",
    "FOLLOW_UP",
    "OWN_THRESHOLD",
    "Costed",
    "follow_up",
    "gain_finding",
    "ratio",
    "scenario_findings",
    "thresholds",
]

#: Thresholds of the acceptability curve, in pounds a QALY.
CURVE: Final = tuple(float(step) for step in range(0, 50_001, 5_000))
#: Definition of a threshold that the evaluation file names.
OWN_THRESHOLD: Final = "threshold:this-evaluation"
#: Definition of how long people were followed.
FOLLOW_UP: Final = "mean-follow-up"
_ALONE: Final = "the cost is the same for everyone and taken as known"
_A_QALY: Final = "£ a QALY"


@attrs.frozen(kw_only=True)
class Costed:
    """
    A scenario at a cost.

    Attributes
    ----------
    about : About
    name : str
        How statistics end: "gain-stops, at £800".
    data : JointMoments, Contrast or AdjustedContrast
    note : str
    """

    about: About
    name: str
    data: Combinable
    note: str

    def finding(
        self, what: str, definition: str, estimate: Estimate | None, unit: str, note: str = ""
    ) -> Finding:
        """Make a finding of all people of the scenario."""
        text = "; ".join(part for part in (note, self.note) if part)
        statistic = f"{what}, {self.name}"
        return self.about.finding(statistic, definition, estimate, n=self.data.n, unit=unit, note=text)

    def break_even(self, what: str, found: BreakEven, unit: str) -> Finding:
        """Make a finding of a point where a service just passes, or of why there is none."""
        estimate = None if found.value is None else Estimate(value=found.value)
        note = f"not applicable: {found.note}" if found.note else ""
        return self.finding(what, found.definition, estimate, unit, note)


def scenario_findings(
    gains: GainTally, taken: Sequence[Counterfactual], choice: Choice, about: About, note: str
) -> Iterator[Finding]:
    """
    Give what follows for each scenario.

    Parameters
    ----------
    gains : GainTally
        Of one person or more.
    taken : sequence of Counterfactual
        What is taken off the gain, for each scenario.
    choice : Choice
    about : About
    note : str
        Goes with every figure from which something is taken off, or nothing.
    """
    for place, (scenario, moments) in enumerate(zip(choice.scenarios, gains.by_scenario, strict=True)):
        weighted = moments.scaled(gain=choice.severity.weight)
        yield from _gains(scenario, weighted, taken[place], choice, about, note)
        for costed in _at_costs(scenario, weighted, taken[place], choice, about, note):
            yield from _of_scenario(costed, choice, about.level, curve=not place)
        if choice.costed:
            data = taken[place].against(weighted)
            plain = Costed(about=about, name=scenario.id, data=data, note=note)
            yield from _highest_costs(plain, taken[place], choice)


def thresholds(choice: Choice, n: int, about: About) -> Iterator[Finding]:
    """Name the thresholds with their sources, those for comparison last."""
    known = [(end, one, "threshold") for one in default_thresholds() for end in one.ends]
    if choice.own_thresholds:
        for value in choice.thresholds:
            yield about.finding(f"threshold, {pounds(value)}", OWN_THRESHOLD, value, n=n, unit=_A_QALY)
        known = []
    known += [(end, one, "threshold for comparison") for one in extra_thresholds() for end in one.ends]
    for value, one, what in known:
        statistic = f"{what}, {pounds(value)}"
        yield about.finding(statistic, one.definition.id, value, n=n, unit=_A_QALY)


def follow_up(gains: GainTally, about: About, of: str = "") -> Finding:
    """Give the mean time between first and last assessment."""
    n = gains.change.n
    name = f"mean days from first to last assessment{of}"
    return about.finding(name, FOLLOW_UP, gains.days / n, n=n, unit="days")


def gain_finding(scenario: Scenario, moments: JointMoments, about: About, note: str) -> Finding:
    """Give the mean gain, from which nothing is taken off."""
    gain = moments.combination(1, 0).interval(about.level)
    name = f"QALY gain, {scenario.id}"
    return about.finding(name, scenario.definition.id, gain, n=moments.n, unit="QALYs", note=note)


def _gains(
    scenario: Scenario,
    moments: JointMoments,
    taken: Counterfactual,
    choice: Choice,
    about: About,
    note: str,
) -> Iterator[Finding]:
    """Give the mean gain as it is and, where something is taken off, without that."""
    plain = taken.kind == "no-change"
    said = note if plain else SINGLE_ARM
    if not choice.costed:
        said = f"{NO_COST}; {said}"
    yield gain_finding(scenario, moments, about, said)
    if not plain:
        data = taken.against(moments)
        left = data.combination(1, 0).interval(about.level)
        name = f"QALY {taken.text}, {scenario.id}"
        yield about.finding(name, taken.definition.id, left, n=data.n, unit="QALYs", note=note)


def _at_costs(
    scenario: Scenario,
    moments: JointMoments,
    taken: Counterfactual,
    choice: Choice,
    about: About,
    note: str,
) -> Iterator[Costed]:
    if choice.amount is not None:
        data = taken.against(moments)
        yield Costed(about=about, name=f"{scenario.id}, at each person's cost", data=data, note=note)
    elif choice.cost is not None:
        for cost in choice.cost.ends:
            data = taken.against(moments.shifted(cost=cost))
            said = f"{note}; {choice.cost.note}; {_ALONE}"
            yield Costed(about=about, name=f"{scenario.id}, at {pounds(cost)}", data=data, note=said)


def _of_scenario(costed: Costed, choice: Choice, level: float, *, curve: bool) -> Iterator[Finding]:
    """Give what follows for a scenario at a cost; the whole curve for the first scenario."""
    data = costed.data
    beyond = isinstance(data, Contrast)
    if choice.cost is None:
        cost = data.combination(0, 1).interval(level)
        name = "extra cost of a person" if beyond else "cost of a person"
        yield costed.finding(name, "cost-per-person:own", cost, "£")
    elif beyond:
        # The same for everyone of a group: taken as known.
        cost = Estimate(value=float(data.combination(0, 1).mean))
        yield costed.finding("extra cost of a person", choice.cost.definition.id, cost, "£")
    yield ratio(costed, level)
    extra = {end for one in extra_thresholds() for end in one.ends} - set(choice.thresholds)
    for threshold in choice.thresholds:
        yield from _at_threshold(costed, threshold, level)
    more = sorted({*extra, *(CURVE if curve else ())} - set(choice.thresholds))
    for chance in acceptability(data, [*choice.thresholds, *more]):
        yield _chance(costed, chance)


def ratio(
    costed: Costed, level: float, what: str = "cost per QALY", definition: str | None = None
) -> Finding:
    """Give the cost of a QALY, or words."""
    found = cost_per_qaly(costed.data, level=level)
    estimate = None
    note = f"{found.words}; {found.note}" if found.note else found.words
    if found.value is None:
        note = f"not applicable: {note}"
    else:
        estimate = Estimate(value=found.value, low=found.low, high=found.high, level=found.level)
    return costed.finding(what, definition or found.definition, estimate, _A_QALY, note)


def _at_threshold(costed: Costed, threshold: float, level: float) -> Iterator[Finding]:
    data, at = costed.data, f"at {pounds(threshold)}"
    money = net_monetary_benefit(data, threshold, level=level)
    health = net_health_benefit(data, threshold, level=level)
    yield costed.finding(f"net monetary benefit {at}", money.definition, _interval(money), "£")
    yield costed.finding(f"net health benefit {at}", health.definition, _interval(health), "QALYs")
    if money.level is not None:
        worth = perfect_information(data, threshold)
        what = f"value of perfect information {at}"
        yield costed.finding(what, worth.definition, Estimate(value=worth.value), "£")


def _highest_costs(plain: Costed, taken: Counterfactual, choice: Choice) -> Iterator[Finding]:
    gain = float(plain.data.combination(1, 0).mean)
    # What the comparison group costs is no extra cost of the service.
    saved = 0.0 if taken.group is None else float(taken.group.combination(0, 1).mean)
    for threshold in choice.thresholds:
        found = highest_cost(gain, threshold, n=plain.data.n)
        if found.value is not None:
            found = attrs.evolve(found, value=found.value + saved)
        yield plain.break_even(f"highest cost that passes {pounds(threshold)}", found, "£")


def _interval(found: NetBenefit) -> Estimate:
    return Estimate(value=found.value, low=found.low, high=found.high, level=found.level)


def _chance(costed: Costed, found: Acceptability) -> Finding:
    what = f"probability of being worth its cost at {pounds(found.threshold)}"
    estimate = Estimate(value=100 * found.probability)
    return costed.finding(what, found.definition, estimate, "%", found.note)
