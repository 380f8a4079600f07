"""A user's own tables: formats, numbers as people write them, and what is wrong with them."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing import tables
from livingwell_costing.tables import money, read_table

from livingwell_core.cohorts.readers import ROW, Reader, Source
from livingwell_core.errors import InputError


def write(folder, text, name="table.csv"):
    path = folder / name
    path.write_text(text)
    return Source(path=path, name=name)


class TestMoney:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("49", 49),
            ("£49", 49),
            (" £ 1,234.50 ", Fraction(2469, 2)),
            ("1234.5", Fraction(2469, 2)),
            ("1,234,567", 1_234_567),
            ("-3", -3),
            ("£-3.", -3),
            ("-£3.10", Fraction(-31, 10)),
            ("0.1", Fraction(1, 10)),
        ],
    )
    def test_as_people_write(self, text, expected):
        """With and without sign, pound and commas; exactly."""
        assert money(text) == expected

    @pytest.mark.parametrize(
        "text", ["", "n/a", "£", "1,23", "12,34,567", "1.2.3", "1e5", "49 pounds", "--3"]
    )
    def test_no_number(self, text):
        """Not guessed at."""
        with pytest.raises(ValueError, match=r"a number such as 49 or £1,234\.50"):
            money(text)

    @given(st.integers(0, 10**12))
    def test_thousands(self, pence):
        """What Python writes with commas is read back."""
        assert money(f"£{pence // 100:,}.{pence % 100:02d}") == Fraction(pence, 100)


class TestReadTable:
    def test_csv(self, tmp_path):
        """Columns in the order asked for, rows as a spreadsheet counts, blanks stripped."""
        source = write(tmp_path, "a,b,c\n1, x ,\n,,z\n,,\n2,y,w\n")
        rows = read_table(source, ["b", "a"])
        assert [(row.number, row.cells) for row in rows] == [(2, ("x", "1")), (5, ("y", "2"))]

    def test_workbook(self, tmp_path):
        """Excel too: the PSSRU publishes its tables so."""
        from openpyxl import Workbook

        book = Workbook()
        book.active.append(["Staff", "Cost"])
        book.active.append(["nurse", 49])
        book.save(tmp_path / "costs.xlsx")
        rows = read_table(Source(path=tmp_path / "costs.xlsx", name="costs.xlsx"), ["Cost", "Staff"])
        assert [row.cells for row in rows] == [("49", "nurse")]

    def test_counting(self, tmp_path):
        """Alike rows once, in the order in which they first come."""
        source = write(tmp_path, "kind\ncall\nvisit\ncall\n call\n\nvisit\n")
        rows = read_table(source, ["kind"], count=True)
        assert [(row.number, row.cells) for row in rows] == [(2, ("call", "3")), (3, ("visit", "2"))]

    @pytest.mark.parametrize(
        ("text", "name", "message"),
        [
            ("a,b\n1,2\n", "t.csv", "t.csv, row 1, cost: no such column; one of: a, b"),
            ("cost\n", "t.csv", "t.csv: has no rows below its header"),
            ("cost\n\n", "t.csv", "t.csv: has no rows below its header"),
            ("", "t.csv", "t.csv: is empty"),
            ("cost\n1,2\n", "t.csv", "t.csv, row 2: more cells than the header has"),
            ("cost\n1\n", "t.pdf", "no reader for this kind of file"),
            ("cost\n1\n", "t.xlsx", "t.xlsx"),
        ],
    )
    def test_refused(self, tmp_path, text, name, message):
        """The file, the row, and what was expected."""
        with pytest.raises(InputError, match=message):
            read_table(write(tmp_path, text, name), ["cost"])

    def test_a_quote_that_swallows_rows(self, tmp_path):
        """Is found by the core's own audit."""
        text = 'kind,cost,x,y\na,1,1,1\n"b,2,2,2\nc,3,3,3\nd,4,4,4"\n'
        with pytest.raises(InputError, match="quote"):
            read_table(write(tmp_path, text), ["kind", "cost"])

    def test_what_another_reader_cannot_read(self, tmp_path, monkeypatch):
        """Is said in the first line of polars' words."""

        def scan(_source):
            return pl.LazyFrame({"cost": ["x"], ROW: [2]}).with_columns(pl.col("cost").str.to_date("%Y"))

        monkeypatch.setattr(tables, "_READERS", (Reader(id="x", extensions=(".x",), scan=scan),))
        with pytest.raises(InputError, match=r"t\.x: cannot be read: "):
            read_table(write(tmp_path, "", "t.x"), ["cost"])

    def test_no_such_file(self, tmp_path):
        """Is said."""
        with pytest.raises(InputError, match="cannot be read"):
            read_table(Source(path=tmp_path / "gone.csv", name="gone.csv"), ["cost"])
