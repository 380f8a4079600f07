"""What validators demand, as far as a schema can say it: never more than they do."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from livingwell_core.profiles.checks import date_format, delimiter, one_line, one_of, slug
from livingwell_core.schemas.constraints import constraints_of

validators = attrs.validators


@pytest.mark.parametrize(
    ("validator", "words"),
    [
        (None, {}),
        (validators.ge(1), {"minimum": 1}),
        (validators.gt(1), {"exclusiveMinimum": 1}),
        (validators.le(1), {"maximum": 1}),
        (validators.lt(1), {"exclusiveMaximum": 1}),
        (validators.optional(validators.ge(1)), {"minimum": 1}),
        (validators.and_(validators.ge(1), validators.le(9)), {"minimum": 1, "maximum": 9}),
        (validators.and_(validators.ge(1), validators.ge(9)), {"minimum": 1, "allOf": [{"minimum": 9}]}),
        (validators.in_(["a", "b"]), {"enum": ["a", "b"]}),
        (validators.in_(range(3)), {}),
        (one_of("a", "b"), {"enum": ["a", "b"]}),
        (validators.optional(one_of("a", "b")), {"enum": ["a", "b"]}),
        # Nothing is known of these: dates are Python's own affair, and a stranger's rule is its own.
        (date_format, {}),
        (lambda *_: None, {}),
        ("no callable", {}),
    ],
)
def test_words(validator, words):
    """Each validator that we know, and nothing of those that we do not."""
    assert constraints_of(validator) == words


def accepts(validator, text):
    try:
        validator(None, attrs.fields(Some).text, text)
    except ValueError:
        return False
    return True


@attrs.frozen
class Some:
    """Something with a text."""

    text: str = ""


@pytest.mark.parametrize("validator", [slug, delimiter, one_line, one_of("wide", "long")])
@given(text=st.text(max_size=4) | st.sampled_from(["all", "a-b", "wide", ";", "\t", "a--b", "é", "a b"]))
def test_never_more_than_the_validator(validator, text):
    """What the validator accepts the schema accepts."""
    if accepts(validator, text):
        assert Draft202012Validator(constraints_of(validator)).is_valid(text)


@pytest.mark.parametrize(
    ("validator", "text"),
    [
        (slug, "Upper"),
        (slug, "all"),
        (slug, "a--b"),
        (slug, ""),
        (delimiter, ""),
        (delimiter, ";;"),
        (delimiter, "a"),
        (delimiter, '"'),
        (one_line, "two\nlines"),
        (one_line, "\x7f"),
        (one_of("wide", "long"), "tall"),
    ],
)
def test_refuses_what_the_validator_refuses(validator, text):
    """The usual mistakes are seen in an editor too."""
    assert not accepts(validator, text)
    assert not Draft202012Validator(constraints_of(validator)).is_valid(text)
