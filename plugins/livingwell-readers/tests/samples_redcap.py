"""
Invented exports of REDCap, raw and with labels.

Columns, headings and their order are those that REDCap's own validation tests demand of an export (feature
files "Export Data" and D.21.700, in public repositories), and those of the examples of PyCap's
`export_records`: "Complete?", "Survey Timestamp" and labels of fields repeat, boxes to tick are "Label
(choice=Choice)", or field___code.
"""

from __future__ import annotations

from helpers_readers import PEOPLE, SHEETS, WORDS, csv_text

_RAW = [
    "record_id",
    "redcap_event_name",
    "redcap_repeat_instrument",
    "redcap_repeat_instance",
    "redcap_survey_identifier",
    "sex",
    "ethnicity___1",
    "ethnicity___2",
    "notes",
    "enrolment_complete",
    "demo_timestamp",
    "demo_date",
    "demo_1",
    "demo_2",
    "demo_3",
    "notes_2",
    "demo_complete",
]
_LABELS = [
    "Record ID",
    "Event Name",
    "Repeat Instrument",
    "Repeat Instance",
    "Survey Identifier",
    "Sex",
    "Ethnicity (choice=White)",
    "Ethnicity (choice=Asian)",
    "Notes",
    "Complete?",
    "Survey Timestamp",
    "Date completed",
    "Question 1",
    "Question 2",
    "Question 3",
    "Notes",
    "Complete?",
]
_BLANK_FORM = ["", "", "", "", "", "", ""]
_STATUS = ("Incomplete", "Unverified", "Complete")


def _enrolment(number: int, *, labels: bool) -> list[object]:
    """Sex, two boxes, a note with a line break, complete."""
    boxes = [number % 2, number % 3 == 0]
    if labels:
        ticks = ["Checked" if box else "Unchecked" for box in boxes]
        return [("Female", "Male")[number % 2], *ticks, "calm,\nthen not", "Complete"]
    return [number % 2, *map(int, boxes), "calm,\nthen not", 2]


def _form(day: str, answers, *, labels: bool) -> list[object]:
    """One questionnaire; REDCap exports dates as year-month-day."""
    given = ["" if answer is None else answer for answer in answers]
    if labels:
        given = [_word(answer) for answer in given]
    return [f"{day} 10:15:00", day, *given, "", "Complete" if labels else 2]


def _word(answer) -> str:
    if answer == "":
        return ""
    return WORDS[answer] if answer < len(WORDS) else "Beyond"


def repeating(*, labels: bool = False) -> str:
    """A project whose questionnaire is a repeating instrument of one event."""
    rows: list[list[object]] = [_LABELS if labels else _RAW]
    event = "Support" if labels else "support_arm_1"
    form = "Demo questionnaire" if labels else "demo"
    for number, person in enumerate(PEOPLE, start=1):
        rows.append([person, event, "", "", "", *_enrolment(number, labels=labels), *_BLANK_FORM])
        sheets = [sheet for sheet in SHEETS if sheet[0] == person]
        for instance, (_, day, answers) in enumerate(sheets, start=1):
            # Boxes of a form that this row is not of are blank, or not ticked, as the dialogue was set.
            blank = ["", "Unchecked" if labels else 0, "", "", ""]
            rows.append([person, event, form, instance, "", *blank, *_form(day, answers, labels=labels)])
    return csv_text(rows)


def longitudinal(*, labels: bool = False) -> str:
    """A project with an event for each time of asking; at the last one most people were not asked."""
    rows: list[list[object]] = [_LABELS if labels else _RAW]
    for number, person in enumerate(PEOPLE, start=1):
        sheets = [sheet for sheet in SHEETS if sheet[0] == person]
        for visit in (1, 2, 3):
            event = f"Visit {visit}" if labels else f"visit_{visit}_arm_1"
            first = _enrolment(number, labels=labels) if visit == 1 else ["", "", "", "", ""]
            form = _BLANK_FORM
            if visit <= len(sheets):
                form = _form(*sheets[visit - 1][1:], labels=labels)
            rows.append([person, event, "", "", "", *first, *form])
    # A project without anything that repeats has no columns for it.
    return csv_text([*row[:2], *row[4:]] for row in rows)


def _items(names) -> str:
    lines = "".join(f'{item} = "{name}"\n' for item, name in enumerate(names, start=1))
    return f"[tables.items]\n{lines}"


_CODES = "[tables.codes]\n" + "".join(f"{word} = {code}\n" for code, word in enumerate(WORDS))
_WIDE = 'reader = "redcap"\nlayout = "wide"\ndate_format = "%Y-%m-%d"\n'
RAW_REPEATING = (
    _WIDE
    + 'person = "record_id"\ndate = "demo_date"\nonly = { redcap_repeat_instrument = ["demo"] }\n'
    + _items(["demo_1", "demo_2", "demo_3"])
)
LABELS_REPEATING = (
    _WIDE
    + 'person = "Record ID"\ndate = "Date completed"\n'
    + 'only = { "Repeat Instrument" = ["Demo questionnaire"] }\n'
    + _items(["Question 1", "Question 2", "Question 3"])
    + _CODES
)
RAW_LONGITUDINAL = (
    _WIDE
    + 'person = "record_id"\ndate = "demo_date"\nonly = { demo_complete = ["2"] }\n'
    + _items(["demo_1", "demo_2", "demo_3"])
)
LABELS_LONGITUDINAL = (
    _WIDE
    + 'person = "Record ID"\ndate = "Date completed"\nonly = { "Complete? (2)" = ["complete"] }\n'
    + _items(["Question 1", "Question 2", "Question 3"])
    + _CODES
)
PEOPLE_REPEATING = """\
[people]
file = "redcap.csv"
reader = "redcap"
person = "record_id"
only = { redcap_repeat_instrument = [""] }
[people.groups.ethnicity]
column = "ethnicity"
values = { 1 = "White", 2 = "Asian", "1; 2" = "several" }
"""
