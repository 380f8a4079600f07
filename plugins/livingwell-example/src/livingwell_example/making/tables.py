"""
What the three sites' files share: rows of people, marks of what goes wrong, and text with commas.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_example.making.answers import MOST, NEGATIVE, Assessment
from livingwell_example.making.chance import shuffled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from livingwell_example.making.people import Person
    from livingwell_example.making.questions import Form
    from livingwell_example.making.sites import Site

__all__ = ["INVENTED", "Records", "Turns", "as_circled", "csv_bytes", "people_rows"]

INVENTED: Final = "invented"


@attrs.frozen(kw_only=True)
class Records:
    """
    What the files of one site hold.

    Attributes
    ----------
    people : list of Person
    assessments : list of Assessment
    questions, goals : list of Form
        Questions About Your Life, and ratings of personal goals.
    """

    people: list[Person]
    assessments: list[Assessment]
    questions: list[Form]
    goals: list[Form]


class Turns:
    """
    Gives one form of trouble after the other, round and round.

    Parameters
    ----------
    *forms : str
    """

    def __init__(self, *forms: str) -> None:
        self._forms = forms
        self._turn = -1

    def next(self) -> str:
        """Give the form whose turn it is."""
        self._turn = (self._turn + 1) % len(self._forms)
        return self._forms[self._turn]


def as_circled(assessment: Assessment) -> tuple[int | None, ...]:
    """Give the answers as the person circled them: negatively worded items are not reversed yet."""
    return tuple(
        MOST - item if item is not None and place in NEGATIVE else item
        for place, item in enumerate(assessment.items)
    )


def people_rows(site: Site, people: list[Person], rng: Random) -> list[list[str]]:
    """
    Give the rows of a table of people, some of them twice and some without identifier.

    Parameters
    ----------
    site : Site
    people : list of Person
        Sorted by identifier.
    rng : random.Random

    Returns
    -------
    list of list of str
        Identifier, sex, age band, ethnicity and a note that they are invented.
    """
    rows = [[person.id, person.sex, person.age_band, person.ethnicity, INVENTED] for person in people]
    chosen = shuffled(rows, rng)
    extra = chosen[: site.faults.people_twice]
    extra += [["", *row[1:]] for row in chosen[site.faults.people_twice :][: site.faults.people_without_id]]
    for row in extra:
        rows.insert(rng.randrange(len(rows)), row)
    return rows


def csv_bytes(header: Sequence[str], rows: Iterable[list[str]]) -> bytes:
    """Write comma-separated text in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
