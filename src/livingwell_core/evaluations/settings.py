"""
The evaluation file: which sites, which period, which definitions.
"""

from __future__ import annotations

import datetime

import attrs

from livingwell_core.pairing import SAME_DAY_RULES
from livingwell_core.profiles.checks import one_line, one_of

__all__ = ["Disclosure", "EvaluationFile", "Pairing", "Period", "ScoreSettings", "SiteEntry", "Statistics"]


@attrs.frozen(kw_only=True)
class SiteEntry:
    """
    One site of an evaluation.

    Attributes
    ----------
    profile : str
        Id of an installed profile, or a TOML file beside the evaluation file.
    folder : str
        Where the site's exports are, beside the evaluation file.
    """

    profile: str
    folder: str


@attrs.frozen(kw_only=True)
class Period:
    """First and last day of assessments that count, both included; either may be left out."""

    first_day: datetime.date | None = None
    last_day: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        if self.first_day and self.last_day and self.first_day > self.last_day:
            msg = f"'first_day' to be on or before 'last_day', got {self.first_day} and {self.last_day}"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class ScoreSettings:
    """
    Which of a score's definitions are used; what is left out stays at the instrument's first.

    Attributes
    ----------
    missing : str or None
        ``"complete-cases"`` or ``"prorate(max_missing=1)"``.
    reliable_change, clinical_range : str or None
        Names of definitions of the score.
    value_set : str or None
        Of a utility: id of an installed value set, or a TOML or CSV file beside the evaluation file.
    """

    missing: str | None = None
    reliable_change: str | None = None
    clinical_range: str | None = None
    value_set: str | None = None


@attrs.frozen(kw_only=True)
class Pairing:
    """
    How first and last are chosen.

    Attributes
    ----------
    same_day : {"set-aside", "lowest", "highest"}
        What happens to differing assessments of one person on one day.
    """

    same_day: str = attrs.field(default="set-aside", validator=one_of(*SAME_DAY_RULES))


def _share(_instance: object, attribute: attrs.Attribute[float], value: float) -> None:
    if not 0.5 <= value < 1:
        msg = f"a number from 0.5 to below 1 for {attribute.name!r}, got {value!r}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class Statistics:
    """
    Settings of the statistics.

    Attributes
    ----------
    level : float
        Confidence level of every interval.
    """

    level: float = attrs.field(default=0.95, validator=_share)


@attrs.frozen(kw_only=True)
class Disclosure:
    """
    Protection of small numbers in everything that is written.

    Attributes
    ----------
    minimum : int
        Numbers of people below this are not shown; 0 or 1 switches the protection off.
    """

    minimum: int = attrs.field(default=5, validator=attrs.validators.ge(0))


def _some(
    _instance: object, _attribute: attrs.Attribute[tuple[SiteEntry, ...]], value: tuple[SiteEntry, ...]
) -> None:
    if not value:
        msg = "at least one site, got none"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class EvaluationFile:
    """
    livingwell.toml.

    Attributes
    ----------
    title : str
    sites : tuple of SiteEntry
    invented : bool
        True where the data are made up: then everything that is written says so.
    period : Period
    scores : mapping of "instrument.score" to ScoreSettings
    pairing : Pairing
    statistics : Statistics
    disclosure : Disclosure
    """

    title: str = attrs.field(validator=one_line)
    sites: tuple[SiteEntry, ...] = attrs.field(validator=_some)
    invented: bool = False
    period: Period = attrs.field(factory=Period)
    scores: dict[str, ScoreSettings] = attrs.field(factory=dict)
    pairing: Pairing = attrs.field(factory=Pairing)
    statistics: Statistics = attrs.field(factory=Statistics)
    disclosure: Disclosure = attrs.field(factory=Disclosure)
