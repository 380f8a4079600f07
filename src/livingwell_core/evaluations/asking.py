"""
What reading a table has to know of its instrument: plain data of the items, or of the scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.cohorts import AskedItem, AskedScore

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument

__all__ = ["asked_items", "asked_scores"]


def asked_items(instrument: Instrument) -> list[AskedItem]:
    """Give the items of an instrument, in order."""
    return [
        AskedItem(
            id=item.id,
            lowest=item.lowest,
            highest=item.highest,
            labels=item.labels,
            missing_codes=item.missing_codes,
        )
        for item in instrument.items
    ]


def asked_scores(instrument: Instrument) -> list[AskedScore]:
    """Give the scores of an instrument, in order."""
    return [
        AskedScore(
            id=score.id,
            lowest=score.lowest,
            highest=score.highest,
            denominator=instrument.scale(score).denominator,
        )
        for score in instrument.scores
    ]
