"""
What happens to a person's gain after the last assessment: nobody knows, so each answer has a name.
"""

from __future__ import annotations

import math
from typing import Final, Literal, cast, get_args

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import did_you_mean

__all__ = ["KINDS", "PROGRAMME", "Scenario", "read_scenario"]

Kind = Literal["mean-gain-one-year", "gain-stops", "to-one-year", "lasts-months", "fades-linearly"]
#: Every kind, the programme's first.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_WITH_MONTHS: Final = ("lasts-months", "fades-linearly")

_AREA: Final = (
    "The area under the straight lines between all of a person's dated utilities, less the first utility "
    "held for the same time."
)
_AFTER: Final = {
    "gain-stops": "Nothing is counted after the last assessment.",
    "to-one-year": "The gain at the last assessment is held until one year (365.25 days) after the first; "
    "for people assessed later than that nothing is added.",
    "lasts-months": "The gain at the last assessment is held for {months} months after it.",
    "fades-linearly": "The gain at the last assessment falls to nothing, in a straight line, over {months} "
    "months after it.",
}
_SOURCE: Final = (
    "area under the curve: Manca 2005, Health Economics 14:487-496, doi 10.1002/hec.944; what happens "
    "after the last assessment is an assumption"
)


@attrs.frozen(kw_only=True)
class Scenario:
    """
    One answer to what happens after the last assessment.

    - mean-gain-one-year: the Living Well programme's own. Last utility less first, as if all of it had been
      there for one year from the first day; nothing between, and no dates, count.
    - gain-stops: area under the curve; the gain ends at the last assessment.
    - to-one-year: the last gain is held until a year after the first assessment.
    - lasts-months: the last gain is held for so many months after the last assessment.
    - fades-linearly: the last gain falls to nothing over so many months after the last assessment.

    Attributes
    ----------
    kind : str
        As in `KINDS`.
    months : float or None
        Of the last two, > 0; a month is a twelfth of 365.25 days.
    """

    kind: Kind = attrs.field()
    months: float | None = None

    @kind.validator
    def _known(self, _attribute: object, kind: str) -> None:
        if kind not in KINDS:
            msg = f"a scenario, {did_you_mean(kind, KINDS)}, got {kind!r}"
            raise ValueError(msg)

    def __attrs_post_init__(self) -> None:
        if self.kind not in _WITH_MONTHS:
            if self.months is not None:
                msg = f"no months with the scenario {self.kind!r}, got {self.months}"
                raise ValueError(msg)
        elif self.months is None or not (math.isfinite(self.months) and self.months > 0):
            msg = f"months above 0 with the scenario {self.kind!r}, got {self.months}"
            raise ValueError(msg)

    @property
    def id(self) -> str:
        """The name in findings: "lasts-months:6"."""
        return self.kind if self.months is None else f"{self.kind}:{self.months:g}"

    @property
    def title(self) -> str:
        """For people."""
        return {
            "mean-gain-one-year": "mean gain for one year (the programme's own)",
            "gain-stops": "gain stops at the last assessment",
            "to-one-year": "last gain held to one year",
            "lasts-months": f"last gain lasts {self.months or 0:g} months more",
            "fades-linearly": f"last gain fades over {self.months or 0:g} months",
        }[self.kind]

    @property
    def definition(self) -> Definition:
        """What findings name, ``qaly-gain:`` and the id."""
        name = f"qaly-gain:{self.id}"
        if self.kind == "mean-gain-one-year":
            return Definition(
                id=name,
                text="Mean of last utility less first, times one year: as if the whole gain had been there "
                "from the first day and lasted a year.",
                source="the Living Well programme's evaluation report, section 2.3.3, which assumes that "
                "the improvement might last for one year",
            )
        after = _AFTER[self.kind].format(months=f"{self.months or 0:g}")
        return Definition(id=name, text=f"{_AREA} {after}", source=_SOURCE)


#: The programme's own.
PROGRAMME: Final = Scenario(kind="mean-gain-one-year")


def read_scenario(text: str) -> Scenario:
    """
    Read a scenario as a settings file names it: a kind, and its months after a colon.

    Raises
    ------
    ValueError
        With what was expected.

    Examples
    --------
    >>> read_scenario("lasts-months:6").title
    'last gain lasts 6 months more'
    """
    kind, colon, months = text.partition(":")
    number: float | None = None
    if colon:
        try:
            number = float(months)
        except ValueError as error:
            msg = f"a number of months after the colon, got {text!r}"
            raise ValueError(msg) from error
    # Its validator looks at the kind.
    return Scenario(kind=cast(Kind, kind), months=number)
