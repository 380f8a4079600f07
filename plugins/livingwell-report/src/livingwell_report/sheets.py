"""
The sheets by instrument: a row a score and site, a column a statistic.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from livingwell_core.instruments import ILLUSTRATIVE
from livingwell_report.book import shown_as
from livingwell_report.chapters import by_instrument
from livingwell_report.notes import in_every, is_illustrative, why_missing

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding
    from livingwell_report.book import Book
    from livingwell_report.chapters import Chapter
    from livingwell_report.scores import Place, ScoreFindings

__all__ = ["instrument_sheets"]

_LONGEST_NAME: Final = 31  # of a sheet, by the format's specification
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
#: Names that other sheets have, and one that Excel keeps for itself.
_TAKEN: Final = ("read me", "findings", "ledger", "remarks", "definitions", "history")
_LEFT: Final = ("score", "site", "group")

#: What tells columns apart: analysis, statistic, unit and, for a second of these, definition.
_Key: TypeAlias = tuple[str, str, str, str]


def instrument_sheets(book: Book) -> None:
    """Write a sheet an instrument."""
    names: list[str] = []
    for chapter in by_instrument(book.report):
        names.append(_name(chapter.title, (*_TAKEN, *(name.lower() for name in names))))
        _write(book, names[-1], chapter)


def _name(title: str, taken: tuple[str, ...]) -> str:
    """Make a name for a sheet that a spreadsheet accepts and no other has."""
    clean = " ".join(_FORBIDDEN.sub(" ", title).split()).strip("'") or "Measure"
    if len(clean) > _LONGEST_NAME:
        clean = clean.partition(" (")[0] or clean
    name, number = clean[:_LONGEST_NAME].strip(" '"), 1
    while name.lower() in taken:
        number += 1
        end = f" {number}"
        name = clean[: _LONGEST_NAME - len(end)].strip(" '") + end
    return name


def _write(book: Book, name: str, chapter: Chapter) -> None:
    rows = [(data, place, cells) for data in chapter.scores for place, cells in _rows(data).items()]
    found = dict.fromkeys(key for *_, cells in rows for key in cells)
    analyses = list(dict.fromkeys(analysis for analysis, *_ in found))
    keys = sorted(found, key=lambda key: analyses.index(key[0]))
    widths = (34, 26, 12, *(12.5 for _ in keys), 60)
    illustrative = any(data.illustrative for data in chapter.scores)
    sheet, top = book.sheet(name, widths, illustrative=illustrative)
    for number, (analysis, *_) in enumerate(keys):
        if number == 0 or keys[number - 1][0] != analysis:
            book.text(sheet, top, len(_LEFT) + number, analysis.replace("-", " "), "bold")
    head = (*_LEFT, *map(_label, keys), "note")
    sheet.set_row(top + 1, 62)
    book.head(sheet, top + 1, head, top + 1 + len(rows), columns=2)
    for row, (data, place, cells) in enumerate(rows, start=top + 2):
        findings = list(cells.values())
        alert = is_illustrative(findings)
        site = data.names.get(place.site, place.site)
        for column, text in enumerate((data.heading, site, place.group)):
            book.text(sheet, row, column, text, alert=alert)
        for column, key in enumerate(keys, start=len(_LEFT)):
            finding = cells.get(key)
            if finding is None or finding.value is None:
                book.text(sheet, row, column, why_missing(finding), "reason", alert=alert)
            else:
                shown = shown_as(finding, finding.value, data.points)
                book.number(sheet, row, column, finding.value, shown, alert=alert)
        note = "; ".join((*([ILLUSTRATIVE] if alert else []), *in_every(findings))) or "none"
        book.text(sheet, row, len(head) - 1, note, alert=alert)


def _rows(data: ScoreFindings) -> dict[Place, dict[_Key, Finding]]:
    """Sort the findings on a score into rows; a second one of the same name has its definition beside it."""
    rows: dict[Place, dict[_Key, Finding]] = {}
    for finding in data.findings:
        row = rows.setdefault(data.place_of(finding), {})
        own = data.score is not None and finding.unit == data.score.unit
        key = (finding.analysis, finding.statistic, "" if own else finding.unit, "")
        row[(*key[:3], finding.definition) if key in row else key] = finding
    return rows


def _label(key: _Key) -> str:
    _, statistic, unit, definition = key
    return " ".join(filter(None, (statistic, f"({unit})" if unit else "", definition)))
