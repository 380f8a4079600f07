"""
Several options side by side: which of them no other beats, and what each step between them costs a QALY.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.instruments.scale import exact_number

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FRONTIER", "Option", "Place", "frontier"]

FRONTIER: Final = Definition(
    id="cost-effectiveness-frontier",
    text="Options by health: dominated where another has at least as much health at no higher cost, and "
    "less cost or more health; extended-dominated where a mix of two others is better; each of the rest "
    "with its extra cost for each extra QALY over the one before.",
    source="Johannesson and Weinstein 1993, Journal of Health Economics 12:459-467",
)

Status = Literal["on the frontier", "dominated", "extended-dominated"]


def _exact(value: float | str | Fraction) -> Fraction:
    return Fraction(exact_number(value))


@attrs.frozen(kw_only=True)
class Option:
    """
    One way to spend money.

    Attributes
    ----------
    name : str
    cost : Fraction
        Mean by person, in pounds; a float is read by its shortest decimal form.
    effect : Fraction
        Mean by person, in QALYs; likewise.
    """

    name: str
    cost: Fraction = attrs.field(converter=_exact)
    effect: Fraction = attrs.field(converter=_exact)


@attrs.frozen(kw_only=True)
class Place:
    """
    An option and where it stands.

    Attributes
    ----------
    option : Option
    status : {"on the frontier", "dominated", "extended-dominated"}
    ratio : float or None
        Extra cost for each extra QALY over `over`; None off the frontier and for its first option.
    over : str or None
        The option before it on the frontier.
    beaten_by : tuple of str
        The option that dominates it, or the two that a mix is made of.
    definition : str
    """

    option: Option
    status: Status
    ratio: float | None = None
    over: str | None = None
    beaten_by: tuple[str, ...] = ()
    definition: str = FRONTIER.id


def frontier(options: Sequence[Option]) -> tuple[Place, ...]:
    """
    Place options, in order of health, then cost, then name.

    Compared as exact numbers. An option on the straight line between two others is on the frontier. Of two
    that are the same in both, the later name is dominated by the other, so that no step is 0 by 0.

    Parameters
    ----------
    options : sequence of Option
        Names differ.

    Raises
    ------
    ValueError
        If two options have one name.

    References
    ----------
    .. [1] Johannesson M, Weinstein MC (1993), Journal of Health Economics 12:459-467.
    """
    names = [option.name for option in options]
    if len(set(names)) < len(names):
        msg = f"options need names of their own, got {', '.join(sorted(names))}"
        raise ValueError(msg)
    ordered = sorted(options, key=lambda option: (option.effect, option.cost, option.name))
    beaten = {option.name: _beaten_by(option, ordered) for option in ordered}
    hull = _hull([option for option in ordered if beaten[option.name] is None])
    return tuple(_place(option, beaten[option.name], hull) for option in ordered)


def _beaten_by(option: Option, ordered: Sequence[Option]) -> Option | None:
    """Give the option that dominates this one; of several the cheapest, which is itself not dominated."""
    better = [other for other in ordered if _dominates(other, option)]
    return min(better, key=lambda other: (other.cost, -other.effect, other.name), default=None)


def _place(option: Option, beaten: Option | None, hull: Sequence[Option]) -> Place:
    if beaten is not None:
        return Place(option=option, status="dominated", beaten_by=(beaten.name,))
    before = [other for other in hull if other.effect < option.effect]
    if option not in hull:
        above = next(other for other in hull if other.effect > option.effect)
        return Place(option=option, status="extended-dominated", beaten_by=(before[-1].name, above.name))
    if not before:
        return Place(option=option, status="on the frontier")
    ratio = float(_slope(before[-1], option))
    return Place(option=option, status="on the frontier", ratio=ratio, over=before[-1].name)


def _dominates(left: Option, right: Option) -> bool:
    no_worse = left.cost <= right.cost and left.effect >= right.effect
    same = left.cost == right.cost and left.effect == right.effect
    return no_worse and (left.name < right.name if same else True)


def _slope(left: Option, right: Option) -> Fraction:
    return (right.cost - left.cost) / (right.effect - left.effect)


def _hull(options: Sequence[Option]) -> list[Option]:
    """Keep options, which rise in both cost and health, whose steps get no cheaper."""
    hull: list[Option] = []
    for option in options:
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) > _slope(hull[-1], option):
            hull.pop()
        hull.append(option)
    return hull
