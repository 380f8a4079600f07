"""
What speaks for answers as circled, and what for answers that are reversed already. Never a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.cohorts.decoding import LEFT_OVER, AnswerCodes
from livingwell_core.cohorts.readers import exact
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument

__all__ = ["Sheets", "evidence_of"]

_FEWEST: Final = 20
_WEAK: Final = 0.1
# A total that the system rounded to whole points.
_HALF: Final = 0.5


@attrs.frozen(kw_only=True)
class Sheets:
    """
    Answers of some people, a row a questionnaire.

    Attributes
    ----------
    frame : polars.DataFrame
        Text.
    items, totals : mapping of str to str
        Columns of items, and of scores that the system gave.
    codes : mapping of str to int
        Labels of the export.
    missing : sequence of str
    """

    frame: pl.DataFrame
    items: Mapping[str, str]
    totals: Mapping[str, str]
    codes: Mapping[str, int]
    missing: Sequence[str]


def evidence_of(instrument: Instrument, sheets: Sheets) -> str:
    """
    Say what the totals and the correlation of items tell, in one sentence or two.

    Parameters
    ----------
    instrument : Instrument
    sheets : Sheets
    """
    mixed = [score for score in instrument.scores if _mixed(instrument, score.items, sheets)]
    if not any(item.negative for item in instrument.items if item.id in sheets.items):
        return "no item that was found runs against the score: either word gives the same scores"
    answers = _answers(instrument, sheets)
    said = [
        words
        for words in (
            _of_totals(instrument, sheets, answers),
            *(_of_items(instrument, score.items, answers) for score in mixed[:1]),
        )
        if words
    ]
    return "; ".join(said) or "nothing in the export tells"


def _mixed(instrument: Instrument, items: Sequence[str], sheets: Sheets) -> bool:
    """Say whether a score has items of both kinds among those found."""
    kinds = {bool(instrument.item(item).negative) for item in items if item in sheets.items}
    return len(kinds) > 1


def _answers(instrument: Instrument, sheets: Sheets) -> NDArray[np.int8]:
    """Read the answers as they are written, shape (n, number of items)."""
    answers = np.full((sheets.frame.height, len(instrument.items)), MISSING_ANSWER, dtype=np.int8, order="F")
    for place, item in enumerate(instrument.items):
        if item.id not in sheets.items:
            continue
        numbers = not sheets.codes
        coding = AnswerCodes(labels={**item.labels, **sheets.codes}, missing=sheets.missing, numbers=numbers)
        column = sheets.items[item.id]
        read = sheets.frame.select(coding.codes(column).alias("code"))["code"].to_numpy()
        inside = (read >= item.lowest) & (read <= item.highest) & (read != LEFT_OVER)
        answers[inside, place] = read[inside]
    return answers


def _of_totals(instrument: Instrument, sheets: Sheets, answers: NDArray[np.int8]) -> str:
    """Count the totals of the system that equal ours, either way."""
    import polars as pl

    for score in instrument.scores:
        column = sheets.totals.get(score.id)
        if column is None:
            continue
        number = exact(column).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        theirs = sheets.frame.select(number.alias("theirs"))["theirs"].fill_null(np.nan).to_numpy()
        scale = instrument.scale(score)
        agree = {}
        compared = 0
        for way in ("as-circled", "scored"):
            ours = _computed(instrument, score.id, answers, way)
            both = (ours != MISSING_SCORE) & ~np.isnan(theirs)
            compared = int(both.sum())
            agree[way] = int((np.abs(ours[both] / scale.denominator - theirs[both]) <= _HALF).sum())
        if compared:
            return (
                f"of {compared:,} totals in {column!r}, {agree['as-circled']:,} equal ours if answers are as "
                f"circled, {agree['scored']:,} if they are scored already"
            )
    return ""


def _computed(
    instrument: Instrument,
    score_id: str,
    answers: NDArray[np.int8],
    way: str,
) -> NDArray[np.int32]:
    flips = instrument.flips("as-circled" if way == "as-circled" else "scored", {})
    return instrument.compute(instrument.score_named(score_id), instrument.orient(answers, flips))


def _of_items(instrument: Instrument, items: Sequence[str], answers: NDArray[np.int8]) -> str:
    """Correlate the sum of the items that run against a score with that of the others."""
    place = {item.id: number for number, item in enumerate(instrument.items)}
    against = [place[item] for item in items if instrument.item(item).negative]
    others = [place[item] for item in items if not instrument.item(item).negative]
    whole = np.all(answers[:, against + others] != MISSING_ANSWER, axis=1)
    if whole.sum() < _FEWEST:
        return ""
    one = answers[whole][:, against].sum(axis=1, dtype=np.int64)
    other = answers[whole][:, others].sum(axis=1, dtype=np.int64)
    if one.min() == one.max() or other.min() == other.max():
        return ""
    r = float(np.corrcoef(one, other)[0, 1])
    told = "as circled" if r < -_WEAK else "scored already" if r > _WEAK else ""
    points = f", as they do where answers are {told}" if told else ", which tells nothing"
    return f"negatively worded items and the others correlate {r:+.2f} (n = {int(whole.sum()):,}){points}"
