"""FHIR: answers, scores and people as tables."""

from __future__ import annotations

import json

import polars as pl
import pytest
import samples_fhir as fhir
from helpers_readers import put, read, refused, scan, source_of, table_of, wide_table
from livingwell_readers import fhir as module

from livingwell_core.cohorts import ROW, reasons


def table(folder, *resources, **settings) -> pl.DataFrame:
    return table_of(put(folder / "a.ndjson", fhir.lines(resources)), **settings)


def items(*found, **changes) -> dict:
    return fhir.response(1, "p", "2021-02-01", ()) | {"item": list(found)} | changes


class TestResponses:
    """QuestionnaireResponse, a row an answer."""

    def test_a_row(self, tmp_path):
        """Everything that a row has, of a response in the shape of UK Core."""
        found = table(
            tmp_path, fhir.response(1, "p", "2021-02-01", (3,), encounter={"reference": "Encounter/e1"})
        )

        row = {name: value for name, value in found.row(0, named=True).items() if value is not None}
        assert found.height == 1
        assert row == {
            ROW: 1,
            "resource": "QuestionnaireResponse",
            "id": "response-1",
            "occasion": "Patient/p 2021-02-01T10:15:00+01:00",
            "subject": "Patient/p",
            "subject_id": "p",
            "encounter": "e1",
            "date": "2021-02-01",
            "authored": "2021-02-01T10:15:00+01:00",
            "questionnaire": fhir.FORM,
            "questionnaire_version": "1.0",
            "status": "completed",
            "line": "1",
            "question": f"{fhir.FORM}#q1",
            "linkId": "q1",
            "text": "Question 1",
            "answer": "3",
            "answer_display": "Often",
            "answer_type": "valueCoding",
        }
        assert set(found.dtypes) == {pl.UInt32, pl.String}

    def test_nested(self, tmp_path):
        """In the order of the form: what is asked behind an answer comes after it, groups ask nothing."""
        behind = {"linkId": "1.1", "answer": [{"valueBoolean": True}]}
        first = {"linkId": "1", "answer": [{"valueInteger": 0, "item": [behind]}]}
        group = {"linkId": "g", "item": [{"linkId": "g1", "item": [first, {"linkId": "2"}]}]}
        last = {"linkId": "3", "answer": [{"valueString": "x"}]}

        found = table(tmp_path, items(group, last))

        assert found.select("linkId", "answer").rows() == [
            ("1", "0"),
            ("1.1", "true"),
            ("2", None),
            ("3", "x"),
        ]
        assert found[ROW].to_list() == [1, 2, 3, 4]

    def test_very_deep(self, tmp_path):
        """As deep as JSON itself can be read."""
        item = {"linkId": "deep", "answer": [{"valueInteger": 1}]}
        for _ in range(150):
            item = {"linkId": "g", "item": [item]}

        assert table(tmp_path, items(item))["linkId"].to_list() == ["deep"]

    def test_several_answers(self, tmp_path):
        """Each has its row; the core says that there are two."""
        item = {"linkId": "1", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}

        assert table(tmp_path, items(item))["answer"].to_list() == ["1", "2"]

    def test_nothing_asked(self, tmp_path):
        """A response without items is a row, so that it is counted."""
        found = table(tmp_path, items(), {"resourceType": "QuestionnaireResponse"})

        assert found.select("id", "question", "answer").rows() == [("response-1", None, None), (None,) * 3]

    def test_not_to_be_used(self, tmp_path):
        """What was entered in error is not found under the name of its question, and is counted."""
        good = fhir.response(1, "p", "2021-02-01", (1, 2, 3))
        path = put(
            tmp_path / "a.ndjson",
            fhir.lines(
                [
                    good,
                    good | {"id": "r2", "status": "amended"},
                    good | {"id": "r3", "status": "entered-in-error"},
                ]
            ),
        )
        table = wide_table(
            layout="long",
            person="subject_id",
            date="date",
            assessment="id",
            question="linkId",
            answer="answer",
            items={"1": "q1", "2": "q2", "3": "q3"},
        )

        rows = read(path, table)

        found = table_of(path)
        assert found["status"].unique(maintain_order=True).to_list() == [
            "completed",
            "amended",
            "entered-in-error",
        ]
        assert found["linkId"][6:].to_list() == [f"entered-in-error: q{item}" for item in (1, 2, 3)]
        assert found["question"][6] == f"entered-in-error: {fhir.FORM}#q1"
        assert rows.ledger.set_aside("demo answers", "here") == {reasons.OTHER_QUESTION: 3}
        assert rows.ledger.used("demo assessments", "here") == 2

    @pytest.mark.parametrize(
        ("authored", "date"),
        [
            ("2021-02-01T23:30:00-05:00", "2021-02-01"),
            ("2021-02-01", "2021-02-01"),
            ("2021-02", "2021-02"),
            ("2021", "2021"),
            (None, None),
        ],
    )
    def test_dates(self, tmp_path, authored, date):
        """The day as it was written there; a month alone is no day, which the core says."""
        found = table(tmp_path, fhir.response(1, "p", "", (1,), authored=authored))

        assert found.select("date", "authored").row(0) == (date, authored)

    def test_codes_of_items(self, tmp_path):
        """Codes of a question, where a system copies them into the response."""
        code = [{"system": "http://loinc.org", "code": "44250-9"}]

        found = table(tmp_path, items({"linkId": "1", "code": code, "answer": [{"valueInteger": 1}]}))

        assert found.select("code", "loinc", "snomed").row(0) == ("44250-9", "44250-9", None)

    def test_no_questionnaire(self, tmp_path):
        """The question is its linkId then."""
        found = table(tmp_path, items({"linkId": "1"}, questionnaire=None))

        assert found.select("question", "questionnaire").row(0) == ("1", None)


class TestSubjects:
    """Whom it is about."""

    @pytest.mark.parametrize(
        ("subject", "expected"),
        [
            ({"reference": "Patient/1"}, ("Patient/1", "1", None)),
            ({"reference": "https://x.example/fhir/Patient/1/_history/2"}, (..., "1", None)),
            ({"reference": "urn:uuid:0a-1b"}, ("urn:uuid:0a-1b", "0a-1b", None)),
            ({"identifier": {"value": "X1"}}, (None, None, "X1")),
            ({"reference": "Patient/1", "identifier": {"value": "X1"}}, ("Patient/1", "1", "X1")),
            ({"reference": "#pat"}, (None, None, "N2")),
            ({"reference": "#other"}, (None, None, None)),
            ({"display": "Somebody"}, (None, None, None)),
            ("Patient/1", (None, None, None)),
            (None, (None, None, None)),
        ],
        ids=str,
    )
    def test_columns(self, tmp_path, subject, expected):
        """By reference or identifier; "#pat" is inside this resource and means nobody outside it."""
        numbers = [
            {"system": "x", "value": "N1"},
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "N2"},
        ]
        contained = [{"resourceType": "Patient", "id": "pat", "identifier": numbers}]

        found = table(tmp_path, items({"linkId": "1"}, subject=subject, contained=contained))

        columns = found.select("subject", "subject_id", "subject_identifier").row(0)
        assert columns == tuple(subject["reference"] if e is ... else e for e in expected)

    def test_occasion(self, tmp_path):
        """Who and when in one; blank where either is."""
        one = fhir.response(1, "p", "2021-02-01", (1,))
        by_number = one | {"subject": {"identifier": {"value": "X1"}}, "authored": "2021"}

        found = table(tmp_path, by_number, one | {"subject": None}, one | {"authored": None})

        assert found["occasion"].to_list() == ["X1 2021", None, None]


class TestObservations:
    """Observation: its value, and those of its parts."""

    def test_a_row(self, tmp_path):
        """SNOMED CT before other codes."""
        found = table(tmp_path, fhir.observation(1, "p", "2021-02-01", 2, 4))

        row = {name: value for name, value in found.row(0, named=True).items() if value is not None}
        assert row == {
            ROW: 1,
            "resource": "Observation",
            "id": "observation-1-2",
            "occasion": "Patient/p 2021-02-01T10:15:00Z",
            "subject": "Patient/p",
            "subject_id": "p",
            "date": "2021-02-01",
            "effective": "2021-02-01T10:15:00Z",
            "status": "final",
            "line": "1",
            "question": f"{fhir.SNOMED}|{fhir.CODES[1]}",
            "text": "Item 2",
            "code": fhir.CODES[1],
            "snomed": fhir.CODES[1],
            "answer": "4",
            "answer_type": "valueInteger",
        }

    @pytest.mark.parametrize(
        ("effective", "date"),
        [
            ({"effectivePeriod": {"start": "2021-02-01T09:00:00Z", "end": "2021-02-02"}}, "2021-02-01"),
            ({"effectiveInstant": "2021-02-01T09:00:00Z"}, "2021-02-01"),
            ({"effectivePeriod": {"end": "2021-02-02"}}, None),
            ({"issued": "2021-02-01T09:00:00Z"}, None),
        ],
    )
    def test_dates(self, tmp_path, effective, date):
        """A period by its beginning; the day on which a result was issued is not the day of the answer."""
        observation = fhir.observation(1, "p", "2021-02-01", 1, 4)
        del observation["effectiveDateTime"]

        assert table(tmp_path, observation | effective)["date"].to_list() == [date]

    def test_components(self, tmp_path):
        """Each is a row; the whole has one if it has a value of its own."""
        parts = [
            {"code": {"coding": [{"system": "http://loinc.org", "code": f"4425{n}-9"}]}, "valueInteger": n}
            for n in range(2)
        ]
        whole = fhir.observation(1, "p", "2021-02-01", 1, 9, component=parts)
        without = {name: value for name, value in whole.items() if name != "valueInteger"}

        found = table(tmp_path, whole, without)

        assert found["answer"].to_list() == ["9", "0", "1", "0", "1"]
        assert found["question"][4] == "http://loinc.org|44251-9"

    def test_no_value(self, tmp_path):
        """A row with nothing in it, and why."""
        found = table(tmp_path, fhir.observation(1, "p", "2021-02-01", 1, None))

        assert found.select("answer", "absent_reason").row(0) == (None, "asked-declined")

    @pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
    def test_not_to_be_used(self, tmp_path, status):
        """Set apart by the name of the question."""
        found = table(tmp_path, fhir.observation(1, "p", "2021-02-01", 1, 3, status=status))

        assert found.select("snomed", "status").row(0) == (f"{status}: {fhir.CODES[0]}", status)

    @pytest.mark.parametrize(
        ("code", "question"),
        [
            ({"text": "A score"}, "A score"),
            ({"coding": [{"code": "x"}]}, "x"),
            ({"coding": {"system": "s", "code": "x"}}, "s|x"),
            ({"coding": [{"system": "s"}, {"system": "t", "code": "y"}, 3]}, "t|y"),
            ("a score", "a score"),
            (None, None),
        ],
        ids=str,
    )
    def test_codes(self, tmp_path, code, question):
        """Whatever a system writes there."""
        assert table(tmp_path, fhir.observation(1, "p", "2021", 1, 3, code=code))["question"].to_list() == [
            question
        ]


class TestSheets:
    """What of a file, by `sheet`."""

    RESOURCES = (
        fhir.patient("p"),
        fhir.response(1, "p", "2021-02-01", (1,)),
        fhir.observation(1, "p", "2021", 1, 2),
    )

    @pytest.mark.parametrize(
        ("sheet", "kinds"),
        [
            (None, ["QuestionnaireResponse", "Observation"]),
            ("QuestionnaireResponse", ["QuestionnaireResponse"]),
            ("Observation", ["Observation"]),
            ("Patient", ["Patient"]),
        ],
    )
    def test_chosen(self, tmp_path, sheet, kinds):
        """Answers of both kinds, or of one, or people; numbered from 1 each time."""
        found = table(tmp_path, *self.RESOURCES, sheet=sheet)

        assert found["resource"].to_list() == kinds
        assert found[ROW].to_list() == list(range(1, len(kinds) + 1))

    def test_people(self, tmp_path):
        """A row a person."""
        found = table(tmp_path, *self.RESOURCES, sheet="Patient")

        assert found.row(0, named=True) == {
            ROW: 1,
            "resource": "Patient",
            "id": "p",
            "identifier": "L-p",
            "gender": "female",
            "birthDate": "1980-05-01",
            "active": "true",
            "line": "1",
        }

    def test_unknown(self, tmp_path):
        """With the nearest that there is."""
        path = put(tmp_path / "a.json", "{}")

        assert refused(path, sheet="Observations") == [
            "a.json: no such sheet; did you mean 'Observation'?, got 'Observations'"
        ]

    def test_nothing_of_the_kind(self, tmp_path):
        """Which resources there are instead."""
        path = put(tmp_path / "a.ndjson", fhir.lines([fhir.patient("p"), fhir.patient("q")]))

        assert refused(path, sheet="Observation") == [
            "a.ndjson: holds no Observation; found 2 Patient, expected FHIR R4 as JSON"
        ]


class TestPacked:
    """Rows are gathered, packed and given as text when they are asked for."""

    @pytest.mark.parametrize("rows", [1, 4, 10**6])
    def test_in_pieces(self, tmp_path, monkeypatch, rows):
        """In whatever pieces they are packed, the table is the same."""
        path = put(tmp_path / "a.json", json.dumps(fhir.bundle([*fhir.responses(), *fhir.observations()])))
        whole = table_of(path)
        monkeypatch.setattr(module, "_CHUNK", rows)

        assert table_of(path).equals(whole)

    def test_read_once(self, tmp_path):
        """The file is not needed any more when columns are asked for, or asked for again."""
        path = put(tmp_path / "a.ndjson", fhir.lines(fhir.responses()))
        frame = scan(path)
        path.unlink()

        assert frame.select("id").collect(engine="streaming").equals(frame.select("id").collect())

    def test_room(self, tmp_path):
        """A row takes some 100 bytes, however long its texts are, if they repeat."""
        path = put(tmp_path / "a.ndjson", fhir.lines(fhir.responses() * 1000))
        pack = module._Pack(table=module.ANSWERS)
        for found in module.resources_of_lines(source_of(path), []):
            pack.add(module.ANSWERS.rows["QuestionnaireResponse"](found.resource), found.line)
        pack._flush()

        rows = sum(chunk.height for chunk in pack.chunks)
        assert rows == 39_000
        assert sum(chunk.estimated_size() for chunk in pack.chunks) / rows < 120
