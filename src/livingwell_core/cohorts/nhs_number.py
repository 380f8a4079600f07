"""
NHS numbers by their check digit; none is ever written out.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from livingwell_core.cohorts.readers import exact

__all__ = [
    "NOT_TEN_DIGITS",
    "ONE_DIGIT",
    "VALID",
    "VERDICTS",
    "WRONG_DIGIT",
    "check_digit",
    "count_verdicts",
    "digits",
    "is_valid",
    "verdict",
]

#: What an NHS number turns out to be.
VALID: Final = "valid"
NOT_TEN_DIGITS: Final = "not ten digits"
ONE_DIGIT: Final = "one digit ten times"
WRONG_DIGIT: Final = "wrong check digit"
VERDICTS: Final = (VALID, NOT_TEN_DIGITS, ONE_DIGIT, WRONG_DIGIT)

# Weights of the first nine digits.
_WEIGHTS: Final = range(10, 1, -1)
# People write 943 476 5919 or 943-476-5919.
_BETWEEN: Final = r"[\s-]"


def check_digit(nine: str) -> int | None:
    """
    Give the tenth digit of an NHS number, or None if these nine begin no number.

    Parameters
    ----------
    nine : str
        Nine digits.

    Raises
    ------
    ValueError
        If it is anything else; the message does not show it.

    References
    ----------
    .. [1] NHS Data Dictionary, NHS NUMBER, steps 1 to 5 of the Modulus 11 algorithm.

    Examples
    --------
    >>> check_digit("943476591")
    9
    """
    if not re.fullmatch(r"[0-9]{9}", nine):
        msg = "'nine' must be nine digits"
        raise ValueError(msg)
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, nine, strict=True))
    digit = 11 - total % 11
    return None if digit == 10 else digit % 11


def is_valid(number: str) -> bool:
    """
    Say whether a text is an NHS number with the right check digit; spaces and hyphens do not matter.

    Examples
    --------
    >>> is_valid("943 476 5919"), is_valid("943 476 5918")
    (True, False)
    """
    return bool(pl.select(_verdict(pl.lit(number)) == VALID).item())


def verdict(column: str) -> pl.Expr:
    """
    Judge a column of NHS numbers.

    Parameters
    ----------
    column : str
        Name of a column of text.

    Returns
    -------
    polars.Expr
        Of text: one of `VERDICTS`, null where blank. ``ONE_DIGIT`` is 1111111111 and the like, which pass
        the check and are what people type in place of a number.
    """
    return _verdict(exact(column)).alias(column)


def digits(column: str) -> pl.Expr:
    """Give a column of NHS numbers without what people write between their digits."""
    return exact(column).str.replace_all(_BETWEEN, "")


def _verdict(text: pl.Expr) -> pl.Expr:
    digits = text.str.replace_all(_BETWEEN, "")
    number = digits.cast(pl.Int64, strict=False)
    at = [number // 10 ** (9 - place) % 10 for place in range(10)]
    total = pl.sum_horizontal(digit * weight for digit, weight in zip(at, _WEIGHTS, strict=False))
    # 11 - remainder, where 11 stands for 0; 10 is the last digit of none.
    right = (11 - total % 11) % 11 == at[9]
    repeated = pl.all_horizontal(digit == at[0] for digit in at)
    return (
        pl.when(digits.is_null() | (digits == ""))
        .then(pl.lit(None, pl.String))
        .when(~digits.str.contains(r"^[0-9]{10}$"))
        .then(pl.lit(NOT_TEN_DIGITS))
        .when(repeated)
        .then(pl.lit(ONE_DIGIT))
        .when(right)
        .then(pl.lit(VALID))
        .otherwise(pl.lit(WRONG_DIGIT))
    )


def count_verdicts(numbers: pl.Series) -> dict[str, int]:
    """
    Count the NHS numbers of a column by what they turn out to be.

    Parameters
    ----------
    numbers : polars.Series of str
        Blank ones are not counted.

    Returns
    -------
    dict of str to int
        By each of `VERDICTS`.
    """
    found = numbers.to_frame("number").select(_verdict(pl.col("number"))).to_series()
    counts = dict(zip(*found.drop_nulls().value_counts(), strict=True))
    return {name: int(counts.get(name, 0)) for name in VERDICTS}
