"""
Edinburgh's files: text with commas, a row an assessment, answers as circled, and the system's own total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_example.making.answers import ITEMS, Assessment
from livingwell_example.making.chance import shuffled, stream
from livingwell_example.making.goals import GOALS
from livingwell_example.making.questions import ASKED, Form
from livingwell_example.making.tables import INVENTED, Records, Turns, as_circled, csv_bytes, people_rows

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.sites import Site

__all__ = ["edinburgh_files"]

_PEOPLE: Final = ("client_id", "sex", "age_band", "ethnicity", "note")
_ANSWERS: Final = (
    "client_id",
    "assessed_on",
    *(f"reqol_{number}" for number in range(1, ITEMS + 1)),
    "physical_health",
    "reqol_total",
    "note",
)
_QUESTIONS: Final = ("client_id", "asked_on", *ASKED, "note")
_GOALS: Final = ("client_id", "rated_on", *(f"goal_{number}" for number in range(1, GOALS + 1)), "note")
# By how much the system's own total is wrong; one assessment each.
_TOTALS_OFF: Final = (1, -4, 9)


def edinburgh_files(site: Site, records: Records) -> dict[str, bytes]:
    """
    Write the site's files.

    Parameters
    ----------
    site : Site
    records : Records

    Returns
    -------
    dict of name to bytes
    """
    rng = stream(40)
    trouble = _Trouble()
    off = _totals_off(records.assessments, stream(43))
    rows = [trouble.row(assessment, off.get(assessment, 0)) for assessment in records.assessments]
    questions = [trouble.form(form) for form in records.questions]
    goals = [trouble.form(form) for form in records.goals]
    return {
        "people.csv": csv_bytes(_PEOPLE, people_rows(site, records.people, rng)),
        "reqol10.csv": csv_bytes(_ANSWERS, shuffled(rows, rng)),
        "questions.csv": csv_bytes(_QUESTIONS, shuffled(questions, rng)),
        "goals.csv": csv_bytes(_GOALS, shuffled(goals, rng)),
    }


def _totals_off(assessments: list[Assessment], rng: Random) -> dict[Assessment, int]:
    """Choose sound assessments whose total the system got wrong; it stays within 0 to 40."""
    again = {(one.person, one.day) for one in assessments if one.fault}
    sound = [one for one in assessments if not one.fault and (one.person, one.day) not in again]
    middling = [one for one in sound if 10 <= sum(item or 0 for item in one.items) <= 30]
    return dict(zip(shuffled(middling, rng), _TOTALS_OFF, strict=False))


class _Trouble:
    """Writes assessments as rows, each kind of trouble in several forms by turns."""

    def __init__(self) -> None:
        self._absent = Turns("", "99", "")
        self._odd = Turns("9", "7", "5", "-1", "3?")
        self._unreadable = Turns("2021-02-30", "not known", "2020-13-05", "2021-06")
        self._impossible = Turns("2091-03-14", "1921-06-08")
        self._odd_form = Turns("8", "0")

    def row(self, assessment: Assessment, off: int) -> list[str]:
        """Give the row of one assessment, with a total that is so much off."""
        answers = [self._absent.next() if code is None else str(code) for code in as_circled(assessment)]
        if assessment.fault == "not_an_answer":
            answers[assessment.day.day % ITEMS] = self._odd.next()
        # A duplicate has to be the same in every cell, so it and its original must not take turns.
        physical = "" if assessment.physical is None else str(assessment.physical)
        person = "" if assessment.fault == "no_person" else assessment.person
        # Where an answer is missing or none the system gives no total.
        whole = None not in assessment.items and assessment.fault != "not_an_answer"
        total = str(sum(item or 0 for item in assessment.items) + off) if whole else ""
        return [person, self._date(assessment), *answers, physical, total, INVENTED]

    def form(self, form: Form) -> list[str]:
        """Give the row of one form of another questionnaire."""
        answers = ["" if answer is None else str(answer) for answer in form.answers]
        if form.fault == "not_an_answer":
            answers[form.day.day % len(answers)] = self._odd_form.next()
        return [form.person, "" if form.fault == "no_date" else form.day.isoformat(), *answers, INVENTED]

    def _date(self, assessment: Assessment) -> str:
        if assessment.fault == "unreadable_date":
            return self._unreadable.next()
        if assessment.fault == "impossible_date":
            return self._impossible.next()
        return "" if assessment.fault == "no_date" else assessment.day.isoformat()
