"""
Changes by their order, not their size in points: signed ranks, their effect size, and signs.

Changes are exact, so ties are ties. Ranks are whole numbers too, counted in halves.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.statistics.change_distribution import Changes

__all__ = [
    "MOST_EXACT",
    "SignTest",
    "SignedRank",
    "rank_biserial",
    "sign_test",
    "signed_rank",
    "signed_rank_ways",
]

#: People up to whom the distribution of the signed ranks is counted out; scipy's and R's limit too.
MOST_EXACT = 50


@attrs.frozen(kw_only=True)
class SignedRank:
    """
    Wilcoxon's signed-rank test.

    Attributes
    ----------
    n, n_zero : int
        People, and those of them whose score did not change.
    ties : bool
        Whether two or more of those who changed did so by equally much, either way.
    w_plus, w_minus : float
        Sums of the ranks of rises and of falls; multiples of a half.
    z : float or None
        `w_plus` less its mean under the null hypothesis, by its standard deviation, after the continuity
        correction if there is one; above 0 where rises outweigh. None if the p is exact.
    p : float
        Two-sided.
    zeros : {"wilcox", "pratt"}
        The rule for people without change.
    method : {"exact", "normal"}
        The distribution that p is from.
    continuity : bool
        Whether z is corrected for continuity; False if the p is exact.
    """

    n: int
    n_zero: int
    ties: bool
    w_plus: float
    w_minus: float
    z: float | None
    p: float
    zeros: Literal["wilcox", "pratt"]
    method: Literal["exact", "normal"]
    continuity: bool


@attrs.frozen(kw_only=True)
class SignTest:
    """
    The sign test.

    Attributes
    ----------
    risen, same, fallen : int
        People by the sign of their change; the three add up to everyone.
    p : float
        Two-sided, exact.
    """

    risen: int
    same: int
    fallen: int
    p: float


@attrs.frozen(kw_only=True)
class _Ranked:
    """
    Rises and falls by size; people without change are not among them. Python ints, which do not wrap.

    Attributes
    ----------
    risen, fallen : array of int, shape (sizes,)
    rank : array of int, shape (sizes,)
        Twice the mean rank of the size.
    """

    risen: NDArray[np.object_]
    fallen: NDArray[np.object_]
    rank: NDArray[np.object_]

    @property
    def tied(self) -> NDArray[np.object_]:
        return np.asarray(self.risen + self.fallen)

    @property
    def twice_plus(self) -> int:
        return int(np.dot(self.risen, self.rank))

    @property
    def twice_minus(self) -> int:
        return int(np.dot(self.fallen, self.rank))


def signed_rank(
    changes: Changes,
    *,
    zeros: Literal["wilcox", "pratt"],
    continuity: bool,
    method: Literal["auto", "exact", "normal"] = "auto",
) -> SignedRank:
    """
    Test whether changes are symmetric about zero, by Wilcoxon's signed ranks.

    People are ranked by the size of their change; those with changes of one size share the mean of their
    ranks. Zeros are left out before ranking ("wilcox" [1]_), or ranked with the others and then left out
    ("pratt" [2]_). The p is

    - exact: the share of all 2 ** m ways to give the m ranks a sign that are at least as far from the
      middle as the one seen, counted out in whole numbers. It is exact with ties and zeros too, given
      which there are; without them it is Wilcoxon's own distribution.
    - normal: with the variance of the ranks as they are, a quarter of the sum of their squares. That is
      the usual correction for ties, and with "pratt" Cureton's for zeros [3]_.

    Parameters
    ----------
    changes : Changes
    zeros : {"wilcox", "pratt"}
        The rule for people without change.
    continuity : bool
        Whether the normal approximation moves the sum of ranks by a half towards its mean.
    method : {"auto", "exact", "normal"}
        "auto" is exact up to 50 people, if there is no tie and no zero, and normal otherwise: what R does.

    Raises
    ------
    NotApplicableError
        If there is no pair, if nobody's score changed, or if "exact" is asked for above 50 changes.
    ValueError
        If the rule or the method is not known.

    References
    ----------
    .. [1] Wilcoxon F (1945), Biometrics Bulletin 1(6):80-83, doi 10.2307/3001968.
    .. [2] Pratt JW (1959), Journal of the American Statistical Association 54:655-667,
       doi 10.1080/01621459.1959.10501526.
    .. [3] Cureton EE (1967), Journal of the American Statistical Association 62:1068-1069,
       doi 10.1080/01621459.1967.10500917.

    Examples
    --------
    >>> from livingwell_core.statistics.change_distribution import Changes
    >>> eight = Changes(steps=[-3, 1, 2, 4, 5, 6, 7, 8], count=[1] * 8, denominator=1)
    >>> test = signed_rank(eight, zeros="wilcox", continuity=True)
    >>> test.w_plus, test.w_minus, test.p, test.method
    (33.0, 3.0, 0.0390625, 'exact')
    """
    if method not in {"auto", "exact", "normal"}:
        msg = f"'method' must be 'auto', 'exact' or 'normal', got {method!r}"
        raise ValueError(msg)
    ranked = _rank(changes, zeros)
    tied, n_zero = ranked.tied, changes.n_zero
    moved, ties = changes.n - n_zero, bool(np.any(tied > 1))
    if method == "exact" and moved > MOST_EXACT:
        msg = f"the exact distribution goes up to {MOST_EXACT} people whose score changed, there are {moved}"
        raise NotApplicableError(msg)
    exact = method == "exact" or (method == "auto" and moved <= MOST_EXACT and not ties and not n_zero)
    z, p = (None, _exact_p(ranked)) if exact else _normal_p(ranked, continuity=continuity)
    return SignedRank(
        n=changes.n,
        n_zero=n_zero,
        ties=ties,
        w_plus=ranked.twice_plus / 2,
        w_minus=ranked.twice_minus / 2,
        z=z,
        p=p,
        zeros=zeros,
        method="exact" if exact else "normal",
        continuity=continuity and not exact,
    )


def rank_biserial(changes: Changes, *, zeros: Literal["wilcox", "pratt"], level: float) -> Estimate:
    """
    Give the matched-pairs rank-biserial correlation, the effect size of the signed-rank test.

    ``(W+ - W-) / (W+ + W-)``: the share of the rank sum that favours a rise less the share that favours a
    fall [1]_. It is also the mean sign of ``change_i + change_j`` over the pairs of people (each with
    oneself too) in which one at least changed, with "pratt", or both did, with "wilcox": a U-statistic but
    for the pairs with oneself. The interval rests on that: the variance of a U-statistic [2]_, carried
    through Fisher's transformation, ``tanh(atanh(r) ± z se / (1 - r^2))``. It is approximate. In
    simulations at n = 20, 100 and 700 the 95% interval held the population's value 93 to 98 times in 100 for
    r up to .86, and 92 to 94 times at .97, not counting samples without an interval.

    Parameters
    ----------
    changes : Changes
    zeros : {"wilcox", "pratt"}
        The rule for people without change, as in `signed_rank`.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In [-1, 1], above 0 where rises outweigh; without interval where all changes have one sign.

    Raises
    ------
    NotApplicableError
        If there is no pair, or if nobody's score changed.
    ValueError
        If the rule is not known.

    References
    ----------
    .. [1] Kerby DS (2014), Comprehensive Psychology 3:11.IT.3.1, doi 10.2466/11.IT.3.1.
    .. [2] Hoeffding W (1948), Annals of Mathematical Statistics 19:293-325,
       doi 10.1214/aoms/1177730196.
    """
    ranked = _rank(changes, zeros)
    plus, minus = ranked.twice_plus, ranked.twice_minus
    share = Fraction(plus - minus, plus + minus)
    r = float(share)
    if abs(share) == 1:
        return Estimate(value=r)
    from scipy.special import ndtri

    one_less_square = float(1 - share * share)
    half = float(ndtri(0.5 + level / 2)) * math.sqrt(_variance_of_share(changes, share, zeros))
    half /= one_less_square
    centre = math.atanh(r)
    return Estimate(value=r, low=math.tanh(centre - half), high=math.tanh(centre + half), level=level)


def sign_test(changes: Changes) -> SignTest:
    """
    Test exactly whether, among people whose score changed, a rise is as likely as a fall [1]_.

    Raises
    ------
    NotApplicableError
        If there is no pair, or if nobody's score changed.

    References
    ----------
    .. [1] Dixon WJ, Mood AM (1946), Journal of the American Statistical Association 41:557-566.

    Examples
    --------
    >>> from livingwell_core.statistics.change_distribution import Changes
    >>> sign_test(Changes(steps=[-2, 0, 1, 3], count=[1, 2, 4, 4], denominator=1))
    SignTest(risen=8, same=2, fallen=1, p=0.0390625)
    """
    _check(changes)
    risen = int(changes.count[changes.steps > 0].sum())
    fallen = int(changes.count[changes.steps < 0].sum())
    from scipy.special import betainc

    fewer, more = sorted((risen, fallen))
    # P(X <= k) of n tosses is the incomplete beta function I(n - k, k + 1) at a half.
    p = min(1.0, 2 * float(betainc(more, fewer + 1, 0.5)))
    return SignTest(risen=risen, same=changes.n_zero, fallen=fallen, p=p)


def signed_rank_ways(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Count the ways to give ranks a sign, by the sum of those with a plus.

    Parameters
    ----------
    ranks : array of int64, shape (m,)
        >= 0, at most 62 of them, so that 2 ** m is below 2 ** 63.

    Returns
    -------
    array of int64, shape (ranks.sum() + 1,)
        How many of the 2 ** m ways give each sum from 0.

    Examples
    --------
    >>> signed_rank_ways(np.array([1, 2, 3])).tolist()
    [1, 1, 1, 2, 1, 1, 1]
    """
    ways = np.zeros(int(ranks.sum()) + 1, dtype=np.int64)
    ways[0] = 1
    for rank in ranks.tolist():
        with_plus = ways[: ways.size - rank].copy()
        ways[rank:] += with_plus
    return ways


def _check(changes: Changes) -> None:
    if not changes.n:
        msg = "no pairs"
        raise NotApplicableError(msg)
    if changes.n_zero == changes.n:
        msg = "nobody's score changed"
        raise NotApplicableError(msg)


def _rank(changes: Changes, zeros: Literal["wilcox", "pratt"]) -> _Ranked:
    if zeros not in {"wilcox", "pratt"}:
        msg = f"'zeros' must be 'wilcox' or 'pratt', got {zeros!r}"
        raise ValueError(msg)
    _check(changes)
    size, place = np.unique(np.abs(changes.steps), return_inverse=True)
    risen, fallen = np.zeros((2, size.size), dtype=np.int64)
    np.add.at(risen, place, np.where(changes.steps > 0, changes.count, 0))
    np.add.at(fallen, place, np.where(changes.steps < 0, changes.count, 0))
    some = size > 0
    tied = (risen + fallen)[some]
    smaller = np.cumsum(tied) - tied + (changes.n_zero if zeros == "pratt" else 0)
    # t people after s smaller ones have the ranks s + 1 to s + t; their mean is s + (t + 1) / 2.
    rank = 2 * smaller + tied + 1
    return _Ranked(
        risen=risen[some].astype(np.object_),
        fallen=fallen[some].astype(np.object_),
        rank=rank.astype(np.object_),
    )


def _exact_p(ranked: _Ranked) -> float:
    ranks = np.repeat(ranked.rank.astype(np.int64), ranked.tied.astype(np.int64))
    ways = signed_rank_ways(ranks)
    as_far = 2 * int(ways[: min(ranked.twice_plus, ranked.twice_minus) + 1].sum())
    return float(min(1.0, as_far / 2**ranks.size))


def _normal_p(ranked: _Ranked, *, continuity: bool) -> tuple[float, float]:
    from scipy.special import ndtr

    # W+ less its mean is a quarter of this, its standard deviation a quarter of the root of the squares.
    apart = ranked.twice_plus - ranked.twice_minus
    squares = int(np.dot(ranked.tied, ranked.rank * ranked.rank))
    # The rank sums add up to a whole number, so `apart` is even: 0, or at least 2 = four halves of a rank.
    size = abs(apart) - 2 if continuity and apart else abs(apart)
    z = math.copysign(size / math.sqrt(squares), apart)
    return z, 2 * float(ndtr(-abs(z)))


def _variance_of_share(changes: Changes, share: Fraction, zeros: Literal["wilcox", "pratt"]) -> float:
    """
    Give the variance of the mean sign s over pairs in which one at least changed, s = A / (1 - q^2).

    A is the mean sign over all pairs and q the share without change (0 by "wilcox", which leaves them
    out). One person moves s by 2 (h - A + s q (e - q)) / (1 - q^2), where h is the mean sign of that person
    with everybody, and e is 1 without change, else 0. Summed in whole numbers.
    """
    kept = changes.steps != 0 if zeros == "wilcox" else np.ones(changes.steps.size, dtype=np.bool_)
    steps, count = changes.steps[kept], changes.count[kept].astype(object)
    upto = np.concatenate([[0], np.cumsum(count)])
    n, zero = int(upto[-1]), changes.n_zero if zeros == "pratt" else 0
    signs = n - upto[np.searchsorted(steps, -steps, "right")] - upto[np.searchsorted(steps, -steps, "left")]
    # n^2 (h - A) of each change; they cancel out over people.
    apart = n * signs - np.dot(count, signs)
    square = Fraction(int(np.dot(count, apart * apart)), n**4)
    if zero:
        of_zero = int(apart[steps == 0][0])
        q = Fraction(zero, n)
        square += 2 * share * q * zero * Fraction(of_zero, n**2) + (share * q) ** 2 * n * q * (1 - q)
    edge = 1 - Fraction(zero, n) ** 2
    return float(4 * square / edge**2 / (n * (n - 1)))
