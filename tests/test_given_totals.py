"""Totals that the source system gave are compared with ours, counted, named by row, and never used."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import polars as pl
import pytest
from helpers_files import (
    DEMO,
    ROWS,
    csv_text,
    evaluation,
    make_plugins,
    module,
    put,
    workbook,
)
from helpers_given_totals import KEY, OURS, TOTALS, invoke, run, with_totals
from hypothesis import example, given
from hypothesis import strategies as st

from livingwell_core.cohorts import Comparison, reasons
from livingwell_core.evaluations.given_totals import _read
from livingwell_core.instruments import Mean, Scale, Utility

THIRDS = Scale(lowest=0, highest=40, denominator=9)


def compared(tmp_path, totals, **kwargs):
    path = evaluation(tmp_path, sites={"here": csv_text(with_totals(totals))}, **{"table": TOTALS, **kwargs})
    return run(path).remarks


def agrees(theirs: str, ours: Fraction, scale: Scale = THIRDS) -> bool:
    ((kind,), (first,), (last,)) = _read(pl.Series([theirs], dtype=pl.String), scale, ())
    assert kind == 2
    return bool(first <= ours * scale.denominator <= last)


class TestRounding:
    """When a total is ours."""

    @pytest.mark.parametrize(
        ("theirs", "ours", "equal"),
        [
            ("24.3", "73/3", True),
            ("24.33", "73/3", True),
            ("24.4", "73/3", False),
            ("24.30", "73/3", False),
            ("24", "73/3", True),
            ("24.", "73/3", True),
            ("25", "73/3", False),
            ("24,3", "73/3", True),
            ("+24.3", "73/3", True),
            # As a spreadsheet keeps a third: wrong in the sixteenth place.
            ("24.333333333333332", "73/3", True),
            ("24.333333333333336", "73/3", True),
            ("24.333333", "73/3", True),
            ("24.333334", "73/3", False),
            ("2.43E1", "73/3", True),
            ("-0", "0", True),
            ("999999999", "40", False),
        ],
    )
    def test_by_hand(self, theirs, ours, equal):
        """Ours rounds to theirs at the decimals that theirs is written with, or it does not."""
        assert agrees(theirs, Fraction(ours)) is equal

    def test_halves_go_either_way(self):
        """Some round halves up and some to even: both are right."""
        halves = Scale(lowest=0, highest=40, denominator=2)

        assert [agrees(text, Fraction(49, 2), halves) for text in ("24", "25", "24.5", "23", "24.4")] == [
            True,
            True,
            True,
            False,
            False,
        ]

    @given(
        steps=st.integers(-2000, 2000),
        denominator=st.sampled_from([1, 2, 3, 8, 9, 1000, 2520]),
        decimals=st.integers(0, 6),
        off=st.integers(-2, 2),
    )
    def test_naively(self, steps, denominator, decimals, off):
        """The same as rounding exactly and comparing, for every rule of rounding halves."""
        scale = Scale(lowest=-2000, highest=2000, denominator=denominator)
        ours, unit = Fraction(steps, denominator), Fraction(1, 10**decimals)
        theirs = round(ours, decimals) + off * unit
        text = f"{Decimal(int(theirs * 10**decimals)).scaleb(-decimals):f}"

        assert agrees(text, ours, scale) is (abs(ours - theirs) <= unit / 2)

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "12 points",
            "nan",
            "NaN",
            "sNaN",
            "Infinity",
            "-inf",
            "1e99",
            "1e-999999999",
            "0e999999999",
            "1e9",
            "9" * 5000,
            "0." + "0" * 5000,
            "1.2.3",
            "1,204.5",
            "٣x",
            "\u00a0",
            None,
        ],
    )
    def test_no_number(self, text):
        """What is no number, or none that a score could be, is unreadable, and at once."""
        (kind,), _, _ = _read(pl.Series([text], dtype=pl.String), THIRDS, ("n/a",))

        assert kind == 1

    @pytest.mark.parametrize(
        ("text", "missing", "kind"),
        [
            ("n/a", ("N/A ",), 0),
            ("99", ("99",), 0),
            # A code for "no answer" to an item may be a total.
            ("9", ("9",), 2),
            ("9", (), 2),
            ("n/a", (), 1),
        ],
    )
    def test_missing(self, text, missing, kind):
        """What the profile calls missing is no total, unless it is one."""
        (found,), _, _ = _read(pl.Series([text]), THIRDS, missing)

        assert found == kind

    @given(st.lists(st.none() | st.text(max_size=6) | st.sampled_from(["1", "2.5", "x"]), max_size=20))
    @example([])
    def test_each_text_is_read_alike(self, texts):
        """A text means the same in whatever company."""
        alone = [[c[0] for c in _read(pl.Series([text], dtype=pl.String), THIRDS, ())] for text in texts]

        together = _read(pl.Series(texts, dtype=pl.String), THIRDS, ())

        assert [list(row) for row in zip(*together, strict=True)] == alone


class TestCounts:
    """Every row with a score or a total is counted once."""

    def test_all_agree(self, tmp_path):
        """Nothing to say but how many."""
        remarks = compared(tmp_path, OURS)

        assert remarks.totals == {KEY: Comparison(agree=9)}
        assert remarks.differing == ()

    def test_each_kind(self, tmp_path):
        """One that differs, one of no number, one blank, one only theirs; the rows that differ are named."""
        rows = [*ROWS[:9], ["p5", "06/12/2021", "1", "", "2"]]
        content = csv_text(with_totals([0, 9, "", "x", 6, 11, 6, 7, 5], rows))

        found = run(evaluation(tmp_path, sites={"here": content}, table=TOTALS)).remarks

        assert found.totals == {KEY: Comparison(agree=5, differ=1, only_theirs=1, only_ours=1, unreadable=1)}
        (differences,) = found.differing
        assert [str(problem) for problem in differences.problems()] == [
            "here/a.csv, row 7, T: the total differs from our score, got '11', expected 12",
            "here/a.csv, row 5, T: the total is no number, expected a number",
        ]

    def test_rows_set_aside_are_not_compared(self, tmp_path):
        """A row that is no assessment has its own message."""
        rows = [*ROWS, ["p9", "soon", 1, 1, 1], ["", "", "", "", ""], ["p9", "01/02/2021", 7, 1, 1]]
        content = csv_text(with_totals([*OURS, 3, 0, 3], rows))

        found = run(evaluation(tmp_path, sites={"here": content}, table=TOTALS))

        assert found.remarks.totals == {KEY: Comparison(agree=9)}
        assert found.ledger.set_aside("demo assessments", "here") == {
            reasons.UNREADABLE_DATE: 1,
            reasons.BLANK_ROW: 1,
            reasons.NOT_AN_ANSWER: 1,
        }

    def test_several_scores(self, tmp_path):
        """Each score has its own column."""
        rows = [[*row, third] for row, third in zip(with_totals(OURS), ["U", *"031223222"], strict=True)]
        path = evaluation(
            tmp_path, sites={"here": csv_text(rows)}, table='totals = { total = "T", third = "U" }'
        )

        remarks = run(path).remarks

        third = attrs.evolve(KEY, score="third")
        assert remarks.totals == {third: Comparison(agree=8, differ=1), KEY: Comparison(agree=9)}

    def test_thirds(self, tmp_path):
        """A mean in thirds agrees at whatever decimals it is written."""
        mean = attrs.evolve(DEMO.scores[0], rule=Mean(), highest=4, clinical_ranges=(), reliable_changes=())
        means = attrs.evolve(DEMO, id="means", scores=(mean,))
        texts = ["0.00", "3", "1.0", "1.33", "2", "4.000", "2", "2,3", "1.6"]
        path = evaluation(tmp_path, sites={"here": csv_text(with_totals(texts))}, table=TOTALS)
        put(tmp_path / "here.toml", (tmp_path / "here.toml").read_text().replace('"demo"', '"means"'))

        remarks = run(path, make_plugins(module(livingwell_instruments=lambda: [means]))).remarks

        (found,) = remarks.totals.values()
        assert found == Comparison(agree=8, differ=1)
        (differences,) = remarks.differing
        (problem,) = differences.problems()
        assert (problem.row, problem.value, problem.expected) == (10, "1.6", "1 2/3")

    def test_utility_without_a_value_set(self, tmp_path):
        """Theirs is there and ours is not: counted, no fault."""
        valued = attrs.evolve(DEMO, id="valued", utility=Utility(title="U", source="invented"))
        path = evaluation(
            tmp_path,
            sites={"here": csv_text(with_totals(["0.5"] * 9))},
            table='totals = { utility = "T" }',
        )
        put(tmp_path / "here.toml", (tmp_path / "here.toml").read_text().replace('"demo"', '"valued"'))

        remarks = run(path, make_plugins(module(livingwell_instruments=lambda: [valued]))).remarks

        assert list(remarks.totals.values()) == [Comparison(only_theirs=9)]

    def test_workbook(self, tmp_path):
        """Cells of a workbook that hold numbers."""
        rows = [ROWS[0], *([row[0], row[1], *map(int, row[2:])] for row in ROWS[1:])]
        book = workbook(tmp_path / "b.xlsx", {"s": with_totals([0.0, 9, 3, 4, 6, 12, 6, 7, 5.5], rows)})
        path = evaluation(tmp_path, sites={"here": book.read_bytes()}, file="a.xlsx", table=TOTALS)

        (found,) = run(path).remarks.totals.values()

        assert found == Comparison(agree=8, differ=1)

    def test_column_that_is_not_there(self, tmp_path):
        """A fault of the profile, told before anything is read."""
        result = invoke("check", evaluation(tmp_path, table=TOTALS))

        assert result.exit_code == 1
        assert "here/a.csv, row 1, T: no such column" in result.stderr
