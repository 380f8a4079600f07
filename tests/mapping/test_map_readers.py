"""Formats that the plugin livingwell-readers opens give the same draft as a CSV file of the same people."""

from __future__ import annotations

import json

import polars as pl
import pytest
from helpers_files import make_plugins, module
from helpers_mapping import KNOWN, data_of, days, drafted, wide_rows

TEN = {str(n): f"q{n}" for n in range(1, 11)}


@pytest.fixture
def plugins():
    readers = pytest.importorskip("livingwell_readers.plugin")
    return make_plugins(module(livingwell_instruments=lambda: list(KNOWN)), readers)


def frame():
    rows = wide_rows()[1:]
    codes = {f"q{n}": [float(row[n + 1]) for row in rows] for n in range(1, 11)}
    return pl.DataFrame({"client": [row[0] for row in rows], "date": days(40), **codes})


@pytest.mark.parametrize("name", ["a.parquet", "a.sav", "a.dta"])
def test_tables(tmp_path, plugins, name):
    """Parquet, SPSS and Stata: codes are taken, and not the columns with their labels."""
    path = tmp_path / name
    if name == "a.parquet":
        frame().write_parquet(path)
    else:
        pyreadstat = pytest.importorskip("pyreadstat")
        write = pyreadstat.write_sav if name == "a.sav" else pyreadstat.write_dta
        labels = (
            {0.0: "None", 1.0: "Some", 4.0: "All"} if name == "a.sav" else {0: "None", 1: "Some", 4: "All"}
        )
        write(frame(), str(path), variable_value_labels={f"q{n}": labels for n in range(1, 11)})
    (table,) = data_of(drafted(tmp_path, path, plugins=plugins))["tables"]

    assert (table["instrument"], table["items"]) == ("calm10", TEN)
    assert (table["person"], table["date"], table["date_format"]) == ("client", "date", "%Y-%m-%d")
    assert "codes" not in table


def test_fhir(tmp_path, plugins):
    """Responses are a long table, patients the list of people."""
    path = tmp_path / "a.ndjson"
    resources = [
        {
            "resourceType": "QuestionnaireResponse",
            "id": f"r{place}",
            "questionnaire": "https://example.org/calm-10|1",
            "status": "completed",
            "subject": {"reference": f"Patient/{who}"},
            "authored": f"{days(40)[place]}T10:00:00+01:00",
            "item": [
                {"linkId": f"q{n}", "answer": [{"valueInteger": code}]} for n, code in enumerate(given, 1)
            ],
        }
        for place, (who, _, *given) in enumerate(wide_rows()[1:])
    ]
    resources += [
        {"resourceType": "Patient", "id": f"INV-{n:04d}", "gender": ["male", "female"][n % 2]}
        for n in range(1, 21)
    ]
    path.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    draft = data_of(drafted(tmp_path, path, plugins=plugins))
    (table,) = draft["tables"]

    assert (draft["people"]["sheet"], draft["people"]["person"]) == ("Patient", "id")
    assert draft["people"]["groups"]["sex"]["column"] == "gender"
    assert (table["person"], table["question"], table["answer"]) == ("subject_id", "linkId", "answer")
    assert table["items"] == TEN
