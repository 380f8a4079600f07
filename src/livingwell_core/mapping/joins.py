"""
A second file that says whose rows these are, or when they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import ROW, exact
from livingwell_core.mapping.columns import Table, columns_of
from livingwell_core.mapping.guess import GUESS, LIKELY, Guess
from livingwell_core.mapping.hints import DATE_WORDS, NOT_THE_DATE
from livingwell_core.mapping.names import compact
from livingwell_core.mapping.opening import SAMPLE
from livingwell_core.mapping.person import person_guesses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.mapping.guess import Value
    from livingwell_core.mapping.opening import Opened

__all__ = ["completed"]

_ENOUGH_FOUND: Final = 0.8


def completed(opened: Opened, others: Iterable[Opened]) -> tuple[Opened, list[Guess]]:
    """
    Add the person or the date from another of the files, where the table has none.

    The other file has to have a column of the same name, each value of which it holds once.

    Returns
    -------
    tuple of (Opened, list of Guess)
        The table with the columns taken, and a guess `joins` for each file.
    """
    guesses: list[Guess] = []
    for other in others:
        lacks_person, lacks_date = _lacks(opened)
        if other is opened or not (lacks_person or lacks_date):
            continue
        take = []
        if lacks_person and (person := _sure_person(other)):
            take.append(person)
        if lacks_date and (date := _date(other)):
            take.append(date)
        take = [name for name in take if name not in opened.table.columns]
        match, found = _key(opened, other, take)
        if take and match:
            guesses.append(_guess(other, match, take, found))
            opened = _joined(opened, other, match, take)
    return opened, guesses


def _lacks(opened: Opened) -> tuple[bool, bool]:
    columns = opened.table.columns.values()
    return _sure_person(opened) is None, not any(column.is_dates for column in columns)


def _sure_person(opened: Opened) -> str | None:
    """Give the column of people if its name says so."""
    guesses = person_guesses(opened.table)
    named = (
        guesses
        and guesses[0].sure != GUESS
        and "its name is that of an identifier" not in guesses[0].evidence
    )
    return str(guesses[0].value) if named else None


def _date(opened: Opened) -> str | None:
    columns = [column for column in opened.table.columns.values() if column.is_dates]

    def rank(name: str) -> tuple[bool, int, str]:
        whole = compact(name)
        word = next((len(DATE_WORDS) - n for n, word in enumerate(DATE_WORDS) if word in whole), 0)
        return not any(word in whole for word in NOT_THE_DATE), word, name.casefold()

    return max((column.name for column in columns), key=rank, default=None)


def _key(opened: Opened, other: Opened, take: Iterable[str]) -> tuple[dict[str, str], str]:
    """Find a column of both, each value of which the second has once, and that finds most rows."""
    take = set(take)
    there = {compact(name): name for name in other.table.columns if name not in take}
    best: tuple[float, str, dict[str, str], str] = (0.0, "", {}, "")
    for name in sorted(opened.table.columns):
        same = there.get(compact(name))
        column = other.table.columns[same] if same else None
        if same is None or column is None or column.distinct < column.filled or not column.filled:
            continue
        here = opened.table.sample.select(exact(name)).drop_nulls()
        keys = other.table.frame.select(exact(same).alias(name)).drop_nulls().collect()
        found = here.join(keys, on=name, how="semi").height
        share = found / max(here.height, 1)
        said = f"{found:,} of {here.height:,} rows find theirs by {name!r}, which stands there once each"
        best = max(best, (share, name, {name: same}, said), key=lambda one: one[:2])
    return (best[2], best[3]) if best[0] >= _ENOUGH_FOUND else ({}, "")


def _guess(other: Opened, match: dict[str, str], take: list[str], found: str) -> Guess:
    value: dict[str, Value] = {"file": other.source.name}
    if other.source.sheet:
        value["sheet"] = other.source.sheet
    if other.source.header_row != 1:
        value["header_row"] = other.source.header_row
    value["match"] = dict(match)
    value["take"] = tuple(take)
    return Guess(key="joins", value=value, sure=LIKELY, evidence=found)


def _joined(opened: Opened, other: Opened, match: dict[str, str], take: list[str]) -> Opened:
    ((here, there),) = match.items()
    more = other.table.frame.select(exact(there).alias(here), *(exact(name) for name in take)).drop_nulls(
        here
    )
    frame = opened.table.frame.join(more, on=here, how="left", maintain_order="left")
    sample = frame.head(SAMPLE).collect()
    table = Table(
        frame=frame,
        sample=sample.select(pl.exclude(ROW), pl.col(ROW)),
        rows=opened.table.rows,
        columns=columns_of(sample),
    )
    return attrs.evolve(opened, table=table)
