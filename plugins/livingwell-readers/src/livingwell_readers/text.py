"""
Typed columns as the text that a CSV file would hold.
"""

from __future__ import annotations

import datetime
from typing import Final

import polars as pl

__all__ = ["DATE_FORMATS", "blank_to_null", "text_of"]

#: How dates and times are written here, for a profile whose `date_format` says something else.
DATE_FORMATS: Final = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S.%f%z",
)

# Whole numbers beyond this do not fit into 64 bits.
_LARGEST: Final = 9e18
# chrono writes fractions of a second with %.f, and nothing where there are none.
_TIME: Final = "%H:%M:%S%.f"
_MIDNIGHT: Final = datetime.time(0)


def text_of(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """
    Write a column as text; blank where there is nothing, and where a number is not a number.

    Parameters
    ----------
    cell : polars.Expr
        The column.
    dtype : polars.DataType
        Its type.

    Returns
    -------
    polars.Expr
        Of text. Whole numbers have no decimals, dates are ISO 8601, a time at midnight without a zone is
        its date alone, booleans are ``true`` and ``false``, bytes have to be UTF-8, and what is nested is
        JSON.
    """
    if dtype.is_temporal():
        return _time(cell, dtype)
    if dtype.is_nested():
        return pl.when(cell.is_not_null()).then(pl.struct(cell).struct.json_encode())
    if dtype.is_float():
        return _number(cell)
    text = cell.cast(pl.String)
    if dtype.is_decimal():
        # Zeros at the end say how the number is stored, not what it is.
        return text.str.replace(r"\.0+$|(\.\d*[1-9])0+$", "$1")
    may_be_blank = isinstance(dtype, pl.String | pl.Categorical | pl.Enum | pl.Binary)
    return blank_to_null(text) if may_be_blank else text


def blank_to_null(text: pl.Expr) -> pl.Expr:
    """Give text with null for what is empty, as readers do."""
    return pl.when(text != "").then(text)


def _number(cell: pl.Expr) -> pl.Expr:
    whole = (cell == cell.floor()) & (cell.abs() < _LARGEST)
    return pl.when(cell.is_not_nan()).then(
        pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(cell.cast(pl.String))
    )


def _time(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime):
        return _moment(cell, dtype.time_zone)
    if isinstance(dtype, pl.Duration):
        return cell.dt.to_string("iso")
    return cell.dt.strftime("%Y-%m-%d" if dtype == pl.Date else _TIME)


def _moment(cell: pl.Expr, zone: str | None) -> pl.Expr:
    # Python reads microseconds and no finer.
    cell = cell.cast(pl.Datetime("us", zone))
    if zone is not None:
        return cell.dt.strftime(f"%Y-%m-%d {_TIME}%:z")
    return (
        pl.when(cell.dt.time() == _MIDNIGHT)
        .then(cell.dt.strftime("%Y-%m-%d"))
        .otherwise(cell.dt.strftime(f"%Y-%m-%d {_TIME}"))
    )
