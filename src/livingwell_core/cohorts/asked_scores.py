"""
What a table of scores has to know of a score: plain data, no instrument.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

import attrs

__all__ = ["AskedScore"]

_MOST_DECIMALS: Final = 9
_SMALLEST_POWER, _LARGEST_POWER = -60, 8


@attrs.frozen(kw_only=True)
class AskedScore:
    """
    One score, as far as reading its values goes.

    Attributes
    ----------
    id : str
    lowest, highest : int or Fraction
    denominator : int
        Steps to a point.
    """

    id: str
    lowest: int | Fraction
    highest: int | Fraction
    denominator: int

    def step(self, text: str) -> int | None:
        """
        Give the step that a text stands for, or None if it is no value of the score.

        A decimal comma is read. Where a value was rounded, it is the step that it was rounded from.
        """
        try:
            number = Decimal(text.strip().replace(",", "."))
        except InvalidOperation:
            return None
        exponent = number.as_tuple().exponent
        # Beyond these a text is no score, and its digits could fill the memory.
        if not isinstance(exponent, int) or exponent < _SMALLEST_POWER or number.adjusted() > _LARGEST_POWER:
            return None
        value = Fraction(number)
        decimals = min(max(-exponent, 0), _MOST_DECIMALS)
        nearest = round(value * self.denominator)
        off = abs(Fraction(nearest, self.denominator) - value)
        inside = self.lowest * self.denominator <= nearest <= self.highest * self.denominator
        return nearest if inside and off <= Fraction(1, 2 * 10**decimals) * bool(decimals) else None

    @property
    def expected(self) -> str:
        """Say in a few words what would have been a value."""
        whole = "a whole number from " if self.denominator == 1 else ""
        return f"{whole}{float(self.lowest):g} to {float(self.highest):g}"
