"""
Files of SPSS (.sav, .zsav) and Stata (.dta).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import ROW, Reader, exact
from livingwell_core.errors import InputError, Problem
from livingwell_readers.files import check_settings, columns_of, not_a, start_of
from livingwell_readers.stat_text import Kind, kind_of, label_text, stat_text
from livingwell_readers.text import DATE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livingwell_core.cohorts import Source

__all__ = ["label_column", "spss_reader", "stata_reader"]

_SPSS: Final = "an SPSS file"
_STATA: Final = "a Stata file"
_SPSS_STARTS: Final = (b"$FL2", b"$FL3")
# From version 13 on a tag, before it the number of the version: 105 (Stata 5) to 115 (Stata 12).
_STATA_STARTS: Final = (b"<stata_dta>", *(bytes([version]) for version in range(105, 116)))
_STATA_END: Final = b"</stata_dta>"
# An SPSS file with a password says so from its ninth byte on.
_ENCRYPTED: Final = b"ENCRYPTED"


def label_column(name: str) -> str:
    """Give the name of the column with the labels of a column's codes."""
    return f"{name} (label)"


@attrs.frozen(kw_only=True)
class _Column:
    """A column of the table: the variable of the file, and its labels if it is to be written in words."""

    variable: str
    kind: Kind
    labels: Mapping[float | str, str] | None = None

    def text(self, schema: pl.Schema) -> pl.Expr:
        text = stat_text(exact(self.variable), schema[self.variable], self.kind)
        return text if self.labels is None else label_text(text, self.labels)


@attrs.frozen(kw_only=True)
class _File:
    """One file and the function of pyreadstat that reads it."""

    source: Source
    what: str
    function: str

    def read(self, **options: object) -> tuple[pl.DataFrame, Any]:
        """
        Read some variables, dates and times as the numbers that the file holds.

        What the file declares as missing, of the system or of the user, comes as null.

        Raises
        ------
        InputError
            If the file is damaged, cut off, or in another encoding.
        """
        import pyreadstat

        encoding = self.source.encoding  # None: as the file itself says
        read = getattr(pyreadstat, self.function)
        try:
            frame, about = read(
                str(self.source.path),
                encoding=encoding,
                output_format="polars",
                disable_datetime_conversion=True,
                **options,
            )
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError) as error:
            raise InputError([self._unread(error, encoding)]) from error
        return frame, about

    def _unread(self, error: Exception, encoding: str | None) -> Problem:
        words = str(error)
        if "character set" in words:
            return Problem(file=self.source.name, reason="unknown encoding", value=encoding)
        if "convert string" in words or isinstance(error, UnicodeError):
            reason = "holds text in another encoding than it says"
            expected = 'encoding = "cp1252" in the profile, if it comes from Windows'
            return Problem(file=self.source.name, reason=reason, expected=expected)
        return _damaged(self.source, self.what)


def _damaged(source: Source, what: str) -> Problem:
    expected = f"{what}, saved anew by the program that it comes from"
    return Problem(file=source.name, reason="is damaged or cut off", expected=expected)


def _scan_spss(source: Source) -> pl.LazyFrame:
    check_settings(source, _SPSS)
    start = start_of(source, _SPSS)
    if start[8:].startswith(_ENCRYPTED):
        expected = "a file saved by SPSS without a password"
        raise InputError([Problem(file=source.name, reason="is protected by a password", expected=expected)])
    if not start.startswith(_SPSS_STARTS):
        raise not_a(source, start, _SPSS)
    return _scan(_File(source=source, what=_SPSS, function="read_sav"))


def _scan_stata(source: Source) -> pl.LazyFrame:
    check_settings(source, _STATA)
    start = start_of(source, _STATA)
    if not start.startswith(_STATA_STARTS):
        raise not_a(source, start, _STATA)
    with source.path.open("rb") as whole:
        whole.seek(-min(len(_STATA_END), source.path.stat().st_size), 2)
        tagged = start.startswith(_STATA_STARTS[0])
        if tagged and whole.read() != _STATA_END:
            raise InputError([_damaged(source, _STATA)])
    return _scan(_File(source=source, what=_STATA, function="read_dta"))


def _scan(file: _File) -> pl.LazyFrame:
    """
    Open a file; values are read when a column is asked for, and only of such columns.

    The file is gone through once and nothing kept, so that one that breaks off is refused here.
    """
    _, about = file.read(metadataonly=True)
    table = _Table(file=file, columns=_columns(file.source, about), first=about.column_names[0])
    file.read(usecols=[table.first])
    schema = {ROW: pl.UInt32, **dict.fromkeys(table.columns, pl.String)}
    return pl.io.plugins.register_io_source(table.rows, schema=schema)


@attrs.frozen(kw_only=True)
class _Table:
    """
    The table that a file gives.

    Attributes
    ----------
    file : _File
    columns : dict of str to _Column
    first : str
        The variable that is read where none is asked for, to count the rows.
    """

    file: _File
    columns: dict[str, _Column]
    first: str

    def rows(
        self, wanted: list[str] | None, predicate: pl.Expr | None, most: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        """Give what polars asks for: some columns, of some rows, in one piece."""
        names = [name for name in (wanted or self.columns) if name != ROW]
        variables = list(dict.fromkeys(self.columns[name].variable for name in names))
        frame, _ = self.file.read(usecols=variables or [self.first])
        table = frame.select(
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias(ROW),
            *(self.columns[name].text(frame.schema).alias(name) for name in names),
        )
        if wanted is not None:
            table = table.select(map(exact, wanted))
        if predicate is not None:
            table = table.filter(predicate)
        yield table if most is None else table.head(most)


def _columns(source: Source, about: Any) -> dict[str, _Column]:  # noqa: ANN401 - pyreadstat has no types
    """Give each column of the table by its name: a variable, and behind it its labels."""
    columns: list[_Column] = []
    names: list[str] = []
    for variable in about.column_names:
        kind = kind_of(about.original_variable_types[variable])
        columns.append(_Column(variable=variable, kind=kind))
        names.append(variable)
        labels = about.variable_value_labels.get(variable)
        if labels:
            columns.append(_Column(variable=variable, kind=kind, labels=labels))
            names.append(label_column(variable))
    return dict(zip(columns_of(source, names), columns, strict=True))


spss_reader = Reader(
    id="spss",
    extensions=(".sav", ".zsav"),
    scan=_scan_spss,
    date_formats=DATE_FORMATS,
    names_in_a_row=False,
)
stata_reader = Reader(
    id="stata",
    extensions=(".dta",),
    scan=_scan_stata,
    date_formats=DATE_FORMATS,
    names_in_a_row=False,
)
