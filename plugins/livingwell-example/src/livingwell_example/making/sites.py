"""
The three sites of the example in numbers: what is published of them, and what is made up.
"""

from __future__ import annotations

import datetime
from typing import Final

import attrs

__all__ = ["FIRST_DAY", "LAST_DAY", "SITES", "Faults", "Goals", "Questions", "Site"]

FIRST_DAY: Final = datetime.date(2019, 5, 1)
LAST_DAY: Final = datetime.date(2022, 3, 31)


@attrs.frozen(kw_only=True)
class Faults:
    """
    How many assessments have what is wrong with them; one fault each.

    Attributes
    ----------
    incomplete : int
        One to three of the ten items are not answered.
    not_an_answer : int
        One item holds what is no answer of it.
    unreadable_date, no_date, impossible_date, outside_period : int
    no_person, unknown_person : int
    duplicate : int
        Assessments that stand in the file twice, in every cell.
    one_day : int
        People with two complete, differing assessments on one day and no other.
    blank_rows, blank_people : int
        Rows without any content, in a table of assessments and of people.
    people_twice, people_without_id : int
        Rows of a table of people.
    same_again, unclear, conflicting, no_assessment : int
        Of a long table: assessments entered again under another number, with two dates, with two answers to
        an item, without a number.
    answer_rows_twice : int
        Of a long table: single answers that stand in the file twice.
    other_form : int
        Of a long table: people who answered another questionnaire too, three rows each.
    """

    incomplete: int
    not_an_answer: int
    unreadable_date: int
    no_date: int
    impossible_date: int
    outside_period: int
    no_person: int
    unknown_person: int
    duplicate: int
    one_day: int
    blank_rows: int = 0
    blank_people: int = 0
    people_twice: int
    people_without_id: int
    same_again: int = 0
    unclear: int = 0
    conflicting: int = 0
    no_assessment: int = 0
    answer_rows_twice: int = 0
    other_form: int = 0


@attrs.frozen(kw_only=True)
class Questions:
    """
    Questions About Your Life at one site.

    Attributes
    ----------
    medians : dict of item to (first, last)
        Published, figures 4 and 5.
    centres : dict of item to float
        Invented: about where first answers lie.
    pairs, single, middle : int
        Invented: people with a first and a last form, with one only, and forms between.
    duplicate, not_an_answer, no_date : int
        Invented: forms that stand in the file twice, hold what is no answer, have no date.
    """

    medians: dict[str, tuple[float, float]]
    centres: dict[str, float]
    pairs: int
    single: int
    middle: int
    duplicate: int
    not_an_answer: int
    no_date: int


@attrs.frozen(kw_only=True)
class Goals:
    """
    Personal goals at one site.

    Attributes
    ----------
    none, one, two_or_more : int
        People by goals with progress. Published are shares: 97% and 66% in Edinburgh, 90% and 66% in Tameside
        & Glossop, with progress on at least one and on at least two. The numbers of people are invented.
    single, middle : int
        Invented: people whose goals were rated on one day only, and ratings between.
    """

    none: int
    one: int
    two_or_more: int
    single: int
    middle: int

    @property
    def people(self) -> int:
        """Everyone with at least one goal rated twice."""
        return self.none + self.one + self.two_or_more


@attrs.frozen(kw_only=True)
class Site:
    """
    One site.

    Attributes
    ----------
    id, title, letter : str
        The profile, its name, and the letter in the site's invented identifiers.
    people : int
        Invented, but adding up to the published total over the sites.
    pairs : int
        Published: people with a first and a last score.
    mean_first, mean_last : float
        Published to one decimal; of what rounds to it, the values that suit all sites together.
    spread_first, spread_last : float
        Invented: where the search for totals starts.
    effect : float or None
        Published: mean change over the SD of changes. None where what is published cannot be that.
    with_physical : int
        Invented, but adding up to 559: pairs with physical health at both ends.
    single, middle : int
        Invented: people with exactly one usable assessment; usable assessments between a first and a last.
    gap_least, gap_more : int
        Invented: days from first to last, the least and the mean of what comes on top.
    faults : Faults
    questions : Questions
    goals : Goals or None
        None where there are none to show.
    """

    id: str
    title: str
    letter: str
    people: int
    pairs: int
    mean_first: float
    mean_last: float
    spread_first: float
    spread_last: float
    effect: float | None
    with_physical: int
    single: int
    middle: int
    gap_least: int
    gap_more: int
    faults: Faults
    questions: Questions
    goals: Goals | None = None


SITES: Final = (
    Site(
        id="edinburgh",
        title="Edinburgh",
        letter="E",
        people=812,
        pairs=186,
        mean_first=16.42,
        mean_last=24.38,
        spread_first=7.4,
        spread_last=8.8,
        effect=0.99,
        with_physical=143,
        single=147,
        middle=41,
        gap_least=28,
        gap_more=130,
        faults=Faults(
            incomplete=26,
            not_an_answer=14,
            unreadable_date=9,
            no_date=7,
            impossible_date=2,
            outside_period=16,
            no_person=6,
            unknown_person=5,
            duplicate=17,
            one_day=8,
            people_twice=3,
            people_without_id=1,
        ),
        questions=Questions(
            medians={"friendships": (4, 5), "family": (4, 4), "occupation": (4, 5)},
            centres={
                "friendships": 4.45,
                "family": 3.9,
                "occupation": 4.4,
                "accommodation": 4.6,
                "safety": 4.8,
            },
            pairs=112,
            single=14,
            middle=9,
            duplicate=3,
            not_an_answer=2,
            no_date=2,
        ),
        goals=Goals(none=5, one=49, two_or_more=106, single=12, middle=18),
    ),
    Site(
        id="salford",
        title="Salford",
        letter="S",
        people=934,
        pairs=155,
        mean_first=14.12,
        mean_last=20.08,
        spread_first=7.6,
        spread_last=9.4,
        effect=0.63,
        with_physical=119,
        single=121,
        middle=33,
        gap_least=42,
        gap_more=250,
        faults=Faults(
            incomplete=19,
            not_an_answer=11,
            unreadable_date=4,
            no_date=6,
            impossible_date=1,
            outside_period=12,
            no_person=3,
            unknown_person=2,
            duplicate=9,
            one_day=6,
            people_twice=2,
            people_without_id=2,
            same_again=5,
            unclear=2,
            conflicting=4,
            no_assessment=1,
            answer_rows_twice=24,
            other_form=60,
        ),
        questions=Questions(
            medians={"friendships": (5, 5), "family": (4.5, 5), "occupation": (3, 4)},
            centres={
                "friendships": 4.8,
                "family": 4.5,
                "occupation": 3.4,
                "accommodation": 4.4,
                "safety": 4.2,
            },
            pairs=98,
            single=12,
            middle=8,
            duplicate=2,
            not_an_answer=2,
            no_date=1,
        ),
    ),
    Site(
        id="tameside-glossop",
        title="Tameside & Glossop",
        letter="T",
        people=1692,
        pairs=385,
        mean_first=11.62,
        mean_last=19.18,
        spread_first=7.2,
        spread_last=9.0,
        effect=None,
        with_physical=297,
        single=286,
        middle=88,
        gap_least=42,
        gap_more=152,
        faults=Faults(
            incomplete=52,
            not_an_answer=23,
            unreadable_date=15,
            no_date=18,
            impossible_date=3,
            outside_period=29,
            no_person=12,
            unknown_person=9,
            duplicate=31,
            one_day=13,
            blank_rows=14,
            blank_people=6,
            people_twice=5,
            people_without_id=3,
        ),
        questions=Questions(
            medians={"friendships": (4, 4), "family": (4, 5), "occupation": (4, 4)},
            centres={
                "friendships": 3.9,
                "family": 4.45,
                "occupation": 3.8,
                "accommodation": 4.3,
                "safety": 4.5,
            },
            pairs=204,
            single=25,
            middle=15,
            duplicate=6,
            not_an_answer=4,
            no_date=3,
        ),
        goals=Goals(none=18, one=43, two_or_more=119, single=20, middle=22),
    ),
)
