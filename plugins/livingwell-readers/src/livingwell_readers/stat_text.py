"""
Values of SPSS and Stata as text: their dates are numbers, and their codes have labels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from livingwell_readers.text import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Kind", "kind_of", "label_text", "stat_text"]

#: What the numbers of a column stand for, and in which unit they are counted.
Kind = Literal["number", "SPSS day", "SPSS moment", "time of day", "Stata day", "Stata moment"]

_DAY: Final = 86_400
# SPSS counts from 14 October 1582, Stata from 1 January 1960; in seconds from 1970.
_SPSS_EPOCH: Final = -141_428 * _DAY
_STATA_EPOCH: Final = -3_653 * _DAY
# Years 1 to 9999, in seconds from 1970. What lies beyond is no date, and is shown as the number that it is.
_FIRST: Final = -62_135_596_800
_LAST: Final = 253_402_300_799

_SPSS_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"), "SPSS day"),
    **dict.fromkeys(("DATETIME", "YMDHMS"), "SPSS moment"),
    **dict.fromkeys(("TIME", "DTIME", "MTIME"), "time of day"),
}


def kind_of(written: str) -> Kind:
    """
    Say what the numbers of a column stand for.

    Weeks, months, quarters and years of Stata are no days, and stay numbers.

    Parameters
    ----------
    written : str
        The format of the column as the file has it: ``"DATE11"`` of SPSS, ``"%td"`` of Stata.

    Examples
    --------
    >>> kind_of("F8.2"), kind_of("ADATE10"), kind_of("%tdD_m_Y"), kind_of("%tc")
    ('number', 'SPSS day', 'Stata day', 'Stata moment')
    """
    stata = re.match(r"%-?(t[dcC]|d)", written)
    if stata:
        return "Stata moment" if stata[1] in {"tc", "tC"} else "Stata day"
    spss = re.match("[A-Z]+", written.upper())
    return _SPSS_KINDS.get(spss[0], "number") if spss else "number"


def stat_text(cell: pl.Expr, dtype: pl.DataType, kind: Kind) -> pl.Expr:
    """
    Write a column as text, as `text_of` does, its dates and times as ISO 8601.

    Parameters
    ----------
    cell : polars.Expr
        The column as the file counts it.
    dtype : polars.DataType
        Its type.
    kind : str
        From `kind_of`.
    """
    plain = text_of(cell, dtype)
    if kind == "number" or not dtype.is_numeric():
        return plain
    number = cell.cast(pl.Float64)
    if kind == "time of day":
        within = number.is_between(0, _DAY, closed="left")
        # Milliseconds are exact in what SPSS stores, nanoseconds are not.
        time = (pl.when(within).then(number) * 1000).round().cast(pl.Int64) * 1_000_000
        return pl.coalesce(text_of(time.cast(pl.Time), pl.Time()), plain)
    if kind == "Stata day":
        seconds = number * _DAY + _STATA_EPOCH
    elif kind == "Stata moment":
        seconds = number / 1000 + _STATA_EPOCH
    else:
        seconds = number + _SPSS_EPOCH
    possible = pl.when(seconds.is_between(_FIRST, _LAST)).then(seconds)
    moment = (possible * 1000).round().cast(pl.Int64).cast(pl.Datetime("ms"))
    if kind in {"SPSS day", "Stata day"}:
        return pl.coalesce(text_of(moment.dt.date(), pl.Date()), plain)
    return pl.coalesce(text_of(moment, pl.Datetime("ms")), plain)


def label_text(text: pl.Expr, labels: Mapping[float | str, str]) -> pl.Expr:
    """
    Write the labels of a column's codes, and the code itself where it has none.

    Parameters
    ----------
    text : polars.Expr
        The codes, as text.
    labels : mapping of number or str to str
        As the file has them.
    """
    words: dict[str, str] = {}
    for code, label in labels.items():
        whole = isinstance(code, float) and code.is_integer()
        if label.strip():
            words[str(int(code) if whole else code)] = label
    return text.replace(words)
