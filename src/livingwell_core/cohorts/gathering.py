"""
Gather answers into assessments as their rows come by, so that the rows themselves need not be kept.

The answers of an assessment mostly stand together. So each run of rows of one assessment becomes one piece, a
row of answers with gaps, and pieces of one assessment are poured together later, wherever they stood. Memory
grows with the number of assessments, not of rows. An answer that does not fit its assessment, because it is of
another person or day or says something else, is kept beside it: what came first decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts.answers import mark
from livingwell_core.cohorts.decoding import LEFT_OVER, NO_DAY
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["CONFLICTING", "FINE", "SPOILT", "UNCLEAR", "AnswerColumns", "Gathered", "Gathering", "Loose"]

#: What became of an assessment.
FINE, SPOILT, UNCLEAR, CONFLICTING = range(4)

# An item of which no row has come yet; a blank answer is MISSING_ANSWER.
_ABSENT: Final = LEFT_OVER
# So many pieces wait before they are sorted in.
_WAITING: Final = 1 << 21
_ATOM: Final = ("assessment", "person", "day", "item", "code")


@attrs.frozen(kw_only=True, eq=False)
class AnswerColumns:
    """
    Rows with an answer each, in the order of the file.

    Attributes
    ----------
    assessment, person, check : array of uint64, shape (n,)
        Hashes.
    day : array of int32, shape (n,)
    item : array of uint8, shape (n,)
    code : array of int8, shape (n,)
    good : array of bool, shape (n,)
        Rows to be used; of the others only the assessment counts.
    harmful : array of bool, shape (n,)
        Rows that spoil their assessment.
    """

    assessment: NDArray[np.uint64]
    person: NDArray[np.uint64]
    check: NDArray[np.uint64]
    day: NDArray[np.int32]
    item: NDArray[np.uint8]
    code: NDArray[np.int8]
    good: NDArray[np.bool_]
    harmful: NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False)
class Gathered:
    """
    Assessments in the order of their hashes.

    Attributes
    ----------
    assessment, person, check : array of uint64, shape (n,)
    day : array of int32, shape (n,)
    answers : array of int8, shape (n, items)
        In column order; `MISSING_ANSWER` where there is none.
    fate : array of uint8, shape (n,)
        `FINE`, `SPOILT` by a row, `UNCLEAR` who or when, or `CONFLICTING` answers. Person, day and answers
        mean something for those that are fine.
    repeats : int
        How many good rows say what another one says.
    """

    assessment: NDArray[np.uint64]
    person: NDArray[np.uint64]
    check: NDArray[np.uint64]
    day: NDArray[np.int32]
    answers: NDArray[np.int8]
    fate: NDArray[np.uint8]
    repeats: int


class Loose:
    """Frames of rows of which each is wanted once; repeats go before they fill the memory."""

    def __init__(self, most: int = 1 << 20) -> None:
        self._frames: list[pl.DataFrame] = []
        self._height = 0
        self._most = most

    def add(self, frame: pl.DataFrame) -> None:
        """Take rows in."""
        self._frames.append(frame)
        self._height += frame.height
        if self._height > self._most:
            distinct = pl.concat(self._frames).unique()
            self._frames, self._height = [distinct], distinct.height
            self._most = max(self._most, 2 * distinct.height)

    def distinct(self) -> pl.DataFrame:
        """Give each row once, in any order; a frame without columns if nothing was added."""
        return pl.concat(self._frames).unique() if self._frames else pl.DataFrame()


class _Pieces:
    """Assessments, or parts of them; `day` is NO_DAY where no good row has come yet."""

    def __init__(self, assessment: NDArray[np.uint64], items: int) -> None:
        n = len(assessment)
        self.assessment = assessment
        self.person = np.zeros(n, dtype=np.uint64)
        self.check = np.zeros(n, dtype=np.uint64)
        self.day = np.full(n, NO_DAY, dtype=np.int32)
        self.spoilt = np.zeros(n, dtype=np.bool_)
        self.cells = [np.full(n, _ABSENT, dtype=np.int8) for _ in range(items)]

    def name(
        self,
        place: NDArray[np.intp],
        person: NDArray[np.uint64],
        check: NDArray[np.uint64],
        day: NDArray[np.int32],
    ) -> NDArray[np.bool_]:
        """Say who and when, where nobody has yet, and find those who agree with what was said."""
        new = np.flatnonzero(self.day[place] == NO_DAY)
        if len(new):
            # One speaks for all of a piece: its person and its day are of one row.
            speaker = np.zeros(len(self.day), dtype=np.intp)
            speaker[place[new]] = new
            told = np.flatnonzero(_marked(place[new], len(self.day)))
            self.person[told] = person[speaker[told]]
            self.check[told] = check[speaker[told]]
            self.day[told] = day[speaker[told]]
        agree: NDArray[np.bool_] = (self.person[place] == person) & (self.day[place] == day)
        return agree

    def pour(self, place: NDArray[np.intp], more: _Pieces, beside: Loose) -> None:
        """Pour other pieces in at these places; answers that do not fit go beside."""
        self.spoilt[place[more.spoilt]] = True
        named = more.day != NO_DAY
        if not named.any():
            return
        if not named.all():
            place, more = place[named], more.taken(np.flatnonzero(named))
        agree = self.name(place, more.person, more.check, more.day)
        for item, cells in enumerate(more.cells):
            mine = self.cells[item]
            there = np.flatnonzero(cells != _ABSENT)
            where, codes = place[there], cells[there]
            fits = agree[there] & (mine[where] == _ABSENT)
            mine[where[fits]] = codes[fits]
            lost = there[~agree[there] | (mine[where] != codes)]
            if len(lost):
                beside.add(_atoms(more, lost, np.full(len(lost), item, dtype=np.uint8), cells[lost]))

    def taken(self, places: NDArray[np.intp]) -> _Pieces:
        """Give the pieces at these places."""
        taken = _Pieces.__new__(_Pieces)
        for name in ("assessment", "person", "check", "day", "spoilt"):
            setattr(taken, name, getattr(self, name)[places])
        taken.cells = [cells[places] for cells in self.cells]
        return taken

    def insert(self, places: NDArray[np.intp], more: _Pieces) -> None:
        """Insert other pieces before these places."""
        for name in ("assessment", "person", "check", "day", "spoilt"):
            setattr(self, name, np.insert(getattr(self, name), places, getattr(more, name)))
        for item, cells in enumerate(more.cells):
            self.cells[item] = np.insert(self.cells[item], places, cells)


def _atoms(
    of: _Pieces | AnswerColumns, rows: NDArray[np.intp], item: NDArray[np.uint8], code: NDArray[np.int8]
) -> pl.DataFrame:
    values = (of.assessment[rows], of.person[rows], of.day[rows], item, code)
    return pl.DataFrame(dict(zip(_ATOM, values, strict=True)))


def _joined(pieces: list[_Pieces], items: int) -> _Pieces:
    """Join pieces one after the other, giving each column's memory back as the next is made."""
    joined = _Pieces(np.empty(0, dtype=np.uint64), items)
    for name in ("assessment", "person", "check", "day", "spoilt"):
        setattr(joined, name, np.concatenate([getattr(piece, name) for piece in pieces]))
        for piece in pieces:
            delattr(piece, name)
    for item in range(items):
        joined.cells[item] = np.concatenate([piece.cells[item] for piece in pieces])
        for piece in pieces:
            piece.cells[item] = joined.cells[item][:0]
    return joined


class Gathering:
    """
    Assessments, as far as their rows have come by.

    Parameters
    ----------
    items : int
        How many items an assessment has.
    waiting : int
        How many pieces may wait before they are sorted in.
    """

    def __init__(self, items: int, waiting: int = _WAITING) -> None:
        self._items = items
        self._most_waiting = waiting
        self._all = _Pieces(np.empty(0, dtype=np.uint64), items)
        self._new: list[_Pieces] = []
        self._waiting = 0
        self._beside = Loose()
        self._good = 0

    def add(self, rows: AnswerColumns) -> None:
        """Take rows in; the order of calls changes nothing."""
        if not len(rows.assessment):
            return
        self._good += int(np.count_nonzero(rows.good))
        piece = self._pieces_of(rows)
        self._new.append(piece)
        self._waiting += len(piece.assessment)
        # By halves, so that however many come, each is moved a few times only.
        if self._waiting > max(self._most_waiting, len(self._all.assessment) // 2):
            self._settle()

    def _pieces_of(self, rows: AnswerColumns) -> _Pieces:
        """Make a piece of each run of rows of one assessment."""
        head = np.ones(len(rows.assessment), dtype=np.bool_)
        np.not_equal(rows.assessment[1:], rows.assessment[:-1], out=head[1:])
        run = np.cumsum(head) - 1
        pieces = _Pieces(rows.assessment[head], self._items)
        pieces.spoilt[run[rows.harmful]] = True
        good = np.flatnonzero(rows.good)
        place, item, code = run[good], rows.item[good], rows.code[good]
        agree = pieces.name(place, rows.person[good], rows.check[good], rows.day[good])
        lost = ~agree
        for number, cells in enumerate(pieces.cells):
            there = np.flatnonzero((item == number) & agree)
            cells[place[there]] = code[there]
            lost[there] = cells[place[there]] != code[there]
        if lost.any():
            self._beside.add(_atoms(rows, good[lost], item[lost], code[lost]))
        return pieces

    def _settle(self) -> None:
        """Sort in what waits."""
        if not self._new:
            return
        pieces = _joined(self._new, self._items)
        self._new, self._waiting = [], 0
        order = pl.Series(pieces.assessment).arg_sort().to_numpy()
        hashes = pieces.assessment[order]
        head = np.ones(len(order), dtype=np.bool_)
        np.not_equal(hashes[1:], hashes[:-1], out=head[1:])
        if head.all():
            new = pieces.taken(order)
        else:
            place = np.empty(len(order), dtype=np.intp)
            place[order] = np.cumsum(head) - 1
            new = _Pieces(hashes[head], self._items)
            new.pour(place, pieces, self._beside)
        del pieces
        place = np.searchsorted(self._all.assessment, new.assessment)
        known = np.zeros(len(place), dtype=np.bool_)
        inside = place < len(self._all.assessment)
        known[inside] = self._all.assessment[place[inside]] == new.assessment[inside]
        if known.any():
            self._all.pour(place[known], new.taken(np.flatnonzero(known)), self._beside)
        if not known.all():
            self._all.insert(place[~known], new.taken(np.flatnonzero(~known)))

    def done(self) -> Gathered:
        """Give the assessments; nothing may be added afterwards."""
        self._settle()
        pieces, self._all = self._all, _Pieces(np.empty(0, dtype=np.uint64), self._items)
        n = len(pieces.assessment)
        answers = np.empty((n, self._items), dtype=np.int8, order="F")
        filled = 0
        for item, cells in enumerate(pieces.cells):
            filled += int(np.count_nonzero(cells != _ABSENT))
            answers[:, item] = cells
        place, unclear, extra = self._misfits(pieces)
        fate = np.zeros(n, dtype=np.uint8)
        mark(fate, pieces.spoilt, SPOILT)
        mark(fate, _marked(place[unclear], n), UNCLEAR)
        mark(fate, _marked(place, n), CONFLICTING)
        answers[answers == _ABSENT] = MISSING_ANSWER
        return Gathered(
            assessment=pieces.assessment,
            person=pieces.person,
            check=pieces.check,
            day=pieces.day,
            answers=answers,
            fate=fate,
            repeats=self._good - filled - extra,
        )

    def _misfits(self, pieces: _Pieces) -> tuple[NDArray[np.intp], NDArray[np.bool_], int]:
        """Give where answers do not fit, whether they are of another person or day, and how many differ."""
        none = np.zeros(0, dtype=np.intp)
        atoms = self._beside.distinct()
        if atoms.is_empty():
            return none, none.astype(np.bool_), 0
        item, code = atoms["item"].to_numpy(), atoms["code"].to_numpy()
        place = np.searchsorted(pieces.assessment, atoms["assessment"].to_numpy())
        other = (pieces.person[place] != atoms["person"].to_numpy()) | (
            pieces.day[place] != atoms["day"].to_numpy()
        )
        # What lost against its neighbour may be what the assessment says after all.
        same = ~other & (_held(pieces, item, place) == code)
        return place[~same], other[~same], int(np.count_nonzero(~same))


def _held(pieces: _Pieces, item: NDArray[np.uint8], place: NDArray[np.intp]) -> NDArray[np.int8]:
    held = np.empty(len(item), dtype=np.int8)
    for number, cells in enumerate(pieces.cells):
        there = item == number
        held[there] = cells[place[there]]
    return held


def _marked(places: Sequence[int] | NDArray[np.intp], n: int) -> NDArray[np.bool_]:
    marked = np.zeros(n, dtype=np.bool_)
    marked[places] = True
    return marked
