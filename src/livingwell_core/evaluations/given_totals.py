"""
Scores that the source system gave, held against ours. They are compared, and never used.
"""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
import polars as pl

from livingwell_core.cohorts import CodedMissing, Compared, Comparison, Differences, Remarks
from livingwell_core.marks import MISSING_SCORE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.cohorts import AnswerRows, Source
    from livingwell_core.instruments import Instrument, Scale, Score
    from livingwell_core.profiles import AnswerTable

__all__ = ["remarks_on"]

# A computer that writes 24 1/3 in full errs in the sixteenth place: what comes that late is no disagreement.
_MOST_DECIMALS: Final = 9
# Beyond these a text is no score, and its digits could fill the memory.
_LARGEST_POWER, _SMALLEST_POWER = 8, -60
_BLANK, _UNREADABLE, _NUMBER = range(3)


class _Given(NamedTuple):
    """What one text says: its kind, and the first and last of our steps that it agrees with."""

    kind: int
    first: int = 1
    last: int = 0


def remarks_on(
    rows: AnswerRows,
    scores: pl.DataFrame,
    instrument: Instrument,
    table: AnswerTable,
    source: Source,
    site: str,
) -> Remarks:
    """
    Say how our scores of one file compare with the totals in it, and which codes were read as missing.

    Parameters
    ----------
    rows : AnswerRows
        What was read.
    scores : polars.DataFrame
        Our scores of the same rows, a column a score; not changed.
    instrument : Instrument
    table : AnswerTable
    source : Source
    site : str
    """
    totals, differing = {}, []
    for score_id, place in table.totals.items():
        score = next((score for score in instrument.scores if score.id == score_id), None)
        given = rows.totals[score_id]
        key = Compared(site=site, instrument=instrument.id, score=score_id, table=table.file)
        if score is None:
            # A utility without a value set: theirs is there, and none of ours.
            totals[key] = Comparison(only_theirs=given.height)
            continue
        ours = scores[score_id].to_numpy()
        found, different = _compare(given, ours, instrument, score, table, rows.answers)
        totals[key] = found
        if different.height:
            denominator = instrument.scale(score).denominator
            differing.append(
                Differences(file=source.name, column=place, denominator=denominator, rows=different)
            )
    coded = {
        CodedMissing(site=site, instrument=instrument.id, table=table.file, item=item, code=code): answers
        for (item, code), answers in rows.coded.items()
    }
    return Remarks(totals=totals, coded=coded, differing=tuple(differing))


def _compare(
    given: pl.DataFrame,
    scores: NDArray[np.int32],
    instrument: Instrument,
    score: Score,
    table: AnswerTable,
    answers: NDArray[np.int8],
) -> tuple[Comparison, pl.DataFrame]:
    """Count the rows of one score, and give those that differ or cannot be read for `Differences`."""
    scale = instrument.scale(score)
    kind, first, last = _read(given["text"], scale, table.missing)
    place = given["place"].fill_null(0).to_numpy()
    alone = given["place"].is_null().to_numpy()
    ours = np.full(len(place), MISSING_SCORE, dtype=np.int32)
    ours[~alone] = scores[place[~alone]]
    scored = ours != MISSING_SCORE
    number = kind == _NUMBER
    agree = number & scored & (ours >= first) & (ours <= last)
    differ = number & scored & ~agree
    unreadable = kind == _UNREADABLE
    found = Comparison(
        agree=int(agree.sum()),
        differ=int(differ.sum()),
        only_theirs=int((number & ~scored).sum()),
        only_ours=int((scores != MISSING_SCORE).sum()) - int((scored & (kind != _BLANK)).sum()),
        unreadable=int(unreadable.sum()),
        other_way=_other_way(answers[place[differ]], first[differ], last[differ], instrument, score, table),
    )
    theirs = pl.when(pl.Series(unreadable)).then(None).otherwise(pl.col("text")).alias("theirs")
    rows = given.select("row", theirs, pl.Series("ours", ours)).filter(pl.Series(differ | unreadable))
    return found, rows


def _other_way(
    answers: NDArray[np.int8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    instrument: Instrument,
    score: Score,
    table: AnswerTable,
) -> int:
    """Count the rows that would agree if the profile's `answers` said the contrary."""
    if not len(answers):
        return 0
    contrary: Literal["as-circled", "scored"] = "scored" if table.answers == "as-circled" else "as-circled"
    turned = instrument.orient(answers, instrument.flips(contrary, table.directions))
    ours = instrument.compute(score, turned)
    return int(((ours >= first) & (ours <= last)).sum())


def _read(
    texts: pl.Series, scale: Scale, missing: tuple[str, ...]
) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """Read totals, each different text once; gives the three columns of `_Given`."""
    different = texts.unique()
    read = [_given(text, scale, missing) for text in different.to_list()]
    meaning = pl.DataFrame(
        read, schema={"kind": pl.Int8, "first": pl.Int64, "last": pl.Int64}, orient="row"
    ).with_columns(text=different)
    each = pl.DataFrame({"text": texts}).join(
        meaning, on="text", how="left", nulls_equal=True, maintain_order="left"
    )
    return each["kind"].to_numpy(), each["first"].to_numpy(), each["last"].to_numpy()


def _given(text: str | None, scale: Scale, missing: tuple[str, ...]) -> _Given:
    """
    Read one total.

    Ours agrees where it rounds to theirs, at the decimals that theirs is written with: where it lies within
    half a unit of the last one, both ends included.
    """
    if text is None:
        return _Given(_UNREADABLE)
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        number = Decimal("nan")
    exponent = number.as_tuple().exponent
    fine = isinstance(exponent, int) and exponent >= _SMALLEST_POWER and number.adjusted() <= _LARGEST_POWER
    inside = fine and scale.lowest <= Fraction(number) <= scale.highest
    if not inside and text.casefold() in {word.strip().casefold() for word in missing}:
        # A code for "no answer" to an item may well be a total: 9 points of 40.
        return _Given(_BLANK)
    if not fine:
        return _Given(_UNREADABLE)
    decimals = min(max(-int(exponent), 0), _MOST_DECIMALS)
    half = Fraction(1, 2 * 10**decimals)
    rounded = round(Fraction(number), decimals)
    return _Given(
        _NUMBER,
        math.ceil((rounded - half) * scale.denominator),
        math.floor((rounded + half) * scale.denominator),
    )
