"""
QALYs of people from their own dated utilities.

A person's utility runs in straight lines from one assessment to the next, and a QALY is a year of utility 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import Problem
from livingwell_costing.discounting import (
    DAYS_IN_MONTH,
    DAYS_IN_YEAR,
    REFERENCE_RATE,
    DiscountRate,
    discounted_area,
    discounted_years,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from livingwell_costing.scenarios import Scenario

__all__ = ["QalyGains", "qaly_gains", "utility_problems"]


@attrs.frozen(kw_only=True, eq=False)
class QalyGains:
    """
    What each person gained against no change from the first assessment.

    Attributes
    ----------
    person : array of int64, shape (n,)
        Index of each person with assessments on two days or more, rising.
    first, last : array of float64, shape (n,)
        First and last utility.
    days : array of int64, shape (n,)
        From the first assessment to the last, > 0.
    gain : array of float64, shape (n,)
        In QALYs, discounted: area under the curve less the first utility held for the same time.
    years : array of float64, shape (n,)
        That time, discounted.
    one_day : int
        People with assessments on one day only, of whom nothing can be said.
    scenario : Scenario
    rate : DiscountRate
    horizon_days : float or None
    """

    person: NDArray[np.int64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    days: NDArray[np.int64]
    gain: NDArray[np.float64]
    years: NDArray[np.float64]
    one_day: int
    scenario: Scenario
    rate: DiscountRate
    horizon_days: float | None

    @property
    def n(self) -> int:
        """People."""
        return len(self.person)

    @property
    def qalys(self) -> NDArray[np.float64]:
        """
        QALYs of each person over `years`, shape (n,): the first utility held, plus the gain.

        So that a utility that never changes is worth exactly itself times the years.
        """
        return self.first * self.years + self.gain


def qaly_gains(
    person: ArrayLike,
    day: ArrayLike,
    utility: ArrayLike,
    *,
    scenario: Scenario,
    rate: DiscountRate = REFERENCE_RATE,
    horizon_days: float | None = None,
) -> QalyGains:
    """
    Give each person's gain in QALYs.

    The trapezium rule over all of a person's assessments; for what comes after the last see `Scenario`.
    Nothing is discounted in the first year after a person's first assessment; see `discounted_area` for
    later years.

    Parameters
    ----------
    person : array_like of int, shape (assessments,)
        Index of the person, rising.
    day : array_like of int, shape (assessments,)
        Days from any fixed day, rising within a person.
    utility : array_like of float, shape (assessments,)
        At most 1.
    scenario : Scenario
    rate : DiscountRate
    horizon_days : float, optional
        Days from the first assessment after which nothing counts any more, > 0.

    Raises
    ------
    ValueError
        If shapes differ, people or days are out of order, or a utility is above 1 or not finite.
    """
    who, when, u = _checked(person, day, utility)
    if horizon_days is not None and not horizon_days > 0:
        msg = f"'horizon_days' must be above 0, got {horizon_days}"
        raise ValueError(msg)
    horizon = np.inf if horizon_days is None else horizon_days / DAYS_IN_YEAR
    other = who[1:] != who[:-1]
    start, end = (np.flatnonzero(np.concatenate(edge)) for edge in _edges(other, who.size))
    baseline, rise, several = u[start], u[end] - u[start], end > start
    time = (when - np.repeat(when[start], end - start + 1)) / DAYS_IN_YEAR
    until, after = _after(scenario, time[end], rise)
    if scenario.kind == "mean-gain-one-year":
        nothing = np.zeros_like(until)
        gain = _cut(nothing, until, rise, rise, horizon, rate)
    else:
        number = np.repeat(np.arange(start.size), end - start + 1)
        risen = u - baseline[number]
        a, b, low, high = (ends[~other] for ends in (time[:-1], time[1:], risen[:-1], risen[1:]))
        slices = _cut(a, b, low, high, horizon, rate)
        observed = np.bincount(number[1:][~other], weights=slices, minlength=start.size)
        gain = observed + _cut(time[end], until, rise, after, horizon, rate)
    return QalyGains(
        person=who[start][several],
        first=baseline[several],
        last=u[end][several],
        days=(when[end] - when[start])[several],
        gain=gain[several],
        years=discounted_years(np.minimum(until, horizon)[several], rate.rate),
        one_day=int((~several).sum()),
        scenario=scenario,
        rate=rate,
        horizon_days=horizon_days,
    )


def _checked(
    person: ArrayLike, day: ArrayLike, utility: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    who, when, u = np.asarray(person), np.asarray(day), np.asarray(utility, dtype=np.float64)
    if not who.shape == when.shape == u.shape or who.ndim != 1:
        msg = "'person', 'day' and 'utility' must be one-dimensional and of one length"
        raise ValueError(msg)
    for name, array in (("person", who), ("day", when)):
        if array.size and array.dtype.kind not in "iu":
            msg = f"{name!r} must hold whole numbers, got {array.dtype}"
            raise ValueError(msg)
    who, when = who.astype(np.int64), when.astype(np.int64)
    step, days = np.diff(who), np.diff(when)
    if np.any(step < 0) or np.any((step == 0) & (days <= 0)):
        msg = "'person' must rise, and 'day' within a person: one assessment a day"
        raise ValueError(msg)
    problems = utility_problems(when, u, file="the utilities")
    if problems:
        raise ValueError("; ".join(map(str, problems)))
    return who, when, u


def _edges(other: NDArray[np.bool_], size: int) -> Iterator[list[NDArray[np.bool_]]]:
    """Give where each person's rows begin, and where they end."""
    outer = np.ones(min(size, 1), dtype=np.bool_)
    yield [outer, other]
    yield [other, outer]


def _after(
    scenario: Scenario, follow_up: NDArray[np.float64], last: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give when the gain ends, in years, and how large it is then."""
    if scenario.kind == "mean-gain-one-year":
        return np.ones_like(follow_up), last
    if scenario.kind == "gain-stops":
        return follow_up, last
    if scenario.kind == "to-one-year":
        return np.maximum(follow_up, 1.0), last
    until = follow_up + (scenario.months or 0) * DAYS_IN_MONTH / DAYS_IN_YEAR
    return until, np.zeros_like(last) if scenario.kind == "fades-linearly" else last


def _cut(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    horizon: float,
    rate: DiscountRate,
) -> NDArray[np.float64]:
    """Give the discounted area of slices, of each what lies before the horizon."""
    if np.isfinite(horizon):
        beyond = end > horizon
        stop = np.maximum(start, np.minimum(end, horizon))
        share = np.divide(stop - start, end - start, out=np.zeros_like(end), where=end > start)
        last = np.where(beyond, first + (last - first) * share, last)
        end = stop
    return discounted_area(start, end, first, last, rate.rate)


def utility_problems(
    day: ArrayLike, utility: ArrayLike, *, file: str, latest_day: int | None = None
) -> list[Problem]:
    """
    Find what cannot be right about utilities, whoever they are of.

    Parameters
    ----------
    day : array_like of int, shape (assessments,)
        Days from any fixed day.
    utility : array_like of float, shape (assessments,)
    file : str
        Where they come from, as messages name it.
    latest_day : int, optional
        Assessments after this day are in the future.

    Returns
    -------
    list of Problem
        Empty where all is well.
    """
    when, u = np.asarray(day), np.asarray(utility, dtype=np.float64)
    problems = []
    finite = np.isfinite(u)
    if not finite.all():
        reason = f"{int((~finite).sum()):,} utilities are no numbers"
        problems.append(Problem(file=file, reason=reason, column="utility", expected="at most 1"))
    above = int((u[finite] > 1).sum())
    if above:
        highest = f"{u[finite].max():g}"
        reason = f"{above:,} utilities are above 1"
        problems.append(
            Problem(
                file=file, reason=reason, column="utility", value=highest, expected="at most 1, full health"
            )
        )
    late = 0 if latest_day is None else int((when > latest_day).sum())
    if late:
        reason = f"{late:,} assessments are in the future"
        problems.append(Problem(file=file, reason=reason, column="date", expected="dates that have been"))
    return problems
