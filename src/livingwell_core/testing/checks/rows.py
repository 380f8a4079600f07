"""
What scoring does to an array: nothing; and it sees one row at a time, each time the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from livingwell_core.marks import MISSING_ANSWER
from livingwell_core.testing.failing import ask, fail, in_points, scored
from livingwell_core.testing.sheets import any_sheets, embed, mixed, ranges_of, score_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, Score

__all__ = [
    "check_inputs_unchanged",
    "check_layout_in_memory",
    "check_order_of_rows",
    "check_own_items_only",
    "check_repeatable",
    "check_splitting_rows",
]

_SEED: Final = 20_191_105
# Where to cut: nothing and all, one row and the rest, halves.
_CUTS: Final = ((0,), (1,), (1, 2), (0, 0, 1), "half")


def check_order_of_rows(instrument: Instrument) -> None:
    """Everyone keeps their score wherever they stand in the file."""
    for score in instrument.scores:
        sheets = _sheets(instrument, score)
        values = scored(instrument, score, sheets)
        for order in (np.random.default_rng(_SEED).permutation(len(sheets)), np.arange(len(sheets))[::-1]):
            moved = scored(instrument, score, np.asfortranarray(sheets[order]))
            _same(instrument, score, sheets[order], moved, values[order], "in another order of rows")


def check_splitting_rows(instrument: Instrument) -> None:
    """Parts score as the whole does: none, one row, halves."""
    for score in instrument.scores:
        sheets = _sheets(instrument, score)
        values = scored(instrument, score, sheets)
        for cut in _CUTS:
            places = [len(sheets) // 2] if isinstance(cut, str) else list(cut)
            parts = [scored(instrument, score, part) for part in np.split(sheets, places)]
            _same(instrument, score, sheets, np.concatenate(parts), values, "with the rows split")


def check_own_items_only(instrument: Instrument) -> None:
    """A score depends on its own items: other answers, or none, leave it as it is."""
    for score in instrument.scores:
        sheets = _sheets(instrument, score)
        values = scored(instrument, score, sheets)
        mine = set(score_columns(instrument, score))
        others = [place for place in range(len(instrument.items)) if place not in mine]
        for change in (MISSING_ANSWER, "turned"):
            changed = sheets.copy(order="F")
            for place in others:
                item = instrument.items[place]
                changed[:, place] = (
                    MISSING_ANSWER
                    if change == MISSING_ANSWER
                    else (item.lowest + item.highest - sheets[:, place].astype(np.int16))
                )
            again = scored(instrument, score, changed)
            _same(
                instrument, score, sheets, again, values, "with other answers to items that are not its own"
            )


def check_inputs_unchanged(instrument: Instrument) -> None:
    """Scoring writes into nothing that it is given; an array that cannot be written to will do."""
    sheets = any_sheets(instrument)
    flips = instrument.flips(
        "as-circled", {i.id: "higher-is-worse" for i in instrument.items if i.negative is None}
    )
    answers, marked = sheets.copy(order="F"), flips.copy()
    oriented = ask(instrument, "'orient'", instrument.orient, answers, marked)
    if not (np.array_equal(answers, sheets) and np.array_equal(marked, flips)):
        fail(instrument, "turning answers changes the array that it is given")
    for score in instrument.scores:
        for rows in (oriented, oriented[:1]):
            given = np.array(rows, order="F")
            scored(instrument, score, given)
            changed = np.flatnonzero((given != rows).any(axis=1))
            if changed.size:
                fail(
                    instrument,
                    "changes the answers that it is given",
                    score=score,
                    answers=rows[changed[0]],
                    got=given[changed[0]].tolist(),
                    expected=rows[changed[0]].tolist(),
                )
            given.setflags(write=False)
            scored(instrument, score, given)


def check_layout_in_memory(instrument: Instrument) -> None:
    """However the same answers lie in memory, the scores are the same."""
    whole = any_sheets(instrument)
    turn = np.ones(len(instrument.items), dtype=np.bool_)
    turned = ask(instrument, "'orient'", instrument.orient, whole, turn)
    for rows in _layouts(whole):
        if not np.array_equal(ask(instrument, "'orient'", instrument.orient, rows, turn), turned):
            fail(instrument, "the same answers, laid out otherwise in memory, are turned otherwise")
    for score in instrument.scores:
        sheets = _sheets(instrument, score)
        values = scored(instrument, score, sheets)
        for rows in _layouts(sheets):
            again = scored(instrument, score, rows)
            _same(
                instrument, score, sheets, again, values, "of the same answers laid out otherwise in memory"
            )


def check_repeatable(instrument: Instrument) -> None:
    """The same answers give the same scores, now and after others were scored, byte by byte."""
    for score in instrument.scores:
        sheets = _sheets(instrument, score)
        values = scored(instrument, score, sheets)
        kept = values.copy()
        _same(instrument, score, sheets, scored(instrument, score, sheets), kept, "at a second call")
        others = np.asfortranarray(sheets[::-1][: len(sheets) // 2])
        scored(instrument, score, others)
        _same(instrument, score, sheets, values, kept, "once others were scored")
        _same(instrument, score, sheets, scored(instrument, score, sheets), kept, "after others were scored")


def _layouts(sheets: NDArray[np.int8]) -> list[NDArray[np.int8]]:
    """Give the same rows by row, by column, every other one of a larger array, and from the last one up."""
    wider = np.repeat(sheets, 2, axis=0)
    return [
        np.ascontiguousarray(sheets),
        np.asfortranarray(sheets),
        wider[::2],
        np.flip(np.flip(sheets, 0).copy(), 0),
    ]


def _sheets(instrument: Instrument, score: Score) -> NDArray[np.int8]:
    return embed(instrument, score, mixed(ranges_of(instrument, score)))


def _same(
    instrument: Instrument,
    score: Score,
    sheets: NDArray[np.int8],
    found: NDArray[Any],
    expected: NDArray[Any],
    when: str,
) -> None:
    wrong = np.flatnonzero(found != expected)
    if wrong.size:
        row, scale = wrong[0], instrument.scale(score)
        fail(
            instrument,
            f"another score {when}",
            score=score,
            answers=sheets[row],
            got=in_points(scale, found[row]),
            expected=in_points(scale, expected[row]),
        )
    if found.dtype != expected.dtype:
        fail(instrument, f"another type {when}", score=score, got=found.dtype, expected=expected.dtype)
