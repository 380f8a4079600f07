"""Values that stand for nothing: counted as plain Python counts, and shown only where they name nobody."""

from __future__ import annotations

from collections import Counter

import pytest
from helpers_files import csv_text, put
from helpers_surveys import LONG, as_long, clean, people_of, plugins, site, surveyed

from livingwell_core.evaluations import make_plan
from livingwell_core.surveys import Value, survey


def shown(found) -> dict[str, int]:
    return {value.text: value.rows for value in found.values}


class TestAnswers:
    def rows(self):
        rows = clean()
        odd = {
            2: ["7"] * 6 + ["Hardly ever"] * 5 + ["Jane Eyre", "a long story of what happened to me"],
            4: ["?"] * 2,
        }
        for column, values in odd.items():
            for row, value in zip(rows[1::3], values, strict=False):
                row[column] = value
        for row in rows[60:70]:
            row[5] = "n/a"  # stands for no answer, as the profile says
        return rows

    @pytest.mark.parametrize("long", [False, True])
    def test_counted(self, tmp_path, long):
        """The commonest first, by column or question; a name and a story are counted and not shown."""
        rows = self.rows()
        odd = {
            column: Counter(row[column] for row in rows[1:] if row[column] not in {*"01234", "n/a"})
            for column in range(2, 8)
        }

        found = {one.place: one for one in surveyed(tmp_path, rows, long=long).unmapped}

        assert set(found) == {"Q1", "Q3"}
        assert all(one.kind == "answer" and one.file == "here/a.csv" for one in found.values())
        assert found["Q1"].rows == odd[2].total() == 13
        assert found["Q1"].different == len(odd[2]) == 4
        assert shown(found["Q1"]) == {"7": 6, "Hardly ever": 5}
        assert found["Q1"].not_shown == 2
        assert shown(found["Q3"]) == dict(odd[4]) == {"?": 2}

    def test_ten_of_a_column(self, tmp_path):
        """No more than ten, the others are counted."""
        rows = clean()
        for number, row in enumerate(rows[1:31]):
            row[2] = str(10 + number % 15)

        (found,) = surveyed(tmp_path, rows).unmapped

        assert len(found.values) == 10
        assert [value.text for value in found.values] == [str(number) for number in range(10, 20)]
        assert (found.rows, found.different, found.not_shown) == (30, 15, 10)

    def test_an_identifier_is_never_shown(self, tmp_path):
        """Not where twenty people have it, and not where it looks like words of answering."""
        rows = clean()
        for row in rows[1:21]:
            row[2] = "P001"
        rows[30][0], rows[40][2] = "not known", "Not known"

        (found,) = surveyed(tmp_path, rows).unmapped

        assert (found.rows, found.values) == (21, ())

    def test_rows_that_do_not_count(self, tmp_path):
        """Rows that the profile leaves out are no part of it."""
        rows = self.rows()
        profile = LONG.replace("[tables.items]", '[tables.only]\nKind = ["x"]\n[tables.items]')
        lines = [[*line, "Kind" if place == 0 else "y"] for place, line in enumerate(as_long(rows))]
        lines += [["f", "p", "2021-01-01", "Q1", "9", "x"]]

        found = surveyed(tmp_path, lines, profile=profile).unmapped

        assert [(one.place, shown(one)) for one in found] == [("Q1", {"9": 1})]

    @pytest.mark.parametrize("layout", ["wide", "long"])
    def test_scores(self, tmp_path, layout):
        """A file of scores has values that are no score."""
        long = 'assessment = "Form"\nquestion = "Question"\nanswer = "Answer"\n' if layout == "long" else ""
        profile = (
            'id = "here"\ntitle = "t"\nsource = "s"\n[[tables]]\nfile = "a.csv"\ninstrument = "form"\n'
            f'layout = "{layout}"\nperson = "Id"\ndate = "Date"\ndate_format = "%Y-%m-%d"\n'
            f'missing = ["n/a"]\n{long}'
            '[tables.scores]\ntotal = "T"\n'
        )
        scores = ["12", "99", "12", "n/a", "", "0", "24", "none", "99", "7"]
        rows = [[f"p{n}", f"2021-0{n % 9 + 1}-01", score] for n, score in enumerate(scores)]
        table = [["Id", "Date", "T"], *rows]
        if layout == "long":
            table = [
                ["Form", "Id", "Date", "Question", "Answer"],
                *([n, *row[:2], "T", row[2]] for n, row in enumerate(rows)),
            ]

        found = surveyed(tmp_path, table, profile=profile)

        assert [(one.kind, one.place, shown(one)) for one in found.unmapped] == [
            ("score", "T", {"99": 2, "none": 1})
        ]
        assert set(found.looked_for) == {"intervals", "crowded-days"}


class TestQuestions:
    def lines(self):
        lines = as_long(clean(20))
        for number in range(12):
            lines.append([f"x{number}", f"p{number:03}", "2021-01-01", "How are you?", "fine"])
        for number in range(8):
            lines.append([f"y{number}", f"p{number:03}", "2021-01-01", "1.03766E+15", "3"])
        for number in range(5):
            lines.append([f"z{number}", f"p{number:03}", "2021-01-01", "1037661000000100", "3"])
        lines.append(["w", "p000", "2021-01-01", "What Jane said", "a story"])
        return lines

    def test_counted(self, tmp_path):
        """Questions that no item maps, with those that lost their digits, and what they may have been."""
        profile = LONG.replace('6 = "Q6"', '6 = "1037661000000102"')
        lines = self.lines()

        (found,) = (
            one for one in surveyed(tmp_path, lines, profile=profile).unmapped if one.kind == "question"
        )

        unmapped = Counter(line[3] for line in lines[1:] if line[3] not in {f"Q{n}" for n in range(1, 6)})
        cut = ("1037661000000102",)
        assert found.place == "Question"
        assert (found.rows, found.different) == (unmapped.total(), len(unmapped))
        assert found.values == (
            Value(text="Q6", rows=unmapped["Q6"]),
            Value(text="How are you?", rows=12),
            Value(text="1.03766E+15", rows=8, meant=cut),
            Value(text="1037661000000100", rows=5, meant=cut),
        )
        assert found.not_shown == 1
        assert found.lost_digits == 13

    def test_one_file_for_two_questionnaires(self, tmp_path):
        """What one of them maps is no question of the other; what neither does counts once."""
        table = LONG[LONG.index("[[tables]]") :]
        second = table.replace('"form"', '"demo"', 1).split("[tables.items]")[0] + (
            '[tables.items]\n1 = "D1"\n2 = "D2"\n3 = "D3"\n[tables.directions]\n3 = "higher-is-better"\n'
        )
        lines = self.lines()
        for number in range(1, 4):
            lines.append(["d", "p000", "2021-01-01", f"D{number}", "3"])
        path = site(tmp_path, lines, profile=LONG + second)

        questions = [one for one in survey(make_plan(path, plugins())).unmapped if one.kind == "question"]

        assert [(one.rows, one.different) for one in questions] == [(26, 4)]

    def test_two_tables_with_their_own_rows(self, tmp_path):
        """Where each table says which rows are its own, rows of both count once."""
        table = LONG[LONG.index("[[tables]]") :].replace("[tables.items]", "{only}\n[tables.items]")
        both = LONG[: LONG.index("[[tables]]")] + "".join(
            table.replace("{only}", f"[tables.only]\nKind = [{kinds}]") for kinds in ('"x", "y"', '"y"')
        )
        lines = [
            [*line, "Kind" if place == 0 else "xy"[place % 2]] for place, line in enumerate(self.lines())
        ]
        lines += [["v", "p000", "2021-01-01", "How are you?", "fine", "other"]]
        path = site(tmp_path, lines, profile=both)

        questions = [one for one in survey(make_plan(path, plugins())).unmapped if one.kind == "question"]

        assert [(one.rows, one.different) for one in questions] == [(26, 4)]


class TestGroups:
    def test_counted(self, tmp_path):
        """Values that no group lists; what stands for none is none of them, whatever the case."""
        rows = clean()
        people = people_of(rows)
        for row, team in zip(
            people[1:], [*["East"] * 6, "Jane Eyre", "NORTH", " south ", "?", ""], strict=False
        ):
            row[2] = team

        (found,) = surveyed(tmp_path, rows, people).unmapped

        assert (found.kind, found.file, found.place) == ("group", "here/p.csv", "Team")
        assert (found.rows, found.different) == (7, 2)
        assert shown(found) == {"East": 6}

    def test_ages(self, tmp_path):
        """An age in no band is counted and never shown."""
        rows = clean()
        people = people_of(rows)
        for place, row in enumerate(people[1:]):
            row[2] = "999" if place < 10 else "44"
        path = site(tmp_path, rows, people)
        profile = (tmp_path / "here.toml").read_text()
        groups = 'values = { "North" = "north", "South" = "south" }'
        put(tmp_path / "here.toml", profile.replace(groups, "bands = [18, 40]"))
        put(tmp_path / "here" / "p.csv", csv_text(people))

        (found,) = survey(make_plan(path, plugins())).unmapped

        assert (found.rows, found.different, found.values) == (10, 1, ())
