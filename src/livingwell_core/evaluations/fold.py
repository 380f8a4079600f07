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
    AskedItem,
    AskedScore,
    Cohort,
    Ledger,
    Remarks,
    read_answers,
    read_people_table,
    read_score_table,
    untaken,
)
from livingwell_core.cohorts.answers import any_equal
from livingwell_core.errors import InputError, Problem
from livingwell_core.evaluations.given_totals import remarks_on
from livingwell_core.evaluations.warning_signs import turned_the_wrong_way
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.pairing import history, moved, pairs_of, rows_set_aside, settle, usable_scores
from livingwell_core.profiles import PeopleTable, group_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from livingwell_core.evaluations.plan import Plan, TablePart
    from livingwell_core.instruments import Instrument
    from livingwell_core.pairing import Pairs, Settled
    from livingwell_core.profiles import AnswerTable

__all__ = ["Key", "Tallies", "partition", "score_rows", "tally_cohort", "tally_people"]


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
        cohort = _read(part, plan)
        cohort = attrs.evolve(cohort, warnings=(*cohort.warnings, *_untaken(part, plan)))
    except InputError as error:
        cohort = Cohort(site=part.site, refused=error.problems)
    return cohort.split(buckets)


def _untaken(part: TablePart, plan: Plan) -> Iterator[Problem]:
    """Warn of rows that no table takes, once a file."""
    same = [p for p in plan.parts if (p.site, p.source, p.reader) == (part.site, part.source, part.reader)]
    if part is same[0] and part.table.only:
        yield from untaken(part.source, part.reader, [other.table for other in same])


def _read(part: TablePart, plan: Plan) -> Cohort:
    if isinstance(part.table, PeopleTable):
        people = read_people_table(
            part.source, part.reader, part.table, part.site, plan.context, part.seconds
        )
        return Cohort(
            site=part.site,
            people=people.keys,
            ledger=people.ledger,
            problems=people.problems,
            warnings=people.warnings,
        )
    if part.table.scores:
        return _given(part, part.table, plan)
    instrument = plan.instruments[part.table.instrument]
    items = [
        AskedItem(
            id=item.id,
            lowest=item.lowest,
            highest=item.highest,
            labels=item.labels,
            missing_codes=item.missing_codes,
        )
        for item in instrument.items
    ]
    rows = read_answers(part.source, part.reader, part.table, items, part.site, plan.context, part.seconds)
    flips = instrument.flips(part.table.answers or "scored", part.table.directions)
    oriented = instrument.orient(rows.answers, flips)
    frame = score_rows(rows.keys, instrument, oriented)
    return Cohort(
        site=part.site,
        seen=None if plan.lists_people(part.site) else rows.seen,
        assessments={instrument.id: frame},
        ledger=rows.ledger,
        problems=rows.problems,
        warnings=(
            *rows.warnings,
            *turned_the_wrong_way(
                part.source.name, part.table, instrument, oriented, own=plan.own.get(instrument.id)
            ),
        ),
        remarks=remarks_on(rows, frame, instrument, part.table, part.source, part.site),
    )


def _given(part: TablePart, table: AnswerTable, plan: Plan) -> Cohort:
    """Read a table of scores."""
    instrument = plan.instruments[table.instrument]
    asked = [
        AskedScore(
            id=score.id,
            lowest=score.lowest,
            highest=score.highest,
            denominator=instrument.scale(score).denominator,
        )
        for score in instrument.scores
    ]
    rows = read_score_table(part.source, part.reader, table, asked, part.site, plan.context, part.seconds)
    none = np.full(rows.keys.height, MISSING_SCORE, dtype=np.int32)
    columns: dict[str, pl.Series] = {}
    for score in instrument.scores:
        columns[score.id] = pl.Series(rows.scores.get(score.id, none))
        if score.rule.missing.max_missing:
            # Whether the source imputed answers is not known.
            columns[f"{score.id}?prorated"] = pl.repeat(value=False, n=rows.keys.height, eager=True)
    content = pl.DataFrame({score.id: columns[score.id] for score in instrument.scores})
    frame = rows.keys.with_columns(content=content.hash_rows(), **columns)
    return Cohort(
        site=part.site,
        seen=None if plan.lists_people(part.site) else rows.seen,
        assessments={instrument.id: frame},
        ledger=rows.ledger,
        problems=rows.problems,
        warnings=rows.warnings,
    )


def score_rows(keys: pl.DataFrame, instrument: Instrument, oriented: NDArray[np.int8]) -> pl.DataFrame:
    """
    Compute every score of an instrument.

    Parameters
    ----------
    keys : polars.DataFrame
        ``person``, ``check`` and ``day``, a row an assessment.
    instrument : Instrument
    oriented : array of int8, shape (n, number of items)
        Every item running the way the scores run.

    Returns
    -------
    polars.DataFrame
        As `Cohort` holds it.
    """
    columns: dict[str, pl.Series] = {"content": pl.Series(_content(oriented, instrument))}
    order = [item.id for item in instrument.items]
    for score in instrument.scores:
        values = instrument.compute(score, oriented)
        columns[score.id] = pl.Series(values)
        if score.rule.missing.max_missing:
            held = oriented[:, [order.index(item) for item in score.items]]
            imputed = (values != MISSING_SCORE) & any_equal(held, MISSING_ANSWER)
            columns[f"{score.id}?prorated"] = pl.Series(imputed)
    return keys.with_columns(**columns)


def _content(oriented: NDArray[np.int8], instrument: Instrument) -> NDArray[np.uint64]:
    """
    Reduce each row's answers to one number that differs where an answer differs.

    Digits of a number in a base that holds every answer: exact up to 20 items of 7 answers; with more the
    number wraps and two rows could agree by chance, once in 2**64.
    """
    lowest = min(item.lowest for item in instrument.items)
    highest = max(item.highest for item in instrument.items)
    base = np.uint64(highest - lowest + 2)
    content = np.zeros(len(oriented), dtype=np.uint64)
    for place in range(oriented.shape[1]):
        column = oriented[:, place]
        digit = np.where(
            column == MISSING_ANSWER, np.int16(0), column.astype(np.int16) - np.int16(lowest - 1)
        )
        content = content * base + digit.astype(np.uint64)
    return content


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
