"""
The keys of the table ``[analyses.cost-effectiveness]``, and how their values are read one by one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import attrs

from livingwell_costing.discounting import REFERENCE_RATE, DiscountRate, discount_rate
from livingwell_costing.price_index import PriceIndex, price_index
from livingwell_costing.scenarios import Scenario, read_scenario
from livingwell_costing.sensitivity import INPUT_KEYS, Input
from livingwell_costing.thresholds import NO_WEIGHT, SeverityWeight, severity_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "DEFAULT_SCENARIOS",
    "KINDS",
    "CounterfactualKeys",
    "Ends",
    "Index",
    "IndexFile",
    "Keys",
    "Pounds",
    "RangeKeys",
    "Ranges",
    "Reported",
    "UnitCosts",
]

#: What an evaluation shows that names no scenarios; the first is the one that charts are of.
DEFAULT_SCENARIOS: Final = tuple(map(read_scenario, ("mean-gain-one-year", "gain-stops", "to-one-year")))


@attrs.frozen
class Pounds:
    """A figure, or a range."""

    ends: tuple[float, ...]


@attrs.frozen
class Ends:
    """The lower and the higher end of a range."""

    low: float
    high: float


class Index(NamedTuple):
    """A price index of this package."""

    found: PriceIndex


@attrs.frozen(kw_only=True)
class UnitCosts:
    """``unit_costs``: a table of one's own, and which column is which."""

    file: str
    kind: str
    cost: str
    source: str
    price_year: str | None = None
    price_year_column: str | None = None


@attrs.frozen(kw_only=True)
class IndexFile:
    """``index_file``: a price index of one's own."""

    file: str
    year: str
    value: str
    holds: Literal["percent", "level"]
    title: str
    source: str


@attrs.frozen(kw_only=True)
class CounterfactualKeys:
    """
    ``counterfactual``: what people would have gained anyway.

    Attributes
    ----------
    kind : str
    source : str
        Where the number comes from; of a comparison group who they are and why they are comparable.
    gain : float or None
        In QALYs; of a comparison group it follows from its people.
    sites : tuple of str
        Of a comparison group: profiles whose people it is.
    cost_per_person : float or None
        Of a comparison group: what a person of it costs, in pounds.
    note : str
        Of a comparison group: what else has to be said of it.
    """

    kind: Literal["comparison-group", "natural-recovery", "regression-to-the-mean"]
    source: str
    gain: float | None = None
    sites: tuple[str, ...] = ()
    cost_per_person: float | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class RangeKeys:
    """
    ``ranges``: how far numbers may be from what they are taken to be, for what would change the answer.

    Attributes
    ----------
    source : str
        Where the ranges come from.
    cost, years, gain, taken_off, rate : Ends or None
        In pounds, in years, in utility, in utility, and by year.
    """

    source: str
    cost: Ends | None = None
    years: Ends | None = None
    gain: Ends | None = None
    taken_off: Ends | None = None
    rate: Ends | None = None


@attrs.frozen(kw_only=True)
class Ranges:
    """
    How far numbers may be from what they are taken to be.

    Attributes
    ----------
    ends : mapping of name to (low, high)
        Of the numbers of a `Case` for which the evaluation file names a range.
    source : str
        Where these come from.
    """

    ends: Mapping[Input, tuple[float, float]] = attrs.field(factory=dict)
    source: str = ""


@attrs.frozen(kw_only=True)
class Reported:
    """
    What only people can say, for the CHEERS checklist; each a sentence, or "".

    Attributes
    ----------
    title, summary, background, plan : str
    comparator, perspective, resources : str
    fairness : str
        Who gains and who loses.
    involvement, involvement_effect : str
        Of patients and others, and what it changed.
    limits, funding, conflicts : str
    """

    title: str = ""
    summary: str = ""
    background: str = ""
    plan: str = ""
    comparator: str = ""
    perspective: str = ""
    resources: str = ""
    fairness: str = ""
    involvement: str = ""
    involvement_effect: str = ""
    limits: str = ""
    funding: str = ""
    conflicts: str = ""


@attrs.frozen(kw_only=True)
class Keys:
    """The table as it is written; `read_choice` looks its names up together."""

    cost_per_person: Pounds | None = None
    annual_cost: float | None = None
    people: int | None = None
    contacts: dict[str, float] | None = None
    unit_costs: UnitCosts | None = None
    amount: str | None = None
    source: str = ""
    price_year: str | None = None
    to_price_year: str | None = None
    index: Index | None = None
    index_file: IndexFile | None = None
    scenarios: tuple[Scenario, ...] = DEFAULT_SCENARIOS
    rate: DiscountRate = REFERENCE_RATE
    thresholds: tuple[float, ...] = ()
    counterfactual: CounterfactualKeys | None = None
    ranges: RangeKeys | None = None
    two_way: tuple[str, ...] = tuple(INPUT_KEYS)[:2]
    severity_weight: SeverityWeight = NO_WEIGHT
    reported: Reported = attrs.field(factory=Reported)


def _numbers(value: object) -> bool:
    return all(
        not isinstance(one, bool) and isinstance(one, int | float)
        for one in (value if isinstance(value, list) else [value])
    )


def _shown(value: object) -> object:
    return value if isinstance(value, str | int | float) else type(value).__name__


def _pounds(value: object) -> Pounds:
    ends: list[Any] = value if isinstance(value, list) and len(value) == 2 else [value]
    if not _numbers(ends):
        msg = f"a number of pounds, or [lower, higher], got {_shown(value)!r}"
        raise ValueError(msg)
    return Pounds(tuple(ends))


def _ends(value: object) -> Ends:
    if not (isinstance(value, list) and len(value) == 2 and _numbers(value)):
        msg = f"two numbers, [lower, higher], got {_shown(value)!r}"
        raise ValueError(msg)
    low, high = map(float, value)
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        msg = f"two numbers, [lower, higher], got {f'{low:g} to {high:g}'!r}"
        raise ValueError(msg)
    return Ends(low, high)


def _named(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def hook(value: object) -> object:
        if not isinstance(value, str):
            msg = f"text, got {value!r}"
            raise ValueError(msg)  # noqa: TRY004 - one kind of error for whatever is no name
        return read(value)

    return hook


#: How values are read that TOML has no type for.
KINDS: Final[dict[Any, Callable[[Any], Any]]] = {
    Pounds: _pounds,
    Ends: _ends,
    Scenario: _named(read_scenario),
    DiscountRate: _named(discount_rate),
    Index: _named(lambda name: Index(price_index(name))),
    SeverityWeight: _named(severity_weight),
}
