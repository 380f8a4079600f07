"""
One group against another at the same first utility, in gains and in costs alike.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.scale import exact_number
from livingwell_costing.adjustment import ADJUSTED_GAIN
from livingwell_costing.sample_means import SampleMean

if TYPE_CHECKING:
    from livingwell_costing.moments import JointMoments

__all__ = [
    "ADJUSTED_CHANCE",
    "ADJUSTED_COST_PER_QALY",
    "ADJUSTED_NET_BENEFIT",
    "AdjustedContrast",
    "WithFirst",
]

_OF: Final = f"{ADJUSTED_GAIN.source}; net benefit as the outcome: its mean is linear in gain and cost"
ADJUSTED_NET_BENEFIT: Final = Definition(
    id="net-monetary-benefit:adjusted-for-baseline",
    text="Threshold times gain less cost, of the service less of the comparison group at the same first "
    "utility: the coefficient of the group in a linear regression of each person's net benefit on group and "
    "first utility, by least squares, with Student's interval. In pounds.",
    source=_OF,
)
ADJUSTED_CHANCE: Final = Definition(
    id="acceptability:adjusted-for-baseline",
    text="Probability that the adjusted net benefit is above 0, by the normal distribution with its standard "
    "error.",
    source="van Hout 1994, Health Economics 3:309-319, doi 10.1002/hec.4730030505; adjusted: "
    f"{ADJUSTED_GAIN.source}",
)
ADJUSTED_COST_PER_QALY: Final = Definition(
    id="cost-per-qaly:adjusted-for-baseline",
    text="Difference of the groups in cost by their difference in QALYs, both at the same first utility, "
    "where people gain more and it costs more; elsewhere the quarter of the plane in words. The interval is "
    "Fieller's; there is none where the gain could be 0.",
    source=f"{ADJUSTED_GAIN.source}; interval: Fieller 1954, Journal of the Royal Statistical Society B "
    "16:175-185, doi 10.1111/j.2517-6161.1954.tb00159.x",
)


@attrs.frozen(kw_only=True)
class WithFirst:
    """
    A group's gains, costs and first utilities, by twos.

    Attributes
    ----------
    gain_and_cost : JointMoments
    first_and_gain : JointMoments
    first_and_cost : JointMoments or None
        None where the cost is the same for everyone.
    """

    gain_and_cost: JointMoments
    first_and_gain: JointMoments
    first_and_cost: JointMoments | None = None

    @property
    def n(self) -> int:
        """People."""
        return self.gain_and_cost.n

    def squares(self) -> tuple[Fraction, Fraction, Fraction]:
        """Add up, about the group's means: first utility squared, times gain, and times cost."""
        both, n = self.first_and_gain, self.n
        with_cost = self.first_and_cost.central(1, 1) if self.first_and_cost is not None else Fraction(0)
        return both.central(2, 0) * n, both.central(1, 1) * n, with_cost * n


@attrs.frozen(kw_only=True)
class AdjustedContrast:
    """
    The service against a comparison group; computes as a single group does.

    Each mean is the coefficient of the group in a least-squares regression on group and first utility, with
    one slope for both groups.

    Attributes
    ----------
    service, comparison : WithFirst
    """

    service: WithFirst
    comparison: WithFirst

    @property
    def n(self) -> int:
        """People of both groups."""
        return self.service.n + self.comparison.n

    def combination(self, x: float | Fraction, y: float | Fraction) -> SampleMean:
        """
        Give the difference in ``x`` times the gain plus ``y`` times the cost at the same first utility [1]_.

        With n - 3 degrees of freedom, and cumulants as of a normal mean.

        Raises
        ------
        NotApplicableError
            If a group is empty, there are fewer than four people, or the first utility does not vary in any
            group.

        References
        ----------
        .. [1] Manca A, Hawkins N, Sculpher MJ (2005), Health Economics 14:487-496, doi 10.1002/hec.944.
        """
        groups, n = (self.service, self.comparison), self.n
        # A figure, and not in words: disclosure control takes that out of the note.
        if not all(group.n for group in groups) or n < 4:
            msg = "needs two groups with 4 people together"
            raise NotApplicableError(msg)
        fx, fy = Fraction(exact_number(x)), Fraction(exact_number(y))
        squares, with_gain, with_cost = (
            sum(column, start=Fraction(0)) for column in zip(*(g.squares() for g in groups), strict=True)
        )
        if not squares:
            msg = "everyone of a group has the same first utility: there is nothing to adjust for"
            raise NotApplicableError(msg)
        slope = (fx * with_gain + fy * with_cost) / squares
        own = sum(
            (
                group.n * factor * group.gain_and_cost.central(a, b)
                for group in groups
                for a, b, factor in ((2, 0, fx * fx), (1, 1, 2 * fx * fy), (0, 2, fy * fy))
            ),
            start=Fraction(0),
        )
        residual = (own - slope * (fx * with_gain + fy * with_cost)) / (n - 3)
        apart = _mean(self.service.first_and_gain, 1, 0) - _mean(self.comparison.first_and_gain, 1, 0)
        plain = _mean(self.service.gain_and_cost, fx, fy) - _mean(self.comparison.gain_and_cost, fx, fy)
        spread = Fraction(1, self.service.n) + Fraction(1, self.comparison.n) + apart * apart / squares
        # Rounding of the gains may leave a hair below 0 where the line goes through everyone.
        variance = max(Fraction(0), residual) * spread
        return SampleMean(
            n=n,
            mean=plain - slope * apart,
            variance=variance,
            df=float(n - 3),
            resampled=(variance, Fraction(0), Fraction(0)),
        )


def _mean(moments: JointMoments, x: float | Fraction, y: float | Fraction) -> Fraction:
    return moments.combination(x, y).mean
