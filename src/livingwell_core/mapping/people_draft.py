"""
The draft of the list of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts import nhs_number
from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.date_column import format_guesses
from livingwell_core.mapping.groups import group_columns, group_guesses
from livingwell_core.mapping.guess import GUESS, LIKELY, Guess
from livingwell_core.mapping.hints import REFERRED_WORDS
from livingwell_core.mapping.names import compact
from livingwell_core.mapping.one_table import opening_guesses
from livingwell_core.mapping.person import person_guesses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.mapping.opening import Opened

__all__ = ["PeopleDraft", "could_be_people", "listed_columns", "people_draft"]

_ONCE: Final = 0.95


@attrs.frozen(kw_only=True)
class PeopleDraft:
    """
    The ``[people]`` block.

    Attributes
    ----------
    called : str
    guesses : tuple of Guess
    remarks : tuple of str
    """

    called: str
    guesses: tuple[Guess, ...]
    remarks: tuple[str, ...] = ()


def could_be_people(opened: Opened) -> tuple[int, int, str] | None:
    """Rank a table as the list of people, None where people stand in it more than once."""
    guesses = person_guesses(opened.table)
    if not guesses:
        return None
    column = opened.table.columns[str(guesses[0].value)]
    if column.distinct < _ONCE * column.filled:
        return None
    groups = group_columns(opened, {column.name})
    if guesses[0].sure == GUESS and not groups:
        return None
    return len(groups), column.distinct, opened.called


def people_draft(opened: Opened, answers: Iterable[Opened]) -> PeopleDraft:
    """
    Draft the list of people.

    Parameters
    ----------
    opened : Opened
    answers : iterable of Opened
        Tables of answers; the column of people is the one whose values they share.
    """
    shared: dict[str, str] = {}
    for table in answers:
        for name, said in _shared(opened, table).items():
            shared.setdefault(name, said)
    guesses = person_guesses(opened.table, shared=shared)
    person = guesses[0]
    column = str(person.value)
    if column in shared:
        guesses[0] = attrs.evolve(person, evidence=f"{person.evidence}: {shared[column]}")
    groups, remarks = group_guesses(opened, column, ())
    return PeopleDraft(
        called=opened.called,
        guesses=(*opening_guesses(opened), *guesses, *_referred(opened, column), *groups),
        remarks=(*opened.remarks, *remarks),
    )


def _referred(opened: Opened, person: str) -> list[Guess]:
    """Find the day of referral, where its column is named so and one format reads it."""
    columns = opened.table.columns
    named = sorted(
        name
        for name in columns
        if compact(name) in REFERRED_WORDS and columns[name].is_dates and name != person
    )
    if len(named) != 1:
        return []
    (written, *_), _ = format_guesses(opened, named[0])
    if written.value is None:
        return []
    column = columns[named[0]]
    evidence = f"{column.filled:,} cells, {column.dates:,} of them like dates; its name says so"
    return [written, Guess(key="dates", value={"referred": named[0]}, sure=LIKELY, evidence=evidence)]


def listed_columns(table: Opened, people: Opened, person: str) -> dict[str, str]:
    """
    Find the columns of a table whose values are those of the list of people.

    Parameters
    ----------
    table : Opened
        Of answers.
    people : Opened
    person : str
        Its column of people.

    Returns
    -------
    dict of str to str
        Columns, and how many of their values are there.
    """
    have = people.table.frame.select(_plain(person)).drop_nulls().unique().collect()
    found = {}
    for column in table.table.columns.values():
        if column.is_dates or not column.filled:
            continue
        values = table.table.sample.select(_plain(column.name)).drop_nulls().unique()
        both = values.join(have, on="id", how="semi").height
        if 2 * both >= values.height > 0:
            words = f"{both:,} of {values.height:,} values stand under {person!r} in {people.called}"
            found[column.name] = words
    return found


def _plain(column: str) -> pl.Expr:
    """Give identifiers as they are compared: an NHS number without what people write between its digits."""
    number = nhs_number.digits(column)
    return pl.when(number.str.contains(r"^[0-9]{10}$")).then(number).otherwise(exact(column)).alias("id")


def _shared(opened: Opened, table: Opened) -> dict[str, str]:
    """Find columns of people that hold nearly all the values of another table's column of people."""
    other = person_guesses(table.table)
    if not other:
        return {}
    theirs = str(other[0].value)
    wanted = table.table.sample.select(_plain(theirs)).drop_nulls().unique()
    found = {}
    for column in opened.table.columns.values():
        if column.distinct < _ONCE * column.filled or column.is_dates or not wanted.height:
            continue
        have = opened.table.frame.select(_plain(column.name)).drop_nulls().collect()
        both = wanted.join(have, on="id", how="semi").height
        if both >= wanted.height / 2:
            found[column.name] = f"{both:,} of {wanted.height:,} in {table.called}"
    return found
