"""What the page was not made for, what reading showed, and how long it takes."""

import re

import attrs
import many
import pytest
import sample_parts
import samples
from pages import page_of, part

from livingwell_core.cohorts import Compared, Comparison, Remarks


@pytest.fixture(scope="module")
def page():
    return page_of(many.many())


class TestUnknown:
    """Analyses that the page has never heard of."""

    def test_across(self):
        """A row a site, a column a statistic, people apart from goals."""
        report = many.many()
        page = page_of(attrs.evolve(report, findings=tuple(many.goals("ways-of-going"))))
        section = part(page, "more-personal-goals-goals")

        assert "More findings: goals" in section
        assert section.count("<table") == 4
        assert section.count('<th scope="row">') == 16
        assert "341\N{NO-BREAK SPACE}people" in section
        assert '<th scope="col" class="number">n</th>' in section

    def test_many_columns(self):
        """No table is wider than a page."""
        report = samples.realistic()
        extra = [
            sample_parts.finding("unheard-of", site, f"rank {number}", "rank", float(number), 50, "points")
            for number in range(9)
            for site, *_ in sample_parts.SITES
        ]
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))
        tables = re.findall(r"<table.*?</table>", part(page, "more-reqol10-total"), re.DOTALL)

        assert [table.count('scope="col"') for table in tables] == [2 + 6, 2 + 3]

    def test_two_of_a_kind(self):
        """What would need two numbers in one cell is listed, a row each."""
        report = samples.realistic()
        extra = [
            sample_parts.finding("unheard-of", site, "rank", "rank", value, None, "points")
            for value in (1.0, 2.0)
            for site, *_ in sample_parts.SITES
        ]
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))
        section = part(page, "more-reqol10-total")

        assert section.count('<th scope="row">') == 8
        assert "not shown" in section

    def test_a_hole(self):
        """A statistic that one site has not is not reported there."""
        report = samples.realistic()
        extra = [
            sample_parts.finding("unheard-of", site, f"rank {number}", "rank", 1.0, 50, "points")
            for number in range(3)
            for site, *_ in sample_parts.SITES
            if (number, site) != (1, "salford")
        ]
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))

        assert "not reported" not in part(page, "more-reqol10-total")  # a table of its own: others are asked
        assert part(page, "more-reqol10-total").count("<table") == 2


class TestReading:
    """What reading the files showed."""

    def test_totals(self, page):
        """Totals that the source gave are compared, with the numbers by site."""
        ledger = page[page.index('id="ledger"') :]

        assert "re-scored 1,211, 3 differ. Rows that are set aside later are re-scored too. This" in ledger
        assert "This report uses our scores, never the totals of the files." in ledger
        assert re.search(r"ReQoL-10, total</th>.*?Living Well Salford.*?1,204.*?1,201.*?3.*?12.*?957", ledger)
        assert re.search(r"unheard-of, sum</th>.*?not reported", ledger)

    def test_used_of_those_scored_again(self):
        """Where the ledger says how many of them are used, so does the sentence."""
        totals = {
            Compared(site=site, instrument="reqol10", score="total"): Comparison(agree=agree)
            for site, agree in (("edinburgh", 1150), ("salford", 1000))
        }
        ledger = page_of(many.many(remarks=Remarks(totals=totals)))

        assert "set aside later are re-scored too (2,150 re-scored, 2,080 used)." in ledger

    def test_two_totals_of_one_assessment(self):
        """Totals and assessments are then not put side by side."""
        totals = {
            Compared(site="salford", instrument="reqol10", score=score): Comparison(agree=1000)
            for score in ("total", "physical_health")
        }

        assert "are re-scored too. This" in page_of(many.many(remarks=Remarks(totals=totals)))

    def test_codes(self, page):
        """Answers read as missing are counted by code."""
        ledger = page[page.index('id="ledger"') :]

        assert re.search(r"DIALOG</th>.*?Edinburgh: Thrive Welcome Team.*?>8<.*?>41<", ledger)

    def test_one_differs(self):
        """In the singular."""
        remarks = Remarks(
            totals={Compared(site="a", instrument="b", score="c"): Comparison(agree=1, differ=1)}
        )

        assert "re-scored 2, 1 differs." in page_of(many.many(remarks=remarks))

    def test_without_remarks(self):
        """A report without any says nothing of totals."""
        page = page_of(samples.realistic())

        assert "re-scored" not in page
        assert "read as missing" not in page

    def test_settings(self, page):
        """The value set is named; what scores of one instrument share is one line."""
        settings = page[page.index('id="settings"') :]

        assert f"<dd>{many.value_set(illustrative=True).identity}</dd>" in settings
        assert "missing answers, qayl (5 scores)" in settings
        assert "qayl.friendships" not in settings
