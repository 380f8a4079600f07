"""
Several sites' mean changes as one: the numbers of a forest plot.

Sites are pooled by how precisely each knows its own mean. Pooling by people needs none of this: there the
sites' tallies are added.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError, did_you_mean
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.heterogeneity import Heterogeneity, ScaledSites, TauSquared, heterogeneity
from livingwell_core.statistics.paired import PairedSummary, mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "POOLING_INTERVALS",
    "LeftOut",
    "Pooled",
    "PooledSite",
    "PoolingInterval",
    "pool_common",
    "pool_random",
]

PoolingInterval = Literal["normal", "hartung_knapp", "hartung_knapp_protected"]

POOLING_INTERVALS: Final[tuple[PoolingInterval, ...]] = get_args(PoolingInterval)


@attrs.frozen(kw_only=True)
class PooledSite:
    """
    One line of a forest plot.

    Attributes
    ----------
    site : str
    estimate : Estimate
        The site's own, in points: with Student's interval where its people are known, else a normal one.
    error : float
        Its standard error, in points.
    weight : float
        Its part in the pooled estimate, in [0, 1]; all add up to 1.
    """

    site: str
    estimate: Estimate
    error: float
    weight: float


@attrs.frozen(kw_only=True)
class LeftOut:
    """
    A site that could not be pooled.

    Attributes
    ----------
    site : str
    reason : str
        Fit to print.
    """

    site: str
    reason: str


@attrs.frozen(kw_only=True)
class Pooled:
    """
    What sites come to together.

    Attributes
    ----------
    model : {"common", "random"}
    interval : str
        As in `POOLING_INTERVALS`.
    estimate : Estimate
        In points.
    error : float
        The standard error that its interval was made with, in points.
    prediction : Estimate or None
        The same value with an interval for the true mean of another site of this kind; None below three
        sites, and for a common effect, which has no other sites' means.
    heterogeneity : Heterogeneity
    sites : tuple of PooledSite
        In the order given.
    left_out : tuple of LeftOut
        In the order given.
    """

    model: Literal["common", "random"]
    interval: PoolingInterval
    estimate: Estimate
    error: float
    prediction: Estimate | None
    heterogeneity: Heterogeneity
    sites: tuple[PooledSite, ...]
    left_out: tuple[LeftOut, ...]


def pool_common(sites: Mapping[str, PairedSummary | tuple[float, float]], *, level: float) -> Pooled:
    """
    Pool sites as estimates of one and the same mean, weighted by ``1 / error^2``.

    The estimate says what these sites come to; that all have one true mean is an assumption which `Pooled`'s
    heterogeneity (its tau^2 by DerSimonian and Laird) speaks for or against. Interval:
    ``m ± z / sqrt(sum w)``.

    Parameters
    ----------
    sites : mapping of str to PairedSummary, or to (estimate, standard error) in points
        By site. Of different people. One without a standard error (a single pair, or everybody changed by
        the same amount) cannot be weighted: it is left out, and named in the result.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If fewer than two sites are left; the reason names those left out.
    ValueError
        If a number is not finite, or a standard error is negative.
    """
    usable, left_out, scaled = _usable(sites)
    found = heterogeneity(scaled, method="dersimonian_laird", level=level)
    mean, error, weight = _weighted(scaled, 0.0)
    return Pooled(
        model="common",
        interval="normal",
        estimate=_within(mean, error, None, level),
        error=error,
        prediction=None,
        heterogeneity=found,
        sites=_lines(sites, usable, weight, level),
        left_out=left_out,
    )


def pool_random(
    sites: Mapping[str, PairedSummary | tuple[float, float]],
    *,
    tau_squared: TauSquared,
    interval: PoolingInterval,
    level: float,
) -> Pooled:
    """
    Pool sites whose true means differ with variance tau^2, weighted by ``1 / (error^2 + tau^2)``.

    With k sites and ``se = 1 / sqrt(sum w)``:

    - normal [1]_: ``m ± z se``. Too narrow for few sites: it takes tau^2 as known.
    - hartung_knapp [2]_ [3]_: ``m ± t(k - 1) se sqrt(s)``, ``s = sum w (x - m)^2 / (k - 1)``. Not protected:
      where sites happen to be alike s is small, and the interval can be narrower than the normal one.
    - hartung_knapp_protected [4]_ [5]_: s is never taken as less than 1.
    - prediction [6]_: ``m ± t(k - 2) sqrt(tau^2 + se^2)``, for three sites or more, whatever `interval` is.

    Parameters
    ----------
    sites
        As in `pool_common`.
    tau_squared : {"dersimonian_laird", "paule_mandel", "reml"}
        As in `heterogeneity`.
    interval : {"normal", "hartung_knapp", "hartung_knapp_protected"}
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If fewer than two sites are left; the reason names those left out. For hartung_knapp, if all have the
        same mean.
    ValueError
        If there is no such method or interval; if a number is not finite, or a standard error is negative.

    References
    ----------
    .. [1] DerSimonian R, Laird N (1986), Controlled Clinical Trials 7:177-188.
    .. [2] Hartung J, Knapp G (2001), Statistics in Medicine 20:3875-3889, doi 10.1002/sim.1009.
    .. [3] Sidik K, Jonkman JN (2002), Statistics in Medicine 21:3153-3159, doi 10.1002/sim.1262.
    .. [4] Knapp G, Hartung J (2003), Statistics in Medicine 22:2693-2710, doi 10.1002/sim.1482.
    .. [5] Röver C, Knapp G, Friede T (2015), BMC Medical Research Methodology 15:99,
       doi 10.1186/s12874-015-0091-1.
    .. [6] Higgins JPT, Thompson SG, Spiegelhalter DJ (2009), Journal of the Royal Statistical Society
       Series A 172:137-159, doi 10.1111/j.1467-985X.2008.00552.x.
    """
    if interval not in POOLING_INTERVALS:
        msg = f"'interval' {interval!r} is unknown; {did_you_mean(interval, POOLING_INTERVALS)}"
        raise ValueError(msg)
    usable, left_out, scaled = _usable(sites)
    found = heterogeneity(scaled, method=tau_squared, level=level)
    tau = found.tau_squared.value / (scaled.unit * scaled.unit)
    mean, plain, weight = _weighted(scaled, tau)
    error, df = plain, None
    if interval != "normal":
        factor, df = scaled.q(tau) / scaled.df, scaled.df
        if interval == "hartung_knapp_protected":
            factor = max(1.0, factor)
        elif not factor:
            msg = "every site has the same mean change, so that their spread gives no standard error"
            raise NotApplicableError(msg)
        error = plain * math.sqrt(factor)
    prediction = None
    if scaled.df > 1:
        spread = math.hypot(math.sqrt(found.tau_squared.value), plain)
        prediction = _within(mean, spread, scaled.df - 1, level)
    return Pooled(
        model="random",
        interval=interval,
        estimate=_within(mean, error, df, level),
        error=error,
        prediction=prediction,
        heterogeneity=found,
        sites=_lines(sites, usable, weight, level),
        left_out=left_out,
    )


def _usable(
    sites: Mapping[str, PairedSummary | tuple[float, float]],
) -> tuple[dict[str, tuple[float, float]], tuple[LeftOut, ...], ScaledSites]:
    """Give value and error of each site that has one, the others with the reason, and the former scaled."""
    usable: dict[str, tuple[float, float]] = {}
    left_out = []
    for site, given in sites.items():
        if not isinstance(given, PairedSummary):
            value, error = given
            if not (math.isfinite(value) and math.isfinite(error) and error >= 0):
                msg = f"site {site!r} must have finite numbers and no negative error, got {given}"
                raise ValueError(msg)
            reason = "its standard error is 0"
        elif given.sd_change is None:
            value, error, reason = given.mean_change, 0.0, f"needs two pairs, there is {given.n}"
        else:
            value, error = given.mean_change, given.sd_change / math.sqrt(given.n)
            reason = "every person changed by the same amount"
        if error:
            usable[site] = (value, error)
        else:
            left_out.append(LeftOut(site=site, reason=reason))
    if len(usable) < 2:
        msg = f"needs two sites with a standard error, there {'is' if usable else 'are'} {len(usable)}"
        named = "; ".join(f"{out.site}: {out.reason}" for out in left_out)
        raise NotApplicableError(f"{msg} (left out: {named})" if named else msg)
    # By name, so that results do not depend on the order in which sites come.
    numbers = np.array([usable[site] for site in sorted(usable)])
    return usable, tuple(left_out), ScaledSites.of(numbers[:, 0], numbers[:, 1])


def _weighted(scaled: ScaledSites, tau: float) -> tuple[float, float, list[float]]:
    """Give the weighted mean and its standard error, in points, and each site's part, by name."""
    weight = scaled.weights(tau)
    total = float(weight.sum())
    mean = scaled.centre + scaled.unit * float(np.dot(weight, scaled.value)) / total
    return mean, scaled.unit / math.sqrt(total), (weight / total).tolist()


def _within(mean: float, error: float, df: int | None, level: float) -> Estimate:
    """Give an estimate with Student's interval, or a normal one where there are no degrees of freedom."""
    from scipy.special import ndtri, stdtrit

    tail = 0.5 + level / 2
    half = float(ndtri(tail) if df is None else stdtrit(df, tail)) * error
    return Estimate(value=mean, low=mean - half, high=mean + half, level=level)


def _lines(
    sites: Mapping[str, PairedSummary | tuple[float, float]],
    usable: Mapping[str, tuple[float, float]],
    weight: list[float],
    level: float,
) -> tuple[PooledSite, ...]:
    part = dict(zip(sorted(usable), weight, strict=True))
    lines = []
    for site, (value, error) in usable.items():
        given = sites[site]
        if isinstance(given, PairedSummary):
            estimate = mean_interval(value, given.sd_change, given.n, level=level)
        else:
            estimate = _within(value, error, None, level)
        lines.append(PooledSite(site=site, estimate=estimate, error=error, weight=part[site]))
    return tuple(lines)
