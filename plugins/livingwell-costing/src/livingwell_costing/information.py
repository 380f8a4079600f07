"""
What it would be worth to know for certain.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError
from livingwell_costing.net_benefit import checked_threshold

if TYPE_CHECKING:
    from livingwell_costing.moments import Combinable

__all__ = ["PERFECT_INFORMATION", "PerfectInformation", "perfect_information", "unit_normal_loss"]

PERFECT_INFORMATION: Final = Definition(
    id="perfect-information:normal",
    text="Expected value of perfect information for each person about whom is decided, in pounds: what is "
    "lost on average by deciding on the mean net benefit, which is uncertain as its standard error says "
    "(normal). It is about the uncertainty of the sample, not about assumptions.",
    source="unit normal loss: Raiffa and Schlaifer 1961, Applied Statistical Decision Theory; Claxton "
    "1999, Journal of Health Economics 18:341-364, doi 10.1016/S0167-6296(98)00039-3",
)


@attrs.frozen(kw_only=True)
class PerfectInformation:
    """
    Expected value of perfect information at a threshold.

    Attributes
    ----------
    threshold : float
        In pounds a QALY.
    value : float
        In pounds a person, >= 0.
    n : int
    definition : str
    """

    threshold: float
    value: float
    n: int
    definition: str = PERFECT_INFORMATION.id


def unit_normal_loss(distance: float) -> float:
    """
    Give the mean of how far a standard normal variable is above a distance: ``phi(d) - d Phi(-d)``.

    Parameters
    ----------
    distance : float
        >= 0.

    Examples
    --------
    >>> round(unit_normal_loss(0), 6)
    0.398942
    """
    from scipy.special import erfcx

    # phi(d) - d Phi(-d) with Phi(-d) = erfcx(d / sqrt 2) exp(-d^2 / 2) / 2: far out the two nearly cancel,
    # and this keeps at least their difference's sign.
    density = math.exp(-distance * distance / 2) / math.sqrt(2 * math.pi)
    mills = math.sqrt(math.pi / 2) * float(erfcx(distance / math.sqrt(2)))
    return max(0.0, density * (1 - distance * mills))


def perfect_information(data: Combinable, threshold: float) -> PerfectInformation:
    """
    Give the expected value of perfect information: ``se (phi(d) - d Phi(-d))``, d the distance of the mean
    from 0.

    Parameters
    ----------
    data : JointMoments or Contrast
    threshold : float
        In pounds a QALY, >= 0.

    Raises
    ------
    NotApplicableError
        If a group has fewer than two people.
    ValueError
        If the threshold is below 0 or not finite.
    """
    benefit = data.combination(checked_threshold(threshold), -1)
    error = benefit.standard_error
    if error is None:
        msg = "needs two people to tell how uncertain the net benefit is"
        raise NotApplicableError(msg)
    value = error * unit_normal_loss(abs(float(benefit.mean)) / error) if error else 0.0
    return PerfectInformation(threshold=threshold, value=value, n=data.n)
