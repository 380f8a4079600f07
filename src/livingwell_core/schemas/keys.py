"""
The keys of a table of a TOML file, from the class that it is read into.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from livingwell_core.schemas.docstrings import attribute_texts, summary

__all__ = ["NO_DEFAULT", "Key", "as_data", "keys_of", "without_none"]

#: Of a key that has none: it is required, or nothing stands for it.
NO_DEFAULT: Final = attrs.NOTHING


@attrs.frozen(kw_only=True)
class Key:
    """
    One key.

    Attributes
    ----------
    name : str
    kind : type
        As the class annotates it, without None: the types of which cannot be said more are left as they are.
    required : bool
    default : object
        As plain data; `NO_DEFAULT` where there is none to write.
    validator : callable or None
    description : str
        Empty where the class says nothing of it.
    """

    name: str
    kind: Any
    required: bool
    default: Any
    validator: Any
    description: str


def keys_of(cls: type) -> tuple[Key, ...]:
    """
    Give the keys of a class in its order.

    Parameters
    ----------
    cls : type
        An attrs class.

    Examples
    --------
    >>> from livingwell_core.profiles import LocalOutcome
    >>> [key.name for key in keys_of(LocalOutcome)]
    ['outcome', 'name', 'source']
    """
    hints = get_type_hints(cls)
    texts = attribute_texts(cls)
    found = []
    for field in attrs.fields(cls):
        if not field.init:
            continue
        kind = without_none(hints.get(field.name, Any))
        found.append(
            Key(
                name=field.name,
                kind=kind,
                required=field.default is attrs.NOTHING,
                default=_default(field),
                validator=field.validator,
                description=texts.get(field.name) or _summary_of(kind),
            )
        )
    return tuple(found)


def without_none(kind: Any) -> Any:  # noqa: ANN401 - types as values
    """Give a type without None, which TOML does not know."""
    if get_origin(kind) not in {Union, types.UnionType}:
        return kind
    return Union[tuple(part for part in get_args(kind) if part is not types.NoneType)]  # noqa: UP007 - a tuple of them


def _summary_of(kind: Any) -> str:  # noqa: ANN401 - types as values
    """Give what the class of a table, or of each of several tables, says of itself."""
    inner = [part for part in (kind, *get_args(kind)) if attrs.has(part)]
    return summary(inner[0]) if inner else ""


def _default(field: attrs.Attribute[Any]) -> Any:  # noqa: ANN401 - whatever the class holds
    default: Any = field.default
    if hasattr(default, "factory"):
        if default.takes_self:
            return NO_DEFAULT
        default = default.factory()
    return NO_DEFAULT if default is None else as_data(default)


def as_data(value: Any) -> Any:  # noqa: ANN401 - whatever the class holds
    """Give a default as a TOML file would hold it, or `NO_DEFAULT` where it cannot."""
    if attrs.has(type(value)):
        return {}
    if isinstance(value, Mapping):
        return {name: as_data(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(inner) for inner in value]
    if isinstance(value, Fraction):
        return str(value)
    return value if isinstance(value, bool | int | float | str | datetime.date) else NO_DEFAULT
