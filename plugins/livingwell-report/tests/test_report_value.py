"""The section on value for money: read from findings alone, and to be read alone."""

import re

import attrs
import many
import pytest
import sample_parts
import samples
from livingwell_report.bands import Drawing
from livingwell_report.costs import Found, money, scenario_title
from livingwell_report.scores import by_score
from livingwell_report.value_charts import draw_curve, draw_plane, draw_tornado
from pages import page_of, part, words

from livingwell_core.analyses import ALL_SITES, Definition

NOTE = f"{sample_parts.SINGLE}; gain against no change from the first assessment"
SCENARIOS = {"mean-gain-one-year": 0.13, "gain-stops": 0.04}
COSTS = (800.0, 1160.0)
DEFINITIONS = (
    Definition(
        id="threshold:nice-20-30",
        text="NICE, £20,000 to £30,000 a QALY. Used for services.",
        source="NICE 2013, a briefing; a manual",
    ),
    Definition(id="threshold:nice-25-35", text="NICE, medicines only since 2026", source="NICE 2025"),
    Definition(
        id="cheers-2022:09",
        text="reported | over what time, and why | the table of scenarios",
        source="CHEERS 2022",
    ),
    Definition(
        id="cheers-2022:18",
        text="not reported | differences between people | -",
        source="lists",
        verified=False,
    ),
)


def finding(statistic, value, unit, site=ALL_SITES, note=NOTE, definition="cost-per-qaly", n=559, **more):
    return sample_parts.finding(
        "cost-effectiveness", site, statistic, definition, value, n, unit, note=note, score="utility", **more
    )


def of_scenario(scenario, gain, site, known):
    """Give the findings of one scenario at one site."""
    between = {"low": gain * 0.9, "high": gain * 1.1, "level": 0.95}
    found = [finding(f"QALY gain, {scenario}", gain, "QALYs", site, **between)]
    for cost in COSTS if known else ():
        end = f"{scenario}, at £{cost:,.0f}"
        ratio = finding(f"cost per QALY, {end}", cost / gain if gain > 0 else None, "£ a QALY", site)
        if gain <= 0:
            words = "not applicable: less health at a higher cost: it is dominated"
            ratio = attrs.evolve(ratio, note=f"{words}; {NOTE}")
        found.append(ratio)
        for at in (20_000, 30_000):
            worth = at * gain - cost
            found.append(finding(f"net monetary benefit at £{at:,}, {end}", worth, "£", site))
            found.append(finding(f"net health benefit at £{at:,}, {end}", worth / at, "QALYs", site))
            found.append(finding(f"value of perfect information at £{at:,}, {end}", 3.0, "£", site))
        for at in (0, 10_000, 20_000, 25_000, 30_000, 35_000):
            chance = 100.0 * (at * gain > cost)
            found.append(finding(f"probability of being worth its cost at £{at:,}, {end}", chance, "%", site))
    for at in (20_000, 30_000):
        passes = f"highest cost that passes £{at:,}, {scenario}"
        found.append(finding(passes, at * gain if gain > 0 else None, "£", site))
    return found


def of_site(site, scenarios, known):
    found = []
    for at in (20_000, 30_000):
        name = f"threshold, £{at:,}"
        found.append(finding(name, at, "£ a QALY", site, note="", definition="threshold:nice-20-30"))
    for at in (25_000, 35_000):
        name = f"threshold for comparison, £{at:,}"
        found.append(finding(name, at, "£ a QALY", site, note="", definition="threshold:nice-25-35"))
    found.append(finding("mean days from first to last assessment", 203.0, "days", site))
    for scenario, gain in scenarios.items():
        found += of_scenario(scenario, gain, site, known)
    if not known:
        return found
    found.append(finding("smallest gain that passes £20,000, at £800", 0.04, "QALYs", site))
    found.append(finding("shortest duration that passes £20,000, at £800", 112.0, "days", site))
    for title, source, low, high in (
        ("how long the gain lasts", "from half a year to 2 years", 300.0, 4000.0),
        ("gain that would have come anyway", "from none to half of the mean gain", 320.0, 1620.0),
        ("cost of a person", "from £800 to £1,160", 1440.0, 1800.0),
    ):
        name = f"net monetary benefit at £20,000 as it varies, {title}"
        found.append(finding(name, 1620.0, "£", site, note=f"{source}; {NOTE}", low=low, high=high))
    return found


def report(scenarios=SCENARIOS, *, known=True, **more):
    """Give a report with a utility at two sites and together."""
    whole = many.many(**more)
    found = [f for site in ("edinburgh", "salford", ALL_SITES) for f in of_site(site, scenarios, known)]
    return attrs.evolve(
        whole, findings=(*whole.findings, *found), definitions=(*whole.definitions, *DEFINITIONS)
    )


@pytest.fixture(scope="module")
def page():
    return page_of(report())


def section(page, start="value-reqol10-utility"):
    return words("<body>" + part(page, start))


def found_in(one, site=ALL_SITES):
    (data,) = [d for d in by_score(one) if (d.instrument_id, d.score_id) == ("reqol10", "utility")]
    (place,) = [place for place in data.places("cost-effectiveness") if place.site == site]
    return Found(data=data, place=place)


def drawing(**more):
    return Drawing(id="figure-1", title="costs", invented=True, **more)


class TestLead:
    def test_can_be_read_alone(self, page):
        """The answer first; a QALY is explained, thresholds have a source, and nobody was compared."""
        text = section(page)
        assert "A QALY is one year of life in full health" in text
        assert "Value for money ILLUSTRATIVE, NOT THE LICENSED VALUE SET Invented data Whether the" in text
        assert "depends on how long gains last, which was not measured." in text
        assert (
            "a QALY costs £6,154 to £8,923, at £800 to £1,160 for a person: less than the £20,000 to £30,000 "
            "that one may cost here." in text
        )
        assert (
            "If the gain stops at the last assessment, it costs £20,000 to £29,000: not clearly less than "
            "the £20,000 to £30,000 that one may cost here." in text
        )
        assert "The £20,000 to £30,000 that one may cost are those of NICE 2013, a briefing." in text
        assert "The 559 people assessed twice gained 0.130 QALYs (95% interval 0.117 to 0.143)" in text
        assert "the probability that the service is then worth its cost is > 99.9%, at £1,160" in text
        assert "Nobody was compared: this is gain against no change from the first assessment." in text
        assert "would still be worth its cost at £20,000 a QALY" in text

    def test_without_a_cost(self):
        """Gains alone."""
        text = section(page_of(report(known=False)))
        assert "No cost is given, so that what a QALY costs is not known." in text
        assert "£6,154" not in text

    def test_a_loss(self):
        """Words, never a negative ratio."""
        text = section(page_of(report({"gain-stops": -0.02})))
        assert "On no assumption that is shown here is the service worth its cost." in text
        assert "there is no cost of a QALY: less health at a higher cost: it is dominated." in text
        assert "\N{MINUS SIGN}40,000" not in text

    def test_taken_off(self):
        """With a counterfactual the caution is another, and both gains have a column."""
        one = report()
        more = finding("QALY gain beyond natural recovery, mean-gain-one-year", 0.1, "QALYs", definition="c")
        text = section(page_of(attrs.evolve(one, findings=(*one.findings, more))))
        assert "What would have been gained without the service is taken off." in text
        assert "QALYs gained beyond what is taken off" in text


class TestTables:
    def test_everything_is_shown_once(self, page):
        """No other section lists what this one shows, and no other site's rest either."""
        assert "More findings: utility" not in words(page)
        shown = part(page, "value-reqol10-utility")
        assert shown.count("203 days passed on average.") == 1
        assert "Mean days from first to last assessment" not in shown

    def test_by_site(self, page):
        """A row a site."""
        assert "By site, if the whole gain lasts one year" in section(page)

    def test_thresholds(self, page):
        """With their sources."""
        text = section(page)
        assert (
            "£20,000 and £30,000 NICE, £20,000 to £30,000 a QALY. Used for services. Source: NICE 2013"
            in text
        )
        assert "£25,000 and £35,000 NICE, medicines only since 2026. Source: NICE 2025." in text

    def test_checklist(self, page):
        """Folded, and not among the definitions a second time."""
        folded = part(page, "value-reqol10-utility")
        folded = words("<body>" + folded[folded.index("<details") :])
        assert "9 over what time, and why reported the table of scenarios" in folded
        assert "18 differences between people not reported; label not verified -" in folded
        assert "cheers-2022" not in page

    def test_nothing_withheld_is_drawn(self):
        """What disclosure control took out is said to be withheld."""
        one = report()
        hidden = [
            attrs.evolve(f, value=None, low=None, high=None, n=None, note=sample_parts.SUPPRESSED)
            if f.analysis == "cost-effectiveness"
            else f
            for f in one.findings
        ]
        text = section(page_of(attrs.evolve(one, findings=tuple(hidden))))
        assert "How much people gained is not shown here." in text
        assert "0.130" not in text


class TestOutcomes:
    def test_of_a_score(self):
        """What each who improves costs has a section of its own."""
        one = samples.realistic()
        costs = [
            attrs.evolve(
                finding(f"cost per person reliably improved, at £{cost}", cost * 1.7, "£", site),
                score="total",
            )
            for site, *_ in sample_parts.SITES
            for cost in (800, 900)
        ]
        page = page_of(attrs.evolve(one, findings=(*one.findings, *costs)))
        text = section(page, "costs-reqol10-total")
        assert "What an improvement costs" in text
        assert "Reliably improved, at £800" in text
        assert "1,360" in text
        assert "no extra cost of an extra person" in text


class TestCharts:
    def test_marks(self, page):
        """Invented, and named."""
        drawn = re.findall(r"<svg.*?</svg>", part(page, "value-reqol10-utility"), re.DOTALL)
        assert len(drawn) == 3
        for svg in drawn:
            assert "Invented data" in svg
            assert "(invented data)</title>" in svg
            assert "nan" not in svg.lower().replace("financ", "")

    def test_plane(self):
        """In words: each scenario with its interval and what a QALY costs."""
        chart = draw_plane(drawing(), found_in(report()))
        assert (
            "lasts one year (the programme's own): 0.130 QALYs (0.117 to 0.143), £6,154 a QALY at £800"
            in (chart.description)
        )
        assert sum(mark.css == "edge" for mark in chart.marks) == 2

    def test_plane_below_nothing(self):
        """Losses lie to the left of nothing."""
        chart = draw_plane(drawing(), found_in(report({"gain-stops": -0.02})))
        assert "no cost of a QALY at £800" in chart.description
        assert "\N{MINUS SIGN}0.02" in [mark.content for mark in chart.marks]

    def test_curve(self):
        """In words: every point."""
        chart = draw_curve(drawing(), found_in(report()))
        assert "At £800: < 0.1% at £0, > 99.9% at £10,000" in chart.description
        assert chart.description.count("%") == 12

    def test_tornado(self):
        """In words: both ends of every bar."""
        chart = draw_tornado(drawing(), found_in(report()).bars())
        assert "Cost of a person, from £800 to £1,160: £1,440 to £1,800." in chart.description

    def test_nothing(self):
        """Without costs there is nothing to draw."""
        found = found_in(report(known=False))
        assert draw_plane(drawing(), found) is None
        assert draw_curve(drawing(), found) is None
        assert draw_tornado(drawing(), found.bars()) is None


def test_titles():
    """Scenarios by name, with months, and one never heard of."""
    assert scenario_title("lasts-months:6") == "the last gain lasts 6 months more"
    assert scenario_title("for-ever") == "for-ever"


def test_money():
    """With the sign before the pound."""
    assert money(finding("a", -1234.5, "£")) == "\N{MINUS SIGN}£1,235"
    assert money(None) == ""
