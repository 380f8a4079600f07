"""
What a QALY may cost: thresholds and severity weights, dated and with their sources.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import did_you_mean
from livingwell_core.toml_files import read_toml, structure

__all__ = [
    "NO_WEIGHT",
    "SeverityWeight",
    "Threshold",
    "default_thresholds",
    "extra_thresholds",
    "severity_by_shortfall",
    "severity_weight",
    "severity_weights",
    "threshold",
    "thresholds",
]

_FILE: Final = "thresholds.toml"


@attrs.frozen(kw_only=True)
class Threshold:
    """
    A range of what a QALY may cost.

    Attributes
    ----------
    id, title : str
    low, high : float
        In pounds a QALY.
    used_for : str
        What it is the threshold of.
    service_default : bool
        True where an evaluation of a service uses it if no other is named.
    since, until : str
        As far as known; or "".
    source : str
    note : str
        What has to be said with it; or "".
    """

    id: str
    title: str
    low: float
    high: float
    used_for: str
    service_default: bool = False
    since: str = ""
    until: str = ""
    source: str
    note: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends, in pounds a QALY."""
        return self.low, self.high

    @property
    def definition(self) -> Definition:
        """What findings name, ``threshold:`` and the id."""
        parts = (
            self.title,
            f"Used for {self.used_for}",
            self.since and f"Since when: {self.since}",
            self.until and f"Until when: {self.until}",
            f"{self.note[:1].upper()}{self.note[1:]}",
        )
        text = " ".join(f"{part.rstrip('.')}." for part in parts if part)
        return Definition(id=f"threshold:{self.id}", text=text, source=self.source)


@attrs.frozen(kw_only=True)
class SeverityWeight:
    """
    What a gain counts where people lose much health otherwise.

    Attributes
    ----------
    id : str
    weight : float
        What gains are multiplied by.
    absolute_from : float
        QALYs lost, from which it applies.
    proportional_from : float
        Share of QALYs lost, from which it applies.
    source : str
    note : str
    """

    id: str
    weight: float
    absolute_from: float
    proportional_from: float
    source: str
    note: str = ""

    @property
    def definition(self) -> Definition:
        """What findings name."""
        lost = f"{self.absolute_from:g} QALYs or {self.proportional_from:.0%} of all QALYs to come"
        text = f"Gains times {self.weight:g}, where {lost}, or more, are lost to the condition. {self.note}"
        return Definition(id=self.id, text=text.strip(), source=self.source)


#: The default: a QALY is a QALY.
NO_WEIGHT: Final = SeverityWeight(
    id="severity-none", weight=1.0, absolute_from=0.0, proportional_from=0.0, source="-"
)


@attrs.frozen(kw_only=True)
class _File:
    thresholds: tuple[Threshold, ...]
    severity_weights: tuple[SeverityWeight, ...]


@functools.cache
def _file() -> _File:
    return structure(read_toml(files(__package__) / "data" / _FILE, _FILE), _File, _FILE)


def thresholds() -> tuple[Threshold, ...]:
    """Give all thresholds, those of services first."""
    return _file().thresholds


def threshold(name: str) -> Threshold:
    """
    Give a threshold by its id.

    Raises
    ------
    ValueError
        If there is none of that id.
    """
    for one in thresholds():
        if one.id == name:
            return one
    msg = f"a threshold, {did_you_mean(name, [one.id for one in thresholds()])}, got {name!r}"
    raise ValueError(msg)


def default_thresholds() -> tuple[Threshold, ...]:
    """Give those that an evaluation of a service uses if no other is named."""
    return tuple(one for one in thresholds() if one.service_default)


def extra_thresholds() -> tuple[Threshold, ...]:
    """Give the others, shown for comparison with their notes."""
    return tuple(one for one in thresholds() if not one.service_default)


def severity_weights() -> tuple[SeverityWeight, ...]:
    """Give all severity weights; none of them is a default."""
    return _file().severity_weights


def severity_weight(name: str) -> SeverityWeight:
    """
    Give a severity weight by its id; ``severity-none`` is 1.

    Raises
    ------
    ValueError
        If there is none of that id.
    """
    known = (NO_WEIGHT, *severity_weights())
    for one in known:
        if one.id == name:
            return one
    msg = f"a severity weight, {did_you_mean(name, [one.id for one in known])}, got {name!r}"
    raise ValueError(msg)


def severity_by_shortfall(absolute: float, proportional: float) -> SeverityWeight:
    """
    Give the weight for what people lose otherwise: the larger of those that either shortfall leads to.

    Parameters
    ----------
    absolute : float
        QALYs lost, discounted, >= 0.
    proportional : float
        Share of QALYs lost, in [0, 1].

    Raises
    ------
    ValueError
        If one of them is outside its range.
    """
    if not (absolute >= 0 and 0 <= proportional <= 1):
        msg = f"QALYs lost of at least 0 and their share from 0 to 1, got {absolute} and {proportional}"
        raise ValueError(msg)
    reached = [
        one
        for one in severity_weights()
        if absolute >= one.absolute_from or proportional >= one.proportional_from
    ]
    return max(reached, key=lambda one: one.weight, default=NO_WEIGHT)
