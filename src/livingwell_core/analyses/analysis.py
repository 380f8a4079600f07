"""
What an analysis is: a fold from pairs of scores to findings.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import attrs

from livingwell_core.analyses.finding import EVERYONE, Definition, Finding
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.proportions import wilson
from livingwell_core.tallies import JointTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, Scale, Score
    from livingwell_core.pairing import History, Pairs
    from livingwell_core.tallies import Tally

__all__ = ["About", "Analysis", "Sample"]


def _no_history() -> History:
    msg = "this sample was made without a history"
    raise ValueError(msg)


@attrs.frozen(kw_only=True, eq=False)
class Sample:
    """
    What an analysis tallies: the pairs of one score, in a part of one site.

    Attributes
    ----------
    pairs : Pairs
    scale : Scale
        Of the scores in `pairs`.
    others : callable
        Takes the id of another score of the instrument and gives its sample of the same people, or None
        where the site does not collect it. `Pairs.person` says which pairs are one person's.
    history : callable
        Gives every usable score of these people, those between first and last too.
    amounts : callable
        Takes the name of an amount that the profile's list of people declares, such as ``"cost"``, and gives
        it for each pair, NaN where it is not known; None where the site has no such amount.
    listed : callable
        Gives the list of people, those without a pair too: ``person`` (uint64, as in `Pairs.person`), and
        their groups, amounts and dates under names that begin with `GROUP`, `AMOUNT` and `DATE`; None where
        the site has no list.
    """

    pairs: Pairs
    scale: Scale
    others: Callable[[str], Sample | None] = lambda _score: None
    history: Callable[[], History] = _no_history
    amounts: Callable[[str], NDArray[np.float64] | None] = lambda _name: None
    listed: Callable[[], pl.DataFrame | None] = lambda: None

    @functools.cached_property
    def joint_table(self) -> JointTable:
        """The pairs counted by first and last score; counted once for all analyses that ask."""
        return JointTable.of(self.scale, self.pairs.first, self.pairs.last)


@attrs.frozen(kw_only=True)
class About:
    """
    What findings are about, and a maker of findings that fills that in.

    Attributes
    ----------
    analysis : str
        Id of the analysis.
    instrument : Instrument
    score : Score
        With the definitions in use first.
    site : str
        A profile's id, or "all".
    group : str
        "everyone", or "column=value".
    level : float
        Confidence level of intervals.
    seed, replicates : int
        Of resampling, where an analysis has to draw.
    notes : tuple of str
        What is said with every finding, e.g. that the data are invented.
    """

    analysis: str
    instrument: Instrument
    score: Score
    site: str
    group: str = EVERYONE
    level: float = 0.95
    seed: int = 0
    replicates: int = 9_999
    notes: tuple[str, ...] = ()

    def finding(
        self,
        statistic: str,
        definition: str,
        estimate: Estimate | float | None,
        *,
        n: int,
        unit: str = "",
        note: str = "",
        scale: float = 1.0,
        numerator: int | None = None,
    ) -> Finding:
        """
        Make a finding.

        Parameters
        ----------
        statistic, definition : str
        estimate : Estimate, number or None
        n : int
        unit, note : str
        scale : float
            What the estimate is multiplied by: 100 for a share in percent.
        numerator : int, optional
            People counted, for shares and counts.
        """
        if isinstance(estimate, int | float):
            estimate = Estimate(value=estimate)
        return Finding(
            analysis=self.analysis,
            instrument=self.instrument.id,
            score=self.score.id,
            site=self.site,
            group=self.group,
            statistic=statistic,
            definition=definition,
            n=n,
            unit=unit,
            note="; ".join(text for text in (note, *self.notes) if text),
            numerator=numerator,
            value=estimate.value * scale if estimate else None,
            low=estimate.low * scale if estimate and estimate.low is not None else None,
            high=estimate.high * scale if estimate and estimate.high is not None else None,
            level=estimate.level if estimate else None,
        )

    def share(self, statistic: str, definition: str, k: int, n: int, *, note: str = "") -> list[Finding]:
        """Make two findings of people counted: how many, and what share of n with Wilson's interval."""
        people = self.finding(statistic, definition, k, n=n, unit="people", note=note, numerator=k)
        percent = self.attempt(
            statistic,
            definition,
            lambda: wilson(k, n, level=self.level),
            n=n,
            unit="%",
            note=note,
            scale=100,
        )
        return [people, attrs.evolve(percent, numerator=k)]

    def attempt(
        self,
        statistic: str,
        definition: str,
        estimate: Callable[[], Estimate | float],
        *,
        n: int,
        unit: str = "",
        note: str = "",
        scale: float = 1.0,
    ) -> Finding:
        """Make a finding of what `estimate` gives, or one without a value that says why there is none."""
        try:
            found: Estimate | float | None = estimate()
        except NotApplicableError as reason:
            found, note = None, f"not applicable: {reason}"
        return self.finding(statistic, definition, found, n=n, unit=unit, note=note, scale=scale)


@runtime_checkable
class Analysis(Protocol):
    """
    A fold: tally parts of the data, add the tallies, conclude.

    The engine may tally people in any parts and any order and adds what comes back, so for any
    two groups of people the tally of both has to be the sum of their tallies.

    Attributes
    ----------
    id : str
        The name in findings: "paired-change".
    title : str
        For people.
    alone : bool, optional
        True where scores belong together and no other analysis may look at one of them by itself, because
        what it finds is a part of what this one finds. A site that holds one of these scores then gets
        samples of all of them. Left out, it is False.
    by_name : bool, optional
        True where the analysis runs only if the evaluation file has a table ``[analyses.ID]``. Left out, it
        is False.

    An analysis may have two more methods. ``configured(table, file, folder)`` takes that table and gives
    the analysis with those settings, or raises `InputError` with all that is wrong in it; without that method
    an analysis has no settings. What its attribute ``scores`` then names is looked up.
    ``compare(tallies, about)`` takes the tallies of two sites or more by their ids, and gives findings that
    hold sites against each other; their `Finding.compares` names them.
    """

    @property
    def id(self) -> str:
        """The name in findings."""
        ...

    @property
    def title(self) -> str:
        """For people."""
        ...

    def applies(self, instrument: Instrument, score: Score) -> bool:
        """Say whether the analysis has something to say of this score."""
        ...

    def tally(self, sample: Sample) -> Tally:
        """Reduce pairs to something small that adds."""
        ...

    def conclude(self, tally: Any, about: About) -> Sequence[Finding]:  # noqa: ANN401 - what tally() gave
        """Turn the tally of a group of people into findings."""
        ...

    def definitions(self, instrument: Instrument, score: Score) -> Sequence[Definition]:
        """Give every definition that the findings on this score name."""
        ...
