"""
The people of the example: identifiers that say they are invented, and a few columns beside them.
"""

from __future__ import annotations

from typing import Final

import attrs

from livingwell_example.making.chance import shuffled, stream
from livingwell_example.making.sites import SITES, Site

__all__ = ["Person", "draw_people"]

# People by answer, the rest unknown: the programme's profile (99% of 3,108 aged 18 to 64, 62% of 3,074
# female, 82%, 6% and 12% of 2,605 by ethnicity); how the wider groups divide is made up.
_AGES: Final = {"18-24": 431, "25-34": 831, "35-44": 738, "45-54": 646, "55-64": 431, "65+": 31}
_SEXES: Final = {"female": 1906, "male": 1137, "another way": 31}
_ETHNICITIES: Final = {
    "White British": 2136,
    "White other": 156,
    "Asian or Asian British": 136,
    "Black or Black British": 73,
    "Mixed": 65,
    "Another ethnic group": 39,
}


@attrs.frozen(kw_only=True)
class Person:
    """
    One invented person.

    Attributes
    ----------
    id : str
        ``"INV-E-00123"``.
    sex, age_band, ethnicity : str
        Blank where not known.
    """

    id: str
    sex: str
    age_band: str
    ethnicity: str


def draw_people() -> dict[str, list[Person]]:
    """
    Draw everyone who was supported.

    Returns
    -------
    dict of site id to list of Person
        Sorted by identifier.
    """
    total = sum(site.people for site in SITES)
    rng = stream(1)
    sexes, ages, ethnicities = (
        shuffled(_spread(answers, total), rng) for answers in (_SEXES, _AGES, _ETHNICITIES)
    )
    people: dict[str, list[Person]] = {}
    start = 0
    for site in SITES:
        people[site.id] = [
            Person(
                id=_identifier(site, number),
                sex=sexes[start + number],
                age_band=ages[start + number],
                ethnicity=ethnicities[start + number],
            )
            for number in range(site.people)
        ]
        start += site.people
    return people


def _identifier(site: Site, number: int) -> str:
    return f"INV-{site.letter}-{number + 1:05d}"


def _spread(answers: dict[str, int], total: int) -> list[str]:
    """Write each answer as often as it was given, and blanks for the rest."""
    given = [answer for answer, people in answers.items() for _ in range(people)]
    return given + [""] * (total - len(given))
