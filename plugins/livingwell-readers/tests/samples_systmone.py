"""
Invented answers to questionnaires from SystmOne's strategic reporting extract.

Columns, dates ("29 Sep 2011 14:53:28", midnight where the time is not known) and what repeats are those that
CRATE describes (crate_anon/preprocess/systmone_ddgen.py of ucam-department-of-psychiatry/crate): one row a
question, the answer in words, one RowIdentifier for all rows of a sheet.
"""

from __future__ import annotations

import datetime

from helpers_readers import SHEETS, WORDS, csv_text

_COLUMNS = [
    "RowIdentifier",
    "IDPatient",
    "IDReferralIn",
    "IDEvent",
    "Question",
    "FreeText",
    "EventDate",
    "SRTable",
    "IDSRTable",
    "QuestionnaireName",
    "IDAnsweredQuestionnaire",
    "QuestionnaireVersionNumber",
    "IDOrganisation",
]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# The second version of the form numbers its answers and words its questions anew.
_ANSWERS = {1: WORDS, 2: tuple(f"{code} - {word}" for code, word in enumerate(WORDS))}
_QUESTIONS = {1: "Question {}", 2: "{}. In the last week"}


def _when(day: str, number: int) -> str:
    date = datetime.date.fromisoformat(day)
    time = "00:00:00" if number % 3 == 0 else "14:53:28"
    return f"{date.day:02} {_MONTHS[date.month - 1]} {date.year} {time}"


def answered(*, one_id: bool = False) -> str:
    """Give the file; where `one_id`, IDAnsweredQuestionnaire is the questionnaire's and not the sheet's."""
    rows: list[list[object]] = [_COLUMNS]
    for number, (person, day, answers) in enumerate(SHEETS, start=1):
        version = 1 + number % 2
        words = _ANSWERS[version]

        def row(name, version, question, answer, number=number, person=person, day=day):
            sheet = name if one_id else f"{70_000 + number}"
            head = [90_000 + number, person, f"R{person}", 40_000 + number]
            tail = ["SRAnsweredQuestionnaire", 90_000 + number, name, sheet, version, 12]
            return [*head, question, answer, _when(day, number), *tail]

        for item, answer in enumerate(answers, start=1):
            word = "" if answer is None else words[answer] if answer < len(words) else "Beyond"
            rows.append(row("Demo questionnaire", version, _QUESTIONS[version].format(item), word))
        rows.append(row("Demo questionnaire", version, "Comments", 'said, "fine"\nand left'))
        rows.append(row("Risk assessment", 7, "Question 1", "Rarely"))
    return csv_text(rows)


def _table(version: int) -> str:
    items = "".join(f'{item} = "{_QUESTIONS[version].format(item)}"\n' for item in (1, 2, 3))
    codes = "".join(f'"{word}" = {code}\n' for code, word in enumerate(_ANSWERS[version]))
    return f"""\
[[tables]]
file = "systmone.csv"
instrument = "demo"
answers = "as-circled"
layout = "long"
person = "IDPatient"
date = "EventDate"
date_format = "%d %b %Y %H:%M:%S"
assessment = ["IDAnsweredQuestionnaire", "IDEvent", "EventDate"]
question = "Question"
answer = "FreeText"
only = {{ QuestionnaireName = ["Demo questionnaire"], QuestionnaireVersionNumber = ["{version}"] }}
[tables.items]
{items}[tables.codes]
{codes}"""


TABLES = _table(1) + _table(2)
