"""
A straight line for each person about a mean line: random start and slope, fitted by statsmodels.

statsmodels walks through the people in Python, some fifty times a fit, so that the time it takes grows with
their number; the README says what was measured.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_trajectories.own_lines import OwnLines

__all__ = ["MixedModel", "fit_lines"]

# Gradient of the log-likelihood, by the number of scores, at which the optimiser stops: variances are then
# found to five digits or so, means to more.
_GRADIENT: Final = 1e-6
_MOST_STEPS: Final = 200
# Where the search for the covariance between people begins, in units of an average person's error. In
# simulated samples of 3 to 60 people the first finds nineteen in twenty of the maxima that are not at an end
# of the possible, and the second the others.
_BEGIN: Final = (1.0, 100.0)
# In the same units: variance between people, in some direction, that is none. Simulated fits with their
# maximum at 0 end below 1e-6, or fail; of those with another maximum none was seen below .01.
_NONE: Final = 1e-5
# People whom the covariance of two quantities needs.
_FOR_TWO: Final = 3

_PARALLEL: Final = "people's slopes do not differ by more than chance, or differ just as their starts do"
_ALIKE: Final = "people's starts do not differ by more than chance"
_FAILED: Final = "the search for the best fit did not converge, as where people hardly differ"


@attrs.frozen(kw_only=True, eq=False)
class MixedModel:
    """
    A mean line, and how people's own lines spread about it.

    Attributes
    ----------
    people : int
    fixed : array of float, shape (2,)
        Mean start and mean slope.
    error : array of float, shape (2, 2)
        Covariance of these two estimates.
    spread : array of float, shape (2, 2)
        Covariance of start and slope between people; 0 for the slope where people have one slope.
    residual : float
        Variance of scores about people's lines.
    parallel : str
        Why people have one slope in this model, fit to print; "" where they have slopes of their own.
    """

    people: int
    fixed: NDArray[np.float64]
    error: NDArray[np.float64]
    spread: NDArray[np.float64]
    residual: float
    parallel: str = ""

    def mean_start(self, *, level: float) -> Estimate:
        """Give the mean start with its interval; see `mean_change`."""
        return self._interval(0, level=level)

    def mean_change(self, time: float, *, level: float) -> Estimate:
        """
        Give the mean change over some time with Student's interval, degrees of freedom people - 1.

        With scores at the same times of everybody it is the exact interval of the mean of people's own
        least-squares lines; else it is approximate.

        Parameters
        ----------
        time : float
            > 0.
        level : float
        """
        return self._interval(1, level=level, times=time)

    def _interval(self, place: int, *, level: float, times: float = 1.0) -> Estimate:
        from scipy.special import stdtrit

        value = times * float(self.fixed[place])
        error = times * math.sqrt(float(self.error[place, place]))
        half = float(stdtrit(self.people - 1, 0.5 + level / 2)) * error
        return Estimate(value=value, low=value - half, high=value + half, level=level)

    @property
    def sd_start(self) -> float:
        """Standard deviation of starts between people."""
        return math.sqrt(float(self.spread[0, 0]))

    @property
    def sd_slope(self) -> float:
        """Standard deviation of slopes between people; NotApplicableError where they have one slope."""
        if self.parallel:
            raise NotApplicableError(self.parallel)
        return math.sqrt(float(self.spread[1, 1]))

    @property
    def correlation(self) -> float:
        """Correlation of start and slope between people; NotApplicableError where they have one slope."""
        return float(self.spread[0, 1]) / (self.sd_start * self.sd_slope)


def fit_lines(
    person: NDArray[np.int64], time: NDArray[np.float64], score: NDArray[np.float64], lines: OwnLines
) -> MixedModel:
    """
    Fit a mean line with random starts and slopes by restricted maximum likelihood.

    Where that cannot be done, the model has random starts and one slope.

    Parameters
    ----------
    person : array of int64, shape (scores,)
        Number of the person, from 0 without gaps, each with at least three times.
    time, score : array of float, shape (scores,)
    lines : OwnLines
        Of the same scores.

    Returns
    -------
    MixedModel

    Raises
    ------
    NotApplicableError
        Below two people; where every score is the same, or each is on its person's line; where neither model
        can be fitted.
    """
    people = len(lines.line)
    if people < 2:
        msg = "needs two people with enough scores"
        raise NotApplicableError(msg)
    if np.all(score == score[0]):
        msg = "every score is the same"
        raise NotApplicableError(msg)
    if lines.flat:
        msg = "everybody's scores are on a straight line, so that nothing tells of error"
        raise NotApplicableError(msg)
    data = (person, time, score, lines)
    parallel = f"slopes of their own need {_FOR_TWO} people"
    if people >= _FOR_TWO:
        try:
            return _fit(*data, random=2)
        except NotApplicableError as reason:
            parallel = str(reason)
    try:
        return attrs.evolve(_fit(*data, random=1), parallel=parallel)
    except NotApplicableError as reason:
        same = str(reason) == parallel
        msg = f"{parallel}; with one slope for all, {'the same' if same else reason}"
        raise NotApplicableError(msg) from reason


def _fit(
    person: NDArray[np.int64],
    time: NDArray[np.float64],
    score: NDArray[np.float64],
    lines: OwnLines,
    *,
    random: int,
) -> MixedModel:
    """Fit with random starts (1), or with random starts and slopes (2)."""
    people = len(lines.line)
    design = np.stack([np.ones_like(time), time], axis=1)
    own = design[:, :random]
    # In units of the error about people's lines, and of an average person's error in start and slope: left to
    # itself the optimiser stops short where a month makes little difference, and says that it converged.
    unit = math.sqrt(lines.residual)
    back = np.linalg.inv(np.linalg.cholesky(own.T @ own / people)).T
    for begin in _BEGIN:
        found = _reml(score / unit, design, person, own @ back, begin)
        if found is None:
            continue
        fixed, error, spread, residual = found
        if np.linalg.eigvalsh(spread / residual)[0] < _NONE:
            raise NotApplicableError(_PARALLEL if random > 1 else _ALIKE)
        between = np.zeros((2, 2))
        between[:random, :random] = unit * unit * back @ spread @ back.T
        return MixedModel(
            people=people,
            fixed=unit * fixed,
            error=unit * unit * error,
            spread=between,
            residual=unit * unit * residual,
        )
    raise NotApplicableError(_FAILED)


# Means, their covariance, the covariance between people and the residual variance.
_Found = tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]", float]


def _reml(
    score: NDArray[np.float64],
    design: NDArray[np.float64],
    person: NDArray[np.int64],
    own: NDArray[np.float64],
    begin: float,
) -> _Found | None:
    """Ask statsmodels; None where it found nothing."""
    from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams

    start = MixedLMParams.from_components(
        fe_params=np.zeros(design.shape[1]), cov_re=begin * np.eye(own.shape[1])
    )
    with warnings.catch_warnings():
        # Of trouble with convergence and singular matrices: what they say is asked of the result.
        warnings.simplefilter("ignore")
        try:
            result = MixedLM(score, design, person, exog_re=own).fit(
                start_params=start, reml=True, method="bfgs", gtol=_GRADIENT, maxiter=_MOST_STEPS
            )
            error = np.asarray(result.cov_params(), dtype=np.float64)[:2, :2]
        except np.linalg.LinAlgError:
            return None
    spread = np.asarray(result.cov_re, dtype=np.float64)
    sound = np.isfinite(error).all() and np.isfinite(spread).all() and np.diag(error).min() > 0
    if not (result.converged and sound):
        return None
    return np.asarray(result.fe_params, dtype=np.float64), error, spread, float(result.scale)
