"""
The service held against a comparison group: both gains, at the same first utility too, and what a QALY costs.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate
from livingwell_costing.acceptability import acceptability
from livingwell_costing.adjusted_contrast import (
    ADJUSTED_CHANCE,
    ADJUSTED_COST_PER_QALY,
    ADJUSTED_NET_BENEFIT,
    AdjustedContrast,
    WithFirst,
)
from livingwell_costing.adjustment import ADJUSTED_GAIN, adjusted_gain
from livingwell_costing.comparison import BEYOND, NOT_RANDOMISED
from livingwell_costing.conclusions import Costed, follow_up, ratio, scenario_findings, thresholds
from livingwell_costing.counterfactual import comparison_group
from livingwell_costing.net_benefit import net_monetary_benefit
from livingwell_costing.scenarios import PROGRAMME
from livingwell_costing.single import single_findings
from livingwell_costing.what_if import Middle, what_if_findings
from livingwell_costing.words import NO_COST, pounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livingwell_core.analyses import About, Finding
    from livingwell_costing.comparison import ComparisonSites
    from livingwell_costing.scenarios import Scenario
    from livingwell_costing.settings import Choice
    from livingwell_costing.tallied import GainTally, ValueTally

__all__ = ["COMPARED", "OWN_TIME", "compared_findings"]

#: Goes with scenarios in which groups that were followed for different times are not like for like.
OWN_TIME: Final = "each person over their own time, which may differ between the groups"
_ALIKE: Final = "at the same first utility"
_FIRST: Final = Definition(
    id="first-utility:difference",
    text="Mean first utility of the service's people less that of the comparison group, with Welch's "
    "interval: how far apart they started.",
    source="Welch 1947, Biometrika 34:28-35, doi 10.1093/biomet/34.1-2.28",
)
#: Definitions of what holds the two groups against each other.
COMPARED: Final = (ADJUSTED_GAIN, ADJUSTED_COST_PER_QALY, ADJUSTED_NET_BENEFIT, ADJUSTED_CHANCE, _FIRST)


@attrs.frozen(kw_only=True)
class _Sides:
    """The service's people and the others, with what a person of the others costs."""

    service: GainTally
    others: GainTally
    choice: Choice
    about: About
    comparison: ComparisonSites
    here: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def note(self) -> str:
        """Goes with every figure that holds the two against each other."""
        said = [NOT_RANDOMISED, BEYOND]
        if self.choice.costed:
            said.append(self._cost)
        return "; ".join(said)

    @property
    def _cost(self) -> str:
        if self.comparison.cost is not None:
            return f"a person of the comparison group costs {pounds(self.comparison.cost)}, as given"
        if self.choice.amount is not None:
            return "less what people of the comparison group cost themselves"
        return "the comparison group is taken to cost nothing, an assumption, as no cost of it is given"

    def between(self, finding: Finding, scenario: Scenario | None = None) -> Finding:
        """
        Say that a finding holds the sites against each other, and which figure of each it rests on.

        That of a scenario rests on what each site gained by it; the others on the first scenario's.
        """
        note = finding.note
        if scenario is not None and scenario != PROGRAMME:
            note = f"{note}; {OWN_TIME}"
        needs = (f"QALY gain, {(scenario or self.choice.scenarios[0]).id}",)
        return attrs.evolve(finding, compares=(*self.here, *self.there), only_with=needs, note=note)


def compared_findings(
    tallies: Mapping[str, ValueTally], choice: Choice, comparison: ComparisonSites, about: About
) -> list[Finding]:
    """
    Hold the service's people against those of the comparison group.

    Parameters
    ----------
    tallies : mapping of site to ValueTally
    choice : Choice
    comparison : ComparisonSites
    about : About
        Of all sites.

    Returns
    -------
    list of Finding
        Of the service: what it gained and what that costs beyond the comparison group. Where one of the two
        has nobody, that is said, and the service stands by itself.
    """
    service, others = comparison.split(tallies)
    here, there = _together(service), _of_others(others, comparison)
    if here is None or there is None:
        alone = [] if here is None else single_findings(here, choice, about)
        alone = [attrs.evolve(finding, compares=tuple(service)) for finding in alone]
        why = _why_nobody(others, choice, comparison)
        if here is None:
            why = "nobody of the service has a first and a last utility, and a cost where each has their own"
        nothing = about.finding(
            f"QALY {BEYOND}",
            comparison.definition.id,
            None,
            n=0,
            unit="QALYs",
            note=f"not applicable: {why}",
        )
        return [*alone, attrs.evolve(nothing, compares=tuple(tallies))]
    sides = _Sides(
        service=here,
        others=there,
        choice=choice,
        about=about,
        comparison=comparison,
        here=tuple(service),
        there=tuple(others),
    )
    return [*_of_service(sides), *_of_both(sides)]


def _together(tallies: Mapping[str, ValueTally]) -> GainTally | None:
    """Add up the gains of sites; None if nobody has any."""
    gains = [tally.gains for tally in tallies.values()]
    added = sum(gains[1:], start=gains[0]) if gains else None
    return added if added is not None and added.change.n else None


def _of_others(tallies: Mapping[str, ValueTally], comparison: ComparisonSites) -> GainTally | None:
    """Give the comparison group at what it costs."""
    if comparison.cost is None:
        return _together(tallies)
    everyone = [
        attrs.evolve(tally, gains=tally.gains.without_cost() + tally.uncosted) for tally in tallies.values()
    ]
    found = _together(dict(zip(tallies, everyone, strict=True)))
    return None if found is None else _at_cost(found, comparison.cost)


def _at_cost(gains: GainTally, cost: float) -> GainTally:
    return attrs.evolve(
        gains,
        change=gains.change.shifted(cost=cost),
        by_scenario=tuple(one.shifted(cost=cost) for one in gains.by_scenario),
        first_and_cost=gains.first_and_cost.shifted(cost=cost),
    )


def _why_nobody(others: Mapping[str, ValueTally], choice: Choice, comparison: ComparisonSites) -> str:
    """Say why the comparison group has nobody."""
    if choice.amount is not None and any(tally.uncosted.change.n for tally in others.values()):
        return (
            f"nobody's cost of {comparison.named} is known; counterfactual.cost_per_person may say what a "
            "person costs there"
        )
    return f"nobody of {comparison.named} has a first and a last utility of this questionnaire"


def _of_service(sides: _Sides) -> Iterator[Finding]:
    """Give what is said of the service's people alone, from which nothing is taken off."""
    n = sides.service.change.n
    for finding in (*thresholds(sides.choice, n, sides.about), follow_up(sides.service, sides.about)):
        yield attrs.evolve(finding, compares=sides.here)


def _of_both(sides: _Sides) -> Iterator[Finding]:
    choice, about, weight = sides.choice, sides.about, sides.choice.severity.weight
    days = follow_up(sides.others, about, ", comparison group")
    yield attrs.evolve(days, compares=sides.there)
    yield _first(sides)
    taken = [
        comparison_group(one.scaled(gain=weight), source=sides.comparison.source)
        for one in sides.others.by_scenario
    ]
    alone = {f"QALY gain, {scenario.id}" for scenario in choice.scenarios}
    for finding in scenario_findings(sides.service, taken, choice, about, sides.note):
        if finding.statistic in alone:
            yield attrs.evolve(finding, compares=sides.here, only_with=(finding.statistic,))
        else:
            yield sides.between(finding, _scenario_of(finding, choice))
    for place, scenario in enumerate(choice.scenarios):
        yield _gain_of_others(sides, place, scenario)
        yield from _adjusted(sides, place, scenario)
    if choice.costed:
        for finding in what_if_findings(_middle(sides), choice, about, sides.note):
            yield sides.between(finding)


def _scenario_of(finding: Finding, choice: Choice) -> Scenario:
    """Give the scenario that a statistic names."""
    return next(one for one in choice.scenarios if f", {one.id}, " in f"{finding.statistic}, ")


def _first(sides: _Sides) -> Finding:
    service, others = (side.first_and_gain[0].combination(1, 0) for side in (sides.service, sides.others))
    apart = service.minus(others)
    finding = sides.about.finding(
        "difference in mean first utility, service less comparison group",
        _FIRST.id,
        apart.interval(sides.about.level),
        n=apart.n,
        unit="utility",
        note=NOT_RANDOMISED,
    )
    return sides.between(finding)


def _gain_of_others(sides: _Sides, place: int, scenario: Scenario) -> Finding:
    """Give what the comparison group gained."""
    moments = sides.others.by_scenario[place].scaled(gain=sides.choice.severity.weight)
    name = f"QALY gain, {scenario.id}"
    finding = sides.about.finding(
        f"gain of the comparison group in QALYs, {scenario.id}",
        scenario.definition.id,
        moments.combination(1, 0).interval(sides.about.level),
        n=moments.n,
        unit="QALYs",
    )
    return attrs.evolve(finding, compares=sides.there, only_with=(name,))


def _adjusted(sides: _Sides, place: int, scenario: Scenario) -> Iterator[Finding]:
    """Give the gain, and what a QALY costs, at the same first utility."""
    choice, about, weight = sides.choice, sides.about, sides.choice.severity.weight
    groups = [side.first_and_gain[place].scaled(cost=weight) for side in (sides.service, sides.others)]
    n = sum(group.n for group in groups)
    note = sides.note if choice.costed else f"{NO_COST}; {sides.note}"
    yield sides.between(
        about.attempt(
            f"QALY {BEYOND} {_ALIKE}, {scenario.id}",
            ADJUSTED_GAIN.id,
            lambda: adjusted_gain(*groups, level=about.level).adjusted,
            n=n,
            unit="QALYs",
            note=note,
        ),
        scenario,
    )
    for name, data in _adjusted_at_costs(sides, place):
        costed = Costed(about=about, name=f"{scenario.id}, {name}", data=data, note=note)
        try:
            data.combination(1, 0)
        except NotApplicableError as reason:
            why = f"not applicable: {reason}"
            what, definition = f"cost per QALY {_ALIKE}", ADJUSTED_COST_PER_QALY.id
            yield sides.between(costed.finding(what, definition, None, "£ a QALY", why), scenario)
            continue
        found = ratio(costed, about.level, f"cost per QALY {_ALIKE}", ADJUSTED_COST_PER_QALY.id)
        yield sides.between(found, scenario)
        chances = acceptability(data, choice.thresholds, method="normal")
        for threshold, chance in zip(choice.thresholds, chances, strict=True):
            worth = net_monetary_benefit(data, threshold, level=about.level)
            estimate = Estimate(value=worth.value, low=worth.low, high=worth.high, level=worth.level)
            what = f"net monetary benefit at {pounds(threshold)} {_ALIKE}"
            yield sides.between(costed.finding(what, ADJUSTED_NET_BENEFIT.id, estimate, "£"), scenario)
            what = f"probability of being worth its cost at {pounds(threshold)} {_ALIKE}"
            estimate = Estimate(value=100 * chance.probability)
            yield sides.between(costed.finding(what, ADJUSTED_CHANCE.id, estimate, "%"), scenario)


def _adjusted_at_costs(sides: _Sides, place: int) -> Iterator[tuple[str, AdjustedContrast]]:
    choice, weight = sides.choice, sides.choice.severity.weight
    own = choice.amount is not None
    make = functools.partial(_with_first, place=place, weight=weight, own=own)
    costs = [None] if own else [] if choice.cost is None else list(choice.cost.ends)
    for cost in costs:
        name = "at each person's cost" if cost is None else f"at {pounds(cost)}"
        service = make(sides.service if cost is None else _at_cost(sides.service, cost))
        yield name, AdjustedContrast(service=service, comparison=make(sides.others))


def _with_first(gains: GainTally, *, place: int, weight: float, own: bool) -> WithFirst:
    return WithFirst(
        gain_and_cost=gains.by_scenario[place].scaled(gain=weight),
        first_and_gain=gains.first_and_gain[place].scaled(cost=weight),
        first_and_cost=gains.first_and_cost if own else None,
    )


def _middle(sides: _Sides) -> Middle:
    choice, weight, level = sides.choice, sides.choice.severity.weight, sides.about.level
    service, others = (side.change.scaled(gain=weight) for side in (sides.service, sides.others))
    taken = comparison_group(others, source=sides.comparison.source)
    data = taken.against(service)
    less = float(others.combination(0, 1).mean)
    own = data.combination(0, 1).interval(level)
    ends = choice.cost.ends if choice.cost is not None else ()
    return Middle(
        data=data,
        change=service.combination(1, 0).interval(level),
        taken_off=others.combination(1, 0).interval(level),
        costs=tuple(Estimate(value=end - less) for end in ends) or (own,),
        names=tuple(f"at {pounds(end)}" for end in ends) or ("at each person's cost",),
        compared=True,
        cost_taken_off=less,
    )
