"""
The utilities of every state from decrements or from a model, exactly.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from livingwell_core.instruments.value_sets.faults import MOST_CODE, MOST_UTILITY, Faults
from livingwell_core.instruments.value_sets.grid import MOST_STATES, Grid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from livingwell_core.instruments.value_sets.definition import Additive, Definition, Model, Term

__all__ = ["additive_table", "make_grid", "model_table"]

_MOST_POWER = 10
# Terms times states that are worked out in a few seconds: in 64 bits, and in Python's own whole numbers.
_MOST_WORK, _MOST_SLOW_WORK = 100_000_000, 10_000_000
# A whole number in 64 bits, with room for one doubling.
_MOST_STEPS = 2**62


def make_grid(definition: Definition, levels: Mapping[str, range], key: str, faults: Faults) -> Grid:
    """
    Put the levels of each item together, and hold the best state against them.

    Raises
    ------
    InputError
        If that makes no grid.
    """
    before = len(faults.problems)
    for item, best in zip(definition.items, definition.best, strict=True):
        codes = levels.get(item)
        if codes is None:
            continue
        if len(codes) < 2 or codes[0] < -MOST_CODE or codes[-1] > MOST_CODE:
            faults.add(
                key,
                f"the levels of {item!r} make no item",
                value=f"{codes.start} to {codes.stop - 1}",
                expected=f"at least two codes from -{MOST_CODE} to {MOST_CODE}",
            )
        elif best not in codes:
            expected = f"a level of {item!r}, {codes[0]} to {codes[-1]}"
            faults.add("best", "no such level", value=best, expected=expected)
    faults.stop(before if len(levels) == len(definition.items) else 0)
    grid = Grid(definition.items, tuple(levels[item] for item in definition.items))
    if grid.size > MOST_STATES:
        faults.fatal(key, "too many states", value=f"{grid.size:,}", expected=f"at most {MOST_STATES:,}")
    return grid


def additive_table(definition: Definition, form: Additive, faults: Faults) -> tuple[Grid, NDArray[np.int64]]:
    """
    Add up what each state loses.

    Returns
    -------
    Grid
    array of int64, shape (grid.size,)
        In steps of ``10**-decimals``.

    Raises
    ------
    InputError
    """
    decimals = definition.decimals
    parts = _decrements(definition, form, faults)
    levels = {item: _consecutive(item, parts[item], faults) for item in parts}
    once = faults.steps("additive.any_not_best", form.any_not_best, decimals)
    used = {level for codes in levels.values() for level in codes}
    at = []
    for number, term in enumerate(form.any_at, start=1):
        key = f"additive.any_at[{number}]"
        at.append(faults.steps(f"{key}.value", term.value, decimals))
        if term.level not in used:
            expected = f"one of {', '.join(map(str, sorted(used)))}"
            faults.add(f"{key}.level", "no item has this level", value=term.level, expected=expected)
    numbers = [*at, once, *(part for codes in parts.values() for part in codes.values())]
    if min(numbers, default=0) >= 0 and any(numbers):
        faults.add("additive", "every number is above zero", expected="a minus: they are added to 1")
    grid = make_grid(definition, levels, "additive.levels", faults)
    faults.stop()
    table = np.full(grid.shape, 10**decimals, dtype=np.int64)
    for axis, (item, codes) in enumerate(zip(grid.items, grid.levels, strict=True)):
        lost = np.array([parts[item][code] for code in codes], dtype=np.int64)
        table += lost.reshape(grid.along(axis).shape)
    table += once
    table.reshape(-1)[grid.index(definition.best)] -= once
    for term, value in zip(form.any_at, at, strict=True):
        hit = np.zeros(grid.shape, dtype=np.bool_)
        for axis in range(len(grid.items)):
            hit |= grid.along(axis) == term.level
        table[hit] += value
    return grid, table.reshape(-1)


def _decrements(definition: Definition, form: Additive, faults: Faults) -> dict[str, dict[int, int]]:
    parts: dict[str, dict[int, int]] = {}
    faults.known("additive.levels", form.levels, definition.items, "item in 'items'")
    for item, best in zip(definition.items, definition.best, strict=True):
        key = f"additive.levels.{item}"
        if item not in form.levels:
            faults.add(key, "is missing", expected="a number for each level that is not the best")
            continue
        if abs(best) > MOST_CODE:
            faults.add("best", "no such level", value=best, expected=f"a level of {item!r}")
            continue
        parts[item] = {best: 0}
        for text, value in form.levels[item].items():
            if not re.fullmatch(r"[+-]?[0-9]{1,3}", text) or abs(int(text)) > MOST_CODE:
                expected = f"a whole number from -{MOST_CODE} to {MOST_CODE}"
                faults.add(key, "is no level", value=text, expected=expected)
                continue
            steps = faults.steps(f"{key}.{text}", value, definition.decimals)
            if int(text) == best and steps:
                faults.add(f"{key}.{text}", "is the best level", value=value, expected="0, or nothing")
            elif int(text) != best and int(text) in parts[item]:
                faults.add(f"{key}.{text}", "is there twice")
            parts[item][int(text)] = steps
    return parts


def _consecutive(item: str, codes: Mapping[int, int], faults: Faults) -> range:
    levels = range(min(codes), max(codes) + 1)
    for level in levels:
        if level not in codes:
            expected = f"a number for every level from {levels[0]} to {levels[-1]}"
            faults.add(f"additive.levels.{item}.{level}", "is missing", expected=expected)
    return levels


def model_table(definition: Definition, form: Model, faults: Faults) -> tuple[Grid, NDArray[np.int64]]:
    """
    Evaluate a polynomial for every state, in whole numbers, and round half to even.

    Returns
    -------
    Grid
    array of int64, shape (grid.size,)
        In steps of ``10**-decimals``.

    Raises
    ------
    InputError
    """
    _check_variables(definition, form, faults)
    levels = _model_levels(definition, form, faults)
    values = [_coefficient(form, number, term, faults) for number, term in enumerate(form.terms, start=1)]
    grid = make_grid(definition, levels, "model.levels", faults)
    faults.stop()
    one = math.lcm(*(value.denominator for value in values))
    parts = [int(value * one) for value in values]
    scale = 10**definition.decimals
    variables = _variables(definition, form, grid)
    # Python's own whole numbers never overflow; where 64 bits are enough those are faster by far.
    most = one + sum(
        abs(part) * math.prod(int(variables[name].max()) ** power for name, power in term.powers.items())
        for part, term in zip(parts, form.terms, strict=True)
    )
    kind: Any = np.int64 if most * scale < _MOST_STEPS else object
    work, enough = len(form.terms) * grid.size, _MOST_WORK if kind is np.int64 else _MOST_SLOW_WORK
    if work > enough:
        expected = f"at most {enough:,}; fewer terms, or values with fewer decimals"
        faults.fatal("model.terms", "too many terms times states", value=f"{work:,}", expected=expected)
    total = np.full(grid.shape, one, dtype=kind)
    for part, term in zip(parts, form.terms, strict=True):
        product = np.array(part, dtype=kind)
        for name, power in term.powers.items():
            product = product * variables[name].astype(kind) ** power
        total = total + product
    total = total.reshape(-1) * scale
    steps, rest = total // one, total % one
    twice = rest * 2
    up = (twice > one) | ((twice == one) & (steps % 2 == 1))
    steps = steps + up.astype(kind)
    beyond = np.flatnonzero(abs(steps) >= MOST_UTILITY * scale)
    if len(beyond):
        state = int(beyond[0])
        faults.fatal(
            f"model, state {grid.name(state)}",
            "is worth more than any utility",
            value=float(Fraction(int(steps[state]), scale)),
            expected=f"a number between -{MOST_UTILITY} and {MOST_UTILITY}",
        )
    return grid, steps.astype(np.int64)


def _check_variables(definition: Definition, form: Model, faults: Faults) -> None:
    used: set[str] = set()
    for name, items in form.variables.items():
        key = f"model.variables.{name}"
        faults.known(key, items, definition.items, "item in 'items'")
        if len(set(items)) < len(items) or not items:
            faults.add(key, "wrong value", value=", ".join(items), expected="at least one item, each once")
        used.update(items)
    for item in definition.items:
        if item not in used:
            faults.add(
                "model.variables", f"item {item!r} is in none of them", expected="every item of 'items'"
            )
    for number, term in enumerate(form.terms, start=1):
        faults.known(f"model.terms[{number}].powers", term.powers, form.variables, "variable")
    for name in form.variables:
        if not any(name in term.powers for term in form.terms):
            faults.add("model.terms", f"no term has the variable {name!r}", expected="every variable")


def _model_levels(definition: Definition, form: Model, faults: Faults) -> dict[str, range]:
    faults.known("model.levels", form.levels, definition.items, "item in 'items'")
    levels = {}
    for item in definition.items:
        ends = form.levels.get(item, (form.lowest, form.highest))
        if len(ends) != 2:
            faults.add(f"model.levels.{item}", "wrong value", value=list(ends), expected="[lowest, highest]")
        elif ends[0] is None or ends[1] is None:
            expected = "'lowest' and 'highest' of [model], or [lowest, highest] here"
            faults.add(f"model.levels.{item}", "is missing", expected=expected)
        elif max(abs(ends[0]), abs(ends[1])) > MOST_CODE:
            expected = f"codes from -{MOST_CODE} to {MOST_CODE}"
            faults.add(f"model.levels.{item}", "wrong value", value=list(ends), expected=expected)
        else:
            levels[item] = range(ends[0], ends[1] + 1)
    return levels


def _coefficient(form: Model, number: int, term: Term, faults: Faults) -> int | Fraction:
    key = f"model.terms[{number}]"
    if not term.powers:
        faults.add(f"{key}.powers", "is empty", expected=f"a power for one of {', '.join(form.variables)}")
    for name, power in term.powers.items():
        if not 1 <= power <= _MOST_POWER:
            faults.add(
                f"{key}.powers.{name}",
                "wrong value",
                value=power,
                expected=f"a whole number from 1 to {_MOST_POWER}",
            )
    return faults.exact(f"{key}.value", term.value)


def _variables(definition: Definition, form: Model, grid: Grid) -> dict[str, NDArray[np.int64]]:
    variables = {}
    for name, items in form.variables.items():
        total = np.zeros(grid.shape, dtype=np.int64)
        for item in items:
            axis = grid.items.index(item)
            total += abs(grid.along(axis) - definition.best[axis])
        variables[name] = total
    return variables
