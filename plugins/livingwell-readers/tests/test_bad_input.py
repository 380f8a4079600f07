"""What is wrong with a file is said with its place and a remedy, whoever reads it."""

from __future__ import annotations

import datetime

import polars as pl
import pyreadstat
import pytest
from helpers_readers import WIDE, csv_text, evaluated, put, read, wide_table

from livingwell_core.errors import InputError

BY_NAME = pytest.mark.parametrize("reader", [None, "redcap", "mhsds"])
HEADER = "Id,Date,Q1,Q2,Q3\n"
GOOD = "p,2021-02-01,1,2,3\n"


def refused(path, **settings) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(path, wide_table(**settings))
    return [str(problem) for problem in caught.value.problems]


@BY_NAME
class TestText:
    """Text files, by each of the readers that open them."""

    def test_mixed_encodings(self, tmp_path, reader):
        """Some lines are UTF-8 and others are not: the lines are named."""
        text = HEADER.encode() + "é,2021-02-01,1,2,3\n".encode() + "è,2021-02-01,1,2,3\n".encode("cp1252")
        (message,) = refused(put(tmp_path / "a.csv", text), reader=reader)

        assert message == (
            "a.csv, row 3: is not UTF-8 at byte 1 of this line, as other lines are: encodings are mixed; "
            'save the file as UTF-8, or say encoding = "cp1252" in the profile'
        )

    def test_windows_throughout(self, tmp_path, reader):
        """A file from Windows is read, and the guess is said."""
        found = read(
            put(tmp_path / "a.csv", (HEADER + GOOD + GOOD.replace("p", "é")).encode("cp1252")),
            wide_table(reader=reader),
        )

        assert len(found.answers) == 2
        (warning,) = found.warnings
        assert str(warning).startswith("a.csv: is not UTF-8, and was read as Windows text; say encoding =")

    def test_a_stray_quote(self, tmp_path, reader):
        """It would swallow the rows below: the row where it stands is named."""
        text = HEADER + GOOD + 'q,2021-02-01,"1,2,3\n' + GOOD * 3 + 'r,2021-02-01,1,2,"3\n'
        messages = refused(put(tmp_path / "a.csv", text), reader=reader)

        assert messages[0].startswith("a.csv, row 3: a quote is out of place: it may swallow the rows below")

    def test_dates_of_two_formats(self, tmp_path, reader):
        """What does not fit the profile's format is set aside, never guessed."""
        text = HEADER + GOOD + "q,01/02/2021,1,2,3\nr,44228,1,2,3\n"
        found = read(put(tmp_path / "a.csv", text), wide_table(reader=reader))

        first, second = (str(problem) for problem in found.problems)
        assert first == (
            "a.csv, row 3, Date: unreadable date, got '01/02/2021', expected a date like 2021-12-31"
        )
        assert second.startswith("a.csv, row 4, Date: unreadable date, got '44228', expected a date like")
        assert second.endswith('a number of days since 1900 is read by date_format = "excel-serial"')

    def test_excel_day_numbers(self, tmp_path, reader):
        """A column of them is read if the profile says so; the first of February 2021 is 44228 in Excel."""
        found = read(
            put(tmp_path / "a.csv", HEADER + "p,44228,1,2,3\nq,44228.6,1,2,3\n"),
            wide_table(reader=reader, date_format="excel-serial"),
        )

        day = (datetime.date(2021, 2, 1) - datetime.date(1970, 1, 1)).days
        assert found.keys["day"].to_list() == [day, day]

    def test_no_table(self, tmp_path, reader):
        """A workbook under a wrong name, and a file with nothing in it."""
        assert refused(put(tmp_path / "a.csv", b"PK\x03\x04" + bytes(9)), reader=reader) == [
            "a.csv: is an Excel workbook or another zip archive, not a text file as its name says"
        ]
        assert "is empty" in refused(put(tmp_path / "a.csv", ""), reader=reader)[0]
        assert "has no rows" in refused(put(tmp_path / "a.csv", HEADER), reader=reader)[0]

    def test_a_full_sheet(self, tmp_path, reader):
        """As many rows as a sheet of Excel holds: read, with a warning that it may be cut off."""
        found = read(put(tmp_path / "a.csv", HEADER + GOOD * 1_048_575), wide_table(reader=reader))

        assert [warning.reason for warning in found.warnings] == [
            "has exactly 1,048,576 rows, as many as a sheet of Excel holds: it may be cut off"
        ]

    def test_a_column_renamed_half_way(self, tmp_path, reader):
        """Of two files that one profile reads, the one with another name is refused, and the other used."""
        put(tmp_path / "here" / "2021.csv", HEADER + GOOD)
        put(tmp_path / "here" / "2022.csv", HEADER.replace("Q2", "Question 2") + GOOD.replace("2021", "2022"))
        table = (f'reader = "{reader}"\n' if reader else "") + WIDE

        with pytest.raises(InputError) as caught:
            evaluated(tmp_path, "*.csv", table)

        (problem,) = caught.value.problems
        assert str(problem).startswith("here/2022.csv, row 1, Q2: no such column; one of: Date, Id, Q1, ")


class TestRowsOfTooManyCells:
    """A row with more cells than names."""

    @BY_NAME
    def test_refused(self, tmp_path, reader):
        """Which cell is whose cannot be known: the file is refused."""
        messages = refused(put(tmp_path / "a.csv", HEADER + GOOD + "q,2021-02-01,1,2,3,4\n"), reader=reader)

        (message,) = messages
        assert message == (
            "a.csv, row 3: more cells than the header has, got '6', expected 5 cells; "
            "is a quote or a delimiter out of place?"
        )


class TestWorkbook:
    """What a workbook adds to it."""

    def test_dates_of_two_kinds(self, tmp_path):
        """Cells that Excel holds as dates stand beside text; a bare day number is named."""
        import openpyxl

        book = openpyxl.Workbook()
        for row in (
            ["Id", "Date", "Q1", "Q2", "Q3"],
            ["p", datetime.date(2021, 2, 1), 1, 2, 3],
            ["q", "2021-02-01", 1, 2, 3],
            ["r", 44228, 1, 2, 3],
            ["s", "01/02/2021", 1, 2, 3],
        ):
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        found = read(tmp_path / "a.xlsx")

        assert found.keys["day"].n_unique() == 1
        assert [(problem.row, problem.value) for problem in found.problems] == [
            (4, "44228"),
            (5, "01/02/2021"),
        ]


def test_leading_zeros(tmp_path):
    """Identifiers are compared exactly: 007 and 7 are two people, and nobody is guessed."""
    rows = [["Id", "Date", "Q1", "Q2", "Q3"], ["007", "2021-02-01", 1, 2, 3], ["7", "2021-08-01", 1, 2, 3]]
    found = read(put(tmp_path / "a.csv", csv_text(rows)))

    assert found.keys["person"].n_unique() == 2


@pytest.mark.parametrize("ending", ["parquet", "sav", "dta"])
def test_no_row_with_names(tmp_path, ending):
    """Where names stand in no row, a column that is missing is named without one."""
    path = tmp_path / f"a.{ending}"
    write = {"parquet": pl.DataFrame.write_parquet, "sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}
    write[ending](pl.DataFrame({"Id": ["p"], "Date": ["2021-02-01"], "Q1": [1.0], "Q3": [1.0]}), path)

    (message,) = refused(path)
    assert message.startswith(f"a.{ending}, Q2: no such column")
