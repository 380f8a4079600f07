"""Values of FHIR as text."""

from __future__ import annotations

import pytest
from livingwell_readers.fhir_values import Coded, Value, as_list, coded, plain, reference_id, value_of

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"


def weighted(url, **value):
    return {"code": "a", "display": "Often", "extension": [{"url": "x"}, {"url": url, **value}]}


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        ({"valueInteger": "3"}, Value("3", kind="valueInteger")),
        ({"valueDecimal": "2.5"}, Value("2.5", kind="valueDecimal")),
        ({"valueBoolean": False}, Value("false", kind="valueBoolean")),
        ({"valueString": ""}, Value(kind="valueString")),
        ({"valueDate": "2021-02"}, Value("2021-02", kind="valueDate")),
        ({"valueCoding": {"code": "a", "display": "Often"}}, Value("a", "Often", kind="valueCoding")),
        ({"valueCoding": {"display": "Often"}}, Value("Often", "Often", kind="valueCoding")),
        ({"valueCoding": {}}, Value(kind="valueCoding")),
        ({"valueCoding": "a"}, Value("a", kind="valueCoding")),
        ({"valueCoding": weighted(ORDINAL, valueDecimal="3")}, Value("a", "Often", "3", kind="valueCoding")),
        ({"valueCoding": weighted(WEIGHT, valueDecimal="0")}, Value("a", "Often", "0", kind="valueCoding")),
        ({"valueCoding": weighted("y", valueDecimal="3")}, Value("a", "Often", kind="valueCoding")),
        (
            {
                "valueCodeableConcept": {
                    "coding": [{"system": "s"}, {"code": "a", "display": "D"}],
                    "text": "T",
                }
            },
            Value("a", "T", kind="valueCodeableConcept"),
        ),
        ({"valueCodeableConcept": {"text": "T"}}, Value("T", "T", kind="valueCodeableConcept")),
        (
            {"valueCodeableConcept": {"coding": [{"code": "a", "display": "D"}]}},
            Value("a", "D", kind="valueCodeableConcept"),
        ),
        ({"valueQuantity": {"value": "5", "unit": "score"}}, Value("5", unit="score", kind="valueQuantity")),
        (
            {"valueQuantity": {"value": "5", "code": "{score}"}},
            Value("5", unit="{score}", kind="valueQuantity"),
        ),
        ({"valueQuantity": {"value": "5", "comparator": "<"}}, Value("<5", kind="valueQuantity")),
        ({"valueQuantity": {"comparator": "<"}}, Value(kind="valueQuantity")),
        ({"valueReference": {"reference": "A/1", "display": "D"}}, Value("A/1", "D", kind="valueReference")),
        (
            {"valueAttachment": {"data": "AAAA", "title": "T"}},
            Value("an attachment", "T", kind="valueAttachment"),
        ),
        (
            {"valueRatio": {"numerator": {"value": "1"}}},
            Value('{"numerator":{"value":"1"}}', kind="valueRatio"),
        ),
        ({"_valueString": {"extension": []}}, Value()),
        ({}, Value()),
    ],
    ids=str,
)
def test_values(holder, expected):
    """A code before its words, words where there is no code, and never less than the file says."""
    assert value_of(holder) == expected


def test_two_values():
    """FHIR allows one: both together are no answer of any item, so that the core names them."""
    found = value_of({"valueInteger": "3", "valueCoding": {"code": "a", "display": "D"}})

    assert found == Value("3 | a", "D", None, None, "valueInteger | valueCoding")


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), ("", None), (None, None), (True, "true"), ({"a": ["b"]}, '{"a":["b"]}'), ([], "[]")],
)
def test_plain(value, text):
    """Any value is some text."""
    assert plain(value) == text


def test_lists():
    """One thing is a list of one."""
    assert [as_list(None), as_list("a"), as_list(["a", "b"])] == [[], ["a"], ["a", "b"]]


@pytest.mark.parametrize(
    ("reference", "found"),
    [("Patient/1", "1"), ("Patient/1/", "1"), ("1", "1"), ("", None), (None, None), ("urn:oid:1.2", "1.2")],
)
def test_references(reference, found):
    """The id in a reference, of whatever form."""
    assert reference_id(reference) == found


def test_codes_of_several_systems():
    """SNOMED CT, else LOINC, else the first; each also by itself."""
    loinc = {"system": "http://loinc.org", "code": "L"}
    snomed = {"system": "http://snomed.info/sct", "code": "S", "display": "D"}
    other = {"system": "x", "code": "X"}

    assert coded({"coding": [other, loinc, snomed]}) == Coded("S", snomed["system"], "S", "L", "D")
    assert coded({"coding": [other, loinc]}) == Coded("L", loinc["system"], None, "L", None)
    assert coded({"coding": [other]}) == Coded("X", "x", None, None, None)
    assert coded({"coding": [snomed, {**snomed, "code": "S2"}]}).code == "S"
    assert coded({"coding": [{"system": {"a": 1}, "code": "X"}]}).code == "X"
