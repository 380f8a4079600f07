"""
From an attrs class to a JSON schema.
"""

from __future__ import annotations

import datetime
import types
from fractions import Fraction
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from livingwell_core.schemas.constraints import constraints_of
from livingwell_core.schemas.docstrings import summary
from livingwell_core.schemas.keys import NO_DEFAULT, Key, keys_of, without_none

__all__ = ["schema_of", "schema_of_key"]

# A number is given exactly, where decimals are not: "1/3". See `livingwell_core.instruments.scale`.
_EXACT: Final = {
    "type": ["number", "string"],
    "pattern": "^\\s*[+-]?([0-9]+/0*[1-9][0-9]*|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?)\\s*$",
}
# JSON has no dates: checkers of TOML hand them on as text. The pattern tells a date from a moment.
_DATE: Final = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SIMPLE: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime.date: _DATE,
    Fraction: _EXACT,
}


def schema_of(cls: type, inside: tuple[type, ...] = ()) -> dict[str, Any]:
    """
    Give the schema of a table that is read into a class.

    Everything stands where it is used, without references: editors lose the description beside one.

    Parameters
    ----------
    cls : type
        An attrs class.
    inside : tuple of type
        The classes around it.

    Returns
    -------
    dict
        Draft 2020-12, in words that draft 7 has too.

    Raises
    ------
    TypeError
        If a class holds itself, which no schema without references can say.
    """
    if cls in inside:
        msg = f"{cls.__name__} holds itself, and its schema would have no end"
        raise TypeError(msg)
    keys = keys_of(cls)
    found: dict[str, Any] = {"type": "object", "description": summary(cls)}
    found["properties"] = {key.name: schema_of_key(key, (*inside, cls)) for key in keys}
    required = [key.name for key in keys if key.required]
    if required:
        found["required"] = required
    return {**found, "additionalProperties": False}


def schema_of_key(key: Key, inside: tuple[type, ...] = ()) -> dict[str, Any]:
    """
    Give the schema of one key: its description, type, what its validator demands, and its default.

    Parameters
    ----------
    key : Key
    inside : tuple of type
        The classes around it.
    """
    found = _of_kind(key.kind, inside)
    constraints = constraints_of(key.validator)
    if "enum" in found:
        constraints.pop("enum", None)  # the type says it already
    found |= constraints
    if key.default is not NO_DEFAULT:
        default = key.default
        found["default"] = default.isoformat() if isinstance(default, datetime.date) else default
    return {"description": key.description, **{k: v for k, v in found.items() if k != "description"}}


def _of_kind(kind: Any, inside: tuple[type, ...]) -> dict[str, Any]:  # noqa: ANN401 - types as values
    """Give the schema of a type; a type that we do not know stays open."""
    kind = without_none(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if attrs.has(kind):
        found = schema_of(kind, inside)
    elif origin is Literal:
        texts = all(isinstance(part, str) for part in parts)
        found = {**({"type": "string"} if texts else {}), "enum": list(parts)}
    elif origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        found = {"type": "array", "items": _of_kind(parts[0], inside)}
    elif origin is dict:
        found = {"type": "object", "additionalProperties": _of_kind(parts[1], inside)}
    elif set(parts) == {int, Fraction}:
        found = dict(_EXACT)
    elif origin in {Union, types.UnionType}:
        found = {"anyOf": [_of_kind(part, inside) for part in parts]}
    else:
        found = dict(_SIMPLE.get(kind, {}))
    return found
