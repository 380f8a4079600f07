"""
The assessments of one file as a run reads them, with what a survey asks of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts import ROW, read_answers, read_score_table
from livingwell_core.cohorts.answers import who_and_when
from livingwell_core.cohorts.decoding import NO_DAY, UNREADABLE_DAY, day_of
from livingwell_core.cohorts.readers import exact
from livingwell_core.cohorts.reasons import NOT_AN_ANSWER
from livingwell_core.evaluations.asking import asked_items, asked_scores
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.cohorts import AnswerRows, ScoreRows
    from livingwell_core.evaluations.plan import Plan, TablePart
    from livingwell_core.instruments import Instrument
    from livingwell_core.profiles import AnswerTable

__all__ = ["ENOUGH_ITEMS", "Sheets", "read_sheets"]

#: With fewer items the same answers are chance.
ENOUGH_ITEMS: Final = 5

_COLUMNS: Final = (
    "person",
    "check",
    "day",
    "content",
    "same",
    "answered",
    "asked",
    "scored",
    "straight",
    "order",
)


@attrs.frozen(kw_only=True, eq=False)
class Sheets:
    """
    The assessments of one file.

    Attributes
    ----------
    site, file : str
    instrument : Instrument
    items : int
        How many items the file holds; 0 where it holds scores.
    frame : polars.DataFrame
        A row an assessment: ``person``, ``check`` (uint64), ``day`` (int32), ``content`` (uint64, a hash of
        the answers), ``same`` (as ``content``), ``answered`` and ``asked`` (int16, of the items that the file
        holds; 0 of 0 where it holds scores), ``scored`` (bool), ``straight`` (bool, see `straight`) and
        ``order`` (uint32, as the rows stand in the file).
    straight : tuple of str
        Items of which ``straight`` says that all have the same answer, as the person gave it; empty where
        that is not looked for.
    all_answers : bool
        Whether every cell is known to be an answer, so that none has to be looked for that is not.
    """

    site: str
    file: str
    instrument: Instrument
    items: int
    frame: pl.DataFrame
    straight: tuple[str, ...] = ()
    all_answers: bool = False


def read_sheets(part: TablePart, frame: pl.LazyFrame, plan: Plan) -> Sheets:
    """
    Read the assessments of one file.

    Parameters
    ----------
    part : TablePart
        Of answers.
    frame : polars.LazyFrame
        As `opened` gives it.
    plan : Plan

    Raises
    ------
    InputError
        If the file has changed since the plan was made, so that it cannot be used any more.
    """
    table = cast("AnswerTable", part.table)
    instrument = plan.instruments[table.instrument]
    wanted = (part.source, part.reader, table)
    straight: tuple[str, ...] = ()
    rows: AnswerRows | ScoreRows
    if table.scores:
        rows = read_score_table(*wanted, asked_scores(instrument), part.site, plan.context, part.seconds)
        read = _of_scores(rows, instrument)
    else:
        rows = read_answers(*wanted, asked_items(instrument), part.site, plan.context, part.seconds)
        straight = _straight_items(instrument, table)
        read = _of_answers(rows, instrument, table, straight)
    read = read.with_columns(pl.col("content").alias("same"))
    if table.layout == "wide":
        read = read.with_row_index("order")
    else:
        first = _first_rows(part, frame, plan)
        read = read.join(first, on=("person", "check", "day"), how="left", maintain_order="left")
    return Sheets(
        site=part.site,
        file=part.source.name,
        instrument=instrument,
        items=len(table.items),
        frame=read.select(_COLUMNS),
        straight=straight,
        # A row of a long table has one problem only: another may stand before its answer.
        all_answers=table.layout == "wide"
        and bool(table.items)
        and all(problem.reason != NOT_AN_ANSWER for problem in rows.problems),
    )


def _of_answers(
    rows: AnswerRows, instrument: Instrument, table: AnswerTable, straight: tuple[str, ...]
) -> pl.DataFrame:
    oriented = instrument.orient(rows.answers, instrument.flips(table.answers or "scored", table.directions))
    scored = np.zeros(len(oriented), dtype=np.bool_)
    for name in instrument.counted_by:
        scored |= instrument.compute(instrument.score_named(name), oriented) != MISSING_SCORE
    held = [place for place, item in enumerate(instrument.items) if item.id in table.items]
    answered = np.zeros(len(oriented), dtype=np.int16)
    for place in held:
        answered += rows.answers[:, place] != MISSING_ANSWER
    # Of every item, so that two files that hold different ones can be compared.
    content = pl.DataFrame({f"a{place}": column for place, column in enumerate(oriented.T)}).hash_rows()
    return rows.keys.with_columns(
        content=content,
        answered=answered,
        asked=pl.lit(len(held), pl.Int16),
        scored=scored,
        straight=_straight(rows.answers, instrument, table, straight),
    )


def _of_scores(rows: ScoreRows, instrument: Instrument) -> pl.DataFrame:
    none = np.full(rows.keys.height, MISSING_SCORE, dtype=np.int32)
    values = {score.id: rows.scores.get(score.id, none) for score in instrument.scores}
    scored = np.zeros(rows.keys.height, dtype=np.bool_)
    for name in instrument.counted_by:
        scored |= values[name] != MISSING_SCORE
    return rows.keys.with_columns(
        content=pl.DataFrame(values).hash_rows(),
        answered=pl.lit(0, pl.Int16),
        asked=pl.lit(0, pl.Int16),
        scored=scored,
        straight=pl.lit(value=False),
    )


def _straight_items(instrument: Instrument, table: AnswerTable) -> tuple[str, ...]:
    """Give the items of the main score with one range, if there are enough and not all run one way."""
    score = instrument.score_named(instrument.counted_by[0])
    items = [instrument.item(name) for name in score.items if name in table.items]
    # Which way the others run as circled is not known.
    items = [item for item in items if item.negative is not None]
    one_range = len({(item.lowest, item.highest) for item in items}) == 1
    both_ways = len({item.negative for item in items}) > 1
    if len(items) < ENOUGH_ITEMS or not one_range or not both_ways:
        return ()
    return tuple(item.id for item in items)


def _straight(
    answers: NDArray[np.int8], instrument: Instrument, table: AnswerTable, items: tuple[str, ...]
) -> NDArray[np.bool_]:
    """Say which rows have one answer to all these items, as the person gave them."""
    found = np.full(len(answers), bool(items))
    places = {item.id: place for place, item in enumerate(instrument.items)}
    first: NDArray[np.int16] | None = None
    for name in items:
        item = instrument.item(name)
        given = answers[:, places[name]].astype(np.int16)
        found &= given != MISSING_ANSWER
        if item.negative and table.answers == "scored":
            given = item.lowest + item.highest - given  # as it was before the system reversed it
        first = given if first is None else first
        found &= given == first
    return found


def _first_rows(part: TablePart, frame: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Give the first row of each person on each day: ``person``, ``check``, ``day`` and ``order``."""
    table = cast("AnswerTable", part.table)
    rows = (
        frame.select(*who_and_when(table, plan.context), exact(table.date).alias("text"))
        .group_by("person", "check", "text", "day")
        .agg(pl.col(ROW).min().alias("order"))
        .collect(engine="streaming")
    )
    unread = rows.filter(pl.col("day").is_in([NO_DAY, UNREADABLE_DAY]))["text"].drop_nulls().unique()
    formats = (table.date_format, *part.reader.date_formats)
    again = [day_of(text, formats, table.time_zone) for text in unread.to_list()]
    meaning = pl.DataFrame({"text": unread, "again": pl.Series(again, dtype=pl.Int32)})
    return (
        rows.join(meaning, on="text", how="left")
        .group_by("person", "check", pl.coalesce("again", "day").alias("day"))
        .agg(pl.col("order").min())
    )
