"""
What a person costs: given, or from what the service costs in a year.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import InputError, Problem
from livingwell_core.instruments.scale import exact_number
from livingwell_costing.price_index import financial_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_costing.price_index import PriceIndex

__all__ = ["NO_PRICE_YEAR", "Basis", "CostPerPerson", "annual_cost", "given_cost"]

Basis = Literal["given", "annual", "activity"]

#: What is said of a cost without one.
NO_PRICE_YEAR: Final = "price year not stated"
_TEXTS: Final = {
    "given": "Cost of a person as given, for everyone the same.",
    "annual": "Annual cost of the service by the people it supported in that year, for everyone the same.",
    "activity": "Contacts of each kind times their unit costs, by the people they were with; for everyone "
    "the same.",
}


@attrs.frozen(kw_only=True)
class CostPerPerson:
    """
    What a person costs: a figure, or a range of which either end may be true.

    Attributes
    ----------
    low, high : Fraction
        In pounds, 0 <= low <= high; alike for a figure.
    price_year : str or None
        Financial year of the prices; None where it is not stated.
    basis : {"given", "annual", "activity"}
    source : str
        Where the figures come from.
    index : PriceIndex or None
        With which it was brought to the prices of `price_year`.
    parts : mapping of str to Fraction
        Of a cost from activity: pounds a person for each kind of contact.
    """

    low: Fraction
    high: Fraction
    price_year: str | None
    basis: Basis = "given"
    source: str = ""
    index: PriceIndex | None = None
    parts: Mapping[str, Fraction] = attrs.field(factory=dict)

    @property
    def ends(self) -> tuple[float, ...]:
        """The figure, or both ends of the range, in pounds."""
        return (float(self.low),) if self.low == self.high else (float(self.low), float(self.high))

    @property
    def note(self) -> str:
        """The price year in words."""
        return NO_PRICE_YEAR if self.price_year is None else f"prices of {self.price_year}"

    @property
    def definition(self) -> Definition:
        """What findings name, ``cost-per-person:`` and the basis."""
        indexed = f" Brought to {self.note} by {self.index.title}." if self.index else ""
        text = f"{_TEXTS[self.basis]}{indexed} {self.note[:1].upper()}{self.note[1:]}."
        verified = self.index is None or self.index.verified
        return Definition(
            id=f"cost-per-person:{self.basis}", text=text, source=self.source or "-", verified=verified
        )

    def in_prices_of(self, year: str, index: PriceIndex, *, file: str = "the evaluation") -> CostPerPerson:
        """
        Give the cost in the prices of another year.

        Raises
        ------
        InputError
            If the price year is not stated, or the index does not have one of the years.
        """
        if self.price_year is None:
            problem = Problem(
                file=file,
                reason="a cost without a price year cannot be brought to other prices",
                column="price_year",
                expected="the financial year of its prices, such as 2021/22",
            )
            raise InputError([problem])
        factor = index.factor(self.price_year, year, file=file)
        return attrs.evolve(
            self,
            low=self.low * factor,
            high=self.high * factor,
            price_year=year,
            index=index,
            parts={name: part * factor for name, part in self.parts.items()},
        )


def given_cost(
    low: float | str | Fraction,
    high: float | str | Fraction | None = None,
    *,
    price_year: str | None,
    source: str = "",
    file: str = "the evaluation",
) -> CostPerPerson:
    """
    Take a figure or a range of pounds a person.

    Parameters
    ----------
    low, high : number
        A range from low to high; a figure without high.
    price_year : str or None
        "2021/22"; None where it is not known, which is said wherever the cost is shown.
    source : str
    file : str
        Where they were given, for messages.

    Raises
    ------
    InputError
        If one is no number of at least 0, the range is upside down, or the price year is no financial year.

    Examples
    --------
    >>> given_cost(800, 1160, price_year=None).ends
    (800.0, 1160.0)
    """
    problems: list[Problem] = []
    ends = [_pounds("cost", low, file, problems)]
    if high is not None:
        ends.append(_pounds("cost", high, file, problems))
    _check_year(price_year, file, problems)
    numbers = [end for end in ends if end is not None]
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        value = f"{float(numbers[0]):g} to {float(numbers[1]):g}"
        problems.append(
            Problem(
                file=file,
                reason="the range is upside down",
                column="cost",
                value=value,
                expected="the lower end first",
            )
        )
    if problems:
        raise InputError(problems)
    return CostPerPerson(low=numbers[0], high=numbers[-1], price_year=price_year, source=source)


def annual_cost(
    total: float | str | Fraction,
    people: int,
    *,
    price_year: str | None,
    source: str = "",
    file: str = "the evaluation",
) -> CostPerPerson:
    """
    Divide what a service costs in a year by the people it supported in it.

    Parameters
    ----------
    total : number
        In pounds.
    people : int
    price_year, source, file
        As for `given_cost`.

    Raises
    ------
    InputError
        If the total is no number of at least 0, there is nobody, or the price year is no financial year.
    """
    problems: list[Problem] = []
    pounds = _pounds("annual_cost", total, file, problems)
    _check_year(price_year, file, problems)
    check_people(people, file, problems)
    if problems or pounds is None:
        raise InputError(problems)
    each = pounds / people
    return CostPerPerson(low=each, high=each, price_year=price_year, basis="annual", source=source)


def check_people(people: int, file: str, problems: list[Problem]) -> None:
    """Note where a cost cannot be shared out because there is nobody."""
    if people < 1:
        problems.append(
            Problem(
                file=file,
                reason="wrong value",
                column="people",
                value=str(people),
                expected="at least one person",
            )
        )


def _pounds(
    column: str, given: float | str | Fraction, file: str, problems: list[Problem]
) -> Fraction | None:
    try:
        number = Fraction(exact_number(given))
        if number >= 0:
            return number
    except ValueError:
        pass
    value = f"{given:g}" if isinstance(given, float) and math.isfinite(given) else str(given)
    problems.append(
        Problem(
            file=file,
            reason="wrong value",
            column=column,
            value=value,
            expected="a number of pounds, at least 0",
        )
    )
    return None


def _check_year(price_year: str | None, file: str, problems: list[Problem]) -> None:
    if price_year is None:
        return
    try:
        financial_year(price_year)
    except ValueError:
        problems.append(
            Problem(
                file=file,
                reason="wrong value",
                column="price_year",
                value=price_year,
                expected="a financial year such as 2021/22",
            )
        )
