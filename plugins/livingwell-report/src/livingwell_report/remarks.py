"""
What reading the files showed beside the ledger: totals scored again, and codes that were read as no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_report.numbers import whole
from livingwell_report.scores import site_names
from livingwell_report.views import Cell, Row, Table

if TYPE_CHECKING:
    from livingwell_core.cohorts import Compared
    from livingwell_core.reports import Report
    from livingwell_report.tables import Desk

__all__ = ["remark_rows", "remark_tables", "remarks_sentence"]

#: What is counted of totals: the attribute, and how a sheet and a column name it.
_COUNTS: Final = (
    ("compared", "totals scored again", "Scored again"),
    ("agree", "agree with our score", "Agree"),
    ("differ", "differ from our score", "Differ"),
    ("only_theirs", "total without a score of ours", "No score of ours"),
    ("only_ours", "score of ours without a total", "No total given"),
    ("unreadable", "total that cannot be read", "Cannot be read"),
)


def remarks_sentence(report: Report) -> str:
    """Say how many totals were scored again, and how many differ; "" where none was given."""
    totals = report.remarks.totals
    if not totals:
        return ""
    compared, differ = (
        sum(getattr(found, name) for found in totals.values()) for name in ("compared", "differ")
    )
    used = [_used(report, key) for key in totals]
    known = [rows for rows in used if rows is not None]
    numbers = (
        f" ({whole(compared)} re-scored, {whole(sum(known))} used)"
        if len(known) == len({(key.site, key.instrument) for key in totals}) == len(totals)
        else ""
    )
    return (
        f"Where a file gives a total, our score is compared with it: re-scored {whole(compared)}, "
        f"{whole(differ)} {'differs' if differ == 1 else 'differ'}. Rows that are set aside later are "
        f"re-scored too{numbers}. This report uses our scores, never the totals of the files."
    )


def _used(report: Report, key: Compared) -> int | None:
    """Give how many assessments the findings use at that site; None where the ledger does not say."""
    place = (f"{key.instrument} assessments", key.site)
    return report.ledger.used(*place) if place in report.ledger.tables() else None


def _name(report: Report, instrument_id: str, score_id: str = "") -> str:
    instrument = next((i for i in report.instruments if i.id == instrument_id), None)
    if instrument is None:
        return ", ".join(filter(None, (instrument_id, score_id)))
    title = next((score.title for score in instrument.scores if score.id == score_id), score_id)
    return ", ".join(filter(None, (instrument.title, title)))


def remark_tables(report: Report, desk: Desk) -> tuple[Table, ...]:
    """
    Show remarks as tables.

    Parameters
    ----------
    report : Report
    desk : Desk
        Numbers tables.

    Returns
    -------
    tuple of Table
        Of totals and of codes, those of which there is something to say.
    """
    names = site_names(report)
    tables = []
    if report.remarks.totals:
        rows = []
        for key, found in report.remarks.totals.items():
            numbers = (Cell(text=whole(getattr(found, name))) for name, *_ in _COUNTS)
            site = Cell(text=names.get(key.site, key.site), numeric=False)
            used = _used(report, key)
            last = Cell(text="not reported", missing=True) if used is None else Cell(text=whole(used))
            rows.append(Row(label=_name(report, key.instrument, key.score), cells=(site, *numbers, last)))
        tables.append(
            Table(
                number=desk.next_table(),
                caption="Totals that the source gave, and our scores of the same rows",
                head=("Score", "Site", *(label for *_, label in _COUNTS), "Used in this report"),
                rows=tuple(rows),
                notes=("rows that are set aside later are scored again too", "our scores are used"),
                left=2,
            )
        )
    if report.remarks.coded:
        rows = []
        for code, answers in report.remarks.coded.items():
            cells = (
                Cell(text=names.get(code.site, code.site), numeric=False),
                Cell(text=str(code.code)),
                Cell(text=whole(answers)),
            )
            rows.append(Row(label=_name(report, code.instrument), cells=cells))
        tables.append(
            Table(
                number=desk.next_table(),
                caption="Answers with a code that means no answer, read as missing",
                head=("Measure", "Site", "Code", "Answers"),
                rows=tuple(rows),
                left=2,
            )
        )
    return tuple(tables)


def remark_rows(report: Report) -> list[tuple[str, str, str, int]]:
    """Give each count with its measure, its site and what it counts."""
    rows = [
        (_name(report, key.instrument, key.score), key.site, what, getattr(found, name))
        for key, found in report.remarks.totals.items()
        for name, what, _ in _COUNTS
    ]
    return rows + [
        (_name(report, code.instrument), code.site, f"answers coded {code.code}, read as missing", answers)
        for code, answers in report.remarks.coded.items()
    ]
