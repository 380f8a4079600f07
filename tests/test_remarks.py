"""Remarks add, split nothing, and lose their rows before they leave the site."""

from __future__ import annotations

import json
from fractions import Fraction

import attrs
import polars as pl
import pytest
from click.testing import CliRunner
from helpers_files import (
    AS_OF,
    DEMO,
    ROWS,
    csv_text,
    evaluation,
    make_plugins,
    module,
    put,
)

from livingwell_core.cli.main import cli
from livingwell_core.cohorts import CodedMissing, Cohort, Compared, Comparison, Differences, Remarks
from livingwell_core.cohorts.remarks import points_text
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.reports import make_report, remark_lines

KEY = Compared(site="here", instrument="demo", score="total", table="a.csv")
CODE = CodedMissing(site="here", instrument="demo", code=8, table="a.csv", item="1")
DIFFERENCES = Differences(
    file="here/b.csv",
    column="T",
    denominator=3,
    rows=pl.DataFrame(
        {"row": [5, 3, 4], "theirs": ["1", "2", None], "ours": [4, 7, 0]},
        schema={"row": pl.UInt32, "theirs": pl.String, "ours": pl.Int32},
    ),
)
REMARKS = Remarks(totals={KEY: Comparison(agree=3, differ=2)}, coded={CODE: 2}, differing=(DIFFERENCES,))
CODED = attrs.evolve(
    DEMO,
    id="coded",
    title="Coded",
    items=(
        attrs.evolve(DEMO.items[0], missing_codes=(8, 9)),
        attrs.evolve(DEMO.items[1], labels={"Never": 0, "Always": 4}),
        attrs.evolve(DEMO.items[2], missing_codes=(9,)),
    ),
)
PLUGINS = make_plugins(module(livingwell_instruments=lambda: [CODED]))


def coded(tmp_path, rows, table=""):
    path = evaluation(tmp_path, sites={"here": csv_text([ROWS[0], *rows])}, table=table)
    put(tmp_path / "here.toml", (tmp_path / "here.toml").read_text().replace('"demo"', '"coded"'))
    return path


class TestAdding:
    def test_counts_add(self):
        """By key; rows come one after the other."""
        other = attrs.evolve(KEY, score="a")
        both = REMARKS + Remarks(
            totals={KEY: Comparison(agree=1, unreadable=1, only_ours=4), other: Comparison(only_theirs=2)},
            coded={CODE: 1},
        )

        assert both.totals[KEY] == Comparison(agree=4, differ=2, unreadable=1, only_ours=4)
        assert list(both.totals) == [other, KEY]
        assert both.totals[KEY].compared == 6
        assert both.coded == {CODE: 3}
        assert both.differing == (DIFFERENCES,)

    def test_only_with_their_like(self):
        """A remark and a number do not add."""
        with pytest.raises(TypeError):
            REMARKS + 1
        with pytest.raises(TypeError):
            Comparison() + 1

    @pytest.mark.parametrize("parts", [1, 3])
    def test_cohorts_keep_them_once(self, parts):
        """Split by person and put together again, a cohort says the same."""
        cohort = Cohort(site="here", remarks=REMARKS)
        pieces = cohort.split(parts)
        whole = pieces[0]
        for piece in pieces[1:]:
            whole += piece

        assert whole.remarks.totals == REMARKS.totals
        assert whole.remarks.coded == REMARKS.coded
        assert whole.remarks.differing == REMARKS.differing

    def test_shared(self):
        """By site, over tables and items, without a row."""
        more = REMARKS + Remarks(
            totals={attrs.evolve(KEY, table="b.csv"): Comparison(agree=1)},
            coded={attrs.evolve(CODE, item="2"): 3, attrs.evolve(CODE, code=9): 1},
        )

        shared = more.shared()

        assert shared.totals == {attrs.evolve(KEY, table=""): Comparison(agree=4, differ=2)}
        assert {(key.code, key.table, key.item): n for key, n in shared.coded.items()} == {
            (8, "", ""): 5,
            (9, "", ""): 1,
        }
        assert shared.differing == ()

    def test_in_the_order_of_files(self):
        """Whichever file was read first."""
        first = attrs.evolve(DIFFERENCES, file="here/a.csv")

        assert Remarks(differing=(DIFFERENCES, first)).sorted().differing == (first, DIFFERENCES)


class TestRows:
    def test_of_each_kind(self):
        """In the order of the file: first what differs, then what cannot be read, so many of each."""
        assert [(p.row, p.value, p.expected) for p in DIFFERENCES.problems()] == [
            (3, "2", "2 1/3"),
            (5, "1", "1 1/3"),
            (4, None, "a number"),
        ]
        assert [p.row for p in DIFFERENCES.problems(1)] == [3, 4]

    @pytest.mark.parametrize(
        ("points", "text"),
        [
            ("0", "0"),
            ("24", "24"),
            ("-7", "-7"),
            ("49/2", "24.5"),
            ("-39/200", "-0.195"),
            ("1/1000", "0.001"),
            ("41/40", "1.025"),
            ("73/3", "24 1/3"),
            ("-4/3", "-1 1/3"),
            ("2/3", "2/3"),
            ("-2/3", "-2/3"),
        ],
    )
    def test_scores_in_full(self, points, text):
        """Exactly: a decimal where it ends, else a fraction."""
        assert points_text(Fraction(points)) == text


class TestLines:
    def test_words(self):
        """A line a remark, with titles for ids."""
        one = Remarks(
            totals={KEY: Comparison(agree=1203, differ=3, only_theirs=12, only_ours=5, unreadable=1)},
            coded={CODE: 1, attrs.evolve(CODE, item="2"): 1204},
        )

        assert remark_lines(one, [DEMO]) == [
            (
                "Demo, total, here, a.csv: re-scored 1,206, 3 differ; 12 with a total where we give no "
                "score; 5 without a total; 1 with a total that cannot be read"
            ),
            "Demo, item 1, here, a.csv: 1 answer coded 8 was read as missing",
            "Demo, item 2, here, a.csv: 1,204 answers coded 8 were read as missing",
        ]
        assert remark_lines(one.shared(), [DEMO])[1:] == [
            "Demo, here: 1,205 answers coded 8 were read as missing"
        ]

    def test_a_score_that_is_not_there(self):
        """A utility that is not computed goes by its id."""
        one = Remarks(totals={attrs.evolve(KEY, score="utility"): Comparison(only_theirs=1)})

        assert remark_lines(one, iter([DEMO])) == [
            "Demo, utility, here, a.csv: re-scored 0, 0 differ; 1 with a total where we give no score"
        ]


class TestCodes:
    """Codes that the instrument takes for "no answer", through a whole run."""

    DAY = "01/02/2021"

    def run(self, path):
        return evaluate(make_plan(path, PLUGINS, as_of=AS_OF), LocalEngine())

    def test_counted(self, tmp_path):
        """By item and code in a run, by code in a report; the assessment has no score, and no fault."""
        path = coded(
            tmp_path,
            [["p1", self.DAY, 8, 1, 1], ["p2", self.DAY, 9, 1, 9], ["p3", self.DAY, 4, "always", 4]],
        )

        found = self.run(path)

        assert {(key.item, key.code): n for key, n in found.remarks.coded.items()} == {
            ("1", 8): 1,
            ("1", 9): 1,
            ("3", 9): 1,
        }
        assert {(key.item, key.code): n for key, n in make_report(found).remarks.coded.items()} == {
            ("", 8): 1,
            ("", 9): 2,
        }
        assert found.problems == ()
        assert found.ledger.used("coded assessments", "here") == 1

    def test_told(self, tmp_path):
        """In check and in the summary."""
        path = coded(tmp_path, [*ROWS[1:], ["p8", self.DAY, 8, 1, 1], ["p9", self.DAY, 8, 1, 1]])

        for args in (["check", path], ["evaluate", path]):
            result = CliRunner().invoke(cli, list(map(str, args)), obj=PLUGINS)
            assert "Coded, here: 2 answers coded 8 were read as missing" in result.stdout
        result = CliRunner().invoke(cli, ["check", str(path), "--all"], obj=PLUGINS)
        assert "Coded, item 1, here, a.csv: 2 answers coded 8 were read as missing" in result.stdout

    @pytest.mark.parametrize(
        ("codes", "words"),
        [
            ('"8" = 3', "codes.'8': the instrument takes 8 for no answer to 1, got '3'"),
            ('" 9" = 0', "codes.' 9': the instrument takes 9 for no answer to 1, 3, got '0'"),
            ('"x" = 7', "codes.'x': no answer has this code, got '7', expected 0 to 4"),
        ],
    )
    def test_contradictions(self, tmp_path, codes, words):
        """A profile that makes an answer of a code that is none is refused."""
        path = coded(tmp_path, ROWS[1:], table=f"codes = {{ {codes} }}")

        result = CliRunner().invoke(cli, ["check", str(path)], obj=PLUGINS)

        assert result.exit_code == 1
        assert words in result.stderr

    def test_listed(self):
        """Whoever writes a profile can see which words and codes are read without it."""
        result = CliRunner().invoke(cli, ["instruments", "coded", "--json"], obj=PLUGINS)
        first, second, _ = json.loads(result.stdout)[0]["items"]

        assert (first["labels"], first["missing_codes"]) == ({}, [8, 9])
        assert (second["labels"], second["missing_codes"]) == ({"Never": 0, "Always": 4}, [])

    @pytest.mark.parametrize("codes", ['"8" = 8, "a" = 1', '"Refused" = 9, "a" = 1'])
    def test_agreement(self, tmp_path, codes):
        """A label may stand for such a code."""
        path = coded(
            tmp_path,
            [["p1", self.DAY, "a", "a", "a"], ["p1", self.DAY, 8, "a", "a"], ["p1", self.DAY, 9, "a", "a"]],
            table=f"codes = {{ {codes} }}",
        )

        found = self.run(path)

        assert found.problems == ()
        assert sum(found.remarks.coded.values()) == 2
