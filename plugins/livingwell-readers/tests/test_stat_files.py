"""Files of SPSS and Stata: codes and labels, what is declared missing, and files that are none."""

from __future__ import annotations

import datetime
import math

import polars as pl
import pyreadstat
import pytest
from helpers_readers import put, read, refused, scan, source_of, table_of, wide_table
from livingwell_readers import stat_files
from livingwell_readers.stat_files import label_column

from livingwell_core.cohorts import ROW, reasons
from livingwell_core.errors import InputError

DAY = datetime.date(2021, 2, 1)
FRAME = pl.DataFrame(
    {"Id": ["p", "q", "r"], "Date": [DAY, DAY, None], "Q1": [0.0, 9.0, None], "Q2": [1.0, 1.5, 2.0]}
)
LABELS = {"Q1": {0.0: "Never", 1.0: "Rarely", 9.0: "Declined"}}
WRITE = {
    "a.sav": pyreadstat.write_sav,
    "a.zsav": lambda frame, path, **options: pyreadstat.write_sav(frame, path, compress=True, **options),
    "a.dta": pyreadstat.write_dta,
    "b.dta": lambda frame, path, **options: pyreadstat.write_dta(frame, path, version=12, **options),
}


@pytest.fixture(params=WRITE)
def name(request):
    return request.param


def written(folder, name, frame=FRAME, **options):
    WRITE[name](frame, folder / name, **options)
    return folder / name


class TestTable:
    """What the core gets."""

    def test_text_and_rows(self, tmp_path, name):
        """Text columns, and rows counted from 1."""
        table = table_of(written(tmp_path, name))

        assert table.schema == {ROW: pl.UInt32, **dict.fromkeys(FRAME.columns, pl.String)}
        assert table.rows() == [
            (1, "p", "2021-02-01", "0", "1"),
            (2, "q", "2021-02-01", "9", "1.5"),
            (3, "r", None, None, "2"),
        ]

    @pytest.mark.parametrize("name", ["a.sav", "a.zsav"])
    def test_labels_and_missing(self, tmp_path, name):
        """Behind a variable its labels; what the file declares as missing is blank in both."""
        path = written(tmp_path, name, variable_value_labels=LABELS, missing_ranges={"Q1": [9.0]})

        table = table_of(path)

        assert table.columns == [ROW, "Id", "Date", "Q1", "Q1 (label)", "Q2"]
        assert table["Q1"].to_list() == ["0", None, None]
        assert table[label_column("Q1")].to_list() == ["Never", None, None]

    def test_a_range_of_missing(self, tmp_path):
        """A range of codes is missing too."""
        path = written(tmp_path, "a.sav", missing_ranges={"Q1": [{"lo": 8.0, "hi": 99.0}]})

        assert table_of(path)["Q1"].to_list() == ["0", None, None]

    def test_missing_text(self, tmp_path):
        """And a text that is declared so."""
        path = written(tmp_path, "a.sav", missing_ranges={"Id": ["q"]})

        assert table_of(path)["Id"].to_list() == ["p", None, "r"]

    def test_missing_of_stata(self, tmp_path):
        """Stata's .a to .z are blank, and their labels give no words to other codes."""
        import pandas as pd

        frame = pd.DataFrame({"Id": ["p", "q", "r"], "Q1": [0, "a", math.nan]})
        labels = {"Q1": {0: "Never", "a": "Declined"}}
        path = written(
            tmp_path, "a.dta", frame, missing_user_values={"Q1": ["a"]}, variable_value_labels=labels
        )

        table = table_of(path)

        assert table["Q1"].to_list() == ["0", None, None]
        assert table["Q1 (label)"].to_list() == ["Never", None, None]

    def test_only_what_is_wanted_is_read(self, tmp_path, name, monkeypatch):
        """Two passes: one that keeps nothing, one for the columns that were asked for."""
        path = written(
            tmp_path, name, variable_value_labels={"Q1": {0: "Never"}} if "dta" in name else LABELS
        )
        asked = []
        original = stat_files._File.read
        monkeypatch.setattr(
            stat_files._File,
            "read",
            lambda file, **options: asked.append(options) or original(file, **options),
        )

        found = scan(path).select("Q1 (label)", "Q1").collect(engine="streaming")

        assert asked == [{"metadataonly": True}, {"usecols": ["Id"]}, {"usecols": ["Q1"]}]
        assert found.row(0) == ("Never", "0")

    def test_rows_alone(self, tmp_path, name):
        """Counting rows, the first of them, and some of them by number."""
        frame = scan(written(tmp_path, name))

        assert frame.select(pl.len()).collect().item() == 3
        assert frame.select(ROW).collect(engine="streaming").to_series().to_list() == [1, 2, 3]
        assert frame.head(2).collect().height == 2
        assert frame.filter(pl.col(ROW) > 1).head(1).select("Id").collect().to_series().to_list() == ["q"]

    def test_what_polars_asks_for(self, tmp_path, name):
        """The same without a query: polars asks from threads that no coverage sees."""
        columns = {n: stat_files._Column(variable=n, kind="number") for n in ("Q1", "Q2")}
        columns["Q1 (label)"] = stat_files._Column(variable="Q1", kind="number", labels={0.0: "Never"})
        file = stat_files._File(
            source=source_of(written(tmp_path, name)),
            what="",
            function="read_dta" if "dta" in name else "read_sav",
        )
        table = stat_files._Table(file=file, columns=columns, first="Id")

        (whole,) = table.rows(None, None, None, None)
        (some,) = table.rows(["Q1 (label)", ROW], pl.col(ROW) != 2, 1, None)
        (none,) = table.rows([ROW], None, None, None)

        assert whole.columns == [ROW, "Q1", "Q2", "Q1 (label)"]
        assert some.rows() == [("Never", 1)]
        assert none.rows() == [(1,), (2,), (3,)]

    def test_problems_name_the_case(self, tmp_path, name):
        """As the editor of SPSS or Stata numbers them."""
        rows = read(written(tmp_path, name), wide_table(items={"1": "Q1", "2": "Q2"}))

        assert [(p.row, p.column, p.reason) for p in rows.problems] == [
            (2, "Q1", reasons.NOT_AN_ANSWER),
            (2, "Q2", reasons.NOT_AN_ANSWER),
            (3, "Date", reasons.NO_DATE),
        ]

    def test_half_a_character(self, tmp_path):
        """SPSS cuts text at a number of bytes; half a character at the end of a text is dropped."""
        path = written(tmp_path, "a.sav", pl.DataFrame({"Id": ["p", "Zoe", "r"]}))
        put(path, path.read_bytes().replace(b"Zoe", b"Zo\xc3"))

        assert table_of(path)["Id"].to_list() == ["p", "Zo", "r"]

    def test_old_encoding(self, tmp_path):
        """Text in another encoding than the file says is read if the profile says which."""
        path = written(tmp_path, "a.sav", pl.DataFrame({"Id": ["p", "Zoe", "r"]}))
        put(path, path.read_bytes().replace(b"Zoe", b"Z\xf6e"))

        (message,) = refused(path)

        assert message.startswith("a.sav: holds text in another encoding than it says, expected encoding = ")
        assert table_of(path, encoding="cp1252")["Id"].to_list() == ["p", "Zöe", "r"]


class TestRefused:
    """Files that cannot be used, each named for what it is."""

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.sav", b"", "is empty, expected an SPSS file"),
            ("a.dta", b"", "is empty, expected a Stata file"),
            ("a.sav", b"Id,Date\n", "is not an SPSS file as its name says"),
            ("a.dta", b"Id,Date\n", "is not a Stata file as its name says"),
            ("a.zsav", b"PAR1", "is a Parquet file, not an SPSS file as its name says"),
            ("a.sav", b"<stata_dta>", "is a Stata file, not an SPSS file as its name says"),
            ("a.dta", b"$FL2@(#)", "is an SPSS file, not a Stata file as its name says"),
            ("a.sav", b"\x1c" + bytes(7) + b"ENCRYPTEDSAV\x15" + bytes(15), "is protected by a password"),
            ("a.sav", b"$FL2@(#)", "is damaged or cut off"),
            ("a.dta", b"r\x02\x01", "is damaged or cut off"),
        ],
    )
    def test_named(self, tmp_path, name, content, words):
        """Empty, something else, protected, or nothing but a beginning."""
        (message,) = refused(put(tmp_path / name, content))

        assert message.startswith(f"{name}: ")
        assert words in message

    @pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.9999])
    def test_cut_off(self, tmp_path, name, share):
        """A copy that broke off is refused before any of it is used."""
        frame = pl.DataFrame({"Id": [f"person {n}" for n in range(500)], "Q1": [n / 7 for n in range(500)]})
        path = written(tmp_path, name, frame)
        whole = path.read_bytes()
        put(path, whole[: int(len(whole) * share)])

        with pytest.raises(InputError) as caught:
            scan(path)
        assert "is damaged or cut off" in str(caught.value)

    def test_changed_under_our_hands(self, tmp_path):
        """A file that is damaged after it was opened is a message, too."""
        path = written(tmp_path, "a.sav")
        frame = scan(path)
        put(path, path.read_bytes()[:-8])

        with pytest.raises(InputError, match=r"a\.sav: is damaged or cut off"):
            frame.collect(engine="streaming")

    def test_unknown_encoding(self, tmp_path):
        """An encoding that there is not."""
        assert refused(written(tmp_path, "a.sav"), encoding="nonsense") == [
            "a.sav: unknown encoding, got 'nonsense'"
        ]

    def test_no_rows(self, tmp_path, name):
        """Variables and no cases: the core says so."""
        with pytest.raises(InputError, match="has no rows"):
            read(written(tmp_path, name, FRAME.clear()), wide_table(items={"1": "Q1", "2": "Q2"}))

    def test_settings_that_mean_nothing(self, tmp_path, name):
        """A row of names and a sheet."""
        messages = refused(written(tmp_path, name), header_row=3, sheet="A")

        assert ["header_row" in messages[0], "sheet" in messages[1]] == [True, True]

    def test_a_name_of_our_own(self, tmp_path):
        """A variable with the name that the reader needs."""
        path = written(tmp_path, "a.dta", pl.DataFrame({ROW: ["p"]}))

        assert refused(path) == [f"a.dta, {ROW}: a name that the reader needs itself"]

    def test_gone(self, tmp_path, name):
        """A file that is not there."""
        with pytest.raises(InputError, match="cannot be read"):
            stat_files.spss_reader.scan(source_of(tmp_path / name))
