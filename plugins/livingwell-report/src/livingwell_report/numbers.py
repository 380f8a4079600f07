"""
Numbers as a reader sees them: rounded for the unit, with a true minus sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding

__all__ = ["decimals_of", "fixed", "interval_of", "level_of", "p_value", "value_of", "whole"]

_MINUS: Final = "\N{MINUS SIGN}"
_DECIMALS: Final = {"%": 1, "sd": 2, "people": 0, "scores": 0, "days": 0}

#: What is nearer to zero is the arithmetic's, not the data's.
_NOISE: Final = 1e-9


def fixed(value: float, decimals: int, *, signed: bool = False) -> str:
    """
    Write a number with so many decimals.

    Examples
    --------
    >>> fixed(7.26, 1, signed=True)
    '+7.3'
    >>> fixed(-0.04, 1)
    '0.0'
    """
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    if value < 0:
        return _MINUS + text
    return f"+{text}" if signed else text


def whole(number: int) -> str:
    """Write a count: 3,438."""
    return fixed(number, 0)


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
    return f"{p:.3f}".removeprefix("0")


def decimals_of(finding: Finding, points: int = 1) -> int:
    """Give how many decimals a figure of this unit is shown with; `points` is for those in points."""
    return points if finding.unit == "points" else _DECIMALS.get(finding.unit, 2)


def value_of(finding: Finding, *, signed: bool = False, points: int = 1) -> str:
    """
    Write the value of a finding that has one.

    Parameters
    ----------
    finding : Finding
    signed : bool
        With a plus where it is positive.
    points : int
        Decimals of figures in points.
    """
    if finding.value is None:
        msg = f"a finding without a value has nothing to write: {finding.statistic!r}"
        raise ValueError(msg)
    if finding.statistic == "p":
        return p_value(finding.value)
    text = fixed(finding.value, decimals_of(finding, points), signed=signed)
    return f"{text}%" if finding.unit == "%" else text


def interval_of(finding: Finding, *, signed: bool = False, points: int = 1) -> str:
    """Write the interval, or "" where there is none; parameters as for `value_of`."""
    if finding.low is None or finding.high is None:
        return ""
    places = decimals_of(finding, points)
    low, high = (_end(end, places, signed=signed) for end in (finding.low, finding.high))
    return f"{low} to {high}"


def _end(value: float, decimals: int, *, signed: bool) -> str:
    """Write an end of an interval: one decimal more where rounding would make it zero, which it is not."""
    hidden = abs(value) > _NOISE and f"{abs(value):.{decimals}f}" == f"{0:.{decimals}f}"
    return fixed(value, decimals + hidden, signed=signed)


def level_of(findings: list[Finding]) -> str:
    """Give the confidence level that the intervals share: "95%"; several are listed."""
    levels = sorted({finding.level for finding in findings if finding.level is not None})
    return " and ".join(f"{level * 100:g}%" for level in levels)
