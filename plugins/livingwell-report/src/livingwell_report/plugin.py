"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.reports import ReportFormat


@hookimpl
def livingwell_report_formats() -> list[ReportFormat]:
    """The page and the workbook."""
    from livingwell_core.reports import ReportFormat
    from livingwell_report.html import render_html
    from livingwell_report.workbook import render_workbook

    return [
        ReportFormat(id="html", filename="report.html", render=render_html),
        ReportFormat(id="xlsx", filename="report.xlsx", render=render_workbook),
    ]
