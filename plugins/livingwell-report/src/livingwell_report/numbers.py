"""
Numbers as a reader sees them: rounded for the unit, with a true minus sign.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding

__all__ = ["decimals_of", "exact", "fixed", "interval_of", "level_of", "p_value", "value_of", "whole"]

#: Statistics that are a p: "p", "McNemar p, exact", "p of the difference".
_P: Final = re.compile(r"(?:^|[ ,])p(?:$|[ ,])")
_MINUS: Final = "\N{MINUS SIGN}"
_DECIMALS: Final = {
    "%": 1,
    "sd": 2,
    "": 2,
    "people": 0,
    "scores": 0,
    "goals": 0,
    "days": 0,
    "£": 0,
    "£ a QALY": 0,
    "QALYs": 3,
}

#: What is nearer to zero, or to a round number, is the arithmetic's, not the data's.
_NOISE: Final = 1e-9

#: Spreadsheets look at so many digits of a number before they round it; further ones are the arithmetic's.
_DIGITS: Final = 15
#: Enough digits for any number that a float holds.
_ROOM: Final = Context(prec=400, rounding=ROUND_HALF_UP)


def fixed(value: float, decimals: int, *, signed: bool = False) -> str:
    """
    Write a number with so many decimals, a half away from zero as spreadsheets round it.

    Examples
    --------
    >>> fixed(7.26, 1, signed=True), fixed(66.25, 1)
    ('+7.3', '66.3')
    >>> fixed(-0.04, 1)
    '0.0'
    """
    text = f"{_rounded(value, decimals):,f}"
    if not any(digit in text for digit in "123456789"):
        return text
    if value < 0:
        return _MINUS + text
    return f"+{text}" if signed else text


def _rounded(value: float, decimals: int) -> Decimal:
    """Round the size of a number, a half up: the decimal digits that a reader would see are what counts."""
    return Decimal(f"{abs(value):.{_DIGITS}g}").quantize(Decimal(1).scaleb(-decimals), context=_ROOM)


def whole(number: int) -> str:
    """Write a count: 3,438."""
    return fixed(number, 0)


def exact(number: float | Fraction) -> str:
    """
    Write a bound or a threshold with the decimals that it has, at most three.

    Examples
    --------
    >>> exact(40), exact(Fraction(1, 5)), exact(Fraction(4, 3))
    ('40', '0.2', '1.333')
    """
    return fixed(float(number), _needed(float(number), 3))


def p_value(p: float) -> str:
    """
    Write a p value the way journals do.

    Examples
    --------
    >>> p_value(0.0000012), p_value(0.0312), p_value(1.0)
    ('< .001', '.031', '1.000')
    """
    if p < 0.001:
        return "< .001"
    return fixed(p, 3).removeprefix("0")


def decimals_of(finding: Finding, number: float, points: int = 1) -> int:
    """
    Give how many decimals a number of a finding is shown with.

    Parameters
    ----------
    finding : Finding
    number : float
        Its value, or an end of its interval.
    points : int
        Decimals of figures in the score's own unit. A median is a score, or halfway between two, and has the
        decimals that it needs: none, or up to one more. Utilities have as many as the longest beside them.
    """
    if finding.unit in _DECIMALS:
        return _DECIMALS[finding.unit]
    if finding.analysis != "medians":
        return points
    if finding.unit != "utility":
        return _needed(number, points + 1)
    ends = (finding.value, finding.low, finding.high)
    return max(points, *(_needed(end, points + 1) for end in ends if end is not None))


def _needed(value: float, most: int) -> int:
    """Give the decimals that a number has, so far as they are worth showing."""
    shown = (places for places in range(most) if abs(value - round(value, places)) < _NOISE)
    return next(shown, most)


def value_of(finding: Finding, *, signed: bool = False, points: int = 1) -> str:
    """
    Write the value of a finding that has one.

    Parameters
    ----------
    finding : Finding
    signed : bool
        With a plus where it is positive.
    points : int
        Decimals of figures in the score's own unit.
    """
    if finding.value is None:
        msg = f"a finding without a value has nothing to write: {finding.statistic!r}"
        raise ValueError(msg)
    if _P.search(finding.statistic):
        return p_value(finding.value)
    places = decimals_of(finding, finding.value, points)
    if finding.unit == "utility":
        text = _end(finding.value, places, signed=signed)
    else:
        text = fixed(finding.value, places, signed=signed)
    return f"{text}%" if finding.unit == "%" else text


def interval_of(finding: Finding, *, signed: bool = False, points: int = 1) -> str:
    """Write the interval, or "" where there is none; parameters as for `value_of`."""
    if finding.low is None or finding.high is None:
        return ""
    low, high = (
        _end(end, decimals_of(finding, end, points), signed=signed) for end in (finding.low, finding.high)
    )
    return f"{low} to {high}"


def _end(value: float, decimals: int, *, signed: bool) -> str:
    """Write a number with one decimal more where rounding would make it zero, which it is not."""
    hidden = abs(value) > _NOISE and not _rounded(value, decimals)
    return fixed(value, decimals + hidden, signed=signed)


def level_of(findings: list[Finding]) -> str:
    """Give the confidence level that the intervals share: "95%"; several are listed."""
    levels = sorted({finding.level for finding in findings if finding.level is not None})
    return " and ".join(f"{level * 100:g}%" for level in levels)
