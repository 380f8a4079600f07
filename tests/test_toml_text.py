"""Values as TOML writes them are what TOML reads."""

from __future__ import annotations

import datetime
import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.schemas.toml_text import toml_key, toml_value

texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    texts
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates(min_value=datetime.date(1000, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(name=texts, value=values)
def test_read_back(name, value):
    """Whatever it is, TOML reads what was written, and of the same type."""
    read = tomllib.loads(f"{toml_key(name)} = {toml_value(value)}")[name]

    assert read == value
    assert type(read) is type(value)


def test_form():
    """As people write it."""
    assert toml_value({"sex": ["f", "m"], "age band": {}}) == '{ sex = ["f", "m"], "age band" = {} }'
    assert toml_value((1, 0.5, True)) == "[1, 0.5, true]"
    assert toml_value(math.inf) == "inf"


def test_nothing_of_the_kind():
    """TOML has no None."""
    with pytest.raises(TypeError, match="TOML has no NoneType"):
        toml_value(None)
