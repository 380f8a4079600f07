"""
A service by itself: what its people gained against no change, or beyond a number that is taken off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.estimate import Estimate
from livingwell_costing.conclusions import follow_up, gain_finding, scenario_findings, thresholds
from livingwell_costing.what_if import Middle, what_if_findings
from livingwell_costing.words import pounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.analyses import About, Finding
    from livingwell_costing.settings import Choice
    from livingwell_costing.tallied import GainTally

__all__ = ["comparison_findings", "single_findings"]


def single_findings(gains: GainTally, choice: Choice, about: About) -> list[Finding]:
    """
    Give everything that is said of a utility.

    Parameters
    ----------
    gains : GainTally
    choice : Choice
        Whose comparison group, if there is one, is not looked at.
    about : About

    Returns
    -------
    list of Finding
        None where nobody has a gain whose cost is known.
    """
    n, weight = gains.change.n, choice.severity.weight
    if not n:
        return []
    # A gain that would have come anyway weighs as much as one that would not.
    taken = attrs.evolve(choice.counterfactual, gain=choice.counterfactual.weighted(weight))
    note = f"{SINGLE_ARM}; {taken.text}"
    findings = [*thresholds(choice, n, about), follow_up(gains, about)]
    findings += scenario_findings(gains, [taken] * len(choice.scenarios), choice, about, note)
    if choice.costed:
        change = gains.change.scaled(gain=weight)
        own = gains.change.combination(0, 1).interval(about.level)
        ends = choice.cost.ends if choice.cost is not None else ()
        middle = Middle(
            data=gains.change,
            change=change.combination(1, 0).interval(about.level),
            # What is taken off is in QALYs of a year, which undiscounted is the same in utility.
            taken_off=Estimate(value=float(taken.gain)),
            costs=tuple(Estimate(value=end) for end in ends) or (own,),
            names=tuple(f"at {pounds(end)}" for end in ends) or ("at each person's cost",),
        )
        findings += what_if_findings(middle, choice, about, note)
    return findings


def comparison_findings(gains: GainTally, choice: Choice, about: About) -> Iterator[Finding]:
    """Give what the people of a comparison group gained at their site: they did not have the service."""
    if not gains.change.n:
        return
    yield follow_up(gains, about)
    for scenario, moments in zip(choice.scenarios, gains.by_scenario, strict=True):
        weighted = moments.scaled(gain=choice.severity.weight)
        yield gain_finding(scenario, weighted, about, f"comparison group; {SINGLE_ARM}")
