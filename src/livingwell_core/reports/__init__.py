"""Findings for people and for programs."""

from livingwell_core.reports.remarks import remark_lines
from livingwell_core.reports.report import Report, ReportFormat, make_report
from livingwell_core.reports.tables import FINDING_COLUMNS, safe_text
from livingwell_core.reports.writing import OutputError, write_all

__all__ = [
    "FINDING_COLUMNS",
    "OutputError",
    "Report",
    "ReportFormat",
    "make_report",
    "remark_lines",
    "safe_text",
    "write_all",
]
