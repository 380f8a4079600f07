"""
The mean change with people who have a pair standing for people like them who have none.

People whose first score made a pair less likely count for more: each with one over the chance of a pair,
which is a logistic regression on the first score.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError, did_you_mean
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.missing_people import _check_scales

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from livingwell_core.tallies import Histogram, JointTable

__all__ = ["CHANCE_MODELS", "ChanceModel", "WeightedMean", "weighted_change", "weighted_share"]

ChanceModel = Literal["linear", "quadratic"]

CHANCE_MODELS: Final[tuple[ChanceModel, ...]] = get_args(ChanceModel)

# Newton's steps; they double the digits, so that more are needed only where there is next to no solution.
_MOST_STEPS = 100
# A squared step, in squared standard errors, after which the next one would change nothing.
_CLOSE = 1e-18
# What the sum of as many logarithms loses.
_ROUNDING = 1e-12
# Below this chance of a pair one person would stand for a million.
_LEAST_CHANCE = 1e-6


@attrs.frozen(kw_only=True)
class WeightedMean:
    """
    A mean of people with a pair, weighted for those without.

    Attributes
    ----------
    model : {"linear", "quadratic"}
    coefficients : tuple of float
        Of the log odds of a pair: at a first score of 0, per point, and, if quadratic, per squared point.
    estimate : Estimate
        In points, or a share in [0, 1].
    error : float
        Its standard error, likewise; 0 where all have one value, and there is then no interval.
    unweighted : float
        The plain mean of people with a pair.
    least_chance : float
        Smallest chance of a pair of anyone who has one, in (0, 1): one over it is the largest weight.
    effective_n : float
        ``(sum w)^2 / sum w^2``: as many people of equal weight would say as much.
    n_paired, n_others : int
        People with a pair, and assessed people without.
    """

    model: ChanceModel
    coefficients: tuple[float, ...]
    estimate: Estimate
    error: float
    unweighted: float
    least_chance: float
    effective_n: float
    n_paired: int
    n_others: int


@attrs.frozen(eq=False)
class _Chance:
    """
    The chance of a pair by first score.

    Attributes
    ----------
    score : array of int64, shape (scores,)
        In steps, rising.
    design : array of float, shape (scores, degree + 1)
        Powers of the score, centred and scaled.
    chance : array of float, shape (scores,)
    information : array of float, shape (degree + 1, degree + 1)
    coefficients : tuple of float
        In points.
    """

    score: NDArray[np.int64]
    design: NDArray[np.float64]
    chance: NDArray[np.float64]
    information: NDArray[np.float64]
    coefficients: tuple[float, ...]


def weighted_change(
    paired: JointTable, others: Histogram, *, model: ChanceModel, level: float
) -> WeightedMean:
    """
    Give the mean change of all people assessed, as far as first scores tell.

    The chance p of a pair is fitted to all people assessed by logistic regression on the first score; the
    mean of changes is weighted by 1 / p [1]_. The standard error is the sandwich of both sets of estimating
    equations, so that it knows that the weights were estimated [2]_; the interval is normal.

    This holds under one assumption, which nothing here can test: among people with the same first score
    those with a pair changed like those without (missing at random given the first score). And the model of
    the chance has to be right. People who were never assessed are not reached.

    Parameters
    ----------
    paired : JointTable
    others : Histogram
        First scores of assessed people without a pair.
    model : {"linear", "quadratic"}
        Log odds of a pair as a line, or as a parabola, over the first score.
    level : float
        In (0, 1).

    Returns
    -------
    WeightedMean
        In points.

    Raises
    ------
    NotApplicableError
        If there is no pair, or nobody without; if there are too few different first scores for the model; if
        first scores with and without a pair lie apart, so that the best model has no end [3]_; if somebody
        with a pair had next to no chance of it.
    ValueError
        If there is no such model, or if the scales differ.

    References
    ----------
    .. [1] Seaman SR, White IR (2013), Statistical Methods in Medical Research 22:278-295,
       doi 10.1177/0962280210395740.
    .. [2] Stefanski LA, Boos DD (2002), The American Statistician 56:29-38, doi 10.1198/000313002753631330.
    .. [3] Albert A, Anderson JA (1984), Biometrika 71:1-10, doi 10.1093/biomet/71.1.1.
    """
    return _weighted(paired, others, paired.change / paired.scale.denominator, model, level)


def weighted_share(
    paired: JointTable, others: Histogram, cells: NDArray[np.bool_], *, model: ChanceModel, level: float
) -> WeightedMean:
    """
    Give the share of all people assessed of whom something holds, as far as first scores tell.

    As `weighted_change`, with 1 and 0 for changes. The normal interval is cut at 0 and 1.

    Parameters
    ----------
    paired, others, model, level
        As in `weighted_change`.
    cells : array of bool, shape (cells,)
        Of whom it holds, by cell of `paired`: those who improved reliably, say.

    Raises
    ------
    NotApplicableError
        As `weighted_change`.
    ValueError
        As `weighted_change`, and if `cells` is of another table.
    """
    if cells.shape != paired.count.shape:
        msg = f"'cells' must be of the same table: {cells.size} and {paired.count.size} cells"
        raise ValueError(msg)
    found = _weighted(paired, others, cells.astype(np.float64), model, level)
    estimate = found.estimate
    if estimate.low is None or estimate.high is None:
        return found
    cut = attrs.evolve(estimate, low=max(0.0, estimate.low), high=min(1.0, estimate.high))
    return attrs.evolve(found, estimate=cut)


def _weighted(
    paired: JointTable, others: Histogram, value: NDArray[np.float64], model: ChanceModel, level: float
) -> WeightedMean:
    fit = _fit_chance(paired, others, model)
    at = np.searchsorted(fit.score, paired.first)
    chance, design, count = fit.chance[at], fit.design[at], paired.count
    if chance.min() < _LEAST_CHANCE:
        msg = f"somebody with a pair had a chance of {chance.min():.1g} of it, too small to weight by"
        raise NotApplicableError(msg)
    weight = 1 / chance
    total = float(np.dot(weight, count))
    # From a value within, so that the same for all is exactly that.
    origin = float(value[0])
    mean = origin + float(np.dot(weight * (value - origin), count)) / total
    away = value - mean
    # The influence of each person on the mean: first by the own value, then by way of the coefficients.
    through = np.linalg.solve(fit.information, (design.T * ((weight - 1) * away)) @ count)
    seen = weight * away - (design @ through) * (1 - chance)
    unseen = (fit.design @ through) * fit.chance
    of_score = np.zeros(fit.score.size)
    of_score[np.searchsorted(fit.score, others.value)] = others.count
    error = math.sqrt(float(np.dot(seen * seen, count) + np.dot(unseen * unseen, of_score))) / total
    if value.min() == value.max():
        error, estimate = 0.0, Estimate(value=origin)
    else:
        from scipy.special import ndtri

        half = float(ndtri(0.5 + level / 2)) * error
        estimate = Estimate(value=mean, low=mean - half, high=mean + half, level=level)
    return WeightedMean(
        model=model,
        coefficients=fit.coefficients,
        estimate=estimate,
        error=error,
        unweighted=origin + float(np.dot(value - origin, count)) / paired.n,
        least_chance=float(chance.min()),
        effective_n=total * total / float(np.dot(weight * weight, count)),
        n_paired=paired.n,
        n_others=others.n,
    )


def _fit_chance(paired: JointTable, others: Histogram, model: ChanceModel) -> _Chance:
    if model not in CHANCE_MODELS:
        msg = f"'model' {model!r} is unknown; {did_you_mean(model, CHANCE_MODELS)}"
        raise ValueError(msg)
    _check_scales(paired, others)
    for people, reason in ((paired.n, "no pairs"), (others.n, "everyone assessed has a pair")):
        if people == 0:
            raise NotApplicableError(reason)
    degree = 1 + CHANCE_MODELS.index(model)
    score, at = np.unique(np.concatenate([paired.first, others.value]), return_inverse=True)
    with_pair, everyone = np.zeros(score.size), np.zeros(score.size)
    np.add.at(with_pair, at[: paired.first.size], paired.count)
    np.add.at(everyone, at, np.concatenate([paired.count, others.count]))
    if score.size <= degree:
        msg = f"needs {degree + 1} different first scores, there {'is' if score.size == 1 else 'are'} "
        msg += str(score.size)
        raise NotApplicableError(msg)
    if _roots(with_pair > 0, with_pair < everyone) <= degree:
        msg = "people with and without a pair lie apart by their first score"
        raise NotApplicableError(msg)
    centre = float(np.dot(score, everyone) / everyone.sum())
    spread = math.sqrt(float(np.dot(np.square(score - centre), everyone) / everyone.sum()))
    design = np.vander((score - centre) / spread, degree + 1, increasing=True)
    found, chance, information = _newton(design, with_pair, everyone)
    # From powers of (score - centre) / spread, in steps, to powers of the score, in points.
    line = np.polynomial.Polynomial([-centre / spread, paired.scale.denominator / spread])
    coefficients = np.polynomial.Polynomial(found)(line).coef
    return _Chance(score, design, chance, information, tuple(coefficients.tolist()))


def _roots(paired: Iterable[bool], others: Iterable[bool]) -> int:
    """
    Count how often a curve has to be 0 to be never below it at a pair and never above it without.

    A polynomial of that degree keeps the two apart, and could be multiplied without end. A score with both
    has to be a root: a simple one, where the sign changes, or a double one. Otherwise signs change between
    scores.
    """
    never = 10**9
    above, below = 0, 0
    for one, other in zip(paired, others, strict=True):
        above, below = min(above, below + 1), min(below, above + 1)
        if one and other:
            above, below = min(below + 1, above + 2), min(above + 1, below + 2)
        elif one:
            below = never
        else:
            above = never
    return min(above, below)


def _newton(
    design: NDArray[np.float64], with_pair: NDArray[np.float64], everyone: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit a logistic regression to counts; give its coefficients, fitted chances and information."""
    from scipy.special import expit

    def likelihood(coefficients: NDArray[np.float64]) -> float:
        odds = design @ coefficients
        return float(np.dot(with_pair, odds) - np.dot(everyone, np.logaddexp(0, odds)))

    coefficients = np.zeros(design.shape[1])
    best = likelihood(coefficients)
    for _ in range(_MOST_STEPS):
        chance = expit(design @ coefficients)
        information = (design.T * (everyone * chance * expit(-design @ coefficients))) @ design
        slope = design.T @ (with_pair - everyone * chance)
        step = np.linalg.solve(information, slope)
        near = float(np.dot(slope, step)) <= _CLOSE * everyone.sum()
        # A little room: near the top, rounding alone makes the likelihood fall.
        while not near and likelihood(coefficients + step) < best - _ROUNDING * abs(best):
            step = step / 2
        coefficients = coefficients + step
        best = likelihood(coefficients)
        if near:
            break
    else:
        msg = f"the chance of a pair was not found in {_MOST_STEPS} steps"
        raise NotApplicableError(msg)
    chance = expit(design @ coefficients)
    information = (design.T * (everyone * chance * expit(-design @ coefficients))) @ design
    return coefficients, chance, information
