"""
Tables of rows of files: what was read, used and set aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_report.flow import table_title
from livingwell_report.numbers import whole
from livingwell_report.scores import site_names
from livingwell_report.views import Cell, Row, Table

if TYPE_CHECKING:
    from livingwell_core.reports import Report
    from livingwell_report.scores import ScoreFindings
    from livingwell_report.tables import Desk

__all__ = ["ledger_table", "rows_table"]


def rows_table(report: Report, data: ScoreFindings, desk: Desk) -> Table:
    """Count the rows of one instrument's tables, and of the people, at each site."""
    ledger = report.ledger
    title = data.instrument.title if data.instrument else data.instrument_id
    rows = []
    for table, site in ledger.tables():
        if table.startswith(f"{data.instrument_id} ") or " " not in table:
            aside = sum(ledger.set_aside(table, site).values())
            numbers = (ledger.read(table, site), ledger.used(table, site), aside)
            cells = (
                Cell(text=table_title(table, data.instrument_id, title), numeric=False),
                *(Cell(text=whole(number)) for number in numbers),
            )
            rows.append(Row(label=data.names.get(site, site), cells=cells))
    return Table(
        number=desk.next_table() if rows else 0,
        caption=f"{title}: rows read, used and set aside at each site",
        head=("Site", "Rows of", "Read", "Used", "Set aside"),
        rows=tuple(rows),
        left=2,
    )


def ledger_table(report: Report, desk: Desk) -> Table | None:
    """Show every entry of the ledger; None where there is none."""
    names = site_names(report)
    rows = [
        Row(
            label=_name(entry.table, report),
            cells=(
                Cell(text=names.get(entry.site, entry.site), numeric=False),
                Cell(text=entry.reason, numeric=False),
                Cell(text=whole(entry.rows)),
            ),
            total=entry.reason == "rows read",
        )
        for entry in report.ledger
    ]
    if not rows:
        return None
    return Table(
        number=desk.next_table(),
        caption="Every row that was read, by table, site and what became of it",
        head=("Table", "Site", "What became of it", "Rows"),
        rows=tuple(rows),
        left=3,
    )


def _name(table: str, report: Report) -> str:
    names = (table_title(table, instrument.id, instrument.title) for instrument in report.instruments)
    return next((name for name in names if name != table), table)
