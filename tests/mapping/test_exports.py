"""Each kind of export, of invented people, gives the profile that somebody would write by hand."""

from __future__ import annotations

import pytest
from helpers_files import csv_text, put, workbook
from helpers_mapping import (
    CALM,
    LIFE_CODES,
    WORDS,
    answers,
    data_of,
    days,
    drafted,
    long_rows,
    mapped,
    run,
    table_of,
    wide_rows,
)

TEN = {str(n): f"q{n}" for n in range(1, 11)}
NO_FAULT = ('answers = "as-circled" or "scored"', 'source = "the document that says how the export is made"')


def redcap():
    """A longitudinal project with two repeated forms."""
    head = [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "help___1",
    ]
    calm = ["calm10_date", *(f"calm10_{n}" for n in range(1, 11)), "calm10_complete"]
    worry = ["worry7_date", *(f"worry7_q{n}" for n in range(1, 8)), "worry7_total", "worry7_complete"]
    rows = [[*head, *calm, *worry]]
    for person in range(1, 21):
        rows.append([person, "baseline_arm_1", "", "", 1, *[""] * (len(calm) + len(worry))])
        for number, (day, given) in enumerate(zip(days(2), answers(person, 2), strict=True), start=1):
            contact = [person, "contact_arm_1"]
            rows.append([*contact, "calm10", number, "", day, *given, 2, *[""] * len(worry)])
            (seven,) = answers(person + 99, 1, highest=3, count=7)
            rows.append([*contact, "worry7", number, "", *[""] * len(calm), day, *seven, sum(seven), 2])
    return rows


def systmone():
    """Two questionnaires that ask "Question 1" and so on, as rows of SystmOne's extract."""
    rows = [
        ["RowIdentifier", "IDPatient", "EventDate", "IDAnsweredQuestionnaire", "QuestionnaireName",
         "QuestionnaireVersionNumber", "Question", "FreeText"]
    ]  # fmt: skip
    form = 7000
    for person in range(1, 21):
        for name, highest, count, labels in (("Calm-10", 4, 10, None), ("Worry-7", 3, 7, list(WORDS))):
            for day, given in zip(days(2), answers(person, 2, highest=highest, count=count), strict=True):
                form += 1
                head = [form, 900 + person, f"{day:%d %b %Y} 00:00:00", form, name, 1 + (form > 7030)]
                rows += [
                    [*head, f"Question {item}", labels[code] if labels else code]
                    for item, code in enumerate(given, start=1)
                ]
    return rows


def mhsds_606():
    rows = [
        [
            "MHS606UniqID",
            "Person_ID",
            "ServiceRequestId",
            "CodedAssToolType",
            "PersScore",
            "AssToolCompTimestamp",
        ]
    ]
    total = CALM.scores[0].external_codes["SNOMED CT"][0]
    for person in range(1, 21):
        for day in days(2):
            moment = f"{day}T10:15:00+00:00"
            given = {code: 1 + (person + n + day.day) % 7 for n, code in enumerate(LIFE_CODES.values())}
            for code, score in {**given, total: (person * 7 + day.day) % 41}.items():
                rows.append([len(rows), f"X{person:05d}", f"R{person}", code, score, moment])
    return rows


class TestWide:
    def test_plain(self, tmp_path):
        """A row an assessment; what is left is what no file can tell."""
        table = mapped(tmp_path, csv_text(wide_rows()))

        assert table["tables"] == [
            {
                "file": "export.csv",
                "instrument": "calm10",
                "layout": "wide",
                "person": "client",
                "date": "date",
                "date_format": "%d/%m/%Y",
                "items": TEN,
            }
        ]
        assert sorted(table["fill"]) == sorted(NO_FAULT)

    def test_windows_and_semicolons(self, tmp_path):
        """Encoding is written down; the semicolon is found by every reader itself."""
        rows = [[*row, "place" if n == 0 else "caf\xe9"] for n, row in enumerate(wide_rows())]
        (table,) = mapped(tmp_path, csv_text(rows, ";").encode("cp1252"))["tables"]

        assert table["encoding"] == "cp1252"
        assert "delimiter" not in table
        assert table["items"] == TEN

    def test_titles(self, tmp_path):
        """Rows of title are passed over, and may name the questionnaire."""
        table = table_of(tmp_path, [["Calm-10, spring"], [], *wide_rows()])

        assert (table["header_row"], table["instrument"]) == (3, "calm10")

    def test_workbook(self, tmp_path):
        """Each sheet with a table is looked at; a cover is passed over, and said."""
        path = tmp_path / "data" / "book.xlsx"
        path.parent.mkdir()
        people = [["client", "sex"], *([f"INV-{n:04d}", "female" if n % 2 else "male"] for n in range(1, 21))]
        workbook(path, {"Cover": [["Invented"]], "People": people, "Calm": [["Calm-10"], *wide_rows()]})
        result = run(path, "--out", tmp_path / "x.toml", "--id", "here")
        draft = data_of((tmp_path / "x.toml").read_text(encoding="utf-8"))

        assert "book.xlsx, sheet Cover: passed over" in result.output
        assert draft["people"]["sheet"] == "People"
        assert draft["people"]["groups"]["sex"]["values"] == {"female": "female", "male": "male"}
        assert (draft["tables"][0]["sheet"], draft["tables"][0]["header_row"]) == ("Calm", 2)

    def test_two_questionnaires_side_by_side(self, tmp_path):
        """Columns of two questionnaires give two tables."""
        rows = wide_rows(names=[f"calm{n}" for n in range(1, 11)])
        rows = [
            [*row, *([f"worry{k}" for k in range(1, 8)] if n == 0 else answers(n, 1, highest=3, count=7)[0])]
            for n, row in enumerate(rows)
        ]
        tables = mapped(tmp_path, csv_text(rows))["tables"]

        assert {table["instrument"]: len(table["items"]) for table in tables} == {"calm10": 10, "worry7": 7}

    def test_totals(self, tmp_path):
        """A total beside the answers is mapped, and speaks for answers as circled."""
        rows = [
            [
                *row,
                "Calm-10 total"
                if n == 0
                else sum(4 - c if i in {1, 3, 6, 9} else c for i, c in enumerate(row[2:], 1)),
            ]
            for n, row in enumerate(wide_rows())
        ]
        text = drafted(tmp_path, put(tmp_path / "data" / "a.csv", csv_text(rows)))

        assert data_of(text)["tables"][0]["totals"] == {"total": "Calm-10 total"}
        assert "of 40 totals in 'Calm-10 total', 40 equal ours if answers are as" in text

    def test_only_totals(self, tmp_path):
        """A file without answers holds scores."""
        rows = [[*row[:2], "Calm-10 total" if n == 0 else sum(row[2:])] for n, row in enumerate(wide_rows())]
        table = table_of(tmp_path, rows)

        assert table["scores"] == {"total": "Calm-10 total"}
        assert not {"items", "answers"} & set(table)

    def test_no_answer(self, tmp_path):
        """Words and numbers for no answer are listed; a single slip is not."""
        rows = wide_rows()
        for place, text in ((1, "n/a"), (2, "99"), (3, "99"), (4, "declined"), (5, "7")):
            rows[place][4] = text

        assert table_of(tmp_path, rows)["missing"] == ["declined", "n/a", "99"]

    def test_labels_with_numbers(self, tmp_path):
        """A label that begins with its number says its code; one that does not is left open."""
        rows = wide_rows(number=100)
        for row in rows[1:]:
            row[2:] = [f"{code} - level {'abcde'[code]}" for code in row[2:]]

        assert table_of(tmp_path, rows)["codes"] == {f"{n} - level {'abcde'[n]}": n for n in range(5)}

    def test_labels_of_the_questionnaire(self, tmp_path):
        """Labels that the questionnaire brings need no codes."""
        labels = list(WORDS)
        rows = [["client", "date", *(f"worry{k}" for k in range(1, 8))]]
        rows += [
            [who, day, *(labels[code].title() for code in answers(n, 1, highest=3, count=7)[0])]
            for n, (who, day, *_) in enumerate(wide_rows()[1:])
        ]
        table = table_of(tmp_path, rows)

        assert table["instrument"] == "worry7"
        assert "codes" not in table

    def test_nhs_numbers(self, tmp_path):
        """NHS numbers are recognised by their check digit."""
        from livingwell_core.cohorts.nhs_number import check_digit

        nine = [f"9990{n:05d}" for n in range(40)]
        numbers = [f"{text}{digit}" for text in nine if (digit := check_digit(text)) is not None][:20]
        rows = wide_rows()
        rows = [
            ["NHS number", *rows[0][1:]],
            *([numbers[n // 2], *row[1:]] for n, row in enumerate(rows[1:])),
        ]
        table = table_of(tmp_path, rows)

        assert (table["person"], table["person_is"]) == ("NHS number", "nhs-number")


class TestLong:
    def test_plain(self, tmp_path):
        """A row an answer: question, answer, and what makes one form."""
        table = table_of(tmp_path, long_rows())

        assert table["layout"] == "long"
        assert [table[key] for key in ("assessment", "question", "answer")] == ["form", "question", "answer"]
        assert table["items"] == {str(n): f"Calm item {n}" for n in range(1, 11)}

    def test_labels(self, tmp_path):
        """Labels of a site's own are listed, each with its code left open."""
        labels = ["Not at all", "Rarely", "Now and then", "Often", "Nearly always"]
        draft = mapped(tmp_path, csv_text(long_rows(number=100, labels=labels)))

        assert {line for line in draft["fill"] if line.startswith('"')} == {
            f'"{label}" =' for label in labels
        }
        assert draft["tables"][0]["codes"] == {}

    def test_without_a_form(self, tmp_path):
        """Where no column tells forms apart, the person and the date do."""
        table = table_of(tmp_path, [row[1:] for row in long_rows()])

        assert table["assessment"] == ["when"]


class TestSystems:
    def test_redcap(self, tmp_path):
        """Each form has its rows, its date and its columns; boxes to tick are none of them."""
        tables = {table["instrument"]: table for table in mapped(tmp_path, csv_text(redcap()))["tables"]}
        calm, worry = tables["calm10"], tables["worry7"]

        assert calm["only"] == {
            "redcap_repeat_instrument": ["calm10"],
            "redcap_event_name": ["contact_arm_1"],
        }
        assert worry["only"]["redcap_repeat_instrument"] == ["worry7"]
        assert (calm["person"], calm["date"], worry["date"]) == ("record_id", "calm10_date", "worry7_date")
        assert worry["totals"] == {"total": "worry7_total"}
        assert calm["items"] == {str(n): f"calm10_{n}" for n in range(1, 11)}

    def test_systmone(self, tmp_path):
        """Questions of the same name are told apart by the questionnaire's."""
        text = drafted(tmp_path, put(tmp_path / "data" / "a.csv", csv_text(systmone())))
        tables = {table["instrument"]: table for table in data_of(text)["tables"]}

        assert tables["calm10"]["only"] == {"QuestionnaireName": ["Calm-10"]}
        assert tables["worry7"]["items"] == {str(n): f"Question {n}" for n in range(1, 8)}
        for table in tables.values():
            assert (table["person"], table["date"], table["assessment"], table["answer"]) == (
                "IDPatient", "EventDate", "IDAnsweredQuestionnaire", "FreeText",
            )  # fmt: skip
        assert "QuestionnaireVersionNumber: 2 versions of forms" in text

    def test_mhsds_606(self, tmp_path):
        """SNOMED codes name items and scores; the time zone is pointed out."""
        text = drafted(tmp_path, put(tmp_path / "data" / "a.csv", csv_text(mhsds_606())))
        life, calm = data_of(text)["tables"]

        assert life["items"] == LIFE_CODES
        assert calm["scores"] == {"total": "1091071000000100"}
        assert life["assessment"] == ["AssToolCompTimestamp"]
        assert life["date_format"] == "%Y-%m-%dT%H:%M:%S%z"
        assert 'time_zone = "Europe/London"' in text

    def test_mhsds_607(self, tmp_path):
        """Scores without a date and a person get both from the contact."""
        contacts = [["CareActId", "LocalPatientId", "CareContDate"]]
        scores = [["CareActId", "CodedAssToolType", "PersScore"]]
        for person in range(1, 21):
            for day in days(2):
                contacts.append([f"A{len(contacts)}", f"L{person}", day])
                scores += [
                    [contacts[-1][0], code, 1 + (person + n) % 7]
                    for n, code in enumerate(LIFE_CODES.values())
                ]
        folder = tmp_path / "data"
        files = [put(folder / "607.csv", csv_text(scores)), put(folder / "201.csv", csv_text(contacts))]
        (table,) = data_of(drafted(tmp_path, *files))["tables"]

        assert table["joins"] == [
            {
                "file": "201.csv",
                "match": {"CareActId": "CareActId"},
                "take": ["LocalPatientId", "CareContDate"],
            }
        ]
        assert (table["person"], table["date"], table["assessment"]) == (
            "LocalPatientId",
            "CareContDate",
            "CareActId",
        )

    def test_codes_that_lost_digits(self, tmp_path):
        """A code that went through a spreadsheet is named as that."""
        rows = mhsds_606()
        for row in rows[1:]:
            row[3] = f"{row[3][:15]}0" if row[3] in (LIFE_CODES["family"], LIFE_CODES["housing"]) else row[3]
        text = drafted(tmp_path, put(tmp_path / "data" / "a.csv", csv_text(rows)))

        assert "2 codes have lost digits in a spreadsheet" in text


class TestPeople:
    def test_groups(self, tmp_path):
        """Words are groups; codes and dates of birth are left to a person, and none is shown."""
        rows = [["client", "Gender", "Ethnicity", "Date of birth"]]
        rows += [
            [f"c{n}", n % 2 + 1, ["White", "Asian", "n/a"][n % 3], f"{1940 + n}-03-17"] for n in range(50)
        ]
        text = drafted(tmp_path, put(tmp_path / "data" / "people.csv", csv_text(rows)))
        draft = data_of(text)
        groups = draft["people"]["groups"]

        assert groups["ethnicity"] == {
            "column": "Ethnicity", "missing": ["n/a"], "values": {"White": "White", "Asian": "Asian"},
        }  # fmt: skip
        assert groups["age"] == {"column": "Date of birth", "date_format": "%Y-%m-%d"}
        assert {'"1" =', '"2" ='} < set(draft["fill"])
        assert "03-17" not in text

    def test_bands(self, tmp_path):
        """Bands of age are named as this tool names its own."""
        rows = [["client", "Age band"], *([f"c{n}", ["18-24", "65+"][n % 2]] for n in range(20))]
        people = mapped(tmp_path, csv_text(rows))["people"]

        assert people["groups"]["age band"]["values"] == {"18-24": "18 to 24", "65+": "65 and over"}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("", "a.csv", "is empty"),
        (b"PK\x03\x04zip", "a.csv", "an Excel workbook or another zip archive"),
        (b"not a workbook", "a.xlsx", "is not an Excel workbook"),
        ("a,b\n1,2\n", "a.csv", "holds neither answers to an installed questionnaire nor a list of people"),
        (csv_text(wide_rows()[1:]), "a.csv", "no row with the names of the columns"),
        ("a,b\n", "a.csv", ""),
        ("x", "a.doc", "no reader for this kind of file"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, content, name, said):
    """One clear message, exit code 1, nothing written, no cell shown."""
    result = run(put(tmp_path / name, content), "--out", tmp_path / "x.toml")

    assert result.exit_code == 1
    assert said in result.output
    assert "INV-0001" not in result.output
    assert not (tmp_path / "x.toml").exists()
