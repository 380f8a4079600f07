"""
The utility of a preference-based measure: what is known of it whichever value set gives the numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.errors import did_you_mean
from livingwell_core.instruments.score import Score
from livingwell_core.instruments.value_sets import ILLUSTRATIVE, Valued, ValueSet

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["UTILITY", "Utility"]

#: The id of the score that a value set gives.
UTILITY: Final = "utility"


@attrs.frozen(kw_only=True)
class Utility:
    """
    A declaration that the answers of an instrument can be valued.

    Attributes
    ----------
    title : str
        What the utility is called: "ReQoL-UI".
    source : str
        Citation of the measure of preferences.
    note : str
        A caution that goes with every use, or "".
    value_set : ValueSet or None
        The one that is used where none is named. None where there is no such default.
    """

    title: str = attrs.field(validator=attrs.validators.min_len(1))
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    note: str = ""
    value_set: ValueSet | None = None

    def score(self, value_set: ValueSet, instrument: str, codes: Mapping[str, range]) -> Score:
        """
        Give the score by one value set.

        Parameters
        ----------
        value_set : ValueSet
        instrument : str
            Id of the instrument.
        codes : mapping of item id to range
            The codes of its items.

        Raises
        ------
        ValueError
            If the value set is of another instrument, or of other items or levels.
        """
        start = f"value set {value_set.id!r}"
        if value_set.instrument != instrument:
            msg = f"{start}: is of the instrument {value_set.instrument!r}, not of {instrument!r}"
            raise ValueError(msg)
        for item, levels in zip(value_set.items, value_set.levels, strict=True):
            if item not in codes:
                msg = f"{start}: {instrument} has no item {item!r}; {did_you_mean(item, codes)}"
                raise ValueError(msg)
            if codes[item] != levels:
                msg = (
                    f"{start}: item {item!r} has levels {levels[0]} to {levels[-1]}, "
                    f"its answers in {instrument} are {codes[item][0]} to {codes[item][-1]}"
                )
                raise ValueError(msg)
        mark = ILLUSTRATIVE if value_set.illustrative else ""
        whose = f"value set {value_set.id}, {value_set.author} {value_set.year}, version {value_set.version}"
        title = f"{self.title}, {value_set.title}"
        return Score(
            id=UTILITY,
            title=title if mark in title else f"{title} ({mark})",
            items=value_set.items,
            rule=Valued(value_set),
            lowest=value_set.worst_value,
            highest=1,
            better="higher",
            unit="utility",
            note="; ".join(filter(None, (mark, whose, value_set.note, self.note))),
        )
