"""
Duplicates and people who are not listed, gone from a cohort, and in the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts import GROUP, PEOPLE, USED, Cohort, Ledger, reasons
from livingwell_core.errors import LivingwellError
from livingwell_core.profiles import NOT_RECORDED

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SHARED", "Settled", "agree", "moved", "settle"]

#: Column of settled assessments: see `Settled`.
SHARED: Final = "?shared"

_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: spreads days over all bits


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
    listed : polars.DataFrame or None
        The people listed, once each, with their groups and amounts; None where the site has no list.
    """

    people: int
    frames: dict[str, pl.DataFrame]
    ledger: Ledger
    listed: pl.DataFrame | None = None

    def within(self, column: str, name: str) -> Settled:
        """Give the part of the people listed who are in a group; its ledger is empty."""
        if self.listed is None:
            msg = "only people who are listed have groups"
            raise ValueError(msg)
        there = self.listed.filter(pl.col(GROUP + column) == name)
        frames = {
            instrument: frame.join(there, on="person", how="semi", maintain_order="left")
            for instrument, frame in self.frames.items()
        }
        return Settled(people=there.height, frames=frames, ledger=Ledger(), listed=there)


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
        once = _listed_once(listed)
        agree(listed.select("person", "check").unique().height == once.height)
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
    return Settled(people=people, frames=frames, ledger=ledger, listed=listed)


def _listed_once(listed: pl.DataFrame) -> pl.DataFrame:
    """Leave each person once; a group or an amount on which their rows differ is not recorded."""
    if not listed["person"].is_duplicated().any():
        return listed
    same = [
        pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(name)
        for name in listed.columns
        if name != "person"
    ]
    once = listed.group_by("person").agg(same)
    return once.with_columns(pl.col(f"^{GROUP}.*$").fill_null(NOT_RECORDED))


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


def _moved(table: str, site: str, reason: str, rows: int) -> Ledger:
    """Give the entry that takes rows from "used" to a reason."""
    return Ledger.of(table, site, {USED: -rows, reason: rows}) if rows else Ledger()


def moved(table: str, site: str, set_aside: dict[str, int]) -> Ledger:
    """Give the entries that take rows from "used" to reasons."""
    ledger = Ledger()
    for reason, rows in set_aside.items():
        ledger += _moved(table, site, reason, rows)
    return ledger


def agree(same: bool) -> None:  # noqa: FBT001 - the one thing it is about
    """Stop if two people have one hash."""
    # Two people with one 64-bit hash: about one chance in 37 million for a million people. The second hash
    # tells, and mixing two people up silently is not an option.
    if not same:
        msg = "two identifiers have one hash; split the site's files and run again"
        raise LivingwellError(msg)
