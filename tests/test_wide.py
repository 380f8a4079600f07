"""Tables with a row an assessment: every row is used or set aside for the right reason."""

from __future__ import annotations

import datetime
import random

import pytest
from helpers_files import AS_OF, CONTEXT, csv_text, day, put, read_text, set_aside, wide_table
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import Context, reasons
from livingwell_core.marks import MISSING_ANSWER

HEADER = ["Id", "Date", "Q1", "Q2", "Q3"]
PERIOD = Context(first_day=datetime.date(2020, 1, 1), last_day=datetime.date(2021, 12, 31), as_of=AS_OF)
NA = MISSING_ANSWER

# (text of the cell, what it means): what a row may hold, and what has to become of it.
PEOPLE = [("p1", "ok"), (" p1 ", "ok"), ("p2", "ok"), ("Zoë", "ok"), ("", "blank"), ("  ", "blank")]
DATES = [
    ("01/02/2021", "2021-02-01"),
    (" 1/2/2021", "2021-02-01"),
    ("31/12/2021", "2021-12-31"),
    ("01/01/2020", "2020-01-01"),
    ("31/12/2019", reasons.OUTSIDE_PERIOD),
    ("01/01/2022", reasons.OUTSIDE_PERIOD),
    ("01/07/2024", reasons.IMPOSSIBLE_DATE),
    ("01/02/0021", reasons.IMPOSSIBLE_DATE),
    ("30/02/2021", reasons.UNREADABLE_DATE),
    ("soon", reasons.UNREADABLE_DATE),
    ("", reasons.NO_DATE),
    (" ", reasons.NO_DATE),
]
ANSWERS = [
    *((str(code), code) for code in range(5)),
    ("3.0", 3),
    (" 2", 2),
    ("", NA),
    (" ", NA),
    ("99", NA),
    (" 99 ", NA),
    ("5", reasons.NOT_AN_ANSWER),
    ("-1", reasons.NOT_AN_ANSWER),
    ("2.5", reasons.NOT_AN_ANSWER),
    ("x", reasons.NOT_AN_ANSWER),
    ("1000", reasons.NOT_AN_ANSWER),
]
ROW = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(DATES), *[st.sampled_from(ANSWERS)] * 3) | st.just(
    (("", "blank"), ("", reasons.NO_DATE), *[("", NA)] * 3)
)


def fate(row) -> str:
    """What has to become of a row, written as plainly as can be."""
    person, date, *answers = (meaning for _, meaning in row)
    if person == "blank" and date == reasons.NO_DATE and answers == [NA] * 3:
        return reasons.BLANK_ROW
    if date == reasons.NO_DATE and answers == [NA] * 3:
        return reasons.NOT_FILLED_IN
    if person == "blank":
        return reasons.NO_PERSON
    if date in {reasons.NO_DATE, reasons.UNREADABLE_DATE, reasons.IMPOSSIBLE_DATE}:
        return date
    if reasons.NOT_AN_ANSWER in answers:
        return reasons.NOT_AN_ANSWER
    return date if date == reasons.OUTSIDE_PERIOD else "used"


def expected_problems(rows) -> list[tuple[int, str, str]]:
    """Every wrong cell of every row that is not blank; a date outside the period is not wrong."""
    found = []
    for number, row in enumerate(rows, start=2):
        if fate(row) in {reasons.BLANK_ROW, reasons.NOT_FILLED_IN}:
            continue
        for column, (_, meaning) in zip(HEADER, row, strict=True):
            if meaning == "blank":
                found.append((number, column, reasons.NO_PERSON))
            elif (
                isinstance(meaning, str)
                and meaning in vars(reasons).values()
                and meaning != reasons.OUTSIDE_PERIOD
            ):
                found.append((number, column, meaning))
    return found


class TestReasons:
    """Each reason once, with its place."""

    @pytest.mark.parametrize(
        ("cells", "reason", "place"),
        [
            (["", "01/02/2021", "1", "2", "3"], reasons.NO_PERSON, ("Id", None, "an identifier")),
            (["p", "", "1", "2", "3"], reasons.NO_DATE, ("Date", None, "a date like 31/12/2021")),
            (["p", " ", "1", "2", "3"], reasons.NO_DATE, ("Date", " ", "a date like 31/12/2021")),
            (
                ["p", "30/02/2021", "1", "2", "3"],
                reasons.UNREADABLE_DATE,
                ("Date", "30/02/2021", "a date like 31/12/2021"),
            ),
            (
                ["p", "01/07/2024", "1", "2", "3"],
                reasons.IMPOSSIBLE_DATE,
                ("Date", "01/07/2024", "a day from 1980-01-01 to 2024-06-30"),
            ),
            (
                ["p", "31/12/1979", "1", "2", "3"],
                reasons.IMPOSSIBLE_DATE,
                ("Date", "31/12/1979", "a day from 1980-01-01 to 2024-06-30"),
            ),
            (["p", "01/02/2021", "1", "5", "3"], reasons.NOT_AN_ANSWER, ("Q2", "5", "0 to 4")),
        ],
    )
    def test_named(self, tmp_path, cells, reason, place):
        """File, row, column, value and what was expected."""
        rows = read_text(tmp_path, csv_text([HEADER, ["g", "01/02/2021", 1, 2, 3], cells]))

        assert set_aside(rows) == {reason: 1}
        assert [(p.file, p.row, p.column, p.value, p.expected) for p in rows.problems] == [
            ("a.csv", 3, *place)
        ]
        assert rows.keys.height == 1

    def test_outside_the_period_is_no_problem(self, tmp_path):
        """Both ends of the period belong to it."""
        dates = ["31/12/2019", "01/01/2020", "31/12/2021", "01/01/2022"]
        rows = read_text(tmp_path, csv_text([HEADER, *(["p", d, 1, 2, 3] for d in dates)]), context=PERIOD)

        assert rows.keys["day"].to_list() == [day("2020-01-01"), day("2021-12-31")]
        assert set_aside(rows) == {reasons.OUTSIDE_PERIOD: 2}
        assert rows.problems == ()

    def test_today_is_possible(self, tmp_path):
        """The last possible day is the day of the run, the first is in 1980."""
        rows = read_text(
            tmp_path, csv_text([HEADER, *(["p", d, 1, 2, 3] for d in ("30/06/2024", "01/01/1980"))])
        )

        assert rows.keys.height == 2

    def test_every_wrong_cell_of_a_row(self, tmp_path):
        """A row with three faults is counted once and has three messages."""
        rows = read_text(tmp_path, csv_text([HEADER, ["", "soon", "9", "2", "x"]]))

        assert set_aside(rows) == {reasons.NO_PERSON: 1}
        assert [p.column for p in rows.problems] == ["Id", "Date", "Q1", "Q3"]

    def test_labels_are_listed(self, tmp_path):
        """Where a profile has labels, the message lists them."""
        table = wide_table(codes={"Never": 0, "Always": 4})

        rows = read_text(
            tmp_path, csv_text([HEADER, ["p", "01/02/2021", "never", "ALWAYS ", "Often"]]), table
        )

        assert [(p.row, p.column, p.value) for p in rows.problems] == [(2, "Q3", "Often")]
        assert "'Never', 'Always'" in str(rows.problems[0])

    def test_messages_keep_to_forty_characters(self, tmp_path):
        """A story in an answer's cell is not carried into a terminal."""
        rows = read_text(tmp_path, csv_text([HEADER, ["p", "s" * 99, "t" * 99, "2", "3"]]))

        for problem, letter in zip(rows.problems, "st", strict=True):
            assert letter * 39 + "…" in str(problem)
            assert letter * 40 not in str(problem)

    def test_people_are_never_named(self, tmp_path):
        """No message holds the identifier of anyone."""
        rows = read_text(
            tmp_path, csv_text([HEADER, ["Jane", "soon", "9", "9", "9"], ["Jane", "", "1", "2", "3"]])
        )

        assert len(rows.problems) == 5
        assert not any("Jane" in str(problem) for problem in rows.problems)

    def test_missing_codes_inside_the_range(self, tmp_path):
        """A 4 that stands for "no answer" is none, however it is written."""
        table = wide_table(missing=("4",))

        rows = read_text(tmp_path, csv_text([HEADER, ["p", "01/02/2021", "4", " 4 ", "4.0"]]), table)

        assert rows.answers.tolist() == [[NA] * 3]

    def test_items_that_the_table_lacks(self, tmp_path):
        """They are missing throughout; the others stand in their places."""
        table = wide_table(items={"3": "Q3", "1": "Q1"})

        rows = read_text(tmp_path, csv_text([HEADER, ["p", "01/02/2021", 1, "rubbish", 3]]), table)

        assert rows.answers.tolist() == [[1, NA, 3]]

    def test_one_column_for_two_items(self):
        """One column cannot hold two items: a slip of the pen in a profile."""
        with pytest.raises(ValueError, match="Q1"):
            wide_table(items={"1": "Q1", "2": "Q1"})


@given(rows=st.lists(ROW, min_size=1, max_size=30))
def test_against_a_plain_reference(tmp_path_factory, rows):
    """Ledger, keys, answers and messages are what a row-by-row reading gives."""
    folder = tmp_path_factory.getbasetemp() / "wide"
    text = csv_text([HEADER, *([cell for cell, _ in row] for row in rows)])

    read = read_text(folder, text, wide_table(missing=("99",)), PERIOD)

    fates = [fate(row) for row in rows]
    used = [row for row, what in zip(rows, fates, strict=True) if what == "used"]
    assert read.ledger.read("demo assessments", "here") == len(rows)
    assert read.ledger.used("demo assessments", "here") == len(used)
    assert set_aside(read) == {what: fates.count(what) for what in fates if what != "used"}
    read.ledger.check()
    assert read.answers.tolist() == [[meaning for _, meaning in row[2:]] for row in used]
    assert read.keys["day"].to_list() == [day(row[1][1]) for row in used]
    names = [row[0][0].strip() for row in used]
    assert (
        len(set(names))
        == read.keys["person"].n_unique()
        == len({*zip(names, read.keys["person"], strict=True)})
    )
    assert [(p.row, p.column, p.reason) for p in read.problems] == expected_problems(rows)


@given(rows=st.lists(ROW, min_size=1, max_size=12), seed=st.integers(0, 2**20))
def test_order_changes_only_row_numbers(tmp_path_factory, rows, seed):
    """Rows and columns in another order give the same assessments, counts and messages but for the row."""
    folder = tmp_path_factory.getbasetemp() / "order"
    dealer = random.Random(seed)
    columns = dealer.sample(range(5), 5)
    mixed = dealer.sample(rows, len(rows))
    plain = read_text(folder, csv_text([HEADER, *([c for c, _ in row] for row in rows)]))
    other = read_text(
        folder, csv_text([[HEADER[i] for i in columns], *([row[i][0] for i in columns] for row in mixed)])
    )

    def content(read):
        return sorted(zip(read.keys.rows(), read.answers.tolist(), strict=True))

    assert plain.ledger == other.ledger
    assert content(plain) == content(other)
    assert sorted(p._replace(row=0)[:5] for p in plain.problems if p.value) == sorted(
        p._replace(row=0)[:5] for p in other.problems if p.value
    )


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=50)


@given(rows=st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=1, max_size=8))
@pytest.mark.parametrize("codes", [{}, {"Never": 0, "Always": 4}])
def test_garbage_in_every_cell(tmp_path_factory, codes, rows):
    """Whatever the cells hold: no exception, every row accounted for, short messages, no names."""
    folder = tmp_path_factory.getbasetemp() / "garbage"

    read = read_text(folder, csv_text([HEADER, *rows]), wide_table(codes=codes))

    read.ledger.check()
    assert read.ledger.read("demo assessments", "here") == len(rows)
    for problem in read.problems:
        assert 2 <= problem.row <= len(rows) + 1
        assert problem.column != "Id" or problem.value is None
        assert len(str(problem)) < 260


@given(content=st.binary(max_size=300))
def test_garbage_files(tmp_path_factory, content):
    """Any bytes at all are read or refused with a message."""
    from livingwell_core.errors import InputError

    folder = tmp_path_factory.getbasetemp() / "bytes"
    path = put(folder / "a.csv", b"Id,Date,Q1,Q2,Q3\n" + content)
    try:
        read_text(folder, path.read_bytes()).ledger.check()
    except InputError as error:
        assert all(problem.file == "a.csv" for problem in error.problems)  # noqa: PT017


def test_context_without_period():
    """What the other tests take for granted."""
    assert (CONTEXT.first_day, CONTEXT.last_day) == (None, None)
