"""
The same figures with intervals that ask for no shape of distribution: resampling people.

Where the distribution over resamples can be had itself it is, and nothing is drawn. Everything else is drawn.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import IMPROVED
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.change_distribution import changes
from livingwell_core.statistics.clinical_change import reliable_change
from livingwell_core.statistics.counted_statistics import d_zs, median_changes
from livingwell_core.statistics.drawn_bootstrap import drawn_bootstrap
from livingwell_core.statistics.ideal_bootstrap import ideal_mean, ideal_mean_change

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, ReliableChange, Score
    from livingwell_core.statistics.bootstrap import Bootstrap
    from livingwell_core.statistics.estimate import Estimate
    from livingwell_core.tallies import JointTable

__all__ = ["BootstrapAnalysis"]

_IMPROVED: Final = "reliably improved"
_DRAWN: Final = "drawn"


@attrs.frozen(kw_only=True)
class _Kind:
    """
    A kind of interval.

    Attributes
    ----------
    title : str
        What statistics end with.
    name : str
        What definitions begin with.
    text, source : str
        How it is made.
    """

    title: str
    name: str
    text: str
    source: str

    def id(self, how: str = "") -> str:
        """Give the id of a definition."""
        return ":".join(text for text in (self.name, how) if text)


_PERCENTILE: Final = _Kind(
    title="percentile bootstrap",
    name="bootstrap-percentile",
    text="the interval between two quantiles over resamples of these people, those of 2.5% and 97.5% at a "
    "level of 95%.",
    source="Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13",
)
_BCA: Final = _Kind(
    title="BCa bootstrap",
    name="bootstrap-bca",
    text="the bias-corrected and accelerated interval: between quantiles over resamples of these people that "
    "are moved by how far the resamples lie to one side of the figure, and by how its standard error changes "
    "with it, by the jackknife.",
    source="Efron 1987, Journal of the American Statistical Association 82:171-185, "
    "doi 10.1080/01621459.1987.10478410",
)
_KINDS: Final = (_PERCENTILE, _BCA)
_OF_ALL: Final = (
    "Over all resamples that there can be, each with its weight: their exact distribution, without drawing "
    "and without a seed."
)
_IDEAL_SOURCE: Final = (
    "quantiles: Ma, Genton & Parzen 2011, Annals of the Institute of Statistical Mathematics 63:227-243, "
    "doi 10.1007/s10463-008-0216-z"
)
_OF_DRAWN: Final = (
    "Over as many resamples as the evaluation file asks for, 9,999 where it does not; the note has their "
    "number, and the seed from which they are drawn."
)


@attrs.frozen(kw_only=True)
class _Figure:
    """
    A figure to be resampled.

    Attributes
    ----------
    name : str
        Of the statistic, before the kind of interval.
    resample : callable
    unit, note : str
    scale : float
        What it is multiplied by: 100 for a share in percent.
    how : str
        What definitions of its intervals end with, or "".
    kinds : tuple of _Kind
        Its intervals.
    """

    name: str
    resample: Callable[[], Bootstrap]
    unit: str
    note: str = SINGLE_ARM
    scale: float = 1.0
    how: str = ""
    kinds: tuple[_Kind, ...] = _KINDS


@attrs.frozen
class BootstrapAnalysis:
    """
    Mean change, effect size, median change and the share improved, by resampling.

    The correlation has Fisher's interval elsewhere: drawing whole tables for it took longer than all the rest
    together, and longer the more different pairs of scores there are.
    """

    id: str = "bootstrap"
    title: str = "Intervals by resampling"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Of an ordinal score there is no mean."""
        return score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Resample people: the mean change and the share improved without drawing, the rest by drawing."""
        unit, change = about.score.unit, changes(tally)
        draw = functools.partial(drawn_bootstrap, seed=about.seed, replicates=about.replicates)
        how = f"{about.replicates:,} resamples, seed {about.seed}"
        drawn = functools.partial(_Figure, how=_DRAWN, note=f"{SINGLE_ARM}; {how}")
        figures = (
            _Figure(name="mean change", resample=lambda: ideal_mean_change(tally), unit=unit),
            drawn(name="effect size, d_z", resample=lambda: draw(change, d_zs), unit="sd"),
            # Leaving one person out hardly ever moves a median, so that BCa has nothing to go by.
            drawn(
                name="median change",
                resample=lambda: draw(change, median_changes),
                unit=unit,
                kinds=(_PERCENTILE,),
            ),
        )
        found = [finding for figure in figures for finding in _findings(figure, tally.n, about)]
        return [*found, *_improved(tally, about)]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """Two intervals, drawn and not, and those of the share improved where there is a threshold."""
        found = []
        for kind in _KINDS:
            exact = f"{kind.source}; {_IDEAL_SOURCE}"
            found += [
                Definition(id=kind.id(), text=f"The figure with {kind.text} {_OF_ALL}", source=exact),
                Definition(
                    id=kind.id(_DRAWN), text=f"The figure with {kind.text} {_OF_DRAWN}", source=kind.source
                ),
            ]
            threshold = score.reliable_change
            if threshold is not None:
                found.append(
                    Definition(
                        id=kind.id(_threshold_id(instrument, score, threshold)),
                        text=f"The share of people whose change is {threshold.points} {score.unit} or more "
                        f"for the better, with {kind.text} {_OF_ALL}",
                        source=f"threshold: {threshold.source}; interval: {exact}",
                        verified=threshold.verified,
                    )
                )
        return tuple(found)


def _threshold_id(instrument: Instrument, score: Score, threshold: ReliableChange) -> str:
    return f"reliable-change:{instrument.id}.{score.id}:{threshold.id}"


def _findings(figure: _Figure, n: int, about: About) -> list[Finding]:
    """Give a figure twice, with either interval; it is resampled once."""

    def finding(kind: _Kind, estimate: Callable[[], Estimate], note: str) -> Finding:
        statistic, definition = f"{figure.name}, {kind.title}", kind.id(figure.how)
        return about.attempt(
            statistic, definition, estimate, n=n, unit=figure.unit, note=note, scale=figure.scale
        )

    try:
        found = figure.resample()
    except NotApplicableError as reason:
        return [finding(kind, functools.partial(_raise, reason), "") for kind in figure.kinds]
    lacking = f"; {found.undefined:,} of them without the figure" if found.undefined else ""
    note = f"{figure.note}{lacking}"
    ways = {_PERCENTILE: found.percentile, _BCA: found.bca}
    return [finding(kind, functools.partial(ways[kind], level=about.level), note) for kind in figure.kinds]


def _raise(reason: NotApplicableError) -> Estimate:
    raise reason


def _improved(tally: JointTable, about: About) -> list[Finding]:
    threshold, n = about.score.reliable_change, tally.n
    if threshold is None:
        return []
    k = reliable_change(tally, points=threshold.points, sign=about.score.sign).improved
    figure = _Figure(
        name=_IMPROVED,
        resample=lambda: ideal_mean([0, 1], [n - k, k]),
        unit="%",
        note=SINGLE_ARM if threshold.verified else f"{SINGLE_ARM}; threshold not verified",
        scale=100,
        how=_threshold_id(about.instrument, about.score, threshold),
    )
    return [
        attrs.evolve(finding, numerator=k, alike=IMPROVED, only_with=(_IMPROVED,))
        for finding in _findings(figure, n, about)
    ]
