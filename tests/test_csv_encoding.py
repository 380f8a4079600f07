"""
What text files are written in, what stands between their cells, and files that are something else.
"""

from __future__ import annotations

import pytest
from helpers_csv import BAD, GOOD, HEADER, NOTED, refused
from helpers_files import (
    read_path,
    read_text,
    wide_table,
)

from livingwell_core.errors import InputError, LivingwellError


class TestEncoding:
    """Bytes to text."""

    def test_byte_order_mark(self, tmp_path):
        """It is no part of the first column's name."""
        rows = read_text(tmp_path, b"\xef\xbb\xbf" + (HEADER + GOOD).encode())

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_byte_order_mark_before_a_quote(self, tmp_path):
        """Nor does it hide the quote behind it."""
        rows = read_text(tmp_path, b'\xef\xbb\xbf"Id",Date,Q1,Q2,Q3\n' + GOOD.encode())

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_windows(self, tmp_path):
        """cp1252 by name: the person is the same as in a UTF-8 file."""
        text = HEADER + "José,01/02/2021,1,2,3\n"

        windows = read_text(tmp_path, text.encode("cp1252"), wide_table(encoding="cp1252"))

        assert windows.keys.equals(read_text(tmp_path, text).keys)

    @pytest.mark.parametrize("where", ["person", "note", "header"])
    def test_not_utf8(self, tmp_path, where):
        """The line and byte are named, and what to do, also where the text is not read."""
        lines = {
            "person": [NOTED, "p,01/02/2021,x,1,2,3\n", "José,01/02/2021,x,1,2,3\n"],
            "note": [NOTED, "p,01/02/2021,x,1,2,3\n", "q,01/02/2021,café,1,2,3\n"],
            "header": [NOTED.replace("Note", "Café"), "p,01/02/2021,x,1,2,3\n"],
        }[where]

        text = refused(tmp_path, "".join(lines).encode("cp1252"), wide_table(encoding="utf-8"))

        row = 1 if where == "header" else 3
        assert text.startswith(f"a.csv, row {row}: is not utf-8 text at byte ")
        assert 'encoding = "cp1252"' in text

    def test_only_some_lines_are_named(self, tmp_path):
        """A whole file in another encoding gives no thousand lines."""
        content = (HEADER + "José,01/02/2021,1,2,3\n" * 1000).encode("cp1252")
        text = refused(tmp_path, content, wide_table(encoding="utf-8"))

        assert len(text.splitlines()) == 20

    @pytest.mark.parametrize("encoding", ["nonsense", "base64", "", "utf-8\x00"])
    def test_unknown_encoding(self, tmp_path, encoding):
        """An encoding that does not exist is named."""
        assert "encoding" in refused(tmp_path, HEADER + GOOD, wide_table(encoding=encoding))

    def test_utf16(self, tmp_path):
        """What Excel calls Unicode text can be read when the profile says so."""
        rows = read_text(tmp_path, (HEADER + GOOD).encode("utf-16"), wide_table(encoding="utf-16"))

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_utf16_that_is_not(self, tmp_path):
        """A wrong `encoding` is a message, not a traceback."""
        assert "utf-16" in refused(tmp_path, HEADER + GOOD, wide_table(encoding="utf-16"))

    @pytest.mark.parametrize(
        "encoding", ["utf-32", "utf-16-le", "utf-7", "idna", "punycode", "big5", "undefined"]
    )
    @pytest.mark.parametrize("content", [HEADER + GOOD, HEADER + "José,01/02/2021,1,2,3\n"])
    def test_encodings_that_do_not_fit(self, tmp_path, encoding, content):
        """Whatever a profile names: the file is read, or refused with at least one message."""
        try:
            rows = read_text(tmp_path, content.encode(), wide_table(encoding=encoding))
        except InputError as error:
            assert error.problems  # noqa: PT017
        else:
            assert rows.ledger.read("demo assessments", "here") == 1


class TestDelimiter:
    """Other delimiters."""

    @pytest.mark.parametrize("delimiter", [";", "\t", "|"])
    def test_stated(self, tmp_path, delimiter):
        """A delimiter that the profile states."""
        text = (HEADER + GOOD + BAD).replace(",", delimiter)

        rows = read_text(tmp_path, text, wide_table(delimiter=delimiter))

        assert rows.answers.tolist() == [[1, 2, 3]]
        assert [problem.row for problem in rows.problems] == [3]

    def test_not_stated(self, tmp_path):
        """Semicolons where the profile says commas: the names show what happened."""
        text = refused(tmp_path, (HEADER + GOOD).replace(",", ";"), wide_table(delimiter=","))

        assert "Id;Date;Q1;Q2;Q3" in text

    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_found_out(self, tmp_path, mark):
        """Where the profile does not say, the header does."""
        assert read_text(tmp_path, (HEADER + GOOD).replace(",", mark)).answers.tolist() == [[1, 2, 3]]

    @pytest.mark.parametrize("delimiter", ["", ";;", "\\t", "¦", '"', "\n"])
    def test_impossible(self, tmp_path, delimiter):
        """What can be no delimiter is refused with a message, by the profile or by the reader."""
        with pytest.raises((LivingwellError, ValueError), match="delimiter"):
            read_text(tmp_path, HEADER + GOOD, wide_table(delimiter=delimiter))


class TestNotWhatItSays:
    """Files that are something else than their name says."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "is empty"),
            (b" \r\n\n", "is empty"),
            (b"PK\x03\x04rest", "is an Excel workbook or another zip archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook"),
            (b"%PDF-1.7\n", "is a PDF"),
            (b"PAR1xxxx", "is a Parquet file"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "is not text"),
            (bytes(range(256)) * 8, "is not text"),
            (bytes(range(128, 256)) * 8, "is neither UTF-8 nor Windows text at byte 2 of this line"),
            (HEADER.encode(), "has no rows below its header"),
            (HEADER.strip().encode(), "has no rows below its header"),
        ],
    )
    def test_named(self, tmp_path, content, words):
        """Each is named for what it is."""
        assert refused(tmp_path, content).startswith("a.csv")
        assert words in refused(tmp_path, content)

    def test_old_mac_line_ends(self, tmp_path):
        """A file with bare carriage returns is read, or named for what it is."""
        content = (HEADER + GOOD).replace("\n", "\r").encode()
        try:
            rows = read_text(tmp_path, content)
        except InputError as error:
            assert "line" in str(error)  # noqa: PT017
        else:
            assert rows.answers.tolist() == [[1, 2, 3]]

    def test_missing(self, tmp_path):
        """A file that is gone."""
        with pytest.raises(InputError, match=r"b\.csv: cannot be read \(No such file"):
            read_path(tmp_path / "b.csv", wide_table())

    def test_a_folder(self, tmp_path):
        """A folder with the file's name."""
        (tmp_path / "b.csv").mkdir()

        with pytest.raises(InputError, match=r"b\.csv: cannot be read \(Is a directory"):
            read_path(tmp_path / "b.csv", wide_table())

    @pytest.mark.parametrize(
        "content", ['"' + "x" * 200_000 + "\n" + GOOD, HEADER + "p,01/02/2021,1,2,3," + "y" * 200_000 + "\n"]
    )
    def test_enormous_cells(self, tmp_path, content):
        """A cell longer than Python's csv module takes gives a message."""
        assert refused(tmp_path, content).startswith("a.csv")

    def test_no_bytes_of_zero_get_through(self, tmp_path):
        """A zero byte far down is a value like any other that is wrong."""
        rows = read_text(tmp_path, HEADER + GOOD * 300 + "p1,01/02/2021,1,2,\x00\n")

        assert [(problem.row, problem.value) for problem in rows.problems] == [(302, "\x00")]
