"""
The first and the last assessment of each person, by date and never by the order of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts import PEOPLE, USED, Cohort, Ledger, reasons
from livingwell_core.errors import LivingwellError
from livingwell_core.marks import MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "SAME_DAY_RULES",
    "SHARED",
    "Pairs",
    "SameDay",
    "Settled",
    "moved",
    "pair",
    "rows_set_aside",
    "settle",
]

#: What happens where a person has assessments with differing answers on one day.
SameDay = Literal["set-aside", "lowest", "highest"]
SAME_DAY_RULES: Final = ("set-aside", "lowest", "highest")

#: Column of settled assessments: see `Settled`.
SHARED: Final = "?shared"

_PLACE: Final = "?place"
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: spreads days over all bits


@attrs.frozen(kw_only=True, eq=False)
class Pairs:
    """
    First and last scores of the people of a part of one site.

    Attributes
    ----------
    first, last : array of int32, shape (pairs,)
        Scores in steps of their scale, a place a person.
    days : array of int32, shape (pairs,)
        Days from first to last, > 0.
    person : array of uint64, shape (pairs,)
        Hash of the person, to find one person's pairs of several scores; never written.
    people : int
        People who were supported.
    assessed : int
        People with at least one usable score.
    scores : int
        Usable scores, of all these people.
    prorated : int
        Usable scores that the missing rule imputed.
    one_day : int
        People with usable scores on one day only.
    three_or_more : int
        People with three usable scores or more.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    days: NDArray[np.int32]
    person: NDArray[np.uint64]
    people: int
    assessed: int
    scores: int
    prorated: int
    one_day: int
    three_or_more: int

    @property
    def paired(self) -> int:
        """People with scores on two different days."""
        return len(self.first)


@attrs.frozen(kw_only=True, eq=False)
class Settled:
    """
    A cohort after duplicates are gone.

    Attributes
    ----------
    people : int
        People listed; where the site has no list, everyone whom its files name.
    frames : mapping of instrument id to polars.DataFrame
        As in `Cohort` but for ``content``, without duplicates and without people who are not listed;
        `SHARED` (bool) says of which rows the person has, or had before duplicates went, another on that
        day.
    ledger : Ledger
    """

    people: int
    frames: dict[str, pl.DataFrame]
    ledger: Ledger


def settle(cohort: Cohort) -> Settled:
    """
    Remove duplicates and people who are not listed, and say so in the ledger.

    Parameters
    ----------
    cohort : Cohort
        Of one site: all of it, or everything about some of its people.
    """
    site, ledger = cohort.site, cohort.ledger
    listed = cohort.people
    if listed is not None:
        once = listed.unique("person")
        _agree(listed.unique().height == once.height)
        ledger += _moved(PEOPLE, site, reasons.DUPLICATE_PERSON, listed.height - once.height)
        listed = once
    frames = {}
    for instrument, frame in cohort.assessments.items():
        table = f"{instrument} assessments"
        if listed is not None:
            kept = frame.join(listed, on=("person", "check"), how="semi", maintain_order="left")
            ledger += _moved(table, site, reasons.UNKNOWN_PERSON, frame.height - kept.height)
            frame = kept  # noqa: PLW2901 - each step narrows the same table
        shared = _shared_days(frame)
        if shared.any():
            rows = frame.filter(shared)
            repeated = ~rows.select(
                pl.struct("person", "check", "day", "content").is_first_distinct()
            ).to_series()
            good = np.ones(frame.height, dtype=np.bool_)
            good[np.flatnonzero(shared.to_numpy())[repeated.to_numpy()]] = False
            ledger += _moved(table, site, reasons.DUPLICATE, int((~good).sum()))
            frame = frame.filter(pl.Series(good))  # noqa: PLW2901 - as above
            shared = shared.filter(pl.Series(good))
        frames[instrument] = frame.drop("content").with_columns(shared.alias(SHARED))
    if listed is not None:
        people = listed.height
    else:
        # Without a list, everyone whom a file names: people all of whose rows were set aside are people too.
        everyone = [frame["person"] for frame in (cohort.seen, *frames.values()) if frame is not None]
        people = pl.concat([pl.Series(dtype=pl.UInt64), *everyone]).n_unique()
    return Settled(people=people, frames=frames, ledger=ledger)


def pair(
    frame: pl.DataFrame, score: str, *, people: int, same_day: SameDay = "set-aside"
) -> tuple[Pairs, dict[str, int]]:
    """
    Find each person's first and last usable score.

    Parameters
    ----------
    frame : polars.DataFrame
        Assessments of one instrument, settled.
    score : str
        Column of the score.
    people : int
        How many people there are, with and without an assessment.
    same_day : {"set-aside", "lowest", "highest"}
        What happens to differing assessments of a person on one day: none is used, or the one with
        the lowest or the highest score.

    Returns
    -------
    pairs : Pairs
    set_aside : dict of reason to int
        Rows of `frame` without a usable score.
    """
    flag = f"{score}?prorated"
    columns = ["person", "check", "day", score, SHARED, *([flag] if flag in frame.columns else [])]
    scored = frame.select(columns).filter(pl.col(score) != MISSING_SCORE)
    usable = _one_a_day(scored, score, same_day)
    set_aside = {
        reasons.TOO_FEW_ANSWERS: frame.height - scored.height,
        reasons.DIFFERS_ON_ONE_DAY: scored.height - usable.height,
    }

    # Day and place packed into one integer: the least and greatest of a person are first and last.
    key = (usable["day"].cast(pl.Int64).to_numpy() << 32) | np.arange(usable.height, dtype=np.int64)
    by_person = (
        usable.lazy()
        .select("person", "check", pl.Series("key", key))
        .group_by("person")
        .agg(
            pl.col("key").min().alias("first"),
            pl.col("key").max().alias("last"),
            pl.len().alias("scores"),
            (pl.col("check").min() == pl.col("check").max()).alias("agree"),
        )
        .collect(engine="streaming")
    )
    _agree(bool(by_person["agree"].all()))
    first, last = by_person["first"].to_numpy(), by_person["last"].to_numpy()
    gap = (last >> 32) - (first >> 32)
    paired = gap > 0
    place = np.int64(0xFFFFFFFF)
    scores = usable[score].to_numpy()
    pairs = Pairs(
        first=scores[first[paired] & place],
        last=scores[last[paired] & place],
        days=gap[paired].astype(np.int32),
        person=by_person["person"].to_numpy()[paired],
        people=people,
        assessed=by_person.height,
        scores=usable.height,
        prorated=int(usable[flag].sum()) if flag in columns else 0,
        one_day=int((~paired).sum()),
        three_or_more=int((by_person["scores"] >= 3).sum()),
    )
    return pairs, set_aside


def rows_set_aside(frame: pl.DataFrame, scores: Sequence[str], *, same_day: SameDay) -> dict[str, int]:
    """
    Count the rows that none of several scores uses, by reason; for one score `pair` says it.

    Parameters
    ----------
    frame : polars.DataFrame
        As for `pair`.
    scores : sequence of str
        Columns of scores.
    same_day : {"set-aside", "lowest", "highest"}
    """
    scored = np.zeros(frame.height, dtype=np.bool_)
    used = scored.copy()
    placed = frame.with_columns(pl.int_range(frame.height, dtype=pl.UInt32).alias(_PLACE))
    day = ("person", "check", "day")
    for score in scores:
        rows = placed.select(*day, score, SHARED, _PLACE).filter(pl.col(score) != MISSING_SCORE)
        alone = rows.filter(~(pl.col(SHARED) & pl.struct(day).is_duplicated()))
        if same_day != "set-aside":
            # Every row with the score that the rule chooses: the order of rows must not decide.
            values = pl.col(score)
            chosen = values.min() if same_day == "lowest" else values.max()
            alone = rows.filter(values == chosen.over(day))
        scored[rows[_PLACE].to_numpy()] = True
        used[alone[_PLACE].to_numpy()] = True
    return {
        reasons.TOO_FEW_ANSWERS: int((~scored).sum()),
        reasons.DIFFERS_ON_ONE_DAY: int((scored & ~used).sum()),
    }


def _shared_days(frame: pl.DataFrame) -> pl.Series:
    """Find rows whose person has another row on that day."""
    person = frame["person"].to_numpy()
    day = frame["day"].to_numpy().astype(np.uint64)
    found = _crowded(person ^ (day * _MIX))
    # Mixing may throw two days together; what it finds is looked at exactly.
    exact = frame.filter(pl.Series(found)).select(pl.struct("person", "check", "day").is_duplicated())
    found[found] = exact.to_series().to_numpy()
    return pl.Series(found)


def _crowded(mixed: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """
    Find values that may stand more than once; none that does is left out.

    A table of slots, four a value: much less memory than a hash of all values, and most rows are done with.
    """
    bits = max(len(mixed), 1).bit_length() + 2
    slot = (mixed * _MIX) >> np.uint64(64 - bits)
    owner = np.empty(1 << bits, dtype=np.uint32)
    place = np.arange(len(mixed), dtype=np.uint32)
    owner[slot] = place
    shared = np.zeros(1 << bits, dtype=np.bool_)
    shared[slot[owner[slot] != place]] = True
    found: NDArray[np.bool_] = shared[slot]
    found[found] = pl.Series(mixed[found]).is_duplicated().to_numpy()
    return found


def _one_a_day(usable: pl.DataFrame, score: str, same_day: SameDay) -> pl.DataFrame:
    """Leave at most one row of a person on a day."""
    if not usable[SHARED].any():
        return usable
    several = usable.filter(SHARED)
    crowded = several.select(pl.struct("person", "check", "day").is_duplicated()).to_series()
    rest = pl.concat([usable.filter(~pl.col(SHARED)), several.filter(~crowded)])
    if same_day == "set-aside":
        return rest
    by = ["person", "check", "day", score, *(c for c in several.columns if c == f"{score}?prorated")]
    chosen = (
        several.filter(crowded)
        # Of two equal scores the one that nobody had to prorate: the order of rows must not decide.
        .sort(*by, descending=[column == score and same_day == "highest" for column in by])
        .unique(["person", "check", "day"], keep="first", maintain_order=True)
    )
    return pl.concat([rest, chosen])


def _moved(table: str, site: str, reason: str, rows: int) -> Ledger:
    """Give the entry that takes rows from "used" to a reason."""
    return Ledger.of(table, site, {USED: -rows, reason: rows}) if rows else Ledger()


def moved(table: str, site: str, set_aside: dict[str, int]) -> Ledger:
    """Give the entries that take rows from "used" to reasons."""
    ledger = Ledger()
    for reason, rows in set_aside.items():
        ledger += _moved(table, site, reason, rows)
    return ledger


def _agree(agree: bool) -> None:  # noqa: FBT001 - the one thing it is about
    # Two people with one 64-bit hash: about one chance in 37 million for a million people. The second hash
    # tells, and mixing two people up silently is not an option.
    if not agree:
        msg = "two identifiers have one hash; split the site's files and run again"
        raise LivingwellError(msg)
