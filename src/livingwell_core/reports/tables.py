"""
Findings and ledger for programs: CSV and JSON.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from livingwell_core.reports.report import Report, ReportFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.analyses import Finding

__all__ = ["FINDING_COLUMNS", "findings_csv", "findings_json", "ledger_csv", "safe_text"]

#: Columns of findings.csv, in order.
FINDING_COLUMNS = (
    "analysis",
    "instrument",
    "score",
    "site",
    "group",
    "statistic",
    "definition",
    "value",
    "low",
    "high",
    "level",
    "n",
    "unit",
    "note",
)


def safe_text(text: str) -> str:
    """
    Keep a spreadsheet from taking a text for a formula.

    Examples
    --------
    >>> safe_text("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return safe_text(value) if isinstance(value, str) else value


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    plain = csv.writer(text, lineterminator="\n")
    # With "\n" as the end of a row the csv module leaves a bare "\r" unquoted, and readers end a row there.
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(header)
    for row in rows:
        cells = [_cell(value) for value in row]
        (quoted if any("\r" in str(cell) for cell in cells) else plain).writerow(cells)
    return text.getvalue().encode("utf-8")


def _fields(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in FINDING_COLUMNS}


def _findings_csv(report: Report) -> bytes:
    return _csv(FINDING_COLUMNS, (_fields(finding).values() for finding in report.findings))


def _ledger_csv(report: Report) -> bytes:
    header = ["table", "site", "reason", "rows"]
    rows = [[entry.table, entry.site, entry.reason, entry.rows] for entry in report.ledger]
    if report.invented:
        header.append("note")
        rows = [[*row, "INVENTED DATA"] for row in rows]
    return _csv(header, rows)


def _remarks(report: Report) -> dict[str, list[dict[str, Any]]]:
    return {
        "totals": [
            {
                "site": key.site,
                "instrument": key.instrument,
                "score": key.score,
                "compared": found.compared,
                "agree": found.agree,
                "differ": found.differ,
                "only_theirs": found.only_theirs,
                "only_ours": found.only_ours,
                "unreadable": found.unreadable,
            }
            for key, found in report.remarks.totals.items()
        ],
        "missing_codes": [
            {"site": key.site, "instrument": key.instrument, "code": key.code, "answers": answers}
            for key, answers in report.remarks.coded.items()
        ],
    }


def _findings_json(report: Report) -> bytes:
    content = {
        "title": report.title,
        "invented": report.invented,
        "note": "INVENTED DATA" if report.invented else "",
        "settings": dict(report.settings),
        "versions": dict(report.versions),
        "suppressed": report.suppressed,
        "sites": [
            {"id": profile.id, "title": profile.title, "source": profile.source, "notes": list(profile.notes)}
            for profile in report.profiles
        ],
        "instruments": [
            {
                "id": instrument.id,
                "title": instrument.title,
                "source": instrument.source,
                "licence": instrument.licence,
                "status": instrument.status,
            }
            for instrument in report.instruments
        ],
        "definitions": [
            {
                "id": definition.id,
                "text": definition.text,
                "source": definition.source,
                "verified": definition.verified,
            }
            for definition in report.definitions
        ],
        "findings": [_fields(finding) for finding in report.findings],
        "ledger": [
            {"table": entry.table, "site": entry.site, "reason": entry.reason, "rows": entry.rows}
            for entry in report.ledger
        ],
        "remarks": _remarks(report),
    }
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


findings_csv = ReportFormat(id="findings-csv", filename="findings.csv", render=_findings_csv)
findings_json = ReportFormat(id="findings-json", filename="findings.json", render=_findings_json)
ledger_csv = ReportFormat(id="ledger-csv", filename="ledger.csv", render=_ledger_csv)
