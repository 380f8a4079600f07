"""
Edinburgh's files: text with commas, a row an assessment, answers as circled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_example.making.answers import ITEMS, Assessment
from livingwell_example.making.chance import shuffled, stream
from livingwell_example.making.tables import INVENTED, Turns, as_circled, csv_bytes, people_rows

if TYPE_CHECKING:
    from livingwell_example.making.people import Person
    from livingwell_example.making.sites import Site

__all__ = ["edinburgh_files"]

_PEOPLE: Final = ("client_id", "sex", "age_band", "ethnicity", "note")
_ANSWERS: Final = (
    "client_id",
    "assessed_on",
    *(f"reqol_{number}" for number in range(1, ITEMS + 1)),
    "physical_health",
    "note",
)


def edinburgh_files(site: Site, people: list[Person], assessments: list[Assessment]) -> dict[str, bytes]:
    """
    Write the site's files.

    Parameters
    ----------
    site : Site
    people : list of Person
    assessments : list of Assessment

    Returns
    -------
    dict of name to bytes
    """
    rng = stream(40)
    trouble = _Trouble()
    rows: list[list[str]] = [trouble.row(assessment) for assessment in assessments]
    return {
        "people.csv": csv_bytes(_PEOPLE, people_rows(site, people, rng)),
        "reqol10.csv": csv_bytes(_ANSWERS, shuffled(rows, rng)),
    }


class _Trouble:
    """Writes assessments as rows, each kind of trouble in several forms by turns."""

    def __init__(self) -> None:
        self._absent = Turns("", "99", "")
        self._odd = Turns("9", "7", "5", "-1", "3?")
        self._unreadable = Turns("2021-02-30", "not known", "2020-13-05", "2021-06")
        self._impossible = Turns("2091-03-14", "1921-06-08")

    def row(self, assessment: Assessment) -> list[str]:
        """Give the row of one assessment."""
        answers = [self._absent.next() if code is None else str(code) for code in as_circled(assessment)]
        if assessment.fault == "not_an_answer":
            answers[assessment.day.day % ITEMS] = self._odd.next()
        # A duplicate has to be the same in every cell, so it and its original must not take turns.
        physical = "" if assessment.physical is None else str(assessment.physical)
        person = "" if assessment.fault == "no_person" else assessment.person
        return [person, self._date(assessment), *answers, physical, INVENTED]

    def _date(self, assessment: Assessment) -> str:
        if assessment.fault == "unreadable_date":
            return self._unreadable.next()
        if assessment.fault == "impossible_date":
            return self._impossible.next()
        return "" if assessment.fault == "no_date" else assessment.day.isoformat()
