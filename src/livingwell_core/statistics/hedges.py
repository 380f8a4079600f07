"""
Hedges' correction: what a standardised mean is too large by in few people.
"""

from __future__ import annotations

import math

from livingwell_core.errors import NotApplicableError

__all__ = ["hedges_correction"]

# The first term left out is then below 1e-16.
_SERIES_ABOVE = 1000


def hedges_correction(df: int) -> float:
    """
    Give the factor that makes a standardised mean unbiased for normal scores [1]_.

    ``J = gamma(df / 2) / (sqrt(df / 2) gamma((df - 1) / 2))``: by log-gammas up to a thousand degrees of
    freedom, beyond that by Stirling's series for the ratio. The difference of two log-gammas, each in the
    millions, would leave nine digits at a million people; the series leaves all of them.

    Parameters
    ----------
    df : int
        Degrees of freedom of the standard deviation: n - 1 for pairs.

    Returns
    -------
    float
        In (0, 1); about ``1 - 3 / (4 df - 1)``.

    Raises
    ------
    NotApplicableError
        Below two degrees of freedom, where the mean of d does not exist.

    References
    ----------
    .. [1] Hedges LV (1981), Journal of Educational Statistics 6:107-128.

    Examples
    --------
    >>> round(hedges_correction(7), 6)
    0.888203
    """
    if df < 2:
        msg = f"Hedges' correction needs two degrees of freedom, there are {df}"
        raise NotApplicableError(msg)
    if df > _SERIES_ABOVE:
        z = (df - 1) / 2
        ratio = 1 - 1 / (8 * z) + 1 / (128 * z**2) + 5 / (1024 * z**3) - 21 / (32768 * z**4)
        return math.sqrt((df - 1) / df) * ratio
    from scipy.special import gammaln

    return math.exp(float(gammaln(df / 2) - gammaln((df - 1) / 2))) / math.sqrt(df / 2)
