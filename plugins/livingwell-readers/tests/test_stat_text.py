"""Dates, times and labels of SPSS and Stata."""

from __future__ import annotations

import datetime

import polars as pl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_readers.stat_text import kind_of, label_text, stat_text


def texts(values, kind, dtype=pl.Float64):
    series = pl.Series("x", values, dtype)
    return series.to_frame().select(stat_text(pl.col("x"), dtype(), kind)).to_series().to_list()


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *dict.fromkeys(
            (
                "F8.2",
                "A12",
                "COMMA9",
                "DOLLAR8",
                "WKDAY9",
                "MONTH9",
                "N4",
                "%9.0g",
                "%12s",
                "",
                "%tm",
                "%tw",
                "%tq",
                "%th",
                "%ty",
            ),
            "number",
        ).items(),
        *dict.fromkeys(
            ("DATE11", "ADATE10", "EDATE10", "SDATE10", "JDATE7", "QYR8", "MOYR8", "WKYR10"), "SPSS day"
        ).items(),
        *dict.fromkeys(("DATETIME20", "DATETIME23.2", "YMDHMS19"), "SPSS moment").items(),
        *dict.fromkeys(("TIME8", "DTIME11", "MTIME5"), "time of day").items(),
        *dict.fromkeys(("%td", "%tdD_m_Y", "%-td", "%d", "%dD/N/CY"), "Stata day").items(),
        *dict.fromkeys(("%tc", "%tC", "%tcHH:MM:SS"), "Stata moment").items(),
    ],
)
def test_kinds(written, kind):
    """By the format of the column, as the file writes it."""
    assert kind_of(written) == kind


class TestDates:
    """Against pyreadstat's own conversion, which pandas and haven agree with, and against the calendar."""

    # SPSS manual: seconds since midnight of 14 October 1582. Stata: days since 1 January 1960.
    def test_first_days(self):
        """Where each begins to count."""
        assert texts([0.0], "SPSS day") == ["1582-10-14"]
        assert texts([0.0], "Stata day") == ["1960-01-01"]
        assert texts([0.0], "Stata moment") == ["1960-01-01"]

    @given(st.lists(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), min_size=1, max_size=5))
    def test_days(self, days):
        """A day goes there and back."""
        spss = [(day - datetime.date(1582, 10, 14)).days * 86_400.0 for day in days]
        stata = [(day - datetime.date(1960, 1, 1)).days for day in days]

        expected = [day.isoformat() for day in days]
        assert texts(spss, "SPSS day") == expected
        assert texts(stata, "Stata day", pl.Int64) == expected

    def test_the_library_agrees(self, tmp_path):
        """What pyreadstat makes of the same file."""
        moments = [datetime.datetime(1931, 3, 4, 5, 6, 7), datetime.datetime(2021, 12, 31, 23, 59, 59), None]
        frame = pl.DataFrame({"x": moments})
        for write, read, kind in (
            (pyreadstat.write_sav, pyreadstat.read_sav, "SPSS moment"),
            (pyreadstat.write_dta, pyreadstat.read_dta, "Stata moment"),
        ):
            path = tmp_path / "a"
            write(frame, path)
            raw, _ = read(path, output_format="polars", disable_datetime_conversion=True)
            theirs, _ = read(path, output_format="polars")

            assert theirs["x"].to_list() == moments
            assert texts(raw["x"].to_list(), kind) == [m and m.isoformat(" ") for m in moments]

    def test_a_day_with_a_time(self):
        """The format says day: the time is not shown, as SPSS does not show it."""
        assert texts([86_399.0, 86_400.0], "SPSS day") == ["1582-10-14", "1582-10-15"]

    @pytest.mark.parametrize("kind", ["SPSS day", "SPSS moment", "Stata day", "Stata moment"])
    def test_no_date(self, kind):
        """What lies beyond the calendar stays the number that it is, and blank stays blank."""
        assert texts([1e18, -1e18, None], kind) == ["1000000000000000000", "-1000000000000000000", None]

    def test_times(self):
        """Within a day; a duration of more is a number of seconds."""
        found = texts([0.0, 36_000.0, 3_723.5, 86_400.0, -1.0, None], "time of day")

        assert found == ["00:00:00", "10:00:00", "01:02:03.500", "86400", "-1", None]

    def test_text_with_a_date_format(self):
        """A column of text is text whatever its format says."""
        assert texts(["a", ""], "Stata day", pl.String) == ["a", None]


class TestLabels:
    """Words for codes."""

    @pytest.mark.parametrize(
        ("codes", "labels", "expected"),
        [
            (["0", "1", None], {0.0: "Never", 1.0: "Rarely"}, ["Never", "Rarely", None]),
            (["0", "1"], {0: "Never", 1: "Rarely"}, ["Never", "Rarely"]),
            (["1.5"], {1.5: "Half"}, ["Half"]),
            (["f", "m"], {"f": "female"}, ["female", "m"]),
            (["1"], {0.0: "Never"}, ["1"]),
            (["1"], {1.0: " "}, ["1"]),
            (["1"], {"a": "declined"}, ["1"]),
        ],
    )
    def test_words(self, codes, labels, expected):
        """A code without a label stays a code: blank, it would be no answer."""
        frame = pl.DataFrame({"x": codes}, schema={"x": pl.String})

        assert frame.select(label_text(pl.col("x"), labels)).to_series().to_list() == expected
