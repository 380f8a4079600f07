"""findings.csv, findings.json and ledger.csv."""

from __future__ import annotations

import csv
import functools
import io
import json

import attrs
import pytest
from helpers_files import AS_OF, ROWS, csv_text, evaluation, make_plugins, put
from hypothesis import example, given
from hypothesis import strategies as st

from livingwell_core.analyses import Finding
from livingwell_core.cohorts import Ledger
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.reports import FINDING_COLUMNS, make_report, safe_text
from livingwell_core.reports.tables import findings_csv, findings_json, ledger_csv

FINDING = Finding(analysis="a", instrument="i", score="s", site="x", statistic="t", definition="d")


@functools.cache
def made(folder):
    rows = [*ROWS, ["p9", "01/01/2021", "9", "1", "1"]]
    path = evaluation(folder, sites={"here": csv_text(rows)})
    return make_report(evaluate(make_plan(path, make_plugins(), as_of=AS_OF), LocalEngine()))


@pytest.fixture
def report(tmp_path_factory):
    return made(tmp_path_factory.getbasetemp() / "tables")


def rows_of(form, report):
    return list(csv.DictReader(io.StringIO(form.render(report).decode())))


class TestFindings:
    """findings.csv."""

    def test_columns(self, report):
        """Those of design.md, in order."""
        header = findings_csv.render(report).decode().splitlines()[0]

        assert (
            header
            == "analysis,instrument,score,site,group,statistic,definition,value,low,high,level,n,unit,note"
        )
        assert tuple(header.split(",")) == FINDING_COLUMNS

    def test_round_trip(self, report):
        """Every number is read back as itself; what there is none of is blank."""
        rows = rows_of(findings_csv, report)

        assert len(rows) == len(report.findings) > 20
        for row, finding in zip(rows, report.findings, strict=True):
            for name in ("value", "low", "high", "level", "n"):
                expected = getattr(finding, name)
                assert (float(row[name]) if row[name] else None) == expected
            assert row["statistic"] == finding.statistic

    @given(
        value=st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
        note=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
    @example(value=-0.1, note="a\rb")
    @example(value=1e308, note='a\n"b",')
    def test_any_number_and_any_text(self, tmp_path_factory, value, note):
        """Numbers survive exactly; texts survive but for the mark that defuses a formula."""
        report = made(tmp_path_factory.getbasetemp() / "tables")
        one = attrs.evolve(report, findings=(attrs.evolve(FINDING, value=value, note=note),))

        (row,) = csv.DictReader(io.StringIO(findings_csv.render(one).decode(), newline=""))

        assert (float(row["value"]) if row["value"] else None) == value
        assert row["note"].removeprefix("'") == note.removeprefix("'")

    def test_negative_numbers_are_numbers(self, report):
        """A minus before a number is no formula."""
        one = attrs.evolve(report, findings=(attrs.evolve(FINDING, value=-1.5),))

        assert rows_of(findings_csv, one)[0]["value"] == "-1.5"

    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
    )
    def test_formulas(self, report, text):
        """A text that a spreadsheet would run is defused, in every column."""
        one = attrs.evolve(report, findings=(attrs.evolve(FINDING, note=text, group=text),))

        (row,) = csv.DictReader(io.StringIO(findings_csv.render(one).decode(), newline=""))

        assert row["note"] == row["group"] == safe_text(text) == f"'{text}"

    def test_plain_texts_stay(self):
        """What is no formula is left alone."""
        assert [safe_text(text) for text in ("a=1", "", "1-2", "(x)")] == ["a=1", "", "1-2", "(x)"]


class TestJson:
    """findings.json."""

    def test_parses_strictly(self, report):
        """It is JSON, without NaN or Infinity."""

        def refuse(constant):
            raise AssertionError(constant)

        content = json.loads(findings_json.render(report), parse_constant=refuse)

        assert [f["value"] for f in content["findings"]] == [f.value for f in report.findings]
        assert {f["definition"] for f in content["findings"]} <= {d["id"] for d in content["definitions"]}
        assert content["versions"]["demo-dist"] == "1.2"
        assert content["settings"]["missing answers, demo.total"] == "complete-cases"

    def test_no_nan_can_get_there(self):
        """A finding refuses a value that is no number."""
        for value in (float("nan"), float("inf")):
            with pytest.raises(ValueError, match="'value' must be finite or None"):
                attrs.evolve(FINDING, value=value)

    def test_no_people(self, report):
        """Neither identifiers nor hashes are in it."""
        content = findings_json.render(report).decode()

        assert '"p1"' not in content
        assert "person" not in json.loads(content)["findings"][0]


class TestLedger:
    """ledger.csv."""

    def test_sums(self, report):
        """Rows read are rows used and rows set aside, for each table and site."""
        rows = rows_of(ledger_csv, report)

        assert list(rows[0]) == ["table", "site", "reason", "rows"]
        read = sum(int(row["rows"]) for row in rows if row["reason"] == "rows read")
        assert read == 10 == sum(int(row["rows"]) for row in rows if row["reason"] != "rows read")

    def test_tables_with_nothing_used(self, report):
        """A table of which nothing is used says so with a zero."""
        one = attrs.evolve(report, ledger=Ledger.of("t", "s", {"rows read": 2, "x": 2}))

        assert [(row["reason"], row["rows"]) for row in rows_of(ledger_csv, one)] == [
            ("rows read", "2"),
            ("used", "0"),
            ("x", "2"),
        ]


def test_invented_data_say_so_everywhere(tmp_path):
    """Every row of every table, and the JSON."""
    path = evaluation(tmp_path)
    put(path, "invented = true\n" + path.read_text())
    report = make_report(evaluate(make_plan(path, make_plugins(), as_of=AS_OF), LocalEngine()))

    for form in (findings_csv, ledger_csv):
        assert all("INVENTED DATA" in row["note"] for row in rows_of(form, report))
    assert json.loads(findings_json.render(report))["note"] == "INVENTED DATA"


def test_the_period_is_on_record(tmp_path):
    """Settings hold what the run was made with."""
    path = evaluation(tmp_path, settings="[period]\nfirst_day = 2020-01-01\n[statistics]\nlevel = 0.9\n")
    report = make_report(evaluate(make_plan(path, make_plugins(), as_of=AS_OF), LocalEngine()))

    assert report.settings["first day"] == "2020-01-01"
    assert report.settings["last day"] == "not limited"
    assert report.settings["level of intervals"] == "0.9"
    assert all(f.level in {None, 0.9} for f in report.findings)
