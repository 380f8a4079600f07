"""
How far each number of a case may be from what it is taken to be, and which of its values are tried.

Neither names nor notes of findings hold figures that were found: of few people they would give them away,
and a note that two findings share is taken for one that tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_costing.sensitivity import Variation
from livingwell_costing.words import pounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.statistics.estimate import Estimate
    from livingwell_costing.sensitivity import Case, Input
    from livingwell_costing.settings import Choice
    from livingwell_costing.what_if import Middle

__all__ = ["OURS", "Level", "Varied", "ranges_definition", "variations"]

#: Goes with a range that no evaluation file named and no data gave.
OURS: Final = "this tool's own assumption"
# Why there are such ranges at all.
_WHY: Final[dict[Input, str]] = {
    "years": "How long the gain lasts: half a year to two years, this tool's own assumption, as people were "
    "followed for a part of that only and nobody measured the rest.",
    "taken_off": "The gain that would have come anyway: none to half of it, this tool's own assumption, as "
    "without a comparison it is not known.",
    "cost": "Cost of a person: the range given; of a figure a quarter less to a quarter more, this tool's "
    "own assumption.",
    "utility_gain": "The mean gain: the interval that was found.",
}
_COMPARED: Final = "The gain of the comparison group: the interval that was found."
_OWN_COSTS: Final = "Cost of a person: the interval of the mean of people's own."
_YEARS: Final = (0.5, 2.0)
_COST: Final = 0.25
_RATES: Final = (0.015, 0.035)
_ENDS: Final = ("at the lower end of its interval", "as it was found", "at the higher end of its interval")


@attrs.frozen(kw_only=True)
class Level:
    """
    A value that is tried.

    Attributes
    ----------
    value : float
    words : str
        What is then the case: "the gain lasts 2 years".
    """

    value: float
    words: str


@attrs.frozen(kw_only=True)
class Varied:
    """
    A number with its range.

    Attributes
    ----------
    variation : Variation
    levels : tuple of Level
        Rising.
    of_tornado : bool
        False for a number that nobody asked to vary by itself.
    """

    variation: Variation
    levels: tuple[Level, ...]
    of_tornado: bool = True


def variations(case: Case, middle: Middle, choice: Choice) -> dict[Input, Varied]:
    """
    Give each number that can be varied, with its range.

    Parameters
    ----------
    case : Case
        As it is.
    middle : Middle
    choice : Choice
        With the ranges that the evaluation file names.

    Returns
    -------
    dict of name to Varied
        Without the mean gain where it has no interval, and without what would have come anyway where nobody
        gained: unless their ranges are named.
    """
    made: dict[Input, Varied | None] = {
        "cost": _of_cost(case, middle),
        "years": _years(),
        "utility_gain": _of_interval("utility_gain", "mean gain", "the mean gain is", middle.change),
        "taken_off": _of_taken_off(case, middle),
        "rate": _rate(case),
    }
    for name, ends in choice.ranges.ends.items():
        less = middle.cost_taken_off if name == "cost" else 0.0
        made[name] = _named(name, ends, getattr(case, name), choice.ranges.source, less)
    return {name: one for name, one in made.items() if one is not None}


_TITLES: Final[dict[Input, str]] = {
    "cost": "cost of a person",
    "years": "how long the gain lasts",
    "utility_gain": "mean gain",
    "taken_off": "gain that would have come anyway",
    "rate": "discount rate",
}
_WORDS: Final[dict[Input, Callable[[float], str]]] = {
    "cost": lambda value: f"a person costs {pounds(round(value, 2))}",
    "years": lambda value: f"the gain lasts {_time(value)}",
    "utility_gain": lambda value: f"the mean gain is {value:g}",
    "taken_off": lambda value: (
        f"{value:g} would have come anyway" if value else "none of the gain would have come anyway"
    ),
    "rate": lambda value: f"later years are discounted by {value * 100:g}%",
}


def ranges_definition(choice: Choice) -> Definition:
    """
    Say whose each range is, and why there is one.

    Parameters
    ----------
    choice : Choice

    Returns
    -------
    Definition
    """
    why = dict(_WHY)
    if choice.comparison is not None:
        why["taken_off"] = _COMPARED
    if choice.cost is None:
        why["cost"] = _OWN_COSTS
    said = [text for name, text in why.items() if name not in choice.ranges.ends]
    if choice.ranges.ends:
        named = ", ".join(_TITLES[name] for name in choice.ranges.ends)
        said.append(f"From the evaluation file: {named} ({choice.ranges.source}).")
    return Definition(id="sensitivity:ranges", text=" ".join(said), source="this evaluation, and this tool")


def _time(years: float) -> str:
    if years == 0.5:
        return "half a year"
    return f"{years:g} year" if years == 1 else f"{years:g} years"


def _named(name: Input, ends: tuple[float, float], base: float, source: str, less: float) -> Varied:
    """Take the range of an evaluation file; between its ends the number as it is, or their middle."""
    low, high = ends
    as_is = base + less if name in ("cost", "years", "rate") else low
    inside = as_is if low < as_is < high else (low + high) / 2
    written = {
        "cost": f"from {pounds(low)} to {pounds(high)}",
        "years": f"from {_time(low)} to {_time(high)}",
        "rate": f"from {low * 100:g}% to {high * 100:g}%",
    }.get(name, f"from {low:g} to {high:g}")
    return Varied(
        variation=Variation(
            name=name, low=low - less, high=high - less, title=_TITLES[name], source=f"{written} ({source})"
        ),
        levels=tuple(Level(value=v - less, words=_WORDS[name](v)) for v in sorted({low, inside, high})),
    )


def _years() -> Varied:
    low, high = _YEARS
    written = f"from {_time(low)} to {_time(high)}, one year otherwise ({OURS})"
    return Varied(
        variation=Variation(name="years", low=low, high=high, title=_TITLES["years"], source=written),
        levels=tuple(Level(value=v, words=_WORDS["years"](v)) for v in (low, 1.0, high)),
    )


def _rate(case: Case) -> Varied:
    low, high = _RATES
    return Varied(
        variation=Variation(
            name="rate", low=low, high=high, title=_TITLES["rate"], source=f"from 1.5% to 3.5% ({OURS})"
        ),
        levels=tuple(Level(value=v, words=_WORDS["rate"](v)) for v in sorted({low, case.rate, high})),
        of_tornado=False,
    )


def _of_cost(case: Case, middle: Middle) -> Varied | None:
    title = "extra cost of a person" if middle.compared else _TITLES["cost"]
    own = middle.costs[0]
    if len(middle.costs) == 1 and own.low is not None and own.high is not None and own.low < own.high:
        return _of_interval("cost", title, "the cost is", own)
    if len(middle.costs) == 1:
        ends = sorted(((1 - _COST) * case.cost, (1 + _COST) * case.cost))
        low, high = (round(end, 2) for end in ends)
        written = f"a quarter less or more: {pounds(low)} to {pounds(high)} ({OURS})"
    else:
        low, high = middle.costs[0].value, middle.costs[-1].value
        beyond = " beyond that of the comparison group" if middle.compared else ""
        written = f"from {pounds(low)} to {pounds(high)}{beyond}, as given"
    more = " more" if middle.compared else ""
    values = sorted({low, case.cost, high})
    return Varied(
        variation=Variation(name="cost", low=low, high=high, title=title, source=written),
        levels=tuple(Level(value=v, words=f"{_WORDS['cost'](v)}{more}") for v in values),
    )


def _of_interval(name: Input, title: str, start: str, found: Estimate) -> Varied | None:
    """Take the interval that was found."""
    if found.low is None or found.high is None:
        return None
    values = (found.low, found.value, found.high)
    return Varied(
        variation=Variation(
            name=name,
            low=found.low,
            high=found.high,
            title=title,
            source="from one end of its interval to the other",
        ),
        levels=tuple(
            Level(value=value, words=f"{start} {end}") for value, end in zip(values, _ENDS, strict=True)
        ),
    )


def _of_taken_off(case: Case, middle: Middle) -> Varied | None:
    if middle.compared:
        title, start = "gain of the comparison group", "the comparison group's gain is"
        return _of_interval("taken_off", title, start, middle.taken_off)
    if case.utility_gain <= 0:
        return None
    half, taken = case.utility_gain / 2, case.taken_off
    words = {0.0: "none", half / 2: "a quarter", half: "half"}
    written = "from none to half of the mean gain"
    if taken:
        words = {0.0: "none", half: "half", taken: "what is taken off"}
        written = "from none to half of the mean gain, and to what is taken off"
    values = sorted(words)
    return Varied(
        variation=Variation(
            name="taken_off",
            low=values[0],
            high=values[-1],
            title=_TITLES["taken_off"],
            source=f"{written} ({OURS})",
        ),
        levels=tuple(
            Level(
                value=v,
                words=f"{words[v]} of the gain would have come anyway".replace("off of the gain", "off"),
            )
            for v in values
        ),
    )
