"""
What can be understood of an instrument's file, even with mistakes in it, so that all are said at once.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from livingwell_core.errors import InputError
from livingwell_core.instruments.definitions.entries import (
    InstrumentKeys,
    ItemKeys,
    Responses,
    ScoreKeys,
    UtilityKeys,
)
from livingwell_core.instruments.missing import MissingRule, missing_rule
from livingwell_core.instruments.scale import exact_number
from livingwell_core.toml_files import structure

if TYPE_CHECKING:
    from livingwell_core.instruments.value_sets.faults import Faults

__all__ = ["KINDS", "Draft", "draft_of"]

T = TypeVar("T", Responses, ItemKeys, ScoreKeys, UtilityKeys)


def _missing(value: object) -> MissingRule:
    if not isinstance(value, str):
        msg = f"the name of a missing rule, got {value!r}"
        raise TypeError(msg)
    return missing_rule(value)


def _number_or_none(value: Any) -> int | Fraction | None:  # noqa: ANN401 - as a file has it
    return None if value is None else exact_number(value)


#: How values are read for which TOML has no type.
KINDS: Final = {
    int | Fraction: exact_number,
    int | Fraction | None: _number_or_none,
    Fraction: lambda value: Fraction(exact_number(value)),
    MissingRule: _missing,
}

# What stands for a key that is wrong or missing, so that the others beside it are still checked; and keys
# without which a check would find faults that are none.
_STAND_INS: Final = {"label": "-", "title": "-", "source": "-", "better": "higher"}
# No questionnaire has more, and checking it would take hours.
_MOST: Final = {"items": 100, "scores": 50}
_NEEDED: Final = frozenset({"id", "responses", "lowest", "highest", "items", "rule", "missing"})


@attrs.frozen(kw_only=True)
class Draft:
    """
    The parts of a definition; None where a part has faults of its own, which are noted already.

    Attributes
    ----------
    texts : mapping of str to str
        The keys of the top level whose values are texts.
    primary : tuple of str
    responses : mapping of str to Responses or None
    items : tuple of (str, ItemKeys or None)
        With the id as far as there is one, else "".
    scores : tuple of (str, ScoreKeys or None)
        Likewise.
    utility : UtilityKeys or None
    """

    texts: dict[str, str]
    primary: tuple[str, ...]
    responses: dict[str, Responses | None]
    items: tuple[tuple[str, ItemKeys | None], ...]
    scores: tuple[tuple[str, ScoreKeys | None], ...]
    utility: UtilityKeys | None


def draft_of(data: dict[str, Any], faults: Faults) -> Draft:
    """Read the keys of a definition, and note every unknown or missing one and every wrong type."""
    for key, most in _MOST.items():
        tables = data.get(key)
        if isinstance(tables, list) and len(tables) > most:
            faults.fatal(key, "are too many", value=f"{len(tables):,}", expected=f"at most {most}")
    try:
        keys = structure(data, InstrumentKeys, faults.file, KINDS)
    except InputError as error:
        faults.problems += error.problems
        return _salvaged(data)
    texts = {name: getattr(keys, name) for name in ("id", "title", "source", "licence", "status")}
    return Draft(
        texts=texts,
        primary=keys.primary,
        responses=dict(keys.responses),
        items=tuple((item.id, item) for item in keys.items),
        scores=tuple((score.id, score) for score in keys.scores),
        utility=keys.utility,
    )


def _salvaged(data: dict[str, Any]) -> Draft:
    """Keep each part that is right by itself."""
    primary, responses, utility = data.get("primary"), data.get("responses"), data.get("utility")
    names = ("id", "title", "source", "licence", "status")
    return Draft(
        texts={name: data[name] for name in names if isinstance(data.get(name), str)},
        primary=tuple(filter(_is_text, primary)) if isinstance(primary, list) else (),
        responses={name: _part(table, Responses) for name, table in responses.items()}
        if isinstance(responses, dict)
        else {},
        items=_parts(data.get("items"), ItemKeys),
        scores=_parts(data.get("scores"), ScoreKeys),
        utility=_part(utility, UtilityKeys) if utility is not None else None,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _parts(tables: object, cls: type[T]) -> tuple[tuple[str, T | None], ...]:
    if not isinstance(tables, list):
        return ()
    return tuple((_id(table), _part(table, cls)) for table in tables)


def _id(table: object) -> str:
    found = table.get("id") if isinstance(table, dict) else None
    return found if isinstance(found, str) else ""


def _part(table: object, cls: type[T]) -> T | None:
    """Give a part without those of its keys that are wrong, if what is left can be checked."""
    if not isinstance(table, dict):
        return None
    try:
        return structure(table, cls, "", KINDS)
    except InputError as error:
        wrong = {re.split(r"[.\[]", problem.column or "")[0] for problem in error.problems}
    left = {key: value for key, value in table.items() if key not in wrong}
    keys = {field.name for field in attrs.fields(cls)}
    left |= {key: _STAND_INS[key] for key in wrong & keys & _STAND_INS.keys()}
    return None if wrong & _NEEDED or left == table else _part(left, cls)
