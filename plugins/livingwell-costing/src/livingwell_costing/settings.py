"""
What an evaluation file may say of value for money: the table ``[analyses.cost-effectiveness]``.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import attrs

from livingwell_core.cohorts import Source
from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.toml_files import structure
from livingwell_costing.costs import CostPerPerson, annual_cost, given_cost
from livingwell_costing.counterfactual import (
    NO_CHANGE,
    Counterfactual,
    natural_recovery,
    regression_to_the_mean,
)
from livingwell_costing.discounting import REFERENCE_RATE, DiscountRate, discount_rate
from livingwell_costing.price_index import PriceIndex, price_index, read_price_index
from livingwell_costing.scenarios import Scenario, read_scenario
from livingwell_costing.thresholds import NO_WEIGHT, SeverityWeight, default_thresholds, severity_weight
from livingwell_costing.unit_costs import Activity, activity_cost, read_unit_costs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["DEFAULT_SCENARIOS", "TABLE", "Choice", "Reported", "read_choice"]

#: Where messages say that a key is.
TABLE: Final = "analyses.cost-effectiveness"
#: What an evaluation shows that names no scenarios; the first is the one that charts are of.
DEFAULT_SCENARIOS: Final = tuple(map(read_scenario, ("mean-gain-one-year", "gain-stops", "to-one-year")))
_BASES: Final = ("cost_per_person", "annual_cost", "contacts", "amount")


@attrs.frozen
class _Pounds:
    """A figure, or a range."""

    ends: tuple[float, ...]


class _Index(NamedTuple):
    """A price index of this package."""

    found: PriceIndex


@attrs.frozen(kw_only=True)
class _UnitCosts:
    file: str
    kind: str
    cost: str
    source: str
    price_year: str | None = None
    price_year_column: str | None = None


@attrs.frozen(kw_only=True)
class _IndexFile:
    file: str
    year: str
    value: str
    holds: Literal["percent", "level"]
    title: str
    source: str


@attrs.frozen(kw_only=True)
class _Counterfactual:
    kind: Literal["natural-recovery", "regression-to-the-mean"]
    gain: float
    source: str


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
class _Keys:
    cost_per_person: _Pounds | None = None
    annual_cost: float | None = None
    people: int | None = None
    contacts: dict[str, float] | None = None
    unit_costs: _UnitCosts | None = None
    amount: str | None = None
    source: str = ""
    price_year: str | None = None
    to_price_year: str | None = None
    index: _Index | None = None
    index_file: _IndexFile | None = None
    scenarios: tuple[Scenario, ...] = DEFAULT_SCENARIOS
    rate: DiscountRate = REFERENCE_RATE
    thresholds: tuple[float, ...] = ()
    counterfactual: _Counterfactual | None = None
    severity_weight: SeverityWeight = NO_WEIGHT
    reported: Reported = attrs.field(factory=Reported)


def _usual() -> tuple[float, ...]:
    return tuple(sorted({end for one in default_thresholds() for end in one.ends}))


@attrs.frozen(kw_only=True)
class Choice:
    """
    The table, with every name in it looked up.

    Attributes
    ----------
    cost : CostPerPerson or None
        None where none is given, or each person's own is used.
    amount : str or None
        Of the list of people: what each person cost.
    scenarios : tuple of Scenario
        The first is the one that charts are of.
    rate : DiscountRate
    thresholds : tuple of float
        In pounds a QALY, > 0, rising.
    own_thresholds : bool
        True where the evaluation file names them.
    counterfactual : Counterfactual
    severity : SeverityWeight
    reported : Reported
    """

    cost: CostPerPerson | None = None
    amount: str | None = None
    scenarios: tuple[Scenario, ...] = DEFAULT_SCENARIOS
    rate: DiscountRate = REFERENCE_RATE
    thresholds: tuple[float, ...] = attrs.field(factory=_usual)
    own_thresholds: bool = False
    counterfactual: Counterfactual = NO_CHANGE
    severity: SeverityWeight = NO_WEIGHT
    reported: Reported = attrs.field(factory=Reported)

    @property
    def costed(self) -> bool:
        """True where there is a cost to hold the gain against."""
        return self.cost is not None or self.amount is not None


def _pounds(value: object) -> _Pounds:
    ends: list[Any] = value if isinstance(value, list) and len(value) == 2 else [value]
    if any(isinstance(end, bool) or not isinstance(end, int | float) for end in ends):
        shown = value if isinstance(value, str | int | float) else type(value).__name__
        msg = f"a number of pounds, or [lower, higher], got {shown!r}"
        raise ValueError(msg)
    return _Pounds(tuple(ends))


def _named(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def hook(value: object) -> object:
        if not isinstance(value, str):
            msg = f"text, got {value!r}"
            raise ValueError(msg)  # noqa: TRY004 - one kind of error for whatever is no name
        return read(value)

    return hook


_KINDS: Final[dict[Any, Callable[[Any], Any]]] = {
    _Pounds: _pounds,
    Scenario: _named(read_scenario),
    DiscountRate: _named(discount_rate),
    _Index: _named(lambda name: _Index(price_index(name))),
    SeverityWeight: _named(severity_weight),
}


def read_choice(table: dict[str, Any], file: str, folder: Path) -> Choice:
    """
    Read the table.

    Parameters
    ----------
    table : dict
    file : str
        The evaluation file as messages name it.
    folder : Path
        Where it is: tables of unit costs and indices are beside it.

    Raises
    ------
    InputError
        With all that is wrong: file, key, value, what was expected.
    """
    try:
        keys = structure(table, _Keys, file, _KINDS)
    except InputError as error:
        raise InputError([_placed(problem, file) for problem in error.problems]) from error
    bases = _of_bases(keys, file)
    problems = [*_of_thresholds(keys, file), *_of_scenarios(keys, file), *bases]
    taken, cost = NO_CHANGE, None
    try:
        taken = _taken_off(keys.counterfactual, file)
    except InputError as error:
        problems += error.problems
    if not bases:
        try:
            cost = _cost(keys, file, folder)
        except InputError as error:
            problems += [_placed(problem, file) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return Choice(
        cost=cost,
        amount=keys.amount,
        scenarios=keys.scenarios,
        rate=keys.rate,
        thresholds=tuple(sorted(keys.thresholds)) or _usual(),
        own_thresholds=bool(keys.thresholds),
        counterfactual=taken,
        severity=keys.severity_weight,
        reported=keys.reported,
    )


def _placed(problem: Problem, file: str) -> Problem:
    """Say in which table of the evaluation file a key is; columns of other files stay."""
    if problem.file != file or (problem.column or "").startswith(TABLE):
        return problem
    key = {"cost": "cost_per_person", "price year": "price_year"}.get(problem.column or "", problem.column)
    return problem._replace(column=f"{TABLE}.{key}" if key else TABLE)


def _wrong(file: str, key: str, value: object, expected: str, reason: str = "wrong value") -> Problem:
    shown = None if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return Problem(file=file, reason=reason, column=f"{TABLE}.{key}", value=shown, expected=expected)


def _of_thresholds(keys: _Keys, file: str) -> list[Problem]:
    wrong = [value for value in keys.thresholds if not (math.isfinite(value) and 0 < value <= 1e9)]
    problems = [_wrong(file, "thresholds", value, "pounds a QALY, above 0") for value in wrong]
    if len(set(keys.thresholds)) < len(keys.thresholds):
        problems.append(_wrong(file, "thresholds", None, "each once", "a threshold twice"))
    return problems


def _of_scenarios(keys: _Keys, file: str) -> list[Problem]:
    if not keys.scenarios:
        return [_wrong(file, "scenarios", None, "at least one scenario, or no such key", "is empty")]
    if len(set(keys.scenarios)) < len(keys.scenarios):
        return [_wrong(file, "scenarios", None, "each once", "a scenario twice")]
    return []


def _of_bases(keys: _Keys, file: str) -> list[Problem]:
    """Find costs that are given twice or by halves."""
    given = [name for name in _BASES if getattr(keys, name) is not None]
    problems = [
        _wrong(file, name, None, "one way to give the cost", f"{given[0]} is there too") for name in given[1:]
    ]
    needs = {"annual_cost": ("people",), "contacts": ("people", "unit_costs", "price_year")}
    for name in given:
        problems += [
            _wrong(file, other, None, f"a value, as there is {name}", "is missing")
            for other in needs.get(name, ())
            if getattr(keys, other) is None
        ]
    used = {other for name in given for other in needs.get(name, ())}
    problems += [
        _wrong(file, other, None, f"{owner} beside it", "belongs to another key")
        for other, owner in (("people", "annual_cost or contacts"), ("unit_costs", "contacts"))
        if getattr(keys, other) is not None and other not in used
    ]
    index = [name for name in ("index", "index_file") if getattr(keys, name) is not None]
    if len(index) > 1:
        problems.append(_wrong(file, "index_file", None, "one price index", "index is there too"))
    if keys.to_price_year is not None and not index:
        problems.append(_wrong(file, "index", None, "a price index, to bring prices there", "is missing"))
    if keys.to_price_year is not None and keys.amount is not None:
        expected = "people's own costs in the prices that are to be shown"
        problems.append(_wrong(file, "to_price_year", keys.to_price_year, expected))
    return problems


def _taken_off(given: _Counterfactual | None, file: str) -> Counterfactual:
    if given is None:
        return NO_CHANGE
    make = natural_recovery if given.kind == "natural-recovery" else regression_to_the_mean
    try:
        return make(given.gain, source=given.source)
    except ValueError as error:
        expected, _, got = str(error).partition(", got ")
        key = "source" if "where" in expected else "gain"
        raise InputError([_wrong(file, f"counterfactual.{key}", got.strip("'"), expected)]) from error


def _cost(keys: _Keys, file: str, folder: Path) -> CostPerPerson | None:
    """Work out what a person costs; None where nothing, or each person's own, is given."""
    cost = None
    more: dict[str, Any] = {"price_year": keys.price_year, "source": keys.source, "file": file}
    if keys.cost_per_person is not None:
        cost = given_cost(*keys.cost_per_person.ends, **more)
    elif keys.annual_cost is not None and keys.people is not None:
        cost = annual_cost(keys.annual_cost, keys.people, **more)
    elif keys.contacts is not None:
        cost = _from_activity(keys, file, folder)
    if cost is None or keys.to_price_year is None:
        return cost
    index = _index(keys, folder)
    return cost if index is None else cost.in_prices_of(keys.to_price_year, index, file=file)


def _index(keys: _Keys, folder: Path) -> PriceIndex | None:
    own = keys.index_file
    if own is None:
        return keys.index.found if keys.index is not None else None
    source = Source(path=folder / own.file, name=own.file)
    return read_price_index(
        source, year=own.year, value=own.value, holds=own.holds, title=own.title, origin=own.source
    )


def _from_activity(keys: _Keys, file: str, folder: Path) -> CostPerPerson | None:
    unit, contacts = keys.unit_costs, keys.contacts
    if unit is None or contacts is None or keys.people is None or keys.price_year is None:
        return None  # said already
    wrong = [
        _wrong(file, f"contacts.{name}", number, "a number of contacts, at least 0")
        for name, number in contacts.items()
        if not (math.isfinite(number) and number >= 0)
    ]
    if wrong:
        raise InputError(wrong)
    table = read_unit_costs(
        Source(path=folder / unit.file, name=unit.file),
        kind=unit.kind,
        cost=unit.cost,
        price_year=unit.price_year,
        price_year_column=unit.price_year_column,
        origin=unit.source,
    )
    unknown = [
        _wrong(
            file, f"contacts.{name}", None, did_you_mean(name, table.costs), f"no unit cost in {unit.file}"
        )
        for name in contacts
        if name not in table.costs
    ]
    if unknown:
        raise InputError(unknown)
    activity = Activity(
        file=file,
        contacts={name: Fraction(str(number)) for name, number in contacts.items()},
        first_row={},
    )
    index = _index(keys, folder)
    return activity_cost(activity, table, people=keys.people, price_year=keys.price_year, index=index)
