"""
The list of people who were supported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.answers import Part
from livingwell_core.cohorts.decoding import is_blank
from livingwell_core.cohorts.details import details, warnings_of
from livingwell_core.cohorts.identity import who
from livingwell_core.cohorts.joining import SecondFile
from livingwell_core.cohorts.ledger import READ, USED, Ledger
from livingwell_core.cohorts.opening import open_table
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact
from livingwell_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from livingwell_core.profiles import PeopleTable

__all__ = ["PEOPLE", "PeopleRows", "read_people"]

#: Name of the table in the ledger.
PEOPLE = "people"

# Sets columns of the file apart from those that are made here.
_OWN = "own:"


@attrs.frozen(kw_only=True)
class PeopleRows(Part):
    """
    People from one table.

    Attributes
    ----------
    keys : polars.DataFrame
        ``person``, ``check`` (uint64 hashes), and groups, amounts and dates as `details` gives them; a person
        may still be listed twice.
    """

    keys: pl.DataFrame


def read_people(
    source: Source,
    reader: Reader,
    table: PeopleTable,
    site: str,
    seconds: Sequence[SecondFile] = (),
    *,
    by_referral: bool = False,
) -> PeopleRows:
    """
    Read a table with a row a person.

    Raises
    ------
    InputError
        If the file cannot be opened or lacks the column.
    """
    more = _more(table)
    wanted = (table.person, table.referral if by_referral else None, *more)
    opened = open_table(source, reader, table, wanted, (PEOPLE, site), seconds)
    frame = opened.frame
    names = frame.collect_schema().names()
    others = [is_blank(name) for name in names if name not in {ROW, table.person}]
    read = frame.select(
        ROW,
        *who(table, by_referral=by_referral),
        (pl.all_horizontal(others) if others else pl.lit(value=True)).alias("rest_blank"),
        *(exact(column).alias(_OWN + column) for column in more),
    ).collect(engine="streaming")
    nameless = read.filter(pl.col("nobody") & ~pl.col("rest_blank"))
    blank = read.filter(pl.col("nobody") & pl.col("rest_blank")).height
    misnamed = read.filter(pl.col("misnamed"))
    somebody = read.filter(~pl.col("nobody") & ~pl.col("misnamed"))
    texts = somebody.select(exact(_OWN + column).alias(column) for column in more)
    keys = somebody.select("person", "check").hstack(details(texts, reader, table))
    counts = {
        READ: read.height,
        USED: keys.height,
        reasons.BLANK_ROW: blank,
        reasons.NO_PERSON: nameless.height,
        reasons.NOT_RIGHT_PERSON: misnamed.height,
    }
    problems = tuple(_problems(source, table, nameless, misnamed, by_referral=by_referral))
    return PeopleRows(
        keys=keys,
        ledger=Ledger.of(PEOPLE, site, counts) + opened.ledger,
        problems=problems,
        warnings=(*opened.warnings, *warnings_of(texts, source, reader, table)),
    )


def _more(table: PeopleTable) -> tuple[str, ...]:
    """Give the columns besides the identifier's, once each."""
    groups = [group.column for group in table.groups.values()]
    return tuple(dict.fromkeys((*groups, *table.amounts.values(), *table.dates.values())))


def _problems(
    source: Source, table: PeopleTable, nameless: pl.DataFrame, misnamed: pl.DataFrame, *, by_referral: bool
) -> Iterator[Problem]:
    """Name rows without an identifier, or with one that cannot be right."""
    expected = "an identifier and a referral" if by_referral else "an identifier"
    for rows, reason, right in (
        (nameless, reasons.NO_PERSON, expected),
        (misnamed, reasons.NOT_RIGHT_PERSON, "ten digits, the last of which fits the others"),
    ):
        for row in rows[ROW].to_list():
            yield Problem(file=source.name, row=row, column=table.person, reason=reason, expected=right)
