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
    from collections.abc import Sequence

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
# So many assessments are turned from rows to columns at a time: few enough for the processor's cache.
_BLOCK: Final = 1 << 15
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
        ``person`` and ``check`` of good rows that did not fit where they came, each once: they may be of
        nobody whom an assessment names.
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


def _record(items: int) -> np.dtype[np.void]:
    """Give what is held of an assessment; each in one place of memory, as most of them move one by one."""
    fields = [
        ("cells", np.int8, (items,)),
        ("person", np.uint64),
        ("check", np.uint64),
        ("day", np.int32),
        ("spoilt", np.bool_),
    ]
    return np.dtype(fields, align=True)


class _Pieces:
    """
    Assessments, or parts of them.

    Parameters
    ----------
    assessment : array of uint64, shape (n,)
        Hashes.
    records : structured array, shape (n,)
        As `_record` has it; `day` is NO_DAY where no good row has come yet.
    """

    def __init__(self, assessment: NDArray[np.uint64], records: NDArray[np.void]) -> None:
        self.assessment = assessment
        self.records = records
        self.person: NDArray[np.uint64] = records["person"]
        self.check: NDArray[np.uint64] = records["check"]
        self.day: NDArray[np.int32] = records["day"]
        self.spoilt: NDArray[np.bool_] = records["spoilt"]
        self.cells: NDArray[np.int8] = records["cells"]

    @classmethod
    def none(cls, items: int) -> _Pieces:
        """Give no pieces."""
        return cls(np.empty(0, dtype=np.uint64), np.empty(0, dtype=_record(items)))

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
        for item in range(self.cells.shape[1]):
            mine, cells = self.cells[:, item], more.cells[:, item]
            there = np.flatnonzero(cells != _ABSENT)
            where, codes = place[there], cells[there]
            fits = agree[there] & (mine[where] == _ABSENT)
            mine[where[fits]] = codes[fits]
            lost = there[~agree[there] | (mine[where] != codes)]
            if len(lost):
                beside.add(_atoms(more, lost, np.full(len(lost), item, dtype=np.uint8), cells[lost]))

    def taken(self, places: NDArray[np.intp]) -> _Pieces:
        """Give the pieces at these places."""
        taken = np.take(_bytes(self.records), places, axis=0)
        return _Pieces(np.take(self.assessment, places), taken.view(self.records.dtype)[:, 0])

    def insert(self, places: NDArray[np.intp], more: _Pieces) -> _Pieces:
        """Give these and other pieces, those before these places, which ascend."""
        added = places + np.arange(len(places))
        kept = ~marked(added, len(self.day) + len(added))

        def both(mine: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
            column = np.empty((len(kept), *mine.shape[1:]), dtype=mine.dtype)
            column[kept] = mine
            column[added] = theirs
            return column

        whole = both(_whole(self.records), _whole(more.records))
        return _Pieces(both(self.assessment, more.assessment), whole.view(self.records.dtype))


def _bytes(records: NDArray[np.void]) -> NDArray[np.uint8]:
    """Give the same memory as rows of bytes: numpy takes rows of bytes much faster than records."""
    return records.view(np.uint8).reshape(len(records), records.dtype.itemsize)


def _whole(records: NDArray[np.void]) -> NDArray[np.void]:
    """Give the same memory as values without fields, which numpy copies whole."""
    return records.view(np.dtype((np.void, records.dtype.itemsize)))


def _atoms(
    of: _Pieces, rows: NDArray[np.intp], item: NDArray[np.uint8], code: NDArray[np.int8]
) -> pl.DataFrame:
    values = (of.assessment[rows], of.person[rows], of.check[rows], of.day[rows], item, code)
    return pl.DataFrame(dict(zip(_ATOM, values, strict=True)))


def _joined(pieces: Sequence[_Pieces]) -> _Pieces:
    """Join pieces one after the other."""
    records = np.concatenate([_whole(piece.records) for piece in pieces])
    assessment = np.concatenate([piece.assessment for piece in pieces])
    return _Pieces(assessment, records.view(pieces[0].records.dtype))


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
        self._all = _Pieces.none(items)
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
        pieces = _Pieces(rows.assessment, np.empty(n, dtype=_record(self._items)))
        pieces.person[:], pieces.check[:], pieces.spoilt[:] = rows.person, rows.check, spoilt
        pieces.day[:] = np.where(named, rows.day, np.int32(NO_DAY))
        pieces.cells[:] = _ABSENT
        flat = pieces.records.view(np.int8)
        cell = run * pieces.records.itemsize + item  # cells come first in a record
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
        joined = _joined(self._new)
        self._new, self._waiting = [], 0
        new = self._sorted(joined)
        there = self._all.assessment
        if not len(there):
            self._all = new
            return
        place = np.searchsorted(there, new.assessment)
        known = there[np.minimum(place, len(there) - 1)] == new.assessment
        if known.any():
            self._all.pour(place[known], new.taken(np.flatnonzero(known)), self._beside)
        if not known.all():
            self._all = self._all.insert(place[~known], new.taken(np.flatnonzero(~known)))

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
        pieces, self._all = self._all, _Pieces.none(self._items)
        n = len(pieces.assessment)
        answers = np.empty((n, self._items), dtype=np.int8, order="F")
        filled = 0
        for start in range(0, n, _BLOCK):
            block = slice(start, start + _BLOCK)
            absent = pieces.cells[block] == _ABSENT
            filled += absent.size - int(np.count_nonzero(absent))
            answers[block] = np.where(absent, np.int8(MISSING_ANSWER), pieces.cells[block])
        atoms = self._beside.distinct()
        place, unclear, extra = _misfits(pieces, atoms)
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
            people=atoms.select("person", "check").unique() if len(atoms) else pl.DataFrame(),
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
    held: NDArray[np.int8] = pieces.cells[place, item]
    return held


def marked(places: NDArray[np.intp], n: int) -> NDArray[np.bool_]:
    """Give an array of this length that is true at these places."""
    found = np.zeros(n, dtype=np.bool_)
    found[places] = True
    return found
