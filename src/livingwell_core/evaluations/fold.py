"""
The two pure functions of an evaluation, and what they add up to.

`partition` takes a part of the data to cohorts by person, `tally_cohort` takes everything about some people
to tallies, and tallies add. An engine decides where they run; the result is the same.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import polars as pl

from livingwell_core.analyses import EVERYONE, Sample
from livingwell_core.cohorts import (
    AMOUNT,
    GROUP,
    Cohort,
    Ledger,
    Remarks,
)
from livingwell_core.errors import InputError, Problem
from livingwell_core.evaluations.read_part import read_part
from livingwell_core.pairing import history, moved, pairs_of, rows_set_aside, settle, usable_scores
from livingwell_core.profiles import group_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from livingwell_core.evaluations.plan import Plan, TablePart
    from livingwell_core.instruments import Instrument
    from livingwell_core.pairing import Pairs, Settled

__all__ = ["Key", "Tallies", "partition", "tally_cohort", "tally_people"]


@attrs.frozen(order=True)
class Key:
    """What a tally is of."""

    instrument: str
    score: str
    analysis: str
    site: str
    group: str = EVERYONE


@attrs.frozen(kw_only=True, eq=False)
class Tallies:
    """
    The tallies of some people of some sites, with the ledger of their rows.

    Attributes
    ----------
    tallies : mapping of Key to Tally
    ledger : Ledger
    problems, refused : tuple of Problem
        With rows that were set aside, and with files that could not be used at all.
    warnings : tuple of Problem
        Signs that a profile says the wrong thing.
    remarks : Remarks
        On totals that came with the answers, and on codes for "no answer".
    """

    tallies: Mapping[Key, Any] = attrs.field(factory=dict)
    ledger: Ledger = attrs.field(factory=Ledger)
    problems: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    remarks: Remarks = attrs.field(factory=Remarks)

    def __add__(self, other: Tallies) -> Tallies:
        """Give the tallies of both groups of people."""
        if not isinstance(other, Tallies):
            return NotImplemented
        both = dict(self.tallies)
        for key, tally in other.tallies.items():
            both[key] = both[key] + tally if key in both else tally
        return Tallies(
            tallies=both,
            ledger=self.ledger + other.ledger,
            problems=self.problems + other.problems,
            refused=self.refused + other.refused,
            warnings=self.warnings + other.warnings,
            remarks=self.remarks + other.remarks,
        )

    def zero(self) -> Tallies:
        """Give the tallies of nobody."""
        return Tallies()


def partition(part: TablePart, plan: Plan, buckets: int = 1) -> list[Cohort]:
    """
    Read one file, check and score its rows, and split them by person.

    Parameters
    ----------
    part : TablePart
    plan : Plan
    buckets : int
        How many cohorts to make; a person's bucket is the same in every file of a site.

    Returns
    -------
    list of Cohort
        Of length `buckets`. A file that cannot be used gives empty cohorts that say so.
    """
    try:
        cohort = read_part(part, plan)
    except InputError as error:
        cohort = Cohort(site=part.site, refused=error.problems)
    return cohort.split(buckets)


def tally_cohort(cohort: Cohort, plan: Plan) -> Tallies:
    """
    Pair and tally the assessments of some people of one site.

    Parameters
    ----------
    cohort : Cohort
        Everything about these people.
    plan : Plan

    Returns
    -------
    Tallies
    """
    settled = settle(cohort)
    tallies, ledger = tally_people(settled, plan, cohort.site)
    for column in plan.group_columns(cohort.site):
        if settled.listed is None:
            continue  # these people came without a list: a part of a site of which none is listed
        for name in settled.listed[GROUP + column].unique():
            group = group_name(column, name)
            tallies |= tally_people(settled.within(column, name), plan, cohort.site, group)[0]
    return Tallies(
        tallies=tallies,
        ledger=ledger,
        problems=cohort.problems,
        refused=cohort.refused,
        warnings=cohort.warnings,
        remarks=cohort.remarks,
    )


def tally_people(
    settled: Settled, plan: Plan, site: str, group: str = EVERYONE
) -> tuple[dict[Key, Any], Ledger]:
    """
    Pair and tally the assessments of everyone, or of a group.

    Parameters
    ----------
    settled : Settled
        Of these people only.
    plan : Plan
    site : str
    group : str

    Returns
    -------
    tallies : dict of Key to Tally
    ledger : Ledger
        What `settled` has, with the rows that no score could use.
    """
    ledger = settled.ledger
    tallies: dict[Key, Any] = {}
    for instrument_id, frame in settled.frames.items():
        instrument = plan.instruments[instrument_id]
        samples: dict[str, Sample] = {}
        held = _held(plan, site, instrument)
        for score in instrument.scores:
            primary = score.id in instrument.counted_by
            if not (primary or score.id in held):
                continue
            usable, set_aside = usable_scores(frame, score.id, same_day=plan.same_day)
            if primary and len(instrument.counted_by) == 1:
                ledger += moved(f"{instrument_id} assessments", site, set_aside)
            if score.id in held:
                pairs = pairs_of(usable, frame, people=settled.people, rule=plan.file.pairing.chosen)
                samples[score.id] = Sample(
                    pairs=pairs,
                    scale=instrument.scale(score),
                    others=samples.get,
                    history=functools.partial(history, usable),
                    amounts=functools.partial(_amounts, settled, pairs),
                    listed=lambda: settled.listed,
                )
        if len(instrument.counted_by) > 1:
            set_aside = rows_set_aside(frame, instrument.counted_by, same_day=plan.same_day)
            ledger += moved(f"{instrument_id} assessments", site, set_aside)
        for score_id, sample in samples.items():
            score = instrument.score_named(score_id)
            for analysis in plan.analyses_of(instrument, score):
                if group == EVERYONE or plan.runs_by_group(analysis, instrument, score):
                    key = Key(instrument_id, score_id, analysis.id, site, group)
                    tallies[key] = plan.ask(analysis, "tally", sample)
    return tallies, ledger


def _amounts(settled: Settled, pairs: Pairs, name: str) -> NDArray[np.float64] | None:
    """Give an amount of each person with a pair, NaN where it is not known."""
    if settled.listed is None or AMOUNT + name not in settled.listed.columns:
        return None
    there = pl.DataFrame({"person": pairs.person}).join(
        settled.listed.select("person", AMOUNT + name), on="person", how="left", maintain_order="left"
    )
    return there[AMOUNT + name].fill_null(math.nan).to_numpy()


def _held(plan: Plan, site: str, instrument: Instrument) -> set[str]:
    """Give the scores that a site collects; of those that an analysis looks at together all, or none."""
    collected = {score.id for score in instrument.scores if plan.collects(site, instrument.id, score)}
    together = {score.id for score in instrument.scores if plan.together(instrument, score)}
    # A site may hold the second goal and not the first: its people count with the others all the same.
    return collected | together if collected & together else collected
