"""
Which column holds the day of an assessment, and how it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.columns import texts_of
from livingwell_core.mapping.dates import DateFormat, date_format_of
from livingwell_core.mapping.guess import CERTAIN, GUESS, LIKELY, OPEN, Confidence, Guess
from livingwell_core.mapping.hints import DATE_WORDS, KNOWN_FIELDS, NOT_THE_DATE
from livingwell_core.mapping.names import compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.mapping.columns import Column
    from livingwell_core.mapping.names import Names
    from livingwell_core.mapping.opening import Opened

__all__ = ["DateGuess", "date_guess", "format_guesses"]


@attrs.frozen(kw_only=True)
class DateGuess:
    """
    The column of the day, and how it is written.

    Attributes
    ----------
    column : str or None
        None if no column holds dates.
    guesses : tuple of Guess
        `date` and `date_format`.
    remarks : tuple of str
    """

    column: str | None
    guesses: tuple[Guess, ...]
    remarks: tuple[str, ...] = ()


def date_guess(opened: Opened, person: str | None, names: Names | None, taken: Iterable[str]) -> DateGuess:
    """
    Guess the date column.

    Parameters
    ----------
    opened : Opened
    person : str or None
        Column of people: a day that never differs within a person is no assessment's.
    names : Names or None
        Of the questionnaire: where there are several dates, its own one begins with its name.
    taken : iterable of str
        Columns that are something else.
    """
    gone = {*taken, person}
    columns = [
        column
        for column in opened.table.columns.values()
        if column.name not in gone and (column.is_dates or (column.is_serials and _sounds(column.name)))
    ]
    if not columns:
        return DateGuess(
            column=None,
            guesses=(
                Guess(
                    key="date", value=None, sure=OPEN, evidence="no column holds dates", fill=('date = ""',)
                ),
                Guess(key="date_format", value=None, sure=OPEN, evidence="", fill=('date_format = ""',)),
            ),
        )
    ranked = sorted(columns, key=lambda column: _rank(opened, column, person, names), reverse=True)
    best = ranked[0]
    rank = _rank(opened, best, person, names)
    others = [column.name for column in ranked[1:] if _rank(opened, column, person, names)[:3] == rank[:3]]
    evidence = f"{best.filled:,} cells, {best.dates or best.numbers:,} of them like dates"
    if len(columns) == 1:
        evidence += "; no other column holds dates"
    elif others:
        evidence += f"; could be {', '.join(map(repr, sorted(others)))} too"
    else:
        evidence += f"; of {len(columns)} columns with dates the one named like it"
    known = compact(best.name) in KNOWN_FIELDS["date"]
    alone = len(columns) == 1 and rank[1] >= 0
    sure: Confidence = (
        CERTAIN if known or (alone and rank[2]) else LIKELY if not others and rank[1] >= 0 else GUESS
    )
    formats, remarks = format_guesses(opened, best.name)
    return DateGuess(
        column=best.name,
        guesses=(Guess(key="date", value=best.name, sure=sure, evidence=evidence), *formats),
        remarks=tuple(remarks),
    )


def _sounds(name: str) -> bool:
    return any(word in compact(name) for word in DATE_WORDS)


def _rank(
    opened: Opened, column: Column, person: str | None, names: Names | None
) -> tuple[int, int, int, int, int, str]:
    """Order date columns: the questionnaire's own, none of another day, the better word, one that varies."""
    name = compact(column.name)
    own = names.names(column.name) if names else 0
    other = -1 if any(word in name for word in NOT_THE_DATE) else 0
    known = 100 if name in KNOWN_FIELDS["date"] else 0
    word = known or next((len(DATE_WORDS) - n for n, word in enumerate(DATE_WORDS) if word in name), 0)
    varies = int(person is not None and _varies(opened, column.name, person))
    return own, other, word, varies, column.filled, column.name.casefold()


def _varies(opened: Opened, column: str, person: str) -> bool:
    """Say whether some person has two differing values."""
    days = opened.table.sample.group_by(exact(person)).agg(
        exact(column).drop_nulls().n_unique().alias("days")
    )
    return bool((days["days"] > 1).any())


def format_guesses(opened: Opened, column: str) -> tuple[list[Guess], list[str]]:
    """Guess how a column's dates are written; of all rows, because one cell may tell."""
    found = date_format_of(texts_of(opened.table.frame, column), opened.reader.date_formats)
    remarks = [f"{column}: {problem}" for problem in found.problems]
    if found.written and "%z" in found.written:
        remarks.append(
            f"{column}: moments carry their distance from Greenwich, and the day is the one on that clock; "
            'time_zone = "Europe/London" takes the day in London'
        )
    return [_format_guess(found)], remarks


def _format_guess(found: DateFormat) -> Guess:
    if found.written is not None:
        return Guess(key="date_format", value=found.written, sure=found.sure, evidence=found.evidence)
    choices = " or ".join(f'"{choice}"' for choice in found.choices) or '""'
    return Guess(
        key="date_format", value=None, sure=OPEN, evidence=found.evidence, fill=(f"date_format = {choices}",)
    )
