"""
Where answers can stand, with the values found there: a column, or a text in the column `question`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import attrs
import polars as pl

from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.guess import SHOWN_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MOST_VALUES", "Place", "Seen", "places_of_columns", "places_of_questions"]

#: A place with more differing texts than this holds no answers of a questionnaire.
MOST_VALUES: Final = 200


class Seen(NamedTuple):
    """
    A text, how many cells hold it, and how many people have it there.
    """

    text: str
    cells: int
    people: int

    @property
    def may_be_shown(self) -> bool:
        """Whether enough people share it."""
        return self.people >= SHOWN_FROM


@attrs.frozen(kw_only=True)
class Place:
    """
    A column, or a text in the column `question`.

    Attributes
    ----------
    name : str
    values : tuple of Seen
        The most frequent first; at most `MOST_VALUES`.
    distinct : int
        How many there are in all.
    cells : int
        That are not blank.
    people : int
        Who have anything there.
    """

    name: str
    values: tuple[Seen, ...]
    distinct: int
    cells: int
    people: int


def _person(person: str | None) -> pl.Expr:
    # Without people, nobody can be counted, and nothing is shown.
    return exact(person).n_unique() if person else pl.lit(0, pl.UInt32)


def places_of_columns(frame: pl.LazyFrame, columns: Iterable[str], person: str | None) -> dict[str, Place]:
    """Count the values of columns; a blank cell is none."""
    columns = list(columns)
    counted = pl.collect_all(
        [
            frame.filter(exact(column).is_not_null())
            .group_by(exact(column).alias("value"))
            .agg(pl.len().alias("cells"), _person(person).alias("people"))
            .sort(["cells", "value"], descending=[True, False])
            for column in columns
        ]
    )
    answered = [
        (exact(person).filter(exact(column).is_not_null()).n_unique() if person else pl.lit(0)).alias(
            f"{place}"
        )
        for place, column in enumerate(columns)
    ]
    everyone = frame.select(answered).collect().row(0) if columns else ()
    return {
        column: _place(column, table.select("value", "cells", "people"), int(everyone[place]))
        for place, (column, table) in enumerate(zip(columns, counted, strict=True))
    }


def places_of_questions(
    frame: pl.LazyFrame, question: str, answer: str, person: str | None
) -> dict[str, Place]:
    """Count the answers to each question of a long table; a question that nobody answered has none."""
    asked = exact(question).alias("question")
    answers, people = pl.collect_all(
        [
            frame.filter(exact(question).is_not_null())
            .group_by(asked, exact(answer).alias("value"))
            .agg(pl.len().alias("cells"), _person(person).alias("people"))
            .sort(["question", "cells", "value"], descending=[False, True, False]),
            frame.filter(exact(question).is_not_null()).group_by(asked).agg(_person(person).alias("people")),
        ]
    )
    number = dict(people.iter_rows())
    return {
        name: _place(name, table.drop_nulls("value").select("value", "cells", "people"), number[name])
        for (name,), table in answers.partition_by("question", as_dict=True).items()
    }


def _place(name: str, values: pl.DataFrame, people: int) -> Place:
    return Place(
        name=name,
        values=tuple(Seen(*row) for row in values.head(MOST_VALUES).iter_rows()),
        distinct=values.height,
        cells=int(values["cells"].sum()),
        people=people,
    )
