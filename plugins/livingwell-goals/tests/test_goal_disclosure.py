"""
From what is shown of goals nobody can work out a small number of people or of goals.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_goals.goal_progress import GoalProgress
from livingwell_goals.personal_goals import GOALS, PERSONAL_GOALS
from properties.attacker import Solver

from livingwell_core.analyses import ALL_SITES, About
from livingwell_core.reports.disclosure import SUPPRESSED, protect
from livingwell_core.tallies import Counts

MINIMUM = 5
PROGRESS = GoalProgress()
numbers = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 20, 50]))


@st.composite
def sites(draw):
    """Tallies of sites with up to so many goals, numbers about the minimum or large."""
    most = draw(st.integers(1, 4))
    drawn = {}
    for place in range(draw(st.integers(1, 3))):
        cells = {(r, p): draw(numbers) for r in range(1, most + 1) for p in range(r + 1)}
        # Some of whom rated a goal twice: that a site has none is said openly.
        cells[1, 1] += not any(cells.values())
        rest = sum((r - p) * number for (r, p), number in cells.items())
        goals = sum(r * number for (r, p), number in cells.items())
        slipped = draw(st.one_of(st.integers(0, min(rest, 6)), st.integers(0, rest)))
        drawn[f"site-{place}"] = Counts(
            {
                "people": sum(cells.values()) + draw(numbers),
                **{f"rated {r}, progressed {p}": number for (r, p), number in cells.items()},
                "goals with progress": goals - rest,
                "goals without change": rest - slipped,
                "goals that slipped back": slipped,
                "goals achieved": draw(st.integers(0, goals)),
            }
        )
    return drawn


def all_findings(tallies):
    first, *others = tallies.values()
    found = []
    for site, tally in {**tallies, ALL_SITES: sum(others, first)}.items():
        about = About(
            analysis=PROGRESS.id, instrument=PERSONAL_GOALS, score=PERSONAL_GOALS.scores[0], site=site
        )
        found += PROGRESS.conclude(tally, about)
    return found


def forms(site, cells, names):
    """Every statistic as (numerator, n), each a sum over what there is to know."""

    def people(rated, progressed):
        return {(site, r, p): 1 for r, p in cells if r >= rated and p in progressed}

    def those(*kinds):
        return {(site, kind): 1 for kind in kinds}

    some, any_number = range(1, 6), range(6)
    everyone, goals = people(1, any_number), those("progress", "same", "slipped")
    found = {
        "people with a goal rated on two days": (everyone, those("people")),
        "progress on at least one goal": (people(1, some), everyone),
        "progress on one goal only": (people(1, [1]), everyone),
        "progress on at least two goals": (people(1, some[1:]), everyone),
        "progress on at least two goals, of people with two or more rated": (
            people(2, some[1:]),
            people(2, any_number),
        ),
        "goals with progress": (those("progress"), goals),
        "goals without change": (those("same"), goals),
        "goals that slipped back": (those("slipped"), goals),
        "goals achieved at the last rating": (those("achieved"), goals),
    }
    assert found.keys() == names
    return found


def minus(whole, part):
    left = {key: whole.get(key, 0) - part.get(key, 0) for key in {*whole, *part}}
    return {key: number for key, number in left.items() if number}


def recovered(tallies, shown):
    """Name the small numbers that follow from what is shown and from how goals and people hang together."""
    cells = {
        (r, p) for r in range(1, 6) for p in range(r + 1) if any(_cell(t, r, p) for t in tallies.values())
    }
    cells |= {(r, p) for r, _ in cells for p in range(r + 1)}
    names = {finding.statistic for finding in shown}
    every = {site: forms(site, cells, names) for site in (*tallies, ALL_SITES)}
    known = [*told(shown, every), *connections(every, cells)]
    for key in {key[1:] for form in every[ALL_SITES].values() for part in form for key in part}:
        known.append((minus({(site, *key): 1 for site in tallies}, {(ALL_SITES, *key): 1}), 0))  # noqa: PERF401
    solver = Solver(known)
    return [
        f"{site}: {what}{name} = {solver.value(form)}"
        for site, statistics in every.items()
        for name, (numerator, n) in statistics.items()
        # How many rated a goal twice is the n of every share, as with any score.
        if name != "people with a goal rated on two days" and solver.value(n) != 0
        for what, form in (("", numerator), ("all but ", minus(n, numerator)))
        if form and (solver.value(form) is not None and solver.value(form) < MINIMUM)
    ]


def told(shown, every):
    """What the findings say."""
    for finding in shown:
        numerator, n = every[finding.site][finding.statistic]
        if finding.n is not None:
            yield n, finding.n
            if finding.value is not None:
                k = finding.value * finding.n / 100 if finding.unit == "%" else finding.value
                yield numerator, round(k)


def connections(every, cells):
    """What everyone knows: goals are the goals of people."""
    for site in every:
        progressed = {(site, r, p): p for r, p in cells}
        rated = {(site, r, p): r for r, p in cells}
        yield minus(progressed, {(site, "progress"): 1}), 0
        yield minus(rated, {(site, kind): 1 for kind in ("progress", "same", "slipped")}), 0


def _cell(tally, rated, progressed):
    return tally[f"rated {rated}, progressed {progressed}"]


class TestAttacked:
    @given(sites())
    def test_no_small_number_follows(self, tallies):
        """Whatever is shown of all sites, no small number of people or goals is the only solution."""
        shown, _ = protect(all_findings(tallies), minimum=MINIMUM)
        assert recovered(tallies, shown) == []

    def test_the_attack_finds_what_is_open(self):
        """Without protection it finds every small number."""
        tally = Counts(
            {
                "people": 50,
                "rated 1, progressed 0": 3,
                "rated 2, progressed 1": 2,
                "rated 2, progressed 2": 30,
                "goals with progress": 62,
                "goals without change": 1,
                "goals that slipped back": 4,
                "goals achieved": 40,
            }
        )
        found = recovered({"site": tally}, all_findings({"site": tally}))
        assert "site: all but progress on at least one goal = 3" in found
        assert "site: progress on one goal only = 2" in found
        assert "site: all but progress on at least two goals, of people with two or more rated = 2" in found
        assert "site: goals without change = 1" in found


class TestShown:
    LARGE = Counts(
        {
            "people": 300,
            "rated 1, progressed 0": 10,
            "rated 1, progressed 1": 40,
            "rated 3, progressed 0": 10,
            "rated 3, progressed 1": 40,
            "rated 3, progressed 3": 60,
            "goals with progress": 260,
            "goals without change": 100,
            "goals that slipped back": 20,
            "goals achieved": 90,
        }
    )

    def test_large_numbers(self):
        """Where nothing is small nothing is hidden."""
        assert protect(all_findings({"a": self.LARGE}), minimum=MINIMUM)[1] == 0

    @pytest.mark.parametrize("minimum", [0, 1])
    def test_switched_off(self, minimum):
        """The evaluation file may switch it off."""
        assert protect(all_findings({"a": Counts({"people": 1})}), minimum=minimum)[1] == 0

    def test_the_headline_stays(self):
        """Few people of two goals without progress on both hide that share, not those of all people."""
        tally = self.LARGE + Counts({"rated 2, progressed 2": 30})
        few = Counts({**tally.values, "rated 3, progressed 0": 0, "rated 3, progressed 1": 3})
        shown, _ = protect(all_findings({"a": few}), minimum=MINIMUM)
        by_name = {(f.site, f.statistic, f.unit): f for f in shown}
        name = "progress on at least two goals"
        hidden = by_name["a", f"{name}, of people with two or more rated", "%"]
        assert by_name["a", name, "%"].value == pytest.approx(100 * 90 / 143)
        assert hidden.note.startswith(SUPPRESSED)
        assert (hidden.value, hidden.n) == (None, None)


def test_there_are_five_goals():
    """The attack knows as many as there are."""
    assert len(GOALS) == 5
