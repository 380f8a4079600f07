"""How dates are written: day or month first, two ways in one column, Excel's numbers."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from livingwell_core.mapping.dates import date_format_of, is_serial
from livingwell_core.profiles.checks import EXCEL_SERIAL

MOMENTS = [datetime.datetime(2023, 1, 3, 14, 5, 9) + datetime.timedelta(days=11 * n) for n in range(40)]


def of(texts, own=()):
    counted = pl.Series("value", texts, dtype=pl.String).value_counts(name="cells")
    return date_format_of(counted, own)


@pytest.mark.parametrize(
    "written",
    [
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%d/%m/%y",
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d %b %Y",
        "%d-%b-%Y",
        "%d-%b-%y",
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%d %b %Y %H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
    ],
)
def test_each_way(written):
    """Dates written in one way are recognised as that, and read back."""
    found = of([moment.strftime(written) for moment in MOMENTS])

    assert (found.written, found.sure, found.problems) == (written, "certain", ())


@pytest.mark.parametrize("zone", ["Z", "+00:00", "+0100"])
def test_with_a_zone(zone):
    """A distance from Greenwich is part of the format."""
    assert of([f"{m:%Y-%m-%dT%H:%M:%S}{zone}" for m in MOMENTS]).written == "%Y-%m-%dT%H:%M:%S%z"


def test_evidence_counts_cells():
    """What tells day from month is said in numbers."""
    found = of(["13/01/2023", "13/01/2023", "02/03/2023"])

    assert found.evidence == "2 of 3 cells have a first part above 12, 0 a second part above 12"


def test_cannot_be_told():
    """Without a part above 12 nobody can say, and both ways are offered."""
    found = of(["02/03/2023", "04/05/2023"])

    assert (found.written, found.sure) == (None, "to fill in")
    assert found.choices == ("%d/%m/%Y", "%m/%d/%Y")


def test_both_ways_round():
    """Day first and month first in one column is said, with counts, and how to mend it."""
    found = of(["13/01/2023"] * 5 + ["01/13/2023"] * 2 + ["02/03/2023"] * 3)

    assert (found.written, found.sure) == ("%d/%m/%Y", "a guess")
    assert '"%d/%m/%Y": 8 cells, "%m/%d/%Y": 2 cells' in found.problems[0]
    assert "export the column with one format" in found.problems[0]


def test_two_formats():
    """So are two formats; the more frequent one is drafted."""
    found = of(["2023-01-31"] * 3 + ["31/01/2023"] * 7)

    assert found.written == "%d/%m/%Y"
    assert '"%Y-%m-%d": 3 cells' in found.problems[0]


def test_dates_of_the_file_itself():
    """Cells that a workbook holds as dates are no second format."""
    found = of(["2023-01-31 00:00:00"] * 9 + ["28/02/2023"], ["%Y-%m-%d %H:%M:%S"])

    assert (found.written, found.problems) == ("%d/%m/%Y", ())


def test_serial_numbers():
    """Excel's numbers are read as such, and said to be a problem with its remedy."""
    found = of(["44929", "44940", "44951"])

    assert (found.written, found.sure) == (EXCEL_SERIAL, "likely")
    assert "export the column as text" in found.problems[0]


def test_serial_numbers_among_dates():
    """Some of them among dates would be set aside."""
    found = of(["31/01/2023"] * 8 + ["44929", "44940"])

    assert found.written == "%d/%m/%Y"
    assert len(found.problems) == 1
    assert found.problems[0].startswith("2 cells hold a number as Excel counts days, and would be set aside")


def test_no_dates():
    """Other texts are left to a person, and not shown."""
    found = of(["one day", "another"])

    assert (found.written, found.sure) == (None, "to fill in")
    assert "another" not in found.evidence


def test_is_serial():
    """Ages, answers and codes are no days."""
    assert is_serial(44929, 45000)
    assert not is_serial(0, 4)
    assert not is_serial(44929, 990000)
    assert not is_serial(None, None)
