"""
Which cells of a table of answers, or of scores, are none; and which questions nobody maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import numpy as np
import polars as pl

from livingwell_core.cohorts import AskedItem, AskedScore
from livingwell_core.cohorts.decoding import folded
from livingwell_core.cohorts.joining import blank
from livingwell_core.evaluations.asking import asked_items, asked_scores
from livingwell_core.marks import MISSING_ANSWER
from livingwell_core.profiles import AnswerTable
from livingwell_core.surveys.showing import words_of
from livingwell_core.surveys.tables import PERSON
from livingwell_core.surveys.unmapped import as_unmapped, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from livingwell_core.evaluations.plan import TablePart
    from livingwell_core.instruments import Instrument
    from livingwell_core.surveys.showing import Identifiers
    from livingwell_core.surveys.unmapped import Unmapped

__all__ = ["unmapped_answers", "unmapped_questions"]

_QUESTIONS: Final = "place"
_TEXT: Final = "text"


def unmapped_answers(
    part: TablePart, frame: pl.LazyFrame, instrument: Instrument, identifiers: Identifiers
) -> list[Unmapped]:
    """
    Find the values of a table of answers that are no answer, or of a table of scores that are no score.

    Parameters
    ----------
    part : TablePart
        Of answers.
    frame : polars.LazyFrame
        As `opened` gives it.
    instrument : Instrument
    identifiers : Identifiers
        Of the site.
    """
    table = cast("AnswerTable", part.table)
    is_one = _judges(table, instrument)
    if table.layout == "long":
        question = blank(str(table.question))
        cells = frame.filter(question.is_in(list(is_one))).select(
            PERSON, question.alias(_QUESTIONS), blank(str(table.answer)).alias(_TEXT)
        )
    else:
        cells = _wide_cells(frame, table, instrument)
    found = counted(cells, lambda place, text: is_one[place](text))
    labels = [label for item in instrument.items for label in item.labels]
    return as_unmapped(
        found,
        identifiers,
        words_of([*labels, *table.codes, *table.missing]),
        kind="answer" if table.items else "score",
        site=part.site,
        file=part.source.name,
    )


def _judges(table: AnswerTable, instrument: Instrument) -> dict[str, Callable[[str], bool]]:
    """Give, for each column or question, what says whether a text is an answer or a score there."""
    if table.scores:
        missing = {folded(word) for word in table.missing}
        scores = {score.id: score for score in asked_scores(instrument)}
        return {place: _score_judge(scores[name], missing) for name, place in table.scores.items()}
    items = {item.id: item for item in asked_items(instrument)}
    return {place: _answer_judge(items[name], table) for name, place in table.items.items()}


def _score_judge(score: AskedScore, missing: set[str]) -> Callable[[str], bool]:
    return lambda text: folded(text) in missing or score.step(text) is not None


def _answer_judge(item: AskedItem, table: AnswerTable) -> Callable[[str], bool]:
    coding = item.coding(table)

    def judge(text: str) -> bool:
        return bool(item.holds(np.array([coding.code_of(text)], dtype=np.int8))[0])

    return judge


def _wide_cells(frame: pl.LazyFrame, table: AnswerTable, instrument: Instrument) -> pl.LazyFrame:
    """Give the cells of a wide table that are not plainly an answer, one below the other."""
    items = {item.id: item for item in asked_items(instrument)}
    columns = {place: blank(place) for place in table.held.values()}
    for name, place in table.items.items():
        columns[place] = pl.when(~_plain(items[name], table, place)).then(columns[place])
    # Short names: the file may have a column of any name.
    names = {f"c{number}": place for number, place in enumerate(columns)}
    return (
        frame.select(PERSON, *(columns[place].alias(name) for name, place in names.items()))
        .filter(pl.any_horizontal(pl.col(list(names)).is_not_null()))
        .unpivot(index=PERSON, variable_name=_QUESTIONS, value_name=_TEXT)
        .filter(pl.col(_TEXT).is_not_null())
        .with_columns(pl.col(_QUESTIONS).replace_strict(names, return_dtype=pl.String))
    )


def _plain(item: AskedItem, table: AnswerTable, column: str) -> pl.Expr:
    code = item.coding(table).codes(column)
    return code.is_between(item.lowest, item.highest) | code.is_in([MISSING_ANSWER, *item.missing_codes])


def unmapped_questions(
    parts: Iterable[TablePart],
    frames: Mapping[int, pl.LazyFrame],
    instruments: Mapping[str, Instrument],
    identifiers: Identifiers,
) -> list[Unmapped]:
    """
    Find the questions of the long tables of a site that no table of their file maps.

    Parameters
    ----------
    parts : iterable of TablePart
        Of one site.
    frames : mapping of int to polars.LazyFrame
        What `opened` gives of each, by the place of the part.
    instruments : mapping of id to Instrument
    identifiers : Identifiers
        Of the site.
    """
    files: dict[tuple[str, str | None, str], list[int]] = {}
    numbered = dict(enumerate(parts))
    for number, part in numbered.items():
        if isinstance(part.table, AnswerTable) and part.table.layout == "long":
            key = (part.source.name, part.source.sheet, str(part.table.question))
            files.setdefault(key, []).append(number)
    result: list[Unmapped] = []
    for (file, _, column), numbers in files.items():
        tables = [cast("AnswerTable", numbered[number].table) for number in numbers]
        mapped = {place for table in tables for place in (*table.held.values(), *table.totals.values())}
        # One file may be read for several questionnaires, each with rows of its own: none counts twice.
        different = {repr(sorted(numbered[n].table.only.items())): n for n in reversed(numbers)}
        rows = pl.concat(
            [
                frames[number].select(
                    PERSON, pl.lit(column).alias(_QUESTIONS), blank(column).alias(_TEXT), "__row__"
                )
                for number in different.values()
            ]
        )
        cells = rows.filter(~pl.col(_TEXT).is_in(list(mapped)))
        if len(different) > 1:
            cells = cells.unique("__row__")
        asked = {table.instrument for table in tables}
        result += as_unmapped(
            counted(cells),
            identifiers,
            words_of(mapped),
            known=[*mapped, *(code for name in asked for code in _codes_of(instruments[name]))],
            kind="question",
            site=numbered[numbers[0]].site,
            file=file,
        )
    return result


def _codes_of(instrument: Instrument) -> list[str]:
    """Give what code systems call the items and the scores."""
    named = [item.external_codes for item in instrument.items]
    named += [score.external_codes for score in instrument.scores]
    return [code for systems in named for codes in systems.values() for code in codes]
