"""
What looks odd in a site's data: counted, with what it may mean and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ALIKE",
    "COPIES",
    "CROWDED_DAYS",
    "EARLY",
    "INTERVALS",
    "KINDS",
    "STRAIGHT_LINES",
    "ZEROS",
    "Pattern",
]

STRAIGHT_LINES: Final = "straight-lines"
INTERVALS: Final = "intervals"
EARLY: Final = "before-referral"
CROWDED_DAYS: Final = "crowded-days"
ALIKE: Final = "first-and-last-alike"
COPIES: Final = "copied-rows"
ZEROS: Final = "lost-zeros"

#: What can be looked for, in the order in which it is told, in a few words.
KINDS: Final[Mapping[str, str]] = {
    STRAIGHT_LINES: "the same answer to every item",
    INTERVALS: "odd intervals",
    EARLY: "dates before the referral",
    CROWDED_DAYS: "one date for many",
    ALIKE: "first and last answers alike",
    COPIES: "copied rows",
    ZEROS: "identifiers that lost zeros",
}


@attrs.frozen(kw_only=True)
class Pattern:
    """
    One thing that looks odd. It is only counted: a run uses these rows as it would without it.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    site : str
    place : str
        The file, or the questionnaire where it is about several files.
    count, of : int
        How many there are, of how many.
    unit : {"assessments", "intervals", "people"}
        What is counted.
    text : str
        What these are: it goes on after "12 of 40 assessments:".
    meaning : str
        What it may mean.
    advice : str
        What to do.
    """

    kind: str
    site: str
    place: str
    count: int
    of: int
    unit: str
    text: str
    meaning: str
    advice: str

    @property
    def share(self) -> float:
        """`count` in `of`, 0 to 1."""
        return self.count / self.of
