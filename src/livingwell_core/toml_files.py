"""
Read a TOML file into attrs classes, and say everything that is wrong with it at once.
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
import types
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.cols import homogenous_tuple_structure_factory, mapping_structure_factory
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.files import read_small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["read_toml", "structure"]

T = TypeVar("T")

# Files of definitions and settings are a few thousand lines at most.
_MOST_BYTES = 5_000_000
_DEEPEST = 20
# What TOML promises: 64 bits.
_LARGEST = 2**63
_WHOLE = "whole numbers of at most 18 digits"
_NOBODY = "is not TOML that anyone would write"

# How attrs speaks of a number beyond its bounds, and how we do.
_BOUNDS = re.compile(r"'\w+' must be (>=|<=|>|<) (\S+): (.+)")
_WORDS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}

# Pairs of (exception, path of the key in the file).
_Leaf = tuple[BaseException, str]


def read_toml(path: Path | Traversable, name: str) -> dict[str, Any]:
    """
    Parse a TOML file.

    Parameters
    ----------
    path : Path or Traversable
    name : str
        The file as messages name it.

    Raises
    ------
    InputError
        If it is missing, is not text or is not TOML; with the line.
    """
    try:
        text = _text(read_small(path, name, _MOST_BYTES, "a TOML file"))
    except UnicodeDecodeError as error:
        problem = Problem(file=name, reason="is not UTF-8 text", expected="a TOML file")
        raise InputError([problem]) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        row = int(line[1]) if line else text.count("\n") + 1
        raise InputError([Problem(file=name, reason=f"is not TOML: {error}", row=row)]) from error
    except RecursionError as error:
        raise InputError([Problem(file=name, reason=_NOBODY)]) from error
    except ValueError as error:
        # Python reads no whole number of thousands of digits.
        raise InputError([Problem(file=name, reason=_NOBODY, expected=_WHOLE)]) from error
    _check_plain(data, name)
    return data


def _text(content: bytes) -> str:
    # As Python reads text: either ending of a line, or that of an old Mac.
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _check_plain(data: dict[str, Any], name: str) -> None:
    """Refuse what Python reads and no file of ours has: numbers without end, tables nested without end."""
    left: list[tuple[str, object, int]] = [("", data, 0)]
    while left:
        place, value, depth = left.pop()
        if depth > _DEEPEST:
            raise InputError([Problem(file=name, reason=_NOBODY, column=place)])
        if isinstance(value, dict):
            left += [(f"{place}.{key}".lstrip("."), inner, depth + 1) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [(f"{place}[{number}]", inner, depth + 1) for number, inner in enumerate(value, start=1)]
        elif isinstance(value, int) and abs(value) >= _LARGEST:
            problem = Problem(file=name, reason="has too many digits", column=place, expected=_WHOLE)
            raise InputError([problem])


def structure(
    data: Mapping[str, Any],
    cls: type[T],
    name: str,
    kinds: Mapping[Any, Callable[[Any], Any]] | None = None,
    *,
    at: str = "",
) -> T:
    """
    Turn parsed TOML into an instance of an attrs class, strictly.

    Unknown keys, missing keys, wrong types and values that a validator refuses are all reported
    together, unknown ones with the key that was probably meant.

    Parameters
    ----------
    data : dict
    cls : type
    name : str
        The file as messages name it.
    kinds : mapping of type to callable, optional
        How types that TOML does not know are read; a ValueError says ``"what is right, got what is there"``.
    at : str
        Key of the table in the file, where `data` is not all of it: ``"analyses.trajectories"``.

    Raises
    ------
    InputError
    """
    try:
        return _converter(tuple((kinds or {}).items())).structure(dict(data), cls)
    except ClassValidationError as error:
        problems = [_problem(leaf, path, name) for leaf, path in _leaves(error, at)]
        raise InputError(problems) from error


@functools.cache
def _converter(kinds: tuple[tuple[Any, Callable[[Any], Any]], ...]) -> cattrs.Converter:
    """Make a converter; cattrs compiles a function for each class, so there is one for all files."""
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    # cattrs turns 5 into "5", "5" into 5 and "ab" into ("a", "b"); a file that says the wrong thing should be
    # told so, in words of TOML.
    for kind, word in ((str, "text"), (int, "a whole number"), (bool, "true or false")):
        converter.register_structure_hook(kind, _only(kind, word))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(datetime.date, _date)
    for applies, factory, shape, word in (
        (attrs.has, _of_class, dict, "a table, written [{key}]"),
        (_is_mapping, mapping_structure_factory, dict, "a table, written [{key}]"),
        (_is_tuple, homogenous_tuple_structure_factory, list, "a list, of tables written [[{key}]]"),
    ):
        converter.register_structure_hook_factory(applies, _shaped(factory, shape, word))
    converter.register_structure_hook_factory(_is_literal, _choice)
    converter.register_structure_hook_func(_is_text_or_texts, _text_or_texts)
    for kind, read in kinds:
        converter.register_structure_hook(kind, _as_kind(read))
    return converter


def _is_tuple(kind: Any) -> bool:  # noqa: ANN401 - types as values, here and below
    return get_origin(kind) is tuple


def _is_mapping(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) is dict


def _is_text_or_texts(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) in {Union, types.UnionType} and {str, tuple[str, ...]} <= {*get_args(kind)}


def _text_or_texts(value: object, _: object) -> object:
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        msg = f"a text or a list of texts, got {value!r}"
        raise TypeError(msg)
    return tuple(value)


def _is_literal(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) is Literal


def _shaped(factory: Any, shape: type, word: str) -> Any:  # noqa: ANN401
    def make(kind: Any, converter: cattrs.Converter) -> Any:  # noqa: ANN401
        structure_inside = factory(kind, converter)

        def hook(value: object, as_kind: Any) -> Any:  # noqa: ANN401
            if not isinstance(value, shape):
                msg = f"{word}, got {value if isinstance(value, str | int) else type(value).__name__!r}"
                raise TypeError(msg)
            return structure_inside(value, as_kind)

        return hook

    return make


def _of_class(kind: Any, converter: cattrs.Converter) -> Any:  # noqa: ANN401
    """Make a function that reads a class; each key is validated as it is read: all faults are told."""
    attrs.resolve_types(kind)
    checked: dict[str, Any] = {
        field.name: override(struct_hook=_validated(field, converter))
        for field in attrs.fields(kind)
        if field.init and field.validator is not None
    }
    return make_dict_structure_fn(kind, converter, **checked)


def _validated(field: attrs.Attribute[Any], converter: cattrs.Converter) -> Any:  # noqa: ANN401
    kind: Any = field.type
    convert: Any = field.converter or (lambda value: value)
    validate: Any = field.validator

    def hook(value: object, _: object) -> object:
        read: object = converter.structure(value, kind)
        # The instance is not made yet: ours look at the value alone.
        validate(None, field, convert(read))
        return read

    return hook


def _as_kind(read: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    return lambda value, _: read(value)


def _choice(kind: Any, _converter: cattrs.Converter) -> Any:  # noqa: ANN401
    options = get_args(kind)

    def hook(value: object, _: object) -> object:
        if value not in options:
            msg = f"{' or '.join(map(str, options))}, got {value!r}"
            raise ValueError(msg)
        return value

    return hook


def _only(kind: type, word: str) -> Any:  # noqa: ANN401
    def hook(value: object, _: object) -> object:
        if type(value) is not kind:
            msg = f"{word}, got {value!r}"
            raise TypeError(msg)
        return value

    return hook


def _number(value: object, _: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = f"a number, got {value!r}"
        raise TypeError(msg)
    return float(value)


def _date(value: object, _: object) -> datetime.date:
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        msg = f"a date such as 2019-05-01, without quotes, got {value!r}"
        raise TypeError(msg)
    return value


def _leaves(error: BaseException, path: str) -> Iterator[_Leaf]:
    if isinstance(error, ClassValidationError):
        for inner, note in error.group_exceptions()[0]:
            yield from _leaves(inner, f"{path}.{note.name}" if path else note.name)
        for inner in error.group_exceptions()[1]:
            yield from _leaves(inner, path)
    elif isinstance(error, IterableValidationError):
        for inner, step in error.group_exceptions()[0]:
            where = f"[{step.index + 1}]" if isinstance(step.index, int) else f".{step.index}"
            yield from _leaves(inner, f"{path}{where}")
        for inner in error.group_exceptions()[1]:
            yield from _leaves(inner, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            known = [field.name for field in attrs.fields(error.cl)]
            yield KeyError(did_you_mean(key, known)), f"{path}.{key}" if path else key
    else:
        yield error, path


def _unquoted(text: str) -> str:
    # Of two quoted texts neither loses a quote.
    return text[1:-1] if re.fullmatch(r"'[^']*'", text) else text


def _problem(error: BaseException, path: str, name: str) -> Problem:
    if isinstance(error, KeyError):
        hint = str(error.args[0])
        if hint.startswith(("did you mean", "one of", "nothing")):
            return Problem(file=name, reason=f"unknown key; {hint}", column=path)
        # cattrs notes the missing field itself as the last step of some paths and not of others.
        column = path if path.rsplit(".", maxsplit=1)[-1] == hint else f"{path}.{hint}".lstrip(".")
        return Problem(file=name, reason="is missing", column=column)
    text = str(error.args[0]) if error.args else str(error)
    bounds = _BOUNDS.fullmatch(text)
    if bounds:
        text = f"a number {_WORDS[bounds[1]]} {bounds[2]}, got {bounds[3]}"
    expected, _, got = text.partition(", got ")
    return Problem(
        file=name,
        reason="wrong value",
        column=path or None,
        value=_unquoted(got) or None,
        expected=expected.replace("{key}", path),
    )
