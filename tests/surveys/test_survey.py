"""A survey of several sites, of workbooks, of NHS numbers and of referrals; and that it adds up."""

from __future__ import annotations

import pytest
from helpers_files import csv_text, put, workbook
from helpers_surveys import (
    CONFIG,
    LONG,
    PEOPLE,
    PROFILE,
    as_long,
    clean,
    counts,
    people_of,
    plugins,
    recount_copies,
    site,
    surveyed,
)

from livingwell_core.cohorts.nhs_number import check_digit
from livingwell_core.errors import InputError
from livingwell_core.evaluations import make_plan
from livingwell_core.surveys import Survey, survey


def numbers(count):
    """NHS numbers, invented: each begins with 999."""
    nine = (f"999{number:06}" for number in range(10_000))
    return [f"{one}{check_digit(one)}" for one in nine if check_digit(one) is not None][:count]


class TestSites:
    def test_each_for_itself(self, tmp_path):
        """Two sites are surveyed like one and one: what one of them lists is nothing to the other."""
        rows = clean()
        people = people_of(rows)
        first = surveyed(tmp_path / "first", rows, people)
        path = site(tmp_path, rows, people)
        text = PROFILE.replace('id = "here"', 'id = "there"').replace("{people}", "")
        put(tmp_path / "there.toml", text.replace("{answers}", "as-circled"))
        put(tmp_path / "there" / "a.csv", csv_text([*rows, ["x", "2021-01-01", *"777777"]]))
        put(path, f'{CONFIG}[[sites]]\nprofile = "there.toml"\nfolder = "there"\n')

        both = survey(make_plan(path, plugins()))

        assert [table for table in both.completeness if table.site == "here"] == list(first.completeness)
        assert {table.site for table in both.completeness} == {"here", "there"}
        assert {one.site for one in both.unmapped} == {"there"}
        assert both.looked_for == first.looked_for

    def test_adds(self, tmp_path):
        """Nothing added is the same; what is no survey does not add."""
        found = surveyed(tmp_path, clean())

        assert Survey() + found == found == found + Survey()
        with pytest.raises(TypeError):
            found + 1

    def test_steps(self, tmp_path):
        """Each file is a step."""
        rows = clean()
        steps = []
        plan = make_plan(site(tmp_path, rows, people_of(rows)), plugins())

        survey(plan, step=lambda what, of: steps.append((what, of)))

        assert steps == [("looked at here/p.csv", 2), ("looked at here/a.csv", 2)]

    def test_a_file_that_changed(self, tmp_path):
        """A file that went bad after the plan was made is named."""
        plan = make_plan(site(tmp_path, clean()), plugins())
        put(tmp_path / "here" / "a.csv", "")

        with pytest.raises(InputError, match=r"here/a.csv: is empty"):
            survey(plan)


class TestWorkbook:
    def test_date_cells(self, tmp_path):
        """Copied rows of a long sheet whose dates are cells of another format are found all the same."""
        rows = clean(20)
        rows[5:5] = [[f"c{n}", "2021-05-17", *"041322"] for n in range(3)]
        profile = (
            LONG.replace("a.csv", "a.xlsx")
            .replace("%Y-%m-%d", "%d/%m/%Y")
            .format(people="", answers="scored")
        )
        put(tmp_path / "here.toml", profile)
        path = put(tmp_path / "livingwell.toml", CONFIG)
        (tmp_path / "here").mkdir()
        workbook(tmp_path / "here" / "a.xlsx", {"S": as_long(rows)})

        found = survey(make_plan(path, plugins()))

        assert recount_copies(rows) == 3
        assert counts(found, "copied-rows") == [(3, len(rows) - 1)]


class TestNhsNumbers:
    def test_spelling_does_not_matter(self, tmp_path):
        """With or without spaces they are the same people; and none is shown in place of an answer."""
        rows = clean()
        number = dict(zip(sorted({row[0] for row in rows[1:]}), numbers(60), strict=True))
        for row in rows[1:]:
            row[0] = number[row[0]]
        people = people_of(rows)
        for row in people[1:]:
            row[0] = f"{row[0][:3]} {row[0][3:6]} {row[0][6:]}"
        for row in rows[1:20]:
            row[2] = people[1][0]
        is_number = 'person = "Id"\nperson_is = "nhs-number"'
        profile = PROFILE.replace("{people}", PEOPLE).replace('person = "Id"', is_number)
        path = site(tmp_path, rows, people, profile=profile)

        found = survey(make_plan(path, plugins()))

        assert counts(found, "lost-zeros") == []
        assert [(one.rows, one.values) for one in found.unmapped] == [(19, ())]


class TestReferrals:
    def test_each_for_itself(self, tmp_path):
        """By referral, intervals are those within one."""
        rows = [
            [*clean()[0], "Referral"],
            ["p", "2014-01-01", *"012340", "r1"],
            ["p", "2014-03-01", *"012341", "r1"],
            ["p", "2021-01-01", *"012342", "r2"],
            ["p", "2021-01-02", *"012343", "r2"],
        ]
        profile = PROFILE.replace('person = "Id"', 'person = "Id"\nreferral = "Referral"')

        by_person = surveyed(tmp_path / "person", rows, profile=profile)
        by_referral = surveyed(
            tmp_path / "referral", rows, profile=profile, config='[pairing]\nby = "referral"\n'
        )

        assert counts(by_person, "intervals") == [(1, 3), (1, 3)]
        assert counts(by_referral, "intervals") == [(1, 2)]
