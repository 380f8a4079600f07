"""Parquet files: typed columns, row numbers, and files that are none."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from helpers_readers import put, read, refused, scan, source_of, table_of, wide_table
from livingwell_readers.parquet import parquet_reader

from livingwell_core.cohorts import ROW, reasons
from livingwell_core.errors import InputError

DAY = datetime.date(2021, 2, 1)
GOOD = {"Id": ["p", "q"], "Date": [DAY, DAY], "Q1": [1, 2], "Q2": [1, 2], "Q3": [1, 9]}


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "a.parquet"
    pl.DataFrame(GOOD).write_parquet(found)
    return found


class TestTable:
    """What the core gets."""

    def test_text_and_rows(self, path):
        """Text columns, and rows counted from 1, for there is no row with names."""
        table = table_of(path)

        assert table.schema == {ROW: pl.UInt32, **dict.fromkeys(GOOD, pl.String)}
        assert table.row(1) == (2, "q", "2021-02-01", "2", "2", "9")

    def test_problems_name_the_record(self, path):
        """The second record is row 2."""
        rows = read(path)

        assert [(p.row, p.column, p.value) for p in rows.problems] == [(2, "Q3", "9")]
        assert rows.ledger.set_aside("demo assessments", "here") == {reasons.NOT_AN_ANSWER: 1}

    def test_nothing_is_read_before_it_is_asked_for(self, path):
        """Only the columns that are wanted are read."""
        plan = scan(path).select("Q1").explain()

        assert "PROJECT 1/5 COLUMNS" in plan

    def test_a_column_that_is_not_wanted_may_hold_anything(self, tmp_path):
        """Bytes that are no text are a fault only where a profile names them."""
        path = tmp_path / "a.parquet"
        pl.DataFrame({**GOOD, "photo": [b"\xff\xd8", b"\xff"]}).write_parquet(path)

        assert read(path).ledger.read("demo assessments", "here") == 2
        with pytest.raises(pl.exceptions.ComputeError, match="utf8"):
            table_of(path)

    def test_names(self, tmp_path):
        """Spaces around names are dropped, and patterns are names."""
        path = tmp_path / "a [1] x=2.parquet"
        pl.DataFrame({" Id ": ["p"], "*": [1], "^Q.*$": [2]}).write_parquet(path)

        assert table_of(path).row(0, named=True) == {ROW: 1, "Id": "p", "*": "1", "^Q.*$": "2"}

    def test_real_dates_of_another_format(self, path):
        """A profile made for the CSV of the same system reads the dates all the same."""
        rows = read(path, wide_table(date_format="%d/%m/%Y"))

        assert rows.keys["day"].to_list() == [(DAY - datetime.date(1970, 1, 1)).days]

    def test_row_groups(self, tmp_path):
        """Rows are counted through the parts of a file."""
        path = tmp_path / "a.parquet"
        pl.DataFrame({"n": range(1, 1001)}).write_parquet(path, row_group_size=64)

        table = table_of(path)

        assert table[ROW].cast(pl.String).to_list() == table["n"].to_list()


class TestRefused:
    """Files that cannot be used, each named for what it is."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "a.parquet: is empty, expected a Parquet file"),
            (b"Id,Date\n", "a.parquet: is not a Parquet file as its name says"),
            (b"PK\x03\x04", "is an Excel workbook or another zip archive, not a Parquet file"),
            (b"$FL2@(#)", "is an SPSS file, not a Parquet file as its name says"),
            (b"\x1f\x8b\x08", "is a compressed file (gzip); unpack it first, not a Parquet file"),
            (b"PARE" + bytes(20) + b"PARE", "is encrypted"),
            (b"PAR1" + bytes(20) + b"PARE", "is encrypted"),
            (b"PAR1", "is damaged"),
            (b"PAR1" + bytes(20) + b"PAR1", "is damaged: its list of columns cannot be read"),
        ],
    )
    def test_no_parquet(self, tmp_path, content, words):
        """Empty, something else, encrypted, or without what is between the ends."""
        (message,) = refused(put(tmp_path / "a.parquet", content))

        assert words in message

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_cut_off(self, path, share):
        """A copy that broke off lacks the end, where the list of columns is."""
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

        (message,) = refused(path)

        assert message.startswith("a.parquet: is cut off: the end of the Parquet file is missing, expected")

    def test_damaged_list_of_columns(self, path):
        """Every byte of the list set to something else: a message each time, or the same rows."""
        whole = path.read_bytes()
        length = int.from_bytes(whole[-8:-4], "little")
        for place in range(len(whole) - 8 - length, len(whole) - 8 - length + 60):
            put(path, whole[:place] + b"\xff" + whole[place + 1 :])
            try:
                message = f"a.parquet: {parquet_reader.scan(source_of(path)).collect_schema()}"
            except InputError as error:
                message = str(error)
            assert message.startswith("a.parquet")

    def test_two_columns_with_one_name(self, tmp_path):
        """Which other programs write and this one cannot."""
        path = tmp_path / "a.parquet"
        pl.DataFrame({"QQ1": [1], "QQ2": [2]}).write_parquet(path)
        path.write_bytes(path.read_bytes().replace(b"QQ2", b"QQ1"))

        assert refused(path) == ["a.parquet: two columns have one name"]

    def test_two_columns_with_one_name_but_for_spaces(self, tmp_path):
        """Named; there is no row that they stand in."""
        path = tmp_path / "a.parquet"
        pl.DataFrame({"Q1": [1], "Q1 ": [2], "Q2": [1], " Q2": [2]}).write_parquet(path)

        assert refused(path) == [f"a.parquet, {name}: two columns have one name" for name in ("Q1", "Q2")]

    def test_the_readers_own_column(self, tmp_path):
        """A name that is needed for the numbers of the rows."""
        path = tmp_path / "a.parquet"
        pl.DataFrame({ROW: [1]}).write_parquet(path)

        assert refused(path) == [f"a.parquet, {ROW}: a name that the reader needs itself"]

    def test_no_columns(self, tmp_path):
        """A table of nothing."""
        path = tmp_path / "a.parquet"
        pl.DataFrame().write_parquet(path)

        assert refused(path) == ["a.parquet: no names of columns, expected a header row"]

    def test_no_rows(self, tmp_path):
        """Columns and nothing in them: the core says so."""
        path = tmp_path / "a.parquet"
        pl.DataFrame(GOOD).clear().write_parquet(path)

        with pytest.raises(InputError, match="has no rows"):
            read(path)

    def test_settings_that_mean_nothing(self, path):
        """A row of names and a sheet are said to be none, both at once."""
        assert refused(path, header_row=2, sheet="A") == [
            "a.parquet: a Parquet file has no row with names; leave 'header_row' out of the profile, got '2'",
            "a.parquet: a Parquet file has no sheets; leave 'sheet' out of the profile, got 'A'",
        ]

    def test_gone(self, tmp_path):
        """A file that is not there, and a folder with its name."""
        (tmp_path / "b.parquet").mkdir()

        assert "cannot be read (No such file" in refused(tmp_path / "a.parquet")[0]
        assert "cannot be read (Is a directory" in refused(tmp_path / "b.parquet")[0]
