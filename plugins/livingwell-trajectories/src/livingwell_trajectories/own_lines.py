"""
Each person's own line: by itself, and as the mixed model sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.clinical_change import ReliableChangeCounts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_trajectories.mixed_model import MixedModel

__all__ = ["RELIABLE", "OwnLines", "own_slopes", "reliable_slopes"]

#: What a person's slope by its standard deviation has to pass.
RELIABLE: Final = 1.96


@attrs.frozen(kw_only=True, eq=False)
class OwnLines:
    """
    A least-squares line through the scores of each person.

    Attributes
    ----------
    line : array of float, shape (people, 2)
        Start and slope.
    unit_error : array of float, shape (people, 2, 2)
        Covariance of start and slope for residuals of variance 1.
    residual : float
        Variance about the lines, all people together; 0 of nobody.
    flat : bool
        True where every score is on its person's line.
    """

    line: NDArray[np.float64]
    unit_error: NDArray[np.float64]
    residual: float
    flat: bool

    @classmethod
    def of(cls, person: NDArray[np.int64], time: NDArray[np.float64], score: NDArray[np.float64]) -> OwnLines:
        """
        Fit a line to each person.

        Parameters
        ----------
        person : array of int64, shape (scores,)
            Number of the person, from 0 without gaps, each with at least three times.
        time, score : array of float, shape (scores,)
        """
        count = np.bincount(person)
        mean_time, mean = np.bincount(person, time) / count, np.bincount(person, score) / count
        late, off = time - mean_time[person], score - mean[person]
        squares = np.bincount(person, late * late)
        slope = np.bincount(person, late * off) / squares
        start = mean - slope * mean_time
        left = off - slope[person] * late
        covariance = -mean_time / squares
        unit_error = np.array(
            [[1 / count + mean_time * mean_time / squares, covariance], [covariance, 1 / squares]]
        )
        sum_left = float(left @ left)
        return cls(
            line=np.stack([start, slope], axis=1),
            unit_error=np.moveaxis(unit_error, 2, 0),
            residual=sum_left / max(person.size - 2 * count.size, 1),
            # What rounding leaves of nothing.
            flat=sum_left <= 1e-20 * float(score @ score),
        )


def own_slopes(model: MixedModel, lines: OwnLines) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Give the empirical Bayes slope of each person and its standard deviation.

    A person's line b is drawn to the mean line g by ``L = D (D + V)^-1``, with D the covariance of lines
    between people and V the error of this person's own line: ``L b + (1 - L) g``. Its covariance is
    ``L V + (1 - L) G (1 - L)'``, with G the error of g [1]_.

    Parameters
    ----------
    model : MixedModel
    lines : OwnLines
        Of the people in it.

    Returns
    -------
    slope, sd : array of float, shape (people,)

    Raises
    ------
    NotApplicableError
        Where people have one slope.

    References
    ----------
    .. [1] Raudenbush SW, Bryk AS (2002), Hierarchical Linear Models, 2nd ed., chapter 3, on empirical Bayes
       estimation of a vector of level-1 coefficients.
    """
    if model.parallel:
        raise NotApplicableError(model.parallel)
    error = model.residual * lines.unit_error
    weight = model.spread @ np.linalg.inv(model.spread + error)
    rest = np.eye(2) - weight
    line = np.einsum("nij,nj->ni", weight, lines.line) + rest @ model.fixed
    covariance = weight @ error + rest @ model.error @ np.swapaxes(rest, 1, 2)
    return line[:, 1], np.sqrt(covariance[:, 1, 1])


def reliable_slopes(model: MixedModel, lines: OwnLines, *, sign: int) -> ReliableChangeCounts:
    """
    Count people whose own slope is not 0 beyond its error.

    Parameters
    ----------
    model, lines
        As in `own_slopes`.
    sign : {1, -1}
        1 where higher is better.

    Raises
    ------
    NotApplicableError
        Where people have one slope.
    """
    slope, sd = own_slopes(model, lines)
    index = sign * slope / sd
    improved = int(np.count_nonzero(index > RELIABLE))
    deteriorated = int(np.count_nonzero(index < -RELIABLE))
    return ReliableChangeCounts(
        improved=improved, unchanged=index.size - improved - deteriorated, deteriorated=deteriorated
    )
