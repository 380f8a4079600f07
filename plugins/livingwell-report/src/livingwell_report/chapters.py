"""
The findings by questionnaire: its scores, and its single questions together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.instruments import Single
from livingwell_report.notes import in_every
from livingwell_report.scores import by_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.instruments import Instrument
    from livingwell_core.reports import Report
    from livingwell_report.scores import ScoreFindings

__all__ = ["Chapter", "by_instrument"]

#: So many single questions are shown together; one or two beside a total have a section each.
_BATTERY: Final = 3


@attrs.frozen(kw_only=True, eq=False)
class Chapter:
    """
    The findings on one instrument.

    Attributes
    ----------
    instrument_id : str
    instrument : Instrument or None
    scales : tuple of ScoreFindings
        Scores with a section each: the leading one first, then utilities.
    batteries : tuple of tuple of ScoreFindings
        Single questions with one range and one kind of result, shown together.
    """

    instrument_id: str
    instrument: Instrument | None
    scales: tuple[ScoreFindings, ...]
    batteries: tuple[tuple[ScoreFindings, ...], ...]

    @property
    def title(self) -> str:
        """The instrument's name for people."""
        return self.instrument.title if self.instrument else self.instrument_id

    @property
    def scores(self) -> tuple[ScoreFindings, ...]:
        """All of them."""
        return (*self.scales, *(data for battery in self.batteries for data in battery))

    @property
    def leading(self) -> ScoreFindings | None:
        """The score that the instrument is about; None where it has only single questions."""
        return next((data for data in self.scales if data.has("coverage", "paired-change")), None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said of every finding on this instrument."""
        return in_every([finding for data in self.scores for finding in data.findings])

    @property
    def illustrative(self) -> bool:
        """True where all of it rests on a value set that is only an example."""
        return all(data.illustrative for data in self.scores)


def by_instrument(report: Report) -> list[Chapter]:
    """
    Put a report's findings into chapters.

    Parameters
    ----------
    report : Report

    Returns
    -------
    list of Chapter
        Those with a threshold for their leading score first, then those with any leading score, then single
        questions; otherwise in the report's order.
    """
    scores: dict[str, list[ScoreFindings]] = {}
    for data in by_score(report):
        scores.setdefault(data.instrument_id, []).append(data)
    return sorted((_chapter(name, found) for name, found in scores.items()), key=_place)


def _place(chapter: Chapter) -> int:
    if chapter.leading is None:
        return 2
    return 0 if chapter.leading.has("reliable-change", "clinical-range") else 1


def _chapter(instrument_id: str, scores: Sequence[ScoreFindings]) -> Chapter:
    single = [data for data in scores if data.score is not None and isinstance(data.score.rule, Single)]
    together = [
        data
        for data in single
        if len(single) >= _BATTERY or (data.score is not None and data.score.measurement == "ordinal")
    ]
    batteries: dict[tuple[object, ...], list[ScoreFindings]] = {}
    for data in together:
        batteries.setdefault(_kind(data), []).append(data)
    scales = [data for data in scores if data not in together]
    return Chapter(
        instrument_id=instrument_id,
        instrument=scores[0].instrument,
        scales=(*scales[:1], *sorted(scales[1:], key=lambda data: not data.utility)),
        batteries=tuple(tuple(battery) for battery in batteries.values()),
    )


def _kind(data: ScoreFindings) -> tuple[object, ...]:
    """Tell questions apart that cannot stand in one table or on one scale."""
    score = data.score
    scale = (score.measurement, score.lowest, score.highest, score.better) if score else ()
    return (*scale, data.has("reliable-change"))
