"""
The columns of tables of findings: which statistic stands in which.
"""

from __future__ import annotations

from typing import Final

import attrs

__all__ = [
    "CATEGORIES",
    "CHANGE",
    "COVERAGE",
    "COVERAGE_COLUMNS",
    "DIRECTION",
    "DIRECTIONS",
    "DIRECTION_COLUMNS",
    "MEANS",
    "MEAN_COLUMNS",
    "MEDIANS",
    "MEDIAN_COLUMNS",
    "MEDIAN_STATISTICS",
    "OCCASIONS",
    "RANGE",
    "RANGE_COLUMNS",
    "RECOVERY_COLUMNS",
    "RELIABLE",
    "RELIABLE_COLUMNS",
    "SCORE_COLUMNS",
    "SIZE_COLUMNS",
    "SPREAD_COLUMNS",
    "Column",
    "share_columns",
]

CHANGE: Final = "paired-change"
COVERAGE: Final = "coverage"
DIRECTION: Final = "direction"
MEDIANS: Final = "medians"
RANGE: Final = "clinical-range"
RELIABLE: Final = "reliable-change"


@attrs.frozen(kw_only=True)
class Column:
    """
    A column of a table of findings.

    Attributes
    ----------
    label : str
    analysis, statistic : str
    unit : str or None
        Where one statistic comes in two units.
    with_unit : str or None
        The same statistic in another unit, shown below: people below their share.
    signed : bool
        With a plus where it is positive.
    of : bool
        With how many people it is said of.
    """

    label: str
    analysis: str
    statistic: str
    unit: str | None = None
    with_unit: str | None = None
    signed: bool = False
    of: bool = False


def share_columns(
    analysis: str, statistics: tuple[str, ...], labels: tuple[str, ...], *, count: str = "people"
) -> tuple[Column, ...]:
    """Name columns of shares with what is counted below."""
    return tuple(
        Column(label=label, analysis=analysis, statistic=statistic, unit="%", with_unit=count)
        for label, statistic in zip(labels, statistics, strict=True)
    )


COVERAGE_COLUMNS: Final = (
    Column(label="Supported", analysis=COVERAGE, statistic="people supported", unit="people"),
    Column(label="With a score", analysis=COVERAGE, statistic="people with a usable score"),
    Column(label="On one day only", analysis=COVERAGE, statistic="people with usable scores on one day only"),
    Column(
        label="First and last",
        analysis=COVERAGE,
        statistic="people with a first and a last score",
        unit="%",
        with_unit="people",
    ),
)
SCORE_COLUMNS: Final = (
    Column(label="Usable scores", analysis=COVERAGE, statistic="usable scores"),
    Column(label="Prorated scores", analysis=COVERAGE, statistic="prorated scores"),
    Column(
        label="People with three or more",
        analysis=COVERAGE,
        statistic="people with three usable scores or more",
    ),
    Column(
        label="Mean days, first to last",
        analysis=COVERAGE,
        statistic="mean days between first and last",
        of=True,
    ),
)
MEANS: Final = ("mean first", "mean last", "mean change")
MEAN_COLUMNS: Final = (
    Column(label="Mean first", analysis=CHANGE, statistic="mean first"),
    Column(label="Mean last", analysis=CHANGE, statistic="mean last"),
    Column(label="Mean change", analysis=CHANGE, statistic="mean change", signed=True),
)
MEDIAN_STATISTICS: Final = ("median first", "median last", "median change")
MEDIAN_COLUMNS: Final = (
    Column(label="Median first", analysis=MEDIANS, statistic="median first"),
    Column(label="Median last", analysis=MEDIANS, statistic="median last"),
    Column(label="Median change", analysis=MEDIANS, statistic="median change", signed=True),
)
SIZE_COLUMNS: Final = (
    Column(label="Effect size", analysis=CHANGE, statistic="effect size", signed=True),
    Column(label="t", analysis=CHANGE, statistic="t"),
    Column(label="p", analysis=CHANGE, statistic="p"),
)
SPREAD_COLUMNS: Final = (
    Column(label="SD first", analysis=CHANGE, statistic="sd first"),
    Column(label="SD last", analysis=CHANGE, statistic="sd last"),
    Column(label="SD change", analysis=CHANGE, statistic="sd change"),
    Column(label="Pearson's r", analysis=CHANGE, statistic="correlation"),
)
CATEGORIES: Final = ("reliably improved", "no reliable change", "reliably deteriorated")
RELIABLE_COLUMNS: Final = share_columns(
    RELIABLE, CATEGORIES, ("Improved", "Unchanged", "Deterio\N{SOFT HYPHEN}rated")
)
RECOVERY_COLUMNS: Final = share_columns(
    RELIABLE,
    ("recovered", "reliably improved without recovery", "harmed", "reliably deteriorated without harm"),
    ("Recovered", "Improved without recovery", "Harmed", "Deterio\N{SOFT HYPHEN}rated without harm"),
)
DIRECTIONS: Final = ("better", "the same", "worse")
DIRECTION_COLUMNS: Final = share_columns(DIRECTION, DIRECTIONS, ("Better", "The same", "Worse"))
OCCASIONS: Final = ("in the clinical range at first", "in the clinical range at last")
RANGE_COLUMNS: Final = share_columns(RANGE, OCCASIONS, ("At first", "At last"))
