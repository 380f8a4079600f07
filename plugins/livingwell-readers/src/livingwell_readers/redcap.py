"""
REDCap's exports: text files whose headings repeat, and boxes to tick that are a column each.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.cohorts.readers import ROW, Reader, check_header, exact
from livingwell_core.cohorts.sniffing import sniffed
from livingwell_core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.cohorts import Source

__all__ = ["BETWEEN", "NOT_TICKED", "boxes", "distinct", "redcap_reader"]

#: What stands between the choices that were ticked, in the column of all boxes of a field.
BETWEEN: Final = "; "
#: What a box holds that was not ticked, raw and with labels, if it is not blank.
NOT_TICKED: Final = ("0", "unchecked")

# "race___2" in a raw export, "Race (choice=Asian)" in one with labels, with " (2)" behind it where two fields
# have one label.
_RAW_BOX: Final = re.compile(r"(.+?)___(.+)()")
_LABELLED_BOX: Final = re.compile(r"(.+?) \(choice=(.+?)\)( \(\d+\))?")
_UTF8: Final = ("utf-8", "utf8", "utf-8-sig", "ascii")


def distinct(headings: Sequence[str]) -> list[str]:
    """
    Make headings distinct: the second of one name gets " (2)" behind it, the third " (3)".

    Parameters
    ----------
    headings : sequence of str

    Examples
    --------
    >>> distinct(["Name", "Complete?", "Name", "Complete?", "Complete?"])
    ['Name', 'Complete?', 'Name (2)', 'Complete? (2)', 'Complete? (3)']
    """
    stripped = [heading.strip() for heading in headings]
    taken = set(stripped)
    seen: set[str] = set()
    names = []
    for heading in stripped:
        name = heading
        if heading and heading in seen:
            numbered = (f"{heading} ({number})" for number in itertools.count(2))
            name = next(other for other in numbered if other not in taken)
        taken.add(name)
        seen.add(heading)
        names.append(name)
    return names


def boxes(names: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """
    Find fields with boxes to tick.

    Parameters
    ----------
    names : sequence of str
        Of all columns.

    Returns
    -------
    dict of str to list of (str, str)
        Field, and of each of its boxes the column and the choice that it stands for. A field that has a
        column of its own name is left out: it would be hidden.

    Examples
    --------
    >>> boxes(["record_id", "race___1", "race___2", "sex"])
    {'race': [('race___1', '1'), ('race___2', '2')]}
    >>> boxes(["Record ID", "Race (choice=Asian)", "Race (choice=White)"])
    {'Race': [('Race (choice=Asian)', 'Asian'), ('Race (choice=White)', 'White')]}
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        box = _RAW_BOX.fullmatch(name) or _LABELLED_BOX.fullmatch(name)
        field = f"{box[1]}{box[3] or ''}" if box else ""
        if box and field not in names:
            found.setdefault(field, []).append((name, box[2]))
    return found


def _scan(source: Source) -> pl.LazyFrame:
    """
    Open an export of REDCap, raw or with labels.

    Rows and cells are those of the file, as the CSV reader has them. A field with boxes to tick gets a
    column more, of its name: the choices that were ticked.
    """
    try:
        frame = csv_reader.scan(source)
    except InputError as error:
        if any(problem.reason != "two columns have one name" for problem in error.problems):
            raise
        frame = _scan_repeated(source)
    names = frame.collect_schema().names()
    return frame.with_columns(_ticked(field, of_field) for field, of_field in boxes(names).items())


def _scan_repeated(source: Source) -> pl.LazyFrame:
    """Open a text file that is sound but for headings that repeat."""
    source = sniffed(source)
    mark, encoding = source.delimiter or ",", source.encoding or "utf-8"
    utf8 = encoding.lower().replace("_", "-") in _UTF8
    with source.path.open(encoding="utf-8-sig" if utf8 else encoding, newline="") as file:
        rows = csv.reader(file, delimiter=mark)
        header = next(itertools.islice(rows, source.header_row - 1, None))
    handle: io.BytesIO | str = str(source.path)
    if not utf8:
        handle = io.BytesIO(source.path.read_bytes().decode(encoding).encode("utf-8"))
    frame = pl.scan_csv(
        handle,
        has_header=False,
        glob=False,
        skip_rows=source.header_row,
        schema=dict.fromkeys(check_header(source, distinct(header)), pl.String),
        missing_columns="insert",
        separator=mark,
        row_index_name=ROW,
        row_index_offset=source.header_row + 1,
    )
    return frame.with_columns(pl.col(ROW).cast(pl.UInt32))


def _ticked(field: str, of_field: Sequence[tuple[str, str]]) -> pl.Expr:
    """Give the choices of a field that were ticked; blank where none was."""
    choices = []
    for column, choice in of_field:
        # "1" and "Checked", or the choice itself.
        text = exact(column).str.strip_chars().str.to_lowercase()
        choices.append(pl.when((text != "") & ~text.is_in(NOT_TICKED)).then(pl.lit(choice)))
    ticked = pl.concat_list(choices).list.drop_nulls().list.join(BETWEEN)
    return pl.when(ticked != "").then(ticked).alias(field)


redcap_reader = Reader(
    id="redcap",
    extensions=(),
    scan=_scan,
    audit=csv_reader.audit,
    notices=csv_reader.notices,
    explain=csv_reader.explain,
)
