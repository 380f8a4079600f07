"""
What a run can do and a person should still look at: signs that a profile says the wrong thing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.answers import any_equal
from livingwell_core.errors import Problem
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from livingwell_core.cohorts import Ledger, Remarks
    from livingwell_core.instruments import Instrument
    from livingwell_core.profiles import AnswerTable

__all__ = ["ledger_signs", "totals_signs", "turned_the_wrong_way"]

# With fewer rows a correlation of either sign is chance.
_ENOUGH_ROWS: Final = 20
_MANY: Final = 0.25
# Rows that a run is right to leave out say nothing against a profile.
_NO_FAULT: Final = frozenset(
    {
        reasons.OUTSIDE_PERIOD,
        reasons.DUPLICATE,
        reasons.OTHER_QUESTION,
        reasons.GIVEN_TOTAL,
        reasons.BLANK_ROW,
        reasons.LEFT_OUT,
        reasons.NOT_FILLED_IN,
    }
)


def turned_the_wrong_way(
    file: str,
    table: AnswerTable,
    instrument: Instrument,
    oriented: NDArray[np.int8],
    *,
    own: str | None = None,
) -> Iterator[Problem]:
    """
    Warn if the items that were to be reversed run against the others.

    Turned rightly, all items of a score run one way, so the sum of those marked as negative and the sum of
    the others go together. If they go against each other, the export was probably reversed already, or
    not at all, and the profile says the contrary.

    Parameters
    ----------
    file : str
    table : AnswerTable
    instrument : Instrument
    oriented : array of int8, shape (n, items)
        After reversing.
    own : str, optional
        The file of an instrument that the evaluation brings itself, and that may be wrong too.
    """
    score = instrument.scores[0]
    places = {item.id: place for place, item in enumerate(instrument.items)}
    mapped = [item for item in score.items if item in table.items]
    negative = [item for item in mapped if instrument.item(item).negative]
    others = [item for item in mapped if instrument.item(item).negative is False]
    if not negative or not others:
        return
    held = oriented[:, [places[item] for item in (*negative, *others)]]
    complete = held[~any_equal(held, MISSING_ANSWER)].astype(np.int64)
    if len(complete) < _ENOUGH_ROWS:
        return
    x, y = complete[:, : len(negative)].sum(axis=1), complete[:, len(negative) :].sum(axis=1)
    n = len(complete)
    # Sums of whole numbers: nothing is lost before the last line.
    covariance = n * int(x @ y) - int(x.sum()) * int(y.sum())
    spread = (n * int(x @ x) - int(x.sum()) ** 2) * (n * int(y @ y) - int(y.sum()) ** 2)
    if covariance < 0 and spread > 0:
        other = "scored" if table.answers == "as-circled" else "as-circled"
        polarity = f", or is their polarity wrong in {own}" if own else ""
        yield Problem(
            file=file,
            column="answers",
            reason=f"items {', '.join(negative)} run against the others (correlation "
            f"{covariance / math.sqrt(spread):.2f}); is answers = {other!r} meant in the profile{polarity}?",
        )


def ledger_signs(ledger: Ledger) -> Iterator[Problem]:
    """Warn of tables of which nothing, or much less than everything, could be used."""
    for table, site in ledger.tables():
        read, used = ledger.read(table, site), ledger.used(table, site)
        aside = {k: rows for k, rows in ledger.set_aside(table, site).items() if k not in _NO_FAULT}
        lost = sum(aside.values())
        if read and not used:
            yield Problem(file=site, column=table, reason="no row could be used")
        elif lost > _MANY * read:
            most = max(aside, key=lambda reason: aside[reason])
            yield Problem(
                file=site, column=table, reason=f"{lost:,} of {read:,} rows are set aside, most often: {most}"
            )


def totals_signs(remarks: Remarks) -> Iterator[Problem]:
    """Warn of tables whose own totals are often not what we make of the answers."""
    for key, found in remarks.totals.items():
        if found.differ <= _MANY * found.compared:
            continue
        advice = "look at 'answers', 'items' and 'directions' in the profile"
        if found.other_way == found.differ:
            advice = "none would if 'answers' said the contrary: does the profile say the wrong one?"
        yield Problem(
            file=key.site,
            column=key.table,
            reason=f"{found.differ:,} of {found.compared:,} totals of the source system differ from our "
            f"score {key.instrument}.{key.score}; {advice}",
        )
