"""Rows read are the rows of the file, and used plus set aside, whatever stands in them."""

from __future__ import annotations

import datetime

import polars as pl
import pyreadstat
import pytest
import samples_fhir as fhir
from helpers_readers import put, read, table_of, wide_table
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import ROW

DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
ANSWERS = st.none() | st.integers(-2, 12).map(float) | st.sampled_from([0.5, 1e12])
WIDE = st.lists(
    st.tuples(st.sampled_from(["p", "q", "", None]), DAYS, ANSWERS, ANSWERS, ANSWERS), min_size=1, max_size=12
)
LONG = {
    "layout": "long",
    "person": "subject_id",
    "date": "date",
    "assessment": "id",
    "question": "linkId",
    "answer": "answer",
    "items": {"1": "q1", "2": "q2", "3": "q3"},
}
WRITE = {
    "parquet": lambda frame, path: frame.write_parquet(path),
    "sav": pyreadstat.write_sav,
    "zsav": lambda frame, path: pyreadstat.write_sav(frame, path, compress=True),
    "dta": pyreadstat.write_dta,
}


def frame_of(rows) -> pl.DataFrame:
    schema = {"Id": pl.String, "Date": pl.Date, **dict.fromkeys(("Q1", "Q2", "Q3"), pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def assert_accounted(rows, table, count):
    rows.ledger.check()
    assert rows.ledger.read(table, "here") == count
    assert rows.ledger.used(table, "here") + sum(rows.ledger.set_aside(table, "here").values()) == count
    assert all(1 <= problem.row <= count for problem in rows.problems)


@pytest.mark.parametrize("ending", WRITE)
@given(rows=WIDE)
def test_tables(tmp_path_factory, ending, rows):
    """Of a file of any of the formats with columns."""
    path = tmp_path_factory.getbasetemp() / f"table.{ending}"
    WRITE[ending](frame_of(rows), path)

    table = table_of(path)

    assert table[ROW].to_list() == list(range(1, len(rows) + 1))
    assert table["Id"].to_list() == [person or None for person, *_ in rows]
    assert table["Date"].to_list() == [day and day.isoformat() for _, day, *_ in rows]
    assert_accounted(read(path), "demo assessments", len(rows))


SHEETS = st.lists(
    st.tuples(
        st.sampled_from(["p", "q", ""]),
        st.sampled_from(["2021-02-01", "2021-02", "", "2050-01-01"]),
        st.lists(st.none() | st.integers(0, 9), max_size=4),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("ending", ["json", "ndjson"])
@given(sheets=SHEETS)
def test_responses(tmp_path_factory, ending, sheets):
    """Of responses: an answer or an unanswered question is a row, and so is a response without any."""
    path = tmp_path_factory.getbasetemp() / f"responses.{ending}"
    resources = [fhir.response(number, *sheet) for number, sheet in enumerate(sheets, start=1)]
    put(path, fhir.lines(resources) if ending == "ndjson" else fhir.lines([fhir.bundle(resources)]))
    count = sum(max(len(answers), 1) for *_, answers in sheets)

    table = table_of(path)

    assert table[ROW].to_list() == list(range(1, count + 1))
    assert_accounted(read(path, wide_table(**LONG)), "demo answers", count)
