"""
What a validator demands of a value, as far as JSON schema can say it and we know the validator.

What we do not know is left out: a schema may let something through that the program refuses, but never the
other way about.
"""

from __future__ import annotations

import inspect
from typing import Any, Final

import attrs

from livingwell_core.profiles.checks import delimiter, one_line, one_of, slug

__all__ = ["constraints_of"]

# The classes of validators that attrs makes have no public names.
_OPTIONAL: Final[Any] = type(attrs.validators.optional(attrs.validators.ge(0)))
_AND: Final[Any] = type(attrs.validators.and_(attrs.validators.ge(0)))
_BOUND: Final[Any] = type(attrs.validators.ge(0))
_IN: Final[Any] = type(attrs.validators.in_([0]))
_WORDS: Final = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}

# Of our own validators, in a form of regular expression that every checker knows: no looking ahead.
_OURS: Final[dict[Any, dict[str, Any]]] = {
    slug: {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "not": {"const": "all"}},
    delimiter: {"pattern": '^[^"\\r\\n0-9A-Za-z]$'},
    one_line: {"pattern": "^[^\\u0000-\\u001f\\u007f]*$"},
}


def constraints_of(validator: Any) -> dict[str, Any]:  # noqa: ANN401 - any callable
    """
    Give the keywords of JSON schema that a validator implies.

    Parameters
    ----------
    validator : callable or None
        Of an attrs field.

    Returns
    -------
    dict
        Empty where nothing is known.

    Examples
    --------
    >>> constraints_of(attrs.validators.ge(1))
    {'minimum': 1}
    """
    if isinstance(validator, _OPTIONAL):
        return constraints_of(validator.validator)
    if isinstance(validator, _AND):
        return _all_of([constraints_of(part) for part in validator._validators])  # noqa: SLF001 - no other way in
    if isinstance(validator, _BOUND):
        return {_WORDS[validator.compare_op]: validator.bound}
    if isinstance(validator, _IN):
        return _enum(validator.options)
    if getattr(validator, "__qualname__", "").startswith(f"{one_of.__qualname__}.<locals>."):
        # What `one_of` made: it holds the words that it was given.
        return _enum(inspect.getclosurevars(validator).nonlocals["options"])
    return next((dict(words) for ours, words in _OURS.items() if ours is validator), {})


def _enum(options: Any) -> dict[str, Any]:  # noqa: ANN401 - any container
    words = list(options) if isinstance(options, list | tuple | set | frozenset) else []
    return {"enum": words} if words and all(isinstance(word, str) for word in words) else {}


def _all_of(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Put keywords side by side; where two validators use one keyword, each gets a schema of its own."""
    found: dict[str, Any] = {}
    for part in parts:
        if found.keys() & part.keys():
            found.setdefault("allOf", []).append(part)
        else:
            found |= part
    return found
