"""
Salford's files in the manner of SystmOne's extracts: a row an answer, labels for answers, answers as circled.

The labels are ours, not the questionnaire's. RowIdentifier repeats over the rows of one questionnaire, as it
does in real extracts.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_example.making.answers import ITEMS, MOST, Assessment
from livingwell_example.making.chance import shuffled, stream, weekday
from livingwell_example.making.questions import ASKED, Form
from livingwell_example.making.sites import FIRST_DAY, LAST_DAY
from livingwell_example.making.tables import Records, Turns, as_circled, csv_bytes, people_rows

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.sites import Site

__all__ = ["salford_files"]

_PEOPLE: Final = ("IDPatient", "Sex", "AgeBand", "Ethnicity", "Note")
_ANSWERS: Final = (
    "RowIdentifier",
    "IDPatient",
    "EventDate",
    "IDAnsweredQuestionnaire",
    "QuestionnaireName",
    "Question",
    "FreeText",
)
_LABELS: Final = ("Not at all", "Rarely", "Now and then", "Often", "Nearly always")
# The bigger the worse, so turned round against the score.
_PHYSICAL: Final = (
    "Not a problem",
    "A small problem",
    "A middling problem",
    "A big problem",
    "A very big problem",
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_REQOL: Final = "INVENTED ReQoL-10"
_LIFE: Final = "INVENTED Questions About Your Life"
_WELCOME: Final = "INVENTED Local welcome form"


def salford_files(site: Site, records: Records) -> dict[str, bytes]:
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
    rng = stream(41)
    writer = _Writer(rng)
    assessments = _originals_first(records.assessments)
    forms = [writer.form(assessment) for assessment in assessments]
    usable = [rows for rows, one in zip(forms, assessments, strict=True) if not one.fault]
    for rows in shuffled(usable, rng)[: site.faults.answer_rows_twice]:
        rows.append(rows[rng.randrange(ITEMS)])
    known = shuffled([person.id for person in records.people], rng)
    forms += [writer.welcome(person) for person in known[: site.faults.other_form]]
    forms += [writer.questions(form) for form in records.questions]
    rows = [row for form in shuffled(forms, rng) for row in form]
    return {
        "people.csv": csv_bytes(_PEOPLE, people_rows(site, records.people, rng)),
        "answers.csv": csv_bytes(_ANSWERS, rows),
    }


def _originals_first(assessments: list[Assessment]) -> list[Assessment]:
    return sorted(assessments, key=lambda assessment: assessment.fault in {"duplicate", "same_again"})


@attrs.define
class _Writer:
    """
    Writes assessments as rows, each kind of trouble in several forms by turns.

    Attributes
    ----------
    rng : random.Random
    number : int
        Of the questionnaire written last.
    written : dict of (person, day) to list of rows
        Sound questionnaires, to write them again.
    """

    rng: Random
    number: int = 8_100_000
    written: dict[tuple[str, datetime.date], list[list[str]]] = attrs.field(factory=dict)
    _absent: Turns = attrs.field(factory=lambda: Turns("", "no row", "Left blank"))
    _odd: Turns = attrs.field(factory=lambda: Turns("Can't say", "4 or 5", "Rarely/often", "x"))
    _unreadable: Turns = attrs.field(factory=lambda: Turns("31 Feb 2021 09:15:00", "not known", "Jun 2021"))

    def form(self, assessment: Assessment) -> list[list[str]]:
        """Give the rows of one assessment."""
        if assessment.fault == "duplicate":
            return [list(row) for row in self.written[assessment.person, assessment.day]]
        if assessment.fault == "same_again":
            number = self._next()
            before = self.written[assessment.person, assessment.day]
            return [[number, *row[1:3], number, *row[4:]] for row in before]
        rows = self._rows(assessment)
        if not assessment.fault:
            self.written[assessment.person, assessment.day] = [list(row) for row in rows]
        return rows

    def welcome(self, person: str) -> list[list[str]]:
        """Give the rows of another questionnaire, which belongs to no instrument."""
        number, date = self._next(), self._moment(weekday(FIRST_DAY, LAST_DAY, self.rng))
        return [
            [number, person, date, number, _WELCOME, f"Local welcome form item {item}", answer]
            for item, answer in enumerate(("Yes", "Partly", ("Yes", "No")[self.rng.randrange(2)]), start=1)
        ]

    def questions(self, form: Form) -> list[list[str]]:
        """Give the rows of Questions About Your Life; a duplicate is entered again under another number."""
        number, date = self._next(), "" if form.fault == "no_date" else self._moment(form.day)
        answers = ["" if answer is None else f"{answer} of 7" for answer in form.answers]
        if form.fault == "not_an_answer":
            answers[form.day.day % len(answers)] = "5 or 6 of 7"
        return [
            [number, form.person, date, number, _LIFE, f"Satisfied with {item}", answer]
            for item, answer in zip(ASKED, answers, strict=True)
        ]

    def _rows(self, assessment: Assessment) -> list[list[str]]:
        row_id = self._next()
        number = "" if assessment.fault == "no_assessment" else row_id
        person = "" if assessment.fault == "no_person" else assessment.person
        date = self._date(assessment)
        answers = self._answers(assessment)
        rows = [
            [row_id, person, date, number, _REQOL, question, answer]
            for question, answer in answers
            if answer != "no row"
        ]
        if assessment.fault == "unclear":
            later = self._moment(assessment.day + datetime.timedelta(days=1))
            for row in rows[ITEMS // 2 :]:
                row[2] = later
        if assessment.fault == "conflicting":
            row = rows[self.rng.randrange(ITEMS)]
            other = _LABELS[(_LABELS.index(row[-1]) + 1) % len(_LABELS)]
            rows.append([*row[:-1], other])
        return rows

    def _answers(self, assessment: Assessment) -> list[tuple[str, str]]:
        """Give question and answer of each item."""
        answers = [self._absent.next() if code is None else _LABELS[code] for code in as_circled(assessment)]
        if assessment.fault == "not_an_answer":
            answers[assessment.day.day % ITEMS] = self._odd.next()
        questions = [f"ReQoL item {item}" for item in range(1, ITEMS + 1)]
        physical = assessment.physical
        last = self._absent.next() if physical is None else _PHYSICAL[MOST - physical]
        return [*zip(questions, answers, strict=True), ("ReQoL physical health", last)]

    def _next(self) -> str:
        self.number += 1 + self.rng.randrange(9)
        return str(self.number)

    def _date(self, assessment: Assessment) -> str:
        if assessment.fault == "no_date":
            return ""
        if assessment.fault == "unreadable_date":
            return self._unreadable.next()
        if assessment.fault == "impossible_date":
            return "14 Mar 2091 10:40:00"
        return self._moment(assessment.day)

    def _moment(self, day: datetime.date) -> str:
        # Month names by hand: strftime follows the machine's language.
        clock = f"{9 + self.rng.randrange(8):02d}:{self.rng.randrange(60):02d}:{self.rng.randrange(60):02d}"
        return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year} {clock}"
