"""
How probable it is that a service is worth its cost, at each threshold.

The probability is that of the bootstrap: that the mean net benefit of as many people, drawn with replacement
from those at hand, is above 0. No draw is needed for it. A draw exactly at 0 counts half.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import attrs
import numpy as np

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.scale import exact_number
from livingwell_core.statistics.resampled_means import resampled_mean
from livingwell_costing.net_benefit import checked_threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from livingwell_costing.moments import Combinable
    from livingwell_costing.sample_means import SampleMean

__all__ = ["EDGEWORTH", "EXACT", "NORMAL", "ROUGH", "Acceptability", "acceptability", "exact_acceptability"]

Method = Literal["edgeworth", "normal"]

_TIES: Final = "A tie, a mean net benefit of exactly 0, counts half."
EDGEWORTH: Final = Definition(
    id="acceptability:edgeworth",
    text="Probability that the mean net benefit of as many people drawn with replacement is above 0, by a "
    f"two-term Edgeworth expansion from the moments of gain and cost. {_TIES}",
    source="Hall 1992, The Bootstrap and Edgeworth Expansion, chapter 2; acceptability curve: van Hout "
    "1994, Health Economics 3:309-319, doi 10.1002/hec.4730030505",
)
NORMAL: Final = Definition(
    id="acceptability:normal",
    text="Probability that the mean net benefit of as many people drawn with replacement is above 0, by "
    f"the normal distribution. {_TIES}",
    source="van Hout 1994, Health Economics 3:309-319, doi 10.1002/hec.4730030505",
)
EXACT: Final = Definition(
    id="acceptability:exact",
    text="Probability that the mean net benefit of as many people drawn with replacement is above 0, "
    f"exactly: gains lie on whole steps and the cost is the same for everyone. {_TIES}",
    source="inversion of the characteristic function (livingwell_core.statistics.resampled_means)",
)
#: What is said of a probability where a few people decide it.
ROUGH: Final = "rough: a few people carry much of the cost or gain; hold it against draws"
_ROUGH_ABOVE: Final = 0.5
# A mean net benefit this close to 0, by what it is a difference of, is a tie.
_TIE: Final = Fraction(1, 10**12)
# So many standard errors away the normal density is 1e-300, and there is nothing to bend.
_FAR: Final = 37.0


@attrs.frozen(kw_only=True)
class Acceptability:
    """
    The probability at one threshold.

    Attributes
    ----------
    threshold : float
        In pounds a QALY.
    probability : float
        In [0, 1].
    n : int
    definition : str
    note : str
        That it is rough; or "".
    """

    threshold: float
    probability: float
    n: int
    definition: str
    note: str = ""


def acceptability(
    data: Combinable, thresholds: Sequence[float], *, method: Method = "edgeworth"
) -> tuple[Acceptability, ...]:
    """
    Give the acceptability curve from moments [1]_.

    With ``x = -mean / se`` and the skewness s and excess kurtosis k of the mean, the distribution of the
    mean is ``Phi(x) - phi(x) (s He2(x) / 6 + k He3(x) / 24 + s^2 He5(x) / 72)``, cut off at 0 and 1. For
    gains that are about normal and costs with long tails (gamma, lognormal of sigma 1) it is off by less
    than 1e-3 at n = 20, 2e-4 at n = 50 and 5e-5 at n = 500, where the normal is off by 1e-2, 6e-3 and 2e-3.
    On whole steps the true probability is a staircase, and half a step of it comes on top: see
    `exact_acceptability`. Where so few people carry so much of the cost that the mean itself has a skewness
    above .5, it may be off by .1, and `note` says so.

    Parameters
    ----------
    data : JointMoments or Contrast
    thresholds : sequence of float
        In pounds a QALY, >= 0.
    method : {"edgeworth", "normal"}

    Raises
    ------
    NotApplicableError
        If there is nobody.
    ValueError
        If a threshold is below 0 or not finite.

    References
    ----------
    .. [1] Hall P (1992), The Bootstrap and Edgeworth Expansion, chapter 2.
    """
    name = EDGEWORTH if method == "edgeworth" else NORMAL
    gain, cost = data.combination(1, 0).mean, data.combination(0, 1).mean
    curve = []
    for threshold in thresholds:
        benefit = data.combination(checked_threshold(threshold), -1)
        size = abs(exact_number(threshold) * gain) + abs(cost)
        curve.append(
            Acceptability(
                threshold=threshold,
                probability=_above_zero(benefit, size=size, method=method),
                n=data.n,
                definition=name.id,
                note=ROUGH if _skewness(benefit) > _ROUGH_ABOVE else "",
            )
        )
    return tuple(curve)


def _above_zero(benefit: SampleMean, *, size: Fraction, method: Method) -> float:
    """Give the probability of more than 0, plus half that of 0."""
    second, third, fourth = benefit.resampled
    if not second:
        # Everyone's net benefit is the same.
        return 0.5 if abs(benefit.mean) <= _TIE * size else float(benefit.mean > 0)
    from scipy.special import ndtr

    se = math.sqrt(second)
    z = float(benefit.mean) / se
    normal = float(ndtr(z))
    if method == "normal" or abs(z) > _FAR:
        return normal
    skewness, kurtosis = float(third) / se**3, float(fourth / second**2)
    # At x = -z: the even Hermite polynomial stays, the odd ones turn round.
    he2, he3, he5 = z**2 - 1, z**3 - 3 * z, z**5 - 10 * z**3 + 15 * z
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    bent = normal + density * (skewness * he2 / 6 - kurtosis * he3 / 24 - skewness**2 * he5 / 72)
    return min(1.0, max(0.0, bent))


def _skewness(mean: SampleMean) -> float:
    """Give the size of the skewness of a mean; 0 where it has no variance."""
    second, third, _ = mean.resampled
    return abs(float(third)) / math.sqrt(second) ** 3 if second else 0.0


def exact_acceptability(
    values: ArrayLike,
    count: ArrayLike,
    *,
    denominator: int,
    cost: float | Fraction,
    thresholds: Sequence[float],
) -> tuple[Acceptability, ...]:
    """
    Give the acceptability curve exactly, for gains on whole steps and a cost that is the same for everyone.

    Parameters
    ----------
    values : array_like of int, shape (k,)
        Gains in steps.
    count : array_like of int, shape (k,)
        People with each.
    denominator : int
        Steps to a QALY.
    cost : float or Fraction
        In pounds; a float is read by its shortest decimal form.
    thresholds : sequence of float
        In pounds a QALY, >= 0.

    Raises
    ------
    NotApplicableError
        If there is nobody, or gains lie on more steps than can be held.
    ValueError
        If a threshold is below 0 or not finite.
    """
    gains, people = np.asarray(values), np.asarray(count)
    n = int(people.sum())
    if not n:
        msg = "nobody with a gain"
        raise NotApplicableError(msg)
    here = gains[people > 0]
    distribution = None if here.min() == here.max() else resampled_mean(gains, people)
    spent = Fraction(exact_number(cost))
    curve = []
    for threshold in thresholds:
        worth = Fraction(exact_number(checked_threshold(threshold)))
        if not worth or distribution is None:
            benefit = worth * int(here[0]) / denominator - spent
            probability = _step(benefit)
        else:
            # Steps of the mean that are needed, from the mean: at that, a tie.
            needed = (spent / worth * denominator - distribution.mean) / distribution.step
            upto = distribution.upto([math.floor(needed), math.ceil(needed) - 1])
            probability = float(1 - upto.mean())
        curve.append(Acceptability(threshold=threshold, probability=probability, n=n, definition=EXACT.id))
    return tuple(curve)


def _step(benefit: Fraction) -> float:
    return 0.5 if benefit == 0 else float(benefit > 0)
