"""
Which column says whose a row is. No identifier is ever shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.nhs_number import VALID, count_verdicts
from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.guess import CERTAIN, GUESS, LIKELY, Confidence, Guess
from livingwell_core.mapping.hints import KNOWN_FIELDS, NOT_A_PERSON, PERSON_WORDS, is_redcap_own
from livingwell_core.mapping.names import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.mapping.columns import Column, Table

__all__ = ["person_guesses"]

_LONGEST: Final = 60
_MOSTLY_FILLED: Final = 0.9
_FEWEST_DISTINCT: Final = 3
_NHS_NUMBERS: Final = 0.9


def _named(column: Column) -> int:
    """Say how much a name sounds like a person's: 3 a known field, 2 a word for people, 1 an identifier."""
    name = compact(column.name)
    if name in KNOWN_FIELDS["person"]:
        return 3
    if any(word in name for word in NOT_A_PERSON) or is_redcap_own(column.name):
        return -1
    if any(word in name for word in PERSON_WORDS):
        # "client" and "clientid" are identifiers; "record status" or "patient type" are words of a few kinds.
        return 2
    if name in {"id", "ref", "reference", "key", "code", "number", "no"}:
        return 1
    return int(name.endswith(("id", "ref", "number", "identifier", "code")) or name.startswith("id"))


def _can_be(column: Column) -> bool:
    return (
        column.distinct >= min(_FEWEST_DISTINCT, max(column.filled, 1))
        and column.filled > 0
        and column.longest <= _LONGEST
        and not column.is_dates
    )


def person_guesses(
    table: Table,
    *,
    taken: Iterable[str] = (),
    shared: Iterable[str] = (),
    listed: Mapping[str, str] | None = None,
) -> list[Guess]:
    """
    Guess the column of people, and whether it holds NHS numbers.

    Parameters
    ----------
    table : Table
    taken : iterable of str
        Columns that are something else.
    shared : iterable of str
        Columns whose values stand in another of the files too: likelier to be people.
    listed : mapping of str to str, optional
        Columns whose values are those of the list of people, and the evidence for it: that goes before any
        name, as people are known by what the list has.

    Returns
    -------
    list of Guess
        `person`, and `person_is` where they are NHS numbers; empty if no column can be it.
    """
    taken, shared, listed = set(taken), set(shared), listed or {}
    filled = max((column.filled for column in table.columns.values()), default=0)
    found = [
        (named, column.name in shared, column.filled >= _MOSTLY_FILLED * filled, column.distinct, column)
        for column in table.columns.values()
        if column.name not in taken and _can_be(column) and (named := _named(column)) >= 0
    ]
    found = [one for one in found if one[0] or one[1] or _looks_like_ids(one[4], filled)]
    if not found:
        return []
    found.sort(key=lambda one: (one[4].name in listed, *one[:4], one[4].name.casefold()), reverse=True)
    named, known_elsewhere, *_, column = found[0]
    again = [
        one[4].name
        for one in found[1:]
        if one[:2] == found[0][:2] and (one[4].name in listed) == (column.name in listed)
    ]
    rows = min(table.rows, table.sample.height)
    evidence = f"{column.distinct:,} different values in {column.filled:,} of {rows:,} rows"
    if named == 3:
        evidence += f"; a name that {KNOWN_FIELDS['person'][compact(column.name)]} uses"
    elif named:
        evidence += "; its name says so" if named == 2 else "; its name is that of an identifier"
    if known_elsewhere:
        evidence += "; the same values stand in another of these files"
    if column.name in listed:
        evidence += f"; {listed[column.name]}"
    if again:
        evidence += f"; could be {', '.join(map(repr, sorted(again)))} too"
    sure = _sure(named, full=found[0][2], alone=not again)
    guesses = [Guess(key="person", value=column.name, sure=sure, evidence=evidence)]
    if column.whole == column.filled or "nhs" in compact(column.name):
        guesses += _nhs_numbers(table, column)
    return guesses


def _sure(named: int, *, full: bool, alone: bool) -> Confidence:
    if full and (named == 3 or (named == 2 and alone)):
        return CERTAIN
    return LIKELY if named in {2, 3} or (named and alone) else GUESS


def _looks_like_ids(column: Column, filled: int) -> bool:
    """Say whether values are many, short and no measurements, whatever the column is called."""
    return (
        column.distinct > max(filled / 50, 10)
        and column.numbers in {0, column.whole}
        and column.longest <= 40
    )


def _nhs_numbers(table: Table, column: Column) -> list[Guess]:
    numbers = (
        table.sample.select(exact(column.name).cast(pl.String).alias("number"))["number"]
        .unique()
        .drop_nulls()
    )
    valid = count_verdicts(numbers)[VALID]
    if not numbers.len() or valid < _NHS_NUMBERS * numbers.len():
        return []
    evidence = f"{valid:,} of {numbers.len():,} different values have the check digit of an NHS number"
    return [Guess(key="person_is", value="nhs-number", sure=CERTAIN, evidence=evidence)]
