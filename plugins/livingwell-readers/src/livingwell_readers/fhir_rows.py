"""
From resources of FHIR R4 to rows: one an answer, or one a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_readers.fhir_values import Coded, Value, as_list, coded, plain, reference_id, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ANSWERS", "PEOPLE", "MalformedError", "Rows", "Table"]

#: Of a resource: the columns, which each of its rows repeats, and its rows.
Rows = tuple[tuple[str | None, ...], list[tuple[str | None, ...]]]

# FHIR R4, questionnaire-answers-status and observation-status: entered in error and voided or withdrawn;
# not available because the measurement was not begun or not completed.
_NOT_TO_BE_USED: Final = frozenset({"entered-in-error", "cancelled"})
_NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"

_HEAD: Final = (
    "resource",
    "id",
    "occasion",
    "subject",
    "subject_id",
    "subject_identifier",
    "encounter",
    "date",
    "authored",
    "effective",
    "questionnaire",
    "questionnaire_version",
    "status",
)
_ANSWER: Final = (
    "question",
    "linkId",
    "text",
    "code",
    "snomed",
    "loinc",
    "answer",
    "answer_display",
    "answer_weight",
    "unit",
    "answer_type",
    "absent_reason",
)
_PERSON: Final = ("resource", "id", "identifier", "gender", "birthDate", "active")


class MalformedError(ValueError):
    """A part of a resource is not built as FHIR says; the message says which, and what was expected."""


@attrs.frozen(kw_only=True)
class Table:
    """
    A table that is made of resources.

    Attributes
    ----------
    rows : mapping of str to callable
        By resourceType: gives what stands in each row of a resource, and its rows. There is always one.
    head, cells : tuple of str
        Names of the columns that the rows of one resource share, and of the others.
    """

    rows: Mapping[str, Callable[[dict[str, Any]], Rows]]
    head: tuple[str, ...]
    cells: tuple[str, ...] = ()


def _of_response(resource: dict[str, Any]) -> Rows:
    """Read a QuestionnaireResponse: its items in their order, those inside an answer behind it."""
    url, _, version = (plain(resource.get("questionnaire")) or "").partition("|")
    status = plain(resource.get("status"))
    rows: list[tuple[str | None, ...]] = []
    waiting = [(item, "item") for item in reversed(_objects(resource, "item", ""))]
    while waiting:
        item, path = waiting.pop()
        answers = _objects(item, "answer", path)
        inside: list[tuple[dict[str, Any], str]] = []
        for holder, place in (*((answer, f"{path}.answer") for answer in answers), (item, path)):
            if "item" in holder:
                inside += ((child, f"{place}.item") for child in _objects(holder, "item", place))
        link, words = plain(item.get("linkId")), plain(item.get("text"))
        # R4 has no codes here; some systems copy them from the questionnaire.
        about = coded({"coding": item["code"]}) if "code" in item else Coded()
        asked = (
            f"{url}#{link}" if url and link else link,
            link,
            words,
            about.code,
            about.snomed,
            about.loinc,
        )
        # A group asks nothing; a question without an answer was asked.
        given = answers or ([] if inside else [{}])
        rows += (_row(status, asked, value_of(answer), None) for answer in given)
        waiting.extend(reversed(inside))
    when = plain(resource.get("authored"))
    head = _head(resource, when, authored=when, questionnaire=url or None, version=version or None)
    return head, rows or [(None,) * len(_ANSWER)]


def _of_observation(resource: dict[str, Any]) -> Rows:
    """Read an Observation: its value, and those of its components."""
    status = plain(resource.get("status"))
    period = resource.get("effectivePeriod")
    when = plain(resource.get("effectiveDateTime")) or plain(resource.get("effectiveInstant"))
    if when is None and isinstance(period, dict):
        when = plain(period.get("start"))
    components = _objects(resource, "component", "")
    rows = []
    for part in (resource, *components):
        value = value_of(part)
        absent = coded(part.get("dataAbsentReason")).code
        if part is resource and components and value.answer is None:
            continue
        about = coded(part.get("code"))
        question = f"{about.system}|{about.code}" if about.system and about.code else about.code or about.text
        asked = (question, None, about.text, about.code, about.snomed, about.loinc)
        rows.append(_row(status, asked, value, absent))
    return _head(resource, when, effective=when), rows


def _of_patient(resource: dict[str, Any]) -> Rows:
    """Read a Patient; of several identifiers the NHS number, else the first."""
    columns = (
        "Patient",
        plain(resource.get("id")),
        _identifier(resource.get("identifier")),
        *(plain(resource.get(name)) for name in ("gender", "birthDate", "active")),
    )
    return columns, [()]


ANSWERS: Final = Table(
    rows={"QuestionnaireResponse": _of_response, "Observation": _of_observation}, head=_HEAD, cells=_ANSWER
)
PEOPLE: Final = Table(rows={"Patient": _of_patient}, head=_PERSON)


def _row(
    status: str | None, asked: tuple[str | None, ...], value: Value, absent: str | None
) -> tuple[str | None, ...]:
    if status in _NOT_TO_BE_USED:
        # Under these names no profile asks for them; the row is there and is counted.
        asked = tuple(f"{status}: {name}" if name else None for name in asked)
    answer, display, weight, unit, kind = value
    return (*asked, answer, display, weight, unit, kind, absent)


def _head(
    resource: dict[str, Any],
    when: str | None,
    *,
    authored: str | None = None,
    effective: str | None = None,
    questionnaire: str | None = None,
    version: str | None = None,
) -> tuple[str | None, ...]:
    reference, person, identifier = _subject(resource)
    encounter = resource.get("encounter")
    return (
        resource["resourceType"],
        plain(resource.get("id")),
        f"{reference or identifier} {when}" if (reference or identifier) and when else None,
        reference,
        person,
        identifier,
        reference_id(plain(encounter.get("reference"))) if isinstance(encounter, dict) else None,
        when[: when.find("T")] if when and "T" in when else when,
        authored,
        effective,
        questionnaire,
        version,
        plain(resource.get("status")),
    )


def _subject(resource: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Give the reference to the person, the id in it, and the identifier."""
    subject = resource.get("subject")
    if not isinstance(subject, dict):
        return None, None, None
    reference, identifier = plain(subject.get("reference")), _identifier(subject.get("identifier"))
    if reference and reference.startswith("#"):
        # Inside this resource only: "#patient" of another one is another person.
        inside = next(
            (
                part
                for part in as_list(resource.get("contained"))
                if isinstance(part, dict) and part.get("id") == reference[1:]
            ),
            {},
        )
        return None, None, identifier or _identifier(inside.get("identifier"))
    return reference, reference_id(reference), identifier


def _identifier(value: object) -> str | None:
    found = [one for one in as_list(value) if isinstance(one, dict) and one.get("value")]
    found.sort(key=lambda one: one.get("system") != _NHS_NUMBER)
    return plain(found[0]["value"]) if found else None


def _objects(holder: dict[str, Any], name: str, path: str) -> list[dict[str, Any]]:
    """Give a list of objects inside what stands at a path, or say where something else stands."""
    values = as_list(holder.get(name))
    for value in values:
        if not isinstance(value, dict):
            place = f"{path}.{name}" if path else name
            msg = f"{place} holds something that is no object"
            raise MalformedError(msg)
    return values
