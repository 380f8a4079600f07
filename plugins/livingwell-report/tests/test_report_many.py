"""The page on many instruments: short where it can be, marked where it has to be."""

import re

import attrs
import many
import pytest
from livingwell_report.numbers import exact, value_of
from pages import page_of, part, words

from livingwell_core.instruments import ILLUSTRATIVE


@pytest.fixture(scope="module")
def page():
    return page_of(many.many())


class TestChapters:
    """One chapter an instrument."""

    def test_in_the_contents(self, page):
        """The list of contents is by instrument: the one with thresholds first, goals and questions last."""
        contents = page[page.index('class="contents"') : page.index("</nav>")]
        links = re.findall(r'<li><a href="#instrument-[^"]+">(.*?)</a>', contents)

        assert links == ["ReQoL-10", "DIALOG", "Personal goals", "Questions About Your Life (QAYL)"]

    def test_utility_stands_after_the_leading_score(self, page):
        """Before the other scores beside it."""
        assert page.index('id="range-reqol10-total"') < page.index('id="score-reqol10-utility"')
        assert page.index('id="score-reqol10-utility"') < page.index('id="score-reqol10-physical-health"')

    def test_key_figures(self, page):
        """Only leading scores and utilities have tiles."""
        titles = re.findall(r'<h3 class="tiles-title">([^<]*)', page)

        assert [title.strip() for title in titles] == [
            "ReQoL-10, total",
            "ReQoL-10, ReQoL-UI",
            "DIALOG, satisfaction with life",
        ]

    def test_others_in_a_sentence(self, page):
        """Every other instrument is among the key findings in words."""
        also = page[page.index('<ul class="also">') : page.index('<p class="caution">')]

        assert re.findall(r"<strong>(.*?)\.</strong>", also) == [
            "DIALOG",
            "Personal goals",
            "Questions About Your Life (QAYL)",
        ]

    def test_nothing_is_left_over(self, page):
        """Everything that livingwell's own analyses find has a place."""
        assert "More findings" not in page

    def test_medians_stand_with_the_spread(self, page):
        """Those of a score with means have no section."""
        part_of = part(page, "change-reqol10-total")

        assert "spread and medians of the scores" in part_of
        assert part_of.index("Mean change") < part_of.index("Median change")


class TestQuestions:
    """Single questions stand together."""

    def test_one_section(self, page):
        """There is one for all of them, with a table by site and question."""
        sections = re.findall(r'<h3 id="([^"]*qayl[^"]*)"', page)
        table = re.search(r"<caption[^>]*>.{0,60}Questions About Your Life.*?</table>", page, re.DOTALL)[0]

        assert sections == ["questions-qayl"]
        assert re.findall(r'scope="rowgroup"[^>]*>(.*?)<', table) == [
            "Edinburgh: Thrive Welcome Team",
            "Living Well Salford",
            "Living Well Tameside and Glossop",
            "All sites",
        ]
        assert len(re.findall(r'<th scope="row">', table)) == 3 * 3 + 5

    def test_lead(self, page):
        """Said in words: of how many, which medians moved, which way most people did."""
        lead = re.search(r'<p class="lead">(.*?)</p>', part(page, "questions-qayl"))[1]

        assert lead == (
            "363 people answered each question at first and at last. The median moved for life as a whole "
            "(3 to 4), family (5 to 6) and job or main occupation (4 to 5); that of the other 2 did not. "
            "More people changed for the better than for the worse on all 5 questions."
        )

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda f: {"value": f.value - 1} if f.statistic == "median last" else {},
                "The median moved for",
            ),
            (lambda f: {"value": 4.0} if f.statistic.startswith("median") else {}, "No median moved."),
            (lambda f: {"n": 100 + len(f.score)}, "103 to 111 people answered each question"),
            (
                lambda f: {"value": 1.0} if (f.score, f.statistic) == ("family", "better") else {},
                "for the worse on 4 of 5 questions.",
            ),
        ],
    )
    def test_other_leads(self, change, said):
        """Medians may fall or stay, numbers of people differ, most people may have got worse."""
        report = many.many()
        findings = tuple(
            attrs.evolve(f, **change(f)) if f.instrument == "qayl" and f.analysis != "coverage" else f
            for f in report.findings
        )

        assert said in words(page_of(attrs.evolve(report, findings=findings)))

    def test_one_that_moved(self):
        """A single question is no list."""
        report = many.many()
        findings = tuple(f for f in report.findings if f.instrument == "qayl" and f.score == "life")

        assert "The median moved for life as a whole (3 to 4). More" in words(
            page_of(attrs.evolve(report, findings=findings))
        )

    def test_note_is_said_once(self, page):
        """That it is no validated scale stands above the section, once."""
        assert page.lower().count(many.NOT_VALIDATED.lower()) == 1
        assert page.index("not a validated scale") < page.index('id="questions-qayl"')

    def test_a_note_on_some(self, page):
        """What is said of some questions names them."""
        assert "Question 4, question 5: about the care received." in part(page, "questions-dialog")

    def test_two_kinds(self, page):
        """Questions with and without a threshold have a table and a figure each."""
        section = part(page, "questions-dialog")

        assert section.count("DIALOG: means, first and last, and how many people changed which way") == 2
        assert len(re.findall(r"<figcaption>", section)) == 2

    def test_more_is_folded(self, page):
        """Coverage of each question is there for those who ask."""
        folded = re.findall(r'<details class="quiet">(.*?)</details>', page, re.DOTALL)

        assert len(folded) == 2
        assert all("of how many people each is known" in text for text in folded)
        assert "rows read, used and set aside" in folded[1]
        assert "rows read, used and set aside" not in folded[0]  # they stand with the leading score

    def test_text_alternative(self, page):
        """What the small charts show can be read without seeing them."""
        found = re.findall(r"<desc[^>]*>(.*?)</desc>", part(page, "questions-qayl"))

        assert len(found) == 4
        assert "Friendships, n = 77: first 4 (3.5 to 4.5), last 4 (3.5 to 4.5)" in found[1]
        assert "better 44.2% (33.6 to 55.3), the same 31.2% (21.9 to 42.2), worse 24.7%" in found[1]

    def test_withheld(self):
        """A figure that is withheld has its reason in the table, the chart and the words."""
        page = page_of(many.troubled())
        drawn = re.findall(r"<text[^>]*>(.*?)</text>", page)

        assert "first not shown" in drawn
        assert "last not shown" in drawn
        assert "not applicable" in drawn
        assert "Progress of everyone together: not shown" in words(page)
        assert "People with a better score: not shown" in words(page)

    def test_one_site(self):
        """Without other sites there are no rows to name them."""
        report = many.many()
        findings = tuple(f for f in report.findings if f.instrument == "qayl" and f.site == "salford")
        page = page_of(attrs.evolve(report, findings=findings))

        assert 'scope="rowgroup"' not in page
        assert page.count("<svg") == 1


class TestUtility:
    """Utilities, and the value set that they rest on."""

    def test_decimals(self, page):
        """Means have two decimals; medians, which are utilities of a state, the three that they have."""
        section = part(page, "score-reqol10-utility")

        for text in (">0.60 <", ">0.73 <", ">+0.13 <", ">0.655 <", "0.643 to 0.667"):
            assert text in section
        assert "utility, \N{MINUS SIGN}0.195 to 1; higher is better" in section

    def test_small_changes_are_not_zero(self):
        """A third decimal where the second would hide the change."""
        change = next(f for f in many.utilities(illustrative=True) if f.statistic == "mean change")

        assert value_of(attrs.evolve(change, value=0.004), signed=True, points=2) == "+0.004"
        assert exact(many.reqol(illustrative=True).score_named("utility").lowest) == "\N{MINUS SIGN}0.195"

    def test_direction(self, page):
        """How many have a higher utility, in the lead and as a key figure."""
        assert (
            "Of 686 people, 539 (78.6%) had a higher utility at last than at first, 24 (3.5%) the same and "
            "123 (17.9%) a lower one, by however little." in page
        )
        assert "Higher utility at last" in page[: page.index('class="contents"')]

    def test_illustrative_everywhere(self, page):
        """Heading, figures, drawings, tables and key figures say it; their text alternatives too."""
        section = part(page, "score-reqol10-utility")
        tiles = page[page.index("ReQoL-10, ReQoL-UI") : page.index("DIALOG, satisfaction with life")]

        assert ILLUSTRATIVE in section[: section.index("</h3>")]
        for pattern in (r"<caption.*?</caption>", r"<figcaption>.*?</figcaption>", r"<svg.*?</svg>"):
            parts = re.findall(pattern, section, re.DOTALL)
            assert parts
            assert all(ILLUSTRATIVE in text for text in parts)
        for svg in re.findall(r"<svg.*?</svg>", section, re.DOTALL):
            assert ILLUSTRATIVE in svg[: svg.index("</title>")]
            assert ILLUSTRATIVE in svg[svg.index("</desc>") :]
        assert all(ILLUSTRATIVE in tile for tile in re.findall(r"<li class=\"tile\">.*?</li>", tiles))

    def test_illustrative_nowhere_else(self, page):
        """What rests on no value set is not marked."""
        for start in ("change-reqol10-total", "questions-qayl", "questions-dialog", "change-dialog-life"):
            assert ILLUSTRATIVE not in part(page, start)

    def test_an_instrument_of_utilities_alone(self):
        """Where nothing else is known of an instrument, its heading and its sentence are marked too."""
        report = many.many()
        own = tuple(f for f in report.findings if f.score == "utility" or f.instrument == "dialog")
        marked = tuple(
            attrs.evolve(f, instrument="dialog", note=f"{ILLUSTRATIVE}; {f.note}")
            if f.instrument == "dialog"
            else f
            for f in own
        )
        page = page_of(attrs.evolve(report, findings=marked))

        heading = re.search(r'<h2 id="instrument-dialog">.*?</h2>', page)[0]

        assert ILLUSTRATIVE in heading
        assert ILLUSTRATIVE in page[page.index('class="also"') : page.index('class="caution"')]

    def test_a_licensed_set_is_named(self):
        """Its name, author and year are shown, and nothing is called illustrative."""
        page = page_of(many.many(illustrative=False))
        section = part(page, "score-reqol10-utility")

        assert ILLUSTRATIVE not in page
        assert "ReQoL-UI, ReQoL-UI, United Kingdom" in section
        assert "Value set two-items, Keetharuth AD 2021, version 1." in section


class TestGoals:
    """Progress on goals."""

    def test_in_words(self, page):
        """On at least one and on at least two, of everyone and by site."""
        lead = re.search(r'<p class="lead">(.*?)</p>', part(page, "goals-personal-goals-goals"))[1]

        assert lead == (
            "Of 363 people with goals rated twice, 93.9% made progress on at least one goal and 66.1% on at "
            "least two. By site: Edinburgh: Thrive Welcome Team 93.5% and 65.6%; Living Well Salford 93.5% "
            "and 66.2%; Living Well Tameside and Glossop 93.8% and 66.1%."
        )

    def test_by_goal(self, page):
        """Goals are counted apart from people, below."""
        section = part(page, "goals-personal-goals-goals")
        by_goal = section[section.index("what became of each goal") :]

        assert '<th scope="col" class="number">Goals</th>' in by_goal
        assert "338\N{NO-BREAK SPACE}goals" in by_goal

    def test_one_site(self):
        """With one site there is no comparison of sites, and no n where that is withheld."""
        report = many.many()
        findings = tuple(attrs.evolve(f, n=None) for f in many.goals() if f.site == "salford")
        text = words(page_of(attrs.evolve(report, findings=findings)))

        assert "93.5% made progress on at least one goal and 66.2% on at least two." in text
        assert "By site" not in text
