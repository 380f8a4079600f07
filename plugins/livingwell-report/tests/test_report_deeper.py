"""The sections behind the first ones: who is missing, sites and groups side by side, an unreliable start."""

import re

import attrs
import pytest
import sample_parts
import samples
from livingwell_report.bands import Band, Drawing
from livingwell_report.forest import ForestRow, draw_forest
from pages import page_of, part, words

from livingwell_core.analyses import ALL_SITES

HOSTILE = 'sex=<b>"a & b'


def grouped(finding, group, *, value=None, n=40):
    """Give a finding of everyone as one of a group."""
    return attrs.evolve(finding, group=group, value=finding.value if value is None else value, n=n)


def with_groups(report, groups=("sex=female", "sex=male", "age band=18 to 24")):
    some = [f for f in report.findings if f.score == "total" and f.analysis != "clinical-range"]
    return attrs.evolve(
        report,
        findings=(*report.findings, *(grouped(f, group) for group in groups for f in some)),
    )


@pytest.fixture(scope="module")
def page():
    return page_of(with_groups(samples.realistic()))


class TestGroups:
    """Groups of people."""

    def test_have_a_section(self, page):
        """Every group has its row over all sites, below the name of its column."""
        section = part(page, "groups-reqol10-total")

        assert "By group" in section
        for name in ("sex", "female", "male", "age band", "18 to 24"):
            assert f">{name}<" in section

    def test_are_nowhere_else(self, page):
        """Tables and charts of everyone hold no groups, and nothing of them is among the rest."""
        everyone = page_of(samples.realistic())
        for name in ("change", "reliable", "who"):
            start = f"{name}-reqol10-total"
            assert words_of(part(page, start)) == words_of(part(everyone, start))
        assert "sex=female" not in words(page)

    def test_each_site_for_who_asks(self, page):
        """Sites are folded."""
        section = page[page.index('id="groups-reqol10-total"') :]
        folded = section[section.index("<details") : section.index("</details>")]

        assert folded.count("<table") == len(sample_parts.SITES) - 1  # all sites together stand open

    def test_texts_are_escaped(self):
        """A group's name is text, whatever it holds."""
        page = page_of(with_groups(samples.realistic(), (HOSTILE,)))

        assert "<b>" not in page
        assert "&lt;b&gt;" in page

    def test_withheld(self):
        """What is not shown says why, in the chart too."""
        report = samples.realistic()
        gone = [
            attrs.evolve(
                f,
                group="sex=other",
                value=None,
                low=None,
                high=None,
                level=None,
                n=None,
                note=sample_parts.SUPPRESSED,
            )
            for f in report.findings
            if f.score == "total"
        ]
        page = page_of(attrs.evolve(with_groups(report), findings=(*with_groups(report).findings, *gone)))

        assert "sex, other: not shown" in page


def words_of(text):
    """Give what a section says, without the numbers of its tables and figures."""
    plain = re.sub(r"<[^>]*>", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"(Table|Figure|figure-|table-)\s*\d+", "", plain))


def between(report):
    """Give findings between sites as the core makes them."""
    pooled = sample_parts.finding(
        "between-sites", ALL_SITES, "mean change, random effects", "random-effects", 7.2, 726, "points"
    )
    weights = [
        sample_parts.finding(
            "between-sites",
            ALL_SITES,
            f"weight in the random-effects mean, {site}",
            "random-effects-weight",
            100 / 3,
            726,
            "%",
        )
        for site, *_ in sample_parts.SITES
    ]
    return attrs.evolve(report, findings=(*report.findings, pooled, *weights))


class TestBetweenSites:
    """Sites side by side."""

    def test_forest(self):
        """Each site's mean change with its weight, and what they come to."""
        section = part(page_of(between(samples.realistic())), "sites-reqol10-total")

        assert "a difference between them is not an effect" in section
        assert "weight 33%" in section
        assert "Sites together" in section
        assert "mean change, random effects" in section.lower()

    def test_no_such_findings(self):
        """Without them there is no section."""
        assert 'id="sites-' not in page_of(samples.realistic())


class TestMissing:
    """Who is missing."""

    def test_weighted(self):
        """The weighted mean stands beside the plain one, in words, and in the table."""
        report = samples.realistic()
        weighted = sample_parts.finding(
            "missing",
            ALL_SITES,
            "mean change, weighted for those without a pair",
            "weighted",
            6.9,
            726,
            "points",
        )
        section = part(
            page_of(attrs.evolve(report, findings=(*report.findings, weighted))), "missing-reqol10-total"
        )

        assert "+6.9 weighted" in section
        assert section.count("<table") == 1


class TestForest:
    """The chart."""

    DRAWING = Drawing(id="f", title="t", invented=True)

    def row(self, value, low=None, high=None, **more):
        finding = attrs.evolve(
            sample_parts.finding("a", "s", "x", "d", value, 9, "points"), low=low, high=high
        )
        return ForestRow(band=Band(label="here", people="n = 9", total=False, findings=(finding,)), **more)

    def test_nothing(self):
        """Nothing to draw, no chart."""
        empty = Band(label="here", people="n = 0", total=False, findings=(None,))

        assert draw_forest(self.DRAWING, [ForestRow(band=empty)], title="x", points=1) is None

    @pytest.mark.parametrize("scale", [0.003, 0.1, 1, 7, 90, 4000])
    def test_inside(self, scale):
        """Whatever the size of the numbers every mark is on the paper, with a few ticks, 0 among them."""
        rows = [
            self.row(scale, -scale / 2, 2 * scale, weight=0.5),
            self.row(-scale),
            self.row(scale, pooled=True),
        ]

        chart = draw_forest(self.DRAWING, rows, title="x", points=1)

        places = [
            float(v) for mark in chart.marks for name, v in mark.attributes if name in {"x", "x1", "x2", "cx"}
        ]
        assert all(0 <= place <= 400 for place in places)
        ticks = [
            mark.content
            for mark in chart.marks
            if mark.css == "t small muted" and mark.content[-1:].isdigit()
        ]
        assert "0" in ticks
        assert 2 <= len(set(ticks)) <= 9

    def test_words(self):
        """The chart in words has every number."""
        chart = draw_forest(
            self.DRAWING, [self.row(1.5, 1, 2, weight=0.25, heading="sex")], title="x", points=1
        )

        assert chart.description == "sex, here, n = 9: +1.5 (+1.0 to +2.0), weight 25%."
