"""
Values of an export that a profile maps to nothing, with how often they stand there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs
import polars as pl

from livingwell_core.cohorts.spoiled_codes import SpoiledCodes, looks_cut
from livingwell_core.surveys.showing import is_label
from livingwell_core.surveys.tables import PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from livingwell_core.surveys.showing import Identifiers

__all__ = ["Found", "Unmapped", "Value", "as_unmapped", "counted"]

#: Columns of frames of values that were found.
_PLACE, _TEXT, _ROWS, _PEOPLE = "place", "text", "rows", "people"
_SHOWN: Final = 10


@attrs.frozen(kw_only=True)
class Value:
    """
    One value, and how often it stands there.

    Attributes
    ----------
    text : str
    rows : int
    meant : tuple of str or None
        Of a code that looks as if a spreadsheet took its last digits: the known codes that it may have been,
        perhaps none; None for any other value.
    """

    text: str
    rows: int
    meant: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class Unmapped:
    """
    The values of one column, or of one question, that stand for nothing.

    Attributes
    ----------
    kind : {"answer", "score", "question", "group"}
        What the value is none of.
    site, file : str
    place : str
        The column, or the question.
    rows : int
        Rows that hold such a value.
    different : int
        How many different ones there are.
    values : tuple of Value
        Those that may be shown, the commonest first, at most 10.
    lost_digits : int
        Rows whose value looks like a code that lost its last digits; shown or not.
    """

    kind: Literal["answer", "score", "question", "group"]
    site: str
    file: str
    place: str
    rows: int
    different: int
    values: tuple[Value, ...] = ()
    lost_digits: int = 0

    @property
    def not_shown(self) -> int:
        """Rows whose value is not among `values`."""
        return self.rows - sum(value.rows for value in self.values)


@attrs.frozen(kw_only=True)
class Found:
    """
    A value that stands for nothing, before it is known whether it may be shown.

    Attributes
    ----------
    place, text : str
    rows, people : int
    """

    place: str
    text: str
    rows: int
    people: int


def counted(
    cells: pl.LazyFrame, is_one: Callable[[str, str], bool] = lambda _place, _text: False
) -> list[Found]:
    """
    Count the different values of some cells, and leave out those that stand for something.

    Parameters
    ----------
    cells : polars.LazyFrame
        ``place`` and ``text`` (null is passed over), and `PERSON`.
    is_one : callable
        Takes place and text; says whether it does stand for something.
    """
    texts = cells.filter(pl.col(_TEXT).is_not_null())
    values = texts.group_by(_PLACE, _TEXT).agg(pl.len().alias(_ROWS)).collect(engine="streaming")
    odd = [not is_one(place, text) for place, text in values.select(_PLACE, _TEXT).iter_rows()]
    left = values.filter(pl.Series(odd, dtype=pl.Boolean))
    if left.is_empty():
        return []
    # Whose they are is asked of these alone: of every value it would take the memory of the whole file.
    people = (
        texts.join(left.lazy().select(_PLACE, _TEXT), on=(_PLACE, _TEXT), how="semi")
        .group_by(_PLACE, _TEXT)
        .agg(pl.col(PERSON).drop_nulls().n_unique().alias(_PEOPLE))
        .collect(engine="streaming")
    )
    whole = left.join(people, on=(_PLACE, _TEXT), how="left").with_columns(pl.col(_PEOPLE).fill_null(0))
    return [Found(**row) for row in whole.select(_PLACE, _TEXT, _ROWS, _PEOPLE).iter_rows(named=True)]


def as_unmapped(
    found: Iterable[Found],
    identifiers: Identifiers,
    words: frozenset[str],
    *,
    known: Iterable[str] = (),
    silent: bool = False,
    **about: Any,  # noqa: ANN401 - handed on to Unmapped
) -> list[Unmapped]:
    """
    Bring the values of each place together, and leave out the texts that could name a person.

    Parameters
    ----------
    found : iterable of Found
    identifiers : Identifiers
    words : frozenset of str
        Words of the labels that are known here.
    known : iterable of str
        Codes that questions could have had; other kinds have none.
    silent : bool
        Whether no value may be shown at all.
    **about
        ``kind``, ``site`` and ``file`` of `Unmapped`.
    """
    places: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        places[one.place].append(one)
    result = []
    spoiled = SpoiledCodes(known)
    for place, values in places.items():
        values.sort(key=lambda one: (-one.rows, one.text))
        is_question = about["kind"] == "question"
        labels = [
            one
            for one in values
            if not silent and is_label(one.text, people=one.people, words=words, codes=is_question)
        ]
        named = identifiers.within(one.text for one in labels[: _SHOWN * _SHOWN])
        shown = [one for one in labels[: _SHOWN * _SHOWN] if one.text not in named][:_SHOWN]
        lost = {one.text for one in values if is_question and looks_cut(one.text)}
        result.append(
            Unmapped(
                **about,
                place=place,
                rows=sum(one.rows for one in values),
                different=len(values),
                values=tuple(
                    Value(
                        text=one.text,
                        rows=one.rows,
                        meant=tuple(spoiled.meant(one.text)) if one.text in lost else None,
                    )
                    for one in shown
                ),
                lost_digits=sum(one.rows for one in values if one.text in lost),
            )
        )
    return result
