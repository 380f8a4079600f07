"""Suspicious patterns: found where planted, counted as plain Python counts, not found in clean data."""

from __future__ import annotations

import pytest
from helpers_surveys import (
    HEAD,
    clean,
    counts,
    of_kind,
    people_of,
    recount_alike,
    recount_copies,
    recount_early,
    recount_intervals,
    recount_straight,
    recount_zeros,
    surveyed,
)

from livingwell_core.surveys.patterns import KINDS

both_layouts = pytest.mark.parametrize("long", [False, True])


class TestClean:
    @both_layouts
    @pytest.mark.parametrize("seed", range(4))
    def test_nothing(self, tmp_path, long, seed):
        """In clean data nothing is found, and everything was looked for."""
        rows = clean(seed=seed)

        found = surveyed(tmp_path, rows, people_of(rows), long=long)

        assert (found.patterns, found.unmapped) == ((), ())
        assert found.looked_for == tuple(KINDS)

    def test_only_what_can_be_found_was_looked_for(self, tmp_path):
        """Without a list of people there is no referral, and there are no zeros to compare."""
        found = surveyed(tmp_path, clean())

        assert set(KINDS) - set(found.looked_for) == {"before-referral", "lost-zeros"}


class TestStraightLines:
    def rows(self):
        rows = clean()
        for place, answer in ((3, "0"), (9, "2"), (20, "4"), (30, "2")):
            rows[place][2:] = [answer] * 6
        rows[40][2:] = [""] * 6  # nothing is no line
        rows[41][2:] = ["2", "2", "2", "2", "2", ""]  # nor is what is not complete
        return rows

    @both_layouts
    def test_counted(self, tmp_path, long):
        """As many as there are; the items that run the other way are named, and nothing more is said."""
        rows = self.rows()

        (pattern,) = of_kind(surveyed(tmp_path, rows, long=long), "straight-lines")

        assert recount_straight(rows) == 4
        assert (pattern.count, pattern.of) == (4, len(rows) - 1)
        assert "all of 6 items" in pattern.text
        assert "(items 2, 5)" in pattern.text
        assert "the answers alone do not tell" in pattern.meaning

    def test_already_reversed(self, tmp_path):
        """Where the system has reversed items, it is what the person gave that counts."""
        rows = clean()
        rows[3][2:] = ["3", "1", "3", "3", "1", "3"]
        rows[4][2:] = ["3"] * 6  # 3, 1, 3, 3, 1, 3 as circled
        circled = [
            row[:2] + [str(4 - int(a)) if i in {1, 4} else a for i, a in enumerate(row[2:])]
            for row in rows[1:]
        ]

        assert counts(surveyed(tmp_path, rows, answers="scored"), "straight-lines") == [
            (recount_straight([HEAD, *circled]), len(rows) - 1)
        ]


class TestIntervals:
    @both_layouts
    def test_counted(self, tmp_path, long):
        """Short and long ones, in the order of days, whatever the order of rows."""
        rows = clean()
        rows += [
            ["p000", rows[1][1], "0", "1", "2", "3", "4", "0"],
            ["z1", "2021-03-01", "0", "1", "2", "3", "4", "0"],
            ["z1", "2021-03-02", "0", "1", "2", "3", "4", "1"],
            ["z2", "2021-03-01", "0", "1", "2", "3", "4", "0"],
            ["z2", "2021-03-01", "0", "1", "2", "3", "4", "1"],
            ["z3", "2015-03-01", "0", "1", "2", "3", "4", "0"],
            ["z3", "2021-03-01", "0", "1", "2", "3", "4", "1"],
            ["z4", "2016-03-01", "0", "1", "2", "3", "4", "0"],
            ["z4", "2021-03-01", "0", "1", "2", "3", "4", "1"],  # five years to the day
        ]
        short, long_ones, of = recount_intervals(rows)

        assert (short, long_ones) == (2, 1)
        assert counts(surveyed(tmp_path, rows, long=long), "intervals") == [(short, of), (long_ones, of)]

    def test_a_row_twice_is_no_interval(self, tmp_path):
        """What is set aside as a duplicate is none of it."""
        rows = clean()

        assert counts(surveyed(tmp_path, [*rows, *rows[1:10]]), "intervals") == []


class TestEarly:
    def test_counted(self, tmp_path):
        """Assessments before the referral; the day itself is not before it, and nobody's day is none."""
        rows = clean()
        people = people_of(rows)
        for place in (1, 2, 3):
            people[place][1] = "2024-06-01"
        people[4][1] = ""
        early = recount_early(rows, people)

        (found,) = of_kind(surveyed(tmp_path, rows, people), "before-referral")

        assert early >= 6
        assert found.count == early
        assert found.of == sum(row[0] != people[4][0] for row in rows[1:])


class TestCrowdedDays:
    def rows(self, how):
        rows = clean()
        for place, row in enumerate(rows[1:]):
            row[1] = how(place, row[1])
        return rows

    @pytest.mark.parametrize(
        ("how", "words"),
        [
            (lambda place, day: "2021-05-17" if place % 3 else day, "on one day, 2021-05-17"),
            (lambda _, day: f"{day[:7]}-01", "on the first day of a month"),
            (lambda _, day: f"{day[:4]}-01-01", "on 1 January"),
            (
                lambda place, day: "2021-05-17" if place < 30 else day,
                "on 2021-05-17; a usual day holds 1",
            ),
        ],
    )
    def test_counted(self, tmp_path, how, words):
        """One day, the first of every month, 1 January, or a day with far more than others."""
        rows = self.rows(how)
        tests = {
            "on the first day of a month": lambda day: day.endswith("-01"),
            "on 1 January": lambda day: day.endswith("-01-01"),
        }
        is_it = tests.get(words, lambda day: day == "2021-05-17")

        (found,) = of_kind(surveyed(tmp_path, rows), "crowded-days")

        assert found.text == words
        assert (found.count, found.of) == (sum(is_it(row[1]) for row in rows[1:]), len(rows) - 1)

    def test_several_days(self, tmp_path):
        """Several full days are counted together."""
        rows = self.rows(
            lambda place, day: "2021-05-17" if place < 30 else "2021-06-17" if place < 45 else day
        )

        (found,) = of_kind(surveyed(tmp_path, rows), "crowded-days")

        assert found.text == "on 2 days, most of them on 2021-05-17; a usual day holds 1"
        assert found.count == sum(row[1] in {"2021-05-17", "2021-06-17"} for row in rows[1:])

    def test_few(self, tmp_path):
        """Nine assessments on one day are no sign."""
        rows = [HEAD, *([f"p{n}", "2021-05-17", "0", "1", "2", "3", "4", str(n % 5)] for n in range(9))]

        assert counts(surveyed(tmp_path, rows), "crowded-days") == []


class TestAlike:
    @both_layouts
    def test_counted(self, tmp_path, long):
        """People with the same answers at both ends, of those with two days and enough answers."""
        rows = clean()
        last = {row[0]: row for row in sorted(rows[1:])}
        for row in sorted(rows[1:], reverse=True):
            if row[0] in {"p001", "p002", "p003", "p004"}:
                row[2:] = last[row[0]][2:]
        last["p005"][2:] = ["1", "", "", "2", "3", "4"]  # four answers are too few
        alike, of = recount_alike(rows)

        assert alike >= 4
        assert of < 60
        assert counts(surveyed(tmp_path, rows, long=long), "first-and-last-alike") == [(alike, of)]

    def test_a_few_are_nothing_odd(self, tmp_path):
        """Below one in twenty nothing is said."""
        rows = clean()
        history = sorted(row for row in rows[1:] if row[0] == "p001")
        history[-1][2:] = history[0][2:]

        assert recount_alike(rows)[0] < 3
        assert counts(surveyed(tmp_path, rows), "first-and-last-alike") == []


class TestCopies:
    @both_layouts
    def test_counted(self, tmp_path, long):
        """Rows below each other, of three people or more; two neighbours, or one person, are no run."""
        rows = clean()
        same = ["2021-05-17", "0", "4", "1", "3", "2", "2"]
        other = ["2021-05-18", "0", "4", "1", "3", "2", "2"]
        rows[5:5] = [[f"c{n}", *same] for n in range(4)]
        rows[50:50] = [[f"d{n}", *same] for n in range(3)]
        rows[70:70] = [[f"e{n}", *other] for n in range(2)]
        copied = recount_copies(rows)

        (found,) = of_kind(surveyed(tmp_path, rows, long=long), "copied-rows")

        assert copied == 7
        assert (found.count, found.of) == (7, len(rows) - 1)
        assert "(2 runs)" in found.text

    def test_two_people_in_turn(self, tmp_path):
        """Two people by turns are two people."""
        rows = clean()
        same = ["2021-05-17", "0", "4", "1", "3", "2", "2"]
        rows[5:5] = [[f"c{n % 2}", *same] for n in range(4)]

        assert recount_copies(rows) == 0
        assert counts(surveyed(tmp_path, rows), "copied-rows") == []


class TestLostZeros:
    def numbered(self):
        rows = clean()
        for row in rows[1:]:
            row[0] = f"00{row[0][1:]}" if int(row[0][1:]) % 2 else f"9{row[0][1:]}"
        return rows

    @both_layouts
    def test_lost_in_the_answers(self, tmp_path, long):
        """Numbers without their zeros, beside people whom nobody knows."""
        rows = self.numbered()
        people = people_of(rows)
        for row in rows[1:]:
            row[0] = row[0].lstrip("0")
        rows += [["777777", "2021-04-04", "0", "1", "2", "3", "4", "0"]]
        near, unknown, found_rows = recount_zeros(rows, people)

        (found,) = of_kind(surveyed(tmp_path, rows, people, long=long), "lost-zeros")

        assert near == 30
        assert (found.count, found.of) == (near, unknown)
        assert "with more zeros" in found.text
        assert f"({found_rows * (6 if long else 1):,} rows)" in found.text
        assert "Export this file again" in found.advice

    def test_lost_in_the_list(self, tmp_path):
        """The list of people may have lost them as well."""
        rows = self.numbered()
        people = people_of(rows)
        for row in people[1:]:
            row[0] = row[0].lstrip("0")

        (found,) = of_kind(surveyed(tmp_path, rows, people), "lost-zeros")

        assert (found.count, found.of) == recount_zeros(rows, people)[:2] == (30, 30)
        assert "with fewer zeros" in found.text
        assert "Export the list of people again" in found.advice

    def test_unknown_people_are_not_that(self, tmp_path):
        """People who are in no list, whatever their zeros, are the ledger's matter."""
        rows = self.numbered()
        people = people_of(rows)

        assert counts(surveyed(tmp_path, rows, people[:-5]), "lost-zeros") == []
