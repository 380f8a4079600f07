"""
report.xlsx: findings, ledger and definitions for those who go on calculating.
"""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs
import xlsxwriter

from livingwell_core.evaluations import INVENTED
from livingwell_core.reports import FINDING_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.reports import Report

__all__ = ["render_workbook"]

#: What xlsxwriter makes: it has no types.
_Made: TypeAlias = Any

#: No day of any run: the same report has to give the same bytes.
_CREATED: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_LONGEST_TEXT: Final = 32_767  # characters in a cell, by the format's specification
_LONGEST_HEADER: Final = 200  # of 255, so that the codes around it fit
_FORMATS: Final = {
    "points": "0.0",
    "%": "0.0",
    "sd": "0.00",
    "people": "#,##0",
    "scores": "#,##0",
    "days": "0",
}
_FINDING_WIDTHS: Final = (18, 14, 18, 24, 16, 40, 34, 12, 12, 12, 8, 10, 10, 70)
_ABOUT: Final = (
    (
        "Findings",
        "One row an estimate, every number at full precision. Where there is none the note says why.",
    ),
    ("Ledger", "Every row that was read, by table, site and what became of it."),
    ("Definitions", "What each definition named in Findings means, and where it comes from."),
)


class _Exact(float):
    """A number that is written with as many digits as it takes to read the same number back."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return float.__repr__(self)


@attrs.frozen(kw_only=True, eq=False)
class _Book:
    """
    A workbook in the making.

    Attributes
    ----------
    book : xlsxwriter.Workbook
    report : Report
    """

    book: _Made
    report: Report
    _formats: dict[str, _Made] = attrs.field(factory=dict, init=False)

    def format(self, name: str, **properties: object) -> _Made:
        """Make a format once."""
        if name not in self._formats:
            self._formats[name] = self.book.add_format({"valign": "top", **properties})
        return self._formats[name]

    def sheet(self, name: str, widths: Sequence[float]) -> tuple[_Made, int]:
        """
        Add a sheet with the mark of invented data.

        Returns
        -------
        sheet : xlsxwriter worksheet
        row : int
            The first row that is free.
        """
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        title = self.report.title.replace("&", "&&")[:_LONGEST_HEADER].removesuffix("&")
        if not self.report.invented:
            sheet.set_header(f"&L{title}")
            sheet.set_footer("&L&A&RPage &P of &N")
            return sheet, 0
        sheet.set_header(f"&L{title}&R{INVENTED}")
        sheet.set_footer(f"&L&A&C{INVENTED}&RPage &P of &N")
        mark = self.format("mark", bold=True, bg_color="#FFF0C2", font_color="#3D2C00")
        sheet.write_string(0, 0, INVENTED, mark)
        return sheet, 1

    def text(self, sheet: _Made, row: int, column: int, content: str, style: str = "text") -> None:
        """Write a text as a text, whatever it begins with."""
        properties = {"text": {}, "wrap": {"text_wrap": True}, "bold": {"bold": True}}
        form = self.format(style, **properties[style])
        sheet.write_string(row, column, content[:_LONGEST_TEXT], form)

    def head(self, sheet: _Made, row: int, names: Sequence[str], last_row: int) -> None:
        """Write a header that stays in sight and filters what is below it."""
        form = self.format("head", bold=True, bottom=1, bg_color="#DBEAEF")
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, form)
        sheet.freeze_panes(row + 1, 0)
        sheet.autofilter(row, 0, max(last_row, row), len(names) - 1)
        sheet.repeat_rows(row)

    def number(self, sheet: _Made, row: int, column: int, value: float, number_format: str) -> None:
        """Write a number at full precision, to be shown in a format."""
        form = self.format(f"number {number_format}", num_format=number_format)
        sheet.write_number(row, column, _Exact(value), form)


def render_workbook(report: Report) -> bytes:
    """
    Write a report as a workbook.

    Parameters
    ----------
    report : Report

    Returns
    -------
    bytes
        XLSX; the same for the same report.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as made:
        made.set_properties(
            {"title": report.title, "comments": INVENTED if report.invented else "", "created": _CREATED}
        )
        book = _Book(book=made, report=report)
        _read_me(book)
        _findings(book)
        _ledger(book)
        _definitions(book)
    return content.getvalue()


def _read_me(book: _Book) -> None:
    report = book.report
    sheet, row = book.sheet("Read me", (40, 90))
    book.text(sheet, row, 0, report.title, "bold")
    row += 1
    if report.invented:
        book.text(sheet, row, 0, "Nobody in this report exists; the figures are evidence of nothing.")
        row += 1
    blocks: list[tuple[str, Iterable[tuple[str, str]]]] = [
        ("Sheets", _ABOUT),
        ("Sites", ((profile.id, profile.title) for profile in report.profiles)),
        (
            "Questionnaires",
            ((i.id, f"{i.title}. {i.source}. Licence: {i.licence}") for i in report.instruments),
        ),
        ("Settings", report.settings.items()),
        ("Versions", report.versions.items()),
        ("Not shown", [(f"fewer than {report.minimum} people", f"{report.suppressed} findings")]),
    ]
    for heading, lines in blocks:
        row += 1
        book.text(sheet, row, 0, heading, "bold")
        row += 1
        for name, content in lines:
            book.text(sheet, row, 0, name, "wrap")
            book.text(sheet, row, 1, content, "wrap")
            row += 1


def _findings(book: _Book) -> None:
    findings = book.report.findings
    sheet, top = book.sheet("Findings", _FINDING_WIDTHS)
    book.head(sheet, top, FINDING_COLUMNS, top + len(findings))
    for row, finding in enumerate(findings, start=top + 1):
        shown = _FORMATS.get(finding.unit, "0.00")
        if finding.statistic == "p":
            shown = "0.0E+00"
        formats = {"n": "#,##0", "level": "0.00##"}
        for column, name in enumerate(FINDING_COLUMNS):
            value = getattr(finding, name)
            if isinstance(value, str):
                book.text(sheet, row, column, value)
            elif value is not None:
                book.number(sheet, row, column, value, formats.get(name, shown))


def _ledger(book: _Book) -> None:
    entries = list(book.report.ledger)
    sheet, top = book.sheet("Ledger", (30, 24, 44, 12))
    book.head(sheet, top, ("table", "site", "reason", "rows"), top + len(entries))
    for row, entry in enumerate(entries, start=top + 1):
        for column, content in enumerate((entry.table, entry.site, entry.reason)):
            book.text(sheet, row, column, content)
        book.number(sheet, row, 3, entry.rows, "#,##0")


def _definitions(book: _Book) -> None:
    definitions = book.report.definitions
    sheet, top = book.sheet("Definitions", (36, 80, 60, 14))
    book.head(sheet, top, ("definition", "text", "source", "verified"), top + len(definitions))
    for row, definition in enumerate(definitions, start=top + 1):
        verified = "yes" if definition.verified else "not verified"
        for column, content in enumerate((definition.id, definition.text, definition.source, verified)):
            book.text(sheet, row, column, content, "wrap")
