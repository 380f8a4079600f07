"""Where the names of columns stand."""

from __future__ import annotations

import pytest

from livingwell_core.cohorts import Source
from livingwell_core.mapping.header import delimiter_of, header_row

DATA = [["H01", "09/01/2023", "4", "0"], ["H02", "16/01/2023", "2", "0"], ["H03", "23/01/2023", "4", "1"]]
NAMES = ["client", "date", "q1", "q2"]


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([], 1),
        ([["Calm, spring", "", "", ""]], 2),
        ([["Calm, spring", "", "", ""], ["", "", "", ""], ["made by hand", "", "", ""]], 4),
    ],
)
def test_below_titles(above, row):
    """Titles and blank rows above the header are passed over."""
    assert header_row([*above, NAMES, *DATA])[0] == row


def test_names_that_count_up():
    """Items may be called 1, 2, 3."""
    assert header_row([["client", "1", "2", "3"], ["H01", "4", "0", "1"], ["H02", "4", "0", "3"]])[0] == 1


@pytest.mark.parametrize(
    "rows",
    [
        DATA,
        [["H01", "4", "0"], ["H02", "2", "0"], ["H03", "4", "1"], ["H04", "4", "1"]],
        [["H01", "female", "White"], ["H02", "female", "Asian"], ["H03", "male", "White"]],
        [["", ""], ["", ""]],
        [],
    ],
)
def test_no_header(rows):
    """A row of data is not taken for names: that would show somebody's cells."""
    assert header_row(rows) is None


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter(tmp_path, mark):
    """What cuts most rows into one number of cells, whatever a title holds."""
    path = tmp_path / "a.csv"
    rows = [["Calm; spring, 2023 | new"], NAMES, *DATA]
    path.write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")

    assert delimiter_of(Source(path=path, name="a.csv"), "utf-8") == (mark, 4)
