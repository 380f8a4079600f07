"""
How numbers of this plugin are written in names and notes.
"""

from __future__ import annotations

from typing import Final

__all__ = ["NO_COST", "percent", "pounds"]

#: Said of gains that no cost is held against.
NO_COST: Final = "no cost given"
# A probability is never printed as certain: people drawn once more could always be others.
_NEARLY: Final = 0.1


def pounds(value: float) -> str:
    """
    Write pounds.

    Examples
    --------
    >>> pounds(1160), pounds(76.5)
    ('£1,160', '£76.50')
    """
    return f"£{value:,.0f}" if float(value).is_integer() else f"£{value:,.2f}"


def percent(value: float) -> str:
    """
    Write a probability given in percent, which rounding makes neither impossible nor certain.

    Examples
    --------
    >>> percent(52.345), percent(99.99), percent(0.0)
    ('52.3%', '> 99.9%', '< 0.1%')
    """
    if value < _NEARLY:
        return f"< {_NEARLY:g}%"
    return f"> {100 - _NEARLY:g}%" if value > 100 - _NEARLY else f"{value:.1f}%"
