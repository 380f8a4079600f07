"""The workbook: findings at full precision, no formulas, marked where invented."""

import io

import openpyxl
import pytest
import samples
from livingwell_report.workbook import render_workbook

from livingwell_core.reports import FINDING_COLUMNS


def book_of(report):
    return openpyxl.load_workbook(io.BytesIO(render_workbook(report)))


@pytest.mark.parametrize("make", [samples.realistic, samples.hostile])
class TestWorkbook:
    """What holds for any report."""

    def test_findings_come_back(self, make):
        """Every column of every finding is read back, to the last digit."""
        report = make()
        rows = list(book_of(report)["Findings"].iter_rows(min_row=2, values_only=True))

        assert tuple(rows[0]) == FINDING_COLUMNS
        expected = [tuple(getattr(f, name) for name in FINDING_COLUMNS) for f in report.findings]
        assert [tuple(cell or None for cell in row) for row in rows[1:]] == [
            tuple(value or None for value in row) for row in expected
        ]

    def test_zero_is_a_number(self, make):
        """None is a blank cell and 0 is a 0."""
        report = make()
        rows = list(book_of(report)["Findings"].iter_rows(min_row=3, values_only=True))
        for finding, row in zip(report.findings, rows, strict=True):
            for name in ("value", "low", "high", "level", "n"):
                assert (row[FINDING_COLUMNS.index(name)] is None) == (getattr(finding, name) is None)

    def test_no_formulas_and_no_links(self, make):
        """No cell is a formula, whatever it begins with, and none is a link."""
        for sheet in book_of(make()):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert cell.hyperlink is None

    def test_ledger_and_definitions_come_back(self, make):
        """They are as the report has them."""
        report, book = make(), book_of(make())
        ledger = list(book["Ledger"].iter_rows(min_row=3, values_only=True))
        definitions = list(book["Definitions"].iter_rows(min_row=3, values_only=True))

        assert [(e.table, e.site, e.reason, e.rows) for e in report.ledger] == ledger
        assert [d.id for d in report.definitions] == [row[0] for row in definitions]
        assert {"yes", "not verified"} == {row[3] for row in definitions}

    def test_marked_as_invented(self, make):
        """Row 1 and the printed header and footer of every sheet say it."""
        for sheet in book_of(make()):
            assert sheet["A1"].value == "INVENTED DATA"
            assert sheet.oddHeader.right.text == "INVENTED DATA"
            assert sheet.oddFooter.center.text == "INVENTED DATA"

    def test_header_stays_and_filters(self, make):
        """The header of the findings is frozen and filters them."""
        report, sheet = make(), book_of(make())["Findings"]

        assert sheet.freeze_panes == "A3"
        assert sheet.auto_filter.ref == f"A2:N{len(report.findings) + 2}"

    def test_same_bytes_twice(self, make):
        """The same report gives the same bytes."""
        assert render_workbook(make()) == render_workbook(make())


def test_real_data_are_not_marked():
    """Without the mark the header is the first row."""
    book = book_of(samples.realistic(invented=False))

    assert book["Findings"]["A1"].value == "analysis"
    assert book["Read me"]["A1"].value == samples.realistic().title


def test_very_long_texts_are_cut():
    """A cell holds 32,767 characters and the rest is left out without an error."""
    book = book_of(samples.realistic(title="&" * 40_000))

    assert book["Read me"]["A2"].value == "&" * 32_767
