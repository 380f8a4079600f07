"""
What an evaluation file may say of value for money: the table ``[analyses.cost-effectiveness]``.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.cohorts import Source
from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.toml_files import structure
from livingwell_costing.comparison import BEYOND, ComparisonSites, repeated, sites_of_evaluation
from livingwell_costing.costs import CostPerPerson, annual_cost, given_cost
from livingwell_costing.counterfactual import (
    NO_CHANGE,
    Counterfactual,
    natural_recovery,
    regression_to_the_mean,
)
from livingwell_costing.discounting import REFERENCE_RATE, DiscountRate
from livingwell_costing.keys import (
    DEFAULT_SCENARIOS,
    KINDS,
    CounterfactualKeys,
    Keys,
    RangeKeys,
    Ranges,
    Reported,
    UnitCosts,
)
from livingwell_costing.price_index import PriceIndex, read_price_index
from livingwell_costing.sensitivity import INPUT_KEYS, NOT_BELOW_ZERO, Input
from livingwell_costing.thresholds import NO_WEIGHT, SeverityWeight, default_thresholds
from livingwell_costing.unit_costs import Activity, activity_cost, read_unit_costs

if TYPE_CHECKING:
    from pathlib import Path

    from livingwell_costing.scenarios import Scenario

__all__ = ["DEFAULT_SCENARIOS", "TABLE", "Choice", "Ranges", "Reported", "read_choice"]

#: Where messages say that a key is.
TABLE: Final = "analyses.cost-effectiveness"
_BASES: Final = ("cost_per_person", "annual_cost", "contacts", "amount")


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
        Nothing where there is a comparison group: what is taken off then follows from its people.
    comparison : ComparisonSites or None
    ranges : Ranges
    two_way : tuple of str, length 2
        Numbers of a `Case` that are varied together.
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
    comparison: ComparisonSites | None = None
    ranges: Ranges = attrs.field(factory=Ranges)
    two_way: tuple[Input, Input] = ("years", "taken_off")
    severity: SeverityWeight = NO_WEIGHT
    reported: Reported = attrs.field(factory=Reported)

    @property
    def costed(self) -> bool:
        """True where there is a cost to hold the gain against."""
        return self.cost is not None or self.amount is not None

    @property
    def comparator(self) -> str:
        """What the gain is against."""
        group = self.comparison
        return self.counterfactual.text if group is None else f"{BEYOND}: {group.named}"


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
        keys = structure(table, Keys, file, KINDS)
    except InputError as error:
        raise InputError([_placed(problem, file) for problem in error.problems]) from error
    bases = _of_bases(keys, file)
    problems = [*_of_thresholds(keys, file), *_of_scenarios(keys, file), *bases]
    problems += [*_of_counterfactual(keys.counterfactual, file, folder), *_of_ranges(keys, file)]
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
        comparison=_comparison(keys.counterfactual),
        ranges=_ranges(keys.ranges),
        two_way=(INPUT_KEYS[keys.two_way[0]], INPUT_KEYS[keys.two_way[1]]),
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


def _of_thresholds(keys: Keys, file: str) -> list[Problem]:
    wrong = [value for value in keys.thresholds if not (math.isfinite(value) and 0 < value <= 1e9)]
    problems = [_wrong(file, "thresholds", value, "pounds a QALY, above 0") for value in wrong]
    if len(set(keys.thresholds)) < len(keys.thresholds):
        problems.append(_wrong(file, "thresholds", None, "each once", "a threshold twice"))
    return problems


def _of_scenarios(keys: Keys, file: str) -> list[Problem]:
    if not keys.scenarios:
        return [_wrong(file, "scenarios", None, "at least one scenario, or no such key", "is empty")]
    if len(set(keys.scenarios)) < len(keys.scenarios):
        return [_wrong(file, "scenarios", None, "each once", "a scenario twice")]
    return []


def _of_bases(keys: Keys, file: str) -> list[Problem]:
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


def _of_counterfactual(given: CounterfactualKeys | None, file: str, folder: Path) -> list[Problem]:
    """Find keys that do not go with the kind, and a comparison group that is none."""
    if given is None:
        return []
    needed, others = ["gain"], ["sites", "cost_per_person", "note"]
    if given.kind == "comparison-group":
        needed, others = ["sites"], ["gain"]
    what = f"a value, as the kind is {given.kind!r}"
    problems = [
        _wrong(file, f"counterfactual.{name}", None, what, "is missing")
        for name in needed
        if getattr(given, name) in (None, ())
    ]
    problems += [
        _wrong(file, f"counterfactual.{name}", None, f"no such key where the kind is {given.kind!r}")
        for name in others
        if getattr(given, name) not in (None, (), "")
    ]
    return problems or _of_comparison(given, file, folder)


def _of_comparison(given: CounterfactualKeys, file: str, folder: Path) -> list[Problem]:
    if given.kind != "comparison-group":
        return []
    where, cost, problems = "counterfactual.sites", given.cost_per_person, []
    if not given.source.strip():
        expected = "who they are, and why they are comparable"
        problems.append(_wrong(file, "counterfactual.source", given.source, expected))
    if cost is not None and not (math.isfinite(cost) and 0 <= cost <= 1e9):
        expected = "pounds a person, at least 0"
        problems.append(_wrong(file, "counterfactual.cost_per_person", cost, expected))
    problems += [_wrong(file, where, name, "each once", "a site twice") for name in repeated(given.sites)]
    known = sites_of_evaluation(folder / file)
    unknown = [name for name in given.sites if known is not None and name not in known]
    problems += [
        _wrong(file, where, name, did_you_mean(name, known or ()), "no such site in this evaluation")
        for name in unknown
    ]
    if known is not None and not unknown and set(known) <= set(given.sites):
        expected = "at least one site that is not in the comparison group"
        reason = "the service would be compared with itself"
        problems.append(_wrong(file, where, " and ".join(given.sites), expected, reason))
    return problems


def _comparison(given: CounterfactualKeys | None) -> ComparisonSites | None:
    if given is None or given.kind != "comparison-group":
        return None
    return ComparisonSites(
        sites=given.sites,
        source=given.source.strip().rstrip("."),
        cost=given.cost_per_person,
        note=given.note.strip(),
    )


def _taken_off(given: CounterfactualKeys | None, file: str) -> Counterfactual:
    if given is None or given.kind == "comparison-group" or given.gain is None:
        return NO_CHANGE
    make = natural_recovery if given.kind == "natural-recovery" else regression_to_the_mean
    try:
        return make(given.gain, source=given.source)
    except ValueError as error:
        expected, _, got = str(error).partition(", got ")
        key = "source" if "where" in expected else "gain"
        raise InputError([_wrong(file, f"counterfactual.{key}", got.strip("'"), expected)]) from error


def _of_ranges(keys: Keys, file: str) -> list[Problem]:
    """Find ranges that cannot be, and names of two numbers that are not two."""
    problems = []
    if keys.ranges is not None:
        if not keys.ranges.source.strip():
            expected = "where the ranges come from"
            problems.append(_wrong(file, "ranges.source", keys.ranges.source, expected))
        for key, name in INPUT_KEYS.items():
            ends = getattr(keys.ranges, key)
            if ends is not None and name in NOT_BELOW_ZERO and ends.low < 0:
                problems.append(_wrong(file, f"ranges.{key}", ends.low, "at least 0"))
            if ends is not None and max(abs(ends.low), abs(ends.high)) > 1e9:
                problems.append(_wrong(file, f"ranges.{key}", ends.high, "at most 1e9"))
    if len(keys.two_way) != 2 or len(set(keys.two_way)) != 2:
        problems.append(_wrong(file, "two_way", ", ".join(keys.two_way), "two different numbers"))
    problems += [
        _wrong(file, "two_way", name, did_you_mean(name, INPUT_KEYS))
        for name in keys.two_way
        if name not in INPUT_KEYS
    ]
    return problems


def _ranges(given: RangeKeys | None) -> Ranges:
    if given is None:
        return Ranges()
    ends = {name: getattr(given, key) for key, name in INPUT_KEYS.items()}
    return Ranges(
        ends={name: (one.low, one.high) for name, one in ends.items() if one is not None},
        source=given.source.strip(),
    )


def _cost(keys: Keys, file: str, folder: Path) -> CostPerPerson | None:
    """Work out what a person costs; None where nothing, or each person's own, is given."""
    cost = None
    more: dict[str, Any] = {"price_year": keys.price_year, "source": keys.source, "file": file}
    if keys.cost_per_person is not None:
        cost = given_cost(*keys.cost_per_person.ends, **more)
    elif keys.annual_cost is not None and keys.people is not None:
        cost = annual_cost(keys.annual_cost, keys.people, **more)
    elif keys.contacts and keys.unit_costs and keys.people is not None and keys.price_year is not None:
        cost = _from_activity(
            keys.contacts, keys.unit_costs, keys.people, keys.price_year, file, folder, _index(keys, folder)
        )
    if cost is None or keys.to_price_year is None:
        return cost
    index = _index(keys, folder)
    return cost if index is None else cost.in_prices_of(keys.to_price_year, index, file=file)


def _index(keys: Keys, folder: Path) -> PriceIndex | None:
    own = keys.index_file
    if own is None:
        return keys.index.found if keys.index is not None else None
    source = Source(path=folder / own.file, name=own.file)
    return read_price_index(
        source, year=own.year, value=own.value, holds=own.holds, title=own.title, origin=own.source
    )


def _from_activity(
    contacts: dict[str, float],
    unit: UnitCosts,
    people: int,
    price_year: str,
    file: str,
    folder: Path,
    index: PriceIndex | None,
) -> CostPerPerson:
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
    return activity_cost(activity, table, people=people, price_year=price_year, index=index)
