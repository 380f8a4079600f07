"""
The exact scale that a score lives on.

A score is held as an integer number of steps of ``1 / denominator``, so that equal scores are
equal and a threshold is met or not met, never nearly met. A total of ten items with one
imputed is a ninth: denominator 9. A utility given to three decimals has denominator 1,000.
"""

from __future__ import annotations

import re
from fractions import Fraction

import attrs

__all__ = ["Scale", "exact_number", "number_as_data"]

# What is longer is no number that anyone wrote, and 1e999999999 would take all memory.
_WRITTEN = re.compile(
    r"[+-]?(?:[0-9]{1,20}/[0-9]{1,20}|(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,3})?)"
)
# Scores are int32; half of that leaves room for differences.
_MOST_STEPS = 2**30


def exact_number(value: float | str | Fraction) -> int | Fraction:
    """
    Give a number as people wrote it, exactly: an int where it is whole, else a Fraction.

    A float is read by its shortest decimal form: -0.195 is -195/1000, not the nearest binary fraction.

    Raises
    ------
    ValueError
        If it is no finite number.

    Examples
    --------
    >>> exact_number(-0.195)
    Fraction(-39, 200)
    """
    if isinstance(value, bool):
        msg = f"a number, got {value!r}"
        raise ValueError(msg)  # noqa: TRY004 - one kind of error for whatever is no number
    try:
        number = value if isinstance(value, int | Fraction) else _read(str(value).strip())
    except (ValueError, ZeroDivisionError) as error:
        msg = f"a number, got {value!r}"
        raise ValueError(msg) from error
    return int(number) if number.denominator == 1 else Fraction(number)


def _read(text: str) -> Fraction:
    if not _WRITTEN.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)


def number_as_data(number: int | Fraction) -> int | str:
    """
    Write an exact number: whole ones as they are, others as text.

    Examples
    --------
    >>> number_as_data(Fraction(-39, 200)), number_as_data(Fraction(1, 3)), number_as_data(4)
    ('-0.195', '1/3', 4)
    """
    if isinstance(number, int):
        return number
    for decimals in range(1, 10):
        if 10**decimals % number.denominator == 0:
            digits = f"{abs(int(number * 10**decimals)):0{decimals + 1}d}"
            return f"{'-' if number < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"
    return str(number)


@attrs.frozen(kw_only=True)
class Scale:
    """
    Range and step of a score.

    Attributes
    ----------
    lowest, highest : int or Fraction
        The range, in points; each a whole number of steps.
    denominator : int
        Steps to a point, >= 1.
    """

    lowest: int | Fraction = attrs.field(converter=exact_number)
    highest: int | Fraction = attrs.field(converter=exact_number)
    denominator: int = 1

    def __attrs_post_init__(self) -> None:
        if self.denominator < 1:
            msg = f"'denominator' must be at least 1, got {self.denominator}"
            raise ValueError(msg)
        if self.lowest >= self.highest:
            msg = f"'lowest' must be below 'highest', got {self.lowest} and {self.highest}"
            raise ValueError(msg)
        for name, end in (("lowest", self.lowest), ("highest", self.highest)):
            if Fraction(end) * self.denominator % 1:
                msg = f"{name!r} must be a whole number of steps of 1/{self.denominator}, got {end}"
                raise ValueError(msg)
        if max(abs(self.first_step), abs(self.last_step)) >= _MOST_STEPS:
            msg = f"'denominator' {self.denominator} makes more steps than scores can have, {_MOST_STEPS}"
            raise ValueError(msg)

    @property
    def first_step(self) -> int:
        """The lowest score, in steps."""
        return int(self.lowest * self.denominator)

    @property
    def last_step(self) -> int:
        """The highest score, in steps."""
        return int(self.highest * self.denominator)

    @property
    def span(self) -> int:
        """How many steps there are from lowest to highest, both counted."""
        return self.last_step - self.first_step + 1

    def steps(self, points: float | Fraction) -> Fraction:
        """Give a number of points as steps, exactly."""
        return Fraction(points) * self.denominator

    def points(self, steps: int | Fraction) -> float:
        """Give a number of steps as points."""
        return float(Fraction(steps) / self.denominator)
