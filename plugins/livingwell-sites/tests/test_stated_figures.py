"""
Every number that a profile states is one that was published.

The figures are the programme's, as its documents print them: Living Well summary report (November 2022), the
case study of Lambeth (2019), and a blog at the report's release.
"""

from __future__ import annotations

import re

import attrs
import pytest
from livingwell_sites import plugin

from livingwell_core.profiles import SiteProfile, load_profile

FILES = {file.id: file for file in plugin.livingwell_site_profiles()}
PROFILES = {site: load_profile(file, FILES) for site, file in FILES.items()}
# Figure, the profile that states it, its value, and the words around it there.
FIGURES = [
    ("lambeth.referrals_secondary", "lambeth", 25, r"([\d.]+)% fewer referrals .* \(case study\)"),
    (
        "lambeth.referrals_secondary.report",
        "lambeth",
        25,
        r"report, section 1\.2, says more than ([\d.]+)% for ref",
    ),
    ("lambeth.caseload_secondary", "lambeth", 27, r"caseloads ([\d.]+)% smaller"),
    ("lambeth.wait.before, months", "lambeth", 1, r"from within (\w+) month to"),
    ("lambeth.wait.after, weeks", "lambeth", 1, r"to within (\w+) week \(case study"),
    ("lambeth.faster", "lambeth", 75, r"report, section 1\.2, says ([\d.]+)% faster"),
    ("lambeth.cost_per_person.case_study", "lambeth", 76, r"£([\d.]+) for each person .* hub \(case study\)"),
    ("lambeth.cost_per_person.report", "lambeth", 103, r"£([\d.]+) a person \(summary report"),
    ("lambeth.supported_monthly", "lambeth", 500, r"People: ([\d.]+) a month"),
    ("lambeth.supported_year3", "lambeth", 6388, r"and ([\d,]+) in its third year"),
    ("lambeth.target_year3", "lambeth", 1500, r"first target was ([\d,]+)"),
    (
        "lambeth.self_introduced.year1",
        "lambeth",
        4,
        r"introduced themselves: ([\d.]+)% in the hub's first year",
    ),
    ("lambeth.self_introduced.year3", "lambeth", 11, r"([\d.]+)% in its third"),
    (
        "lambeth.pathway_to_work",
        "lambeth",
        16,
        r"([\d.]+)% had help on a pathway to work of 2 hours or more",
    ),
    ("lambeth.personal_budget", "lambeth", 19, r"([\d.]+)% with the use of a personal budget"),
    ("wait.introduction_to_conversation.edinburgh", "edinburgh", 25, r"average ([\d.]+) days"),
    ("wait.introduction_to_conversation.salford", "salford", 14, r"average ([\d.]+) days"),
    ("wait.introduction_to_conversation.tameside_glossop", "tameside-glossop", 14, r"average ([\d.]+) days"),
    ("reqol10.effect_size.tameside_glossop", "tameside-glossop", 0.48, r"for this site, ([\d.]+), has no"),
    ("reqol10.effect_size.programme", "tameside-glossop", 0.88, r"beside ([\d.]+) for the programme"),
]
# Numbers that are no figures. Years: of the report, of the hub's evaluation, of the Collaborative's first
# meeting, of the framework, and the day of Glossop's move. The hours of a pathway, the weeks of a time limit,
# the localities.
FRAMEWORK = {2019}
OTHERS = {
    "edinburgh": {2022},
    "salford": {2022},
    "tameside-glossop": {2022, 1, 12},
    "lambeth": {2010, 2017, 2},
    "luton": set(),
    "derbyshire": FRAMEWORK,
    "york": FRAMEWORK,
}
LOCALITIES = FRAMEWORK | {10}
# Places in a document, and ReQoL-10, which is a name.
_PLACES = re.compile(
    r"sections? [\d., and]*\d|figures? \d+|footnotes? [\d., and]*\d|ReQoL-10|SI 2011/908|article \d+"
)


def number(text: str) -> float:
    return 1 if text == "a" else float(text.replace(",", ""))


def texts(profile: SiteProfile) -> list[str]:
    service = profile.service
    lines = [service.target_group, service.core_offer, service.time_limit, service.exit]
    lines += [service.onward_referral, service.post_support, *service.access, *service.team]
    return [*profile.notes, *profile.measures, *(line for line in lines if line)]


def numbers(profile: SiteProfile) -> set[float]:
    plain = [_PLACES.sub("", text) for text in texts(profile)]
    return {number(found) for text in plain for found in re.findall(r"(?:\d[\d,]*)?(?:\.?\d+)", text)}


@pytest.mark.parametrize(("figure", "site", "value", "words"), FIGURES)
def test_figures(figure, site, value, words):
    """What the profile states is what was published."""
    found = [match[1] for text in texts(PROFILES[site]) for match in re.finditer(words, text)]

    assert [number(text) for text in found] == [value], figure


@pytest.mark.parametrize("site", FILES)
def test_no_other_number(site):
    """Each number of a profile is a figure, or one of the few that are none."""
    figures = {value for _, of, value, _ in FIGURES if of == site and value != 1}

    assert numbers(PROFILES[site]) == figures | OTHERS.get(site, LOCALITIES)


def test_waits_span_the_published_range():
    """The blog gives 14 to 25 days over the three sites."""
    waits = [value for figure, _, value, _ in FIGURES if figure.startswith("wait.")]

    assert (min(waits), max(waits)) == (14, 25)


def test_a_strange_number_is_caught(tmp_path):
    """A figure that nobody published shows."""
    profile = PROFILES["luton"]

    assert numbers(profile) == set()
    assert numbers(attrs.evolve(profile, notes=("1,234 people, .5 and 0.25", "section 1.2"))) == {
        1234,
        0.5,
        0.25,
    }
