"""
Scores that can be computed, at most one of a person on a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.marks import MISSING_SCORE
from livingwell_core.pairing.settling import SHARED

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SAME_DAY_RULES", "SameDay", "rows_set_aside", "usable_scores"]

#: What happens where a person has assessments with differing answers on one day.
SameDay = Literal["set-aside", "lowest", "highest"]
SAME_DAY_RULES: Final = ("set-aside", "lowest", "highest")

_PLACE: Final = "?place"


def usable_scores(
    frame: pl.DataFrame, score: str, *, same_day: SameDay
) -> tuple[pl.DataFrame, dict[str, int]]:
    """
    Find the usable scores, at most one of a person on a day.

    Parameters
    ----------
    frame, score, same_day
        As for `pair`.

    Returns
    -------
    usable : polars.DataFrame
        ``person``, ``check``, ``day``, ``score`` and ``prorated`` (bool), in any order.
    set_aside : dict of reason to int
        Rows of `frame` that are not among them.
    """
    flag = f"{score}?prorated"
    columns = ["person", "check", "day", score, SHARED, *([flag] if flag in frame.columns else [])]
    scored = frame.select(columns).filter(pl.col(score) != MISSING_SCORE)
    usable = _one_a_day(scored, score, same_day)
    set_aside = {
        reasons.TOO_FEW_ANSWERS: frame.height - scored.height,
        reasons.DIFFERS_ON_ONE_DAY: scored.height - usable.height,
    }
    prorated = pl.col(flag) if flag in columns else pl.lit(value=False)
    return usable.select(
        "person", "check", "day", pl.col(score).alias("score"), prorated.alias("prorated")
    ), set_aside


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
