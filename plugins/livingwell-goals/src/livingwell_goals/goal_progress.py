"""
Progress on the goals that people set: by person and by goal.

Whether a goal is called the first or the third says nothing, so goals are looked at together. A person is one
person however many goals they set; a goal counts by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from livingwell_core.analyses import About, Definition, Finding, Sample
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.tallies import Counts
from livingwell_goals.personal_goals import GOALS, PERSONAL_GOALS

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument, Score

__all__ = ["GoalProgress"]

_INTERIM: Final = (
    "the blog on the interim evaluations of Edinburgh and of Tameside and Glossop, Cordis Bright and "
    "Innovation Unit, gives such shares and defines neither progress nor whom they are of"
)
_DEFINITIONS: Final = (
    Definition(
        id="goal-rated-twice",
        text="People who rated at least one goal on two different days, of all people supported; Wilson's "
        "interval. Nothing is known here of the goals of the others.",
        source="Wilson 1927, JASA 22:209-212",
    ),
    Definition(
        id="goal-progress",
        text="Progress on a goal: its last rating above its first, by however little. First and last by date "
        "and goal by goal, on two different days. Shares of the people with at least one goal rated twice, "
        "with Wilson's interval. A goal that was achieved when first rated cannot show progress.",
        source=_INTERIM,
        verified=False,
    ),
    Definition(
        id="goal-progress:number-of-goals",
        text="People with progress on at least one goal, whether on one only or on more; shares of "
        "the same people. With one goal set there cannot be progress on two.",
        source=_INTERIM,
        verified=False,
    ),
    Definition(
        id="goal-progress:of-two-or-more",
        text="Progress on at least two goals, of the people with at least two goals rated twice: those who "
        "could. Wilson's interval.",
        source="a definition of this package, beside goal-progress:number-of-goals",
        verified=False,
    ),
    Definition(
        id="goal-progress:by-goal",
        text="Goals rated on two different days, by their last rating against their first; n is goals. The "
        "goals of one person are not independent, so no interval is given.",
        source=_INTERIM,
        verified=False,
    ),
    Definition(
        id="goal-achieved",
        text="Goals rated on two different days whose last rating is 5, achieved, whatever the first was; n "
        "is goals. No interval, as the goals of one person are not independent.",
        source=PERSONAL_GOALS.source,
    ),
)

_ANY: Final = "progress on at least one goal"
_BY_NUMBER: Final = ("progress on one goal only", "progress on at least two goals")
_OF_TWO: Final = "progress on at least two goals, of people with two or more rated"
_BY_GOAL: Final = ("goals with progress", "goals without change", "goals that slipped back")
_UNKNOWN: Final = "what the programme counted as progress is not verified"
_GOALS_NOTE: Final = "n is goals, of which one person may have several"
_ACHIEVED: Final = 5


def _cell(rated: int, progressed: int) -> str:
    return f"rated {rated}, progressed {progressed}"


@attrs.frozen
class GoalProgress:
    """
    Progress on personal goals, by person and by goal.

    No other analysis looks at one of these scores by itself: the number of a goal means nothing, and what is
    found of every number adds up to what is found here.
    """

    id: str = "goal-progress"
    title: str = "Progress on goals"
    alone: bool = True

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Personal goals, all of them."""
        return instrument.id == PERSONAL_GOALS.id

    def tally(self, sample: Sample) -> Counts:
        """Count people by goals rated twice and goals with progress, and goals by what became of them."""
        if sample.others(GOALS[0]) is not sample:
            return Counts()  # with the first goal all of a person's goals are counted
        goals = [found.pairs for goal in GOALS if (found := sample.others(goal)) is not None]
        first = np.concatenate([pairs.first for pairs in goals])
        last = np.concatenate([pairs.last for pairs in goals])
        _, person = np.unique(np.concatenate([pairs.person for pairs in goals]), return_inverse=True)
        rated = np.bincount(person)
        progressed = np.bincount(person, weights=last > first).astype(np.int64)
        return Counts(
            {
                "people": sample.pairs.people,
                **{
                    _cell(r, p): int(np.count_nonzero((rated == r) & (progressed == p)))
                    for r in range(1, len(goals) + 1)
                    for p in range(r + 1)
                },
                _BY_GOAL[0]: int(np.count_nonzero(last > first)),
                _BY_GOAL[1]: int(np.count_nonzero(last == first)),
                _BY_GOAL[2]: int(np.count_nonzero(last < first)),
                "goals achieved": int(np.count_nonzero(last == _ACHIEVED * sample.scale.denominator)),
            }
        )

    def conclude(self, tally: Counts, about: About) -> list[Finding]:
        """Give the shares of people, and then those of goals."""
        if about.score.id != GOALS[0]:
            return []
        findings = [*_people(tally, about), *_goals(tally, about)]
        return [attrs.evolve(finding, score="goals") for finding in findings]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every goal."""
        return _DEFINITIONS


def _number(tally: Counts, *, rated: int, progressed: int) -> int:
    """Count people with at least so many goals rated twice, and progress on at least so many."""
    most = len(GOALS)
    return sum(tally[_cell(r, p)] for r in range(rated, most + 1) for p in range(progressed, r + 1))


def _people(tally: Counts, about: About) -> list[Finding]:
    n, several = _number(tally, rated=1, progressed=0), _number(tally, rated=2, progressed=0)
    some, two = _number(tally, rated=1, progressed=1), _number(tally, rated=1, progressed=2)
    note = f"{SINGLE_ARM}; {_UNKNOWN}"
    rated = about.share("people with a goal rated on two days", "goal-rated-twice", n, tally["people"])
    findings = [attrs.evolve(finding, all_is_open=True) for finding in rated]
    findings += about.share(_ANY, "goal-progress", some, n, note=note)
    for name, k in zip(_BY_NUMBER, (some - two, two), strict=True):
        count, share = about.share(name, "goal-progress:number-of-goals", k, n, note=note)
        findings += [attrs.evolve(count, part_of=_ANY), share]
    of_two = about.share(_OF_TWO, "goal-progress:of-two-or-more", two, several, note=note)
    # Beside the number itself its n would show how many of them did not.
    return findings + [attrs.evolve(finding, only_with=(_BY_NUMBER[1],)) for finding in of_two]


def _goals(tally: Counts, about: About) -> list[Finding]:
    n = sum(tally[name] for name in _BY_GOAL)
    # Goals with progress are people with progress on one, on two, ... added up.
    given_away: tuple[str, ...] = (_ANY, *_BY_NUMBER, _OF_TWO)
    if not _number(tally, rated=3, progressed=0):
        given_away += _BY_GOAL  # then the sum is known even where it is not shown
    kinds: list[tuple[str, str, int, tuple[str, ...], str]] = [
        (name, "goal-progress:by-goal", tally[name], given_away, f"{SINGLE_ARM}; {_UNKNOWN}; {_GOALS_NOTE}")
        for name in _BY_GOAL
    ]
    kinds.append(
        (
            "goals achieved at the last rating",
            "goal-achieved",
            tally["goals achieved"],
            given_away,
            _GOALS_NOTE,
        )
    )
    findings: list[Finding] = []
    for statistic, definition, k, beside, note in kinds:
        more: dict[str, Any] = {"n": n, "note": note, "numerator": k}
        count = about.finding(statistic, definition, k, unit="goals", **more)
        if not n:
            more["note"] = "not applicable: no goal rated on two days"
        share = about.finding(statistic, definition, 100 * k / n if n else None, unit="%", **more)
        findings += [attrs.evolve(finding, only_with=beside) for finding in (count, share)]
    return findings
