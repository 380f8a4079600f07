"""
Who is missing: people without a pair, and how far they could move the result.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import IMPROVED
from livingwell_core.analyses.finding import Finding
from livingwell_core.analyses.missing_definitions import MISSING, missing_shares, share_id
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.missing_bounds import (
    change_range,
    changes_if,
    improved_range,
    tipping_point,
)
from livingwell_core.statistics.missing_people import FirstScores, compare_first_scores
from livingwell_core.statistics.missing_weights import weighted_change, weighted_share
from livingwell_core.statistics.paired import mean_interval, summarise
from livingwell_core.statistics.reliable_index import cells_by_points
from livingwell_core.tallies import Histogram, JointTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.analyses.finding import Definition
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.statistics.estimate import Estimate

__all__ = ["MissingAnalysis", "PeopleSeen"]

_WITH: Final = "mean first score, with a pair"
_WITHOUT: Final = "mean first score, without a pair"
_MEAN: Final = "mean change"
_IMPROVED: Final = "reliably improved"
_NONE: Final = "if none without a pair did"
_ALL: Final = "if all without a pair did"
# Numbers of people who were assessed, here and in coverage: where one of them is hidden, another number of
# people without a pair would give it away.
_COUNTED: Final = (
    "people with a usable score",
    "people with usable scores on one day only",
    "people with usable scores on several days and no pair",
    "people with a first and a last score",
)
# With a figure, so that disclosure control takes it out where it hides the number.
_NOBODY: Final = "0 people assessed are without a pair"
_TELLING: Final = (_WITH, _WITHOUT, *_COUNTED)


@attrs.frozen(kw_only=True)
class PeopleSeen:
    """
    What is known of people with and without a pair.

    Attributes
    ----------
    paired : JointTable
        People with a pair, by first and last score.
    others : Histogram
        Assessed people without a pair, by first usable score.
    supported : int
        People supported: these and those never assessed.
    """

    paired: JointTable
    others: Histogram
    supported: int

    def __add__(self, other: PeopleSeen) -> PeopleSeen:
        """Give both groups of people."""
        if not isinstance(other, PeopleSeen):
            return NotImplemented
        return PeopleSeen(
            paired=self.paired + other.paired,
            others=self.others + other.others,
            supported=self.supported + other.supported,
        )

    def zero(self) -> PeopleSeen:
        """Give nobody, on the same scale."""
        return PeopleSeen(paired=self.paired.zero(), others=self.others.zero(), supported=0)

    @property
    def assessed(self) -> int:
        """People with at least one usable score."""
        return self.paired.n + self.others.n


@attrs.frozen
class MissingAnalysis:
    """First scores with and without a pair, the change weighted for those without, and bounds."""

    id: str = "missing"
    title: str = "Who is missing"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Of an ordinal score there is no mean."""
        return score.measurement == "interval"

    def tally(self, sample: Sample) -> PeopleSeen:
        """Count people by their scores, with and without a pair."""
        return PeopleSeen(
            paired=sample.joint_table,
            others=Histogram.of(sample.scale, sample.pairs.unpaired),
            supported=sample.pairs.people,
        )

    def conclude(self, tally: PeopleSeen, about: About) -> list[Finding]:
        """Compare first scores, weight the change, and say what others could do to it."""
        return [*_first_scores(tally, about), *_changes(tally, about), *_improved(tally, about)]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """Each with its assumption; those of shares where there is a threshold."""
        return (*MISSING, *missing_shares(instrument, score))


def _first_scores(tally: PeopleSeen, about: About) -> list[Finding]:
    paired, others, unit = tally.paired, tally.others, about.score.unit
    # A table whose last scores are the first: its summary has mean and spread of first scores.
    alone = JointTable.of(others.scale, others.value, others.value, others.count)

    def mean(table: JointTable, nobody: str) -> Estimate:
        if not table.n:
            raise NotApplicableError(nobody)
        summary = summarise(table)
        return mean_interval(summary.mean_first, summary.sd_first, summary.n, level=about.level)

    def compared() -> FirstScores:
        if min(paired.n, others.n) < 2:
            msg = "needs 2 people with a pair and 2 without"
            raise NotApplicableError(msg)
        return compare_first_scores(paired, others, level=about.level, interval="bonett")

    def first(name: str, table: JointTable, nobody: str) -> Finding:
        estimate = functools.partial(mean, table, nobody)
        return about.attempt(name, "first-scores", estimate, n=table.n, unit=unit)

    both = functools.partial(about.attempt, n=tally.assessed)
    name = "difference in first scores, with less without a pair"
    welch, standardised = "first-scores:welch", "first-scores:standardised"
    telling = [
        first(_WITHOUT, alone, _NOBODY),
        both(name, welch, lambda: compared().difference.difference, unit=unit),
        both(f"p of the {name}", welch, lambda: compared().difference.p, note="two-sided"),
        both(f"standardised {name}", standardised, lambda: compared().standardised, unit="sd"),
    ]
    return [
        first(_WITH, paired, "no pairs"),
        *(
            attrs.evolve(one, only_with=tuple(name for name in _TELLING if name != one.statistic))
            for one in telling
        ),
    ]


def _check_others(tally: PeopleSeen) -> None:
    if tally.paired.n and not tally.others.n:
        raise NotApplicableError(_NOBODY)


def _changes(tally: PeopleSeen, about: About) -> list[Finding]:
    paired, others, level = tally.paired, tally.others, about.level

    def weighted() -> Estimate:
        _check_others(tally)
        return weighted_change(paired, others, model="linear", level=level).estimate

    def if_they(what: int) -> Estimate:
        return changes_if(summarise(paired), supported=tally.supported, level=level)[what].estimate

    def if_they_went(to: int) -> Estimate:
        return change_range(paired, others, level=level)[to].estimate

    def tips() -> Estimate:
        return tipping_point(summarise(paired), supported=tally.supported, level=level).estimate

    lowest, highest = (functools.partial(if_they_went, to) for to in (0, 1))
    unchanged, opposite = (functools.partial(if_they, what) for what in (0, 1))
    went, without = "all assessed without a pair went to the", "those without a pair"
    of_assessed, of_supported = (tally.assessed, _TELLING), (tally.supported, (_WITH,))
    # Two of everyone supported tell how many of them have a pair.
    rows: tuple[tuple[str, str, Callable[[], Estimate], tuple[int, tuple[str, ...]]], ...] = (
        (f"{_MEAN}, weighted for {without}", "inverse-probability", weighted, of_assessed),
        (f"{_MEAN}, if {went} lowest score", "if-lowest", lowest, of_assessed),
        (f"{_MEAN}, if {went} highest score", "if-highest", highest, of_assessed),
        (f"{_MEAN}, if {without} did not change", "if-unchanged", unchanged, of_supported),
        (f"{_MEAN}, if {without} changed the other way", "if-opposite", opposite, of_supported),
        (f"change of {without} that makes the {_MEAN} 0", "tipping-point", tips, of_supported),
    )
    return [
        attrs.evolve(
            about.attempt(name, definition, estimate, n=n, unit=about.score.unit, note=SINGLE_ARM),
            only_with=(_MEAN, *telling),
        )
        for name, definition, estimate, (n, telling) in rows
    ]


def _improved(tally: PeopleSeen, about: About) -> list[Finding]:
    threshold, score, level = about.score.reliable_change, about.score, about.level
    if threshold is None:
        return []
    paired, others, supported = tally.paired, tally.others, tally.supported
    cells = cells_by_points(paired, points=threshold.points, sign=score.sign)
    k = cells.counts(paired).improved
    note = SINGLE_ARM if threshold.verified else f"{SINGLE_ARM}; threshold not verified"

    def finding(name: str, what: str, estimate: Callable[[], Estimate], n: int) -> Finding:
        definition = share_id(what, about.instrument, score)
        statistic = f"{_IMPROVED}, {name}"
        return about.attempt(statistic, definition, estimate, n=n, unit="%", note=note, scale=100)

    def if_they(what: int) -> Estimate:
        return improved_range(k, paired=paired.n, supported=supported, level=level)[what].estimate

    def weighted() -> Estimate:
        _check_others(tally)
        return weighted_share(paired, others, cells.improved, model="linear", level=level).estimate

    share = finding("weighted for those without a pair", "inverse-probability", weighted, tally.assessed)
    none = finding(_NONE, "if-none", functools.partial(if_they, 0), supported)
    every = finding(_ALL, "if-all", functools.partial(if_they, 1), supported)
    if paired.n:
        none = attrs.evolve(none, numerator=k, alike=IMPROVED)
        every = attrs.evolve(every, numerator=k + supported - paired.n)
    # Two of these tell how many improved, and how many have a pair.
    telling = (_IMPROVED, _WITH, none.statistic, every.statistic)
    return [
        attrs.evolve(share, only_with=(*telling, _WITHOUT, *_COUNTED)),
        *(
            attrs.evolve(one, only_with=tuple(name for name in telling if name != one.statistic))
            for one in (none, every)
        ),
    ]
