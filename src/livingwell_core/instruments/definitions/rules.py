"""
Score rules as data: three by name, and any other by the place of its class in Python.
"""

from __future__ import annotations

import importlib
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.errors import InputError, did_you_mean
from livingwell_core.instruments.definitions.draft import KINDS
from livingwell_core.instruments.missing import MissingRule, missing_rule
from livingwell_core.instruments.rules import Mean, Rule, Single, Sum
from livingwell_core.instruments.scale import number_as_data
from livingwell_core.toml_files import structure

if TYPE_CHECKING:
    from livingwell_core.instruments.value_sets.faults import Faults

__all__ = ["RULES", "number_as_data", "rule_as_data", "rule_of"]

#: The rules that data can name.
RULES: Final[dict[str, type[Sum | Mean | Single]]] = {"sum": Sum, "mean": Mean, "single": Single}
_PYTHON: Final = '{ python = "module:Class" }'


def rule_of(
    rule: object, missing: str | None, key: str, faults: Faults, *, allow_python: bool
) -> Rule | None:
    """
    Read a score's rule and its missing rule; None and faults where that cannot be done.

    Parameters
    ----------
    rule, missing
        The values of `rule` and `missing`.
    key : str
        The score's place in the file: ``"scores[1]"``.
    faults : Faults
    allow_python : bool
        False where a rule in Python is refused.
    """
    made: Rule | None = None
    if isinstance(rule, str) and rule in RULES:
        made = RULES[rule]()
    elif isinstance(rule, str):
        faults.add(f"{key}.rule", f"no such rule; {did_you_mean(rule, RULES)}", value=rule)
    elif not isinstance(rule, dict) or not isinstance(rule.get("python"), str):
        faults.add(f"{key}.rule", "wrong value", value=rule, expected=f"{' or '.join(RULES)}, or {_PYTHON}")
    elif not allow_python:
        faults.add(
            f"{key}.rule.python",
            "a file of an evaluation may not run Python, only an installed distribution may",
            value=rule["python"],
            expected="one of sum, mean and single, or a plugin that brings the instrument",
        )
    else:
        made = _from_python(rule, f"{key}.rule", faults)
    if missing is None:
        return made
    try:
        chosen = missing_rule(missing)
        return made.using(chosen) if made else None
    except ValueError as error:
        faults.add(f"{key}.missing", str(error))
        return None


def _from_python(rule: dict[str, Any], key: str, faults: Faults) -> Rule | None:
    place = rule["python"]
    module, _, name = place.partition(":")
    try:
        cls = operator.attrgetter(name)(importlib.import_module(module))
    except Exception as error:  # noqa: BLE001 - whatever an import raises; it is named
        faults.add(f"{key}.python", f"cannot be found: {error}", value=place, expected="module:Class")
        return None
    if not isinstance(cls, type):
        faults.add(f"{key}.python", "is no class", value=place, expected="module:Class")
        return None
    fields = {name: value for name, value in rule.items() if name != "python"}
    try:
        made: Any = structure(fields, cls, faults.file, KINDS) if attrs.has(cls) else cls(**fields)
    except InputError as error:
        for problem in error.problems:
            faults.problems.append(
                problem._replace(column=f"{key}.{problem.column}" if problem.column else key)
            )
        return None
    except Exception as error:  # noqa: BLE001 - a plugin's class may be wrong in any way; it is named
        faults.add(key, f"{place} cannot be made of this: {error}")
        return None
    if not isinstance(made, Rule):
        faults.add(
            f"{key}.python", "is no rule: it needs missing, using, directions, scale and score", value=place
        )
        return None
    return made


def rule_as_data(rule: Rule) -> dict[str, Any]:
    """
    Write a rule as the keys `rule` and `missing` of a score.

    Raises
    ------
    ValueError
        If its class cannot be named, or holds what is no plain data.
    """
    for name, cls in RULES.items():
        if type(rule) is cls:
            missing = _as_data(rule.missing, f"the rule {name!r}")
            return {"rule": name} if cls is Single else {"rule": name, "missing": missing}
    place = f"{type(rule).__module__}:{type(rule).__qualname__}"
    if "<" in place:
        msg = f"the rule {place} cannot be named: its class has to stand in a module"
        raise ValueError(msg)
    return {"rule": {"python": place, **_fields(rule, place)}}


def _fields(thing: Any, place: str) -> dict[str, Any]:  # noqa: ANN401 - an instance of any class
    if not attrs.has(type(thing)):
        return {}
    given = {field.name: getattr(thing, field.name) for field in attrs.fields(type(thing)) if field.init}
    return {name: _as_data(value, f"{place}, {name}") for name, value in given.items() if value is not None}


def _as_data(value: object, place: str) -> Any:  # noqa: ANN401 - any plain data
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Fraction):
        return number_as_data(value)
    if isinstance(value, dict):
        return {str(key): _as_data(inner, place) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_as_data(inner, place) for inner in value]
    if isinstance(value, MissingRule):
        _check_named(value, place)
        return value.id
    if attrs.has(type(value)):
        return _fields(value, place)
    msg = f"{place}: {type(value).__name__} cannot be written as plain data"
    raise ValueError(msg)


def _check_named(rule: MissingRule, place: str) -> None:
    try:
        known = missing_rule(rule.id) == rule
    except ValueError:
        known = False
    if not known:
        msg = f"{place}: the missing rule {rule.id!r} has no name that a file could give"
        raise ValueError(msg)
