"""From a site's files to its people and assessments, every row accounted for."""

from livingwell_core.cohorts.answers import AnswerRows, Context
from livingwell_core.cohorts.asked import AskedItem
from livingwell_core.cohorts.asked_scores import AskedScore
from livingwell_core.cohorts.cohort import Cohort
from livingwell_core.cohorts.details import AMOUNT, DATE, GROUP
from livingwell_core.cohorts.given_scores import ScoreRows
from livingwell_core.cohorts.joining import SecondFile
from livingwell_core.cohorts.ledger import READ, USED, Entry, Ledger, LedgerError
from livingwell_core.cohorts.people import PEOPLE, PeopleRows
from livingwell_core.cohorts.readers import ROW, Reader, Source, reader_for, require_columns
from livingwell_core.cohorts.reading import read_answers, read_people_table, read_score_table
from livingwell_core.cohorts.remarks import CodedMissing, Compared, Comparison, Differences, Remarks
from livingwell_core.cohorts.untaken import untaken

__all__ = [
    "AMOUNT",
    "DATE",
    "GROUP",
    "PEOPLE",
    "READ",
    "ROW",
    "USED",
    "AnswerRows",
    "AskedItem",
    "AskedScore",
    "CodedMissing",
    "Cohort",
    "Compared",
    "Comparison",
    "Context",
    "Differences",
    "Entry",
    "Ledger",
    "LedgerError",
    "PeopleRows",
    "Reader",
    "Remarks",
    "ScoreRows",
    "SecondFile",
    "Source",
    "read_answers",
    "read_people_table",
    "read_score_table",
    "reader_for",
    "require_columns",
    "untaken",
]
