"""
A number with its interval.
"""

from __future__ import annotations

import attrs

__all__ = ["Estimate"]


@attrs.frozen(kw_only=True)
class Estimate:
    """
    An estimate and, where there is one, its interval.

    Attributes
    ----------
    value : float
    low, high : float or None
        Ends of the interval.
    level : float or None
        Its confidence level, in (0, 1).
    """

    value: float
    low: float | None = None
    high: float | None = None
    level: float | None = None
