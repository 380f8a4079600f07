"""
Shares and mean changes held against each other: in the same people, and between sites.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import attrs

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.clinical_change import in_clinical_range
from livingwell_core.statistics.effect_sizes import _decreasing_root
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.proportions import wilson

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.statistics.paired import PairedSummary
    from livingwell_core.tallies import JointTable

__all__ = [
    "McNemar",
    "PairedShares",
    "WelchDifference",
    "clinical_range_shares",
    "clopper_pearson",
    "difference_of_mean_changes",
    "difference_of_shares",
    "mcnemar",
    "paired_difference",
]


@attrs.frozen(kw_only=True)
class PairedShares:
    """
    People by whether something held at first and at last.

    Attributes
    ----------
    both, first_only, last_only, neither : int
        >= 0.
    """

    both: int
    first_only: int
    last_only: int
    neither: int

    def __attrs_post_init__(self) -> None:
        if min(attrs.astuple(self)) < 0:
            msg = f"counts must not be negative, got {attrs.asdict(self)}"
            raise ValueError(msg)

    @property
    def n(self) -> int:
        """Everyone."""
        return self.both + self.first_only + self.last_only + self.neither


@attrs.frozen(kw_only=True)
class McNemar:
    """
    McNemar's test, both ways.

    Attributes
    ----------
    p_exact : float
        Two-sided, from the binomial distribution of those who changed sides: never too small.
    chi_squared : float
        ``(first_only - last_only)^2 / (first_only + last_only)``, one degree of freedom, no continuity
        correction.
    p_asymptotic : float
        From `chi_squared`.
    """

    p_exact: float
    chi_squared: float
    p_asymptotic: float


@attrs.frozen(kw_only=True)
class WelchDifference:
    """
    A difference of two means, without taking their spreads as equal.

    Attributes
    ----------
    difference : Estimate
        In points.
    t : float
    df : float
        Welch's and Satterthwaite's.
    p : float
        Two-sided.
    """

    difference: Estimate
    t: float
    df: float
    p: float


def clopper_pearson(k: int, n: int, *, level: float) -> Estimate:
    """
    Give a share with Clopper and Pearson's exact interval [1]_, which covers at least with `level`.

    Parameters
    ----------
    k, n : int
        People counted and people asked, 0 <= k <= n.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In [0, 1].

    Raises
    ------
    NotApplicableError
        If n is 0.

    References
    ----------
    .. [1] Clopper CJ, Pearson ES (1934), Biometrika 26:404-413.
    """
    _check_share(k, n)
    from scipy.special import betainccinv, betaincinv

    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(betainccinv(k + 1, n - k, tail))
    return Estimate(value=k / n, low=low, high=high, level=level)


def difference_of_shares(k: int, n: int, k_other: int, n_other: int, *, level: float) -> Estimate:
    """
    Give a share minus another of other people, with Newcombe's hybrid score interval (method 10) [1]_.

    Each end is as far from the difference as the square root of the squared distances of the two shares from
    those ends of their Wilson intervals that it goes with.

    Parameters
    ----------
    k, n, k_other, n_other : int
        People counted and people asked, 0 <= k <= n.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In [-1, 1].

    Raises
    ------
    NotApplicableError
        If nobody was asked on one side.

    References
    ----------
    .. [1] Newcombe RG (1998), Statistics in Medicine 17:873-890.
    """
    _check_share(k, n)
    _check_share(k_other, n_other)
    p, low, high = _score_interval(k, n, level=level)
    q, low_other, high_other = _score_interval(k_other, n_other, level=level)
    return Estimate(
        value=p - q,
        low=max(-1.0, p - q - math.hypot(p - low, high_other - q)),
        high=min(1.0, p - q + math.hypot(high - p, q - low_other)),
        level=level,
    )


def clinical_range_shares(table: JointTable, *, edge: int | Fraction, sign: int) -> PairedShares:
    """
    Count people by whether they were in the clinical range at first and at last.

    Parameters
    ----------
    table : JointTable
    edge : int or Fraction
        The last score inside the range, in points.
    sign : {1, -1}
        1 where higher is better.
    """
    first = in_clinical_range(table, table.first, edge=edge, sign=sign)
    last = in_clinical_range(table, table.last, edge=edge, sign=sign)
    both, first_only, last_only, neither = (
        int(table.count[cells].sum())
        for cells in (first & last, first & ~last, ~first & last, ~first & ~last)
    )
    return PairedShares(both=both, first_only=first_only, last_only=last_only, neither=neither)


def mcnemar(shares: PairedShares) -> McNemar:
    """
    Test whether a share changed in the same people [1]_.

    Raises
    ------
    NotApplicableError
        If nobody changed sides.

    References
    ----------
    .. [1] McNemar Q (1947), Psychometrika 12:153-157, doi 10.1007/BF02295996.
    """
    b, c = shares.first_only, shares.last_only
    if b + c == 0:
        msg = "nobody changed sides"
        raise NotApplicableError(msg)
    from scipy.special import bdtr, chdtrc

    chi_squared = (b - c) * (b - c) / (b + c)
    return McNemar(
        p_exact=min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5))),
        chi_squared=chi_squared,
        p_asymptotic=float(chdtrc(1, chi_squared)),
    )


def paired_difference(shares: PairedShares, *, level: float) -> Estimate:
    """
    Give the share at last minus the share at first, of the same people, with Tango's score interval [1]_.

    It holds those differences that a score test does not reject, the rest estimated by maximum likelihood
    under each. It goes with the asymptotic `mcnemar`: it leaves out 0 where that p is below ``1 - level``.

    Parameters
    ----------
    shares : PairedShares
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In [-1, 1].

    Raises
    ------
    NotApplicableError
        If there is nobody.

    References
    ----------
    .. [1] Tango T (1998), Statistics in Medicine 17:891-908.
    """
    n, b, c = shares.n, shares.last_only, shares.first_only
    if n == 0:
        msg = "no pairs"
        raise NotApplicableError(msg)
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))

    def lacks(delta: float, sign: int) -> float:
        """Say by how much the counts exceed, sign times, what z allows where the difference is delta."""
        linear = (2 * n - b + c) * delta - b - c
        # The greater solution of the quadratic, never as a difference of nearly equal numbers.
        root = math.sqrt(max(0.0, linear * linear + 8 * n * c * delta * (1 - delta)))
        product = 2 * c * delta * (1 - delta)
        share = (root - linear) / (4 * n) if linear <= 0 else product / (root + linear)
        variance = max(0.0, n * (2 * share + delta * (1 - delta)))
        return b - c - n * delta - sign * z * math.sqrt(variance)

    low = -1.0 if c == n else _decreasing_root(lambda delta: lacks(delta, 1), 0.0, -1.0, (b - c) / n)
    high = 1.0 if b == n else _decreasing_root(lambda delta: lacks(delta, -1), 0.0, (b - c) / n, 1.0)
    return Estimate(value=(b - c) / n, low=low, high=high, level=level)


def difference_of_mean_changes(one: PairedSummary, other: PairedSummary, *, level: float) -> WelchDifference:
    """
    Give the mean change of one site minus that of another, by Welch's t [1]_.

    Parameters
    ----------
    one, other : PairedSummary
        Of different people.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If a site has fewer than two pairs, or if at both sites everybody changed by the same amount.

    References
    ----------
    .. [1] Welch BL (1947), Biometrika 34:28-35, doi 10.1093/biomet/34.1-2.28.
    """
    if one.sd_change is None or other.sd_change is None:
        msg = f"needs two pairs at each site, there are {one.n} and {other.n}"
        raise NotApplicableError(msg)
    square, square_other = one.sd_change**2 / one.n, other.sd_change**2 / other.n
    error = math.sqrt(square + square_other)
    if not error:
        msg = "at each site every person changed by the same amount"
        raise NotApplicableError(msg)
    from scipy.special import stdtr, stdtrit

    # As shares of their sum: squares of very small variances would vanish.
    share, share_other = square / (square + square_other), square_other / (square + square_other)
    df = 1 / (share * share / (one.n - 1) + share_other * share_other / (other.n - 1))
    value = one.mean_change - other.mean_change
    half = float(stdtrit(df, 0.5 + level / 2)) * error
    t = value / error
    return WelchDifference(
        difference=Estimate(value=value, low=value - half, high=value + half, level=level),
        t=t,
        df=df,
        p=2 * float(stdtr(df, -abs(t))),
    )


def _check_share(k: int, n: int) -> None:
    if not 0 <= k <= n:
        msg = f"'k' must be from 0 to n = {n}, got {k}"
        raise ValueError(msg)
    if n == 0:
        msg = "nobody to take a share of"
        raise NotApplicableError(msg)


def _score_interval(k: int, n: int, *, level: float) -> tuple[float, float, float]:
    estimate = wilson(k, n, level=level)
    # Wilson's interval always has ends.
    return estimate.value, cast("float", estimate.low), cast("float", estimate.high)
