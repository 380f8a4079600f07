"""
What people would have gained without the service: nothing, unless something else is named.

A single group has no comparator. What it gained is its "gain against no change from the first assessment",
and that is what the default says. Something else can be taken off by name, and then both are shown.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.instruments.scale import exact_number
from livingwell_costing.moments import JointMoments

if TYPE_CHECKING:
    from livingwell_core.statistics.estimate import Estimate
    from livingwell_costing.moments import Combinable
    from livingwell_costing.sample_means import SampleMean

__all__ = [
    "NO_CHANGE",
    "NO_CHANGE_TEXT",
    "BothGains",
    "Contrast",
    "Counterfactual",
    "both_gains",
    "comparison_group",
    "natural_recovery",
    "regression_to_the_mean",
]

Kind = Literal["no-change", "comparison-group", "natural-recovery", "regression-to-the-mean"]

#: What is said of a gain where nothing is taken off.
NO_CHANGE_TEXT: Final = "gain against no change from the first assessment"
_NAMES: Final = {
    "no-change": NO_CHANGE_TEXT,
    "comparison-group": "gain beyond that of a comparison group",
    "natural-recovery": "gain beyond natural recovery",
    "regression-to-the-mean": "gain beyond regression to the mean",
}


@attrs.frozen(kw_only=True)
class Contrast:
    """
    One group of people against another, independent one; computes as a single group does.

    Attributes
    ----------
    service : JointMoments
    comparison : JointMoments
        Gains over the same time, by the same scenario.
    """

    service: JointMoments
    comparison: JointMoments

    @property
    def n(self) -> int:
        """People of both groups."""
        return self.service.n + self.comparison.n

    def combination(self, x: float | Fraction, y: float | Fraction) -> SampleMean:
        """Give the difference of the means of ``x`` times the gain plus ``y`` times the cost."""
        return self.service.combination(x, y).minus(self.comparison.combination(x, y))


@attrs.frozen(kw_only=True)
class Counterfactual:
    """
    What is taken off the gain, by name.

    Attributes
    ----------
    kind : str
    gain : Fraction
        In QALYs over the same time; 0 for a comparison group, whose gain is in `group`.
    group : JointMoments or None
    source : str
        Where the number or the group comes from.
    """

    kind: Kind
    gain: Fraction = Fraction(0)
    group: JointMoments | None = None
    source: str = ""

    @property
    def text(self) -> str:
        """What the gain is then called."""
        return _NAMES[self.kind]

    @property
    def definition(self) -> Definition:
        """What findings name, ``counterfactual:`` and the kind."""
        if self.kind == "no-change":
            text = f"The {NO_CHANGE_TEXT}: a single group, so that what people would have gained without the "
            text += "service is not known, and nothing is taken off."
        elif self.group is not None:
            text = f"The {self.text}: mean gain less that of {self.group.n:,} people; Welch's interval."
        else:
            text = (
                f"The {self.text}: mean gain less {float(self.gain):g} QALYs, taken as known without error."
            )
        return Definition(id=f"counterfactual:{self.kind}", text=text, source=self.source or "-")

    def weighted(self, weight: float) -> Fraction:
        """Give the number that is taken off where gains count so much more."""
        return self.gain * Fraction(exact_number(weight))

    def against(self, service: JointMoments) -> Combinable:
        """Give the people of the service with this taken off."""
        if self.group is not None:
            return Contrast(service=service, comparison=self.group)
        return service.shifted(gain=-self.gain)


#: Nothing is taken off.
NO_CHANGE: Final = Counterfactual(kind="no-change")


def comparison_group(group: JointMoments, *, source: str) -> Counterfactual:
    """
    Take off the mean gain, and the mean cost, of other people.

    Raises
    ------
    ValueError
        If there is nobody in the group, or no source.
    """
    if not group.n:
        msg = "a comparison group with people in it, got nobody"
        raise ValueError(msg)
    return Counterfactual(kind="comparison-group", group=group, source=_sourced(source))


def natural_recovery(gain: float | str | Fraction, *, source: str) -> Counterfactual:
    """
    Take off what people are published to gain without help, in QALYs over the same time.

    Raises
    ------
    ValueError
        If it is no number, or there is no source.
    """
    return Counterfactual(kind="natural-recovery", gain=_qalys(gain), source=_sourced(source))


def regression_to_the_mean(gain: float | str | Fraction, *, source: str) -> Counterfactual:
    """
    Take off what people would gain because they were first seen at a bad time, in QALYs over the same time.

    Raises
    ------
    ValueError
        If it is no number, or there is no source.
    """
    return Counterfactual(kind="regression-to-the-mean", gain=_qalys(gain), source=_sourced(source))


def _qalys(gain: float | str | Fraction) -> Fraction:
    return Fraction(exact_number(gain))


def _sourced(source: str) -> str:
    if not source.strip():
        msg = f"where the number comes from, got {source!r}"
        raise ValueError(msg)
    return source


@attrs.frozen(kw_only=True)
class BothGains:
    """
    The mean gain as it is and with the counterfactual taken off.

    Attributes
    ----------
    unadjusted : Estimate
        Against no change from the first assessment, in QALYs.
    adjusted : Estimate
        The same where nothing is taken off.
    taken_off : float
        In QALYs.
    n : int
        People of the service.
    n_comparison : int
        People of the comparison group; 0 without one.
    text : str
        What the adjusted gain is called.
    definition : str
    """

    unadjusted: Estimate
    adjusted: Estimate
    taken_off: float
    n: int
    n_comparison: int
    text: str
    definition: str


def both_gains(
    service: JointMoments, counterfactual: Counterfactual = NO_CHANGE, *, level: float
) -> BothGains:
    """
    Show the mean gain with and without the counterfactual.

    Raises
    ------
    NotApplicableError
        If there is nobody.
    """
    plain = service.combination(1, 0)
    adjusted = counterfactual.against(service).combination(1, 0)
    return BothGains(
        unadjusted=plain.interval(level),
        adjusted=adjusted.interval(level),
        taken_off=float(plain.mean - adjusted.mean),
        n=service.n,
        n_comparison=counterfactual.group.n if counterfactual.group is not None else 0,
        text=counterfactual.text,
        definition=counterfactual.definition.id,
    )
