"""
Every score of every person by day: what a mixed model of people with different days needs.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from livingwell_core.instruments import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.pairing import History

__all__ = ["ScoreSeries"]


def _frozen_int64(values: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a converter takes whatever is given
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


_array: Any = attrs.field(converter=_frozen_int64)


@attrs.frozen(eq=False)
class ScoreSeries:
    """
    The scores of people over time, in any order of people.

    Unlike other tallies it is not small: three numbers a score. People assessed on different days share no
    sums from which the likelihood of a mixed model follows, so there is nothing smaller that adds. That is
    why trajectories run by name only. Nobody can be known again: people have numbers from 0, given anew when
    two series are added, and days count from the person's own first score.

    Attributes
    ----------
    scale : Scale
        Range and step of the scores.
    fewer : int
        People who have a usable score and too few for a trajectory; their scores are not held.
    person : array of int64, shape (scores,)
        Number of the person, rising from 0 without gaps.
    day : array of int64, shape (scores,)
        Days since the person's first score, from 0 and rising within a person.
    score : array of int64, shape (scores,)
        In steps of the scale.

    Raises
    ------
    ValueError
        If the shapes differ, a person has no number of their own, days do not rise from 0, a score is outside
        the scale, or `fewer` is negative.
    """

    scale: Scale
    fewer: int
    person: NDArray[np.int64] = _array
    day: NDArray[np.int64] = _array
    score: NDArray[np.int64] = _array

    def __attrs_post_init__(self) -> None:
        if not self.person.shape == self.day.shape == self.score.shape or self.person.ndim != 1:
            msg = "'person', 'day' and 'score' must be one-dimensional and of one length"
            raise ValueError(msg)
        if self.fewer < 0:
            msg = f"'fewer' must not be negative, got {self.fewer}"
            raise ValueError(msg)
        new = np.diff(self.person, prepend=-1)
        if np.any((new != 0) & (new != 1)):
            msg = "'person' must rise from 0 without gaps"
            raise ValueError(msg)
        if np.any(self.day[new == 1] != 0) or np.any(np.diff(self.day)[new[1:] == 0] <= 0):
            msg = "'day' must rise from 0 within each person"
            raise ValueError(msg)
        low, high = self.scale.first_step, self.scale.last_step
        if self.score.size and (self.score.min() < low or self.score.max() > high):
            msg = (
                f"'score' must be within {low} to {high} steps, "
                f"got {int(self.score.min())} to {int(self.score.max())}"
            )
            raise ValueError(msg)

    @classmethod
    def of(cls, scale: Scale, history: History, *, at_least: int) -> ScoreSeries:
        """
        Take the people with enough scores.

        Parameters
        ----------
        scale : Scale
            Of the scores in `history`.
        history : History
        at_least : int
            Scores that are enough, >= 1.
        """
        number = history.number
        scores = np.bincount(number)
        enough = scores >= at_least
        keep = enough[number]
        first_day = history.day[np.cumsum(scores) - scores]
        return cls(
            scale,
            int(np.count_nonzero(~enough)),
            (np.cumsum(enough) - 1)[number][keep],
            (history.day - first_day[number])[keep].astype(np.int64),
            history.score[keep].astype(np.int64),
        )

    @property
    def people(self) -> int:
        """People with enough scores."""
        return int(self.person[-1]) + 1 if self.person.size else 0

    def zero(self) -> ScoreSeries:
        """Give the series of nobody on the same scale."""
        empty = np.empty(0, dtype=np.int64)
        return ScoreSeries(self.scale, 0, empty, empty, empty)

    def __add__(self, other: ScoreSeries) -> ScoreSeries:
        """Give the series of both groups of people; ValueError if the scales differ."""
        if not isinstance(other, ScoreSeries):
            return NotImplemented
        if self.scale != other.scale:
            msg = f"series on different scales do not add: {self.scale} and {other.scale}"
            raise ValueError(msg)
        return ScoreSeries(
            self.scale,
            self.fewer + other.fewer,
            np.concatenate([self.person, other.person + self.people]),
            np.concatenate([self.day, other.day]),
            np.concatenate([self.score, other.score]),
        )

    @functools.cached_property
    def ordered(self) -> ScoreSeries:
        """The same with people in an order that only days and scores decide: who they are leaves no trace."""
        counts = np.bincount(self.person)
        starts = np.cumsum(counts) - counts
        places = [np.empty(0, dtype=np.int64)]
        for length in np.unique(counts):
            rows = starts[counts == length][:, np.newaxis] + np.arange(length)
            # The last key counts first: days, then scores.
            keys = np.concatenate([self.day[rows], self.score[rows]], axis=1).T[::-1]
            places.append(rows[np.lexsort(keys)].ravel())
        place = np.concatenate(places)
        person = np.repeat(np.arange(counts.size), np.sort(counts))
        return ScoreSeries(self.scale, self.fewer, person, self.day[place], self.score[place])

    def __eq__(self, other: object) -> bool:
        """Say whether they are the series of the same people, in whatever order."""
        if not isinstance(other, ScoreSeries):
            return NotImplemented
        mine, theirs = self.ordered, other.ordered
        return (self.scale, self.fewer) == (other.scale, other.fewer) and all(
            np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in ("person", "day", "score")
        )

    # Arrays have no hash; object says that every class has one.
    __hash__ = None  # type: ignore[assignment]
