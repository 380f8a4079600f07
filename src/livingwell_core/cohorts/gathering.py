"""
Gather answers into assessments as their rows come by, so that the rows themselves need not be kept.

The answers of an assessment mostly stand together. So each run of rows of one assessment becomes one piece, a
row of answers with gaps, and pieces of one assessment are poured together later, wherever they stood. Memory
grows with the number of assessments, not of rows. An answer that does not fit its assessment, because it is
of another person or day or says something else, is kept beside it: what came first decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts.answers import mark
from livingwell_core.cohorts.decoding import LEFT_OVER, NO_DAY
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CONFLICTING",
    "FINE",
    "SPOILT",
    "UNCLEAR",
    "AnswerColumns",
    "Gathered",
    "Gathering",
    "Loose",
    "marked",
]

#: What became of an assessment.
FINE, SPOILT, UNCLEAR, CONFLICTING = range(4)

# An item of which no row has come yet; a blank answer is MISSING_ANSWER.
_ABSENT: Final = LEFT_OVER
# So many pieces wait before they are sorted in.
_WAITING: Final = 1 << 22
_COLUMNS: Final = ("assessment", "person", "check", "day", "spoilt")
_ATOM: Final = ("assessment", "person", "check", "day", "item", "code")


@attrs.frozen(kw_only=True, eq=False)
class AnswerColumns:
    """
    Rows with an answer each, in runs that are of one assessment, person and day.

    Attributes
    ----------
    assessment, person, check : array of uint64, shape (runs,)
        Hashes.
    day : array of int32, shape (runs,)
    run : array of intp, shape (n,)
        Place of each row's run.
    item : array of uint8, shape (n,)
    code : array of int8, shape (n,)
    good : array of bool, shape (n,)
        Rows to be used.
    harmful : array of bool, shape (n,)
        Rows that spoil their assessment. A run without a row of either kind is no assessment.
    """

    assessment: NDArray[np.uint64]
    person: NDArray[np.uint64]
    check: NDArray[np.uint64]
    day: NDArray[np.int32]
    run: NDArray[np.intp]
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
    people : polars.DataFrame
        ``person`` and ``check`` of every good row; may repeat.
    """

    assessment: NDArray[np.uint64]
    person: NDArray[np.uint64]
    check: NDArray[np.uint64]
    day: NDArray[np.int32]
    answers: NDArray[np.int8]
    fate: NDArray[np.uint8]
    repeats: int
    people: pl.DataFrame


class Loose:
    """Frames of rows of which each is wanted once; repeats go before they fill the memory."""

    def __init__(self, most: int = 1 << 20) -> None:
        self._frames: list[pl.DataFrame] = []
        self.height = 0
        self._most = most

    def add(self, frame: pl.DataFrame) -> None:
        """Take rows in."""
        self._frames.append(frame)
        self.height += frame.height
        if self.height > self._most:
            distinct = pl.concat(self._frames).unique()
            self._frames, self.height = [distinct], distinct.height
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
            told = np.flatnonzero(marked(place[new], len(self.day)))
            self.person[told] = person[speaker[told]]
            self.check[told] = check[speaker[told]]
            self.day[told] = day[speaker[told]]
        agree: NDArray[np.bool_] = (self.person[place] == person) & (self.day[place] == day)
        # Two people with one hash are two all the same.
        agree &= self.check[place] == check
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
        for name in _COLUMNS:
            setattr(taken, name, np.take(getattr(self, name), places))
        taken.cells = [np.take(cells, places) for cells in self.cells]
        return taken

    def insert(self, places: NDArray[np.intp], more: _Pieces) -> None:
        """Insert other pieces before these places, which ascend."""
        added = places + np.arange(len(places))
        kept = ~marked(added, len(self.day) + len(added))

        def both(mine: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
            column = np.empty(len(kept), dtype=mine.dtype)
            column[kept] = mine
            column[added] = theirs
            return column

        for name in _COLUMNS:
            setattr(self, name, both(getattr(self, name), getattr(more, name)))
        for item, cells in enumerate(more.cells):
            self.cells[item] = both(self.cells[item], cells)


def _atoms(
    of: _Pieces, rows: NDArray[np.intp], item: NDArray[np.uint8], code: NDArray[np.int8]
) -> pl.DataFrame:
    values = (of.assessment[rows], of.person[rows], of.check[rows], of.day[rows], item, code)
    return pl.DataFrame(dict(zip(_ATOM, values, strict=True)))


def _joined(pieces: list[_Pieces], items: int) -> _Pieces:
    """Join pieces one after the other, giving each column's memory back as the next is made."""
    joined = _Pieces(np.empty(0, dtype=np.uint64), items)
    for name in _COLUMNS:
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
        piece = self._pieces_of(rows)
        self._new.append(piece)
        self._waiting += len(piece.assessment)
        # By halves, so that however many come, each is moved a few times only.
        if self._waiting > max(self._most_waiting, len(self._all.assessment) // 2):
            self._settle()

    def _pieces_of(self, rows: AnswerColumns) -> _Pieces:
        """Make a piece of each run."""
        n = len(rows.assessment)
        run, item, code = rows.run, rows.item, rows.code
        if not rows.good.all():
            run, item, code = run[rows.good], item[rows.good], code[rows.good]
        self._good += len(run)
        named, spoilt = marked(run, n), marked(rows.run[rows.harmful], n)
        pieces = _Pieces(rows.assessment, self._items)
        pieces.person, pieces.check, pieces.spoilt = rows.person, rows.check, spoilt
        pieces.day = np.where(named, rows.day, np.int32(NO_DAY))
        flat = np.full(self._items * n, _ABSENT, dtype=np.int8)
        pieces.cells = list(flat.reshape(self._items, n))
        cell = item * np.intp(n) + run
        flat[cell] = code
        lost = np.flatnonzero(np.take(flat, cell) != code)
        if len(lost):
            self._beside.add(_atoms(pieces, run[lost], item[lost], code[lost]))
        there = named | spoilt
        return pieces if there.all() else pieces.taken(np.flatnonzero(there))

    def _settle(self) -> None:
        """Sort in what waits."""
        if not self._new:
            return
        new = self._sorted(_joined(self._new, self._items))
        self._new, self._waiting = [], 0
        there = self._all.assessment
        if not len(there):
            self._all = new
            return
        place = np.searchsorted(there, new.assessment)
        known = there[np.minimum(place, len(there) - 1)] == new.assessment
        if known.any():
            self._all.pour(place[known], new.taken(np.flatnonzero(known)), self._beside)
        if not known.all():
            self._all.insert(place[~known], new.taken(np.flatnonzero(~known)))

    def _sorted(self, pieces: _Pieces) -> _Pieces:
        """Give one piece for each assessment, in the order of their hashes."""
        order = pl.Series(pieces.assessment).arg_sort().to_numpy()
        hashes = pieces.assessment[order]
        head = np.ones(len(order), dtype=np.bool_)
        np.not_equal(hashes[1:], hashes[:-1], out=head[1:])
        if head.all():
            return pieces.taken(order)
        # Mostly few come in two pieces: those at the end of one batch and the start of the next.
        place = np.cumsum(head)[~head] - 1
        more = pieces.taken(order[~head])
        first = pieces.taken(order[head])
        first.pour(place, more, self._beside)
        return first

    def done(self) -> Gathered:
        """Give the assessments; nothing may be added afterwards."""
        self._settle()
        pieces, self._all = self._all, _Pieces(np.empty(0, dtype=np.uint64), self._items)
        n = len(pieces.assessment)
        answers = np.empty((n, self._items), dtype=np.int8, order="F")
        filled = 0
        for item, cells in enumerate(pieces.cells):
            absent = cells == _ABSENT
            filled += n - int(np.count_nonzero(absent))
            answers[:, item] = np.where(absent, np.int8(MISSING_ANSWER), cells)
        atoms = self._beside.distinct()
        place, unclear, extra = _misfits(pieces, atoms)
        people = pl.DataFrame({"person": pieces.person, "check": pieces.check}).filter(
            pl.Series(pieces.day != NO_DAY)
        )
        if not atoms.is_empty():
            people = pl.concat([people, atoms.select("person", "check")])
        fate = np.zeros(n, dtype=np.uint8)
        mark(fate, pieces.spoilt, SPOILT)
        mark(fate, marked(place[unclear], n), UNCLEAR)
        mark(fate, marked(place, n), CONFLICTING)
        return Gathered(
            assessment=pieces.assessment,
            person=pieces.person,
            check=pieces.check,
            day=pieces.day,
            answers=answers,
            fate=fate,
            repeats=self._good - filled - extra,
            people=people,
        )


def _misfits(pieces: _Pieces, atoms: pl.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.bool_], int]:
    """Give where answers do not fit, whether they are of another person or day, and how many differ."""
    none = np.zeros(0, dtype=np.intp)
    if atoms.is_empty():
        return none, none.astype(np.bool_), 0
    item, code = atoms["item"].to_numpy(), atoms["code"].to_numpy()
    place = np.searchsorted(pieces.assessment, atoms["assessment"].to_numpy())
    other = np.zeros(len(place), dtype=np.bool_)
    for name in ("person", "check", "day"):
        other |= getattr(pieces, name)[place] != atoms[name].to_numpy()
    # What lost against its neighbour may be what the assessment says after all.
    same = ~other & (_held(pieces, item, place) == code)
    return place[~same], other[~same], int(np.count_nonzero(~same))


def _held(pieces: _Pieces, item: NDArray[np.uint8], place: NDArray[np.intp]) -> NDArray[np.int8]:
    held = np.empty(len(item), dtype=np.int8)
    for number, cells in enumerate(pieces.cells):
        there = item == number
        held[there] = cells[place[there]]
    return held


def marked(places: NDArray[np.intp], n: int) -> NDArray[np.bool_]:
    """Give an array of this length that is true at these places."""
    found = np.zeros(n, dtype=np.bool_)
    found[places] = True
    return found
