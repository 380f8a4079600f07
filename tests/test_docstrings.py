"""Texts of attributes are found in docstrings, wherever these say that they stand."""

from __future__ import annotations

import attrs
import pytest

from livingwell_core.instruments import Item
from livingwell_core.instruments.definitions.entries import ItemKeys
from livingwell_core.schemas.docstrings import attribute_texts, plain_text, summary


@attrs.frozen
class Base:
    """
    What comes first.

    Attributes
    ----------
    one : str
        Of the first
        on two lines.
    two : int
    """

    one: str = ""
    two: int = 0


@attrs.frozen
class Further(Base):
    """
    What comes next.

    It says more
    than one thing.

    Attributes
    ----------
    two, three : int
        A number, or a `name`.
    four : str or dict
        Likewise; or a table.
    five
        As for `Base`.
    one
        As for `Base`.
    six
        As `Nobody` has them.

    Raises
    ------
    ValueError
        Never.
    """

    three: int = 0
    four: str = ""


@attrs.frozen
class Pointing:
    """
    Something; the attributes are those of `Further`.
    """


class TestTexts:
    """Each attribute's text."""

    def test_of_a_class(self):
        """Lines are joined, and what has no text is left out."""
        assert attribute_texts(Base) == {"one": "Of the first on two lines."}

    def test_inherited_and_named(self):
        """Texts of a base class stay, several names share one, and likewise is what stands before."""
        assert attribute_texts(Further) == {
            "one": "Of the first on two lines.",
            "two": "A number, or a `name`.",
            "three": "A number, or a `name`.",
            "four": "A number, or a `name`; or a table.",
            # There is no such class: the docstring's own words are better than none.
            "six": "As `Nobody` has them.",
        }

    def test_of_another_class(self):
        """A class may say that its attributes are another's."""
        assert attribute_texts(Pointing) == attribute_texts(Further)

    def test_in_a_package_around(self):
        """The other class need not be imported: a package around the module may export it."""
        assert attribute_texts(ItemKeys)["missing_codes"] == attribute_texts(Item)["missing_codes"]

    def test_without_a_docstring(self):
        """Nothing is said of a class that says nothing."""

        class Silent:
            pass

        assert attribute_texts(Silent) == {}
        assert summary(Silent) == ""


def test_summary():
    """The text up to the first section, on one line."""
    assert summary(Further) == "What comes next. It says more than one thing."


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('``""`` is blank', '"" is blank'),
        ("``%d/%m/%Y`` of `dates`", "%d/%m/%Y of dates"),
        ("nothing", "nothing"),
    ],
)
def test_plain_text(text, plain):
    """Marks of a docstring go, what they mark stays."""
    assert plain_text(text) == plain
