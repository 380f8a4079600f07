"""
The utilities of every state from a CSV file, as a spreadsheet writes it.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import did_you_mean
from livingwell_core.instruments.value_sets.faults import MOST_CODE, MOST_UTILITY, Faults
from livingwell_core.instruments.value_sets.forms import make_grid
from livingwell_core.instruments.value_sets.grid import MOST_STATES, state_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from livingwell_core.instruments.value_sets.definition import Definition
    from livingwell_core.instruments.value_sets.grid import Grid

__all__ = ["StatesTable", "decoded", "states_table"]

_STATE, _UTILITY = "state", "utility"
_DELIMITERS = ",;\t"
# A spreadsheet may write 1 as 1.0, and either mark before decimals.
_WHOLE = re.compile(r"([+-]?[0-9]{1,3})(?:[.,]0+)?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?")
_MINUS = "\N{MINUS SIGN}"
_MOST_ROWS_NAMED = 20
_MOST_COLUMNS = 1_000


@attrs.frozen(kw_only=True, eq=False)
class StatesTable:
    """
    What a CSV file says.

    Attributes
    ----------
    grid : Grid
    values : array of int64, shape (grid.size,)
        In steps of ``10**-decimals``.
    known, seen : array of bool, shape (grid.size,)
        Which states have a utility that can be read, and which have a row.
    rows : array of int64, shape (grid.size,)
        Where each state is in the file, 0 where it is not.
    """

    grid: Grid
    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    seen: NDArray[np.bool_]
    rows: NDArray[np.int64]


@attrs.frozen
class _Line:
    row: int
    codes: tuple[int, ...]
    steps: int | None


class _CellFaults:
    """The faults of single cells, of which only the first are named."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.count = 0

    def add(self, row: int, column: str, reason: str, value: str, expected: str) -> None:
        self.count += 1
        if self.count <= _MOST_ROWS_NAMED:
            self.faults.add(column, reason, row=row, value=value, expected=expected)

    def close(self) -> None:
        if self.count > _MOST_ROWS_NAMED:
            self.faults.add("", f"{self.count - _MOST_ROWS_NAMED:,} more cells are wrong")


def decoded(content: bytes, faults: Faults) -> str:
    """
    Give the text of a file: UTF-8 with or without its mark, or UTF-16 with it.

    Raises
    ------
    InputError
    """
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = "\0"
    with contextlib.suppress(UnicodeDecodeError):
        text = content.decode("utf-16" if wide else "utf-8-sig")
    # UTF-16 without its mark is UTF-8 to a computer, with a NUL beside each letter.
    if "\0" in text:
        faults.fatal("", "is not UTF-8 text", expected="a CSV file")
    return text


def states_table(
    definition: Definition, text: str, faults: Faults, codes: Mapping[str, range] | None = None
) -> StatesTable:
    """
    Read states and utilities.

    Parameters
    ----------
    definition : Definition
    text : str
    faults : Faults
        Of the CSV file; what is wrong with single rows is noted there.
    codes : mapping of item id to range, optional
        The codes of the instrument's items, so that others are refused where they stand.

    Raises
    ------
    InputError
        If there is no table to check: columns are wrong, or an item's levels have a hole.
    """
    rows = _rows(text, faults)
    header = next(rows, None)
    if header is None:
        faults.fatal("", "is empty", expected=f"a column for each item, and {_UTILITY!r}")
    if len(header[1]) > _MOST_COLUMNS:
        faults.fatal("", "has too many columns", value=f"{len(header[1]):,}", expected="one for each item")
    places = _columns(definition, header[1], faults)
    cells = _CellFaults(faults)
    lines = list(itertools.islice(_lines(definition, rows, places, cells, codes or {}), MOST_STATES + 1))
    if len(lines) > MOST_STATES:
        faults.fatal("", "has too many rows", expected=f"a row for each state, at most {MOST_STATES:,}")
    cells.close()
    if not lines:
        faults.fatal("", "has no row with a state", expected="a row for each state")
    before = len(faults.problems)
    levels = {
        item: (codes or {}).get(item) or _levels(item, axis, lines, faults)
        for axis, item in enumerate(definition.items)
    }
    faults.stop(before)
    return _table(make_grid(definition, levels, "", faults), lines, faults)


def _rows(text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank, with their numbers as a spreadsheet counts."""
    first = next((line for line in text.splitlines() if line.strip(f"{_DELIMITERS} ")), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield number, cells
    except csv.Error as error:
        faults.fatal("", f"cannot be read as a table: {error}")


def _columns(definition: Definition, header: list[str], faults: Faults) -> list[int]:
    """Give the places of the state's columns, and last that of the utility."""
    # A spreadsheet makes State of state.
    plain = [name.casefold() for name in header]
    packed = _STATE in plain or not any(item.strip().casefold() in plain for item in definition.items)
    names = [*((_STATE,) if packed else definition.items), _UTILITY]
    wanted = {name.strip().casefold(): name for name in names}
    if len(wanted) < len(names):
        reason = "two columns cannot be told apart"
        faults.fatal("", reason, value=", ".join(names), expected=f"a column {_STATE!r}")
    for name in sorted({name for name in plain if name and plain.count(name) > 1}):
        faults.add(wanted.get(name, name), "two columns have this name")
    unknown = [name for name in header if name and name.casefold() not in wanted]
    expected = f"columns {', '.join(wanted.values())}"
    missing = [name for name in wanted if name not in plain]
    for name in missing:
        or_items = f", or {', '.join(definition.items)} in place of {_STATE}" if name == _STATE else ""
        reason = f"there is no such column; {did_you_mean(name, unknown)}"
        faults.add(wanted[name], reason, expected=expected + or_items)
    if not missing:
        for name in unknown:
            faults.add(name, "unknown column", expected=f"{expected} and no other")
    faults.stop()
    return [plain.index(name) for name in wanted]


def _lines(
    definition: Definition,
    rows: Iterable[tuple[int, list[str]]],
    places: list[int],
    cells: _CellFaults,
    codes: Mapping[str, range],
) -> Iterator[_Line]:
    *of_state, of_utility = places
    packed = len(of_state) == 1 and len(definition.items) > 1
    for number, row in rows:
        given = [row[place] if place < len(row) else "" for place in of_state]
        state = _unpacked(number, given[0], definition, cells) if packed else given
        if state is None:
            continue
        found = [
            _code(number, _STATE if packed else item, text, codes.get(item), cells)
            for item, text in zip(definition.items, state, strict=True)
        ]
        steps = _steps(number, row[of_utility] if of_utility < len(row) else "", definition.decimals, cells)
        if None not in found:
            yield _Line(number, tuple(code for code in found if code is not None), steps)


def _unpacked(number: int, text: str, definition: Definition, cells: _CellFaults) -> list[str] | None:
    wanted = len(definition.items)
    if not text.isascii() or not text.isdigit() or len(text) > wanted:
        cells.add(number, _STATE, "is no state", text, f"{wanted} digits, one an item")
        return None
    # A spreadsheet takes 0033 for the number 33. Any other digit that is lost leaves a hole or a state twice.
    return list(text.zfill(wanted))


def _code(number: int, column: str, text: str, known: range | None, cells: _CellFaults) -> int | None:
    match = _WHOLE.fullmatch(text.replace(_MINUS, "-"))
    levels = range(-MOST_CODE, MOST_CODE + 1) if known is None else known
    if match and int(match[1]) in levels:
        return int(match[1])
    expected = "a whole number" if known is None else f"{known[0]} to {known[-1]}"
    cells.add(number, column, "is no level", text, expected)
    return None


def _steps(number: int, text: str, decimals: int, cells: _CellFaults) -> int | None:
    plain = text.replace(_MINUS, "-")
    value = Fraction(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None
    if value is None or abs(value) >= MOST_UTILITY:
        expected = f"a number between -{MOST_UTILITY} and {MOST_UTILITY}"
        cells.add(number, _UTILITY, "is no utility", text, expected)
        return None
    steps = value * 10**decimals
    if steps.denominator != 1:
        expected = f"at most {decimals}, or another 'decimals'"
        cells.add(number, _UTILITY, "has more decimals than stated", text, expected)
        return None
    return int(steps)


def _levels(item: str, axis: int, lines: list[_Line], faults: Faults) -> range:
    first: dict[int, int] = {}
    for line in lines:
        first.setdefault(line.codes[axis], line.row)
    ordered = sorted(first)
    for below, above in itertools.pairwise(ordered):
        if above > below + 1:
            faults.add(
                item,
                f"has level {above} and level {below}, but none between them",
                row=max(first[below], first[above]),
                expected="levels that follow on each other",
            )
    return range(ordered[0], ordered[-1] + 1)


def _table(grid: Grid, lines: list[_Line], faults: Faults) -> StatesTable:
    values = np.zeros(grid.size, dtype=np.int64)
    known = np.zeros(grid.size, dtype=np.bool_)
    rows = np.zeros(grid.size, dtype=np.int64)
    states = np.array([line.codes for line in lines], dtype=np.int64)
    lowest = np.array([codes[0] for codes in grid.levels])
    places = np.ravel_multi_index(tuple((states - lowest).T), grid.shape).tolist()
    twice = _CellFaults(faults)
    for place, line in zip(places, lines, strict=True):
        if rows[place]:
            reason = f"this state is in row {rows[place]} too"
            twice.add(line.row, _STATE, reason, state_name(line.codes), "every state once")
            continue
        rows[place] = line.row
        if line.steps is not None:
            values[place], known[place] = line.steps, True
    twice.close()
    return StatesTable(grid=grid, values=values, known=known, seen=rows > 0, rows=rows)
