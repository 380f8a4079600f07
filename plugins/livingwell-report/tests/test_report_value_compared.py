"""Value for money against a comparison group, and with two things different at once, on the page."""

import attrs
import many
import pytest
from livingwell_report.costs import OURS, TOGETHER, Found, chance_text
from livingwell_report.scores import by_score
from livingwell_report.value_charts import draw_plane, draw_tornado
from pages import page_of
from test_report_value import NOTE, drawing, finding, found_in, of_site, report, section

from livingwell_core.analyses import ALL_SITES, Definition

SCENARIO = "mean-gain-one-year"
BEYOND = "QALY gain beyond that of a comparison group"
HELD = "a comparison group is not a randomised one"
DEFINITIONS = (
    Definition(id="counterfactual:no-change", text="Against no change.", source="-"),
    Definition(id="counterfactual:comparison-group", text="Less that of salford.", source="us"),
    Definition(id="cost-per-person:given", text="Cost as given.", source="the accounts"),
    Definition(id="sensitivity:ranges", text="All ours.", source="-"),
)


def against(statistic, value, unit, low=None, high=None, n=559, note=HELD):
    level = 0.95 if low is not None else None
    return finding(statistic, value, unit, note=note, n=n, low=low, high=high, level=level)


def of_comparison(gain, alike, worth=(100.0, 50.0)):
    """Give the findings of all sites where one of them is the comparison group."""
    end = f"{SCENARIO}, at £800"
    found = [
        finding(TOGETHER, None, "QALYs", note="not applicable: salford is the comparison group"),
        finding("threshold, £20,000", 20_000, "£ a QALY", note="", definition="threshold:nice-20-30"),
        finding("mean days from first to last assessment", 183.0, "days", n=440),
        finding("mean days from first to last assessment, comparison group", 275.0, "days", n=119),
        against("difference in mean first utility, service less comparison group", -0.05, "utility"),
        against(f"QALY gain, {SCENARIO}", 0.14, "QALYs", 0.12, 0.16, 440, NOTE),
        against(f"{BEYOND}, {SCENARIO}", gain, "QALYs", gain - 0.05, gain + 0.05),
        against(f"gain of the comparison group in QALYs, {SCENARIO}", 0.07, "QALYs", 0.02, 0.12, 119),
        against(f"{BEYOND} at the same first utility, {SCENARIO}", alike, "QALYs", 0.005, 0.085),
        against(f"extra cost of a person, {end}", 500.0, "£"),
        against(f"cost per QALY, {end}", 500 / gain, "£ a QALY", 1.0, 2.0),
        against(f"cost per QALY at the same first utility, {end}", 500 / alike, "£ a QALY", 1.0, 2.0),
        against(f"net monetary benefit at £20,000, {end}", worth[0], "£", 1.0, 2.0),
        against(f"net monetary benefit at £20,000 at the same first utility, {end}", worth[1], "£", 1.0, 2.0),
        against(f"probability of being worth its cost at £20,000, {end}", 96.6, "%"),
        against(
            f"probability of being worth its cost at £20,000 at the same first utility, {end}", 54.2, "%"
        ),
    ]
    for years in ("half a year", "2 years"):
        for words, sign in (("at the lower end", 1), ("at the higher end", -1)):
            name = f"if the gain lasts {years} and the comparison group's gain is {words}"
            found.append(against(f"net monetary benefit at £20,000 {name}", sign * 5.0, "£"))
            found.append(against(f"cost per QALY {name}", 12_345.0, "£ a QALY"))
    return found


def compared(gain=0.073, alike=0.045, **more):
    """Give a report on two sites, the second of them the comparison group."""
    whole = many.many()
    sites = of_site("edinburgh", {SCENARIO: 0.1}, known=True)
    there = finding(
        f"QALY gain, {SCENARIO}", 0.07, "QALYs", "salford", note=f"comparison group; {NOTE}", n=119
    )
    found = (*whole.findings, *sites, there, *of_comparison(gain, alike, **more))
    return attrs.evolve(whole, findings=found, definitions=(*whole.definitions, *DEFINITIONS))


@pytest.fixture(scope="module")
def text():
    return section(page_of(compared()))


class TestCompared:
    def test_lead(self, text):
        """Both costs, both groups, and that nobody was randomised."""
        assert "On every assumption that is shown here, the service is worth its cost." in text
        assert "a QALY costs £6,849 (£11,111 for people who started alike), at £800 for a person" in text
        assert "The 440 people assessed twice gained 0.140 QALYs" in text
        assert "; the 119 of the comparison group 0.070 QALYs" in text
        assert "is 96.6% (54.2% for people who started alike), at £800 and £20,000 a QALY" in text
        assert "It is not a randomised one" in text
        assert "Nobody was compared" not in text

    def test_table(self, text):
        """People and gains of each, their difference, and that of people who started alike."""
        start = text.index("The service and the comparison group, which is not a randomised one")
        assert "440 0.140 0.120 to 0.160 119 0.070 0.020 to 0.120 0.073" in text[start:]
        assert "0.045 0.005 to 0.085 11,111" in text[start:]

    def test_sites(self, text):
        """Against no change, and no cost of a service that the group did not have."""
        part = text[text.index("By site, against no change") :]
        assert "119 0.070 comparison group" in part[:600]
        assert "All sites" not in part[: part.index("How probable")]

    def test_assumed(self, text):
        """What stands for all sites is not listed; what was assumed is."""
        assert TOGETHER not in text.lower()
        assert "183 days passed on average, and 275 in the comparison group." in text
        assert "What it is against Less that of salford. Source: us." in text
        assert "Cost as given. Source: the accounts." in text
        assert "Who started alike Both groups as if" in text

    def test_two_at_once(self, text):
        """In words, and not by colour, whether it is worth it."""
        part = text[text.index("if two things are different at once, and if that is worth it at £20,000") :]
        assert "The gain lasts half a year 12,345 worth it 12,345 not worth it" in part
        assert part.count("Cost per QALY :") <= 1

    @pytest.mark.parametrize(
        ("worth", "said"),
        [
            ((-1.0, -2.0), "On no assumption that is shown here is the service worth its cost."),
            ((1.0, -2.0), "is not clear: it depends on what a QALY may cost."),
        ],
    )
    def test_verdict(self, worth, said):
        """Worth it for people who started alike too, or not clearly so."""
        assert said in section(page_of(compared(worth=worth)))

    def test_plane(self):
        """Upwards is what a person costs beyond the others."""
        chart = draw_plane(drawing(), found_in(compared()))
        contents = [mark.content for mark in chart.marks]
        assert any("extra cost of a person" in content for content in contents)
        assert "£600" in contents
        assert "£800" not in contents


class TestNothingToCompare:
    def test_reason(self):
        """A comparison group without utilities: said, and the service stands by itself."""
        one = report()
        why = "not applicable: nobody of hill has a first and a last utility of this questionnaire"
        nothing = finding(BEYOND, None, "QALYs", note=why)
        text = section(page_of(attrs.evolve(one, findings=(*one.findings, nothing))))
        assert "A comparison group is named, but nothing could be compared: nobody of hill has" in text
        assert "Nobody was compared" in text

    def test_one_site_left(self):
        """Where all sites together say nothing, the only site with figures is shown."""
        whole = many.many()
        nothing = finding(TOGETHER, None, "QALYs", note="not applicable: hill is the comparison group")
        found = (*whole.findings, *of_site("edinburgh", {SCENARIO: 0.1}, known=True), nothing)
        text = section(page_of(attrs.evolve(whole, findings=found)))
        assert "a QALY costs £8,000 to £11,600" in text


class TestWords:
    def test_chances(self):
        """Never impossible, never certain."""
        chances = [finding("probability", value, "%") for value in (0.0, 0.05, 42.0, 99.95, None)]
        assert [chance_text(one) for one in (*chances, None)] == [
            "< 0.1%",
            "< 0.1%",
            "42.0%",
            "> 99.9%",
            "",
            "",
        ]

    def test_our_own_ranges(self):
        """A star on the chart, and what it means below."""
        one = finding("x", 10.0, "£", note=f"from 1 to 2 ({OURS}); {NOTE}", low=5.0, high=20.0)
        chart = draw_tornado(drawing(), [("how long", "£20,000", one)])
        contents = [mark.content for mark in chart.marks]
        assert "from 1 to 2 *" in contents
        assert f"* {OURS}: nobody measured it" in contents
        assert f"({OURS})" in chart.description

    def test_found(self):
        """What a place has, by name."""
        (data,) = [d for d in by_score(compared()) if (d.instrument_id, d.score_id) == ("reqol10", "utility")]
        (place,) = [p for p in data.places("cost-effectiveness") if p.site == ALL_SITES]
        found = Found(data=data, place=place)
        assert found.compared
        assert found.left(SCENARIO).statistic == f"{BEYOND}, {SCENARIO}"
        assert len(found.pairs()) == 4
