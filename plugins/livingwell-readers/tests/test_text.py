"""Columns of every type as the text that a CSV file would hold."""

from __future__ import annotations

import datetime
import decimal
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_readers.text import DATE_FORMATS, text_of

WHEN = datetime.datetime(2021, 2, 1, 10, 5, 7)


def texts(series: pl.Series) -> list[str | None]:
    frame = series.to_frame("x")
    found = frame.lazy().select(text_of(pl.col("x"), series.dtype)).collect()["x"]
    assert found.dtype == pl.String
    return found.to_list()


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([0, -5, 2**40, None], pl.Int64, ["0", "-5", "1099511627776", None]),
        ([0, 255], pl.UInt8, ["0", "255"]),
        ([1.0, -0.0, 2.5, None], pl.Float64, ["1", "0", "2.5", None]),
        ([0.1, 3.0], pl.Float32, ["0.1", "3"]),
        ([1037651000000100.0], pl.Float64, ["1037651000000100"]),
        ([math.nan], pl.Float64, [None]),
        ([math.inf], pl.Float64, ["inf"]),
        ([True, False, None], pl.Boolean, ["true", "false", None]),
        (["a", "", " ", None], pl.String, ["a", None, " ", None]),
        (["a", None, "a"], pl.Categorical, ["a", None, "a"]),
        (["a", "b"], pl.Enum(["b", "a"]), ["a", "b"]),
        ([b"caf\xc3\xa9", None, b""], pl.Binary, ["café", None, None]),
        ([None, None], pl.Null, [None, None]),
        ([datetime.date(2021, 2, 1), None], pl.Date, ["2021-02-01", None]),
        ([datetime.time(9, 5), datetime.time(9, 5, 1, 500_000)], pl.Time, ["09:05:00", "09:05:01.500"]),
        ([datetime.timedelta(hours=25)], pl.Duration("ms"), ["P1DT1H"]),
        ([[1, 2], None], pl.List(pl.Int8), ['{"x":[1,2]}', None]),
        ([[1, 2]], pl.Array(pl.Int8, 2), ['{"x":[1,2]}']),
        ([{"a": 1}], pl.Struct({"a": pl.Int8}), ['{"x":{"a":1}}']),
    ],
    ids=str,
)
def test_types(values, dtype, expected):
    """Whole numbers have no decimals, what is nothing is blank, what is nested is JSON."""
    assert texts(pl.Series("x", values, dtype)) == expected


def test_decimals():
    """Zeros at the end, which say how a number is stored, are dropped."""
    numbers = ["4.00", "4.50", "100.00", "-0.10", "0.00"]
    series = pl.Series("x", [decimal.Decimal(n) for n in numbers], pl.Decimal(10, 2))

    assert texts(series) == ["4", "4.5", "100", "-0.1", "0"]
    assert texts(pl.Series("x", [decimal.Decimal(1200)], pl.Decimal(10, 0))) == ["1200"]


class TestMoments:
    """Dates with a time."""

    @pytest.mark.parametrize("unit", ["ms", "us", "ns"])
    def test_without_zone(self, unit):
        """At midnight the date alone, else with the time, with fractions where there are any."""
        moments = [WHEN.replace(hour=0, minute=0, second=0), WHEN, WHEN.replace(microsecond=250_000), None]

        found = texts(pl.Series("x", moments, pl.Datetime(unit)))

        assert found == ["2021-02-01", "2021-02-01 10:05:07", "2021-02-01 10:05:07.250", None]

    @pytest.mark.parametrize(("month", "offset"), [(2, "+00:00"), (7, "+01:00")])
    def test_with_zone(self, month, offset):
        """The clock of the zone, and how far it is from Greenwich; at midnight, too."""
        moments = pl.Series("x", [WHEN.replace(month=month), WHEN.replace(month=month, hour=0)])
        series = moments.dt.replace_time_zone("Europe/London")

        assert texts(series) == [f"2021-0{month}-01 {hour}:05:07{offset}" for hour in ("10", "00")]

    @given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)))
    def test_read_back(self, moment):
        """One of the reader's date formats reads every text, and gives the moment again."""
        (text,) = texts(pl.Series("x", [moment], pl.Datetime("us")))

        read = []
        for date_format in DATE_FORMATS:
            try:
                read.append(datetime.datetime.strptime(text, date_format))
            except ValueError:
                continue
        assert read == [moment]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_read_back(values):
    """No number loses anything on its way through text."""
    assert [float(text) for text in texts(pl.Series("x", values, pl.Float64))] == values


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_whole_numbers_read_back(values):
    """Nor does a whole number."""
    assert [int(text) for text in texts(pl.Series("x", values, pl.Int64))] == values
