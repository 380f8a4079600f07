"""The page on many instruments: short where it can be, marked where it has to be."""

import html
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
        """Said in words: better and worse first, then the medians of everyone's answers."""
        lead = re.search(r'<p class="lead">(.*?)</p>', part(page, "questions-qayl"))[1]

        assert html.unescape(lead) == (
            "Of the 363 people who answered a question at first and at last, 34.7% to 47.9% answered better "
            "at last than at first and 25.1% worse, depending on the question. More people changed for the "
            "better than for the worse on all 5 questions. The median of everyone's answers differs between "
            "first and last for life as a whole (3, then 4), family (5, then 6) and job or main occupation "
            "(4, then 5) and is the same for the other 2."
        )

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda f: {"value": f.value - 1} if f.statistic == "median last" else {},
                "differs between first and last for friendships (4, then 3) and personal safety (3, then 2)",
            ),
            (
                lambda f: {"value": 4.0} if f.statistic.startswith("median") else {},
                "The median of everyone's answers is the same at first and at last for each question.",
            ),
            (
                lambda f: {"value": 0.0} if f.statistic == "median change" else {},
                "and is the same for the other 2. The median of people's own changes is 0 for each question.",
            ),
            (lambda f: {"n": 100 + len(f.score)}, "Of the 103 to 111 people who answered a question"),
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

    def test_one_question(self):
        """A single question is no list, and has no range."""
        report = many.many()
        findings = tuple(f for f in report.findings if f.instrument == "qayl" and f.score == "life")
        text = words(page_of(attrs.evolve(report, findings=findings)))

        assert "47.9% answered better at last than at first and 25.1% worse. The median" in text
        assert "differs between first and last for life as a whole (3, then 4)." in text

    def test_one_without_a_change(self):
        """Its medians are said without a list too."""
        report = many.many()
        findings = tuple(
            attrs.evolve(f, value=4.0 if "change" not in f.statistic else 0.0)
            if f.analysis == "medians"
            else f
            for f in report.findings
            if f.instrument == "qayl" and f.score == "life"
        )

        assert (
            "The median of everyone's answers is the same at first and at last. The median of people's own "
            "changes is 0."
        ) in words(page_of(attrs.evolve(report, findings=findings)))

    def test_a_kind_of_change_each(self, page):
        """Questions with a threshold change reliably, the others by however little."""
        lead = re.search(r'<p class="lead">(.*?)</p>', part(page, "questions-dialog"))[1]

        assert "50.0% improved reliably and 20.0% deteriorated reliably, depending on the question." in lead
        assert "50.0% answered better at last than at first and 20.0% worse, depending" in lead

    def test_nothing_moves(self, page):
        """A median of all answers is not said to move while people's own changes have another."""
        assert "median moved" not in page

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
        dialog, qayl = (text for text in folded if "More on these questions: " in text)

        assert all("of how many people each is known" in text for text in (dialog, qayl))
        assert "rows read, used and set aside" in qayl
        assert "rows read, used and set aside" not in dialog  # they stand with the leading score

    @pytest.mark.parametrize("score", ["physical-health", "utility"])
    def test_more_on_a_score_is_folded(self, page, score):
        """A score beside the leading one shows means and ways; the rest is there for those who ask."""
        section = part(page, f"score-reqol10-{score}")
        shown, folded = section.split('<details class="quiet">')

        for caption in ("size of the change", "of the scores", "paired", "scores and the time between them"):
            assert caption in " ".join(re.findall(r"<caption.*?</caption>", folded))
        assert "mean scores" in shown
        assert shown.count("<table") == (2 if score == "utility" else 1)
        assert "More on this score: 4 tables" in folded

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
            "363 of 1,452 people supported (25.0%) have a goal rated on two days; nothing is known here of "
            "the goals of the other 1,089. Of these 363, 93.9% made progress on at least one goal and 66.1% "
            "on at least two. By site: Edinburgh: Thrive Welcome Team 93.5% and 65.6%; Living Well Salford "
            "93.5% and 66.2%; Living Well Tameside and Glossop 93.8% and 66.1%. What the programme counted "
            'as progress is not verified. <span class="unverified">not verified</span>'
        )

    def test_among_the_key_findings(self, page):
        """They say there too of how many it is, and that progress is not verified."""
        also = page[page.index('<ul class="also">') : page.index('<p class="caution">')]
        line = next(text for text in also.split("<li>") if "Personal goals." in text)

        assert "363 of 1,452 people supported (25.0%) have a goal rated on two days" in line
        assert "progress is not verified." in line
        assert also.count('<span class="unverified">not verified</span>') == 1
        assert '<span class="unverified">' in line

    def test_verified(self):
        """Without a doubt there is no badge."""
        report = many.many()
        findings = tuple(attrs.evolve(f, note="") for f in many.goals())
        page = page_of(attrs.evolve(report, findings=findings))

        assert '<span class="unverified">' not in page[: page.index('id="definitions"')]

    @pytest.mark.parametrize("unit", ["people", "%"])
    def test_of_how_many_is_not_shown(self, unit):
        """Then the sentence says what is known."""
        report = many.many()
        findings = tuple(
            attrs.evolve(f, value=None, low=None, high=None, note=many.SUPPRESSED)
            if "rated on two days" in f.statistic and f.unit == unit
            else f
            for f in many.goals()
        )
        text = words(page_of(attrs.evolve(report, findings=findings)))
        said = {
            "people": "Of 363 people with goals rated twice, 93.9%",
            "%": "363 of 1,452 people supported have a goal rated on two days; nothing",
        }

        assert said[unit] in text

    def test_of_everyone(self):
        """Where everyone has such a goal there are no others."""
        report = many.many()
        findings = tuple(
            attrs.evolve(f, n=round(f.value)) if "rated on two" in f.statistic and f.unit == "people" else f
            for f in many.goals()
        )

        assert "363 of 363 people supported (25.0%) have a goal rated on two days. Of these" in words(
            page_of(attrs.evolve(report, findings=findings))
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
