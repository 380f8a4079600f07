"""
The list of people who were supported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.answers import Part
from livingwell_core.cohorts.decoding import is_blank, person_hashes
from livingwell_core.cohorts.details import details, warnings_of
from livingwell_core.cohorts.ledger import READ, USED, Ledger
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact, require_columns
from livingwell_core.errors import Problem

if TYPE_CHECKING:
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
        ``person``, ``check`` (uint64 hashes), and groups and amounts as `details` gives them; a person may
        still be listed twice.
    warnings : tuple of Problem
        With values of groups and amounts that could not be used.
    """

    keys: pl.DataFrame
    warnings: tuple[Problem, ...] = ()


def read_people(source: Source, reader: Reader, table: PeopleTable, site: str) -> PeopleRows:
    """
    Read a table with a row a person.

    Raises
    ------
    InputError
        If the file cannot be opened or lacks the column.
    """
    frame = reader.scan(source)
    names = frame.collect_schema().names()
    more = tuple(dict.fromkeys((*(g.column for g in table.groups.values()), *table.amounts.values())))
    require_columns(source, names, (table.person, *more))
    person, check = person_hashes(table.person)
    others = [is_blank(name) for name in names if name not in {ROW, table.person}]
    read = frame.select(
        ROW,
        person.alias("person"),
        check.alias("check"),
        is_blank(table.person).alias("nobody"),
        (pl.all_horizontal(others) if others else pl.lit(value=True)).alias("rest_blank"),
        *(exact(column).alias(_OWN + column) for column in more),
    ).collect(engine="streaming")
    nameless = read.filter(pl.col("nobody") & ~pl.col("rest_blank"))
    blank = read.filter(pl.col("nobody") & pl.col("rest_blank")).height
    somebody = read.filter(~pl.col("nobody"))
    texts = somebody.select(exact(_OWN + column).alias(column) for column in more)
    keys = somebody.select("person", "check").hstack(details(texts, reader, table))
    counts = {
        READ: read.height,
        USED: keys.height,
        reasons.BLANK_ROW: blank,
        reasons.NO_PERSON: nameless.height,
    }
    problems = tuple(
        Problem(
            file=source.name, row=row, column=table.person, reason=reasons.NO_PERSON, expected="an identifier"
        )
        for row in nameless[ROW].to_list()
    )
    return PeopleRows(
        keys=keys,
        ledger=Ledger.of(PEOPLE, site, counts),
        problems=problems,
        warnings=warnings_of(texts, source, reader, table),
    )
