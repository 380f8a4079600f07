"""
Findings by groups that the section of groups does not have, such as a national measure's denominators.

The numbers are those of the dozen referrals in docs/how-to/nhs-england-metric.md, worked there by hand.
"""

import re

import attrs
import many
import pytest
import sample_parts
import samples
from livingwell_report.scores import by_score, column_of
from pages import page_of, part, words
from test_report_deeper import with_groups
from test_report_workbook import book_of

from livingwell_core.analyses import ALL_SITES, EVERYONE, Definition

ANALYSIS = "nhs-england-cmh-proms"
OPEN, CLOSED, NEITHER = (f"CMH PROMs denominator={name}" for name in ("open", "closed", "neither"))
SECTION = f"measure-{ANALYSIS}-reqol10-total"
CHANGE = f"{ANALYSIS}:change:reqol10.total:5"
BESIDE = "not in the measure, which is of open and of closed referrals"
DEFINITIONS = (
    Definition(id=f"{ANALYSIS}:denominators", text="Open: not discharged.", source="NHS England, a script"),
    Definition(id=CHANGE, text="Of referrals with baseline and follow-up.", source="NHS England, a script"),
    Definition(id=f"{CHANGE}:of-all", text="Of all referrals.", source="NHS England, a script"),
)

#: By group: referrals; improved, no change and deteriorated of those with both scores.
COUNTS = {EVERYONE: (12, 7, 1, 1), OPEN: (5, 1, 1, 1), CLOSED: (4, 3, 0, 0), NEITHER: (3, 3, 0, 0)}
WAYS = ("improved", "no change", "deteriorated")
SUMS = {OPEN: 10.0, CLOSED: 24.0}


def measured(site, group):
    """Give what the measure finds of a group."""
    referrals, *ways = COUNTS[group]
    beside = "" if group in SUMS else BESIDE
    found = [
        sample_parts.finding(
            ANALYSIS, site, "referrals", f"{ANALYSIS}:denominators", referrals, referrals, "people"
        )
    ]
    for name, k in zip(WAYS, ways, strict=True):
        found += sample_parts.share(ANALYSIS, site, name, CHANGE, k, sum(ways))
    if group in SUMS:
        for name, k in zip(WAYS, ways, strict=True):
            found += sample_parts.share(ANALYSIS, site, name, f"{CHANGE}:of-all", k, referrals)[1:]
        found.append(
            sample_parts.finding(
                ANALYSIS, site, "sum of changes", f"{ANALYSIS}:sums", SUMS[group], sum(ways), "points"
            )
        )
    notes = "; ".join(filter(None, (beside, "n is referrals")))
    return [attrs.evolve(f, group=group, note=f"{f.note}; {notes}") for f in found]


def with_measure(report, sites=("salford", ALL_SITES), groups=tuple(COUNTS)):
    more = [f for site in sites for group in groups for f in measured(site, group)]
    return attrs.evolve(
        report, findings=(*report.findings, *more), definitions=(*report.definitions, *DEFINITIONS)
    )


def tables(section):
    """Give each table as rows of texts."""
    return [
        [
            [words(f"<body>{cell}") for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        ]
        for table in re.findall(r"<table.*?</table>", section, re.DOTALL)
    ]


@pytest.fixture(scope="module")
def page():
    return page_of(with_measure(samples.realistic()))


@pytest.fixture(scope="module")
def section(page):
    return part(page, SECTION)


class TestMeasure:
    """The section of such groups."""

    def test_no_section_of_groups(self, page):
        """Groups of which it would show nothing do not make it."""
        assert 'id="groups-' not in page
        assert "By group" not in page

    def test_title(self, section):
        """Its words are spelt as the definitions and the groups spell them."""
        assert section.partition(">")[2].startswith("NHS England CMH PROMs")

    def test_title_without_a_spelling(self):
        """Words that nothing spells stay as they are."""
        extra = attrs.evolve(
            sample_parts.finding("unheard-of", ALL_SITES, "rank", "rank", 1.0, 50, ""), group="tide=high"
        )
        report = samples.realistic()
        page = page_of(attrs.evolve(report, findings=(*report.findings, extra)))

        assert "Unheard of" in part(page, "measure-unheard-of-reqol10-total")

    def test_a_column_a_group(self, section):
        """Each figure with how many of how many and its interval, improvement of both kinds."""
        first = tables(section)[0]

        assert first == [
            ["Statistic", "Unit", "Open", "Closed"],
            ["Referrals", "people", "5", "4"],
            ["Improved", "%", "33.3% 1 of 3 6.1 to 79.2", "100.0% 3 of 3 43.9 to 100.0"],
            ["No change", "%", "33.3% 1 of 3 6.1 to 79.2", "0.0% 0 of 3 0.0 to 56.1"],
            ["Deteriorated", "%", "33.3% 1 of 3 6.1 to 79.2", "0.0% 0 of 3 0.0 to 56.1"],
            ["Improved (of all)", "%", "20.0% n = 5 3.6 to 62.4", "75.0% n = 4 30.1 to 95.4"],
            ["No change (of all)", "%", "20.0% n = 5 3.6 to 62.4", "0.0% n = 4 0.0 to 49.0"],
            ["Deteriorated (of all)", "%", "20.0% n = 5 3.6 to 62.4", "0.0% n = 4 0.0 to 49.0"],
            ["Sum of changes", "points", "10.0 n = 3", "24.0 n = 3"],
        ]

    def test_definitions_and_notes(self, page, section):
        """Each definition is linked to where it stands, and notes are below."""
        for definition in DEFINITIONS:
            anchor = re.search(rf'href="#([^"]+)"><code>{definition.id}</code>', section)[1]
            assert f'id="{anchor}"' in page
        assert "n is referrals" in section

    def test_the_others_are_folded(self, section):
        """Groups of which less is said, everyone and each site stand below, what is said of them too."""
        opened, folded = section.split("<details")

        assert [table[0][2:] for table in tables(opened)] == [["Open", "Closed"]]
        assert [table[0][2:] for table in tables(folded)] == [
            ["Neither", "Everyone"],
            ["Open", "Closed"],
            ["Neither", "Everyone"],
        ]
        assert BESIDE not in opened
        assert BESIDE in folded

    def test_only_here(self, page):
        """What the analysis says of everyone is not among the rest as well."""
        assert 'id="more-reqol10-total"' not in page

    def test_withheld(self):
        """What is not shown says so, the number of people as well."""
        report = with_measure(samples.realistic())
        gone = {"value": None, "low": None, "high": None, "n": None, "note": sample_parts.SUPPRESSED}

        def withheld(f):
            if f.group == CLOSED:
                return attrs.evolve(f, **gone)
            return attrs.evolve(f, n=None) if f.statistic == "sum of changes" else f

        report = attrs.evolve(report, findings=tuple(withheld(f) for f in report.findings))
        first = tables(part(page_of(report), SECTION))[0]

        assert all(row[3].startswith("not shown (fewer than 5 people") for row in first[1:])
        assert first[-1][2] == "10.0 n not shown"

    def test_texts_are_escaped(self):
        """Groups and analyses are text, whatever they hold."""
        report = with_measure(samples.realistic())
        hostile = [
            attrs.evolve(f, analysis=f"{samples.HOSTILE}-a", group=f"<b>{f.group}<i>")
            for f in report.findings
        ]
        page = page_of(attrs.evolve(report, findings=(*report.findings, *hostile)))

        assert not {"<b>", "<i>", "<script"} & set(re.findall(r"<\w+>?", page))

    def test_beside_groups_of_people(self):
        """Each section has its own groups."""
        page = page_of(with_groups(with_measure(samples.realistic()), groups=("sex=female",)))
        groups = part(page, "groups-reqol10-total")

        assert "CMH PROMs" not in groups
        assert "female" in groups
        assert "female" not in part(page, SECTION)


class TestOtherReports:
    """What else may come by group."""

    def test_more_than_fits_a_cell(self):
        """Two figures of one name, definition and unit are listed, a row each."""
        extra = [
            attrs.evolve(
                sample_parts.finding("a", ALL_SITES, "rank", "rank", value, 50, ""), group="tide=high"
            )
            for value in (1.0, 2.0)
        ]
        report = samples.realistic()
        (table,) = tables(
            part(
                page_of(attrs.evolve(report, findings=(*report.findings, *extra))), "measure-a-reqol10-total"
            )
        )

        assert table[0][:3] == ["Site", "Statistic", "Value"]
        assert [row[0] for row in table[1:]] == ["All sites: tide=high"] * 2

    def test_many_groups(self):
        """No table is wider than a page, and a column of groups has tables of its own."""
        names = [f"berth={n}" for n in range(8)] + ["tide=high", "tide=low"]
        extra = [
            attrs.evolve(sample_parts.finding("ranks", ALL_SITES, "rank", "rank", 1.0, 50, ""), group=name)
            for name in names
        ]
        report = samples.realistic()
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))
        section = part(page, "measure-ranks-reqol10-total")

        assert [len(table[0]) - 2 for table in tables(section)] == [6, 2, 2]
        assert "Figures by berth: 0, 1, 2, 3, 4, 5, 6, 7; tide: high, low." in section

    def test_everyone_is_shown_elsewhere(self):
        """Then there is no column of everyone."""
        report = many.many()
        extra = [
            attrs.evolve(f, group="tide=high")
            for f in report.findings
            if (f.instrument, f.score, f.analysis) == ("personal-goals", "goals", "goal-progress")
        ]
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))

        assert "Everyone</th>" not in part(page, "measure-goal-progress-personal-goals-goals")

    def test_everyone_beside_groups(self):
        """Where the same is said of them and nothing else shows it, they have a column, the last."""
        extra = [
            attrs.evolve(sample_parts.finding("a", ALL_SITES, "rank", "rank", 1.0, 50, ""), group=group)
            for group in (EVERYONE, "tide=high", "tide=low")
        ]
        report = samples.realistic()
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))
        section = part(page, "measure-a-reqol10-total")

        assert "Figures by tide: high, low." in section
        assert tables(section)[0][0] == ["Statistic", "Unit", "High", "Low", "Everyone"]

    def test_single_questions(self):
        """They share a section, a table each, numbered as they stand."""
        report = many.many()
        extra = [
            attrs.evolve(f, instrument="dialog", score=score)
            for score in ("q1", "q4")
            for site in ("salford", ALL_SITES)
            for group in COUNTS
            for f in measured(site, group)
        ]
        page = page_of(attrs.evolve(report, findings=(*report.findings, *extra)))
        section = page[page.index(f'id="measure-{ANALYSIS}') :].partition("<section")[0]
        numbers = [int(number) for number in re.findall(r'caption id="table-(\d+)"', section)]

        assert page.count(f'id="measure-{ANALYSIS}') == 1
        assert len(tables(section.split("<details")[0])) == 2
        assert numbers == list(range(numbers[0], numbers[0] + 8))

    def test_a_site_without_what_it_needs(self):
        """It says why, and no other group stands there."""
        report = with_measure(samples.realistic(), sites=(ALL_SITES,))
        reason = "not applicable: lacking the amount 'contacts'"
        lacking = sample_parts.finding(
            ANALYSIS, "salford", "referrals", f"{ANALYSIS}:denominators", None, 0, "people", note=reason
        )
        section = part(page_of(attrs.evolve(report, findings=(*report.findings, lacking))), SECTION)

        assert tables(section)[-1] == [
            ["Statistic", "Unit", "Everyone"],
            ["Referrals", "people", "not applicable: lacking the amount 'contacts'"],
        ]

    def test_the_workbook(self):
        """All of them are among the findings, and each group has its row on the instrument's sheet."""
        report = with_measure(samples.realistic())
        book = book_of(report)
        listed = [row for row in book["Findings"].iter_rows(values_only=True) if row[0] == ANALYSIS]
        sheet = list(book["ReQoL-10"].iter_rows(min_row=3, values_only=True))
        row = next(r for r in sheet[1:] if r[1:3] == ("All sites", OPEN))

        assert len(listed) == sum(f.analysis == ANALYSIS for f in report.findings)
        assert row[sheet[0].index("referrals (people)")] == 5
        assert row[sheet[0].index(f"improved (%) {CHANGE}:of-all")] == 20


def test_own_groups():
    """Those of an analysis are its own only where the section of groups has no such column."""
    report = with_groups(with_measure(samples.realistic()), groups=("sex=female",))
    extra = attrs.evolve(
        sample_parts.finding("effect-sizes", ALL_SITES, "g", "g", 1.0, 50, "sd"), group="sex=male"
    )
    data = by_score(attrs.evolve(report, findings=(*report.findings, extra)))[0]

    assert list(data.own_groups) == [ANALYSIS]
    assert {column_of(f.group) for f in data.own_groups[ANALYSIS]} == {"CMH PROMs denominator"}
