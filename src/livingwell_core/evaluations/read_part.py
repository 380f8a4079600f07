"""
From one file to a cohort: read, turned the right way, scored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts import (
    Cohort,
    read_answers,
    read_people_table,
    read_score_table,
    untaken,
)
from livingwell_core.cohorts.answers import any_equal
from livingwell_core.cohorts.identity import without_identifiers
from livingwell_core.evaluations.asking import asked_items, asked_scores
from livingwell_core.evaluations.given_totals import remarks_on
from livingwell_core.evaluations.warning_signs import turned_the_wrong_way
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.profiles import PeopleTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from livingwell_core.errors import Problem
    from livingwell_core.evaluations.plan import Plan
    from livingwell_core.evaluations.site_files import TablePart
    from livingwell_core.instruments import Instrument
    from livingwell_core.profiles import AnswerTable

__all__ = ["read_part", "score_rows"]


def _untaken(part: TablePart, plan: Plan) -> Iterator[Problem]:
    """Warn of rows that no table takes, once a file."""
    same = [p for p in plan.parts if (p.site, p.source, p.reader) == (part.site, part.source, part.reader)]
    if part.table.only and same and part is same[0]:
        yield from untaken(part.source, part.reader, [other.table for other in same])


def read_part(part: TablePart, plan: Plan) -> Cohort:
    """
    Read one file, and score its assessments.

    Raises
    ------
    InputError
        If the file cannot be used.
    """
    cohort = _read(part, plan)
    return attrs.evolve(cohort, warnings=(*cohort.warnings, *_untaken(part, plan)))


def _read(part: TablePart, plan: Plan) -> Cohort:
    if isinstance(part.table, PeopleTable):
        people = read_people_table(
            part.source, part.reader, part.table, part.site, plan.context, part.seconds
        )
        return Cohort(
            site=part.site,
            people=people.keys,
            ledger=people.ledger,
            problems=people.problems,
            warnings=people.warnings,
        )
    return _given(part, part.table, plan) if part.table.scores else _answered(part, part.table, plan)


def _answered(part: TablePart, table: AnswerTable, plan: Plan) -> Cohort:
    """Read a table of answers, and score them."""
    instrument = plan.instruments[table.instrument]
    rows = read_answers(
        part.source, part.reader, table, asked_items(instrument), part.site, plan.context, part.seconds
    )
    flips = instrument.flips(table.answers or "scored", table.directions)
    oriented = instrument.orient(rows.answers, flips)
    frame = score_rows(rows.keys, instrument, oriented)
    return Cohort(
        site=part.site,
        seen=None if plan.lists_people(part.site) else rows.seen,
        assessments={instrument.id: frame},
        ledger=rows.ledger,
        problems=without_identifiers(rows.problems, rows.keys, rows.seen),
        warnings=(
            *rows.warnings,
            *turned_the_wrong_way(
                part.source.name, table, instrument, oriented, own=plan.own.get(instrument.id)
            ),
        ),
        remarks=remarks_on(rows, frame, instrument, table, part.source, part.site),
    )


def _given(part: TablePart, table: AnswerTable, plan: Plan) -> Cohort:
    """Read a table of scores."""
    instrument = plan.instruments[table.instrument]
    rows = read_score_table(
        part.source, part.reader, table, asked_scores(instrument), part.site, plan.context, part.seconds
    )
    none = np.full(rows.keys.height, MISSING_SCORE, dtype=np.int32)
    columns: dict[str, pl.Series] = {}
    for score in instrument.scores:
        columns[score.id] = pl.Series(rows.scores.get(score.id, none))
        if score.rule.missing.max_missing:
            # Whether the source imputed answers is not known.
            columns[f"{score.id}?prorated"] = pl.repeat(value=False, n=rows.keys.height, eager=True)
    content = pl.DataFrame({score.id: columns[score.id] for score in instrument.scores})
    frame = rows.keys.with_columns(content=content.hash_rows(), **columns)
    return Cohort(
        site=part.site,
        seen=None if plan.lists_people(part.site) else rows.seen,
        assessments={instrument.id: frame},
        ledger=rows.ledger,
        problems=without_identifiers(rows.problems, rows.keys, rows.seen),
        warnings=rows.warnings,
    )


def score_rows(keys: pl.DataFrame, instrument: Instrument, oriented: NDArray[np.int8]) -> pl.DataFrame:
    """
    Compute every score of an instrument.

    Parameters
    ----------
    keys : polars.DataFrame
        ``person``, ``check`` and ``day``, a row an assessment.
    instrument : Instrument
    oriented : array of int8, shape (n, number of items)
        Every item running the way the scores run.

    Returns
    -------
    polars.DataFrame
        As `Cohort` holds it.
    """
    columns: dict[str, pl.Series] = {"content": pl.Series(_content(oriented, instrument))}
    order = [item.id for item in instrument.items]
    for score in instrument.scores:
        values = instrument.compute(score, oriented)
        columns[score.id] = pl.Series(values)
        if score.rule.missing.max_missing:
            held = oriented[:, [order.index(item) for item in score.items]]
            imputed = (values != MISSING_SCORE) & any_equal(held, MISSING_ANSWER)
            columns[f"{score.id}?prorated"] = pl.Series(imputed)
    return keys.with_columns(**columns)


def _content(oriented: NDArray[np.int8], instrument: Instrument) -> NDArray[np.uint64]:
    """
    Reduce each row's answers to one number that differs where an answer differs.

    Digits of a number in a base that holds every answer: exact up to 20 items of 7 answers; with more the
    number wraps and two rows could agree by chance, once in 2**64.
    """
    lowest = min(item.lowest for item in instrument.items)
    highest = max(item.highest for item in instrument.items)
    base = np.uint64(highest - lowest + 2)
    content = np.zeros(len(oriented), dtype=np.uint64)
    for place in range(oriented.shape[1]):
        column = oriented[:, place]
        digit = np.where(
            column == MISSING_ANSWER, np.int16(0), column.astype(np.int16) - np.int16(lowest - 1)
        )
        content = content * base + digit.astype(np.uint64)
    return content
