"""
A workbook in the making: sheets with their marks, texts that stay texts, numbers to the last digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from livingwell_core.evaluations import INVENTED
from livingwell_core.instruments import ILLUSTRATIVE
from livingwell_report.numbers import decimals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding
    from livingwell_core.reports import Report

__all__ = ["Book", "Made", "shown_as"]

#: What xlsxwriter makes: it has no types.
Made: TypeAlias = Any

_LONGEST_TEXT: Final = 32_767  # characters in a cell, by the format's specification
_LONGEST_HEADER: Final = 200  # of 255, so that the codes around it fit
_FORMATS: Final = {
    "utility": "0.000",
    "%": "0.0",
    "sd": "0.00",
    "people": "#,##0",
    "scores": "#,##0",
    "goals": "#,##0",
    "days": "0",
}
_STYLES: Final[dict[str, dict[str, object]]] = {
    "text": {},
    "wrap": {"text_wrap": True},
    "bold": {"bold": True},
    "reason": {"italic": True, "font_color": "#52606D"},
}
#: The ground of a row that rests on a value set that is only an example.
_ALERT: Final = {"bg_color": "#FBE1E6"}


class _Exact(float):
    """A number that is written with as many digits as it takes to read the same number back."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return float.__repr__(self)


def shown_as(finding: Finding, number: float, points: int = 1) -> str:
    """
    Give the format in which a number of a finding is shown.

    Parameters
    ----------
    finding : Finding
    number : float
        Its value, or an end of its interval.
    points : int
        Decimals of figures in the score's own unit, as on the page. A median has those that it needs.
    """
    if finding.statistic == "p":
        return "0.0E+00"
    if finding.unit == "points":
        places = decimals_of(finding, number, points)
        return f"0.{'0' * places}" if places else "0"
    return _FORMATS.get(finding.unit, "0.00")


@attrs.frozen(kw_only=True, eq=False)
class Book:
    """
    A workbook in the making.

    Attributes
    ----------
    book : xlsxwriter.Workbook
    report : Report
    """

    book: Made
    report: Report
    _formats: dict[tuple[str, bool], Made] = attrs.field(factory=dict, init=False)

    def format(self, name: str, *, alert: bool = False, **properties: object) -> Made:
        """Make a format once, and once more on the ground of illustrative rows."""
        if (name, alert) not in self._formats:
            ground = _ALERT if alert else {}
            self._formats[name, alert] = self.book.add_format({"valign": "top", **properties, **ground})
        return self._formats[name, alert]

    def sheet(self, name: str, widths: Sequence[float], *, illustrative: bool = False) -> tuple[Made, int]:
        """
        Add a sheet with the marks of its data.

        Parameters
        ----------
        name : str
        widths : sequence of float
            Of its columns.
        illustrative : bool
            True where a row rests on a value set that is only an example.

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
        marks = [INVENTED] if self.report.invented else []
        marks += [ILLUSTRATIVE] if illustrative else []
        said = "; ".join(marks)
        sheet.set_header(f"&L{title}&R{said}" if marks else f"&L{title}")
        sheet.set_footer(f"&L&A&C{said}&RPage &P of &N" if marks else "&L&A&RPage &P of &N")
        row = 0
        if self.report.invented:
            mark = self.format("mark", bold=True, bg_color="#FFF0C2", font_color="#3D2C00")
            sheet.write_string(row, 0, INVENTED, mark)
            row += 1
        if illustrative:
            form = self.format("alert", alert=True, bold=True, font_color="#6D0A26")
            sheet.write_string(row, 0, f"{ILLUSTRATIVE}: rows on this ground, and the note says so", form)
            row += 1
        return sheet, row

    def text(
        self, sheet: Made, row: int, column: int, content: str, style: str = "text", *, alert: bool = False
    ) -> None:
        """Write a text as a text, whatever it begins with."""
        form = self.format(style, alert=alert, **_STYLES[style])
        sheet.write_string(row, column, content[:_LONGEST_TEXT], form)

    def head(self, sheet: Made, row: int, names: Sequence[str], last_row: int, *, columns: int = 0) -> None:
        """Write a header that stays in sight, with so many columns, and filters what is below it."""
        form = self.format("head", bold=True, bottom=1, bg_color="#DBEAEF", text_wrap=True)
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, form)
        sheet.freeze_panes(row + 1, columns)
        sheet.autofilter(row, 0, max(last_row, row), len(names) - 1)
        sheet.repeat_rows(row)

    def number(
        self, sheet: Made, row: int, column: int, value: float, number_format: str, *, alert: bool = False
    ) -> None:
        """Write a number at full precision, to be shown in a format."""
        form = self.format(f"number {number_format}", alert=alert, num_format=number_format)
        sheet.write_number(row, column, _Exact(value), form)
