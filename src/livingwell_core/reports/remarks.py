"""
Remarks in words: re-scored totals, and codes that were read as "no answer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.cohorts import Comparison, Remarks
    from livingwell_core.instruments import Instrument

__all__ = ["remark_lines"]


def remark_lines(remarks: Remarks, instruments: Iterable[Instrument]) -> list[str]:
    """
    Give each remark as a line.

    Parameters
    ----------
    remarks : Remarks
        A report's, by site; or an evaluation's, by table and item too.
    instruments : iterable of Instrument
        For their titles.
    """
    known = {instrument.id: instrument for instrument in instruments}
    titles = {name: instrument.title for name, instrument in known.items()}
    scores = {
        (name, score.id): score.title for name, instrument in known.items() for score in instrument.scores
    }
    lines = []
    for key, found in remarks.totals.items():
        title = scores.get((key.instrument, key.score), key.score)
        place = ", ".join(text for text in (titles[key.instrument], title, key.site, key.table) if text)
        lines.append(f"{place}: {_compared(found)}")
    for code, answers in remarks.coded.items():
        item = f"item {code.item}" if code.item else ""
        place = ", ".join(text for text in (titles[code.instrument], item, code.site, code.table) if text)
        held = "answer coded {} was" if answers == 1 else "answers coded {} were"
        lines.append(f"{place}: {answers:,} {held.format(code.code)} read as missing")
    return lines


def _compared(found: Comparison) -> str:
    parts = [f"re-scored {found.compared:,}, {found.differ:,} differ"]
    for count, words in (
        (found.only_theirs, "with a total where we give no score"),
        (found.only_ours, "without a total"),
        (found.unreadable, "with a total that cannot be read"),
    ):
        if count:
            parts.append(f"{count:,} {words}")
    return "; ".join(parts)
