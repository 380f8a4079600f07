"""
The CHEERS 2022 checklist of an evaluation: what the program knows to be reported, and where.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from livingwell_core.analyses import Definition
from livingwell_core.reports.tables import safe_text
from livingwell_costing.cheers import checklist

if TYPE_CHECKING:
    from livingwell_core.reports import Report
    from livingwell_costing.settings import Choice

__all__ = ["CHEERS", "cheers_csv", "cheers_definitions"]

#: How the ids of definitions begin that hold an item of the checklist, before its number.
CHEERS: Final = "cheers-2022:"

_VALUE: Final = "the section Value for money"
_DEFINITIONS: Final = "the definitions at the end"
# Which fact of the evaluation file answers an item.
_FACTS: Final = {
    1: "title",
    2: "summary",
    3: "background",
    4: "plan",
    8: "perspective",
    19: "fairness",
    21: "involvement",
    25: "involvement_effect",
    26: "limits",
    27: "funding",
    28: "conflicts",
}
_KNOWN: Final = {
    5: "the section Who the findings speak of",
    6: "the sites, at the end",
    9: f"{_VALUE}, gains by scenario",
    10: _DEFINITIONS,
    11: f"{_VALUE}: quality-adjusted life years",
    12: "the instruments, at the end",
    13: "the instruments and the settings, at the end: the value set",
    17: _DEFINITIONS,
    18: f"{_VALUE}, by site",
    20: _DEFINITIONS,
    22: f"{_VALUE}, what would change the answer",
}
_OF_RESULTS: Final = {23: f"{_VALUE}, first paragraph", 24: f"{_VALUE}, acceptability"}
_NO_MODEL: Final = "no model: the gain is that of people's own assessments"


def cheers_definitions(choice: Choice) -> list[Definition]:
    """
    Give each item of the checklist with what this evaluation reports of it.

    Parameters
    ----------
    choice : Choice

    Returns
    -------
    list of Definition
        Texts are ``status | label | place``.
    """
    reported = {**_KNOWN, 7: f"{_VALUE}: {choice.comparator}"}
    if choice.costed:
        reported |= _OF_RESULTS
    if choice.cost is not None and choice.cost.price_year is not None:
        reported[15] = f"{_VALUE}: pounds, {choice.cost.note}"
    if choice.cost is not None and choice.cost.basis == "activity":
        reported[14] = f"{_DEFINITIONS}: contacts and unit costs"
    facts = {number: getattr(choice.reported, name) for number, name in _FACTS.items()}
    facts |= {7: choice.reported.comparator, 14: choice.reported.resources}
    reported |= {number: text.strip() for number, text in facts.items() if text.strip()}
    items = checklist()
    return [
        Definition(
            id=f"{CHEERS}{line.item.number:02d}",
            text=" | ".join((line.status, line.item.label, line.place or "-")),
            source=items.source if line.item.read == "table" else items.secondary,
            verified=line.item.read == "table",
        )
        for line in items.filled(reported, not_applicable={16: _NO_MODEL})
    ]


def _rows(report: Report) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for definition in report.definitions:
        if not definition.id.startswith(CHEERS):
            continue
        status, label, place = definition.text.split(" | ", 2)
        verified = "yes" if definition.verified else "no"
        number = str(int(definition.id.removeprefix(CHEERS)))
        rows.append((number, label, status, "" if place == "-" else place, verified))
    return rows


def cheers_csv(report: Report) -> bytes:
    """
    Write the checklist as CSV; its header alone where nothing is said of value for money.

    Not a report format: those write their file for every evaluation, and most have no costs.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    note = ["note"] if report.invented else []
    writer.writerow(["item", "label", "status", "place", "verified", *note])
    for row in _rows(report):
        writer.writerow([*map(safe_text, row), *(["INVENTED DATA"] if note else [])])
    return text.getvalue().encode("utf-8")
