"""
Findings on value for money: what follows from the tally of a group of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.estimate import Estimate
from livingwell_costing.acceptability import acceptability
from livingwell_costing.break_even import highest_cost, shortest_duration, smallest_gain
from livingwell_costing.information import perfect_information
from livingwell_costing.net_benefit import net_health_benefit, net_monetary_benefit
from livingwell_costing.ratios import cost_per_qaly
from livingwell_costing.sensitivity import ONE_WAY, Case, Variation, one_way
from livingwell_costing.thresholds import default_thresholds, extra_thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from livingwell_core.analyses import About, Finding
    from livingwell_costing.acceptability import Acceptability
    from livingwell_costing.break_even import BreakEven
    from livingwell_costing.moments import Combinable, JointMoments
    from livingwell_costing.net_benefit import NetBenefit
    from livingwell_costing.scenarios import Scenario
    from livingwell_costing.settings import Choice
    from livingwell_costing.tallied import ValueTally

__all__ = ["CURVE", "FOLLOW_UP", "NO_COST", "OWN_THRESHOLD", "pounds", "value_findings"]

#: Thresholds of the acceptability curve, in pounds a QALY.
CURVE: Final = tuple(float(step) for step in range(0, 50_001, 5_000))
NO_COST: Final = "no cost given"
#: Definition of a threshold that the evaluation file names.
OWN_THRESHOLD: Final = "threshold:this-evaluation"
#: Definition of how long people were followed.
FOLLOW_UP: Final = "mean-follow-up"
_ALONE: Final = "the cost is the same for everyone and taken as known"
_A_QALY: Final = "£ a QALY"


def pounds(value: float) -> str:
    """
    Write pounds.

    Examples
    --------
    >>> pounds(1160), pounds(76.5)
    ('£1,160', '£76.50')
    """
    return f"£{value:,.0f}" if float(value).is_integer() else f"£{value:,.2f}"


@attrs.frozen(kw_only=True)
class _Costed:
    """
    A scenario at a cost.

    Attributes
    ----------
    about : About
    name : str
        How statistics end: "gain-stops, at £800".
    data : JointMoments or Contrast
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


def value_findings(tally: ValueTally, choice: Choice, about: About) -> list[Finding]:
    """
    Give everything that is said of a utility.

    Parameters
    ----------
    tally : ValueTally
    choice : Choice
    about : About

    Returns
    -------
    list of Finding
        None where nobody has a gain whose cost is known.
    """
    change = tally.change
    if not change.n:
        return []
    note = f"{SINGLE_ARM}; {choice.counterfactual.text}"
    findings = [*_thresholds(choice, change.n, about), _follow_up(tally, about)]
    for place, (scenario, moments) in enumerate(zip(choice.scenarios, tally.by_scenario, strict=True)):
        weighted = moments.scaled(gain=choice.severity.weight)
        findings += _gains(scenario, weighted, choice, about, note)
        for costed in _at_costs(scenario, weighted, choice, about, note):
            findings += _of_scenario(costed, choice, about.level, curve=not place)
        if choice.costed:
            data = choice.counterfactual.against(weighted)
            plain = _Costed(about=about, name=scenario.id, data=data, note=note)
            findings += _highest_costs(plain, choice)
    return [*findings, *_what_if(tally, choice, about, note)]


def _thresholds(choice: Choice, n: int, about: About) -> Iterator[Finding]:
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


def _follow_up(tally: ValueTally, about: About) -> Finding:
    mean, n = tally.days / tally.change.n, tally.change.n
    return about.finding("mean days from first to last assessment", FOLLOW_UP, mean, n=n, unit="days")


def _gains(
    scenario: Scenario, moments: JointMoments, choice: Choice, about: About, note: str
) -> Iterator[Finding]:
    """Give the mean gain as it is and, where something is taken off, without that."""
    taken = choice.counterfactual
    plain = taken.kind == "no-change"
    said = note if plain else SINGLE_ARM
    if not choice.costed:
        said = f"{NO_COST}; {said}"
    gain = moments.combination(1, 0).interval(about.level)
    name = f"QALY gain, {scenario.id}"
    yield about.finding(name, scenario.definition.id, gain, n=moments.n, unit="QALYs", note=said)
    if not plain:
        left = taken.against(moments).combination(1, 0).interval(about.level)
        name = f"QALY {taken.text}, {scenario.id}"
        yield about.finding(name, taken.definition.id, left, n=moments.n, unit="QALYs", note=note)


def _at_costs(
    scenario: Scenario, moments: JointMoments, choice: Choice, about: About, note: str
) -> Iterator[_Costed]:
    if choice.amount is not None:
        data = choice.counterfactual.against(moments)
        yield _Costed(about=about, name=f"{scenario.id}, at each person's cost", data=data, note=note)
    elif choice.cost is not None:
        for cost in choice.cost.ends:
            data = choice.counterfactual.against(moments.shifted(cost=cost))
            said = f"{note}; {choice.cost.note}; {_ALONE}"
            yield _Costed(about=about, name=f"{scenario.id}, at {pounds(cost)}", data=data, note=said)


def _of_scenario(costed: _Costed, choice: Choice, level: float, *, curve: bool) -> Iterator[Finding]:
    """Give what follows for a scenario at a cost; the whole curve for the first scenario."""
    data = costed.data
    if choice.amount is not None:
        cost = data.combination(0, 1).interval(level)
        yield costed.finding("cost of a person", "cost-per-person:own", cost, "£")
    yield _ratio(costed, level)
    extra = {end for one in extra_thresholds() for end in one.ends} - set(choice.thresholds)
    for threshold in choice.thresholds:
        yield from _at_threshold(costed, threshold, level)
    more = sorted({*extra, *(CURVE if curve else ())} - set(choice.thresholds))
    for chance in acceptability(data, [*choice.thresholds, *more]):
        yield _chance(costed, chance)


def _ratio(costed: _Costed, level: float) -> Finding:
    found = cost_per_qaly(costed.data, level=level)
    estimate = None
    note = f"{found.words}; {found.note}" if found.note else found.words
    if found.value is None:
        note = f"not applicable: {note}"
    else:
        estimate = Estimate(value=found.value, low=found.low, high=found.high, level=found.level)
    return costed.finding("cost per QALY", found.definition, estimate, _A_QALY, note)


def _at_threshold(costed: _Costed, threshold: float, level: float) -> Iterator[Finding]:
    data, at = costed.data, f"at {pounds(threshold)}"
    money = net_monetary_benefit(data, threshold, level=level)
    health = net_health_benefit(data, threshold, level=level)
    yield costed.finding(f"net monetary benefit {at}", money.definition, _interval(money), "£")
    yield costed.finding(f"net health benefit {at}", health.definition, _interval(health), "QALYs")
    if money.level is not None:
        worth = perfect_information(data, threshold)
        what = f"value of perfect information {at}"
        yield costed.finding(what, worth.definition, Estimate(value=worth.value), "£")


def _highest_costs(plain: _Costed, choice: Choice) -> Iterator[Finding]:
    gain = float(plain.data.combination(1, 0).mean)
    for threshold in choice.thresholds:
        found = highest_cost(gain, threshold, n=plain.data.n)
        yield _break_even(plain, f"highest cost that passes {pounds(threshold)}", found, "£")


def _interval(found: NetBenefit) -> Estimate:
    return Estimate(value=found.value, low=found.low, high=found.high, level=found.level)


def _break_even(costed: _Costed, what: str, found: BreakEven, unit: str) -> Finding:
    estimate = None if found.value is None else Estimate(value=found.value)
    note = f"not applicable: {found.note}" if found.note else ""
    return costed.finding(what, found.definition, estimate, unit, note)


def _chance(costed: _Costed, found: Acceptability) -> Finding:
    what = f"probability of being worth its cost at {pounds(found.threshold)}"
    estimate = Estimate(value=100 * found.probability)
    return costed.finding(what, found.definition, estimate, "%", found.note)


def _what_if(tally: ValueTally, choice: Choice, about: About, note: str) -> Iterator[Finding]:
    """Say how long the gain has to last, and vary one number at a time."""
    if not choice.costed:
        return
    change = tally.change.scaled(gain=choice.severity.weight).combination(1, 0).interval(about.level)
    # What is taken off is in QALYs of a year, which undiscounted is the same in utility.
    taken = float(choice.counterfactual.gain)
    own = tally.change.combination(0, 1).interval(about.level)
    ends = choice.cost.ends if choice.cost is not None else (own.value,)
    n = tally.change.n
    for threshold in choice.thresholds:
        for cost in ends:
            name = "at each person's cost" if choice.cost is None else f"at {pounds(cost)}"
            costed = _Costed(about=about, name=name, data=tally.change, note=note)
            smallest = smallest_gain(cost, threshold)
            yield _break_even(costed, f"smallest gain that passes {pounds(threshold)}", smallest, "QALYs")
            found = shortest_duration(change.value - taken, cost, threshold, rate=choice.rate, n=n)
            what = f"shortest duration that passes {pounds(threshold)}"
            yield _break_even(costed, what, found, "days")
    case = Case(utility_gain=change.value, taken_off=taken, cost=sum(ends) / len(ends), rate=choice.rate.rate)
    spread = (own.low, own.high) if choice.cost is None and own.low is not None else ends
    variations = _variations(case, change, spread)
    for threshold in choice.thresholds[:1]:
        for bar in one_way(case, variations, threshold):
            statistic = f"net monetary benefit at {pounds(threshold)} as it varies, {bar.variation.title}"
            low, high = sorted((bar.at_low, bar.at_high))
            yield about.finding(
                statistic,
                ONE_WAY.id,
                Estimate(value=bar.base, low=low, high=high),
                n=n,
                unit="£",
                note=f"{bar.variation.source}; {note}",
            )


def _variations(case: Case, change: Estimate, ends: Sequence[float | None]) -> list[Variation]:
    costs = [end for end in ends if end is not None]
    if len(costs) > 1:
        cost = Variation(
            name="cost",
            low=costs[0],
            high=costs[-1],
            title="cost of a person",
            source=f"from {pounds(round(costs[0], 2))} to {pounds(round(costs[-1], 2))}",
        )
    else:
        low, high = 0.75 * case.cost, 1.25 * case.cost
        text = f"a quarter less or more: {pounds(round(low, 2))} to {pounds(round(high, 2))}"
        cost = Variation(name="cost", low=low, high=high, title="cost of a person", source=text)
    variations = [
        cost,
        Variation(
            name="years",
            low=0.5,
            high=2.0,
            title="how long the gain lasts",
            source="from half a year to 2 years, one year otherwise",
        ),
    ]
    if change.low is not None and change.high is not None:
        text = f"ends of its interval: {change.low:.3f} to {change.high:.3f}"
        variations.append(
            Variation(name="utility_gain", low=change.low, high=change.high, title="mean gain", source=text)
        )
    if case.utility_gain > 0:
        low, high = min(case.taken_off, 0.0), max(case.utility_gain / 2, case.taken_off)
        text = "from none to half of the mean gain" if not case.taken_off else f"from {low:.3f} to {high:.3f}"
        variations.append(
            Variation(
                name="taken_off",
                low=low,
                high=high,
                title="gain that would have come anyway",
                source=text,
            )
        )
    return variations
