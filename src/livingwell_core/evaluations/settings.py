"""
The evaluation file: which sites, which period, which definitions.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

import attrs

from livingwell_core.instruments import ZeroStart
from livingwell_core.pairing import SAME_DAY_RULES, PairingRule, pairing_rule
from livingwell_core.profiles.checks import one_line, one_of

__all__ = [
    "BY_GROUP",
    "Disclosure",
    "EvaluationFile",
    "Groups",
    "Pairing",
    "Period",
    "ScoreSettings",
    "SiteEntry",
    "Statistics",
]


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
    """
    First and last day of assessments that count, both included; either may be left out.

    Attributes
    ----------
    first_day : date or None
        Assessments before it are set aside.
    last_day : date or None
        Assessments after it are set aside.
    """

    first_day: datetime.date | None = None
    last_day: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        if self.first_day and self.last_day and self.first_day > self.last_day:
            msg = f"'first_day' to be on or before 'last_day', got {self.first_day} and {self.last_day}"
            raise ValueError(msg)


def _name_or_table(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and not isinstance(value, str | dict):
        msg = f"a name, or a table with a number and its source, for {attribute.name!r}, got {value!r}"
        raise ValueError(msg)


def _percentage(_instance: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None and not 0 < value < math.inf:
        msg = f"a number above 0 for {attribute.name!r}, got {value!r}"
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
        Name of one of the score's definitions.
    reliability, important_difference, functional_norm, clinical_norm : str or dict or None
        Likewise; or a table with a number of the evaluation's own and its source.
    percentage_change : float or None
        What share of the first score counts as change, in percent. Asked for here, and never by default.
    zero_start : {"set-aside", "any-change", "refuse"}
        What becomes of people whose first score is 0, where it is asked for.
    value_set : str or None
        Of a utility: id of an installed value set, or a TOML or CSV file beside the evaluation file.
    """

    missing: str | None = None
    reliable_change: str | None = None
    clinical_range: str | None = None
    reliability: Any = attrs.field(default=None, validator=_name_or_table)
    important_difference: Any = attrs.field(default=None, validator=_name_or_table)
    functional_norm: Any = attrs.field(default=None, validator=_name_or_table)
    clinical_norm: Any = attrs.field(default=None, validator=_name_or_table)
    percentage_change: float | None = attrs.field(default=None, validator=_percentage)
    zero_start: ZeroStart = "set-aside"
    value_set: str | None = None


@attrs.frozen(kw_only=True)
class Pairing:
    """
    How first and last are chosen.

    Attributes
    ----------
    same_day : {"set-aside", "lowest", "highest"}
        What happens to differing assessments of one person on one day.
    rule : str
        Which scores are first and last: first-last, first-valid-last-valid, first-and-last-assessment or
        nearest; see `PairingRule`.
    target_days, window_days : int or None
        Of the rule "nearest": the day after the first score that is aimed at, and how far from it is near.
    by : {"person", "referral"}
        Whether all of a person's scores go together, or those of each referral.
    """

    same_day: str = attrs.field(default="set-aside", validator=one_of(*SAME_DAY_RULES))
    rule: str = "first-last"
    target_days: int | None = None
    window_days: int | None = None
    by: str = attrs.field(default="person", validator=one_of("person", "referral"))

    def __attrs_post_init__(self) -> None:
        self.chosen  # noqa: B018 - refuses what does not go together

    @property
    def chosen(self) -> PairingRule:
        """The rule with its days."""
        return pairing_rule(self.rule, target_days=self.target_days, window_days=self.window_days)


#: Analyses that run by group where the evaluation names none.
BY_GROUP = ("coverage", "paired-change", "medians", "direction", "reliable-change", "clinical-range")


@attrs.frozen(kw_only=True)
class Groups:
    """
    What is looked at by group.

    Attributes
    ----------
    columns : tuple of str or None
        Names of groups that the profiles declare; all of them if left out, none if empty.
    analyses : tuple of str
        Ids of the analyses that run by group.
    scores : tuple of str or None
        ``"instrument.score"``; if left out, every score that is not a single ordinal item.
    """

    columns: tuple[str, ...] | None = None
    analyses: tuple[str, ...] = BY_GROUP
    scores: tuple[str, ...] | None = None


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
    seed : int
        Where resamples have to be drawn: the same seed draws the same ones.
    replicates : int
        How many of them.
    """

    level: float = attrs.field(default=0.95, validator=_share)
    seed: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    replicates: int = attrs.field(default=9_999, validator=attrs.validators.ge(999))


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
        Stands above the report.
    sites : tuple of SiteEntry
    invented : bool
        True where the data are made up: then everything that is written says so.
    period : Period
    scores : mapping of "instrument.score" to ScoreSettings
    pairing : Pairing
    groups : Groups
    analyses : mapping of analysis id to table
        Settings of analyses, each read by its own; an analysis that runs only by name runs where it has one.
    statistics : Statistics
    disclosure : Disclosure
    """

    title: str = attrs.field(validator=one_line)
    sites: tuple[SiteEntry, ...] = attrs.field(validator=_some)
    invented: bool = False
    period: Period = attrs.field(factory=Period)
    scores: dict[str, ScoreSettings] = attrs.field(factory=dict)
    pairing: Pairing = attrs.field(factory=Pairing)
    groups: Groups = attrs.field(factory=Groups)
    analyses: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    statistics: Statistics = attrs.field(factory=Statistics)
    disclosure: Disclosure = attrs.field(factory=Disclosure)
