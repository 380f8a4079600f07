"""
First and last of a person's usable scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from livingwell_core.pairing.rules import FIRST_LAST, PairingRule
from livingwell_core.pairing.settling import agree
from livingwell_core.pairing.usable import SameDay, usable_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pairs", "pair", "pairs_of"]


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
    unpaired : array of int32, shape (assessed - pairs,)
        First usable score of each person without a pair.
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
    outside_rule : int
        People with usable scores on several days of whom the rule of pairing takes no pair.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    days: NDArray[np.int32]
    person: NDArray[np.uint64]
    unpaired: NDArray[np.int32] = attrs.field(factory=lambda: np.empty(0, dtype=np.int32))
    people: int
    assessed: int
    scores: int
    prorated: int
    one_day: int
    three_or_more: int
    outside_rule: int = 0

    @property
    def paired(self) -> int:
        """People with scores on two different days."""
        return len(self.first)


def pair(
    frame: pl.DataFrame,
    score: str,
    *,
    people: int,
    same_day: SameDay = "set-aside",
    rule: PairingRule = FIRST_LAST,
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
    rule : PairingRule
        Which of a person's scores are first and last.

    Returns
    -------
    pairs : Pairs
    set_aside : dict of reason to int
        Rows of `frame` without a usable score.
    """
    usable, set_aside = usable_scores(frame, score, same_day=same_day)
    return pairs_of(usable, frame, people=people, rule=rule), set_aside


def pairs_of(usable: pl.DataFrame, frame: pl.DataFrame, *, people: int, rule: PairingRule) -> Pairs:
    """
    Pair usable scores.

    Parameters
    ----------
    usable : polars.DataFrame
        As `usable_scores` gives it.
    frame : polars.DataFrame
        All assessments of these people, settled: a rule may ask for their days.
    people : int
        How many people there are, with and without an assessment.
    rule : PairingRule
    """
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
    agree(bool(by_person["agree"].all()))
    first, last = by_person["first"].to_numpy(), by_person["last"].to_numpy()
    several = (last >> 32) > (first >> 32)
    paired, last = rule.choose(by_person["person"], first, last, usable, frame)
    paired &= several
    place = np.int64(0xFFFFFFFF)
    scores = usable["score"].to_numpy()
    return Pairs(
        first=scores[first[paired] & place],
        last=scores[last[paired] & place],
        days=((last >> 32) - (first >> 32))[paired].astype(np.int32),
        person=by_person["person"].to_numpy()[paired],
        unpaired=scores[first[~paired] & place],
        people=people,
        assessed=by_person.height,
        scores=usable.height,
        prorated=int(usable["prorated"].sum()),
        one_day=int((~several).sum()),
        three_or_more=int((by_person["scores"] >= 3).sum()),
        outside_rule=int((several & ~paired).sum()),
    )
