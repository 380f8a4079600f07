"""
report.xlsx: findings, ledger and definitions for those who go on calculating.
"""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Final

import xlsxwriter

from livingwell_core.evaluations import INVENTED
from livingwell_core.reports import FINDING_COLUMNS
from livingwell_report.book import Book, shown_as
from livingwell_report.notes import is_illustrative
from livingwell_report.remarks import remark_rows
from livingwell_report.scores import by_score
from livingwell_report.settings import folded
from livingwell_report.sheets import instrument_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.reports import Report

__all__ = ["render_workbook"]

#: No day of any run: the same report has to give the same bytes.
_CREATED: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_FINDING_WIDTHS: Final = (18, 14, 18, 24, 16, 40, 34, 12, 12, 12, 8, 10, 10, 70)
_ABOUT: Final = (
    (
        "Findings",
        "One row an estimate, with its interval, to the last digit; the note says why none is there.",
    ),
    (
        "One sheet for each measure",
        "The same for reading: a row a score and site, a column a statistic, no intervals.",
    ),
    ("Ledger", "Every row that was read, by table, site and what became of it."),
    (
        "Remarks",
        "Where there are any: totals of the files beside our scores, which are used; codes read as missing.",
    ),
    ("Definitions", "What each definition named in Findings means, and where it comes from."),
)


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
        book = Book(book=made, report=report)
        _read_me(book)
        _findings(book)
        instrument_sheets(book)
        _ledger(book)
        _remarks(book)
        _definitions(book)
    return content.getvalue()


def _read_me(book: Book) -> None:
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
        ("Settings", folded(report.settings)),
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


def _findings(book: Book) -> None:
    findings = book.report.findings
    sheet, top = book.sheet("Findings", _FINDING_WIDTHS, illustrative=is_illustrative(findings))
    book.head(sheet, top, FINDING_COLUMNS, top + len(findings))
    points = {(data.instrument_id, data.score_id): data.points for data in by_score(book.report)}
    for row, finding in enumerate(findings, start=top + 1):
        formats = {"n": "#,##0", "level": "0.00##"}
        alert = is_illustrative([finding])
        for column, name in enumerate(FINDING_COLUMNS):
            value = getattr(finding, name)
            if isinstance(value, str):
                book.text(sheet, row, column, value, alert=alert)
            elif value is not None:
                decimals = points[finding.instrument, finding.score]
                shown = formats.get(name) or shown_as(finding, value, decimals)
                book.number(sheet, row, column, value, shown, alert=alert)


def _ledger(book: Book) -> None:
    entries = list(book.report.ledger)
    sheet, top = book.sheet("Ledger", (30, 24, 44, 12))
    book.head(sheet, top, ("table", "site", "reason", "rows"), top + len(entries))
    for row, entry in enumerate(entries, start=top + 1):
        for column, content in enumerate((entry.table, entry.site, entry.reason)):
            book.text(sheet, row, column, content)
        book.number(sheet, row, 3, entry.rows, "#,##0")


def _remarks(book: Book) -> None:
    rows = remark_rows(book.report)
    if not rows:
        return
    sheet, top = book.sheet("Remarks", (44, 24, 44, 12))
    book.head(sheet, top, ("measure", "site", "what was counted", "rows or answers"), top + len(rows))
    for row, (measure, site, what, count) in enumerate(rows, start=top + 1):
        for column, content in enumerate((measure, site, what)):
            book.text(sheet, row, column, content)
        book.number(sheet, row, 3, count, "#,##0")


def _definitions(book: Book) -> None:
    definitions = book.report.definitions
    sheet, top = book.sheet("Definitions", (36, 80, 60, 14))
    book.head(sheet, top, ("definition", "text", "source", "verified"), top + len(definitions))
    for row, definition in enumerate(definitions, start=top + 1):
        verified = "yes" if definition.verified else "not verified"
        for column, content in enumerate((definition.id, definition.text, definition.source, verified)):
            book.text(sheet, row, column, content, "wrap")
