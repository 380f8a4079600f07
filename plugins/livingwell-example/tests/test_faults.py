"""What is wrong with the files is what was meant to be wrong with them, counted by other code."""

import attrs
import pytest
from livingwell_example.making.sites import SITES

KINDS = (
    "incomplete",
    "not_an_answer",
    "unreadable_date",
    "no_date",
    "impossible_date",
    "outside_period",
    "no_person",
    "unknown_person",
    "unclear",
    "conflicting",
    "no_assessment",
    "same_again",
)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.id)
class TestFaults:
    def test_assessments(self, plain, site):
        """Each kind of spoilt assessment occurs as often as planned."""
        meant = {kind: count for kind, count in attrs.asdict(site.faults).items() if kind in KINDS and count}

        assert dict(plain[site.id].aside) == meant

    def test_people(self, plain, site):
        """Each kind of spoilt row of people occurs as often as planned."""
        aside = plain[site.id].people_aside

        assert len(plain[site.id].people) == site.people
        assert aside["twice"] == site.faults.people_twice
        assert aside["without_id"] == site.faults.people_without_id
        assert aside["blank"] == site.faults.blank_people

    def test_rows(self, plain, site):
        """Blank rows, rows twice and rows of another questionnaire."""
        aside = plain[site.id].rows_aside

        assert aside["blank"] == site.faults.blank_rows
        assert aside["other_form"] == 3 * site.faults.other_form
        if site.faults.answer_rows_twice:
            assert aside["duplicate"] > site.faults.answer_rows_twice + 10 * site.faults.duplicate - 1
        else:
            assert aside["duplicate"] == site.faults.duplicate

    def test_two_on_one_day(self, plain, site):
        """As many people as planned have two that differ on one day, and no other usable one."""
        clashes = [
            records
            for records in plain[site.id].usable.values()
            if len({day for day, _, _ in records}) < len(records)
        ]

        assert len(clashes) == site.faults.one_day
        assert all(len(records) == 2 and records[0][1] != records[1][1] for records in clashes)

    def test_exactly_one(self, plain, site):
        """As many people as planned have exactly one."""
        assert sum(len(records) == 1 for records in plain[site.id].usable.values()) == site.single

    def test_questions(self, plain, site):
        """Likewise of Questions About Your Life; goals are sound."""
        asked = site.questions
        meant = {
            "duplicate": asked.duplicate,
            "not_an_answer": asked.not_an_answer,
            "no_date": asked.no_date,
        }

        assert dict(plain[site.id].questions_aside) == meant

    def test_totals_of_the_system(self, plain, site):
        """Edinburgh's system gives totals, three of which its answers do not add up to."""
        assert plain[site.id].totals["differ"] == (3 if site.id == "edinburgh" else 0)
        assert bool(plain[site.id].totals["same"]) == (site.id == "edinburgh")
