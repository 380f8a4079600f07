"""
What the list of people says of each person besides who they are: groups, and amounts.
"""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.decoding import NO_DAY, UNREADABLE_DAY, day_of, folded
from livingwell_core.cohorts.readers import exact
from livingwell_core.errors import Problem
from livingwell_core.profiles import NOT_RECORDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from livingwell_core.cohorts.readers import Reader, Source
    from livingwell_core.profiles import GroupColumn, PeopleTable

__all__ = ["AMOUNT", "DATE", "GROUP", "details", "warnings_of"]

#: How the columns of groups, amounts and dates begin in frames of people.
GROUP: Final = "group:"
AMOUNT: Final = "amount:"
DATE: Final = "date:"

# A value that fewer people have could name one of them.
_SHOWN_FROM: Final = 5
_OLDEST: Final = 130
_EPOCH: Final = datetime.date(1970, 1, 1)


def details(read: pl.DataFrame, reader: Reader, table: PeopleTable) -> pl.DataFrame:
    """
    Read groups and amounts.

    Parameters
    ----------
    read : polars.DataFrame
        The text of the columns that `table` names for them, a row a person.
    reader : Reader
    table : PeopleTable

    Returns
    -------
    polars.DataFrame
        A text column `GROUP` + name for each group, never null; a float64 column `AMOUNT` + name for each
        amount, null where it is blank or no amount; and an int32 column `DATE` + name for each date, days
        since 1970, null where it is blank or no date.
    """
    columns = [
        _mapped(read[group.column], _reader_of(group, reader)).alias(GROUP + name)
        for name, group in table.groups.items()
    ]
    columns += [
        read.select(_amount(column)).to_series().alias(AMOUNT + name)
        for name, column in table.amounts.items()
    ]
    columns += [_days(read[column], reader, table).alias(DATE + name) for name, column in table.dates.items()]
    return pl.DataFrame(columns)


def _days(texts: pl.Series, reader: Reader, table: PeopleTable) -> pl.Series:
    formats = (str(table.date_format), *reader.date_formats)
    distinct = texts.unique()
    read = [day_of(text or "", formats) for text in distinct.to_list()]
    lookup = pl.DataFrame({"text": distinct, "day": pl.Series([_known(day) for day in read], dtype=pl.Int32)})
    return pl.DataFrame({"text": texts}).join(
        lookup, on="text", how="left", nulls_equal=True, maintain_order="left"
    )["day"]


def _known(day: int) -> int | None:
    return None if day in {NO_DAY, UNREADABLE_DAY} else day


def warnings_of(
    read: pl.DataFrame, source: Source, reader: Reader, table: PeopleTable
) -> tuple[Problem, ...]:
    """Say which values no group lists and which cells hold no amount; parameters as for `details`."""
    found = [
        problem
        for group in table.groups.values()
        for problem in _unlisted(read[group.column], group, source, reader)
    ]
    for column in table.amounts.values():
        text = read[column].str.strip_chars()
        wrong = read.select(_amount(column)).to_series().is_null() & text.is_not_null() & (text != "")
        if wrong.any():
            found.append(
                Problem(
                    file=source.name,
                    column=column,
                    reason=f"{int(wrong.sum()):,} cells hold no amount and are not used",
                    expected="a number of 0 or above",
                )
            )
    for column in table.dates.values():
        text = read[column].str.strip_chars()
        unread = _days(read[column], reader, table).is_null() & text.is_not_null() & (text != "")
        if unread.any():
            found.append(
                Problem(
                    file=source.name,
                    column=column,
                    reason=f"{int(unread.sum()):,} cells hold no date and are not used",
                    expected=f"dates in the format {table.date_format}",
                )
            )
    return tuple(found)


def _amount(column: str) -> pl.Expr:
    number = exact(column).str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(number.is_finite() & (number >= 0)).then(number)


def _mapped(texts: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """Read each distinct text once."""
    distinct = texts.unique()
    names = [read(text or "") or NOT_RECORDED for text in distinct.to_list()]
    lookup = pl.DataFrame({"text": distinct, "name": pl.Series(names, dtype=pl.String)})
    return (
        pl.DataFrame({"text": texts})
        .join(lookup, on="text", how="left", nulls_equal=True, maintain_order="left")["name"]
        .fill_null(NOT_RECORDED)
    )


def _reader_of(group: GroupColumn, reader: Reader) -> Callable[[str], str | None]:
    """Give a function from a cell to its group; "" where nothing is recorded, None where it is not known."""
    missing = {folded(text) for text in group.missing} | {""}
    if group.values:
        values = {folded(label): name for label, name in group.values.items()}
        return lambda text: "" if folded(text) in missing else values.get(folded(text))
    formats = (group.date_format, *reader.date_formats) if group.date_format else ()

    def band(text: str) -> str | None:
        if folded(text) in missing:
            return ""
        age = _age_at(text, formats, group.age_on) if group.age_on else _whole_years(text)
        if age is None or not 0 <= age <= _OLDEST:
            return None
        below = sum(age >= start for start in group.bands)
        return group.band_names[below if group.bands[0] > 0 else below - 1]

    return band


def _whole_years(text: str) -> int | None:
    whole = text.strip().removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 4 else None


def _age_at(text: str, formats: tuple[str, ...], on: datetime.date) -> int | None:
    day = day_of(text, formats)
    if day == UNREADABLE_DAY:
        return None
    born = _EPOCH + datetime.timedelta(days=day)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _unlisted(texts: pl.Series, group: GroupColumn, source: Source, reader: Reader) -> Iterator[Problem]:
    read = _reader_of(group, reader)
    counts: Counter[str] = Counter()
    for text, people in texts.fill_null("").value_counts().iter_rows():
        if read(text) is None:
            # An age or a date of birth that is out of range could name somebody too.
            shown = people >= _SHOWN_FROM and group.values
            counts[folded(text) if shown else ""] += people
    expected = f"one of {', '.join(group.values)}" if group.values else "an age, or a date in the date_format"
    for text, people in sorted(counts.items()):
        yield Problem(
            file=source.name,
            column=group.column,
            reason=f"{people:,} people with a value that the profile does not list: {NOT_RECORDED}",
            value=text or None,
            expected=expected,
        )
