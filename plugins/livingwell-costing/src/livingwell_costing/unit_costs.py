"""
Costs from activity: contacts of each kind times their unit costs, both from tables of the user's own.

Tables of unit costs, such as those of the Personal Social Services Research Unit, are not in this package:
their licence does not allow it. A file of one loads once it is said which column is which.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_costing.costs import CostPerPerson, check_people
from livingwell_costing.price_index import PriceIndex, financial_year
from livingwell_costing.tables import Faults, money, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.cohorts.readers import Source

__all__ = ["Activity", "UnitCost", "UnitCosts", "activity_cost", "read_activity", "read_unit_costs"]


@attrs.frozen(kw_only=True)
class UnitCost:
    """
    What one contact costs.

    Attributes
    ----------
    pounds : Fraction
        >= 0.
    price_year : str
        "2023/24".
    row : int
        Of the file.
    """

    pounds: Fraction
    price_year: str
    row: int


@attrs.frozen(kw_only=True)
class UnitCosts:
    """
    A table of unit costs.

    Attributes
    ----------
    file : str
        As messages name it.
    costs : mapping of str to UnitCost
        By kind of contact.
    source : str
        Where the table comes from.
    """

    file: str
    costs: Mapping[str, UnitCost]
    source: str


@attrs.frozen(kw_only=True)
class Activity:
    """
    Contacts of each kind.

    Attributes
    ----------
    file : str
        As messages name it.
    contacts : mapping of str to Fraction
        By kind; >= 0, parts of a contact too.
    first_row : mapping of str to int
        Where each kind is first.
    """

    file: str
    contacts: Mapping[str, Fraction]
    first_row: Mapping[str, int]


def _kind(text: str) -> str:
    if not text:
        msg = "a kind of contact, got ''"
        raise ValueError(msg)
    return text


def _amount(text: str) -> Fraction:
    number = money(text)
    if number < 0:
        msg = f"a number of at least 0, got {text!r}"
        raise ValueError(msg)
    return number


def _year(text: str) -> str:
    financial_year(text)
    return text


def read_unit_costs(
    source: Source,
    *,
    kind: str,
    cost: str,
    price_year: str | None = None,
    price_year_column: str | None = None,
    origin: str,
) -> UnitCosts:
    """
    Read a table of unit costs.

    Parameters
    ----------
    source : Source
        A CSV file or a workbook.
    kind, cost : str
        Names of the columns.
    price_year : str, optional
        Of all costs; or
    price_year_column : str, optional
        the name of the column that has it.
    origin : str
        Where the table comes from: "Unit Costs of Health and Social Care 2024".

    Raises
    ------
    InputError
        With all that is wrong: a blank, no number, a number below 0, a kind twice, no price year.
    """
    if (price_year is None) == (price_year_column is None):
        problem = Problem(
            file=source.name,
            reason="no price year" if price_year is None else "two price years",
            column="price_year",
            expected="the financial year of all costs, or the name of the column that has it",
        )
        raise InputError([problem])
    columns = [kind, cost, *([price_year_column] if price_year_column else [])]
    faults = Faults(source.name, columns)
    if price_year is not None:
        faults.problems += _year_problems(source.name, price_year)
    found: dict[str, UnitCost] = {}
    for row in read_table(source, columns):
        name, pounds = faults.read(row, 0, _kind), faults.read(row, 1, _amount)
        year = price_year or faults.read(row, 2, _year)
        if name is None or pounds is None or year is None:
            continue
        if name in found:
            faults.add(
                row, 0, "a kind of contact twice", expected=f"once; it is in row {found[name].row} too"
            )
        found[name] = UnitCost(pounds=pounds, price_year=year, row=row.number)
    faults.stop()
    return UnitCosts(file=source.name, costs=found, source=origin)


def _year_problems(file: str, year: str) -> list[Problem]:
    try:
        financial_year(year)
    except ValueError as error:
        expected = str(error).partition(", got ")[0]
        return [Problem(file=file, reason="wrong value", column="price_year", value=year, expected=expected)]
    return []


def read_activity(source: Source, *, kind: str, contacts: str | None = None) -> Activity:
    """
    Read how many contacts there were of each kind.

    Parameters
    ----------
    source : Source
        A CSV file or a workbook: a row a contact, or a row with a number of them.
    kind : str
        Name of the column with the kind of contact.
    contacts : str, optional
        Name of the column with their number; without it each row is one.

    Raises
    ------
    InputError
        With all that is wrong: a blank, no number, a number below 0.
    """
    columns = [kind, *([contacts] if contacts else [])]
    faults = Faults(source.name, columns)
    found: dict[str, Fraction] = {}
    first_row: dict[str, int] = {}
    for row in read_table(source, columns, count=True):
        name = faults.read(row, 0, _kind)
        number = faults.read(row, 1, _amount) if contacts else Fraction(1)
        if name is None or number is None:
            continue
        found[name] = found.get(name, Fraction(0)) + number * int(row.cells[-1] or 0)
        first_row.setdefault(name, row.number)
    faults.stop()
    return Activity(file=source.name, contacts=found, first_row=first_row)


def activity_cost(
    activity: Activity,
    unit_costs: UnitCosts,
    *,
    people: int,
    price_year: str,
    index: PriceIndex | None = None,
) -> CostPerPerson:
    """
    Multiply contacts by their unit costs and share the sum out.

    Parameters
    ----------
    activity : Activity
    unit_costs : UnitCosts
    people : int
        With whom the contacts were, >= 1.
    price_year : str
        Of the result.
    index : PriceIndex, optional
        Needed where unit costs are in the prices of other years.

    Raises
    ------
    InputError
        With all that is wrong: kinds without a unit cost, other price years without an index, years that the
        index does not have, nobody.
    """
    problems = _year_problems(unit_costs.file, price_year)
    check_people(people, activity.file, problems)
    if problems:
        raise InputError(problems)
    parts: dict[str, Fraction] = {}
    indexed = False
    for name, contacts in activity.contacts.items():
        unit = unit_costs.costs.get(name)
        if unit is None:
            problems.append(_unknown(activity, unit_costs, name))
            continue
        try:
            factor = _factor(unit, price_year, index, unit_costs.file)
        except InputError as error:
            problems += [problem._replace(row=unit.row) for problem in error.problems]
            continue
        indexed = indexed or factor is not None
        parts[name] = contacts * unit.pounds * (1 if factor is None else factor) / people
    if problems:
        raise InputError(problems)
    each = sum(parts.values(), start=Fraction(0))
    return CostPerPerson(
        low=each,
        high=each,
        price_year=price_year,
        basis="activity",
        source=unit_costs.source,
        index=index if indexed else None,
        parts=parts,
    )


def _factor(unit: UnitCost, price_year: str, index: PriceIndex | None, file: str) -> Fraction | None:
    if financial_year(unit.price_year) == financial_year(price_year):
        return None
    if index is None:
        problem = Problem(
            file=file,
            reason="in the prices of another year, and no price index is named",
            column="price year",
            value=unit.price_year,
            expected=f"prices of {price_year}, or a price index",
        )
        raise InputError([problem])
    return index.factor(unit.price_year, price_year, file=file)


def _unknown(activity: Activity, unit_costs: UnitCosts, name: str) -> Problem:
    return Problem(
        file=activity.file,
        reason=f"no unit cost for this kind of contact in {unit_costs.file}; "
        f"{did_you_mean(name, unit_costs.costs)}",
        row=activity.first_row[name],
        value=name,
    )
