"""How numbers are written."""

from __future__ import annotations

import pytest
from livingwell_costing.words import percent, pounds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "< 0.1%"),
        (0.0999, "< 0.1%"),
        (0.1, "0.1%"),
        (50, "50.0%"),
        (99.9, "99.9%"),
        (99.91, "> 99.9%"),
        (100, "> 99.9%"),
    ],
)
def test_percent(value, text):
    """Never impossible and never certain."""
    assert percent(value) == text


def test_pounds():
    """Pence only where there are some."""
    assert [pounds(value) for value in (1160, 76.5)] == ["£1,160", "£76.50"]
