"""
How scores went over three or more points: the mean line, and how people differ about it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from livingwell_core.analyses import About, Definition, Finding, Sample
from livingwell_core.analyses.counted import by_change, not_counted
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.toml_files import structure
from livingwell_trajectories.definitions import PEOPLE, definitions_of, names_of
from livingwell_trajectories.mixed_model import MixedModel, fit_lines
from livingwell_trajectories.own_lines import OwnLines, reliable_slopes
from livingwell_trajectories.series import ScoreSeries
from livingwell_trajectories.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.statistics.estimate import Estimate

__all__ = ["Trajectories"]

_MONTH: Final = 365.25 / 12
# Months at which the mean change is predicted, and one in how many people needs a score that late: with fewer
# the line would speak of times at which hardly anybody was seen.
_AHEAD: Final = (6, 12)
_ONE_IN: Final = 4
_TOO_EARLY: Final = "fewer than a quarter of the people in the model have a score that late"
_CHANGE: Final = {"linear": "mean change per month", "log": "mean change per doubling of 1 + months"}
_OWN: Final = (
    "reliably improved, own slope",
    "no reliable change, own slope",
    "reliably deteriorated, own slope",
)
_ORDINAL: Final = "the score is ordinal, and of it there is no mean"


@attrs.frozen(kw_only=True)
class Trajectories:
    """
    A mixed model of all scores of each person over time, where the evaluation file asks for it.

    Attributes
    ----------
    id, title : str
    by_name : bool
    settings : Settings
    """

    id: str = "trajectories"
    title: str = "Trajectories over three or more points"
    by_name: bool = True
    settings: Settings = attrs.field(factory=Settings)

    @property
    def scores(self) -> tuple[str, ...]:
        """The scores that the evaluation names."""
        return self.settings.scores or ()

    def configured(self, table: Mapping[str, Any], file: str, folder: Path) -> Trajectories:  # noqa: ARG002
        """Give the analysis with the settings of an evaluation; InputError with all that is wrong in them."""
        return attrs.evolve(self, settings=structure(table, Settings, file, at=f"analyses.{self.id}"))

    def applies(self, instrument: Instrument, score: Score) -> bool:
        """To what the evaluation names; else to scores that are meant to be followed over time."""
        if self.settings.scores is not None:
            return f"{instrument.id}.{score.id}" in self.settings.scores
        return score.measurement == "interval" and bool(score.reliable_changes or score.clinical_ranges)

    def tally(self, sample: Sample) -> ScoreSeries:
        """Keep every score of the people who have enough of them."""
        return ScoreSeries.of(sample.scale, sample.history(), at_least=self.settings.at_least)

    def conclude(self, tally: ScoreSeries, about: About) -> list[Finding]:
        """Fit the model and say what it found, or why there is none."""
        # Rounding depends on the order of people, and that must not depend on how the work was split.
        series = tally.ordered
        fitted = _fit(series, about, self.settings)
        return [
            *_people(series, about, self.settings),
            *_of_the_model(fitted, series.people, about, self.settings),
            *_own_slopes(fitted, series.people, about, self.settings),
        ]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every score."""
        return definitions_of(self.settings)


def _people(series: ScoreSeries, about: About, settings: Settings) -> Iterator[Finding]:
    enough, n, least = series.people, series.people + series.fewer, settings.at_least
    for name, k in (
        (f"people with at least {least} scores", enough),
        (f"people with fewer than {least} scores, left out", series.fewer),
    ):
        for finding in about.share(name, PEOPLE, k, n):
            # How often people were assessed is said of everyone: how many are left out is no secret.
            yield attrs.evolve(finding, all_is_open=True)
    yield about.finding("scores in the model", PEOPLE, series.person.size, n=enough, unit="scores")


@attrs.frozen(kw_only=True, eq=False)
class _Fitted:
    """
    A model with what it was fitted to.

    Attributes
    ----------
    model : MixedModel
    lines : OwnLines
    last : array of float, shape (people,)
        Months from first to last score.
    """

    model: MixedModel
    lines: OwnLines
    last: NDArray[np.float64]

    def ahead(self, months: int, time: float, *, level: float) -> Estimate:
        """Give the mean change after some months, where enough people have a score that late."""
        if _ONE_IN * np.count_nonzero(self.last >= months) < self.last.size:
            raise NotApplicableError(_TOO_EARLY)
        return self.model.mean_change(time, level=level)


@attrs.frozen(eq=False)
class _NotFitted:
    """Why there is no model."""

    reason: str


def _fit(series: ScoreSeries, about: About, settings: Settings) -> _Fitted | _NotFitted:
    if about.score.measurement == "ordinal":
        return _NotFitted(_ORDINAL)
    months = series.day / _MONTH
    time = _time(months, settings)
    score = series.score / series.scale.denominator
    lines = OwnLines.of(series.person, time, score)
    try:
        model = fit_lines(series.person, time, score, lines)
    except NotApplicableError as reason:
        return _NotFitted(str(reason))
    last = months[np.diff(series.person, append=series.people) > 0]
    return _Fitted(model=model, lines=lines, last=last)


def _time(months: Any, settings: Settings) -> Any:  # noqa: ANN401 - a number, or an array of them
    return months if settings.time == "linear" else np.log2(1 + months)


def _of_the_model(
    fitted: _Fitted | _NotFitted, n: int, about: About, settings: Settings
) -> Iterator[Finding]:
    """Give each statistic of the model, or each without a value and with the reason."""
    lines, parallel, _ = names_of(settings)
    for statistic, unit, note, estimate in _statistics(about, settings):
        if isinstance(fitted, _NotFitted):
            why = f"not applicable: {fitted.reason}"
            yield about.finding(statistic, lines, None, n=n, unit=unit, note=why)
            continue
        simpler = fitted.model.parallel
        yield about.attempt(
            statistic,
            parallel if simpler else lines,
            functools.partial(estimate, fitted),
            n=n,
            unit=unit,
            note="; ".join(text for text in (note, simpler and f"one slope for all: {simpler}") if text),
        )


_Estimate = Callable[[_Fitted], "Estimate | float"]


def _statistics(about: About, settings: Settings) -> Iterator[tuple[str, str, str, _Estimate]]:
    """Name each statistic of the model, with unit and note, and say how it is had."""
    unit, level = about.score.unit, about.level
    yield "mean score at the start", unit, "", lambda f: f.model.mean_start(level=level)
    yield _CHANGE[settings.time], unit, SINGLE_ARM, lambda f: f.model.mean_change(1, level=level)
    for months in _AHEAD:
        ahead = functools.partial(
            _Fitted.ahead, months=months, time=float(_time(months, settings)), level=level
        )
        yield f"predicted mean change at {months} months", unit, SINGLE_ARM, ahead
    yield "sd of starts between people", unit, "", lambda f: f.model.sd_start
    yield "sd of slopes between people", unit, "", lambda f: f.model.sd_slope
    yield "correlation of start and slope", "", "", lambda f: f.model.correlation
    yield "residual sd", unit, "", lambda f: math.sqrt(f.model.residual)


def _own_slopes(fitted: _Fitted | _NotFitted, n: int, about: About, settings: Settings) -> list[Finding]:
    """Count people by their own slope."""
    *_, definition = names_of(settings)
    if isinstance(fitted, _NotFitted):
        return not_counted(about, _OWN, definition, n, fitted.reason)
    try:
        counts = reliable_slopes(fitted.model, fitted.lines, sign=about.score.sign)
    except NotApplicableError as reason:
        return not_counted(about, _OWN, definition, n, str(reason))
    return by_change(about, _OWN, definition, counts, note=SINGLE_ARM)
