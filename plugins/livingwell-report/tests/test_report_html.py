"""The page: everything is on it, nothing is loaded by it, nothing in it is taken for markup."""

import re
from html.parser import HTMLParser

import attrs
import many
import pytest
import sample_parts
import samples
from livingwell_report.html import render_html
from livingwell_report.numbers import interval_of, value_of

from livingwell_core.cohorts import Ledger
from livingwell_core.reports import Report


class Outline(HTMLParser):
    """Collect tags, ids, links, texts of cells and the text of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.ids, self.links, self.cells, self.words = [], [], [], [], []
        self.attributes = []
        self._cell = None
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        if tag in {"td", "th"}:
            self._cell = []

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.cells.append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data):
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)


def page_of(report: Report) -> str:
    return render_html(report).decode("utf-8")


REPORTS = {
    "realistic": samples.realistic,
    "hostile": samples.hostile,
    "nothing found": lambda: samples.realistic(findings=(), definitions=(), ledger=Ledger(), profiles=()),
    "one site": samples.one_site,
    "twenty sites": samples.twenty_sites,
    "many instruments": many.many,
    "many instruments, none listed": lambda: many.many(instruments=()),
    "a licensed value set": lambda: many.many(illustrative=False),
    "many, troubled": many.troubled,
    "many, each site apart": many.apart,
    "many, nothing shown": many.nothing_shown,
    "no instrument listed": lambda: samples.realistic(instruments=()),
}


@pytest.mark.parametrize("name", REPORTS)
class TestEveryPage:
    """What holds for any report."""

    def test_same_bytes_twice(self, name):
        """The same report gives the same bytes."""
        assert render_html(REPORTS[name]()) == render_html(REPORTS[name]())

    def test_nothing_is_loaded(self, name):
        """No script, no frame, no address outside the page in any attribute but the SVG namespace."""
        page = page_of(REPORTS[name]())
        outline = Outline(page)

        assert not {"script", "iframe", "img", "object", "embed", "form", "base"} & set(outline.tags)
        assert outline.tags.count("link") == 1  # an empty icon, so that no browser asks for one
        for tag, attribute, value in outline.attributes:
            if attribute in {"href", "src", "xlink:href", "action", "poster", "srcset"}:
                assert value.startswith("#") or (tag, value) == ("link", "data:,")
            assert not attribute.startswith("on")
        style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
        assert "url(" not in style
        assert "@import" not in style

    def test_ids_are_unique_and_links_arrive(self, name):
        """No two elements share an id, and every link has a target."""
        outline = Outline(page_of(REPORTS[name]()))

        assert len(outline.ids) == len(set(outline.ids))
        assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)

    def test_no_cell_is_empty(self, name):
        """A cell has a number or a reason."""
        assert "" not in Outline(page_of(REPORTS[name]())).cells

    def test_nothing_is_drawn_outside(self, name):
        """Boxes and lines of charts lie inside the drawing and have numbers for places."""
        for tag, attribute, value in Outline(page_of(REPORTS[name]())).attributes:
            if tag in {"rect", "line", "text"} and attribute in {"x", "x1", "x2"}:
                assert -0.1 <= float(value) <= 400.1

    def test_every_drawing_has_a_text_alternative(self, name):
        """Each SVG is an image with a title and a description."""
        page = page_of(REPORTS[name]())
        for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            assert 'role="img"' in svg
            for title, description in re.findall(r'aria-labelledby="(\S+) (\S+)"', svg):
                assert re.search(rf'<title id="{title}">\S', svg)
                assert re.search(rf'<desc id="{description}">\S', svg)


class TestFindings:
    """Every finding is on the page."""

    @pytest.mark.parametrize("make", [samples.realistic, samples.hostile, many.many, many.troubled])
    def test_every_value_and_interval_is_there(self, make):
        """Every finding with a value is in a cell, rounded, with its interval."""
        report = make()
        cells = Outline(page_of(report)).cells

        for finding in report.findings:
            if finding.value is None:
                continue
            points = 1 if finding.score in {"total", "goals"} else 2  # short scales, and utilities
            values = {value_of(finding, signed=signed, points=points) for signed in (False, True)}
            intervals = {interval_of(finding, signed=signed, points=points) for signed in (False, True)}
            found = [
                cell
                for cell in cells
                if any(value in cell for value in values) and any(text in cell for text in intervals)
            ]
            assert found, finding

    def test_unknown_analyses_are_listed(self):
        """A finding of an analysis that the page has no chart for has a row of its own."""
        cells = Outline(page_of(samples.hostile())).cells

        assert "=median" in cells
        assert "\N{MINUS SIGN}7.1" in cells

    def test_a_second_definition_of_one_statistic_is_listed(self):
        """Two effect sizes of one score are both there."""
        first = next(f for f in samples.realistic().findings if f.statistic == "effect size")
        other = attrs.evolve(first, definition="d_av", value=0.4321, low=None, high=None)
        cells = Outline(page_of(samples.realistic(findings=(*samples.realistic().findings, other)))).cells

        assert "+0.43" in cells or "0.43" in cells
        assert "d_av" in cells

    def test_first_sentence(self):
        """The first thing is of how many people the findings speak."""
        text = Outline(page_of(samples.realistic())).text

        assert "726 of 3,438 people (21.1%) have a first and a last score." in text
        assert text.index("726 of 3,438 people (21.1%)") < text.index("On this page")

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            ("2019-05-01", "2022-03-31", "Assessments from 1 May 2019 to 31 March 2022"),
            ("2019-05-01", "not limited", "Assessments from 1 May 2019 on"),
            ("not limited", "2022-03-31", "Assessments up to 31 March 2022"),
            ("not limited", "not limited", "Assessments of all dates"),
        ],
    )
    def test_period(self, first, last, said):
        """The period asked for stands under the title."""
        text = Outline(page_of(samples.realistic(settings={"first day": first, "last day": last}))).text

        assert text.index(said) < text.index("Key findings")
        assert not re.search(r"\d{4}-\d\d-\d\d", text)

    def test_how_to_read_the_score(self):
        """Before the key figures stands what they mean."""
        text = Outline(page_of(samples.realistic())).text

        said = (
            "ReQoL-10 total runs from 0 to 40; higher is better. A change of 5 points or more is reliable; "
            "24 or below is in the clinical range."
        )
        assert text.index(said) < text.index("Mean change in points")

    def test_tiles_have_intervals_and_say_of_whom(self):
        """Each key figure has its interval, and of how many people it is said."""
        page = page_of(samples.realistic())
        tiles = re.findall(r'<span class="tile-detail">(.*?)</span>', page)

        assert len(tiles) == 4
        for tile in tiles:
            assert "of the 726 with both scores" in tile
            assert re.search(r"95% interval \S+ to \S+$", tile)

    def test_those_with_both_scores_may_differ(self):
        """The caution speaks of those who are not in the figures."""
        caution = re.search(r'<p class="caution">.*?</p>', page_of(samples.realistic()))[0]

        assert "The 726 people with both scores may differ from the other 2,712" in caution

    def test_without_a_list_of_people(self):
        """Where only people with an assessment are known, nobody is called supported."""
        note = "no list of people from salford: only people with an assessment are known"
        report = samples.one_site()
        findings = tuple(attrs.evolve(f, note=f"{note}; {f.note}") for f in report.findings)
        text = Outline(page_of(attrs.evolve(report, findings=findings))).text

        assert "155 of 901 people with an assessment (17.2%) have a first and a last score." in text
        assert text.index(f"N{note[1:]}.") < text.index("Mean change in points")
        assert "People supported" not in text
        assert "people supported, assessed and paired" not in text
        assert ">People with an assessment</text>" in page_of(attrs.evolve(report, findings=findings))

    def test_some_lists_of_people(self):
        """Where one of several sites has no list, the count of all sites says both."""
        note = "no list of people from salford: only people with an assessment are known"
        report = samples.realistic()
        findings = tuple(
            attrs.evolve(f, note=f"{note}; {f.note}") if f.site in {"salford", "all"} else f
            for f in report.findings
        )
        text = Outline(page_of(attrs.evolve(report, findings=findings))).text

        assert "726 of 3,438 people supported or with an assessment (21.1%)" in text

    def test_scores_are_not_of_people(self):
        """A count of scores is no part of a count of people."""
        for table in re.findall(r"<table.*?</table>", page_of(samples.realistic()), re.DOTALL):
            if "Usable scores" in table:
                row = re.search(r'<tr><th scope="row">.*?</tr>', table)[0]
                assert "<small>" not in row.split("</td>")[0]

    def test_flow_is_in_columns(self):
        """Rows of each table and people are a chart each, read one after the other."""
        page = page_of(samples.realistic())
        figure = re.search(r'<figure class="columns">.*?</figure>', page, re.DOTALL)[0]

        assert re.findall(r'caps"[^>]*>([^<]*)<', figure) == [
            "List of people",
            "ReQoL-10 answers",
            "ReQoL-10 assessments",
            "People",
        ]
        assert "from rows read to people with a first and a last score: People (invented data)" in figure
        assert page.count("Figure 1.") == 1

    def test_flow_of_people_only(self):
        """Without a ledger it is one chart, beside its tables."""
        page = page_of(samples.realistic(ledger=Ledger()))

        assert '<figure class="columns">' not in page
        assert re.search(r'<div class="beside">\s*<div class="charts">\s*<figure class="chart">', page)

    def test_no_flow(self):
        """Without rows and without everyone there is none."""
        report = samples.realistic(ledger=Ledger())
        findings = tuple(attrs.evolve(f, group="age=young") for f in report.findings)

        assert "from rows read" not in page_of(attrs.evolve(report, findings=findings)).lower()

    def test_rows_are_shown_in_full(self):
        """The ledger and the figure of rows say that they count rows of files."""
        text = Outline(page_of(samples.realistic())).text

        assert "The ledger counts rows of files, not people, and is shown in full" in text
        assert "Counts of rows are counts of rows of files, not of people" in text

    def test_single_arm_is_said_once(self):
        """A change in one group is no effect: said once, before the sections."""
        text = Outline(page_of(samples.realistic())).text

        assert text.count("A change over time, not an effect of the service.") == 1
        assert text.index("A change over time") < text.index("Who the findings speak of")
        assert "single arm" not in text

    def test_text_alternatives_have_the_numbers(self):
        """What a chart shows can be read without seeing it."""
        text = "\n".join(re.findall(r"<desc.*?</desc>", page_of(samples.realistic()), re.DOTALL))

        for number in ("3,438", "726", "13.4", "20.7", "+7.3", "59.9%", "32.5%", "7.6%", "92.0%", "62.9%"):
            assert number in text

    def test_definitions_are_linked_and_marked(self):
        """A table links to its definitions; one that is not verified says so in both places."""
        page = page_of(samples.realistic())
        anchor = re.search(r'<a href="#(definition-[^"]+)"><code>reliable-change', page)[1]

        assert f'<div id="{anchor}"' in page
        assert page.count('<span class="unverified">not verified</span>') == 2


class TestMissing:
    """Missing numbers say why."""

    def test_reasons_in_cells(self):
        """A suppressed number is not shown; one that does not exist is not applicable."""
        cells = Outline(page_of(samples.hostile())).cells

        assert "not shown (fewer than 5 people, or a number that would give such a one away)" in cells
        assert "not applicable: there are no pairs" in cells

    def test_each_withheld_cell_is_marked(self):
        """Two withheld neighbours are two cells: why in the first, that in the second."""
        page = page_of(samples.hostile())

        assert re.search(
            r'<td class="missing">not shown \([^<]*</td><td class="missing">not shown</td>', page
        )
        assert not re.search(r'colspan="\d+">not shown', page)

    def test_reasons_in_alternatives(self):
        """The text alternative says it as well."""
        text = "\n".join(re.findall(r"<desc.*?</desc>", page_of(samples.hostile()), re.DOTALL))

        assert "not applicable: there are no pairs" in text
        assert "not shown (fewer than 5 people" in text

    def test_suppressed_total(self):
        """With the figures of all sites taken out, the sentences say so and no tile shows them."""
        text = Outline(page_of(samples.suppressed())).text

        assert "not shown" in Outline(page_of(samples.suppressed())).cells
        assert "People with a first and a last score: not shown" in text
        assert "Mean change in points" not in text
        assert "To protect people, findings on fewer than 5 of them" in text


class TestInvented:
    """Invented data are marked everywhere, real data nowhere."""

    def test_marked(self):
        """Banner first, a mark in every heading over data, every caption, every drawing and the footer."""
        page = page_of(samples.realistic())
        body = page[page.index("<body>") :]
        real = tuple(f'<h2 id="{name}">' for name in ("sites", "definitions", "settings"))

        assert body.index('class="banner"') < body.index("<h1>")
        for pattern in (
            r"<h2 id=.*?</h2>",
            r"<caption.*?</caption>",
            r"<figcaption.*?</figcaption>",
            r"<svg.*?</svg>",
        ):
            for part in re.findall(pattern, body, re.DOTALL):
                assert "Invented data" in part or "On this page" in part or part.startswith(real)
        assert "Invented data" in body[body.index("<footer") :]
        assert "(invented data)" in re.search(r"<title>.*?</title>", page)[0]

    def test_descriptions_are_real(self):
        """What is said of the sites is not invented, and the page says so instead of marking it."""
        page = page_of(samples.realistic())
        sites = page[page.index('<h2 id="sites">') : page.index('<h2 id="ledger">')]

        assert "Only the data are invented." in sites
        assert 'class="mark"' not in sites

    def test_not_marked(self):
        """A report on real data has no such mark."""
        report = samples.realistic()
        findings = tuple(
            attrs.evolve(f, note=f.note.replace(sample_parts.INVENTED, "")) for f in report.findings
        )

        assert "nvented" not in page_of(attrs.evolve(report, invented=False, findings=findings))


class TestEscaping:
    """Nothing that a file or a profile says becomes markup."""

    def test_no_markup(self):
        """A script in a title, site, reason, note or setting is text."""
        page = page_of(samples.hostile())

        assert "<script" not in page
        assert "&lt;script&gt;" in page
