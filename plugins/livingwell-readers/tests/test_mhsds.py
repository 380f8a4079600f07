"""Tables of the data set: spoiled codes, decimals behind codes, dates, and a table without people."""

from __future__ import annotations

import pytest
import samples_mhsds as samples
from helpers_readers import DemoPlugin, csv_text, evaluated, put, source_of, table_of
from livingwell_readers import mhsds
from livingwell_readers.mhsds import CODES, SYSTEM, code_notices, known_codes

from livingwell_core import hookimpl, plugins
from livingwell_core.cohorts import reasons
from livingwell_core.errors import InputError
from livingwell_core.instruments import Instrument, Item, Score, Single
from livingwell_core.plugins import Plugins

KNOWN = {*samples.ITEM_CODES, *samples.TOTAL_CODES}
REMEDY = ", expected codes as text: export again, and do not save the file from a spreadsheet"


def coded(path, *codes):
    return put(path, csv_text([["CareActId", CODES, "PersScore"], *([1, code, 3] for code in codes)]))


def noticed(path, known=KNOWN):
    return [str(problem) for problem in code_notices(source_of(path), known)]


class TestCodes:
    """What is wrong with codes, with counts and what they probably were."""

    def test_lost_digits(self, tmp_path):
        """Fifteen digits are left, and zeros: the most frequent first."""
        path = coded(
            tmp_path / "a.csv", "1037661000000100", "1037671000000100", "1037661000000100", "720433000"
        )

        lost = "lost its last digits in a spreadsheet; it probably was"
        assert noticed(path) == [
            f"a.csv, CodedAssToolType: {rows}: {lost} {meant}, and is not read as that, got '{code}'{REMEDY}"
            for rows, code, meant in (
                ("2 rows", "1037661000000100", "1037661000000102"),
                ("1 row", "1037671000000100", "1037671000000109"),
            )
        ]

    def test_scientific_notation(self, tmp_path):
        """As a spreadsheet shows it: of three codes that look alike all are named."""
        (text,) = noticed(coded(tmp_path / "a.csv", "1.03766E+15", "7.20433E+08"), samples.ITEM_CODES)[:1]
        assert "1 row: lost its last digits in a spreadsheet; it probably was 1037661000000102" in text

        (text,) = noticed(coded(tmp_path / "b.csv", "1.04E+15"))
        assert "probably was 1037651000000100 or 1037661000000102 or 1037671000000109" in text

    def test_wrong_digit_and_no_code(self, tmp_path):
        """A typing error, and what never was a code."""
        assert noticed(coded(tmp_path / "a.csv", "720433001", "PHQ9")) == [
            f"a.csv, CodedAssToolType: 1 row: a digit is wrong, got '720433001'{REMEDY}",
            f"a.csv, CodedAssToolType: 1 row: is no SNOMED CT code{REMEDY}",
        ]

    @pytest.mark.parametrize(("rows", "shown"), [(4, False), (5, True)])
    def test_no_code_that_may_be_a_name(self, tmp_path, rows, shown):
        """A text of few rows is counted and not shown."""
        (notice,) = noticed(coded(tmp_path / "a.csv", *["Ann PERSONAL"] * rows))

        assert f"{rows} rows: is no SNOMED CT code" in notice
        assert ("PERSONAL" in notice) == shown

    def test_no_fault(self, tmp_path):
        """Codes that are known, codes of tools that nobody installed, blanks, and decimals behind a code."""
        assert (
            noticed(coded(tmp_path / "a.csv", "720433000", "979641000000103", "", " ", "720433000.0")) == []
        )

    def test_many(self, tmp_path):
        """The first twenty, and how many more."""
        texts = noticed(coded(tmp_path / "a.csv", *(f"X{number}" for number in range(25))))

        assert len(texts) == 21
        assert texts[-1] == "a.csv: has 5 more problems like these"

    def test_a_table_without_codes(self, tmp_path):
        """201 and 202 are read by the same reader if a profile wants it so."""
        path = put(tmp_path / "a.csv", "CareContactId,CareContDate\n1,2021-02-01\n")

        assert noticed(path) == []
        assert table_of(path, "mhsds")["CareContDate"].to_list() == ["2021-02-01"]

    def test_decimals_behind_a_code(self, tmp_path):
        """A program that took codes for numbers wrote them so; nothing is lost, and they are read."""
        found = table_of(coded(tmp_path / "a.csv", "720433000.0", "720433000.00 ", "720433000", ""), "mhsds")

        assert found[CODES].to_list() == ["720433000"] * 3 + [None]


class TestKnown:
    """Which codes are known is a matter of which instruments are installed."""

    def test_of_items_and_scores(self, monkeypatch):
        """Of both, by the name of the system."""
        instrument = Instrument(
            id="coded",
            title="Coded",
            items=(Item(id="1", label="one", lowest=0, highest=4, external_codes={SYSTEM: ("720433000",)}),),
            scores=(
                Score(
                    id="one",
                    title="one",
                    items=("1",),
                    rule=Single(),
                    lowest=0,
                    highest=4,
                    better="higher",
                    external_codes={SYSTEM: ("445455005",), "LOINC": ("70274-6",)},
                ),
            ),
            licence="none",
            source="invented",
        )

        class Coded:
            @hookimpl
            def livingwell_instruments(self):
                return [instrument]

        installed = Plugins(strict=True)
        installed.register(Coded(), "coded", "coded", "1")
        installed.register(DemoPlugin(), "demo", "demo", "1")
        monkeypatch.setattr(plugins, "load_plugins", lambda: installed)
        known_codes.cache_clear()

        assert known_codes() == {"720433000", "445455005"}
        known_codes.cache_clear()

    def test_notices_of_a_run(self, tmp_path, monkeypatch):
        """They are warnings of the evaluation; the rows are counted as another question's."""
        monkeypatch.setattr(mhsds, "known_codes", lambda: KNOWN)
        for name, text in samples.files().items():
            put(tmp_path / "here" / name, text.replace("1037671000000109", "1037671000000100"))
        evaluation = evaluated(tmp_path, "", samples.items(606))

        (warning,) = (w for w in evaluation.warnings if "spreadsheet" in w.reason)
        assert str(warning).startswith(
            "here/MHS606CodedScoreAssessmentRefer.csv, CodedAssToolType: 13 rows: lost"
        )
        assert evaluation.ledger.set_aside("demo answers", "here")[reasons.OTHER_QUESTION] == 26


class TestDates:
    """606 has moments, 607 has none of its own."""

    def test_a_quarter_past_midnight(self):
        """The sample has moments whose day in London is not the day that is written."""
        text = samples.files()["MHS606CodedScoreAssessmentRefer.csv"]
        assert "2021-08-31T23:15:00+00:00" in text  # of 1 September, a quarter past midnight by summer time
        assert "2021-08-01T00:15:00+01:00" in text or "2021-07-31T23:15:00+00:00" in text

    def test_no_contact(self, tmp_path):
        """An activity whose contact is not there has no date: counted, and said."""
        for name, text in samples.files().items():
            put(tmp_path / "here" / name, text.replace("CC-3,SR", "CC-33,SR"))
        evaluation = evaluated(tmp_path, "", samples.items(607))

        assert evaluation.ledger.set_aside("demo answers", "here")[reasons.NO_PERSON] == 3
        assert any("find nothing in here/MHS201CareContact.csv" in w.reason for w in evaluation.warnings)


def test_nobody_in_608(tmp_path):
    """An anonymous self-assessment names no person: a profile that wants one is refused, with the column."""
    for name, text in samples.files().items():
        put(tmp_path / "here" / name, text)
    table = samples.items(606).replace("MHS606CodedScoreAssessmentRefer", "MHS608AnonSelfAssess")

    with pytest.raises(InputError) as caught:
        evaluated(tmp_path, "", table)

    assert "MHS608AnonSelfAssess.csv, row 1, ServiceRequestId: no such column" in str(caught.value)


def test_nhs_numbers(tmp_path):
    """The person may be the NHS number of 001, by one join more; a wrong one is set aside and never shown."""
    files = samples.files()
    # 943 476 5919 is the example of the NHS's own data dictionary; the second one's check digit is wrong.
    files["MHS001MPI.csv"] = (
        files["MHS001MPI.csv"].replace("p1,,", "p1,943 476 5919,").replace("p2,,", "p2,9434765918,")
    )
    for name, text in files.items():
        put(tmp_path / "here" / name, text)
    table = samples.items(606).replace(
        'person = "LocalPatientId"', 'person = "NHSNumber"\nperson_is = "nhs-number"'
    )
    table += (
        '[[tables.joins]]\nfile = "MHS001MPI.csv"\nmatch = { LocalPatientId = "LocalPatientId" }\n'
        'take = ["NHSNumber"]\n'
    )
    evaluation = evaluated(tmp_path, "", table)

    aside = evaluation.ledger.set_aside("demo answers", "here")
    assert (aside[reasons.NOT_RIGHT_PERSON], evaluation.ledger.used("demo assessments", "here")) == (6, 2)
    assert not any("943" in str(problem) for problem in evaluation.problems)
