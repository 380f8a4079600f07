"""
What is known of the exports of systems: which rows hold a questionnaire, and what to look out for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.readers import exact
from livingwell_core.cohorts.spoiled_codes import SpoiledCodes, looks_cut
from livingwell_core.mapping.guess import CERTAIN, Guess
from livingwell_core.mapping.hints import REDCAP_EVENT, REDCAP_REPEAT, VERSION_WORDS, is_redcap_own
from livingwell_core.mapping.names import codes_of, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.mapping.columns import Table
    from livingwell_core.mapping.names import Names

__all__ = ["lost_digits", "only_rows", "remarks_on"]

_MOST_SPREADSHEET_ROWS: Final = 1_048_576
_MOST_VALUES: Final = 50


def only_rows(table: Table, answers: Sequence[str]) -> list[Guess]:
    """
    Find the rows of a REDCap export that hold one questionnaire: its repeated form, its events.

    The names are those of the project's forms and events, and nobody's.

    Parameters
    ----------
    table : Table
    answers : sequence of str
        Columns of the questionnaire.
    """
    columns = [
        name
        for words in (REDCAP_REPEAT, REDCAP_EVENT)
        for name in sorted(table.columns)
        if compact(name) in words
    ]
    if not columns or not answers:
        return []
    value: dict[str, tuple[str, ...]] = {}
    said = []
    filled = pl.any_horizontal(exact(column).is_not_null() for column in answers)
    for column in columns:
        counts = (
            table.frame.group_by(exact(column).fill_null("").alias("value"))
            .agg(filled.sum().alias("filled"), pl.len().alias("rows"))
            .sort("value")
            .collect()
        )
        with_answers = counts.filter(pl.col("filled") > 0)
        if with_answers.height == counts.height or not 0 < with_answers.height <= _MOST_VALUES:
            continue
        value[column] = tuple(with_answers["value"])
        others = counts.filter(pl.col("filled") == 0)["rows"].sum()
        said.append(f"{others:,} rows with another {column!r} hold none of these answers")
    if not value:
        return []
    return [Guess(key="only", value=dict(value), sure=CERTAIN, evidence="; ".join(said))]


def lost_digits(texts: Iterable[str], known: Sequence[Names]) -> list[str]:
    """
    Find codes that a spreadsheet spoiled: it keeps 15 digits of a number, and writes zeros for the rest.

    Parameters
    ----------
    texts : iterable of str
        Codes that mean nothing that is known.
    known : sequence of Names
    """
    items = {code for names in known for item in names.instrument.items for code in codes_of(item)}
    codes = items | {code for names in known for score in names.instrument.scores for code in codes_of(score)}
    spoiled = SpoiledCodes(codes)
    lost = sum(looks_cut(text) or bool(spoiled.meant(text)) for text in texts)
    if not lost:
        return []
    some = "1 code has" if lost == 1 else f"{lost} codes have"
    return [f"{some} lost digits in a spreadsheet: export them again, as text"]


def remarks_on(table: Table, names: Names | None) -> list[str]:
    """Say what a person should know of an export before trusting a draft of it."""
    remarks = []
    if table.rows >= _MOST_SPREADSHEET_ROWS - 1:
        remarks.append(
            f"{table.rows:,} rows: a spreadsheet holds {_MOST_SPREADSHEET_ROWS:,}, the rest may be cut off"
        )
    boxes = sorted(name for name in table.columns if "___" in name)
    if boxes:
        some = "1 column" if len(boxes) == 1 else f"{len(boxes)} columns"
        remarks.append(f"{some} of boxes to tick ('___', by REDCap) left out: they are no answers on a scale")
    forms = [name for name in table.columns if name.casefold().endswith("_complete") and is_redcap_own(name)]
    own = [name for name in forms if names is None or names.names(name.rpartition("_")[0])]
    if own:
        remarks.append(
            f"{', '.join(sorted(own))}: 2 means a finished form (REDCap); unfinished ones are read too, "
            'unless you say so under "only"'
        )
    remarks += [
        f"{name}: {table.columns[name].distinct} versions of forms; do their questions or labels differ?"
        for name in sorted(table.columns)
        if compact(name) in VERSION_WORDS and table.columns[name].distinct > 1
    ]
    return remarks
