"""
Answers that look odd: straight lines, copies of a row, and the same answers at the first and the last time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.surveys.patterns import ALIKE, COPIES, STRAIGHT_LINES, Pattern
from livingwell_core.surveys.sheets import ENOUGH_ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from livingwell_core.instruments import Instrument
    from livingwell_core.surveys.sheets import Sheets

__all__ = ["alike", "copies", "straight_lines"]

# Two neighbours may well agree; this many below each other were hardly asked.
_RUN: Final = 3
# Some people do give the same answers twice.
_TOO_MANY_ALIKE: Final = 0.05


def straight_lines(
    site: str, instrument: Instrument, frame: pl.DataFrame, items: Sequence[str]
) -> Iterator[Pattern]:
    """
    Count assessments with the same answer to every item, as the person gave it, where items run both ways.

    Parameters
    ----------
    site : str
    instrument : Instrument
    frame : polars.DataFrame
        Settled assessments, with the columns of `Sheets`.
    items : sequence of str
        Of which ``straight`` speaks.
    """
    count = int(frame["straight"].sum())
    if not count:
        return
    negative = [name for name in items if instrument.item(name).negative]
    yield Pattern(
        kind=STRAIGHT_LINES,
        site=site,
        place=instrument.id,
        count=count,
        of=frame.height,
        unit="assessments",
        text=f"the same answer to all of {len(items)} items, though some run against the others "
        f"(items {', '.join(negative)})",
        meaning="It may be haste, a form that fills itself in, or a middle answer that was meant each time: "
        "the answers alone do not tell.",
        advice="Compare some of them with the forms.",
    )


def copies(sheets: Sheets) -> Iterator[Pattern]:
    """
    Count rows of different people that follow each other with one day and the same answers.

    Parameters
    ----------
    sheets : Sheets
        Of one file; at least `ENOUGH_ITEMS` items have to be answered.
    """
    rows = (
        sheets.frame.filter(pl.col("order").is_not_null())
        .sort("order")
        .select("person", "day", "same", "answered")
    )
    alike_before = (
        (pl.col("day") == pl.col("day").shift())
        & (pl.col("same") == pl.col("same").shift())
        & (pl.col("person") != pl.col("person").shift())
        & (pl.col("answered") >= ENOUGH_ITEMS)
    ).fill_null(value=False)
    runs = (
        rows.with_columns((~alike_before).cum_sum().alias("run"))
        .group_by("run")
        .agg(pl.len().alias("rows"), pl.col("person").n_unique().alias("people"))
        .filter(pl.col("people") >= _RUN)
    )
    if runs.is_empty():
        return
    yield Pattern(
        kind=COPIES,
        site=sheets.site,
        place=sheets.file,
        count=int(runs["rows"].sum()),
        of=sheets.frame.height,
        unit="assessments",
        text=f"of {_RUN} or more different people below each other, with one day and the same answers "
        f"({runs.height:,} {'run' if runs.height == 1 else 'runs'})",
        meaning="A row may have been copied, or filled down in a spreadsheet.",
        advice="Look for them in the source system: such answers are nobody's.",
    )


def alike(site: str, instrument: Instrument, frame: pl.DataFrame) -> Iterator[Pattern]:
    """
    Count people whose first and last assessment have the same answers, of those with two days.

    Parameters
    ----------
    site : str
    instrument : Instrument
    frame : polars.DataFrame
        Settled assessments `in_order`, with the columns of `Sheets`. People with two on their first or last
        day are passed over: which of them would be compared?

    Notes
    -----
    Told from 5 % on, a number of our own: the same answers twice are nothing odd.
    """
    same_day = (pl.col("day") == pl.col("day").shift()) & ~pl.col("starts")
    crowded = same_day.fill_null(value=False)
    rows = frame.lazy().select(
        "same",
        "day",
        "answered",
        "starts",
        "ends",
        (crowded.shift(-1).fill_null(value=False)).alias("crowded first"),
        crowded.alias("crowded last"),
    )
    first = rows.filter(pl.col("starts")).select(pl.all().name.prefix("first "))
    last = rows.filter(pl.col("ends")).select(pl.all().name.prefix("last "))
    of, count = (
        pl.concat([first, last], how="horizontal")
        .filter(
            (pl.col("first day") < pl.col("last day"))
            & ~pl.col("first crowded first")
            & ~pl.col("last crowded last")
            & (pl.min_horizontal("first answered", "last answered") >= ENOUGH_ITEMS)
        )
        .select(of=pl.len(), count=(pl.col("first same") == pl.col("last same")).sum())
        .collect()
        .row(0)
    )
    if not count or count < _TOO_MANY_ALIKE * of:
        return
    yield Pattern(
        kind=ALIKE,
        site=site,
        place=instrument.id,
        count=count,
        of=of,
        unit="people",
        text="the same answer to every item at their first and at their last assessment",
        meaning="Nothing may have changed, or the earlier form was carried over to the later one.",
        advice="A few are to be expected. Ask how a new form is opened in the source system.",
    )
