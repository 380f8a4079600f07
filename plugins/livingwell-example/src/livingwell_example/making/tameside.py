"""
Tameside & Glossop's workbook: two header lines, UK dates, blank cells and rows, answers already reversed.
"""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Final

from livingwell_example.making.answers import ITEMS, Assessment
from livingwell_example.making.chance import shuffled, stream
from livingwell_example.making.goals import GOALS
from livingwell_example.making.questions import ASKED, Form
from livingwell_example.making.tables import INVENTED, Records, Turns, people_rows

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.sites import Site

__all__ = ["tameside_files"]

_Cell = str | int | datetime.date | None

_PEOPLE: Final = ("Person ID", "Sex", "Age band", "Ethnicity", "Note")
_ANSWERS: Final = (
    "Person ID",
    "Date completed",
    *(f"Q{number}" for number in range(1, ITEMS + 1)),
    "Physical health",
    "Note",
)
_QUESTIONS: Final = ("Person ID", "Date asked", *(item.capitalize() for item in ASKED), "Note")
_GOALS: Final = ("Person ID", "Date rated", *(f"Goal {number}" for number in range(1, GOALS + 1)), "Note")
# One cell in this many holds a date as Excel does, the others text.
_DATE_CELLS: Final = 6


def tameside_files(site: Site, records: Records) -> dict[str, bytes]:
    """
    Write the site's file.

    Parameters
    ----------
    site : Site
    records : Records

    Returns
    -------
    dict of name to bytes
    """
    rng = stream(42)
    everyone: list[list[_Cell]] = [
        [cell or None for cell in row] for row in people_rows(site, records.people, rng)
    ]
    trouble = _Trouble()
    answers = shuffled([trouble.row(assessment) for assessment in records.assessments], rng)
    questions = shuffled([trouble.form(form) for form in records.questions], rng)
    goals = shuffled([trouble.form(form) for form in records.goals], rng)
    _scatter_blanks(everyone, site.faults.blank_people, rng)
    _scatter_blanks(answers, site.faults.blank_rows, rng)
    about = ("INVENTED DATA", "About the person, invented")
    asked = ("INVENTED DATA", "Assessment", "ReQoL-10, scored 0 to 4 (4 best), invented")
    life = ("INVENTED DATA", "Asked", "Questions About Your Life, 1 to 7 (7 best), invented")
    set_goals = ("INVENTED DATA", "Rated", "Personal goals, 1 to 5 (5 achieved), invented")
    return {
        "outcomes.xlsx": _workbook(
            {
                "People": [list(about), list(_PEOPLE), *everyone],
                "Assessments": [list(asked), list(_ANSWERS), *answers],
                "Life": [list(life), list(_QUESTIONS), *questions],
                "Goals": [list(set_goals), list(_GOALS), *goals],
            }
        )
    }


class _Trouble:
    """Writes assessments as rows, each kind of trouble in several forms by turns."""

    def __init__(self) -> None:
        self._absent = Turns("", "n/a", "")
        self._odd = Turns("6", "44", "??", "2 or 3")
        self._unreadable = Turns("31/02/2021", "not known", "12/2020", "45/06/2021")
        self._impossible = Turns("14/03/2091", "08/06/1921")
        self._odd_form = Turns("8", "good")

    def row(self, assessment: Assessment) -> list[_Cell]:
        """Give the cells of one assessment."""
        answers: list[_Cell] = [
            self._absent.next() or None if score is None else score for score in assessment.items
        ]
        if assessment.fault == "not_an_answer":
            odd = self._odd.next()
            answers[assessment.day.day % ITEMS] = int(odd) if odd.isdigit() else odd
        person = None if assessment.fault == "no_person" else assessment.person
        return [person, self._date(assessment), *answers, assessment.physical, INVENTED]

    def form(self, form: Form) -> list[_Cell]:
        """Give the cells of one form of another questionnaire."""
        answers: list[_Cell] = list(form.answers)
        if form.fault == "not_an_answer":
            answers[form.day.day % len(answers)] = self._odd_form.next()
        date = None if form.fault == "no_date" else _day(form.day)
        return [form.person, date, *answers, INVENTED]

    def _date(self, assessment: Assessment) -> _Cell:
        if assessment.fault == "no_date":
            return None
        if assessment.fault == "unreadable_date":
            return self._unreadable.next()
        if assessment.fault == "impossible_date":
            return self._impossible.next()
        return _day(assessment.day)


def _day(day: datetime.date) -> _Cell:
    # By the day and not by turns: a duplicate has to be the same in every cell.
    return day if day.toordinal() % _DATE_CELLS == 0 else f"{day:%d/%m/%Y}"


def _scatter_blanks(rows: list[list[_Cell]], number: int, rng: Random) -> None:
    for _ in range(number):
        rows.insert(rng.randrange(len(rows)), [])


def _workbook(sheets: dict[str, list[list[_Cell]]]) -> bytes:
    """Write a workbook whose bytes do not depend on when it is written."""
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"title": "Invented data", "created": datetime.datetime(2026, 1, 1)})
    uk_date = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(row, column, cell, uk_date)
                elif isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                elif cell is not None:
                    sheet.write_string(row, column, cell)
    book.close()
    return data.getvalue()
