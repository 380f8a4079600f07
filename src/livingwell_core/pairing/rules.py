"""
Which of a person's usable scores are first and last: each rule by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import attrs
import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIRST_LAST", "PAIRING_RULES", "Nearest", "PairingRule", "pairing_rule"]

RuleName = Literal["first-last", "first-valid-last-valid", "first-and-last-assessment", "nearest"]
PAIRING_RULES: Final[tuple[RuleName, ...]] = (
    "first-last",
    "first-valid-last-valid",
    "first-and-last-assessment",
    "nearest",
)

# Beyond this many days a distance would not fit beside the day and the place in one number.
_FARTHEST: Final = 32_767


@attrs.frozen(kw_only=True)
class Nearest:
    """
    The score nearest to a number of days after the first one.

    Attributes
    ----------
    target_days : int
        > 0.
    window_days : int
        How far from that day it may be, either way; below `target_days`, so that it is after the first.
    """

    target_days: int
    window_days: int

    def __attrs_post_init__(self) -> None:
        if not 0 < self.target_days <= _FARTHEST:
            msg = f"'target_days' to be from 1 to {_FARTHEST:,}, got {self.target_days}"
            raise ValueError(msg)
        if not 0 <= self.window_days < self.target_days:
            msg = f"'window_days' to be from 0 to below 'target_days', got {self.window_days}"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class PairingRule:
    """
    A rule of pairing.

    - first-last: a person's earliest and latest usable score.
    - first-valid-last-valid: the same scores, under the name that NHS England's metric of community mental
      health outcomes has for them: the first valid score, then the latest valid one after it.
    - first-and-last-assessment: the scores of a person's earliest and latest assessment, of those that count;
      no pair where either of them has no usable score.
    - nearest: the earliest usable score, and of those within a window around a day after it the nearest; of
      two that are equally near the earlier.

    Attributes
    ----------
    name : str
        As in `PAIRING_RULES`.
    nearest : Nearest or None
        Of the rule of that name.
    """

    name: RuleName = "first-last"
    nearest: Nearest | None = None

    @property
    def title(self) -> str:
        """The name with its days, for people."""
        if self.nearest is None:
            return self.name
        return f"{self.name} to day {self.nearest.target_days}, within {self.nearest.window_days} days"

    def choose(
        self,
        person: pl.Series,
        first: NDArray[np.int64],
        last: NDArray[np.int64],
        usable: pl.DataFrame,
        frame: pl.DataFrame,
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """
        Say who may have a pair, and which score is last.

        Parameters
        ----------
        person : polars.Series
            Each person once.
        first, last : array of int64, shape (people,)
            Day and place in `usable`, packed, of each person's earliest and latest usable score.
        usable : polars.DataFrame
            ``person`` and ``day`` of usable scores.
        frame : polars.DataFrame
            ``person`` and ``day`` of all assessments of these people, usable or not.

        Returns
        -------
        allowed : array of bool, shape (people,)
        last : array of int64, shape (people,)
            Day and place, packed.
        """
        if self.nearest is not None:
            return _near(self.nearest, person, first, usable)
        if self.name == "first-and-last-assessment":
            return _ends(person, first, last, frame), last
        return np.ones(first.size, dtype=np.bool_), last


FIRST_LAST: Final = PairingRule()


def pairing_rule(name: str, *, target_days: int | None, window_days: int | None) -> PairingRule:
    """
    Make a rule from what an evaluation file says.

    Raises
    ------
    ValueError
        With what was expected: if there is no such rule, or the days do not go with it.
    """
    given = {"target_days": target_days, "window_days": window_days}
    if name not in PAIRING_RULES:
        msg = f"'rule' to be one of {', '.join(PAIRING_RULES)}, got {name!r}"
        raise ValueError(msg)
    if name != "nearest":
        extra = [key for key, value in given.items() if value is not None]
        if extra:
            msg = f"no {' and '.join(extra)} with the rule {name!r}: only 'nearest' has days"
            raise ValueError(msg)
        return PairingRule(name=name)
    if target_days is None or window_days is None:
        absent = [key for key, value in given.items() if value is None]
        msg = f"{' and '.join(absent)} with the rule 'nearest', got none"
        raise ValueError(msg)
    return PairingRule(name=name, nearest=Nearest(target_days=target_days, window_days=window_days))


def _ends(
    person: pl.Series, first: NDArray[np.int64], last: NDArray[np.int64], frame: pl.DataFrame
) -> NDArray[np.bool_]:
    days = (
        frame.lazy()
        .group_by("person")
        .agg(pl.col("day").min().alias("earliest"), pl.col("day").max().alias("latest"))
    )
    ends = (
        pl.LazyFrame({"person": person})
        .join(days, on="person", how="left", maintain_order="left")
        .collect(engine="streaming")
    )
    earliest, latest = ends["earliest"].to_numpy(), ends["latest"].to_numpy()
    return np.asarray((earliest == first >> 32) & (latest == last >> 32))


def _near(
    rule: Nearest, person: pl.Series, first: NDArray[np.int64], usable: pl.DataFrame
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    starts = pl.LazyFrame({"person": person, "start": (first >> 32).astype(np.int64)})
    away = pl.col("day").cast(pl.Int64) - pl.col("start")
    # Distance, then days since the first, then place: the least is the nearest and, of two, the earlier.
    key = (((away - rule.target_days).abs() * 65_536 + away) * 2**32 + pl.col("place")).alias("key")
    nearest = (
        usable.lazy()
        .select("person", "day", pl.int_range(pl.len(), dtype=pl.Int64).alias("place"))
        .join(starts, on="person")
        .filter(away.is_between(rule.target_days - rule.window_days, rule.target_days + rule.window_days))
        .group_by("person")
        .agg(key.min())
    )
    found = (
        pl.LazyFrame({"person": person})
        .join(nearest, on="person", how="left", maintain_order="left")
        .collect(engine="streaming")["key"]
    )
    keys = found.fill_null(0).to_numpy()
    since, place = (keys >> 32) & 0xFFFF, keys & 0xFFFFFFFF
    return found.is_not_null().to_numpy(), np.asarray((((first >> 32) + since) << 32) | place)
