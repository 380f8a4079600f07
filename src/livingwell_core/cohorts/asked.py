"""
What a table of answers has to know of a questionnaire's items: plain data, no instrument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.cohorts.decoding import AnswerCodes, folded
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from livingwell_core.profiles import AnswerTable

__all__ = ["AskedItem", "take_out_codes"]

_MOST_LABELS: Final = 5
_LARGEST_CODE: Final = 100


@attrs.frozen(kw_only=True)
class AskedItem:
    """
    One item, as far as reading its answers goes.

    Attributes
    ----------
    id : str
    lowest, highest : int
        The range of the answer codes.
    labels : mapping of str to int
        Answers in words and their codes.
    missing_codes : tuple of int
        Codes outside the range that mean "no answer".
    """

    id: str
    lowest: int
    highest: int
    labels: Mapping[str, int] = attrs.field(factory=dict)
    missing_codes: tuple[int, ...] = ()

    def holds(self, codes: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Say which codes are an answer of the item, blank, or the item's own code for "no answer"."""
        fine: NDArray[np.bool_] = ((codes >= self.lowest) & (codes <= self.highest)) | (
            codes == MISSING_ANSWER
        )
        for code in self.missing_codes:
            fine |= codes == code
        return fine

    def coding(self, table: AnswerTable) -> AnswerCodes:
        """
        Give the coding of this item's answers in a table.

        The profile's labels come first, then the item's own. A number is an answer only where the profile
        gives no labels; the item's codes for "no answer" are read in either case.
        """
        own = self._own_labels(table)
        if table.codes:
            # What an int8 does not hold could not be read, and no cell is taken for it.
            own |= {str(code): code for code in self.missing_codes if abs(code) <= _LARGEST_CODE}
        return AnswerCodes(labels=own | table.codes, missing=table.missing, numbers=not table.codes)

    def expected(self, table: AnswerTable) -> str:
        """Say in a few words what would have been an answer."""
        labels = table.codes | self._own_labels(table)
        named = [repr(label) for label, code in labels.items() if self.lowest <= code <= self.highest]
        more = f" or {len(named) - _MOST_LABELS} more" if len(named) > _MOST_LABELS else ""
        words = f"one of {', '.join(named[:_MOST_LABELS])}{more}"
        if table.codes and named:
            return words
        numbers = f"{self.lowest} to {self.highest}"
        return f"{numbers}, or {words}" if named else numbers

    def _own_labels(self, table: AnswerTable) -> dict[str, int]:
        stated = set(map(folded, table.codes))
        return {label: code for label, code in self.labels.items() if folded(label) not in stated}


def take_out_codes(answers: NDArray[np.int8], items: Sequence[AskedItem]) -> dict[tuple[str, int], int]:
    """
    Make the items' own codes for "no answer" missing answers, and count them.

    Parameters
    ----------
    answers : array of int8, shape (n, items)
        Changed in place.
    items : sequence of AskedItem

    Returns
    -------
    dict of (item id, code) to int
        How many answers held that code; only codes that were found.
    """
    found = {}
    for place, item in enumerate(items):
        column = answers[:, place]
        for code in item.missing_codes:
            there = column == code
            count = int(np.count_nonzero(there))
            if count:
                column[there] = MISSING_ANSWER
                found[item.id, code] = count
    return found
