"""
Cut-offs between a clinical and a functional population, from what is published of both.

Exact: means and standard deviations are read as the decimals that they were printed as, so a score that
equals the cut-off does so.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.scale import exact_number

__all__ = ["Norm", "cut_off_a", "cut_off_b", "cut_off_c"]


@attrs.frozen(kw_only=True)
class Norm:
    """
    Mean and standard deviation of a population, as published.

    Attributes
    ----------
    mean : int or Fraction
        In points; a float is read by its shortest decimal form.
    sd : int or Fraction
        In points, > 0.
    """

    mean: int | Fraction = attrs.field(converter=exact_number)
    sd: int | Fraction = attrs.field(converter=exact_number, validator=attrs.validators.gt(0))


def cut_off_a(clinical: Norm, *, sign: int) -> Fraction:
    """
    Two standard deviations from the clinical mean, on the better side: ``M1 ± 2 SD1`` [1]_.

    Parameters
    ----------
    clinical : Norm
    sign : {1, -1}
        1 where higher is better.

    Returns
    -------
    Fraction
        In points.

    References
    ----------
    .. [1] Jacobson NS, Truax P (1991), Journal of Consulting and Clinical Psychology 59:12-19,
       doi 10.1037/0022-006X.59.1.12.

    Examples
    --------
    >>> float(cut_off_a(Norm(mean=40, sd=7.5), sign=1))
    55.0
    """
    return Fraction(clinical.mean + sign * 2 * clinical.sd)


def cut_off_b(
    functional: Norm,
    *,
    sign: int,
    sd_of: Literal["functional", "clinical"] = "functional",
    clinical: Norm | None = None,
) -> Fraction:
    """
    Two standard deviations from the functional mean, on the worse side: ``M0 ∓ 2 SD0`` [1]_.

    Parameters
    ----------
    functional : Norm
    sign : {1, -1}
        1 where higher is better.
    sd_of : {"functional", "clinical"}
        Whose standard deviation: Jacobson and Truax take the functional one; the R package
        clinicalsignificance takes the clinical one, which is another number wherever the two differ.
    clinical : Norm, optional
        Needed for its standard deviation only.

    Returns
    -------
    Fraction
        In points.

    Raises
    ------
    ValueError
        If the clinical standard deviation is asked for and not given.

    References
    ----------
    .. [1] Jacobson and Truax 1991, as in `cut_off_a`.

    Examples
    --------
    >>> clinical, functional = Norm(mean=40, sd=10), Norm(mean=60, sd=5)
    >>> float(cut_off_b(functional, sign=1))
    50.0
    >>> float(cut_off_b(functional, sign=1, sd_of="clinical", clinical=clinical))
    40.0
    """
    if sd_of == "functional":
        return Fraction(functional.mean - sign * 2 * functional.sd)
    if clinical is None:
        msg = "'clinical' must be given where its standard deviation is to be taken"
        raise ValueError(msg)
    return Fraction(functional.mean - sign * 2 * clinical.sd)


def cut_off_c(clinical: Norm, functional: Norm, *, sign: int) -> Fraction:
    """
    Where both populations are equally likely, if normal with equal spread; else the weighted midpoint [1]_.

    ``(SD1 M0 + SD0 M1) / (SD0 + SD1)``: as many clinical standard deviations from the clinical mean as
    functional ones from the functional mean.

    Parameters
    ----------
    clinical, functional : Norm
    sign : {1, -1}
        1 where higher is better.

    Returns
    -------
    Fraction
        In points, between the two means.

    Raises
    ------
    NotApplicableError
        If the functional mean is not better than the clinical one: nothing lies between them.

    References
    ----------
    .. [1] Jacobson and Truax 1991, as in `cut_off_a`.

    Examples
    --------
    >>> round(float(cut_off_c(Norm(mean=40, sd=10), Norm(mean=60, sd=5), sign=1)), 3)
    53.333
    """
    if sign * (functional.mean - clinical.mean) <= 0:
        msg = (
            f"the functional mean, {float(functional.mean):g}, is not better than the clinical one, "
            f"{float(clinical.mean):g}"
        )
        raise NotApplicableError(msg)
    weighted = clinical.sd * functional.mean + functional.sd * clinical.mean
    return Fraction(weighted) / (functional.sd + clinical.sd)
