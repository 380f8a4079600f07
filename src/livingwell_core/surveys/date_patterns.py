"""
Dates that look odd: days that hold too much, odd intervals, and days before the referral.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from livingwell_core.cohorts import DATE
from livingwell_core.surveys.patterns import CROWDED_DAYS, EARLY, INTERVALS, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.instruments import Instrument
    from livingwell_core.surveys.sheets import Sheets

__all__ = ["REFERRED", "crowded_days", "early", "intervals"]

#: Name under which a profile states the day of referral.
REFERRED: Final = "referred"

_EPOCH: Final = datetime.date(1970, 1, 1)
_SHORT_DAYS: Final = 1
_LONG_YEARS: Final = 5
_LONG_DAYS: Final = 1826  # five years, with a leap day
# With fewer assessments a day that holds most of them is chance.
_ENOUGH: Final = 10
_NEARLY_ALL: Final = 0.9
_HALF: Final = 0.5
# A day that holds so many times what a day usually holds.
_FAR_MORE: Final = 10
_ENOUGH_DAYS: Final = 5

_TYPED_IN: Final = "It may be the day on which forms were typed in, or a default of the system."
_RIGHT_COLUMN: Final = "Look whether 'date' in the profile names the day of the assessment."


def intervals(site: str, instrument: Instrument, frame: pl.DataFrame) -> Iterator[Pattern]:
    """
    Count intervals between one assessment of a person and the next that are very short, or very long.

    Parameters
    ----------
    site : str
    instrument : Instrument
    frame : polars.DataFrame
        Settled assessments `in_order`.
    """
    days = (
        frame.lazy()
        .select(pl.when(~pl.col("starts")).then(pl.col("day") - pl.col("day").shift()).alias("days"))
        .select(
            of=pl.col("days").count(),
            short=(pl.col("days") <= _SHORT_DAYS).sum(),
            long=(pl.col("days") > _LONG_DAYS).sum(),
        )
        .collect()
    )
    of, short, long = days.row(0)
    about = {"kind": INTERVALS, "site": site, "place": instrument.id, "of": of, "unit": "intervals"}
    if short:
        yield Pattern(
            **about,
            count=short,
            text=f"0 to {_SHORT_DAYS} days from one assessment of a person to the next",
            meaning="Two forms of one meeting, a form typed in again with a slip, or the day of typing in.",
            advice=f"{_RIGHT_COLUMN} 'same_day' in [pairing] says what becomes of two on one day.",
        )
    if long:
        yield Pattern(
            **about,
            count=long,
            text=f"more than {_LONG_YEARS} years from one assessment of a person to the next",
            meaning="Somebody came back, a year was mistyped, or two people have one identifier.",
            advice='Look at the dates. [pairing] by = "referral" keeps the referrals of a person apart.',
        )


def early(site: str, instrument: Instrument, frame: pl.DataFrame, listed: pl.DataFrame) -> Iterator[Pattern]:
    """
    Count assessments before the day on which the person was referred.

    Parameters
    ----------
    site : str
    instrument : Instrument
    frame : polars.DataFrame
        Settled assessments.
    listed : polars.DataFrame
        The people listed, with that day.
    """
    known = frame.select("person", "check", "day").join(
        listed.select("person", "check", pl.col(DATE + REFERRED).alias("referred")).drop_nulls(),
        on=("person", "check"),
    )
    count = int((known["day"] < known["referred"]).sum())
    if count:
        yield Pattern(
            kind=EARLY,
            site=site,
            place=instrument.id,
            count=count,
            of=known.height,
            unit="assessments",
            text="before the day on which the person was referred",
            meaning="It may be an earlier referral, or a date whose day and month are changed round.",
            advice="Look at 'date_format' of both tables, and which referral the list of people holds.",
        )


def crowded_days(sheets: Sheets) -> Iterator[Pattern]:
    """
    Find dates of a file that many assessments share; of what is true, only the first is told.

    Parameters
    ----------
    sheets : Sheets
    """
    n = sheets.frame.height
    if n < _ENOUGH:
        return
    date = pl.col("day").cast(pl.Date)
    days = (
        sheets.frame.group_by("day")
        .agg(pl.len().alias("rows"))
        .sort("rows", "day", descending=[True, False])
        .with_columns((date.dt.day() == 1).alias("first"), (date.dt.month() == 1).alias("january"))
    )
    rows = days["rows"].to_numpy()
    first = int(rows[days["first"].to_numpy()].sum())
    january = int(rows[(days["first"] & days["january"]).to_numpy()].sum())
    usual = float(np.median(rows))
    many = int(((rows >= _ENOUGH) & (rows >= _FAR_MORE * usual)).sum())
    found: tuple[int, str] | None = None
    if january >= _NEARLY_ALL * n:
        found = january, "on 1 January"
    elif rows[0] > _HALF * n:
        found = int(rows[0]), f"on one day, {_day(days)}"
    elif first >= _NEARLY_ALL * n:
        found = first, "on the first day of a month"
    elif days.height >= _ENOUGH_DAYS and many:
        where = _day(days) if many == 1 else f"{many:,} days, most of them on {_day(days)}"
        found = int(rows[:many].sum()), f"on {where}; a usual day holds {usual:g}"
    if found is not None:
        yield Pattern(
            kind=CROWDED_DAYS,
            site=sheets.site,
            place=sheets.file,
            count=found[0],
            of=n,
            unit="assessments",
            text=found[1],
            meaning=_TYPED_IN,
            advice=f"{_RIGHT_COLUMN} First and last are told by it.",
        )


def _day(days: pl.DataFrame) -> str:
    """Give the first day of a frame as people write it."""
    return (_EPOCH + datetime.timedelta(days=days["day"][0])).isoformat()
