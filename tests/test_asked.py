"""Items as a file holds them: the profile's labels, the instrument's, numbers, and codes for "no answer"."""

from __future__ import annotations

import numpy as np
import pytest
from helpers_files import csv_text, long_table, read_text, set_aside, wide_table
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import AskedItem, reasons
from livingwell_core.cohorts.asked import take_out_codes
from livingwell_core.marks import MISSING_ANSWER

NA = MISSING_ANSWER
OFTEN = {"Never": 0, "Some days": 1, "Often": 2}
# The same words for other codes, and an item without words.
TURNED = {"Never": 2, "Some days": 1, "Often": 0}
ASKED = [
    AskedItem(id="1", lowest=0, highest=2, labels=OFTEN, missing_codes=(8, 9)),
    AskedItem(id="2", lowest=0, highest=2, labels=TURNED),
    AskedItem(id="3", lowest=0, highest=4, missing_codes=(9,)),
]
WIDE = ["Id", "Date", "Q1", "Q2", "Q3"]
LONG = ["Id", "Date", "Form", "Question", "Answer"]
DAY = "01/02/2021"


def wide(folder, *rows, **changes):
    content = csv_text([WIDE, *(["p", DAY, *cells] for cells in rows)])
    return read_text(folder, content, wide_table(**changes), items=ASKED)


def long(folder, *rows, **changes):
    questions = ("One?", "Two?", "Three?")
    answers = [
        ["p", DAY, f"form{number}", question, cell]
        for number, cells in enumerate(rows)
        for question, cell in zip(questions, cells, strict=True)
    ]
    return read_text(folder, csv_text([LONG, *answers]), long_table(**changes), items=ASKED)


class TestLabels:
    """Answers in words."""

    @pytest.mark.parametrize("read", [wide, long])
    def test_of_the_instrument(self, tmp_path, read):
        """Without `codes` the instrument's labels are read item by item, and numbers beside them."""
        rows = read(tmp_path, ["Often", "Often", "4"], ["1", "1", "1"], ["some  DAYS", " never ", ""])

        assert sorted(rows.answers.tolist()) == sorted([[2, 0, 4], [1, 1, 1], [1, 2, NA]])
        assert rows.problems == ()

    @pytest.mark.parametrize("read", [wide, long])
    def test_of_the_profile_first(self, tmp_path, read):
        """What `codes` says goes for every item; of the instrument's labels the others are read too."""
        rows = read(tmp_path, ["OFTEN", "Often", "Often"], ["Never", "Never", ""], codes={"Often": 1})

        assert sorted(rows.answers.tolist()) == sorted([[1, 1, 1], [0, 2, NA]])

    @pytest.mark.parametrize("read", [wide, long])
    def test_no_numbers_beside_codes(self, tmp_path, read):
        """A profile that gives labels says that the export holds labels: a number is no answer."""
        rows = read(tmp_path, ["2", "Often", "Often"], codes={"Often": 1})

        assert [(p.value, p.reason) for p in rows.problems] == [("2", reasons.NOT_AN_ANSWER)]

    @pytest.mark.parametrize("read", [wide, long])
    @pytest.mark.parametrize(
        ("cells", "changes", "expected"),
        [
            (["Nver", "", ""], {}, "0 to 2, or one of 'Never', 'Some days', 'Often'"),
            (["", "", "Nver"], {}, "0 to 4"),
            (["Nver", "", ""], {"codes": {"Always": 2}}, "one of 'Always', 'Never', 'Some days', 'Often'"),
            (["", "", "Nver"], {"codes": {"Always": 2}}, "one of 'Always'"),
            (
                ["", "", "x"],
                {"codes": {f"l{n}": n % 5 for n in range(8)}},
                "one of 'l0', 'l1', 'l2', 'l3', 'l4' or 3 more",
            ),
        ],
    )
    def test_unknown(self, tmp_path, read, cells, changes, expected):
        """An unknown label is named with its place, and with the labels of just that item."""
        (problem,) = read(tmp_path, cells, **changes).problems

        assert problem.expected == expected
        assert (problem.file, problem.reason, problem.value) == (
            "a.csv",
            reasons.NOT_AN_ANSWER,
            next(cell for cell in cells if cell),
        )
        assert problem.row in {2, 4}
        assert problem.column in {"Q1", "Q3", "Answer"}

    @given(
        cells=st.lists(
            st.tuples(
                *[st.sampled_from(["0", "1", "2", "2.0", "Never", "OFTEN", "some  days", "8", "9", "x", ""])]
                * 3
            ),
            min_size=1,
            max_size=8,
        ),
        codes=st.sampled_from([{}, {"Often": 1}, {"1": 0, "Never": 2}]),
    )
    def test_wide_and_long_read_alike(self, tmp_path_factory, cells, codes):
        """The layout changes nothing: neither what is read, nor what is counted, nor what is wrong."""
        folder = tmp_path_factory.getbasetemp() / "alike"
        one, other = wide(folder, *cells, codes=codes), long(folder, *cells, codes=codes)

        assert sorted(one.answers.tolist()) == sorted(other.answers.tolist())
        assert one.coded == other.coded
        assert sorted(p.value for p in one.problems) == sorted(p.value for p in other.problems)


class TestMissingCodes:
    """The instrument's own codes for "no answer"."""

    @pytest.mark.parametrize("read", [wide, long])
    def test_read_as_missing_and_counted(self, tmp_path, read):
        """By item and code, in whatever spelling; of items that have them only."""
        rows = read(tmp_path, ["8", "1", "9"], ["9.0", "1", "1"], [" 8", "1", "9"], ["", "", "3"])

        assert sorted(rows.answers.tolist()) == sorted([[NA, 1, NA], [NA, 1, 1], [NA, 1, NA], [NA, NA, 3]])
        assert rows.coded == {("1", 8): 2, ("1", 9): 1, ("3", 9): 2}
        assert rows.problems == ()

    @pytest.mark.parametrize("read", [wide, long])
    def test_of_another_item(self, tmp_path, read):
        """A code that is none of this item's is a wrong answer, and its row is not counted."""
        rows = read(tmp_path, ["9", "9", "1"])

        assert [(p.value, p.expected) for p in rows.problems] == [
            ("9", "0 to 2, or one of 'Never', 'Some days', 'Often'")
        ]
        assert rows.coded == {}

    @pytest.mark.parametrize("read", [wide, long])
    def test_beside_labels(self, tmp_path, read):
        """They are codes for "no answer" too where the profile gives labels, by number or by label."""
        rows = read(
            tmp_path, ["8", "Often", "Refused"], codes={"Often": 1, "Refused": 9}, missing=("Not asked",)
        )

        assert rows.answers.tolist() == [[NA, 1, NA]]
        assert rows.coded == {("1", 8): 1, ("3", 9): 1}

    def test_what_the_profile_calls_missing(self, tmp_path):
        """A text under `missing` is blank, as ever, and not counted."""
        rows = wide(tmp_path, ["8", "1", "1"], missing=("8",))

        assert rows.answers.tolist() == [[NA, 1, 1]]
        assert rows.coded == {}

    def test_too_large_for_any_answer(self, tmp_path):
        """A code that no answer can have is never read, and breaks nothing."""
        items = [AskedItem(id=id_, lowest=0, highest=2, missing_codes=(999,)) for id_ in "123"]
        content = csv_text([WIDE, ["p", DAY, "999", "Often", "Often"]])

        for codes in ({}, {"Often": 1}):
            rows = read_text(tmp_path, content, wide_table(codes=codes), items=items)
            assert set_aside(rows) == {reasons.NOT_AN_ANSWER: 1}

    def test_blank_rows_stay_blank(self, tmp_path):
        """A row without person, date and answers is a blank row; one with a code in it is not."""
        content = csv_text([WIDE, ["p", DAY, 1, 1, 1], [""] * 5, ["", "", "9", "", ""]])

        rows = read_text(tmp_path, content, items=ASKED)

        assert set_aside(rows) == {reasons.BLANK_ROW: 1, reasons.NO_PERSON: 1}

    def test_taken_out_in_place(self):
        """Only the codes of each item, only where they are."""
        answers = np.array([[8, 8, 9], [2, 9, 8]], dtype=np.int8)

        assert take_out_codes(answers, ASKED) == {("1", 8): 1, ("3", 9): 1}
        assert answers.tolist() == [[NA, 8, NA], [2, 9, 8]]
