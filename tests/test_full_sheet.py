"""Tables that end where a spreadsheet ends."""

from __future__ import annotations

import zipfile

import pytest
from helpers_files import put, workbook

from livingwell_core.cohorts import Source
from livingwell_core.cohorts import xlsx_reader as module
from livingwell_core.cohorts.full_sheet import OLD_SHEET_ROWS, SHEET_ROWS, full_text
from livingwell_core.cohorts.xlsx_reader import xlsx_reader

WORDS = (
    "{name}: has exactly {rows} rows, as many as a sheet of Excel holds: it may be cut off, expected as many "
    "rows as the system has; if it has more, an export in parts"
)


def notices(path, content, **settings):
    put(path, content)
    return [str(problem) for problem in full_text(Source(path=path, name=path.name, **settings))]


class TestText:
    """Text files that were saved from a sheet."""

    @pytest.mark.parametrize("rows", [SHEET_ROWS, OLD_SHEET_ROWS])
    @pytest.mark.parametrize("end", ["\n", ""])
    def test_full(self, tmp_path, rows, end):
        """The header counts, and whether the last line ends does not matter."""
        text = "Id\n" + "p\n" * (rows - 2) + "p" + end

        assert notices(tmp_path / "a.csv", text) == [WORDS.format(name="a.csv", rows=f"{rows:,}")]

    @pytest.mark.parametrize("rows", [SHEET_ROWS - 1, SHEET_ROWS + 1, OLD_SHEET_ROWS + 1, 1])
    @pytest.mark.parametrize("cell", ["p", '"p"'])
    def test_one_row_more_or_less(self, tmp_path, rows, cell):
        """Is no sheet's end, with quotes or without."""
        assert notices(tmp_path / "a.csv", "Id\n" + f"{cell}\n" * (rows - 1)) == []

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig", "utf-16"])
    def test_rows_and_not_lines(self, tmp_path, encoding):
        """A cell with a line break is one row; whatever the file is written in."""
        text = 'Id,Note\np,"é\nb"\n' + "p,c\n" * (SHEET_ROWS - 2)

        assert len(notices(tmp_path / "a.csv", text.encode(encoding))) == 1

    def test_lines_of_a_full_sheet_in_fewer_rows(self, tmp_path):
        """As many lines as a sheet has rows are no full sheet if a cell holds a line break."""
        assert notices(tmp_path / "a.csv", 'Id,Note\np,"a\nb"\n' + "p,c\n" * (SHEET_ROWS - 3)) == []

    def test_what_cannot_be_read_is_not_judged(self, tmp_path):
        """Its reader says what is wrong with it."""
        text = b'Id\n"\xe9"\n' + "é\n".encode() * (SHEET_ROWS - 2)

        assert notices(tmp_path / "a.csv", text) == []


def sheet_of(rows):
    """The XML of a sheet with a cell in each row; openpyxl takes 10 seconds to write it."""
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, rows + 1))
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{name}"><sheetData>{cells}</sheetData></worksheet>'


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A workbook with a sheet that is full, and one with a row less."""
    path = workbook(tmp_path_factory.mktemp("full") / "a.xlsx", {"Full": [["Id"]], "Less": [["Id"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet_of(SHEET_ROWS)
    parts["xl/worksheets/sheet2.xml"] = sheet_of(SHEET_ROWS - 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


class TestWorkbook:
    """Workbooks whose sheet is full."""

    @pytest.mark.parametrize(("sheet", "found"), [("Full", 1), (None, 1), ("Less", 0)])
    def test_sheets(self, book, sheet, found):
        """The sheet that is read is looked at, and no other."""
        problems = xlsx_reader.notices(Source(path=book, name="a.xlsx", sheet=sheet))

        assert len(problems) == found
        assert all("sheet 'Full': has exactly 1,048,576 rows" in str(problem) for problem in problems)

    def test_a_small_workbook_is_not_parsed_twice(self, tmp_path):
        """What the archive says of its parts is enough: a file that would not open has no notice."""
        assert xlsx_reader.notices(Source(path=put(tmp_path / "a.xlsx", b"PK\x03\x04"), name="a.xlsx")) == []

    def test_a_large_workbook_of_few_rows(self, tmp_path, monkeypatch):
        """One that is looked at because of its size, and does not go so far."""
        monkeypatch.setattr(module, "_LEAST_BYTES_OF_A_ROW", 0)
        path = workbook(tmp_path / "a.xlsx", {"S": [["Id"], ["p"]]})

        assert xlsx_reader.notices(Source(path=path, name="a.xlsx")) == []
