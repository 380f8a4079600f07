"""
Why rows are set aside, in words that the ledger, the messages and the page share.
"""

from __future__ import annotations

__all__ = [
    "ANSWER_SET_ASIDE",
    "BLANK_ROW",
    "CONFLICTING_ANSWERS",
    "CONFLICTING_SCORES",
    "DIFFERS_ON_ONE_DAY",
    "DUPLICATE",
    "DUPLICATE_PERSON",
    "GIVEN_TOTAL",
    "IMPOSSIBLE_DATE",
    "LEFT_OUT",
    "NOT_AN_ANSWER",
    "NOT_A_SCORE",
    "NOT_FILLED_IN",
    "NOT_RIGHT_PERSON",
    "NO_ASSESSMENT",
    "NO_DATE",
    "NO_KEY",
    "NO_PERSON",
    "OTHER_QUESTION",
    "OUTSIDE_PERIOD",
    "TOO_FEW_ANSWERS",
    "UNCLEAR_ASSESSMENT",
    "UNCLEAR_KEY",
    "UNKNOWN_PERSON",
    "UNREADABLE_DATE",
]

BLANK_ROW = "blank row"
LEFT_OUT = "left out by the profile ('only')"
NOT_FILLED_IN = "questionnaire not filled in"
NO_KEY = "no key"
UNCLEAR_KEY = "key that says two different things"
NO_PERSON = "no person"
NOT_RIGHT_PERSON = "not an NHS number"
NO_ASSESSMENT = "no assessment id"
NO_DATE = "no date"
UNREADABLE_DATE = "unreadable date"
IMPOSSIBLE_DATE = "impossible date"
NOT_AN_ANSWER = "not an answer of the item"
NOT_A_SCORE = "not a value of the score"
OUTSIDE_PERIOD = "outside the period"
OTHER_QUESTION = "question not of this questionnaire"
GIVEN_TOTAL = "total of the source system"
CONFLICTING_ANSWERS = "two answers to one item"
CONFLICTING_SCORES = "two values of one score"
ANSWER_SET_ASIDE = "an answer of it was set aside"
UNCLEAR_ASSESSMENT = "one assessment with two people or dates"
DUPLICATE = "duplicate of another row"
DUPLICATE_PERSON = "person listed twice"
UNKNOWN_PERSON = "person not in the people table"
TOO_FEW_ANSWERS = "too few answers for a score"
DIFFERS_ON_ONE_DAY = "differing assessments on one day"
