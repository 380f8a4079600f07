"""
What cells with few different texts say: each text is read once, and found again by its hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np
import polars as pl

from livingwell_core.cohorts.decoding import LEFT_OVER, each

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from livingwell_core.cohorts.asked import AskedItem
    from livingwell_core.cohorts.decoding import AnswerCodes
    from livingwell_core.profiles import AnswerTable

__all__ = ["NO_ITEM", "AnswerWords", "QuestionWords", "Words"]

#: Stands for a question of no item and no total.
NO_ITEM: Final = 255

# A text's place is the end of its hash; two that share a place are rare, and the second is read each time.
_PLACES: Final = 1 << 12
_SEED: Final = 0x414E

T = TypeVar("T", bound=np.generic)


class Words(Generic[T]):
    """
    Reads texts by kind of row, each different text once.

    Two texts are taken for one if 64 bits of their hashes agree, once in some 2**32 different texts.

    Parameters
    ----------
    read : callable
        From different texts to what they say, an array of shape (kinds, texts).
    kinds : int
    dtype : numpy dtype
        Of what they say.
    """

    def __init__(self, read: Callable[[pl.Series], NDArray[T]], kinds: int, dtype: type[T]) -> None:
        self._read = read
        self._kinds = kinds
        # No hash that ends in this place is the one that stands there at first.
        self._hashes = np.arange(_PLACES, dtype=np.uint64) ^ np.uint64(1)
        self._values = np.zeros((256, _PLACES), dtype=dtype)

    def look_up(self, texts: pl.Series, kind: NDArray[np.uint8] | None = None) -> NDArray[T]:
        """
        Say what each text says.

        Parameters
        ----------
        texts : polars.Series of str, length n
        kind : array of uint8, shape (n,), optional
            0 for all if it is left out; rows of a kind beyond `kinds` are not read, and say 0.
        """
        hashes = texts.hash(_SEED).to_numpy()
        place = (hashes & np.uint64(_PLACES - 1)).view(np.int64)
        unknown = np.take(self._hashes, place) != hashes
        if kind is not None:
            unknown &= kind < self._kinds
        new = np.flatnonzero(unknown)
        said = None
        if len(new):
            said = self._learn(texts, hashes, new, None if kind is None else kind[new])
        cell = place if kind is None else place + kind * np.int64(_PLACES)
        found: NDArray[T] = np.take(self._values, cell)
        if said is not None:
            found[new] = said
        return found

    def _learn(
        self,
        texts: pl.Series,
        hashes: NDArray[np.uint64],
        new: NDArray[np.intp],
        kind: NDArray[np.uint8] | None,
    ) -> NDArray[T]:
        """Read new texts, keep what they say where there is room, and give it."""
        different, first, which = np.unique(hashes[new], return_index=True, return_inverse=True)
        values = self._read(texts.gather(new[first]))
        place, leader = np.unique(different & np.uint64(_PLACES - 1), return_index=True)
        free = self._hashes[place] == place ^ np.uint64(1)
        place, leader = place[free].astype(np.intp), leader[free]
        self._hashes[place] = different[leader]
        self._values[: self._kinds, place] = values[:, leader]
        said: NDArray[T] = values[0 if kind is None else kind, which]
        return said


class QuestionWords:
    """
    Which item or total a question is of.

    Parameters
    ----------
    table : AnswerTable
    items : sequence of AskedItem
    """

    def __init__(self, table: AnswerTable, items: Sequence[AskedItem]) -> None:
        place = {table.items[item.id]: index for index, item in enumerate(items) if item.id in table.items}
        total = {question: len(items) + index for index, question in enumerate(table.totals.values())}
        self._places = place | total
        self._words = Words(self._read, 1, np.uint8)

    def places(self, texts: pl.Series) -> NDArray[np.uint8]:
        """Give the place of each question's item, beyond the items that of its total, or `NO_ITEM`."""
        return self._words.look_up(texts)

    def _read(self, texts: pl.Series) -> NDArray[np.uint8]:
        stripped = texts.str.strip_chars()
        places = stripped.replace_strict(self._places, default=NO_ITEM, return_dtype=pl.UInt8)
        read: NDArray[np.uint8] = places.to_numpy()[None]
        return read


class AnswerWords:
    """
    Which code an answer is.

    Parameters
    ----------
    table : AnswerTable
    items : sequence of AskedItem
    """

    def __init__(self, table: AnswerTable, items: Sequence[AskedItem]) -> None:
        self._items = items
        self._codings = _codings(table, items)
        self._words = Words(self._read, len(items), np.int8)

    def codes(self, texts: pl.Series, item: NDArray[np.uint8]) -> NDArray[np.int8]:
        """Give the code of each answer, `LEFT_OVER` where it is none of its item's."""
        return self._words.look_up(texts, item)

    def _read(self, texts: pl.Series) -> NDArray[np.int8]:
        """Read each text as an answer of each item: in one step, and what that leaves over one by one."""
        frame = pl.DataFrame({"text": texts})
        values = np.empty((len(self._items), len(texts)), dtype=np.int8)
        for coding, places in self._codings:
            first = frame.select(coding.codes("text")).to_series().to_numpy()
            again = np.array(each(texts.to_list(), coding.code_of), dtype=np.int8)
            for place in places:
                holds = self._items[place].holds
                code = np.where(holds(first), first, again)
                values[place] = np.where(holds(code), code, np.int8(LEFT_OVER))
        return values


def _codings(table: AnswerTable, items: Sequence[AskedItem]) -> list[tuple[AnswerCodes, list[int]]]:
    """Give the different codings of a table, each with the places of its items; mostly there is one."""
    codings: list[tuple[AnswerCodes, list[int]]] = []
    for place, item in enumerate(items):
        coding = item.coding(table)
        same = next((places for other, places in codings if other == coding), None)
        if same is None:
            codings.append((coding, [place]))
        else:
            same.append(place)
    return codings
