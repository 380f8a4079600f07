"""Rows read are used or set aside, whatever stands in text files of other systems, and in workbooks."""

from __future__ import annotations

import openpyxl
import pytest
from helpers_readers import csv_text, put, read, wide_table
from hypothesis import given, settings
from hypothesis import strategies as st

from livingwell_core.cohorts import reasons

CELL = st.sampled_from(["", " ", "0", "1", "4", "5", "x", "2.0", "Often", 'say "so"', "a\nb", "é", "1;2"])
WHO = st.sampled_from(["p", "q", "", " p "])
DAY = st.sampled_from(["2021-02-01", "2021-08-01", "01/02/2021", "44228", "", "2050-01-01"])
FORM = st.sampled_from(["demo", "Demo ", "other", ""])
SHEETS = st.lists(st.tuples(WHO, DAY, FORM, CELL, CELL, CELL), min_size=1, max_size=8)
HEADER = ["Id", "Date", "Form", "Q1", "Q2", "Q3"]
ONLY = {"Form": ("demo",)}


def assert_accounted(found, table, count, header=1):
    found.ledger.check()
    assert found.ledger.read(table, "here") == count
    assert found.ledger.used(table, "here") + sum(found.ledger.set_aside(table, "here").values()) == count
    assert all(header < problem.row <= header + count for problem in found.problems)


@pytest.mark.parametrize(
    ("reader", "mark"), [(None, ","), (None, "\t"), ("redcap", ","), ("redcap", ";"), ("mhsds", ",")]
)
def test_a_row_an_assessment(tmp_path, reader, mark):
    """Of text files, whoever reads them."""
    path = tmp_path / "a.csv"

    @settings(max_examples=15)
    @given(SHEETS)
    def check(sheets):
        put(path, csv_text([HEADER, *sheets], mark))

        found = read(path, wide_table(reader=reader, only=ONLY))

        assert_accounted(found, "demo assessments", len(sheets))
        others = sum(form.strip().lower() != "demo" for _, _, form, *_ in sheets)
        assert found.ledger.set_aside("demo assessments", "here").get(reasons.LEFT_OUT, 0) == others

    check()


def test_labels_of_redcap(tmp_path):
    """Of an export with headings that repeat, read by the second of them."""
    path = tmp_path / "a.csv"
    header = ["Id", "Date", "Form", "Q", "Q", "Q", "Race (choice=A)"]
    table = wide_table(reader="redcap", only=ONLY, items={"1": "Q", "2": "Q (2)", "3": "Q (3)"})

    @settings(max_examples=15)
    @given(SHEETS)
    def check(sheets):
        put(path, csv_text([header, *([*sheet, "Checked"] for sheet in sheets)]))

        assert_accounted(read(path, table), "demo assessments", len(sheets))

    check()


LONG = st.lists(
    st.tuples(
        WHO, DAY, FORM, st.sampled_from(["s1", "s2", ""]), st.sampled_from(["Q1", "Q2", "Q9", ""]), CELL
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.parametrize("assessment", ["Sheet", ("Sheet",), ("Sheet", "Date")])
@pytest.mark.parametrize("reader", [None, "mhsds"])
def test_a_row_an_answer(tmp_path, reader, assessment):
    """Of long tables, with a key of one column or of several, as SystmOne and the data set have them."""
    path = tmp_path / "a.csv"
    table = wide_table(
        reader=reader,
        only=ONLY,
        layout="long",
        assessment=assessment,
        question="CodedAssToolType",
        answer="Answer",
    )

    @settings(max_examples=15)
    @given(LONG)
    def check(rows):
        put(path, csv_text([["Id", "Date", "Form", "Sheet", "CodedAssToolType", "Answer"], *rows]))

        assert_accounted(read(path, table), "demo answers", len(rows))

    check()


def test_workbooks(tmp_path):
    """Of sheets, with a title above and rows of nothing between."""
    path = tmp_path / "a.xlsx"

    @settings(max_examples=15)
    @given(SHEETS)
    def check(sheets):
        book = openpyxl.Workbook()
        book.active.append(["A title"])
        for row in [HEADER, *sheets, ["q", "2021-02-01", "demo", "1", "1", "1"]]:
            book.active.append([cell or None for cell in row])
        book.save(path)

        found = read(path, wide_table(header_row=2, only=ONLY))

        assert_accounted(found, "demo assessments", len(sheets) + 1, header=2)

    check()
