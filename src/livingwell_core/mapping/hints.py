"""
Names that exports give to their columns: words of ours, and the fields of systems, with their sources.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ANSWER_WORDS",
    "ASSESSMENT_WORDS",
    "DATE_WORDS",
    "GROUP_WORDS",
    "KNOWN_FIELDS",
    "LABELS",
    "MISSING_NUMBERS",
    "MISSING_WORDS",
    "NOT_A_PERSON",
    "NOT_THE_DATE",
    "NOT_THE_FORM",
    "OWN_SHEETS",
    "PERSON_WORDS",
    "QUESTIONNAIRE_WORDS",
    "QUESTION_WORDS",
    "REDCAP_EVENT",
    "REDCAP_REPEAT",
    "REFERRED_WORDS",
    "TIME_POINTS",
    "VERSION_WORDS",
    "is_redcap_own",
]

# All names are compared without case, spaces and marks: "IDPatient" and "id_patient" are one.

#: Fields of systems that mean one thing only: what they are, and whose.
#: REDCap: the data dictionary's first field, and the columns of longitudinal exports (help "Data export").
#: SystmOne: TPP's strategic reporting extract, as CRATE's systmone_ddgen.py describes it.
#: MHSDS: tables 606, 607 and 201, as in NHS England's published SQL for community mental health PROMs.
#: FHIR: columns that the plugin livingwell-readers makes of R4 resources.
KNOWN_FIELDS: Final[dict[str, dict[str, str]]] = {
    "person": {
        "recordid": "REDCap",
        "studyid": "REDCap",
        "idpatient": "SystmOne",
        "localpatientid": "MHSDS",
        "personid": "MHSDS",
        "uniqmhsdspersid": "MHSDS",
        "subjectid": "FHIR",
    },
    "date": {
        "eventdate": "SystmOne",
        "asstoolcomptimestamp": "MHSDS",
        "asstoolcompdate": "MHSDS",
        "carecontdate": "MHSDS",
    },
    "question": {"question": "SystmOne", "codedasstooltype": "MHSDS", "linkid": "FHIR", "snomed": "FHIR"},
    "answer": {"freetext": "SystmOne", "persscore": "MHSDS", "answer": "FHIR"},
    "assessment": {"idansweredquestionnaire": "SystmOne", "occasion": "FHIR"},
    "questionnaire": {"questionnairename": "SystmOne", "questionnaire": "FHIR"},
}

PERSON_WORDS: Final = (
    "patient", "client", "person", "participant", "serviceuser", "nhsno", "nhsnumber", "nhs", "member",
    "subject", "hospitalnumber", "mrn", "record", "pseudonym", "urn", "caseid", "caseno",
)  # fmt: skip
#: Identifiers of something else, and what no profile should identify people by.
NOT_A_PERSON: Final = (
    "row", "answer", "question", "form", "event", "referral", "servicerequest", "staff", "worker", "team",
    "clinician", "practi", "careprof", "gp", "site", "ward", "careact", "carecont", "contact", "encounter",
    "episode", "tool", "postcode", "surname", "forename", "firstname", "lastname", "fullname", "email",
    "phone", "birth", "dob", "version", "date", "time", "org",
)  # fmt: skip

#: The first words are the better ones.
DATE_WORDS: Final = (
    "dateofassessment", "assessmentdate", "assess", "complet", "rated", "asked", "answered", "filledin",
    "questionnaire", "when", "timestamp", "date",
)  # fmt: skip
NOT_THE_DATE: Final = (
    "birth", "dob", "referr", "discharg", "start", "created", "entered", "death", "died", "ended", "enddate",
    "modified", "updated", "accept", "extract", "exported", "allocated", "closed", "opened", "received",
)  # fmt: skip

QUESTION_WORDS: Final = ("questiontext", "question", "itemtext", "item", "linkid", "prompt", "field")
ANSWER_WORDS: Final = ("answer", "response", "freetext", "score", "value", "result", "code")
ASSESSMENT_WORDS: Final = (
    "assessment", "answered", "questionnaireid", "idquestionnaire", "form", "response", "submission",
    "occasion", "completion", "resource", "document", "survey", "id",
)  # fmt: skip
#: What counts rows or questions and not forms.
NOT_THE_FORM: Final = ("row", "line", "question", "item", "version", "order", "sequence")
QUESTIONNAIRE_WORDS: Final = (
    "questionnaire", "instrument", "measure", "tool", "form", "survey", "scale", "template",
)  # fmt: skip
VERSION_WORDS: Final = ("questionnaireversionnumber", "questionnaireversion", "formversion", "version")

#: Groups of people, by the name that their findings get, and what their columns are called.
GROUP_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "sex": ("sex", "gender", "personstatedgender", "personphenotypicsex"),
    "age band": ("ageband", "agegroup", "agerange", "agecategory"),
    "age": ("age", "ageyears", "ageatreferral", "ageyrs"),
    "date of birth": ("dateofbirth", "dob", "birthdate", "persbirthdate", "personbirthdate"),
    "ethnicity": (
        "ethnicity",
        "ethnicgroup",
        "ethniccategory",
        "ethnic",
        "ethnicorigin",
        "ethniccategory2021",
    ),
    "team": ("team", "teamname", "referralteam", "locality", "hub", "servicename"),
}

#: The day on which somebody was referred; words of ours.
REFERRED_WORDS: Final = ("referraldate", "dateofreferral", "datereferred", "referred", "referralreceiveddate")

#: What people and systems write for "no answer"; shown whoever wrote it, because it is ours.
MISSING_WORDS: Final = frozenset({
    "n/a", "na", "n.a.", "not applicable", "not answered", "no answer", "no response", "not known", "unknown",
    "not stated", "not recorded", "not asked", "not completed", "not given", "not specified", "not disclosed",
    "declined", "declined to answer", "refused", "prefer not to say", "prefer not to answer", "missing",
    "skipped",     "left blank", "blank", "null", "nan", "-", "--", ".", "don't know", "dont know",
    "#n/a", "#null!", "[not completed]", "unable to answer", "did not answer",
})  # fmt: skip
#: Numbers that stand for no answer where no item has them as a code.
MISSING_NUMBERS: Final = frozenset({
    99, 98, 97, 96, 88, 77, 999, 998, 997, 888, 777, 9999, -1, -2, -3, -7, -8, -9, -88, -99, -999, 9, 8,
})  # fmt: skip

#: What the column with the labels of another's codes is called by the readers of SPSS and Stata files.
LABELS: Final = " (label)"

#: Columns that REDCap adds: which event, and which questionnaire a repeated row is of; raw and with labels.
REDCAP_EVENT: Final = ("redcapeventname", "eventname")
REDCAP_REPEAT: Final = ("redcaprepeatinstrument", "repeatinstrument")

#: Tables inside files of a format whose reader cannot list them; None is what it reads by itself.
OWN_SHEETS: Final[dict[str, tuple[str | None, ...]]] = {"fhir": (None, "Patient")}

#: What sets the columns of one time point of a row apart from those of another. Words of ours, longer first.
TIME_POINTS: Final = (
    ("follow", "up"),
    *((word, number) for word in ("time", "t") for number in ("0", "1", "2", "3", "4")),
    *(
        (word,)
        for word in (
            *("baseline", "followup", "initial", "final", "admission", "discharge", "review"),
            *("pre", "post", "before", "after", "start", "end", "first", "last", "entry", "exit"),
        )
    ),
)


def is_redcap_own(name: str) -> bool:
    """
    Say whether REDCap made this column itself: events, repeats, the state of a form, boxes to tick.

    Examples
    --------
    >>> [is_redcap_own(name) for name in ("redcap_event_name", "phq9_complete", "help___2", "phq9_1")]
    [True, True, True, False]
    """
    name = name.strip().casefold()
    return name.startswith("redcap_") or name.endswith("_complete") or name == "complete?" or "___" in name
