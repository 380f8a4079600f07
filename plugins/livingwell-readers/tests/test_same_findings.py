"""The same invented people give the same findings, whatever file they come in."""

from __future__ import annotations

import datetime
import json

import polars as pl
import pyreadstat
import pytest
import samples_fhir as fhir
import samples_mhsds as mhsds
import samples_redcap as redcap
import samples_systmone as systmone
from helpers_readers import LONG, PEOPLE, SHEETS, WIDE, WORDS, csv_text, evaluated, long_rows, put, wide_rows

LABELS = {float(code): word for code, word in enumerate(WORDS)} | {9.0: "Declined"}
IN_WORDS = (
    WIDE.replace('"Q1"', '"Q1 (label)"').replace('"Q2"', '"Q2 (label)"').replace('"Q3"', '"Q3 (label)"')
    + "[tables.codes]\n"
    + "".join(f"{word} = {code}\n" for code, word in enumerate(WORDS))
)
RESPONSES = """\
layout = "long"
person = "subject_id"
date = "date"
date_format = "%Y-%m-%d"
assessment = "id"
question = "{question}"
answer = "{answer}"
[tables.items]
1 = "{form}q1"
2 = "{form}q2"
3 = "{form}q3"
"""
OBSERVATIONS = f"""\
sheet = "Observation"
layout = "long"
person = "subject_id"
date = "effective"
date_format = "%Y-%m-%dT%H:%M:%S%z"
assessment = "occasion"
question = "snomed"
answer = "answer"
[tables.items]
1 = "{fhir.CODES[0]}"
2 = "{fhir.CODES[1]}"
3 = "{fhir.CODES[2]}"
"""
BY_LINK = RESPONSES.format(question="linkId", answer="answer", form="")
BY_QUESTION = RESPONSES.format(question="question", answer="answer", form=f"{fhir.FORM}#")
BY_WORDS = RESPONSES.format(question="linkId", answer="answer_display", form="") + (
    "[tables.codes]\n" + "".join(f"{word} = {code}\n" for code, word in enumerate(WORDS))
)


def typed(rows) -> pl.DataFrame:
    """A table as a program holds it: dates are dates, answers are numbers."""
    frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
    return frame.with_columns(pl.col("Date").str.to_date())


def as_spss(frame: pl.DataFrame, path, **options) -> None:
    """Write for SPSS: an answer that is not given is 9, which the file declares as missing."""
    items = ["Q1", "Q2", "Q3"]
    frame = frame.with_columns(pl.col(items).fill_null(9).cast(pl.Float64))
    labels, missing = dict.fromkeys(items, LABELS), {item: [9.0] for item in items}
    pyreadstat.write_sav(frame, path, variable_value_labels=labels, missing_ranges=missing, **options)


def as_stata(frame: pl.DataFrame, path, **options) -> None:
    words = {int(code): word for code, word in LABELS.items()}
    labels = dict.fromkeys(("Q1", "Q2", "Q3"), words)
    pyreadstat.write_dta(frame, path, variable_value_labels=labels, **options)


def at_noon(frame: pl.DataFrame) -> pl.DataFrame:
    """As pandas has it: a moment for a day, and decimals because something is missing."""
    moment = pl.col("Date").cast(pl.Datetime("ns")) + datetime.timedelta(hours=12)
    return frame.with_columns(moment, pl.col("Q1", "Q2", "Q3").cast(pl.Float64))


def as_workbook(rows, path) -> None:
    """Dates are dates, answers are numbers; a title stands above the names."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["An export"])
    for number, (person, day, *answers) in enumerate(rows):
        book.active.append([person, datetime.date.fromisoformat(day) if number else day, *answers])
    book.save(path)


def in_order(rows):
    """Put the columns of a long table as those of a wide one, the person first and the date next."""
    return [[person, day, form, question, answer] for form, person, day, question, answer in rows]


def as_mhsds(path, *, totals=False) -> None:
    for name, text in mhsds.files(totals=totals).items():
        put(path.with_name(name), text)


WRITERS = {
    "a.xlsx": (lambda path: as_workbook(wide_rows(), path), f"header_row = 2\n{WIDE}"),
    "long.xlsx": (lambda path: as_workbook(in_order(long_rows()), path), f"header_row = 2\n{LONG}"),
    "redcap.csv": (lambda path: put(path, redcap.repeating()), redcap.RAW_REPEATING),
    "redcap labels.csv": (lambda path: put(path, redcap.repeating(labels=True)), redcap.LABELS_REPEATING),
    "redcap visits.csv": (lambda path: put(path, redcap.longitudinal()), redcap.RAW_LONGITUDINAL),
    "redcap visits labels.csv": (
        lambda path: put(path, redcap.longitudinal(labels=True)),
        redcap.LABELS_LONGITUDINAL,
    ),
    "systmone.csv": (lambda path: put(path, systmone.answered()), systmone.TABLES),
    "systmone one id": (
        lambda path: put(path.with_name("systmone.csv"), systmone.answered(one_id=True)),
        systmone.TABLES,
    ),
    "mhsds 606": (as_mhsds, mhsds.items(606)),
    "mhsds 607": (as_mhsds, mhsds.items(607)),
    "a.csv": (lambda path: put(path, csv_text(wide_rows())), WIDE),
    "long.csv": (lambda path: put(path, csv_text(long_rows())), LONG),
    "a.parquet": (lambda path: typed(wide_rows()).write_parquet(path), WIDE),
    "pandas.parquet": (
        lambda path: at_noon(typed(wide_rows())).write_parquet(path),
        WIDE.replace("%Y-%m-%d", "%Y-%m-%d %H:%M:%S"),
    ),
    "long.parquet": (lambda path: typed(long_rows()).write_parquet(path, row_group_size=5), LONG),
    "a.sav": (lambda path: as_spss(typed(wide_rows()), path), WIDE),
    "words.sav": (lambda path: as_spss(typed(wide_rows()), path, row_compress=True), IN_WORDS),
    "a.zsav": (lambda path: as_spss(typed(wide_rows()), path, compress=True), WIDE),
    "a.dta": (lambda path: as_stata(typed(wide_rows()), path), WIDE),
    "old.dta": (lambda path: as_stata(typed(wide_rows()), path, version=8), WIDE),
    "words.dta": (lambda path: as_stata(typed(wide_rows()), path, version=12), IN_WORDS),
    "a.json": (lambda path: put(path, json.dumps(fhir.bundle(fhir.responses()))), BY_LINK),
    "pretty.json": (lambda path: put(path, json.dumps(fhir.bundle(fhir.responses()), indent=2)), BY_QUESTION),
    "a.ndjson": (lambda path: put(path, fhir.lines(fhir.responses())), BY_LINK),
    "words.ndjson": (lambda path: put(path, fhir.lines(fhir.responses())), BY_WORDS),
    "scores.ndjson": (lambda path: put(path, fhir.lines(fhir.observations())), OBSERVATIONS),
    "all.json": (
        lambda path: put(
            path, json.dumps(fhir.bundle([*fhir.patients(), *fhir.observations(), *fhir.responses()]))
        ),
        OBSERVATIONS,
    ),
}


# SPSS and Stata give a code without a label in the column of words too.
IN_WORDS_ALONE = (
    "words.ndjson",
    "redcap labels.csv",
    "redcap visits labels.csv",
    "systmone.csv",
    "systmone one id",
)


def findings(folder, name, people=""):
    write, table = WRITERS[name]
    (folder / "here").mkdir(parents=True, exist_ok=True)
    write(folder / "here" / name)
    return evaluated(folder, name, table, people)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return findings(tmp_path_factory.mktemp("csv"), "a.csv")


class TestFindings:
    def test_there_are_some(self, expected):
        """The comparison below is not of nothing: sums by hand, item 2 reversed."""
        means = {f.statistic: f.value for f in expected.findings if f.site == "here" and f.unit == "points"}
        # p1 0 to 9, p2 3 to 4, p3 6 to 12, p5 7 to 5; what is blank or no answer is not used
        assert means["mean first"] == pytest.approx((0 + 3 + 6 + 7) / 4)
        assert means["mean last"] == pytest.approx((9 + 4 + 12 + 5) / 4)
        assert len(expected.problems) == 1

    @pytest.mark.parametrize("name", WRITERS)
    def test_the_same(self, tmp_path, expected, name):
        """Every figure, note and definition."""
        found = findings(tmp_path, name)

        assert found.findings == expected.findings
        assert found.definitions == expected.definitions

    @pytest.mark.parametrize("name", WRITERS)
    def test_as_many_rows(self, tmp_path, expected, name):
        """As many assessments used, and the one wrong answer named with its value."""
        found = findings(tmp_path, name)

        # In a long table the same form twice is two assessments, of which one is set aside later on.
        tables = ("demo assessments", "here")
        assert found.ledger.used(*tables) == expected.ledger.used(*tables)
        (problem,) = found.problems
        beyond = "Beyond" if name in IN_WORDS_ALONE else "7"
        assert (problem.value, problem.reason) == (beyond, "not an answer of the item")


@pytest.fixture(scope="module")
def with_people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    put(folder / "here" / "people.csv", csv_text([["Id"], *([person] for person in PEOPLE)]))
    return findings(folder, "a.csv", '[people]\nfile = "people.csv"\nperson = "Id"')


def plain(evaluation):
    """Findings without the note that scores were given."""
    return [
        (f.analysis, f.group, f.site, f.score, f.statistic, f.definition, f.value, f.low, f.high, f.n)
        for f in evaluation.findings
    ]


TOTALS = [["Id", "Date", "Total"]] + [[p, day, mhsds.total(answers)] for p, day, answers in SHEETS]
OF_TOTALS = """\
[[tables]]
file = "totals.csv"
instrument = "demo"
layout = "wide"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
scores = { total = "Total" }
"""


class TestTotals:
    """Formats that carry totals and no answers."""

    @pytest.fixture(scope="class")
    @classmethod
    def given(cls, tmp_path_factory):
        folder = tmp_path_factory.mktemp("totals")
        put(folder / "here" / "totals.csv", csv_text(TOTALS))
        return evaluated(folder, "totals.csv", OF_TOTALS)

    @pytest.mark.parametrize("number", [606, 607])
    def test_the_same(self, tmp_path, given, number):
        """Under two codes, one of them sent again: the same findings as of totals in a plain file."""
        (tmp_path / "here").mkdir()
        as_mhsds(tmp_path / "here" / "any", totals=True)

        found = evaluated(tmp_path, "", mhsds.totals(number))

        assert found.findings == given.findings
        (warning,) = found.warnings  # HoNOS stands in the same table
        assert (warning.value, warning.reason) == (
            "979641000000103 (13)",
            "13 rows are taken by no table of the profile",
        )

    def test_the_same_as_of_answers(self, expected, given):
        """To the last digit what the answers give."""
        assert plain(given) == plain(expected)


class TestPeople:
    """A list of people, from a file of the same kind."""

    def test_nobody_is_left_out(self, with_people):
        """Seven people, of whom one has no assessment."""
        (supported,) = (
            f for f in with_people.findings if (f.statistic, f.site) == ("people supported", "here")
        )
        assert supported.value == 7

    @pytest.mark.parametrize(
        ("file", "write"),
        [
            ("people.parquet", lambda path: pl.DataFrame({"Id": PEOPLE}).write_parquet(path)),
            ("people.sav", lambda path: pyreadstat.write_sav(pl.DataFrame({"Id": PEOPLE}), path)),
            ("people.dta", lambda path: pyreadstat.write_dta(pl.DataFrame({"Id": PEOPLE}), path)),
        ],
    )
    def test_tables(self, tmp_path, with_people, file, write):
        """As a table."""
        (tmp_path / "here").mkdir()
        write(tmp_path / "here" / file)

        found = findings(tmp_path, "a.csv", f'[people]\nfile = "{file}"\nperson = "Id"')

        assert found.findings == with_people.findings

    def test_patients_of_the_same_bundle(self, tmp_path, with_people):
        """As patients, beside their observations in one file."""
        people = '[people]\nfile = "all.json"\nsheet = "Patient"\nperson = "id"'

        assert findings(tmp_path, "all.json", people).findings == with_people.findings
