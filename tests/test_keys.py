"""Keys of a class: names, types, defaults as a file would hold them, and texts."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any, Literal

import attrs
import pytest

from livingwell_core.schemas.keys import NO_DEFAULT, as_data, keys_of, without_none


@attrs.frozen
class Inner:
    """An inner table."""

    x: int = 1


@attrs.frozen(kw_only=True)
class Outer:
    """
    A table.

    Attributes
    ----------
    named : str
        Said.
    """

    named: str
    inner: Inner = attrs.field(factory=Inner)
    several: tuple[Inner, ...] = ()
    by_name: dict[str, Inner] = attrs.field(factory=dict)
    maybe: int | None = None
    words: tuple[Literal["a", "b"], ...] = ("a",)
    computed: int = attrs.field(init=False, default=3)
    of_self: int = attrs.field(default=attrs.Factory(lambda self: len(self.named), takes_self=True))
    anything: Any = None


KEYS = {key.name: key for key in keys_of(Outer)}


def test_names_in_order():
    """Every key that a file can have, in the order of the class."""
    assert list(KEYS) == [
        "named", "inner", "several", "by_name", "maybe", "words", "of_self", "anything",
    ]  # fmt: skip


def test_required():
    """A key without a default is required, and no other."""
    assert [name for name, key in KEYS.items() if key.required] == ["named"]


def test_defaults():
    """Defaults are plain data; None, and what is worked out, is no default that a file could state."""
    found = {name: key.default for name, key in KEYS.items()}

    assert found == {
        "named": NO_DEFAULT,
        "inner": {},
        "several": [],
        "by_name": {},
        "maybe": NO_DEFAULT,
        "words": ["a"],
        "of_self": NO_DEFAULT,
        "anything": NO_DEFAULT,
    }


def test_texts():
    """The text of an attribute; else that of its table's class."""
    assert KEYS["named"].description == "Said."
    assert {KEYS[name].description for name in ("inner", "several", "by_name")} == {"An inner table."}
    assert KEYS["maybe"].description == ""


@pytest.mark.parametrize(
    ("kind", "without"),
    [(int | None, int), (int | str | None, int | str), (int, int), (tuple[str, ...] | None, tuple[str, ...])],
)
def test_without_none(kind, without):
    """TOML has no None, and so no type has it."""
    assert without_none(kind) == without


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Fraction(1, 3), "1/3"),
        ({"a": (1, 2)}, {"a": [1, 2]}),
        (datetime.date(2020, 1, 2), datetime.date(2020, 1, 2)),
        (object, NO_DEFAULT),
    ],
)
def test_as_data(value, data):
    """What a file can hold, as it holds it."""
    assert as_data(value) == data
