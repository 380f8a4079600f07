"""Text files: what is read, what is refused, and whether the row numbers in messages are true."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from helpers_csv import BAD, GOOD, HEADER, NOTED, refused
from helpers_files import (
    ROWS,
    csv_text,
    long_table,
    people_table,
    put,
    read_path,
    read_people_path,
    read_text,
    set_aside,
    wide_table,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livingwell_core.cohorts import Source, reasons
from livingwell_core.cohorts.readers import unreadable
from livingwell_core.errors import InputError


class TestHeader:
    """The header row."""

    def test_missing_column_with_nearest_name(self, tmp_path):
        """A missing column is named with its row and what was probably meant."""
        assert refused(tmp_path, HEADER.replace("Date", "Dates") + GOOD) == (
            "a.csv, row 1, Date: no such column; did you mean 'Dates'?"
        )

    def test_every_missing_column_at_once(self, tmp_path):
        """All missing columns are in one error."""
        text = refused(tmp_path, HEADER.replace("Q2", "Z8").replace("Date", "When") + GOOD)

        assert [line.split(": ")[0] for line in text.splitlines()] == [
            "a.csv, row 1, Date",
            "a.csv, row 1, Q2",
        ]

    def test_two_columns_with_one_name(self, tmp_path):
        """Which of two columns is meant is never guessed."""
        text = refused(tmp_path, HEADER.replace("Q2", " Q1 ") + GOOD)

        assert text == "a.csv, row 1, Q1: two columns have one name"

    def test_nameless_columns_do_not_clash(self, tmp_path):
        """Two columns without a name are fine while nothing is asked of them."""
        rows = read_text(tmp_path, "Id,,Date,Q1,Q2,Q3,\n" + "p1,x,01/02/2021,1,2,3,y\n")

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_no_names_at_all(self, tmp_path):
        """A header row of blanks is refused."""
        assert "no names of columns" in refused(tmp_path, ",,,,\n" + GOOD)

    def test_second_row(self, tmp_path):
        """Rows above the header are passed over and still counted."""
        rows = read_text(tmp_path, "Export of 2021\n" + HEADER + GOOD + BAD, wide_table(header_row=2))

        assert rows.ledger.read("demo assessments", "here") == 2
        assert [problem.row for problem in rows.problems] == [4]

    def test_title_over_two_lines(self, tmp_path):
        """A quoted line break above the header is one row, as a spreadsheet counts."""
        rows = read_text(tmp_path, '"Export\nof 2021",,,,\n' + HEADER + GOOD + BAD, wide_table(header_row=2))

        assert rows.ledger.read("demo assessments", "here") == 2
        assert [problem.row for problem in rows.problems] == [4]

    def test_column_name_over_two_lines(self, tmp_path):
        """A name with a line break in it, as Excel writes wrapped headings, ends no row."""
        text = 'Id,Date,Q1,Q2,Q3,"Free\ntext"\np1,01/02/2021,1,2,3,x\np2,01/02/2021,1,2,9,x\n'

        rows = read_text(tmp_path, text)

        assert rows.answers.tolist() == [[1, 2, 3]]
        assert [problem.row for problem in rows.problems] == [3]

    @pytest.mark.parametrize("above", ["Export\n\n", "\n\n", '"a, ""b""\nc"\n,,,,\n', "a,b,c,d,e,f,g,h\n\n"])
    def test_anything_above(self, tmp_path, above):
        """Blank lines, quotes and other widths above the header change nothing below it."""
        rows = read_text(tmp_path, above + HEADER + GOOD + BAD, wide_table(header_row=3))

        assert rows.answers.tolist() == [[1, 2, 3]]
        assert [problem.row for problem in rows.problems] == [5]

    def test_file_ends_before_it(self, tmp_path):
        """A header row beyond the end is named."""
        assert refused(tmp_path, HEADER + GOOD, wide_table(header_row=9)) == (
            "a.csv, row 9: ends before the header row, expected names of columns"
        )

    def test_a_file_without_header_shows_no_more_than_a_cell(self, tmp_path):
        """Without a header the first person's row stands there: no whole text of it is printed."""
        story = "story " * 30
        text = refused(tmp_path, f'"{story}",01/02/2021,1,2,3\n' + GOOD)

        assert story not in text
        assert all(len(line) < 300 for line in text.splitlines())

    @pytest.mark.parametrize("odd", ["*", "^Q.*$", "^.*$"])
    def test_names_are_names(self, tmp_path, odd):
        """A name that polars would take for a pattern is a name like any other."""
        table = wide_table(items={"1": "Q1", "2": "Q2", "3": odd})

        rows = read_text(tmp_path, f"Id,Date,Q1,Q2,{odd}\n" + GOOD, table)

        assert rows.answers.tolist() == [[1, 2, 3]]

    def test_a_column_called_like_ours(self, tmp_path):
        """A column with the name that the reader uses for row numbers is refused without a path."""
        text = refused(tmp_path, "Id,Date,Q1,Q2,Q3,__row__\n" + "p,01/02/2021,1,2,3,4\n")

        assert str(tmp_path) not in text


class TestRowNumbers:
    """Rows are counted as a spreadsheet counts them."""

    @pytest.mark.parametrize("ending", ["\n", "\r\n"])
    @pytest.mark.parametrize("blank", ["", ",,,,", '"",,,,'])
    @pytest.mark.parametrize("before", [HEADER, HEADER + GOOD], ids=["below the header", "in the middle"])
    def test_blank_lines(self, tmp_path, before, blank, ending):
        """Blank lines are rows: counted, set aside, and no problem."""
        text = (before + blank + "\n" + blank + "\n" + BAD).replace("\n", ending)

        rows = read_text(tmp_path, text)

        assert [problem.row for problem in rows.problems] == [before.count("\n") + 3]
        assert set_aside(rows)[reasons.BLANK_ROW] == 2
        rows.ledger.check()

    def test_line_breaks_in_cells(self, tmp_path):
        """A cell with line breaks, quotes and commas in it is one cell of one row."""
        rows = read_text(tmp_path, NOTED + 'p1,01/02/2021,"a\n\nb ""q"", c",1,2,3\np2,01/02/2021,x,1,2,9\n')

        assert rows.answers.tolist() == [[1, 2, 3]]
        assert [problem.row for problem in rows.problems] == [3]

    def test_no_line_break_at_the_end(self, tmp_path):
        """The last row counts without its line break."""
        rows = read_text(tmp_path, HEADER + GOOD + BAD.strip())

        assert [problem.row for problem in rows.problems] == [3]

    def test_a_large_file(self, tmp_path):
        """Row numbers hold across the chunks that polars reads in."""
        text = HEADER + GOOD * 60_000 + BAD + GOOD * 60_000 + BAD

        rows = read_text(tmp_path, text)

        assert [problem.row for problem in rows.problems] == [60_002, 120_003]


class TestRagged:
    """Rows with more or fewer cells than the header."""

    @pytest.mark.parametrize("before", [HEADER, HEADER + GOOD], ids=["first", "later"])
    def test_too_many(self, tmp_path, before):
        """A row with too many cells cannot be read safely: it is named."""
        row = before.count("\n") + 1
        assert refused(tmp_path, before + "p1,01/02/2021,1,2,3,4\n" + GOOD) == (
            f"a.csv, row {row}: more cells than the header has, got '6', "
            "expected 5 cells; is a quote or a delimiter out of place?"
        )

    def test_too_many_in_a_column_that_is_not_read(self, tmp_path):
        """A comma too many shifts the answers even where it stands in a note."""
        text = refused(tmp_path, NOTED + "p1,01/02/2021,felt bad, then good,1,2,3\n")

        assert text.startswith("a.csv, row 2: more cells than the header has")

    @pytest.mark.parametrize("before", [HEADER, HEADER + GOOD], ids=["first", "later"])
    def test_too_few(self, tmp_path, before):
        """Cells that are not there are blank, wherever the row stands."""
        rows = read_text(tmp_path, before + "p1,01/02/2021,1,2\n" + GOOD)

        assert [1, 2, -128] in rows.answers.tolist()
        assert rows.ledger.used("demo assessments", "here") == before.count("\n") + 1

    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_stray_quotes(self, tmp_path, count):
        """A quote inside a cell that is not quoted: the row is named, or the rows are read right."""
        text = NOTED + 'p1,01/02/2021,5" nail,1,2,3\n' * count + "p2,01/02/2021,x,1,2,9\n"
        try:
            rows = read_text(tmp_path, text)
        except InputError as error:
            assert [problem.row for problem in error.problems] == list(range(2, count + 2))  # noqa: PT017
        else:
            assert rows.ledger.read("demo assessments", "here") == count + 1

    @pytest.mark.parametrize("closing", ['"', '"x'])
    def test_a_quote_that_swallows_rows(self, tmp_path, closing):
        """A quote that is never closed must not swallow the rows up to the next quote unseen."""
        text = (
            NOTED
            + 'p1,01/02/2021,"oh,1,2,3\n'
            + "p2,01/02/2021,x,1,1,1\n"
            + f"p3,01/02/2021,{closing},4,4,4\n"
            + "p4,01/02/2021,x,1,2,3\n"
        )

        # Were it read, p1 would be given the answers of p3, and p2 and p3 would be gone.
        text = refused(tmp_path, text)

        assert text.startswith(("a.csv, row 2", "a.csv, row 3", "a.csv, row 4"))

    def test_words_of_others(self, tmp_path):
        """Of what polars says only what quotes neither a cell nor a path."""
        source = Source(path=tmp_path / "a.csv", name="a.csv")
        error = pl.exceptions.ComputeError("could not parse `secret` as dtype `str`: /home/someone")

        assert str(unreadable(source, error)) == "a.csv: cannot be read: could not parse"
        assert str(unreadable(source, pl.exceptions.ComputeError())) == "a.csv: cannot be read: ComputeError"

    def test_a_quote_that_swallows_all_rows(self, tmp_path):
        """There are rows, whatever a reader that trusts the quote makes of them."""
        text = refused(tmp_path, NOTED + '"p1,01/02/2021,x,1,2,3\n' + "p2,01/02/2021,x,1,1,1\n")

        assert text.startswith("a.csv, row 2: a quote is out of place")
        assert "no rows" not in text

    @pytest.mark.parametrize(
        "row", ['"secret,01/02/2021,x,1,2,3\n', 'secret,01/02/2021,x,1,2,"3\n', 'p,01/02/2021,x,1,2,"secret',
                '"secret"x,01/02/2021,x,1,2,3\n'],
    )  # fmt: skip
    @pytest.mark.parametrize("good", ["", "p1,01/02/2021,x,1,2,3\n"])
    def test_a_quote_in_the_last_row(self, tmp_path, good, row):
        """The row is named, and nothing of it shown: polars quotes what it cannot read."""
        text = refused(tmp_path, NOTED + good + row)

        assert text.startswith(f"a.csv, row {3 if good else 2}: a quote is out of place")
        assert "secret" not in text

    @pytest.mark.parametrize("closing", ['"x"', '"x y"', '"'])
    def test_a_quote_that_swallows_one_line_end(self, tmp_path, closing):
        """Two rows made one: the first must not be given the answers of the second."""
        text = (
            NOTED
            + 'p1,01/02/2021,"oh,1,2,3\n'
            + f"p2,01/02/2021,{closing},4,4,4\n"
            + "p3,01/02/2021,x,1,2,3\n"
        )

        assert refused(tmp_path, text).startswith(("a.csv, row 2", "a.csv, row 3"))

    def test_stray_quotes_beside_good_ones(self, tmp_path):
        """A quote inside a cell, in a file that also has cells with line breaks: named, or read right."""
        text = (
            NOTED + 'p1,01/02/2021,x"y,1,2,3\n' + 'p2,01/02/2021,"a\nb",4,4,4\n' + "p3,01/02/2021,x,1,2,9\n"
        )
        try:
            rows = read_text(tmp_path, text)
        except InputError as error:
            assert error.problems[0].row == 2  # noqa: PT017
        else:
            assert rows.answers.tolist() == [[1, 2, 3], [4, 4, 4]]

    @pytest.mark.parametrize(
        "note",
        [
            "came\non Monday, Tuesday, Wednesday, Thursday, Friday\nand later",
            "a, b, c, d, e, f\na, b, c, d, e, f",
            'she said ""no, never, not I, nor you, or he""\nand went',
            "\n\n\n",
        ],
    )
    def test_notes_with_commas_and_line_breaks(self, tmp_path, note):
        """A proper cell may hold any number of lines, commas and doubled quotes: the file is read."""
        rows = read_text(tmp_path, NOTED + f'p1,01/02/2021,"{note}",1,2,3\n' + "p2,01/02/2021,x,1,2,9\n")

        assert rows.answers.tolist() == [[1, 2, 3]]
        assert [problem.row for problem in rows.problems] == [3]

    def test_notes_in_a_narrow_table(self, tmp_path):
        """So it is where a table has as few columns as a sentence has commas."""
        text = 'Id,Name,Note\n7,x,"came\nMonday, Tuesday, Friday\nfine"\n8,y,"z\na, b, c"\n9,z,\n'

        people = read_people_path(put(tmp_path / "p.csv", text), people_table())

        assert people.keys.height == 3

    def test_an_unclosed_quote_at_the_end(self, tmp_path):
        """The message names a row, not polars' insides."""
        text = refused(
            tmp_path, NOTED + GOOD.replace(",1,2,3", ",x,1,2,3") + 'p1,01/02/2021,"oh,1,2,3\n' + "p2\n"
        )

        assert text.startswith("a.csv, row ")
        assert "schema" not in text


class TestPeople:
    """The same checks hold for the table of people."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "is empty"),
            (b"Id,Name\n", "has no rows below its header"),
            (b"Idd,Name\n1,2\n", "did you mean 'Idd'"),
            (b"Id,Name\n1,2,3\n", "row 2: more cells"),
            (b"Id,Name\n1,\xe9\n2,\xc3\xa9\n", "row 2: is not UTF-8 at byte 3"),
        ],
    )
    def test_refused(self, tmp_path, content, words):
        """Each is named."""
        with pytest.raises(InputError, match=words):
            read_people_path(put(tmp_path / "p.csv", content), people_table())


RAW = st.sampled_from(
    [
        "p1",
        "01/02/2021",
        "1",
        "2",
        "",
        '"x"',
        '"a,b"',
        '"a\nb"',
        '5"',
        '"',
        '""',
        'x"y',
        '"x"y',
        '"a""b"',
        " ",
        "9",
    ]
)


@settings(max_examples=400)
@given(rows=st.lists(st.lists(RAW, min_size=5, max_size=5), min_size=1, max_size=5))
@example(
    rows=[
        ["p1", '5"', '"x"', '"x"', 'x"y'],
        ['"a\nb"', '""', '"x"', "p1", '"a\nb"'],
        ["1", "", '"a,b"', '5"', "2"],
    ]
)
@example(rows=[["p1", "1", "1", "2", '5"'], ["", '"a\nb"', "", "2", "9"]])
def test_quotes_against_python(tmp_path_factory, rows):
    """Cells with quotes in all the wrong places: refused, or cut into the rows that Python finds."""
    text = HEADER + "".join(",".join(row) + "\n" for row in rows)
    expected = list(csv.reader(io.StringIO(text, newline="")))[1:]
    try:
        found = read_text(tmp_path_factory.getbasetemp() / "quotes", text)
    except InputError:
        return

    count = found.ledger.read("demo assessments", "here")
    # Where quotes make no sense a line may also be a row; fewer rows than Python finds there never are.
    assert count in {len(expected), text.count("\n") - 1}
    for problem in found.problems if count == len(expected) else ():
        row = expected[problem.row - 2]
        # What a row with a quote out of place holds is anyone's guess; no other row may suffer from it.
        if problem.value is not None and not any('"' in cell for cell in row):
            assert problem.value == row[HEADER.strip().split(",").index(problem.column)]


def test_long_tables_are_refused_alike(tmp_path):
    """A long table names every missing column too."""
    text = refused(tmp_path, csv_text([["Id", "Form", "Answer"], ["p", "f", "1"]]), long_table())

    assert [line.split(":")[0] for line in text.splitlines()] == [
        "a.csv, row 1, Date",
        "a.csv, row 1, Question",
    ]


def test_brackets_in_the_name(tmp_path):
    """A second download is often called a[1].csv: that is a name and no pattern."""
    path = put(tmp_path / "a[1].csv", csv_text(ROWS))

    rows = read_path(path, wide_table(file="a[1].csv"))

    assert rows.ledger.used("demo assessments", "here") == len(ROWS) - 1
