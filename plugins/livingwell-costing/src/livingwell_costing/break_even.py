"""
How bad things may be before a service no longer passes a threshold.
"""

from __future__ import annotations

from typing import Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError
from livingwell_costing.discounting import DAYS_IN_YEAR, REFERENCE_RATE, DiscountRate, years_needed
from livingwell_costing.net_benefit import checked_threshold

__all__ = [
    "HIGHEST_COST",
    "SHORTEST_DURATION",
    "SMALLEST_GAIN",
    "BreakEven",
    "highest_cost",
    "shortest_duration",
    "smallest_gain",
]

HIGHEST_COST: Final = Definition(
    id="break-even:highest-cost",
    text="The highest cost for each person at which the mean net benefit is not below 0: threshold times "
    "mean gain.",
    source="net benefit: Stinnett and Mullahy 1998, Medical Decision Making 18 suppl:S68-S80, "
    "doi 10.1177/0272989X98018002S09",
)
SMALLEST_GAIN: Final = Definition(
    id="break-even:smallest-gain",
    text="The smallest mean gain in QALYs at which the mean net benefit is not below 0: cost by threshold.",
    source="net benefit: Stinnett and Mullahy 1998, Medical Decision Making 18 suppl:S68-S80, "
    "doi 10.1177/0272989X98018002S09",
)
SHORTEST_DURATION: Final = Definition(
    id="break-even:shortest-duration",
    text="The shortest time, from the first day, for which the mean gain in utility has to be there in "
    "full for the mean net benefit not to be below 0; later years are discounted.",
    source="net benefit: Stinnett and Mullahy 1998, Medical Decision Making 18 suppl:S68-S80, "
    "doi 10.1177/0272989X98018002S09",
)


@attrs.frozen(kw_only=True)
class BreakEven:
    """
    Where a service just passes.

    Attributes
    ----------
    threshold : float
        In pounds a QALY.
    value : float or None
        None where there is no such point.
    unit : {"GBP", "QALY", "days"}
    note : str
        Why there is none; or "".
    n : int or None
        People whose mean gain it rests on; None where it rests on no gain.
    definition : str
    """

    threshold: float
    value: float | None
    unit: str
    note: str = ""
    n: int | None = None
    definition: str


_NO_GAIN: Final = "there is no gain, so that no cost passes"
_NO_LASTING: Final = "there is no gain, however long it lasts"
_NO_COST: Final = "it costs nothing more, so that it passes without a gain"
_NOTHING: Final = "at a threshold of 0 a gain is worth nothing"


def highest_cost(mean_gain: float, threshold: float, *, n: int | None = None) -> BreakEven:
    """
    Give the highest cost that passes.

    Parameters
    ----------
    mean_gain : float
        In QALYs.
    threshold : float
        In pounds a QALY, >= 0.
    n : int, optional

    Raises
    ------
    ValueError
        If the threshold is below 0 or not finite.

    Examples
    --------
    >>> round(highest_cost(0.13, 20_000).value)
    2600
    """
    worth = checked_threshold(threshold) * mean_gain
    return BreakEven(
        threshold=threshold,
        value=worth if mean_gain > 0 else None,
        unit="GBP",
        note="" if mean_gain > 0 else _NO_GAIN,
        n=n,
        definition=HIGHEST_COST.id,
    )


def smallest_gain(cost: float, threshold: float) -> BreakEven:
    """
    Give the smallest mean gain that passes.

    Parameters
    ----------
    cost : float
        In pounds a person.
    threshold : float
        In pounds a QALY, >= 0.

    Raises
    ------
    ValueError
        If the threshold is below 0 or not finite.
    """
    note = _NO_COST if cost <= 0 else ("" if checked_threshold(threshold) else _NOTHING)
    value = None if note else cost / threshold
    return BreakEven(threshold=threshold, value=value, unit="QALY", note=note, definition=SMALLEST_GAIN.id)


def shortest_duration(
    utility_gain: float,
    cost: float,
    threshold: float,
    *,
    rate: DiscountRate = REFERENCE_RATE,
    n: int | None = None,
) -> BreakEven:
    """
    Give the shortest time that the mean gain in utility has to last.

    Parameters
    ----------
    utility_gain : float
        Mean of last utility less first.
    cost : float
        In pounds a person.
    threshold : float
        In pounds a QALY, >= 0.
    rate : DiscountRate
    n : int, optional

    Raises
    ------
    ValueError
        If the threshold is below 0 or not finite.

    Examples
    --------
    >>> round(shortest_duration(0.13, 800, 20_000).value)
    112
    """
    worth = checked_threshold(threshold) * utility_gain
    value = None
    if cost <= 0:
        note = _NO_COST
    elif utility_gain <= 0:
        note = _NO_LASTING
    elif worth <= 0:
        note = _NOTHING
    else:
        try:
            value, note = years_needed(cost / worth, rate.rate) * DAYS_IN_YEAR, ""
        except NotApplicableError as reason:
            note = str(reason)
    return BreakEven(
        threshold=threshold, value=value, unit="days", note=note, n=n, definition=SHORTEST_DURATION.id
    )
