"""
A family of tests, and p adjusted for how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from livingwell_core.errors import NotApplicableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["benjamini_hochberg", "holm"]


def holm(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Adjust the p of a family of tests so that at most `level` of such families has one false finding [1]_.

    Parameters
    ----------
    p : sequence of float, shape (m,)
        The whole family, in [0, 1]; those that do not apply are no part of it.

    Returns
    -------
    array of float64, shape (m,)
        In the same order; none smaller than it was.

    Raises
    ------
    NotApplicableError
        If the family is empty.
    ValueError
        If one is no probability.

    References
    ----------
    .. [1] Holm S (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    family = _family(p)
    order = np.argsort(family, kind="stable")
    raised = family[order] * np.arange(family.size, 0, -1)
    adjusted = np.empty_like(family)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(raised))
    return adjusted


def benjamini_hochberg(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Adjust the p of a family of tests so that at most a share `level` of what is found is false [1]_.

    On average, and for tests that are independent or positively dependent. Parameters, shape and errors are
    those of `holm`.

    References
    ----------
    .. [1] Benjamini Y, Hochberg Y (1995), Journal of the Royal Statistical Society B 57:289-300.
    """
    family = _family(p)
    order = np.argsort(family, kind="stable")[::-1]
    raised = family[order] * family.size / np.arange(family.size, 0, -1)
    adjusted = np.empty_like(family)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(raised))
    return adjusted


def _family(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    family = np.asarray(p, dtype=np.float64)
    if family.ndim != 1 or not np.all((family >= 0) & (family <= 1)):
        msg = "'p' must be a list of numbers from 0 to 1"
        raise ValueError(msg)
    if not family.size:
        msg = "no tests to adjust"
        raise NotApplicableError(msg)
    return family
