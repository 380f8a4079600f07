"""REDCap's exports: headings that repeat, boxes to tick, rows of other forms, and who is who."""

from __future__ import annotations

import pytest
import samples_redcap as samples
from helpers_readers import csv_text, evaluated, put, read, refused, source_of, table_of, wide_table
from hypothesis import given
from hypothesis import strategies as st
from livingwell_readers.redcap import boxes, distinct, redcap_reader

from livingwell_core.cohorts import ROW, reasons

HEADINGS = st.lists(st.sampled_from(["Name", "Name (2)", "Name (3)", " Name", "Complete?", "", "__row__ "]))


def table(path, rows, **settings):
    return table_of(put(path, csv_text(rows)), "redcap", **settings)


class TestHeadings:
    """In an export with labels a heading is the field's label, and labels repeat."""

    @given(HEADINGS)
    def test_distinct(self, headings):
        """Each column has a name of its own, and a heading that stands once keeps it."""
        names = distinct(headings)
        named = [name for name in names if name]

        assert len(names) == len(headings)
        assert len(set(named)) == len(named)
        for name, heading in zip(names, headings, strict=True):
            assert name.startswith(heading.strip())
            if [other.strip() for other in headings].count(heading.strip()) == 1:
                assert name == heading.strip()

    def test_a_number_that_is_taken(self):
        """A label that looks like a number of ours is passed by."""
        assert distinct(["Name", "Name (2)", "Name"]) == ["Name", "Name (2)", "Name (3)"]

    @pytest.mark.parametrize("labels", [False, True])
    def test_every_column(self, tmp_path, labels):
        """The sample as REDCap writes it: each heading, and one column more for the boxes."""
        path = put(tmp_path / "a.csv", samples.repeating(labels=labels))

        names = table_of(path, "redcap").columns

        expected = samples._LABELS if labels else samples._RAW
        assert names == [ROW, *distinct(expected), "Ethnicity" if labels else "ethnicity"]
        assert ("Complete? (2)" in names) == labels

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_what_the_dialogue_offers(self, tmp_path, encoding, mark):
        """Whatever stands between cells and whatever it is written in: the rows are the file's own."""
        text = f"Name{mark}Café{mark}Name\na{mark}é{mark}b\nc{mark}{mark}d\n"
        path = put(tmp_path / "a.csv", text.encode(encoding))

        assert table_of(path, "redcap").to_dict(as_series=False) == {
            ROW: [2, 3],
            "Name": ["a", "c"],
            "Café": ["é", None],
            "Name (2)": ["b", "d"],
        }

    def test_a_name_of_our_own(self, tmp_path):
        """A heading that the reader needs itself is refused, as in any file."""
        path = put(tmp_path / "a.csv", "Name,Name,__row__\n1,2,3\n")

        assert refused(path, "redcap") == ["a.csv, row 1, __row__: a name that the reader needs itself"]

    def test_rows_above(self, tmp_path):
        """Lines above the names, if somebody put a title there."""
        found = table(tmp_path / "a.csv", [["Export"], ["Name", "Name"], ["a", "b"]], header_row=2)

        assert found.rows() == [(3, "a", "b")]


class TestBoxes:
    """A field with boxes to tick is a column a box, and one more for all of them."""

    @pytest.mark.parametrize(
        ("names", "cells"),
        [
            (["race___1", "race___2"], [["1", "0"], ["1", "1"], ["0", "0"], ["", ""]]),
            (
                ["race (choice=1)", "race (choice=2)"],
                [["Checked", "Unchecked"], ["Checked", "checked"], ["Unchecked", "Unchecked"], ["", " "]],
            ),
            # as the programming interface gives them where labels of boxes are asked for
            (["race___1", "race___2"], [["White", ""], ["White", "Asian"], ["", ""], ["", ""]]),
        ],
    )
    def test_ticked(self, tmp_path, names, cells):
        """Which choices were ticked; nothing where none was."""
        found = table(tmp_path / "a.csv", [names, *cells])

        assert found["race"].to_list() == ["1", "1; 2", None, None]

    def test_two_fields_of_one_label(self):
        """Their boxes are not thrown together."""
        names = ["Race (choice=White)", "Race (choice=White)", "Race (choice=Asian)"]

        assert boxes(distinct(names)) == {
            "Race": [("Race (choice=White)", "White"), ("Race (choice=Asian)", "Asian")],
            "Race (2)": [("Race (choice=White) (2)", "White")],
        }

    def test_a_field_of_that_name(self, tmp_path):
        """A column of the file is never hidden by ours."""
        found = table(tmp_path / "a.csv", [["race", "race___1"], ["other", "1"]])

        assert found.rows() == [(2, "other", "1")]

    def test_not_computed_unless_asked_for(self, tmp_path):
        """A box costs nothing where no profile names its field."""
        path = put(tmp_path / "a.csv", "id,race___1\n1,1\n")

        assert "concat_list" not in redcap_reader.scan(source_of(path)).select("id").explain()

    def test_as_an_answer(self, tmp_path):
        """An item that was built as boxes: one tick is the answer, none is no answer, two are none either."""
        rows = [
            ["Id", "Date", "Q1", "Q2", *(f"Q3___{code}" for code in range(5))],
            ["p", "2021-02-01", 1, 2, 0, 0, 0, 1, 0],
            ["q", "2021-02-01", 1, 2, 0, 0, 0, 0, 0],
            ["r", "2021-02-01", 1, 2, 1, 0, 1, 0, 0],
        ]
        found = read(put(tmp_path / "a.csv", csv_text(rows)), wide_table(reader="redcap"))

        assert found.answers.tolist() == [[1, 2, 3], [1, 2, -128]]
        assert [str(problem) for problem in found.problems] == [
            "a.csv, row 4, Q3: not an answer of the item, got '0; 2', expected 0 to 4"
        ]

    def test_declined(self, tmp_path):
        """A box "declined" leaves a row out, and the ledger says so."""
        rows = [
            ["Id", "Date", "Q1", "Q2", "Q3", "declined___1"],
            ["p", "2021-02-01", 1, 2, 3, 0],
            ["q", "2021-02-01", 0, 0, 0, 1],
        ]
        only = {"declined": ("",)}
        found = read(put(tmp_path / "a.csv", csv_text(rows)), wide_table(reader="redcap", only=only))

        assert found.answers.tolist() == [[1, 2, 3]]
        assert found.ledger.set_aside("demo assessments", "here") == {reasons.LEFT_OUT: 1}

    def test_as_groups(self, tmp_path):
        """Boxes sort people into groups; two ticks are a group if the profile says so."""
        put(tmp_path / "here" / "redcap.csv", samples.repeating())
        evaluation = evaluated(tmp_path, "redcap.csv", samples.RAW_REPEATING, samples.PEOPLE_REPEATING)
        supported = {
            finding.group: finding.value
            for finding in evaluation.findings
            if (finding.statistic, finding.site) == ("people supported", "here")
        }

        # seven people: odd ones ticked the first box, every third one the second
        assert supported == {
            "everyone": 7,
            "ethnicity=White": 3,
            "ethnicity=Asian": 1,
            "ethnicity=several": 1,
            "ethnicity=not recorded": 2,
        }
        assert evaluation.ledger.used("people", "here") == 7
        assert evaluation.problems[0].reason == reasons.NOT_AN_ANSWER


class TestRows:
    """Rows of other forms and events."""

    def test_rows_of_other_forms(self, tmp_path):
        """Left out by the name of the form, and counted."""
        put(tmp_path / "here" / "redcap.csv", samples.repeating())
        evaluation = evaluated(tmp_path, "redcap.csv", samples.RAW_REPEATING)

        aside = evaluation.ledger.set_aside("demo assessments", "here")
        assert aside[reasons.LEFT_OUT] == 7
        assert evaluation.ledger.read("demo assessments", "here") == 20

    def test_events_without_the_form(self, tmp_path):
        """Without `only` they are blank but for the person, and counted as not filled in."""
        put(tmp_path / "here" / "redcap.csv", samples.longitudinal())
        table = samples.RAW_LONGITUDINAL.replace('only = { demo_complete = ["2"] }\n', "")
        evaluation = evaluated(tmp_path, "redcap.csv", table)

        aside = evaluation.ledger.set_aside("demo assessments", "here")
        assert aside[reasons.NOT_FILLED_IN] == 21 - 13

    @pytest.mark.parametrize("status", ["0", "1", "2"])
    def test_status_of_the_form(self, tmp_path, status):
        """Forms that are incomplete or not verified count if the profile lists them."""
        rows = [["Id", "Date", "Q1", "Q2", "Q3", "demo_complete"]]
        rows += [["p", "2021-02-01", 1, 2, 3, state] for state in (0, 1, 2, "")]
        found = read(
            put(tmp_path / "a.csv", csv_text(rows)),
            wide_table(reader="redcap", only={"demo_complete": (status,)}),
        )

        assert len(found.answers) == 1
