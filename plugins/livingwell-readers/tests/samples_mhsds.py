"""
Invented tables of the Mental Health Services Data Set.

Names of tables and fields are those of NHS Digital's public code (NHSDigital/mental-health-monthly-
statistics, and the test data of its data services platform for version 6, where 607 has no date and 608 no
person). Codes are those of NHS England's reference tables: items 1 to 3 of the invented questionnaire stand
under DIALOG's, its total under the two of PHQ-9, of version 1 and version 2 of those tables.
"""

from __future__ import annotations

from helpers_readers import PEOPLE, SHEETS, csv_text

ITEM_CODES = ("1037651000000100", "1037661000000102", "1037671000000109")
TOTAL_CODES = ("506701000000100", "720433000")


def total(answers) -> int | str:
    """Give a total as a system has it: item 2 reversed, blank without all answers, 99 for nonsense."""
    if None in answers:
        return ""
    first, second, third = answers
    return first + 4 - second + third if max(answers) <= 4 else 99


def moment(day: str, number: int) -> str:
    """Give a quarter past midnight by London's clock; every second time as a system of UTC has it."""
    summer = "04" <= day[5:7] <= "09"
    if not summer:
        return f"{day}T00:15:00+00:00"
    if number % 2:
        return f"{day}T00:15:00+01:00"
    before = f"{int(day[8:]) - 1:02}" if day[8:] != "01" else None
    if before is None:
        months = {"02": "31", "06": "31", "07": "30", "08": "31", "09": "31"}
        return f"{day[:5]}{int(day[5:7]) - 1:02}-{months[day[5:7]]}T23:15:00+00:00"
    return f"{day[:8]}{before}T23:15:00+00:00"


def files(*, totals: bool = False) -> dict[str, str]:
    """Give every table, each score both in 606 and in 607."""
    tables: dict[str, list[list[object]]] = {
        "MHS001MPI.csv": [["LocalPatientId", "NHSNumber", "Gender", "RowNumber"]],
        "MHS101Referral.csv": [
            ["ServiceRequestId", "LocalPatientId", "ReferralRequestReceivedDate", "RowNumber"]
        ],
        "MHS201CareContact.csv": [["CareContactId", "ServiceRequestId", "CareContDate", "RowNumber"]],
        "MHS202CareActivity.csv": [["CareActId", "CareContactId", "RowNumber"]],
        "MHS606CodedScoreAssessmentRefer.csv": [
            ["ServiceRequestId", "CodedAssToolType", "PersScore", "AssToolCompTimestamp", "RowNumber"]
        ],
        "MHS607CodedScoreAssessmentAct.csv": [["CareActId", "CodedAssToolType", "PersScore", "RowNumber"]],
        "MHS608AnonSelfAssess.csv": [
            [
                "AssToolCompTimestamp",
                "CodedAssToolType",
                "PersScore",
                "ActLocTypeCode",
                "OrgIDComm",
                "RowNumber",
            ]
        ],
    }
    for number, person in enumerate(PEOPLE, start=1):
        tables["MHS001MPI.csv"].append([person, "", number % 2 + 1, number])
        tables["MHS101Referral.csv"].append([f"SR-{person}", person, "2021-01-04", number])
    for number, (person, day, answers) in enumerate(SHEETS, start=1):
        tables["MHS201CareContact.csv"].append([f"CC-{number}", f"SR-{person}", day, number])
        tables["MHS202CareActivity.csv"].append([f"CA-{number}", f"CC-{number}", number])
        given = list(zip(ITEM_CODES, answers, strict=True))
        if totals:
            given = [(TOTAL_CODES[day >= "2021-07"], total(answers))]
            if number == 1:
                given.append((TOTAL_CODES[1], total(answers)))  # sent again under the new code
        for code, value in [*given, ("979641000000103", 2)]:  # and an item of HoNOS
            score = "" if value is None else value
            tables["MHS606CodedScoreAssessmentRefer.csv"].append(
                [f"SR-{person}", code, score, moment(day, number), number]
            )
            tables["MHS607CodedScoreAssessmentAct.csv"].append([f"CA-{number}", code, score, number])
        tables["MHS608AnonSelfAssess.csv"].append(
            [moment(day, number), ITEM_CODES[0], 3, "A01", "X01", number]
        )
    return {name: csv_text(rows) for name, rows in tables.items()}


def _head(number: int) -> str:
    if number == 606:
        return """\
file = "MHS606CodedScoreAssessmentRefer.csv"
reader = "mhsds"
layout = "long"
person = "LocalPatientId"
referral = "ServiceRequestId"
date = "AssToolCompTimestamp"
date_format = "%Y-%m-%dT%H:%M:%S%z"
time_zone = "Europe/London"
assessment = ["ServiceRequestId", "AssToolCompTimestamp"]
question = "CodedAssToolType"
answer = "PersScore"
"""
    return """\
file = "MHS607CodedScoreAssessmentAct.csv"
reader = "mhsds"
layout = "long"
person = "LocalPatientId"
referral = "ServiceRequestId"
date = "CareContDate"
date_format = "%Y-%m-%d"
assessment = "CareActId"
question = "CodedAssToolType"
answer = "PersScore"
"""


_JOINS = {
    606: (("MHS101Referral.csv", "ServiceRequestId", ["LocalPatientId"]),),
    607: (
        ("MHS202CareActivity.csv", "CareActId", ["CareContactId"]),
        ("MHS201CareContact.csv", "CareContactId", ["ServiceRequestId", "CareContDate"]),
        ("MHS101Referral.csv", "ServiceRequestId", ["LocalPatientId"]),
    ),
}


def _joins(number: int) -> str:
    return "".join(
        f'[[tables.joins]]\nfile = "{file}"\nmatch = {{ {key} = "{key}" }}\ntake = {take}\n'
        for file, key, take in _JOINS[number]
    )


def items(number: int) -> str:
    """Give the table that reads items from 606 or 607."""
    of_items = "".join(f'{item} = "{code}"\n' for item, code in enumerate(ITEM_CODES, start=1))
    return (
        f'[[tables]]\ninstrument = "demo"\nanswers = "as-circled"\n{_head(number)}[tables.items]\n{of_items}'
        f"{_joins(number)}"
    )


def totals(number: int) -> str:
    """Give the tables that read totals from 606 or 607, one for each of the two codes."""
    return "".join(
        f'[[tables]]\ninstrument = "demo"\n{_head(number)}only = {{ CodedAssToolType = ["{code}"] }}\n'
        f'scores = {{ total = "{code}" }}\n{_joins(number)}'
        for code in TOTAL_CODES
    )
