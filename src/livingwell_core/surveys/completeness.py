"""
How complete the data are, month by month and group by group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import polars as pl

from livingwell_core.cohorts import DATE, GROUP
from livingwell_core.surveys.date_patterns import REFERRED

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument

__all__ = ["MONTH", "Completeness", "CompletenessRow", "by_group", "by_month"]

#: `Completeness.by` of a table of months.
MONTH: Final = "month"

_MOST_MONTHS: Final = 120
_KEY: Final = ("person", "check")

# What is counted of a month, by its number, or of a group, by its name.
_Counts = dict[Any, tuple[int, ...]]


@attrs.frozen(kw_only=True)
class CompletenessRow:
    """
    One month, or one group of people.

    Attributes
    ----------
    name : str
        ``"2021-03"``, or the group.
    starting : int
        People whose first assessment is in it.
    assessments : int
    answered, asked : int
        Items with an answer, and items that the assessments have. 0 of 0 where the files hold scores.
    scored : int
        Assessments with a score.
    people : int or None
        People who were referred in the month, or who are listed in the group; None where that is not known.
    assessed, assessed_twice : int or None
        Of `people`, those with an assessment, and with assessments on two days, whenever these are.
    """

    name: str
    starting: int = 0
    assessments: int = 0
    answered: int = 0
    asked: int = 0
    scored: int = 0
    people: int | None = None
    assessed: int | None = None
    assessed_twice: int | None = None


@attrs.frozen(kw_only=True)
class Completeness:
    """
    One questionnaire at one site, by month or by group.

    Attributes
    ----------
    site : str
    instrument : Instrument
    by : str
        `MONTH`, or the name of a group column.
    rows : tuple of CompletenessRow
    """

    site: str
    instrument: Instrument
    by: str
    rows: tuple[CompletenessRow, ...]


def by_month(
    site: str, instrument: Instrument, frame: pl.DataFrame, listed: pl.DataFrame | None
) -> Completeness:
    """
    Count by month, from the first to the last; months without anything are there too, up to ten years.

    Parameters
    ----------
    site : str
    instrument : Instrument
    frame : polars.DataFrame
        Settled assessments `in_order`, with the columns of `Sheets`.
    listed : polars.DataFrame or None
        The people listed; with the day of referral, or without.
    """
    counts = _assessments(frame, _month(pl.col("day")))
    referred = None
    if listed is not None and DATE + REFERRED in listed.columns:
        known = listed.filter(pl.col(DATE + REFERRED).is_not_null())
        referred = _people(known, frame, _month(pl.col(DATE + REFERRED)))
    months = sorted({*counts, *(referred or {})})
    if months and months[-1] - months[0] < _MOST_MONTHS:
        months = list(range(months[0], months[-1] + 1))
    rows = [_row(f"{month // 12:04}-{month % 12 + 1:02}", month, counts, referred) for month in months]
    return Completeness(site=site, instrument=instrument, by=MONTH, rows=tuple(rows))


def by_group(
    site: str, instrument: Instrument, frame: pl.DataFrame, listed: pl.DataFrame, column: str
) -> Completeness:
    """Count by group, the largest first; parameters as for `by_month`, and the name of the group column."""
    group = pl.col(GROUP + column)
    counts = _assessments(frame.join(listed.select(*_KEY, group), on=_KEY), group)
    people = _people(listed, frame, group)
    names = sorted(people, key=lambda name: (-people[name][0], name))
    rows = [_row(name, name, counts, people) for name in names]
    return Completeness(site=site, instrument=instrument, by=column, rows=tuple(rows))


def _row(name: str, key: object, counts: _Counts, people: _Counts | None) -> CompletenessRow:
    starting, assessments, answered, asked, scored = counts.get(key, (0,) * 5)
    of_people: tuple[int | None, ...] = (None,) * 3 if people is None else people.get(key, (0,) * 3)
    return CompletenessRow(
        name=name,
        starting=starting,
        assessments=assessments,
        answered=answered,
        asked=asked,
        scored=scored,
        people=of_people[0],
        assessed=of_people[1],
        assessed_twice=of_people[2],
    )


def _month(day: pl.Expr) -> pl.Expr:
    date = day.cast(pl.Date)
    return date.dt.year() * 12 + date.dt.month().cast(pl.Int32) - 1


def _assessments(frame: pl.DataFrame, name: pl.Expr) -> _Counts:
    """Count what is about assessments."""
    found = (
        frame.lazy()
        .group_by(name.alias("name"))
        .agg(
            pl.col("starts").sum().alias("starting"),
            pl.len().alias("assessments"),
            pl.col("answered").cast(pl.Int64).sum(),
            pl.col("asked").cast(pl.Int64).sum(),
            pl.col("scored").sum(),
        )
        .collect(engine="streaming")
    )
    return {row[0]: row[1:] for row in found.iter_rows()}


def _people(listed: pl.DataFrame, frame: pl.DataFrame, name: pl.Expr) -> _Counts:
    """Count people, those with an assessment, and those with assessments on two days."""
    days = frame.group_by(_KEY).agg(pl.col("day").n_unique().alias("days"))
    found = (
        listed.lazy()
        .join(days.lazy(), on=_KEY, how="left")
        .group_by(name.alias("name"))
        .agg(
            pl.len().alias("people"),
            (pl.col("days") >= 1).sum().alias("once"),
            (pl.col("days") > 1).sum().alias("twice"),
        )
        .collect(engine="streaming")
    )
    return {row[0]: row[1:] for row in found.iter_rows()}
