"""
What a file may say: every code, label and mark for "no answer" is read as such, and nothing else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing.failing import fail, in_points, scored
from livingwell_core.testing.sheets import any_sheets
from livingwell_core.testing.trial_file import FILE, as_single_items, column_of, read_rows

if TYPE_CHECKING:
    from livingwell_core.cohorts import Cohort
    from livingwell_core.instruments import Direction, Instrument, Item

__all__ = [
    "check_codes_read",
    "check_file_scores_as_the_array",
    "check_labels_read",
    "check_missing_codes_read",
    "check_wrong_answers_refused",
]

_ROWS: Final = 60
# Below the header, counted as a spreadsheet does.
_FIRST_ROW: Final = 2
_CODINGS: Final[tuple[Literal["as-circled", "scored"], ...]] = ("as-circled", "scored")
_DIRECTIONS: Final[tuple[Direction, ...]] = ("higher-is-better", "higher-is-worse")
_NOT_AN_ANSWER: Final = "not an answer of the item"


def check_codes_read(instrument: Instrument) -> None:
    """Each code of each item is read as that answer."""
    _read_as(instrument, {item.id: {str(code): code for code in item.codes} for item in instrument.items})


def check_labels_read(instrument: Instrument) -> None:
    """Each answer in words is read as its code, in capitals too."""
    spelt = {item.id: dict(item.labels) for item in instrument.items}
    _read_as(instrument, spelt)
    _read_as(
        instrument,
        {item: {label.upper(): code for label, code in labels.items()} for item, labels in spelt.items()},
    )


def check_missing_codes_read(instrument: Instrument) -> None:
    """A code for "no answer" is read as no answer, and never set aside or scored."""
    _read_as(
        instrument,
        {item.id: {str(code): MISSING_ANSWER for code in item.missing_codes} for item in instrument.items},
    )


def _read_as(instrument: Instrument, cells: dict[str, dict[str, int]]) -> None:
    """Demand that in a row with one cell filled in, it is read as the code that it stands for."""
    alone = as_single_items(instrument)
    tried = [
        (place, text, code)
        for place, item in enumerate(instrument.items)
        for text, code in cells[item.id].items()
    ]
    rows = [
        [text if place == at else str(item.lowest) for at, item in enumerate(instrument.items)]
        for place, text, _ in tried
    ]
    _, scores = read_rows(alone, rows)
    for row, (place, text, code) in enumerate(tried):
        item, steps = instrument.items[place], scores[f"item_{place}"][row]
        found = {None: "set aside", MISSING_SCORE: "missing"}.get(steps, steps)
        expected = "missing" if code == MISSING_ANSWER else code
        if found != expected:
            fail(instrument, f"item {item.id!r}: {text!r} in a file", got=found, expected=expected)


def check_file_scores_as_the_array(instrument: Instrument) -> None:
    """Answers read from a file score as the same answers in an array, as circled and as scored."""
    sheets = any_sheets(instrument)
    # Row by row in memory, as a reader does not give them: that may make no difference.
    sheets = np.ascontiguousarray(
        sheets[np.linspace(0, len(sheets) - 1, min(_ROWS, len(sheets))).astype(np.int64)]
    )
    rows = [["" if code == MISSING_ANSWER else str(code) for code in row] for row in sheets.tolist()]
    stated = [item.id for item in instrument.items if item.negative is None]
    for answers in _CODINGS:
        for direction in _DIRECTIONS:
            directions = dict.fromkeys(stated, direction)
            _, found = read_rows(instrument, rows, answers=answers, directions=directions)
            oriented = instrument.orient(sheets, instrument.flips(answers, directions))
            for score in instrument.scores:
                expected = scored(instrument, score, oriented)
                for row, (steps, right) in enumerate(zip(found[score.id], expected.tolist(), strict=True)):
                    if steps != right:
                        scale = instrument.scale(score)
                        fail(
                            instrument,
                            f"read from a file, answers {answers}, it scores otherwise",
                            score=score,
                            answers=sheets[row],
                            got="set aside" if steps is None else in_points(scale, steps),
                            expected=in_points(scale, right),
                        )


def check_wrong_answers_refused(instrument: Instrument) -> None:
    """
    What is no answer of the item is set aside and counted, with file, row, column, value and range.

    A code below and one above the range, text, and half an answer.
    """
    tried = [
        (place, text) for place, item in enumerate(instrument.items) for text in _wrong(instrument, item)
    ]
    rows = [
        [text if place == at else str(item.lowest) for at, item in enumerate(instrument.items)]
        for place, text in tried
    ]
    rows.append([str(item.lowest) for item in instrument.items])
    cohort, found = read_rows(instrument, rows)
    named: dict[tuple[int | None, str | None], Any] = {(p.row, p.column): p for p in cohort.problems}
    for row, (place, text) in enumerate(tried, start=_FIRST_ROW):
        item = instrument.items[place]
        values = [steps[row - _FIRST_ROW] for steps in found.values()]
        if any(value is not None for value in values):
            fail(
                instrument,
                f"item {item.id!r}: {text!r} in a file is taken for an answer, or for none",
                got="a row that is used",
                expected=f"a row set aside: only {item.lowest} to {item.highest} are answers",
            )
        problem: Any = named.get((row, column_of(item.id)))
        said = problem and (problem.file, problem.value, problem.reason)
        if said != (FILE, text, _NOT_AN_ANSWER) or not _names_answers(problem.expected, item):
            fail(
                instrument,
                f"item {item.id!r}: {text!r} in a file is not named with its place",
                got=problem,
                expected=f"{FILE}, row {row}, {column_of(item.id)}, {item.lowest} to {item.highest}",
            )
    _counted(instrument, cohort, len(tried))


def _names_answers(expected: str | None, item: Item) -> bool:
    """Say whether a message names what would have been right: the range, or answers in words."""
    return bool(expected) and (
        f"{item.lowest} to {item.highest}" in str(expected)
        or any(repr(label) in str(expected) for label in item.labels)
    )


def _counted(instrument: Instrument, cohort: Cohort, wrong: int) -> None:
    table = f"{instrument.id} assessments"
    aside = cohort.ledger.set_aside(table, cohort.site).get(_NOT_AN_ANSWER, 0)
    if (cohort.ledger.used(table, cohort.site), aside) != (1, wrong):
        fail(
            instrument,
            "the ledger counts wrong answers otherwise",
            got=f"{cohort.ledger.used(table, cohort.site)} used, {aside} set aside",
            expected=f"1 used, {wrong} set aside",
        )


def _wrong(instrument: Instrument, item: Item) -> list[str]:
    """Give cells that are no answer of an item: the nearest codes that mean nothing, text, half an answer."""
    below = next((c for c in range(item.lowest - 1, -101, -1) if c not in item.missing_codes), None)
    above = next((c for c in range(item.highest + 1, 101) if c not in item.missing_codes), None)
    if below is None and above is None and item.missing_codes:
        fail(
            instrument,
            f"item {item.id!r}: every code that is no answer means 'no answer', so that none can be wrong",
            got=f"{len(item.missing_codes)} missing codes",
            expected="only those that a system writes",
        )
    # Answers may take every code that there is; the next ones beyond are none.
    codes = [str(code) for code in (below, above) if code is not None] or ["-101", "101"]
    return [*codes, "no such answer", f"{item.lowest}.5"]
