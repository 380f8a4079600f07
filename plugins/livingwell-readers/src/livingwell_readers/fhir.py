"""
FHIR R4: questionnaire responses, observations and patients, in a bundle or a resource a line.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts.readers import ROW, Reader
from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_readers.fhir_json import Found, resources_of_bundle, resources_of_lines
from livingwell_readers.fhir_rows import ANSWERS, PEOPLE, MalformedError, Rows, Table
from livingwell_readers.files import check_settings, limited, not_a, start_of

if TYPE_CHECKING:
    from livingwell_core.cohorts import Source

__all__ = ["LINE", "fhir_reader"]

#: Column with the line of the file that a row comes from.
LINE: Final = "line"

_WHAT: Final = "a FHIR file"
_LINES: Final = ".ndjson"
# Rows that are kept as Python's objects before they are packed: some 100 MB.
_CHUNK: Final = 100_000


def _scan(source: Source) -> pl.LazyFrame:
    """
    Read a FHIR file once, from its beginning to its end; a column's text is made when it is asked for.

    Rows are numbered from 1 in the order of the file; the column `LINE` says where each stands.

    Raises
    ------
    InputError
        With everything that is no JSON or no resource, place by place.
    """
    check_settings(source, _WHAT, sheets=True)
    tables = _tables(source)
    start = start_of(source, _WHAT)
    if start.startswith((b"PAR1", b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise not_a(source, start, _WHAT)
    problems: list[Problem] = []
    read = resources_of_lines if source.path.suffix.lower() == _LINES else resources_of_bundle
    pack = _Pack(table=tables)
    others: Counter[str] = Counter()
    for found in read(source, problems):
        kind = found.resource["resourceType"]
        if kind not in pack.table.rows:
            others[kind] += 1
            continue
        try:
            pack.add(pack.table.rows[kind](found.resource), found.line)
        except MalformedError as error:
            problems.append(_malformed(source, found, error))
    if not problems and not pack.rows:
        problems.append(_nothing(source, pack.table, others))
    if problems:
        raise InputError(limited(source, problems))
    return pack.frame()


def _tables(source: Source) -> Table:
    """Give the table that the profile asks for: all answers, those of one kind of resource, or people."""
    if source.sheet is None:
        return ANSWERS
    for table in (ANSWERS, PEOPLE):
        if source.sheet in table.rows:
            return attrs.evolve(table, rows={source.sheet: table.rows[source.sheet]})
    known = [*ANSWERS.rows, *PEOPLE.rows]
    problem = Problem(
        file=source.name, reason=f"no such sheet; {did_you_mean(source.sheet, known)}", value=source.sheet
    )
    raise InputError([problem])


def _malformed(source: Source, found: Found, error: MalformedError) -> Problem:
    return Problem(
        file=source.name,
        row=found.line,
        column=None if found.entry is None else f"entry[{found.entry}]",
        reason=f"{error}, in the {found.resource['resourceType']}",
        expected="an object, or a list of objects",
    )


def _nothing(source: Source, table: Table, others: Counter[str]) -> Problem:
    wanted = " and no ".join(table.rows)
    there = ", ".join(f"{count:,} {kind}" for kind, count in others.most_common(5))
    return Problem(
        file=source.name,
        reason=f"holds no {wanted}" + (f"; found {there}" if there else ""),
        expected="FHIR R4 as JSON",
    )


@attrs.define(kw_only=True)
class _Pack:
    """
    Rows on their way into columns.

    Answers repeat: a few thousand rows are gathered, then each text is kept once and a row holds its number.
    """

    table: Table
    heads: list[tuple[str | None, ...]] = attrs.field(factory=list)
    lines: list[int] = attrs.field(factory=list)
    counts: list[int] = attrs.field(factory=list)
    cells: list[tuple[str | None, ...]] = attrs.field(factory=list)
    chunks: list[pl.DataFrame] = attrs.field(factory=list)
    rows: int = 0

    def add(self, rows: Rows, line: int) -> None:
        """Take over the rows of one resource."""
        head, cells = rows
        self.heads.append(head)
        self.lines.append(line)
        self.counts.append(len(cells))
        self.cells += cells
        self.rows += len(cells)
        if len(self.cells) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if not self.heads:
            return
        place = np.repeat(np.arange(len(self.heads), dtype=np.uint32), self.counts)
        heads = pl.DataFrame([*_columns(self.table.head, self.heads), pl.Series(LINE, self.lines, pl.UInt32)])
        cells = pl.DataFrame(_columns(self.table.cells, self.cells))
        self.chunks.append(heads[place].hstack(cells.get_columns()))
        for waiting in (self.heads, self.lines, self.counts, self.cells):
            waiting.clear()

    def frame(self) -> pl.LazyFrame:
        """Give all rows as text."""
        self._flush()
        table = pl.concat(self.chunks)
        names = [*self.table.head, LINE, *self.table.cells]
        # A column with nothing in it takes no room.
        empty = [name for name in names if table[name].null_count() == table.height]
        return (
            table.drop(empty)
            .lazy()
            .with_row_index(ROW, offset=1)
            .select(
                pl.col(ROW).cast(pl.UInt32),
                *(
                    pl.lit(None, pl.String).alias(name) if name in empty else pl.col(name).cast(pl.String)
                    for name in names
                ),
            )
        )


def _columns(names: tuple[str, ...], rows: list[tuple[str | None, ...]]) -> list[pl.Series]:
    return [
        _series(name, values).cast(pl.Categorical)
        for name, values in zip(names, zip(*rows, strict=True), strict=False)
    ]


def _series(name: str, values: tuple[str | None, ...]) -> pl.Series:
    try:
        return pl.Series(name, values, pl.String)
    except UnicodeEncodeError:
        # JSON can spell half a character, which is no text.
        whole = [None if v is None else v.encode("utf-8", "replace").decode() for v in values]
        return pl.Series(name, whole, pl.String)


fhir_reader = Reader(
    id="fhir",
    extensions=(".json", _LINES),
    scan=_scan,
    date_formats=("%Y-%m-%d",),
    names_in_a_row=False,
)
