"""
How much sites differ beyond chance: Q, tau squared and I squared.

A site is a number with a standard error. All sums are formed in units of the smallest error and from the
value of the most precise site, so that neither large numbers nor very unequal errors cancel.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError, did_you_mean
from livingwell_core.statistics.effect_sizes import _decreasing_root
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

__all__ = ["TAU_SQUARED", "Heterogeneity", "ScaledSites", "TauSquared", "heterogeneity"]

TauSquared = Literal["dersimonian_laird", "paule_mandel", "reml"]

TAU_SQUARED: Final[tuple[TauSquared, ...]] = get_args(TauSquared)

# Squares of anything beyond these would leave the range of floats; no score's mean comes near them.
_LARGEST, _SMALLEST_ERROR = 1e50, 1e-50
# The restricted likelihood is searched from this part of the smallest variance on, so many times a decade.
_FINEST, _PER_DECADE = 1e-3, 50


@attrs.frozen(kw_only=True)
class Heterogeneity:
    """
    How much sites differ.

    Attributes
    ----------
    q : float
        Cochran's Q: squared distances from the common mean, in squared standard errors.
    df : int
        Sites less one.
    p : float
        Of Q, from the chi-squared distribution: small where chance does not explain the distances.
    method : str
        How `tau_squared` was estimated, one of `TAU_SQUARED`.
    tau_squared : Estimate
        Variance of the sites' true values, in squared points. The interval is the same for every method; it
        can leave out the estimate, though not that of paule_mandel unless there is no interval.
    i_squared : Estimate
        Part of the variance of sites' values that is not chance, in [0, 1].
    """

    q: float
    df: int
    p: float
    method: TauSquared
    tau_squared: Estimate
    i_squared: Estimate


@attrs.frozen(eq=False)
class ScaledSites:
    """
    Values and variances of sites, on a scale on which they are safe to square.

    Attributes
    ----------
    value : array of float, shape (k,)
        From `centre`, in `unit`.
    variance : array of float, shape (k,)
        In squared `unit`, >= 1.
    centre : float
        In points: the value of the most precise site.
    unit : float
        In points: the smallest standard error.
    """

    value: NDArray[np.float64]
    variance: NDArray[np.float64]
    centre: float
    unit: float

    @classmethod
    def of(cls, value: ArrayLike, error: ArrayLike) -> ScaledSites:
        """
        Scale sites.

        Parameters
        ----------
        value, error : array_like of float, shape (k,)
            In points; errors are standard errors, > 0.

        Raises
        ------
        NotApplicableError
            Below two sites.
        ValueError
            If shapes differ, a value is not finite or an error not above 0, or if one is beyond 1e50.
        """
        values, errors = np.asarray(value, dtype=np.float64), np.asarray(error, dtype=np.float64)
        if values.shape != errors.shape or values.ndim != 1:
            msg = "'value' and 'error' must be one-dimensional and of one length"
            raise ValueError(msg)
        if values.size < 2:
            msg = f"needs two sites, there {'is' if values.size else 'are'} {values.size}"
            raise NotApplicableError(msg)
        if not (np.abs(values) <= _LARGEST).all():
            msg = f"'value' must be within ±{_LARGEST:g}, got {values.tolist()}"
            raise ValueError(msg)
        if not ((errors >= _SMALLEST_ERROR) & (errors <= _LARGEST)).all():
            msg = f"'error' must be from {_SMALLEST_ERROR:g} to {_LARGEST:g}, got {errors.tolist()}"
            raise ValueError(msg)
        best = int(errors.argmin())
        centre, unit = float(values[best]), float(errors[best])
        return cls((values - centre) / unit, np.square(errors / unit), centre, unit)

    @property
    def df(self) -> int:
        """Sites less one."""
        return self.value.size - 1

    def weights(self, tau_squared: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the sites' weights, ``1 / (variance + tau^2)``; a column of tau^2 gives as many rows."""
        return np.asarray(1 / (self.variance + tau_squared))

    def residuals(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the sites' distances from their weighted mean, a row of weights a row."""
        total = weight.sum(axis=-1, keepdims=True)
        return np.asarray(self.value - (weight * self.value).sum(axis=-1, keepdims=True) / total)

    def q(self, tau_squared: float) -> float:
        """Give Q with tau^2 in the weights: falls as tau^2 rises."""
        weight = self.weights(tau_squared)
        return float(np.dot(weight, np.square(self.residuals(weight))))


def heterogeneity(sites: ScaledSites, *, method: TauSquared, level: float) -> Heterogeneity:
    """
    Say how much sites differ.

    - ``Q = sum w (x - m)^2``, ``w = 1 / error^2``, m the mean so weighted.
    - dersimonian_laird [1]_: ``tau^2 = max(0, (Q - df) / C)``, ``C = sum w - sum w^2 / sum w``.
    - paule_mandel [2]_: the tau^2 at which Q, with tau^2 added to every squared error, is df; else 0.
    - reml [3]_: the tau^2 >= 0 of the greatest restricted likelihood, found among all its maxima.
    - The interval of tau^2 is the Q-profile [4]_: those tau^2 at which Q, as in paule_mandel, is within both
      tails of its chi-squared distribution. Where sites are more alike than chance makes them no tau^2 is,
      and there is no interval.
    - ``I^2 = tau^2 / (tau^2 + s^2)``, ``s^2 = df / C`` the typical squared error [5]_, ends likewise. With
      dersimonian_laird that is ``(Q - df) / Q``, cut at 0.

    Parameters
    ----------
    sites : ScaledSites
    method : {"dersimonian_laird", "paule_mandel", "reml"}
    level : float
        In (0, 1).

    Raises
    ------
    ValueError
        If there is no such method.

    References
    ----------
    .. [1] DerSimonian R, Laird N (1986), Controlled Clinical Trials 7:177-188.
    .. [2] Paule RC, Mandel J (1982), Journal of Research of the National Bureau of Standards 87:377-385.
    .. [3] Viechtbauer W (2005), Journal of Educational and Behavioral Statistics 30:261-293.
    .. [4] Viechtbauer W (2007), Statistics in Medicine 26:37-52, doi 10.1002/sim.2514.
    .. [5] Higgins JPT, Thompson SG (2002), Statistics in Medicine 21:1539-1558, doi 10.1002/sim.1186, eq. 9.
    """
    if method not in TAU_SQUARED:
        msg = f"'method' {method!r} is unknown; {did_you_mean(method, TAU_SQUARED)}"
        raise ValueError(msg)
    from scipy.special import chdtrc

    estimators = {"dersimonian_laird": _dersimonian_laird, "paule_mandel": _paule_mandel, "reml": _reml}
    found, ends = estimators[method](sites), _q_profile(sites, level)
    typical = sites.df / float(_spare(sites.weights(0)))
    q, square = sites.q(0), sites.unit * sites.unit
    return Heterogeneity(
        q=q,
        df=sites.df,
        p=float(chdtrc(sites.df, q)),
        method=method,
        tau_squared=_mapped(lambda tau: tau * square, found, ends, level),
        i_squared=_mapped(lambda tau: tau / (tau + typical), found, ends, level),
    )


def _mapped(
    to: Callable[[float], float], found: float, ends: tuple[float, float] | None, level: float
) -> Estimate:
    if ends is None:
        return Estimate(value=to(found))
    return Estimate(value=to(found), low=to(ends[0]), high=to(ends[1]), level=level)


def _spare(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give ``sum w - sum w^2 / sum w`` of each row, as a sum of products: no difference of equal numbers."""
    k = weight.shape[-1]
    others = weight @ (np.ones((k, k)) - np.eye(k))
    return np.asarray((weight * others).sum(axis=-1) / weight.sum(axis=-1))


def _dersimonian_laird(sites: ScaledSites) -> float:
    return max(0.0, (sites.q(0) - sites.df) / float(_spare(sites.weights(0))))


def _squares(sites: ScaledSites) -> float:
    """Give the squared distances from the plain mean; Q at tau^2 is less than this over tau^2."""
    return float(np.square(sites.value - sites.value.mean()).sum())


def _paule_mandel(sites: ScaledSites) -> float:
    if sites.q(0) <= sites.df:
        return 0.0
    return _decreasing_root(sites.q, sites.df, 0.0, _squares(sites) / sites.df)


def _q_profile(sites: ScaledSites, level: float) -> tuple[float, float] | None:
    from scipy.special import chdtri

    tail, squares = (1 - level) / 2, _squares(sites)
    most, least = (float(chdtri(sites.df, p)) for p in (tail, 1 - tail))
    observed = sites.q(0)
    if observed < least:
        return None
    low = 0.0 if observed <= most else _decreasing_root(sites.q, most, 0.0, squares / most)
    return low, _decreasing_root(sites.q, least, 0.0, squares / least)


def _reml(sites: ScaledSites) -> float:
    def slope(tau_squared: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Give twice the slope of the log restricted likelihood."""
        weight = sites.weights(tau_squared)
        return np.asarray(
            (np.square(weight) * np.square(sites.residuals(weight))).sum(axis=-1) - _spare(weight)
        )

    def likelihood(tau_squared: float) -> float:
        """Give twice the log restricted likelihood, up to a constant."""
        weight = sites.weights(tau_squared)
        return float(np.log(weight).sum() - math.log(weight.sum()) - sites.q(tau_squared))

    # Beyond the largest variance no weight is more than twice another, so that beyond three times the squared
    # range besides the slope is negative.
    last = max(float(sites.variance.max()), 3 * float(np.ptp(sites.value)) ** 2)
    steps = 1 + math.ceil(_PER_DECADE * math.log10(last / _FINEST))
    grid = np.concatenate([[0.0], np.geomspace(_FINEST, last, steps), [2 * last]])
    rises = slope(grid[:, np.newaxis]) > 0
    maxima = [] if rises[0] else [0.0]
    maxima.extend(
        _decreasing_root(lambda tau: float(slope(tau)), 0.0, float(grid[i]), float(grid[i + 1]))
        for i in np.flatnonzero(rises[:-1] & ~rises[1:]).tolist()
    )
    return max(maxima, key=likelihood)
