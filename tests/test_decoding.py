"""From the text of cells to days and codes: the fast look and the second look say the same."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from helpers_files import EPOCH, day, long_table, read_text, wide_table
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts.decoding import LEFT_OVER, NO_DAY, UNREADABLE_DAY, AnswerCodes, day_of, days
from livingwell_core.marks import MISSING_ANSWER

LABELS = {"Never": 0, "Some times": 2, "Straße": 3, "Always": 4}
CODINGS = [
    AnswerCodes(labels={}, missing=()),
    AnswerCodes(labels={}, missing=("99", "3", "N/A")),
    AnswerCodes(labels=LABELS, missing=()),
    AnswerCodes(labels=LABELS, missing=("-", "Not asked")),
    AnswerCodes(labels=LABELS, missing=(), numbers=True),
    AnswerCodes(labels=LABELS | {"7": 1, "8.": 2}, missing=("3", "03", "never", "3.0"), numbers=True),
]
CELLS = st.one_of(
    st.text(max_size=8),
    st.integers(-300, 300).map(str),
    st.sampled_from(
        [
            *LABELS,
            "NEVER",
            " never ",
            "99",
            "3",
            "03",
            "+3",
            "3.0",
            "7",
            "N/A",
            "n/a",
            "-",
            "not  asked",
            "STRASSE",
            "",
        ]
    ),
    st.floats(allow_nan=True).map(str),
)
FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%d %b %Y %H:%M:%S", "%d.%m.%y", "%m/%d/%Y %I:%M %p", "%d %B %Y"]


def fast_codes(coding: AnswerCodes, cells: list[str | None]) -> list[int]:
    return (
        pl.DataFrame({"c": pl.Series(cells, dtype=pl.String)}).select(coding.codes("c")).to_series().to_list()
    )


class TestCodes:
    """Answers."""

    @pytest.mark.parametrize("coding", CODINGS)
    @given(cells=st.lists(CELLS, min_size=1, max_size=20))
    def test_both_looks_agree(self, coding, cells):
        """What the fast look reads, the second reads too: a spelling never changes an answer."""
        for cell, code in zip(cells, fast_codes(coding, cells), strict=True):
            # Beyond 100 no item reaches: there only the second look decides.
            if -100 <= code <= 100 or code == MISSING_ANSWER:
                assert code == coding.code_of(cell)

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            ("3", 3),
            (" 3 ", 3),
            ("3.0", 3),
            ("3.000", 3),
            ("+3", 3),
            ("03", 3),
            ("-1", -1),
            ("", MISSING_ANSWER),
            ("   ", MISSING_ANSWER),
            ("\u00a0", MISSING_ANSWER),
            ("3.5", LEFT_OVER),
            ("3,0", LEFT_OVER),
            ("three", LEFT_OVER),
            ("1e0", LEFT_OVER),
            ("0x3", LEFT_OVER),
            ("3 4", LEFT_OVER),
            ("1000", LEFT_OVER),
            ("9" * 5000, LEFT_OVER),
            ("nan", LEFT_OVER),
        ],
    )
    def test_numbers(self, cell, code):
        """Numbers as people and programs write them."""
        assert AnswerCodes(labels={}, missing=()).code_of(cell) == code

    @pytest.mark.parametrize("cell", ["99", " 99 ", "99.0", "3", "3.0", " 3", "n/a", " N/A "])
    def test_missing_codes(self, cell):
        """A code for "no answer" is one however it is spelt, even inside the item's range."""
        coding = AnswerCodes(labels={}, missing=("99", "3", "N/A"))

        assert coding.code_of(cell) == MISSING_ANSWER
        assert fast_codes(coding, [cell]) in ([LEFT_OVER], [MISSING_ANSWER])

    @pytest.mark.parametrize(
        "cell", ["Some times", "SOME TIMES", " some   times ", "some\u00a0times", "some\ttimes"]
    )
    def test_labels(self, cell):
        """A label is one in any case and spacing."""
        coding = AnswerCodes(labels=LABELS, missing=())

        assert coding.code_of(cell) == 2
        assert fast_codes(coding, [cell]) in ([LEFT_OVER], [2])

    def test_numbers_where_labels_are_expected(self):
        """Where a profile gives labels, a bare number is no answer: which scale would it be on?"""
        assert AnswerCodes(labels=LABELS, missing=()).code_of("2") == LEFT_OVER

    def test_numbers_beside_labels(self):
        """Where either may stand, both are read; a number is one even where a label is written like it."""
        coding = AnswerCodes(labels=LABELS | {"1": 4}, missing=("2",), numbers=True)
        cells = ["0", "1", "Always", "2", " some  times", "x", None]
        codes = [0, 1, 4, MISSING_ANSWER, 2, LEFT_OVER, MISSING_ANSWER]

        assert [coding.code_of(cell or "") for cell in cells] == codes
        for fast, code in zip(fast_codes(coding, cells), codes, strict=True):
            assert fast in (LEFT_OVER, code)
        assert fast_codes(coding, cells[:3]) == codes[:3]

    @pytest.mark.parametrize("cell", ["03", "+3", "3."])
    def test_missing_codes_in_another_spelling(self, cell):
        """The fast look never takes another spelling of a code for "no answer" for an answer."""
        coding = AnswerCodes(labels={}, missing=("3",))

        assert coding.code_of(cell) == MISSING_ANSWER
        assert fast_codes(coding, [cell]) in ([LEFT_OVER], [MISSING_ANSWER])

    def test_minus_128(self):
        """Our own mark for "no answer", written in a file, is no blank but a wrong answer."""
        coding = AnswerCodes(labels={}, missing=())

        assert coding.code_of("-128") == LEFT_OVER
        assert fast_codes(coding, ["-128"]) == [LEFT_OVER]

    def test_a_label_for_no_answer(self):
        """What the profile lists under `missing` is missing, even where it is a label too."""
        coding = AnswerCodes(labels={"Never": 0, "Refused": 4}, missing=("Refused",))

        assert coding.code_of("Refused") == MISSING_ANSWER
        assert {*fast_codes(coding, ["Refused", "refused"])} <= {LEFT_OVER, MISSING_ANSWER}

    def test_labels_that_differ_by_case_only(self):
        """Two labels that read alike and mean different codes cannot be told apart."""
        with pytest.raises(ValueError, match=r"(?i)never"):
            wide_table(codes={"Never": 0, "never": 4})


class TestDays:
    """Dates."""

    @pytest.mark.parametrize(
        ("text", "zone"),
        [
            ("0001-01-01T00:00:00+0000", "America/New_York"),
            ("0001-01-01T00:00:00Z", "Europe/London"),
            ("9999-12-31T23:59:59-0100", "Europe/London"),
        ],
    )
    def test_first_and_last_day_there_is(self, text, zone):
        """What systems write in place of no date is an impossible day, though another clock shows none."""
        read = day_of(text, ["%Y-%m-%dT%H:%M:%S%z"], zone)

        assert not day("1900-01-01") <= read <= day("2100-01-01")

    @pytest.mark.parametrize("date_format", FORMATS)
    @given(moment=st.datetimes(datetime.datetime(1980, 1, 1), datetime.datetime(2060, 12, 31)))
    def test_both_looks_read_what_was_written(self, date_format, moment):
        """Every day is read back as itself, by either look."""
        text = moment.strftime(date_format)
        expected = (moment.date() - EPOCH).days

        fast = pl.DataFrame({"d": [text]}).select(days("d", date_format)).to_series().to_list()

        assert [expected] == fast
        assert expected == day_of(f" {text}\n", [date_format])

    @pytest.mark.parametrize("date_format", FORMATS)
    @given(
        text=st.one_of(
            st.text(max_size=20), st.from_regex(r"\d{1,2}[/. -]\d{1,2}[/. -]\d{2,5}", fullmatch=True)
        )
    )
    def test_both_looks_agree(self, date_format, text):
        """What the fast look reads as a day that can be used, the second reads as the same day."""
        (fast,) = pl.DataFrame({"d": [text]}).select(days("d", date_format)).to_series().to_list()

        if day("1980-01-01") <= fast <= day("2060-01-01"):
            assert fast == day_of(text, [date_format])

    @pytest.mark.parametrize(
        ("text", "date_format", "expected"),
        [
            ("29 Sep 2011 14:53:28", "%d %b %Y %H:%M:%S", "2011-09-29"),
            ("29 SEP 2011 14:53:28", "%d %b %Y %H:%M:%S", "2011-09-29"),
            ("9 Sep 2011 4:53:28", "%d %b %Y %H:%M:%S", "2011-09-09"),
            ("29 Sep 2011 00:00:00", "%d %b %Y %H:%M:%S", "2011-09-29"),
            ("29 Sep 2011 23:59:59", "%d %b %Y %H:%M:%S", "2011-09-29"),
            ("1/2/2021", "%d/%m/%Y", "2021-02-01"),
            ("29/02/2020", "%d/%m/%Y", "2020-02-29"),
            (" 01/02/2021 ", "%d/%m/%Y", "2021-02-01"),
            ("2021-02-01", "%Y-%m-%d", "2021-02-01"),
            ("02/01/2021 11:00 PM", "%m/%d/%Y %I:%M %p", "2021-02-01"),
            ("2021-02-01T23:30:00+0000", "%Y-%m-%dT%H:%M:%S%z", "2021-02-01"),
            # The day it was at that clock: the second look reads it so, and the first has to as well.
            ("2021-02-01T00:30:00+0100", "%Y-%m-%dT%H:%M:%S%z", "2021-02-01"),
        ],
    )
    def test_read(self, tmp_path, text, date_format, expected):
        """Dates as services write them, through a whole file."""
        content = f"Id,Date,Q1,Q2,Q3\np,{text},1,2,3\n"

        rows = read_text(tmp_path, content, wide_table(date_format=date_format))

        assert rows.keys["day"].to_list() == [day(expected)]

    @pytest.mark.parametrize(
        "text",
        [
            "30/02/2021",
            "29/02/2021",
            "01/13/2021",
            "00/01/2021",
            "2021-02-01",
            "01-02-2021",
            "01/02/21",
            "x",
            "44228",
            "01/02/2021 10:00:00",
            "01/02/20211",
            "/ /",
        ],
    )
    def test_not_read(self, tmp_path, text):
        """Never a guess: what the format does not say is not used."""
        rows = read_text(tmp_path, f"Id,Date,Q1,Q2,Q3\np,{text},1,2,3\n")

        assert rows.keys.height == 0
        assert [(p.row, p.column, p.value) for p in rows.problems] == [(2, "Date", text)]

    @pytest.mark.parametrize(
        "date_format",
        ["dd/mm/yyyy", "", "%d %d", "%d/%m", "%Y", "%H:%M", "%", "%Q", "%m/%Y"],
    )
    @pytest.mark.parametrize("make", [wide_table, long_table])
    def test_formats_that_give_no_day(self, make, date_format):
        """A `date_format` from which no day follows is a fault of the profile, told before a file is read."""
        with pytest.raises(ValueError, match="date_format"):
            make(date_format=date_format)

    def test_no_warnings_of_polars(self, tmp_path):
        """Fractions of seconds in Python's spelling, which the profile's page promises."""
        table = wide_table(date_format="%d/%m/%Y %H:%M:%S.%f")

        rows = read_text(tmp_path, "Id,Date,Q1,Q2,Q3\np,01/02/2021 10:00:00.123,1,2,3\n", table)

        assert rows.keys["day"].to_list() == [day("2021-02-01")]

    def test_blank_and_unreadable(self):
        """Blank is not unreadable."""
        assert (day_of("  ", FORMATS), day_of("soon", FORMATS)) == (NO_DAY, UNREADABLE_DAY)
