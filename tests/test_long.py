"""Tables with a row an answer: answers are gathered into assessments, and nothing gets lost."""

from __future__ import annotations

import datetime
import random

import pytest
from helpers_files import (
    CONTEXT,
    DEMO,
    ITEMS,
    csv_text,
    day,
    long_table,
    put,
    read_text,
    set_aside,
    source_of,
    wide_table,
)
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import AskedItem, reasons
from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.cohorts.long import read_long
from livingwell_core.evaluations import score_rows
from livingwell_core.marks import MISSING_ANSWER as NA

HEADER = ["Id", "Date", "Form", "Question", "Answer"]
DAY = "01/02/2021"


def read(folder, *rows, table=None, **kwargs):
    return read_text(folder, csv_text([HEADER, *rows]), table or long_table(), **kwargs)


class TestReasons:
    """Each reason once, with its place."""

    @pytest.mark.parametrize(
        ("cells", "reason", "place"),
        [
            (["", DAY, "f", "One?", "1"], reasons.NO_PERSON, ("Id", None, "an identifier")),
            (["p", DAY, "", "One?", "1"], reasons.NO_ASSESSMENT, ("Form", None, "an identifier")),
            (["p", "", "f", "One?", "1"], reasons.NO_DATE, ("Date", None, "a date like 31/12/2021")),
            (["p", "x", "f", "One?", "1"], reasons.UNREADABLE_DATE, ("Date", "x", "a date like 31/12/2021")),
            (
                ["p", "01/01/2030", "f", "One?", "1"],
                reasons.IMPOSSIBLE_DATE,
                ("Date", "01/01/2030", "a day from 1980-01-01 to 2024-06-30"),
            ),
            (["p", DAY, "f", "One?", "7"], reasons.NOT_AN_ANSWER, ("Answer", "7", "0 to 4")),
        ],
    )
    def test_rows(self, tmp_path, cells, reason, place):
        """A row that is wrong is set aside and named."""
        rows = read(tmp_path, ["g", DAY, "g", "One?", "1"], cells)

        assert set_aside(rows, "demo answers") == {reason: 1}
        assert [(p.file, p.row, p.column, p.value, p.expected) for p in rows.problems] == [
            ("a.csv", 3, *place)
        ]
        assert [p.reason for p in rows.problems] == [reason]
        assert rows.answers.tolist() == [[1, NA, NA]]

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            (["", "", "", "", ""], reasons.BLANK_ROW),
            (["p", DAY, "g", "Other?", "anything"], reasons.OTHER_QUESTION),
            (["p", DAY, "g", "", "1"], reasons.OTHER_QUESTION),
            (["g", DAY, "g", "One?", "1"], reasons.DUPLICATE),
            (["g", " 1/2/2021", " g ", " One?", "1.0"], reasons.DUPLICATE),
        ],
    )
    def test_harmless_rows(self, tmp_path, cells, reason):
        """Rows that are not used without anything being wrong: counted, not named, no harm done."""
        rows = read(tmp_path, ["g", DAY, "g", "One?", "1"], cells)

        assert set_aside(rows, "demo answers") == {reason: 1}
        assert rows.problems == ()
        assert rows.answers.tolist() == [[1, NA, NA]]

    @pytest.mark.parametrize(
        ("second", "reason"),
        [
            (["g", DAY, "g", "Two?", "9"], reasons.ANSWER_SET_ASIDE),
            (["", DAY, "g", "Two?", "1"], reasons.ANSWER_SET_ASIDE),
            (["g", "", "g", "Two?", "1"], reasons.ANSWER_SET_ASIDE),
            (["h", DAY, "g", "Two?", "1"], reasons.UNCLEAR_ASSESSMENT),
            (["g", "02/02/2021", "g", "Two?", "1"], reasons.UNCLEAR_ASSESSMENT),
            (["g", DAY, "g", "One?", "2"], reasons.CONFLICTING_ANSWERS),
        ],
    )
    @pytest.mark.parametrize("flipped", [False, True])
    def test_spoilt_assessments(self, tmp_path, second, reason, flipped):
        """One wrong row spoils its assessment, in whichever order they stand; others are untouched."""
        pair = [["g", DAY, "g", "One?", "1"], second]

        rows = read(tmp_path, *(reversed(pair) if flipped else pair), ["k", DAY, "k", "One?", "4"])

        assert set_aside(rows) == {reason: 1}
        assert rows.answers.tolist() == [[4, NA, NA]]
        rows.ledger.check()

    def test_outside_the_period(self, tmp_path):
        """A period sets whole assessments aside."""
        from test_wide import PERIOD

        rows = read(
            tmp_path,
            ["g", "31/12/2019", "a", "One?", "1"],
            ["g", "01/01/2020", "b", "One?", "2"],
            context=PERIOD,
        )

        assert set_aside(rows) == {reasons.OUTSIDE_PERIOD: 1}
        assert rows.answers.tolist() == [[2, NA, NA]]

    def test_times_of_one_day(self, tmp_path):
        """Answers are saved minute by minute: one day is one date."""
        rows = read(
            tmp_path,
            ["p", "29 Sep 2011 14:53:28", "f", "One?", "1"],
            ["p", "29 Sep 2011 14:59:01", "f", "Two?", "2"],
            table=long_table(date_format="%d %b %Y %H:%M:%S"),
        )

        assert rows.answers.tolist() == [[1, 2, NA]]
        assert rows.keys["day"].to_list() == [day("2011-09-29")]

    def test_blank_answers_are_missing(self, tmp_path):
        """A question left blank is a missing answer, not a wrong one."""
        rows = read(tmp_path, ["p", DAY, "f", "One?", ""], ["p", DAY, "f", "Two?", "2"])

        assert rows.answers.tolist() == [[NA, 2, NA]]
        assert rows.problems == ()

    @pytest.mark.parametrize(
        "rows", [[["p", DAY, "f", "Other?", "1"]], [[""] * 5] * 2, [["p", DAY, "", "One?", "1"]]]
    )
    def test_no_assessment_at_all(self, tmp_path, rows):
        """A file of rows that make no assessment is read, and every row accounted for."""
        found = read(tmp_path, *rows)

        assert found.keys.height == 0
        assert found.ledger.read("demo answers", "here") == len(rows)
        found.ledger.check()

    def test_one_text_for_two_items(self):
        """One question cannot stand for two items."""
        with pytest.raises(ValueError, match="One"):
            long_table(items={"1": "One?", "2": "One?"})

    def test_messages_are_short_and_name_nobody(self, tmp_path):
        """As in wide tables; an assessment's id names a person too."""
        rows = read(
            tmp_path, ["Jane", "s" * 99, "Jane-1", "One?", "1"], ["Jane", DAY, "Jane-1", "Two?", "t" * 99]
        )

        assert len(rows.problems) == 2
        assert all(
            "Jane" not in str(p) and "s" * 40 not in str(p) and "t" * 40 not in str(p) for p in rows.problems
        )


# (text, meaning) as in test_wide; few forms, so that they meet.
PERSON = st.sampled_from([("p1", "p1"), ("p1 ", "p1"), ("p2", "p2")] * 3 + [("", None)])
DATE = st.sampled_from(
    [(DAY, "2021-02-01")] * 12
    + [
        (" 1/2/2021", "2021-02-01"),
        ("02/02/2021", "2021-02-02"),
        ("", reasons.NO_DATE),
        ("x", reasons.UNREADABLE_DATE),
        ("01/01/2030", reasons.IMPOSSIBLE_DATE),
    ]
)
FORM = st.sampled_from([("f1", "f1"), (" f1", "f1"), ("f2", "f2"), ("f3", "f3")] * 3 + [(" ", None)])
QUESTION = st.sampled_from([("One?", 0), ("Two?", 1), ("Three? ", 2)] * 3 + [("Else?", None), ("", None)])
ANSWER = st.sampled_from(
    [(str(code), code) for code in range(5)] * 2
    + [("2.0", 2), ("", NA), ("99", NA), ("5", None), ("x", None)]
)
ROW = st.tuples(PERSON, DATE, FORM, QUESTION, ANSWER) | st.just(
    (("", None), ("", reasons.NO_DATE), ("", None), ("", None), ("", NA))
)


def reference(rows):  # noqa: C901, PLR0912 - written as plainly as can be
    """Fates of rows, fates of assessments and answers of the used ones, row by row in plain Python."""
    fates, good, seen = [], {}, set()
    spoilt = set()
    for row in rows:
        (person, date, form, item, code) = (meaning for _, meaning in row)
        if all(not text.strip() for text, _ in row):
            fates.append(reasons.BLANK_ROW)
            continue
        if item is None:
            fates.append(reasons.OTHER_QUESTION)
            continue
        if form is None:
            fates.append(reasons.NO_ASSESSMENT)
            continue
        if person is None:
            fate = reasons.NO_PERSON
        elif not date.startswith("20"):
            fate = date
        elif code is None:
            fate = reasons.NOT_AN_ANSWER
        else:
            key = (form, person, date, item, code)
            fate = reasons.DUPLICATE if key in seen else "used"
            seen.add(key)
            good.setdefault(form, []).append((person, date, item, code))
        fates.append(fate)
        if fate not in {"used", reasons.DUPLICATE}:
            spoilt.add(form)
    outcome, used = {}, {}
    for form in {*good, *spoilt}:
        entries = good.get(form, [])
        if form in spoilt:
            outcome[form] = reasons.ANSWER_SET_ASIDE
        elif len({entry[:2] for entry in entries}) > 1:
            outcome[form] = reasons.UNCLEAR_ASSESSMENT
        elif len({entry[2:] for entry in entries}) > len({entry[2] for entry in entries}):
            outcome[form] = reasons.CONFLICTING_ANSWERS
        else:
            outcome[form] = "used"
            answers = [NA] * 3
            for _, _, item, code in entries:
                answers[item] = code
            used[form] = (day(entries[0][1]), answers, entries[0][0])
    return fates, list(outcome.values()), list(used.values())


def counted(fates):
    return {fate: fates.count(fate) for fate in fates if fate != "used"}


@given(rows=st.lists(ROW, min_size=1, max_size=25))
def test_against_a_plain_reference(tmp_path_factory, rows):
    """Both ledgers, the days and the answers are what a row-by-row reading gives."""
    folder = tmp_path_factory.getbasetemp() / "long"
    text = csv_text([HEADER, *([cell for cell, _ in row] for row in rows)])

    found = read_text(folder, text, long_table(missing=("99",)))

    fates, outcomes, used = reference(rows)
    assert found.ledger.read("demo answers", "here") == len(rows)
    assert set_aside(found, "demo answers") == counted(fates)
    assert found.ledger.read("demo assessments", "here") == len(outcomes)
    assert set_aside(found) == counted(outcomes)
    found.ledger.check()
    assert sorted(zip(found.keys["day"].to_list(), found.answers.tolist(), strict=True)) == sorted(
        (when, answers) for when, answers, _ in used
    )
    assert found.keys["person"].n_unique() == len({person for *_, person in used})
    harmless = {"used", reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.DUPLICATE}
    assert [(p.row, p.reason) for p in found.problems] == [
        (number, fate) for number, fate in enumerate(fates, start=2) if fate not in harmless
    ]


@given(rows=st.lists(ROW, min_size=1, max_size=15), seed=st.integers(0, 2**20))
def test_order_changes_nothing(tmp_path_factory, rows, seed):
    """Rows and columns in another order give the same assessments in the same order."""
    folder = tmp_path_factory.getbasetemp() / "order"
    dealer = random.Random(seed)
    columns = dealer.sample(range(5), 5)
    mixed = dealer.sample(rows, len(rows))
    plain = read_text(folder, csv_text([HEADER, *([c for c, _ in row] for row in rows)]), long_table())
    other = read_text(
        folder,
        csv_text([[HEADER[i] for i in columns], *([row[i][0] for i in columns] for row in mixed)]),
        long_table(),
    )

    assert plain.ledger == other.ledger
    assert plain.keys.equals(other.keys)
    assert plain.answers.tolist() == other.answers.tolist()


ASSESSMENT = st.tuples(
    st.integers(1, 5),
    st.dates(datetime.date(2000, 1, 1), datetime.date(2023, 1, 1)),
    st.tuples(*[st.sampled_from([0, 1, 2, 3, 4, ""])] * 3),
)


@given(assessments=st.lists(ASSESSMENT, min_size=1, max_size=10), flips=st.booleans())
def test_wide_and_long_agree(tmp_path_factory, assessments, flips):
    """The same people in either layout have the same scores on the same days."""
    folder = tmp_path_factory.getbasetemp() / "both"
    circled = "as-circled" if flips else "scored"
    wide = [["Id", "Date", "Q1", "Q2", "Q3"]]
    long = [HEADER]
    for number, (person, when, answers) in enumerate(assessments):
        wide.append([person, when.strftime("%d/%m/%Y"), *answers])
        for question, answer in zip(["One?", "Two?", "Three?"], answers, strict=True):
            long.append([person, when.strftime("%d/%m/%Y"), f"form {number}", question, answer])
    table = wide_table(answers=circled)

    frames = []
    for text, layout in ((csv_text(wide), table), (csv_text(long), long_table(answers=circled))):
        rows = read_text(folder, text, layout)
        frame = score_rows(
            rows.keys, DEMO, DEMO.orient(rows.answers, DEMO.flips(layout.answers, layout.directions))
        )
        frames.append(sorted(frame.rows()))

    assert frames[0] == frames[1]


CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=50
) | st.sampled_from(["One?", "f", "p", DAY, "3"])


@given(rows=st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=1, max_size=8))
def test_garbage_in_every_cell(tmp_path_factory, rows):
    """Whatever the cells hold: no exception, every row accounted for, short messages, no names."""
    folder = tmp_path_factory.getbasetemp() / "garbage"

    found = read_text(folder, csv_text([HEADER, *rows]), long_table())

    found.ledger.check()
    assert found.ledger.read("demo answers", "here") == len(rows)
    for problem in found.problems:
        assert 2 <= problem.row <= len(rows) + 1
        assert problem.column not in {"Id", "Form"} or problem.value is None
        assert len(str(problem)) < 260


TOTAL = st.sampled_from([("Sum", None), ("Sum ", None)])
NUMBER = st.sampled_from([("7", NA), ("7 ", NA), ("8", NA), ("", NA)])
WITH_TOTALS = ROW | st.tuples(PERSON, DATE, FORM, TOTAL, NUMBER)


def read_in_batches(folder, text, at_once):
    """Everything that reading gives, as plain values."""
    table = long_table(missing=("99",), totals={"total": "Sum"})
    source = source_of(put(folder / "a.csv", text), table)
    rows = read_long(source, csv_reader, table, ITEMS, "here", CONTEXT, at_once=at_once)
    totals = {score: frame.rows() for score, frame in rows.totals.items()}
    seen = sorted({*rows.seen.rows(), *rows.keys.select("person", "check").rows()})
    return rows.keys.rows(), rows.answers.tolist(), seen, rows.ledger, rows.problems, totals, rows.coded


@given(rows=st.lists(WITH_TOTALS, min_size=1, max_size=25))
def test_batches_change_nothing(tmp_path_factory, rows):
    """However many rows are held at a time, all that is found is the same."""
    folder = tmp_path_factory.getbasetemp() / "batches"
    text = csv_text([HEADER, *([cell for cell, _ in row] for row in rows)])

    whole = read_in_batches(folder, text, 1000)
    named = {who for (_, who), _, _, (question, item), _ in rows if item is not None or "Sum" in question}

    assert len(whole[2]) == len(named - {None})
    for at_once in (1, 2, 7):
        assert read_in_batches(folder, text, at_once) == whole


def test_codes_for_no_answer_are_counted_over_batches(tmp_path):
    """An item's own code for "no answer" is missing, and counted, in whatever batch it stands."""
    items = [AskedItem(id=str(n), lowest=0, highest=4, missing_codes=(9,)) for n in (1, 2, 3)]
    rows = [["p", DAY, f"f{n % 3}", question, "9"] for n in range(3) for question in ("One?", "Two?")]
    table = long_table()
    source = source_of(put(tmp_path / "a.csv", csv_text([HEADER, *rows])), table)

    for at_once in (1, 4, 100):
        found = read_long(source, csv_reader, table, items, "here", CONTEXT, at_once=at_once)

        assert found.coded == {("1", 9): 3, ("2", 9): 3}
        assert (found.answers == NA).all()
