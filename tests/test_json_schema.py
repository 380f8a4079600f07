"""A schema refuses nothing that the program accepts, and sees unknown keys, missing keys and wrong types."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from livingwell_core.errors import InputError
from livingwell_core.instruments.definitions.draft import KINDS
from livingwell_core.instruments.scale import exact_number
from livingwell_core.schemas import FILES
from livingwell_core.schemas.json_schema import schema_of
from livingwell_core.schemas.keys import keys_of
from livingwell_core.toml_files import structure

# What the program expects where a type is wrong, or how that begins.
TYPES = {"text", "a whole number", "true or false", "a number", "a text or a list of texts"}
SHAPES = ("a date such as", "a table, written", "a list, of")
WRONG = [True, 3, 1.5, "text", ["text"], [1], {"a": 1}, {"a": "b"}]


def classes(cls):
    """Every class of a table in the files that a class is read from."""
    found = {cls: None}
    for key in keys_of(cls):
        for part in (key.kind, *get_args(key.kind)):
            if attrs.has(part):
                found |= dict.fromkeys(classes(part))
    return list(found)


CLASSES = list(dict.fromkeys(cls for file in FILES.values() for cls in classes(file.cls)))


def right(kind):
    """Values of a type, as TOML gives them."""
    origin, parts = get_origin(kind), get_args(kind)
    simple = {
        str: st.sampled_from(["text", "all", ";", "%d/%m/%Y", "", "wide"]),
        int: st.integers(-2, 1000),
        float: st.sampled_from([0.9, 1, 2.5]),
        bool: st.booleans(),
        datetime.date: st.dates(min_value=datetime.date(1900, 1, 1)),
    }
    if attrs.has(kind):
        found = tables(kind)
    elif origin is Literal:
        found = st.sampled_from(parts)
    elif origin is tuple:
        found = st.lists(right(parts[0]), max_size=2)
    elif origin is dict:
        found = st.dictionaries(st.sampled_from(["a", "b", "c d"]), right(parts[1]), max_size=2)
    elif set(parts) == {int, Fraction}:
        found = st.sampled_from([3, 1.5, "1/3", "-0.5"])
    elif parts:
        found = st.one_of(*map(right, parts))
    else:
        found = simple.get(kind, st.sampled_from(["text", {"value": 1}]))
    return found


@st.composite
def tables(draw, cls):
    """Give a table of a class: what it needs, and some of the rest; now and then a mistake."""
    data = {}
    for key in keys_of(cls):
        if key.required or draw(st.integers(0, 3)) == 0:
            data[key.name] = draw(right(key.kind))
    mistake = draw(st.integers(0, 11))
    if mistake == 0:
        data["unheard_of"] = draw(st.sampled_from(WRONG))
    elif mistake == 1 and data:
        del data[draw(st.sampled_from(sorted(data)))]
    elif mistake == 2 and data:
        data[draw(st.sampled_from(sorted(data)))] = draw(st.sampled_from(WRONG))
    return data


def as_json(value):
    """Give what a checker of TOML hands to a schema: dates as text."""
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def problems(data, cls):
    try:
        structure(data, cls, "file", KINDS)
    except InputError as error:
        return error.problems
    return ()


def seen(problem, cls):
    """Say whether a problem is of the kind that a schema has to see."""
    expected = problem.expected or ""
    # What is only needed beside something else is a matter of the class.
    required = {key.name for table in classes(cls) for key in keys_of(table) if key.required}
    missing = problem.reason == "is missing" and problem.column.rpartition(".")[-1] in required
    return (
        missing
        or problem.reason.startswith("unknown key")
        or expected in TYPES
        or expected.startswith(SHAPES)
    )


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_schema_and_program_agree(cls, data):
    """What the schema refuses the program refuses, and of what that refuses it sees its part."""
    table = data.draw(tables(cls))
    accepted = Draft202012Validator(schema_of(cls)).is_valid(as_json(table))
    found = problems(table, cls)

    assert accepted or found
    assert not (accepted and [problem for problem in found if seen(problem, cls)])


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_key_is_known(cls):
    """No type that classes use is one that the schema leaves open, but for those that say so."""
    schema = schema_of(cls)
    words = {"type", "enum", "anyOf", "properties"}
    found = {key.name for key in keys_of(cls) if not words & schema["properties"][key.name].keys()}

    assert found == {key.name for key in keys_of(cls) if key.kind is Any}


@attrs.frozen(kw_only=True)
class Everything:
    """
    All that a key can be.

    Attributes
    ----------
    text : str
        A text.
    """

    text: str
    day: datetime.date = datetime.date(2020, 1, 31)
    choice: Literal["a", "b"] = "a"
    digit: Literal[1, 2] = 1
    numbers: dict[str, int | Fraction] = attrs.field(factory=dict)
    one_or_more: str | tuple[str, ...] | None = None
    strange: complex | None = None
    at_least: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    worded: Literal["a", "b"] = attrs.field(default="a", validator=attrs.validators.in_(["a", "b"]))


class TestSchema:
    """What stands in it."""

    SCHEMA = schema_of(Everything)
    OF = SCHEMA["properties"]

    def test_is_one(self):
        """It is a schema."""
        Draft202012Validator.check_schema(self.SCHEMA)

    def test_table(self):
        """The table itself."""
        assert self.SCHEMA["description"] == "All that a key can be."
        assert self.SCHEMA["required"] == ["text"]
        assert self.SCHEMA["additionalProperties"] is False

    @pytest.mark.parametrize(
        ("key", "schema"),
        [
            ("text", {"description": "A text.", "type": "string"}),
            ("choice", {"description": "", "type": "string", "enum": ["a", "b"], "default": "a"}),
            ("worded", {"description": "", "type": "string", "enum": ["a", "b"], "default": "a"}),
            ("digit", {"description": "", "enum": [1, 2], "default": 1}),
            ("at_least", {"description": "", "type": "integer", "minimum": 1, "default": 1}),
            ("strange", {"description": ""}),
            (
                "one_or_more",
                {
                    "description": "",
                    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                },
            ),
        ],
    )
    def test_keys(self, key, schema):
        """Each kind of key."""
        assert self.OF[key] == schema

    @pytest.mark.parametrize("text", ["2020-1-1", "2020-01-01T10:00:00", "1st May"])
    def test_dates(self, text):
        """A date, and neither a moment nor another text."""
        assert self.OF["day"]["default"] == "2020-01-31"
        assert Draft202012Validator(self.OF["day"]).is_valid("2019-05-01")
        assert not Draft202012Validator(self.OF["day"]).is_valid(text)

    def test_no_end(self):
        """A class that holds itself is refused rather than written without end."""

        @attrs.frozen
        class Endless:
            inner: dict[str, Any] = attrs.field(factory=dict)

        Endless.__annotations__["inner"] = tuple[Endless, ...]

        with pytest.raises(TypeError, match="Endless holds itself"):
            schema_of(Endless)


@given(text=st.from_regex(r"\s?[+-]?[0-9]{0,3}[./]?[0-9]{0,3}([eE][+-]?[0-9]{1,2})?\s?", fullmatch=True))
def test_exact_numbers(text):
    """A number in quotes is one where the program reads it as one."""
    assume("\n" not in text)  # Python alone lets a pattern end before it
    try:
        exact_number(text)
        right = True
    except ValueError:
        right = False
    numbers = schema_of(Everything)["properties"]["numbers"]

    assert Draft202012Validator(numbers).is_valid({"a": text}) == right
