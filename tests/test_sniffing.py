"""
What a text file is written in, where the profile does not say.
"""

from __future__ import annotations

import pytest
from helpers_files import put, read_text, source_of, wide_table
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import sniffing
from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.cohorts.sniffing import encoding_of, separator_of, sniffed
from livingwell_core.errors import InputError

HEADER = "Id,Date,Q1,Q2,Q3\n"
GOOD = "p1,01/02/2021,1,2,3\n"
ROW = "José,01/02/2021,1,2,3\n"


class TestEncoding:
    """UTF-8, what a byte order mark says, or Windows; never two at once."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
    def test_the_same_rows(self, tmp_path, encoding):
        """One text in five encodings is one table."""
        rows = read_text(tmp_path, (HEADER + ROW).encode(encoding))

        assert rows.keys.equals(read_text(tmp_path, HEADER + ROW).keys)
        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_windows_is_said(self, tmp_path):
        """What was found out and could be otherwise is a warning; UTF-8 is none."""
        (warning,) = read_text(tmp_path, (HEADER + ROW).encode("cp1252")).warnings

        assert 'say encoding = "cp1252"' in str(warning)
        assert read_text(tmp_path, HEADER + ROW).warnings == ()
        assert (
            read_text(tmp_path, (HEADER + ROW).encode("cp1252"), wide_table(encoding="cp1252")).warnings == ()
        )

    def test_header_row_beyond_the_file(self, tmp_path):
        """Ends where the file does, however far the profile says that it is."""
        with pytest.raises(InputError, match="ends before the header row"):
            read_text(tmp_path, (HEADER + ROW).encode(), wide_table(header_row=10**15))

    def test_mixed(self, tmp_path):
        """Lines of two encodings are refused, and those that are not UTF-8 named."""
        content = (HEADER + ROW).encode() + ROW.encode("cp1252") + ROW.encode() + ROW.encode("cp1252")

        with pytest.raises(InputError) as error:
            read_text(tmp_path, content)

        assert [problem.row for problem in error.value.problems] == [3, 5]
        assert "encodings are mixed" in str(error.value)

    def test_a_character_over_two_blocks(self, tmp_path, monkeypatch):
        """A character may begin in one block and end, or fail to end, in the next."""
        monkeypatch.setattr(sniffing, "_STEP", 4)
        right = put(tmp_path / "a.csv", "abcé,x\nyz".encode())
        wrong = put(tmp_path / "b.csv", b"abc\xc3" + b"plain")

        assert encoding_of(source_of(right, wide_table())).name == "utf-8"
        assert encoding_of(source_of(wrong, wide_table())).name == "cp1252"

    def test_a_file_that_changes(self, tmp_path):
        """What was found out of a file does not outlive it."""
        path = put(tmp_path / "a.csv", (HEADER + ROW).encode("cp1252"))
        source = source_of(path, wide_table())
        first = encoding_of(source)
        put(path, (HEADER + ROW + ROW).encode())

        assert (first.name, encoding_of(source).name) == ("cp1252", "utf-8")

    @given(text=st.text(st.characters(codec="cp1252", exclude_categories=("Cc",)), min_size=1))
    def test_any_windows_text(self, tmp_path_factory, text):
        """Whatever Windows can write is read as what it was, or is UTF-8 by chance."""
        content = f"{text}\n".encode("cp1252")
        path = put(tmp_path_factory.mktemp("any") / "a.csv", content)

        found = encoding_of(source_of(path, wide_table())).name

        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            assert found == "cp1252"
        else:
            assert found == "utf-8"


class TestSeparator:
    """Of comma, semicolon, tab and bar the one that makes most cells of the header."""

    @pytest.mark.parametrize(
        ("header", "mark"),
        [
            ("a,b,c", ","),
            ("a;b;c", ";"),
            ("a\tb\tc", "\t"),
            ("a|b|c", "|"),
            ("one", ","),
            ('"a,b";c;d', ";"),
            ("a;b,c;d", ";"),
        ],
    )
    def test_header(self, tmp_path, header, mark):
        """A comma inside quotes separates nothing."""
        source = source_of(put(tmp_path / "a.csv", header + "\n"), wide_table())

        assert separator_of(source, "utf-8") == mark

    def test_below_a_title(self, tmp_path):
        """The header decides, wherever it stands."""
        table = wide_table(header_row=2)
        source = source_of(put(tmp_path / "a.csv", "One, two, three\n" + HEADER.replace(",", ";")), table)

        assert sniffed(source).delimiter == ";"

    def test_stated(self, tmp_path):
        """What the profile says is not looked at."""
        source = source_of(
            put(tmp_path / "a.csv", HEADER + GOOD), wide_table(delimiter=";", encoding="latin-1")
        )

        assert sniffed(source) == source
        assert csv_reader.notices is not None
        assert csv_reader.notices(source) == []
