"""
A finding: one estimate with its interval, its n and the name of its definition.
"""

from __future__ import annotations

import math

import attrs

__all__ = ["ALL_SITES", "EVERYONE", "Definition", "Finding"]

#: The site of findings over all sites together.
ALL_SITES = "all"
#: The group of findings on all people.
EVERYONE = "everyone"


def _finite(_instance: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None and not math.isfinite(value):
        msg = f"{attribute.name!r} must be finite or None, got {value!r}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class Definition:
    """
    How a figure is defined.

    Attributes
    ----------
    id : str
        The name that findings give.
    text : str
        One sentence or two for people.
    source : str
        Where the definition comes from.
    verified : bool
        False where the source was not read.
    """

    id: str
    text: str
    source: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class Finding:
    """
    One line of findings.csv.

    Attributes
    ----------
    analysis, instrument, score, site, group : str
        Where it belongs; `site` is a profile's id or "all", `group` is "everyone" or "column=value".
    statistic : str
        What it is: "mean change".
    definition : str
        Id of the definition.
    value : float or None
        None where the statistic does not apply or is suppressed; `note` says which.
    low, high : float or None
        Ends of the interval.
    level : float or None
        Its confidence level.
    n : int or None
        People it is said of; None where that is suppressed.
    unit : str
        "points", "people", "%", "sd", "days", "" for pure numbers.
    note : str
        What a reader has to know, or "".
    numerator : int or None
        For shares and counts: the people counted. Not written; disclosure control needs it.
    part_of : str or None
        For counts: the statistic, on the same people, that this and its like add up to. Not written either.
    all_is_open : bool
        True where the others are no secret, as with people who were not asked: how many they are follows from
        the n of other findings. Not written.
    only_with : tuple of str
        Statistics on the same people that this one could give away: it is shown, its n too, only where all of
        them are. Not written.
    compares : tuple of str
        Sites that this one holds against each other: `only_with` is then asked of each of them. Not written.
    alike : str or None
        For counts of the same people by rules that differ a little, such as two thresholds: the name of what
        they count. Two that are shown differ by nobody, or by enough people. Not written.
    gives_way : bool
        Of two such counts that are too near each other, one that gives way is hidden rather than one that
        does not. Not written.
    """

    analysis: str
    instrument: str
    score: str
    site: str
    group: str = EVERYONE
    statistic: str
    definition: str
    value: float | None = attrs.field(default=None, validator=_finite)
    low: float | None = attrs.field(default=None, validator=_finite)
    high: float | None = attrs.field(default=None, validator=_finite)
    level: float | None = None
    n: int | None = None
    unit: str = ""
    note: str = ""
    numerator: int | None = None
    part_of: str | None = None
    all_is_open: bool = False
    only_with: tuple[str, ...] = ()
    compares: tuple[str, ...] = ()
    alike: str | None = None
    gives_way: bool = False
