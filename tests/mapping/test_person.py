"""Which column says whose a row is, where several could."""

from __future__ import annotations

from helpers_files import csv_text, put
from helpers_mapping import data_of, drafted, wide_rows

from livingwell_core.cohorts.nhs_number import check_digit


def numbers(count):
    """Invented NHS numbers with a right check digit."""
    nines = (f"{943_476_000 + 7 * place:09}" for place in range(3 * count))
    found = [f"{nine}{digit}" for nine in nines if (digit := check_digit(nine)) is not None]
    return found[:count]


def files(folder, *, spaced):
    """A list of people by NHS number, and answers with the number of a system beside it."""
    rows = wide_rows()
    people = sorted({row[0] for row in rows[1:]})
    nhs = dict(zip(people, numbers(len(people)), strict=True))
    listed = [["NHS", "Team"], *([nhs[who], "north" if n % 2 else "south"] for n, who in enumerate(people))]
    answers = [["IDPatient", "NHSNumber", *rows[0][1:]]]
    for who, *rest in rows[1:]:
        number = nhs[who]
        answers.append([who, f"{number[:3]} {number[3:6]} {number[6:]}" if spaced else number, *rest])
    return put(folder / "d" / "people.csv", csv_text(listed)), put(folder / "d" / "a.csv", csv_text(answers))


class TestReferral:
    """What the list of people says besides who they are."""

    def test_team_and_day(self, tmp_path):
        """The team is a group, and the day of referral a date of the list, where one format reads it."""
        people, answers = files(tmp_path, spaced=False)
        head, *rows = people.read_text().splitlines()
        days = [f"{1 + place:02}/02/2023" for place in range(len(rows))]
        text = "".join(
            f"{row},{day}\n" for row, day in zip([head, *rows], ["Date referred", *days], strict=True)
        )
        draft = data_of(drafted(tmp_path, put(people, text), answers))["people"]

        assert draft["groups"]["team"]["values"] == {"north": "north", "south": "south"}
        assert (draft["dates"], draft["date_format"]) == ({"referred": "Date referred"}, "%d/%m/%Y")

    def test_days_or_months(self, tmp_path):
        """Days that could be months are left out: a wrong day is worse than none."""
        people, answers = files(tmp_path, spaced=False)
        head, *rows = people.read_text().splitlines()
        text = "".join(
            f"{row},{day}\n" for row, day in [(head, "Referral date"), *((r, "01/02/2023") for r in rows)]
        )
        draft = data_of(drafted(tmp_path, put(people, text), answers))["people"]

        assert "dates" not in draft


class TestListed:
    """People are known by what the list of people has."""

    def test_before_a_name(self, tmp_path):
        """A system's own number is not taken, though its name is certain: the list holds other ones."""
        text = drafted(tmp_path, *files(tmp_path, spaced=False))
        (table,) = data_of(text)["tables"]

        assert (table["person"], table["person_is"]) == ("NHSNumber", "nhs-number")
        evidence = " ".join(text.replace("#", " ").split())
        assert "20 of 20 values stand under 'NHS' in people.csv" in evidence

    def test_spaces(self, tmp_path):
        """NHS numbers with spaces are the same numbers."""
        (table,) = data_of(drafted(tmp_path, *files(tmp_path, spaced=True)))["tables"]

        assert table["person"] == "NHSNumber"

    def test_no_list(self, tmp_path):
        """Without a list the name decides."""
        _, answers = files(tmp_path, spaced=True)

        assert data_of(drafted(tmp_path, answers))["tables"][0]["person"] == "IDPatient"

    def test_nothing_is_shown(self, tmp_path):
        """No identifier stands in the draft."""
        text = drafted(tmp_path, *files(tmp_path, spaced=True))

        assert not any(number in text for number in numbers(20))
        assert "INV-" not in text
