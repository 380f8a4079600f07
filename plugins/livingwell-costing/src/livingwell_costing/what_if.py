"""
What would change the answer: how long the gain has to last, and one number or two varied.

Ranges are those that the evaluation file names. Where it names none they are ours, and say so: nobody
measured them, and they are there because the answer depends on them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.statistics.estimate import Estimate
from livingwell_costing.break_even import shortest_duration, smallest_gain
from livingwell_costing.conclusions import Costed
from livingwell_costing.levels import variations
from livingwell_costing.sensitivity import ONE_WAY, TWO_WAY, Case, one_way, two_way
from livingwell_costing.words import pounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.analyses import About, Finding
    from livingwell_costing.levels import Varied
    from livingwell_costing.moments import Combinable
    from livingwell_costing.settings import Choice

__all__ = ["Middle", "what_if_findings"]

_A_QALY: Final = "£ a QALY"


@attrs.frozen(kw_only=True)
class Middle:
    """
    What the answer rests on, as it is.

    Attributes
    ----------
    data : JointMoments or Contrast
        Of the change in utility from first to last, before anything is taken off, with its people.
    change : Estimate
        Its mean: of the service's people alone.
    taken_off : Estimate
        Of the same, what there would have been without the service; without an interval where it is a number.
    costs : tuple of Estimate
        In pounds, of a person beyond what there would have been without the service: a figure or both ends of
        a range, or the mean of people's own with its interval.
    names : tuple of str
        How statistics name these costs: "at £800".
    compared : bool
        Whether what is taken off is the gain of a comparison group.
    cost_taken_off : float
        In pounds: what a person of the comparison group costs, which `costs` are beyond.
    """

    data: Combinable
    change: Estimate
    taken_off: Estimate
    costs: tuple[Estimate, ...]
    names: tuple[str, ...]
    compared: bool = False
    cost_taken_off: float = 0.0

    @property
    def cost(self) -> float:
        """The figure, or the middle of the range."""
        return sum(cost.value for cost in self.costs) / len(self.costs)


def what_if_findings(middle: Middle, choice: Choice, about: About, note: str) -> Iterator[Finding]:
    """
    Say where it would just pass, and vary one number at a time and two together.

    Parameters
    ----------
    middle : Middle
    choice : Choice
        With a cost.
    about : About
    note : str
        Goes with every figure.
    """
    yield from _break_evens(middle, choice, about, note)
    case = Case(
        utility_gain=middle.change.value,
        taken_off=middle.taken_off.value,
        cost=middle.cost,
        rate=choice.rate.rate,
    )
    varied = variations(case, middle, choice)
    threshold, n = choice.thresholds[0], middle.data.n
    bars = one_way(case, [one.variation for one in varied.values() if one.of_tornado], threshold)
    for bar in bars:
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
    two = [varied[name] for name in choice.two_way if name in varied]
    if len(two) > 1:
        if choice.cost is not None and "cost" not in choice.two_way:
            # Of people's own costs it would be a figure that was found.
            more = " more" if middle.compared else ""
            note = f"at {pounds(round(case.cost, 2))} a person{more}; {note}"
        yield from _two_way(case, two[0], two[1], threshold, n, about, note)


def _break_evens(middle: Middle, choice: Choice, about: About, note: str) -> Iterator[Finding]:
    left = middle.change.value - middle.taken_off.value
    for threshold in choice.thresholds:
        for cost, name in zip(middle.costs, middle.names, strict=True):
            costed = Costed(about=about, name=name, data=middle.data, note=note)
            smallest = smallest_gain(cost.value, threshold)
            yield costed.break_even(f"smallest gain that passes {pounds(threshold)}", smallest, "QALYs")
            found = shortest_duration(left, cost.value, threshold, rate=choice.rate, n=middle.data.n)
            what = f"shortest duration that passes {pounds(threshold)}"
            yield costed.break_even(what, found, "days")


def _two_way(
    case: Case, rows: Varied, columns: Varied, threshold: float, n: int, about: About, note: str
) -> Iterator[Finding]:
    """Give net benefit and cost per QALY for each combination of two numbers."""
    grid = two_way(
        case,
        (rows.variation.name, [level.value for level in rows.levels]),
        (columns.variation.name, [level.value for level in columns.levels]),
        threshold,
    )
    said = "; ".join(dict.fromkeys((rows.variation.source, columns.variation.source, note)))
    for (r, row), (c, column) in itertools.product(enumerate(rows.levels), enumerate(columns.levels)):
        name = f"if {row.words} and {column.words}"
        benefit = float(grid.net_benefit[r, c])
        what = f"net monetary benefit at {pounds(threshold)} {name}"
        yield about.finding(what, TWO_WAY.id, benefit, n=n, unit="£", note=said)
        value = grid.cost_per_qaly[r][c]
        why = "" if value is not None else f"not applicable: {grid.words[r][c]}; "
        yield about.finding(
            f"cost per QALY {name}", TWO_WAY.id, value, n=n, unit=_A_QALY, note=f"{why}{said}"
        )
