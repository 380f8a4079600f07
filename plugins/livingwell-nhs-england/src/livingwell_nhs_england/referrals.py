"""
Referrals by denominator, with their baselines and pairs: what the measure adds up.
"""

from __future__ import annotations

import datetime
import functools
import operator
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.tallies import Histogram, JointTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from numpy.typing import NDArray

    from livingwell_core.analyses import Sample
    from livingwell_core.instruments import Scale
    from livingwell_core.pairing import History
    from livingwell_nhs_england.settings import Settings

__all__ = ["CLOSED", "NEITHER", "OPEN", "ReferralTally", "Referrals", "tally_of"]

#: Denominators; a referral is in one of them or in neither.
OPEN: Final = "open"
CLOSED: Final = "closed"
NEITHER: Final = "neither"

_EPOCH: Final = datetime.date(1970, 1, 1)


@attrs.frozen(kw_only=True)
class Referrals:
    """
    Some referrals.

    Attributes
    ----------
    referrals : int
    baseline : int
        Those with a baseline.
    paired : JointTable
        Those with a baseline and a follow-up, by both scores.
    """

    referrals: int
    baseline: int
    paired: JointTable

    def __add__(self, other: Referrals) -> Referrals:
        """Give both."""
        if not isinstance(other, Referrals):
            return NotImplemented
        return Referrals(
            referrals=self.referrals + other.referrals,
            baseline=self.baseline + other.baseline,
            paired=self.paired + other.paired,
        )

    def zero(self) -> Referrals:
        """Give none, on the same scale."""
        return Referrals(referrals=0, baseline=0, paired=self.paired.zero())


@attrs.frozen(kw_only=True)
class ReferralTally:
    """
    All referrals on the list of people, by denominator.

    Attributes
    ----------
    open, closed, neither : Referrals
        They add up to the list.
    baselines : Histogram
        Baseline scores that were given in the period, of referrals that meet the criteria, in whatever
        denominator: what the measure's standard deviation is of.
    listed : bool
        False where no list of people says what the measure needs.
    lacking : frozenset of str
        What lists of people do not say: ``"the date 'referred'"``.
    unchecked : frozenset of str
        Criteria that they do not show.
    """

    open: Referrals
    closed: Referrals
    neither: Referrals
    baselines: Histogram
    listed: bool
    lacking: frozenset[str] = frozenset()
    unchecked: frozenset[str] = frozenset()

    def __add__(self, other: ReferralTally) -> ReferralTally:
        """Give the tally of both lists."""
        if not isinstance(other, ReferralTally):
            return NotImplemented
        return ReferralTally(
            open=self.open + other.open,
            closed=self.closed + other.closed,
            neither=self.neither + other.neither,
            baselines=self.baselines + other.baselines,
            listed=self.listed or other.listed,
            lacking=self.lacking | other.lacking,
            unchecked=self.unchecked | other.unchecked,
        )

    def zero(self) -> ReferralTally:
        """Give the tally of no list, on the same scale."""
        return _nothing(self.baselines.scale)

    @property
    def everyone(self) -> Referrals:
        """All on the list."""
        return self.open + self.closed + self.neither


def tally_of(sample: Sample, settings: Settings) -> ReferralTally:
    """
    Sort the referrals of a list by denominator, and pair their scores.

    A referral has its baseline, the earliest usable score, and its follow-up, the latest one on a later day,
    of the scores up to the last day of the period.

    Parameters
    ----------
    sample : Sample
        Of an evaluation by referral.
    settings : Settings
    """
    listed = sample.listed()
    lacking = frozenset(_lacking(listed, settings))
    if listed is None or lacking:
        return attrs.evolve(_nothing(sample.scale), lacking=lacking)
    cohort = _cohort(listed, settings)
    in_open, in_closed = _denominators(listed, cohort, settings)
    first, day, last, paired = _scores(listed, sample.history(), settings)
    scored = day > _NEVER

    def referrals(inside: NDArray[np.bool_]) -> Referrals:
        both = inside & paired
        return Referrals(
            referrals=int(inside.sum()),
            baseline=int((inside & scored).sum()),
            paired=JointTable.of(sample.scale, first[both], last[both]),
        )

    in_period = cohort & scored & (day >= _day(settings.first_day))
    return ReferralTally(
        open=referrals(in_open),
        closed=referrals(in_closed),
        neither=referrals(~in_open & ~in_closed),
        baselines=Histogram.of(sample.scale, first[in_period]),
        listed=True,
        unchecked=frozenset(_unchecked(listed, settings)),
    )


#: Stands for the day of a baseline that there is not.
_NEVER: Final = -(2**31)


def _nothing(scale: Scale) -> ReferralTally:
    empty = np.empty(0, dtype=np.int64)
    none = Referrals(referrals=0, baseline=0, paired=JointTable(scale, empty, empty, empty))
    return ReferralTally(
        open=none, closed=none, neither=none, baselines=Histogram(scale, empty, empty), listed=False
    )


def _day(date: datetime.date) -> int:
    return (date - _EPOCH).days


def _lacking(listed: pl.DataFrame | None, settings: Settings) -> Iterator[str]:
    from livingwell_core.cohorts import AMOUNT, DATE

    if listed is None:
        yield "a list of people"
        return
    for name in (settings.referred, settings.discharged):
        if DATE + name not in listed.columns:
            yield f"the date {name!r}"
    if AMOUNT + settings.contacts not in listed.columns:
        yield f"the amount {settings.contacts!r}"


def _column(name: str, settings: Settings) -> str | None:
    """Give the column of the list that shows a criterion."""
    from livingwell_core.cohorts import GROUP

    criterion = settings.eligible.get(name)
    return None if criterion is None else GROUP + (criterion.group or name)


def _unchecked(listed: pl.DataFrame, settings: Settings) -> Iterator[str]:
    from livingwell_nhs_england.dashboard import CRITERIA

    for name in CRITERIA:
        if name not in settings.met and _column(name, settings) not in listed.columns:
            yield name


def _cohort(listed: pl.DataFrame, settings: Settings) -> NDArray[np.bool_]:
    """Say which referrals meet the criteria and came before the end of the period."""
    import polars as pl

    from livingwell_core.cohorts import DATE

    conditions = [
        pl.col(DATE + settings.referred).is_between(_day(settings.referred_from), _day(settings.last_day)),
        *(
            pl.col(column).is_in(settings.eligible[name].keep)
            for name in settings.eligible
            if (column := _column(name, settings)) in listed.columns
        ),
    ]
    met = functools.reduce(operator.and_, conditions).fill_null(value=False)
    return listed.select(met).to_series().to_numpy()


def _denominators(
    listed: pl.DataFrame, cohort: NDArray[np.bool_], settings: Settings
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which referrals are open, and which were closed, as the measure has it."""
    import polars as pl

    from livingwell_core.cohorts import AMOUNT, DATE

    first_day, last_day = _day(settings.first_day), _day(settings.last_day)
    discharged = pl.col(DATE + settings.discharged)
    enough = pl.col(AMOUNT + settings.contacts).fill_null(0) >= settings.minimum_contacts
    long = last_day - pl.col(DATE + settings.referred) >= settings.minimum_days
    found = listed.select(
        ((discharged.is_null() | (discharged > last_day)) & enough & long).fill_null(value=False).alias(OPEN),
        (discharged.is_between(first_day, last_day).fill_null(value=False) & enough).alias(CLOSED),
    )
    return found[OPEN].to_numpy() & cohort, found[CLOSED].to_numpy() & cohort


def _scores(
    listed: pl.DataFrame, history: History, settings: Settings
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Give each referral's baseline with its day, its follow-up, and whether it has both."""
    import polars as pl

    counts = history.day <= _day(settings.last_day)
    person, day, score = history.person[counts], history.day[counts], history.score[counts]
    # The history is in order of person and day, with at most one score a day.
    new = np.ones(person.size, dtype=np.bool_)
    new[1:] = person[1:] != person[:-1]
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], person.size)[: starts.size] - 1
    theirs = pl.DataFrame(
        {
            "person": person[starts],
            "first": score[starts],
            "day": day[starts],
            "last": score[ends],
            "paired": ends > starts,
        }
    )
    joined = listed.select("person").join(theirs, on="person", how="left", maintain_order="left")
    return (
        joined["first"].fill_null(0).cast(pl.Int64).to_numpy(),
        joined["day"].fill_null(_NEVER).cast(pl.Int64).to_numpy(),
        joined["last"].fill_null(0).cast(pl.Int64).to_numpy(),
        joined["paired"].fill_null(value=False).to_numpy(),
    )
