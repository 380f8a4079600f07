"""Workbooks: sheets, headers, cells of every kind, and files that are no workbook."""

from __future__ import annotations

import datetime
import zipfile

import openpyxl
import pytest
from helpers_files import day, put, read_path, read_text, set_aside, wide_table, workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from livingwell_core.cohorts import reasons
from livingwell_core.errors import InputError

HEADER = ["Id", "Date", "Q1", "Q2", "Q3"]
WHEN = datetime.datetime(2021, 2, 1)
GOOD = ["p", WHEN, 1, 2, 3]
BAD = ["q", WHEN, 1, 2, 9]


def read(folder, rows, table=None, sheets=None):
    return read_path(workbook(folder / "a.xlsx", sheets or {"S": rows}), table or wide_table())


def refused(path, table=None) -> str:
    with pytest.raises(InputError) as caught:
        read_path(path, table or wide_table())
    return str(caught.value)


class TestSheets:
    """Which sheet."""

    def test_first_by_default(self, tmp_path):
        """The first sheet is read if none is named."""
        rows = read(tmp_path, None, sheets={"A": [HEADER, GOOD], "B": [["x"]]})

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_by_name(self, tmp_path):
        """Or the one that the profile names."""
        rows = read(tmp_path, None, wide_table(sheet="B"), {"A": [["x"]], "B": [HEADER, GOOD]})

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_missing(self, tmp_path):
        """A sheet that is not there, with the nearest name."""
        path = workbook(tmp_path / "a.xlsx", {"Answers": [HEADER, GOOD]})

        text = refused(path, wide_table(sheet="Answer"))

        assert text == "a.xlsx: no such sheet; did you mean 'Answers'?, got 'Answer'"

    @pytest.mark.parametrize("rows", [[], [[None]]])
    def test_empty(self, tmp_path, rows):
        """A sheet with nothing in it."""
        assert "is empty" in refused(workbook(tmp_path / "a.xlsx", {"S": rows}))

    def test_header_only(self, tmp_path):
        """A sheet with a header and no more."""
        assert "has no rows below its header" in refused(workbook(tmp_path / "a.xlsx", {"S": [HEADER]}))

    def test_ends_before_the_header(self, tmp_path):
        """A header row that the sheet does not reach."""
        text = refused(workbook(tmp_path / "a.xlsx", {"S": [HEADER, GOOD]}), wide_table(header_row=5))

        assert text.startswith("a.xlsx, row 5, sheet 'S': ends before the header row")


class TestRows:
    """Row numbers are the sheet's own."""

    def test_title_above(self, tmp_path):
        """Lines above the header are passed over and counted."""
        rows = read(tmp_path, [["Export", None, "Scores"], HEADER, GOOD, BAD], wide_table(header_row=2))

        assert [problem.row for problem in rows.problems] == [4]

    def test_blank_rows_between(self, tmp_path):
        """Blank rows are counted, set aside and no problem."""
        rows = read(tmp_path, [HEADER, GOOD, [], [], BAD])

        assert [problem.row for problem in rows.problems] == [5]
        assert set_aside(rows)[reasons.BLANK_ROW] == 2

    def test_blank_rows_at_the_top(self, tmp_path):
        """The header's row is counted from the top of the sheet, blank rows and all."""
        rows = read(tmp_path, [[], [], HEADER, GOOD, BAD], wide_table(header_row=3))

        assert [problem.row for problem in rows.problems] == [5]

    def test_blank_row_then_a_title(self, tmp_path):
        """So it is with a title below the blank rows."""
        rows = read(tmp_path, [[], ["Export"], HEADER, GOOD, BAD], wide_table(header_row=3))

        assert [problem.row for problem in rows.problems] == [5]

    def test_blank_first_column(self, tmp_path):
        """A blank column to the left changes nothing."""
        rows = read(tmp_path, [[None, *HEADER], [None, *GOOD], [None, *BAD]])

        assert rows.answers.tolist() == [[1, 2, 3]]
        assert [problem.row for problem in rows.problems] == [3]

    def test_cells_beyond_the_header(self, tmp_path):
        """Notes to the right of the table are not read."""
        rows = read(tmp_path, [HEADER, [*GOOD, "a note", 5], GOOD])

        assert rows.answers.tolist() == [[1, 2, 3]] * 2

    def test_short_rows(self, tmp_path):
        """Cells that are not there are blank."""
        assert read(tmp_path, [HEADER, ["p", WHEN, 1]]).answers.tolist() == [[1, -128, -128]]

    def test_two_columns_with_one_name(self, tmp_path):
        """As in a text file."""
        path = workbook(tmp_path / "a.xlsx", {"S": [["Id", "Date", "Q1", "Q1", "Q3"], GOOD]})

        assert refused(path) == "a.xlsx, row 1, Q1: two columns have one name"

    def test_numbers_as_names(self, tmp_path):
        """A column named with a number is found by its digits."""
        table = wide_table(items={"1": "1", "2": "2", "3": "3"})

        assert read(tmp_path, [["Id", "Date", 1, 2, 3], GOOD], table).answers.tolist() == [[1, 2, 3]]


class TestCells:
    """Cells of every kind."""

    @pytest.mark.parametrize(
        "cell",
        [
            WHEN,
            WHEN.date(),
            datetime.datetime(2021, 2, 1, 23, 59, 59),
            "01/02/2021",
            " 1/2/2021 ",
            "2021-02-01",
        ],
        ids=str,
    )
    def test_dates(self, tmp_path, cell):
        """A real date cell and a text in the profile's format stand side by side."""
        rows = read(tmp_path, [HEADER, ["p", cell, 1, 2, 3], ["q", "02/02/2021", 1, 2, 3]])

        assert rows.keys["day"].to_list() == [day("2021-02-01"), day("2021-02-02")]

    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            (44228, reasons.UNREADABLE_DATE),
            ("31/02/2021", reasons.UNREADABLE_DATE),
            (datetime.time(10, 0), reasons.IMPOSSIBLE_DATE),
            (datetime.datetime(2030, 1, 1), reasons.IMPOSSIBLE_DATE),
            (None, reasons.NO_DATE),
            (True, reasons.UNREADABLE_DATE),
        ],
        ids=str,
    )
    def test_no_dates(self, tmp_path, cell, reason):
        """What is no date is named with its cell."""
        rows = read(tmp_path, [HEADER, GOOD, ["p", cell, 1, 2, 3]])

        assert [(p.row, p.column, p.reason) for p in rows.problems] == [(3, "Date", reason)]

    @pytest.mark.parametrize("cell", [3, 3.0, "3", "3.0", " 3 ", "3.", "+3", "03"])
    def test_answers(self, tmp_path, cell):
        """A number is a number however the cell holds it."""
        assert read(tmp_path, [HEADER, ["p", WHEN, 1, 2, cell]]).answers.tolist() == [[1, 2, 3]]

    @pytest.mark.parametrize("cell", [2.5, True, False, "TRUE", "three", 99, -1, "3 4"])
    def test_no_answers(self, tmp_path, cell):
        """What is none is named, never rounded, never taken for 0 or 1."""
        rows = read(tmp_path, [HEADER, GOOD, ["p", WHEN, 1, 2, cell]])

        assert [(p.row, p.column, p.expected) for p in rows.problems] == [(3, "Q3", "0 to 4")]

    def test_people_by_number_or_text(self, tmp_path):
        """1001 is the same person as a number, as a decimal and as text."""
        cells = [1001, 1001.0, "1001", " 1001 "]

        rows = read(tmp_path, [HEADER, *([cell, WHEN, 1, 2, 3] for cell in cells)])

        assert rows.keys["person"].n_unique() == 1

    def test_same_person_in_text_file(self, tmp_path):
        """And the same as in a text file."""
        book = read(tmp_path, [HEADER, [1001, WHEN, 1, 2, 3]])
        text = read_text(tmp_path, "Id,Date,Q1,Q2,Q3\n1001,01/02/2021,1,2,3\n")

        assert book.keys.equals(text.keys)


class TestNoWorkbook:
    """Files that are none."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "is empty"),
            (b"Id,Date\n1,2\n", "is not an Excel workbook as its name says"),
            (b"PK\x03\x04" + b"x" * 99, "is not an Excel workbook as its name says"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "or is protected by a password"),
        ],
    )
    def test_named(self, tmp_path, content, words):
        """Each is named for what it is."""
        text = refused(put(tmp_path / "a.xlsx", content))

        assert text.startswith("a.xlsx: ")
        assert words in text

    @pytest.mark.parametrize("ending", [".xls", ".ods"])
    def test_wrong_ending(self, tmp_path, ending):
        """A workbook of another kind than its ending says."""
        path = workbook(tmp_path / "a.xlsx", {"S": [HEADER, GOOD]})

        assert "is not an Excel workbook" in refused(path.rename(path.with_suffix(ending)))

    def test_missing(self, tmp_path):
        """A file that is gone."""
        assert refused(tmp_path / "a.xlsx").startswith("a.xlsx: cannot be read (No such file")

    def test_a_folder(self, tmp_path):
        """A folder with its name."""
        (tmp_path / "a.xlsx").mkdir()

        assert refused(tmp_path / "a.xlsx").startswith("a.xlsx: cannot be read (Is a directory")

    @pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
    def test_cut_off(self, tmp_path, share):
        """A download that broke off."""
        path = workbook(tmp_path / "a.xlsx", {"S": [HEADER, GOOD]})
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

        assert "is not an Excel workbook" in refused(path)

    @pytest.mark.parametrize(
        ("part", "content"),
        [
            ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
            ("xl/worksheets/sheet1.xml", None),
            ("xl/worksheets/sheet1.xml", b""),
            ("xl/workbook.xml", b"<workbook><sheets></sheets></workbook>"),
            ("xl/workbook.xml", None),
        ],
    )
    def test_broken_inside(self, tmp_path, part, content):
        """A zip archive in which a part is broken, empty or gone gives a message that names the file."""
        path = workbook(tmp_path / "a.xlsx", {"S": [HEADER, GOOD]})
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[part] = content
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                if data is not None:
                    archive.writestr(name, data)

        assert refused(path).startswith("a.xlsx")


class TestOldMacs:
    """Workbooks that count days from 1904."""

    @pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
    def test_dates_are_the_same(self, tmp_path, epoch):
        """A date is a date; only where a bare number means another day is there a warning."""
        book = openpyxl.Workbook()
        book.epoch = epoch
        for row in (HEADER, GOOD):
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")

        rows = read_path(tmp_path / "a.xlsx", wide_table())

        assert rows.keys["day"].to_list() == [day("2021-02-01")]
        told = [str(warning) for warning in rows.warnings if "1904" in str(warning)]
        assert len(told) == (epoch == CALENDAR_MAC_1904)
        assert all(text.startswith("a.xlsx: counts days from 1904, as old Macs do") for text in told)
