"""
Invented FHIR files in the shape of UK Core: patients, responses with groups, and scores as observations.
"""

from __future__ import annotations

import json

from helpers_readers import PEOPLE, SHEETS, WORDS

FORM = "https://fhir.example.org/Questionnaire/demo"
SNOMED = "http://snomed.info/sct"
# Codes of DIALOG items, which stand for the items of the invented questionnaire here.
CODES = ("1037651000000100", "1037661000000102", "1037671000000109")


def patient(person: str) -> dict:
    return {
        "resourceType": "Patient",
        "id": person,
        "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]},
        "identifier": [{"system": "https://fhir.example.org/Id/local", "value": f"L-{person}"}],
        "active": True,
        "gender": "female",
        "birthDate": "1980-05-01",
    }


def answer(value: int) -> dict:
    word = WORDS[value] if value < len(WORDS) else "Beyond"
    return {"valueCoding": {"system": f"{FORM}/answers", "code": str(value), "display": word}}


def response(number: int, person: str, day: str, answers, **changes: object) -> dict:
    """A questionnaire response: the items in a group, one of them behind another."""
    asked = [
        {"linkId": f"q{item}", "text": f"Question {item}"}
        | ({} if value is None else {"answer": [answer(value)]})
        for item, value in enumerate(answers, start=1)
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": f"response-{number}",
        "questionnaire": f"{FORM}|1.0",
        "status": "completed",
        "subject": {"reference": f"Patient/{person}"},
        "authored": f"{day}T10:15:00+01:00",
        "author": {"reference": "Practitioner/1"},
        "item": [{"linkId": "group", "text": "About you", "item": asked}],
    } | changes


def observation(number: int, person: str, day: str, item: int, value: int | None, **changes: object) -> dict:
    """A score of one item as an observation."""
    coding = [
        {"system": "https://fhir.example.org/local", "code": f"D{item}"},
        {"system": SNOMED, "code": CODES[item - 1], "display": f"Item {item}"},
    ]
    found = {"dataAbsentReason": {"coding": [{"code": "asked-declined"}]}} if value is None else {}
    found |= {} if value is None else {"valueInteger": value}
    return {
        "resourceType": "Observation",
        "id": f"observation-{number}-{item}",
        "status": "final",
        "code": {"coding": coding, "text": f"Item {item}"},
        "subject": {"reference": f"Patient/{person}"},
        "effectiveDateTime": f"{day}T10:15:00Z",
        **found,
    } | changes


def patients() -> list[dict]:
    return [patient(person) for person in PEOPLE]


def responses() -> list[dict]:
    return [response(number, *sheet) for number, sheet in enumerate(SHEETS, start=1)]


def observations() -> list[dict]:
    return [
        observation(number, person, day, item, value)
        for number, (person, day, answers) in enumerate(SHEETS, start=1)
        for item, value in enumerate(answers, start=1)
    ]


def bundle(resources, **changes: object) -> dict:
    entries = [
        {"fullUrl": f"https://fhir.example.org/{r['resourceType']}/{r.get('id')}", "resource": r}
        for r in resources
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries} | changes


def lines(resources) -> str:
    return "".join(json.dumps(resource) + "\n" for resource in resources)
