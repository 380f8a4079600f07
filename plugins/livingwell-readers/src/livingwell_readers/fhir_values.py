"""
Values of FHIR as text: what was answered, and who, when and what it was about.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

__all__ = ["Coded", "Value", "as_list", "coded", "plain", "reference_id", "value_of"]

#: Code systems that a questionnaire is recognised by.
SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"

# The number that belongs to an answer; the second is its name from R5 on.
_WEIGHTS: Final = frozenset(
    {
        "http://hl7.org/fhir/StructureDefinition/ordinalValue",
        "http://hl7.org/fhir/StructureDefinition/itemWeight",
    }
)
# What stands between two values where FHIR allows one only: no such text is the answer of an item.
_AND: Final = " | "


class Value(NamedTuple):
    """
    What was answered.

    Attributes
    ----------
    answer, display, weight, unit, kind : str or None
        The code or number, the words that go with it, the number that the source gives the answer, the unit,
        and the name that FHIR has for the value: ``"valueCoding"``.
    """

    answer: str | None = None
    display: str | None = None
    weight: str | None = None
    unit: str | None = None
    kind: str | None = None


class Coded(NamedTuple):
    """
    What something is, in codes.

    Attributes
    ----------
    code, system, snomed, loinc, text : str or None
        `code` is the one of SNOMED CT, else of LOINC, else the first.
    """

    code: str | None = None
    system: str | None = None
    snomed: str | None = None
    loinc: str | None = None
    text: str | None = None


def plain(value: object) -> str | None:
    """Write one value as text: text as it is, truth as true or false, what is nested as JSON."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_list(value: object) -> list[Any]:
    """Give a list; a single thing is a list of one, as files that were made from XML have it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def reference_id(reference: str | None) -> str | None:
    """
    Give the id in a reference.

    Examples
    --------
    >>> [reference_id(r) for r in ("Patient/12", "https://x.example/Patient/12/_history/3", "urn:uuid:a-b")]
    ['12', '12', 'a-b']
    """
    if reference is None:
        return None
    return reference.partition("/_history/")[0].rstrip("/").rpartition("/")[2].rpartition(":")[2] or None


def coded(concept: object) -> Coded:
    """Read a CodeableConcept, or what stands in its place."""
    if not isinstance(concept, dict):
        return Coded(text=plain(concept))
    codings = [coding for coding in as_list(concept.get("coding")) if isinstance(coding, dict)]
    by_system: dict[str | None, str | None] = {}
    for coding in codings:
        by_system.setdefault(plain(coding.get("system")), plain(coding.get("code")))
    chosen = next((system for system in (SNOMED, LOINC, *by_system) if by_system.get(system)), None)
    words = concept.get("text") or next((c.get("display") for c in codings if c.get("display")), None)
    return Coded(
        code=by_system.get(chosen),
        system=chosen,
        snomed=by_system.get(SNOMED),
        loinc=by_system.get(LOINC),
        text=plain(words),
    )


def value_of(holder: dict[str, Any]) -> Value:
    """
    Read the value of an answer or an observation: ``valueInteger``, ``valueCoding`` and so on.

    FHIR allows one. Where there are two, both are given in one text, which is the answer of no item.
    """
    kinds = [name for name in holder if name.startswith("value")]
    values = [_value(kind, holder[kind]) for kind in kinds]
    if len(values) == 1:
        return values[0]
    if not values:
        return Value()
    return Value(*(_AND.join(filter(None, parts)) or None for parts in zip(*values, strict=True)))


def _value(kind: str, value: Any) -> Value:  # noqa: ANN401 - whatever a file has there
    if isinstance(value, dict):
        if kind == "valueCoding":
            return _coding(value, value.get("display"), kind)
        if kind == "valueCodeableConcept":
            codings = [c for c in as_list(value.get("coding")) if isinstance(c, dict) and c.get("code")]
            words = value.get("text") or (codings[0].get("display") if codings else None)
            return _coding(codings[0] if codings else {}, words, kind)
        if kind == "valueQuantity":
            number = plain(value.get("value"))
            compared = plain(value.get("comparator"))
            # "Less than 5" is not 5.
            answer = f"{compared}{number}" if compared and number else number
            return Value(answer=answer, unit=plain(value.get("unit") or value.get("code")), kind=kind)
        if kind == "valueReference":
            return Value(answer=plain(value.get("reference")), display=plain(value.get("display")), kind=kind)
        if kind == "valueAttachment":
            return Value(answer="an attachment", display=plain(value.get("title")), kind=kind)
    return Value(answer=plain(value), kind=kind)


def _coding(coding: dict[str, Any], words: object, kind: str) -> Value:
    display = plain(words)
    weights = [
        plain(extension.get("valueDecimal") or extension.get("valueInteger"))
        for extension in as_list(coding.get("extension"))
        if isinstance(extension, dict) and extension.get("url") in _WEIGHTS
    ]
    return Value(
        # Words without a code are an answer all the same; blank they would be none.
        answer=plain(coding.get("code")) or display,
        display=display,
        weight=weights[0] if weights else None,
        kind=kind,
    )
