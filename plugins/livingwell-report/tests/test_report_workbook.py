"""The workbook: findings at full precision, no formulas, marked where invented."""

import io

import attrs
import many
import openpyxl
import pytest
import samples
from livingwell_report.workbook import render_workbook

from livingwell_core.instruments import ILLUSTRATIVE
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


class TestByInstrument:
    """A sheet an instrument, for reading."""

    def test_names(self):
        """Each has a name that a spreadsheet accepts and that no other sheet has."""
        assert book_of(many.many()).sheetnames == [
            "Read me",
            "Findings",
            "ReQoL-10",
            "DIALOG",
            "Personal goals",
            "Questions About Your Life",
            "Ledger",
            "Remarks",
            "Definitions",
        ]
        assert book_of(many.troubled()).sheetnames[2:6] == [
            "ReQoL-10",
            "DIALOG",
            "Findings 2",
            "Questions about a life in all i",
        ]

    def test_values_come_back(self):
        """Every value stands in the row of its score and site, to the last digit."""
        report = many.many()
        rows = list(book_of(report)["ReQoL-10"].iter_rows(values_only=True))
        head = rows[3]
        row = next(r for r in rows[4:] if r[0].startswith("ReQoL-UI") and r[1] == "Living Well Salford")
        own = [f for f in report.findings if f.score == "utility" and f.site == "salford"]

        for finding in own:
            unit = f" ({finding.unit})" if finding.unit not in {"", "utility"} else ""
            assert row[head.index(f"{finding.statistic}{unit}")] == finding.value

    def test_a_second_definition(self):
        """Two of one name have a column each."""
        report = samples.realistic()
        first = next(f for f in report.findings if f.statistic == "effect size")
        other = attrs.evolve(first, definition="d_av", value=0.4321)
        rows = list(book_of(attrs.evolve(report, findings=(*report.findings, other)))["ReQoL-10"].values)

        assert rows[3][rows[2].index("effect size (sd)")] == first.value
        assert rows[3][rows[2].index("effect size (sd) d_av")] == 0.4321

    @pytest.mark.parametrize("make", [many.many, many.troubled])
    def test_no_cell_is_empty(self, make):
        """A cell has a number or the reason why there is none."""
        book = book_of(make())
        for name in book.sheetnames[2:6]:
            sheet = book[name]
            top = int(sheet.auto_filter.ref.split(":")[0][1:])
            for row in sheet.iter_rows(min_row=top):
                assert all(cell.value not in {None, ""} for cell in row)

    def test_header_stays(self):
        """Score, site and the names of the columns stay in sight."""
        sheet = book_of(many.many())["DIALOG"]

        assert sheet.freeze_panes == "C4"
        assert sheet.auto_filter.ref == f"A3:{sheet.cell(3, sheet.max_column).column_letter}{sheet.max_row}"


class TestIllustrative:
    """What rests on a value set that is only an example says so."""

    def test_each_row(self):
        """The note and the ground of each row, in the findings and in the instrument's sheet."""
        book = book_of(many.many())
        for name, score in (("Findings", 2), ("ReQoL-10", 0)):
            rows = list(book[name].iter_rows(min_row=4))
            marked = [
                row for row in rows if str(row[score].value).lower().startswith(("utility", "reqol-ui"))
            ]
            assert marked
            for row in rows:
                says = ILLUSTRATIVE in str(row[-1].value)
                ground = row[0].fill.fgColor.rgb == "FFFBE1E6"
                assert says == ground == (row in marked)

    def test_banner(self):
        """A sheet with such rows begins with it, and prints it on every page."""
        book = book_of(many.many())
        for name in ("Findings", "ReQoL-10"):
            assert book[name]["A2"].value.startswith(ILLUSTRATIVE)
            assert ILLUSTRATIVE in book[name].oddHeader.right.text
        for name in ("DIALOG", "Ledger"):
            assert not any(ILLUSTRATIVE in str(cell.value) for row in book[name].iter_rows() for cell in row)

    def test_real_data(self):
        """It is said without the mark of invented data too."""
        book = book_of(many.many(invented=False))

        assert book["Findings"]["A1"].value.startswith(ILLUSTRATIVE)
        assert book["Findings"].oddFooter.center.text == ILLUSTRATIVE


def test_remarks():
    """Totals scored again and codes read as missing are a sheet, where there are any."""
    rows = list(book_of(many.many())["Remarks"].values)

    assert ("ReQoL-10, total", "salford", "differ from our score", 3) in rows
    assert ("DIALOG", "edinburgh", "answers coded 8, read as missing", 41) in rows
    assert "Remarks" not in book_of(samples.realistic()).sheetnames


class TestReadMe:
    """What stands where."""

    def test_sheets(self):
        """It names the sheets there are, and those by measure as what they are."""
        book = book_of(many.many())
        named = [row[0] for row in book["Read me"].iter_rows(values_only=True)]
        listed = named[named.index("Sheets") + 1 : named.index("Sites") - 1]

        assert [name for name in listed if name not in book.sheetnames] == ["One sheet for each measure"]

    def test_settings(self):
        """What scores of one instrument share is one line, as on the page; days stay as in the data."""
        report = many.many(settings={**many.many().settings, "first day": "2019-05-01"})
        rows = list(book_of(report)["Read me"].iter_rows(values_only=True))

        assert ("missing answers, qayl (5 scores)", "complete-cases") in rows
        assert not any(str(row[0]).startswith("missing answers, qayl.") for row in rows)
        assert ("first day", "2019-05-01") in rows


class TestFormats:
    """Numbers are shown as on the page."""

    @pytest.mark.parametrize("name", ["Findings", "Questions About Your Life"])
    def test_medians(self, name):
        """A median has the decimals that it needs."""
        cells = [cell for row in book_of(many.many())[name].iter_rows() for cell in row]
        formats = {(cell.value, cell.number_format) for cell in cells if cell.value in {4, 4.5, 3.5}}

        assert (4, "0") in formats
        assert not {(4, "0.0"), (4.5, "0"), (3.5, "0")} & formats
        assert name != "Findings" or (4.5, "0.0") in formats

    def test_means(self):
        """Of a short scale they have two decimals, of a long one one."""
        sheet = book_of(many.many())["ReQoL-10"]
        head = [cell.value for cell in sheet[4]]
        column = head.index("mean first")
        found = {row[0].value: row[column].number_format for row in sheet.iter_rows(min_row=5)}

        assert found["total"] == "0.0"
        assert found["physical health"] == "0.00"
