"""
The findings on all sites together in a sentence each, and as key figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_report.notes import why_missing
from livingwell_report.numbers import interval_of, level_of, value_of, whole
from livingwell_report.views import Tile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.scores import Place, ScoreFindings

__all__ = [
    "change_sentence",
    "coverage_sentence",
    "key_tiles",
    "range_sentence",
    "reliable_sentence",
]

_PAIRED = "people with a first and a last score"


def _whole_group(places: Sequence[Place]) -> Place | None:
    """Choose whom a sentence is about: all sites together, or the only site."""
    everyone = [place for place in places if place.group == "everyone"]
    total = [place for place in everyone if place.total]
    if total:
        return total[0]
    return everyone[0] if len(everyone) == 1 else None


def _value(finding: Finding | None) -> float | None:
    return None if finding is None else finding.value


def coverage_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say of how many people the change is known, and of how many it is not."""
    place = _whole_group(places)
    if place is None:
        return ""
    people = data.find("coverage", _PAIRED, place, unit="people")
    everyone = data.find("coverage", "people supported", place, unit="people")
    share = data.find("coverage", _PAIRED, place, unit="%")
    if people is None or everyone is None or people.value is None or everyone.value is None:
        return f"People with a first and a last score: {why_missing(people)}."
    percent = f" ({value_of(share)})" if share is not None and share.value is not None else ""
    others = round(everyone.value - people.value)
    rest = f" Nothing is known here of the change of the other {whole(others)}." if others else ""
    return f"{value_of(people)} of {value_of(everyone)} people{percent} have a first and a last score.{rest}"


def change_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say the means and their difference."""
    place = _whole_group(places)
    if place is None:
        return ""
    first, last, change = (
        data.find("paired-change", name, place) for name in ("mean first", "mean last", "mean change")
    )
    if first is None or last is None or change is None or None in {first.value, last.value, change.value}:
        return f"Mean change: {why_missing(change)}."
    points = data.points
    interval = interval_of(change, signed=True, points=points)
    bracket = f" ({level_of([change])} interval {interval})" if interval else ""
    return (
        f"The mean went from {value_of(first, points=points)} to {value_of(last, points=points)} "
        f"{change.unit or 'points'}, a change of {value_of(change, signed=True, points=points)}{bracket}."
    )


def reliable_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say how many changed reliably, and which way."""
    place = _whole_group(places)
    if place is None:
        return ""
    parts, n = [], None
    for name, words in (
        ("reliably improved", "improved reliably"),
        ("no reliable change", "did not change reliably"),
        ("reliably deteriorated", "deteriorated reliably"),
    ):
        count = data.find("reliable-change", name, place, unit="people")
        share = data.find("reliable-change", name, place, unit="%")
        if count is None or share is None or count.value is None or share.value is None:
            return f"Reliable change of everyone together: {why_missing(share)}."
        n = count.n
        parts.append(f"{value_of(count)} ({value_of(share)}) {words}")
    whom = f"Of {whole(n)} people, " if n is not None else ""
    return f"{whom}{parts[0]}, {parts[1]} and {parts[2]}."


def range_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say the share in the clinical range at first and at last."""
    place = _whole_group(places)
    if place is None:
        return ""
    first, last = (
        data.find("clinical-range", f"in the clinical range at {name}", place, unit="%")
        for name in ("first", "last")
    )
    if first is None or last is None or None in {first.value, last.value}:
        return f"In the clinical range: {why_missing(first)}."
    return f"{value_of(first)} of people scored in the clinical range at first, {value_of(last)} at last."


def key_tiles(data: ScoreFindings) -> tuple[Tile, ...]:
    """Give the key figures of a score, those that there are."""
    return (*_change_tiles(data), *_reliable_tiles(data), *_range_tiles(data))


def _change_tiles(data: ScoreFindings) -> list[Tile]:
    place = _whole_group(data.places("paired-change"))
    if place is None:
        return []
    tiles, points = [], data.points
    change = data.find("paired-change", "mean change", place)
    if change is not None and change.value is not None:
        first, last = (data.find("paired-change", f"mean {name}", place) for name in ("first", "last"))
        means = (
            f"{value_of(first, points=points)} to {value_of(last, points=points)}"
            if first and last and _both(first, last)
            else ""
        )
        interval = interval_of(change, signed=True, points=points)
        detail = "; ".join(
            t for t in (means, f"{level_of([change])} interval {interval}" if interval else "") if t
        )
        tiles.append(
            Tile(
                label=f"Mean change in {change.unit or 'points'}",
                value=value_of(change, signed=True, points=points),
                detail=detail,
            )
        )
    return tiles


def _both(*findings: Finding) -> bool:
    return all(finding.value is not None for finding in findings)


def _reliable_tiles(data: ScoreFindings) -> list[Tile]:
    place = _whole_group(data.places("reliable-change"))
    tiles = []
    for name, label in (
        ("reliably improved", "Reliably improved"),
        ("reliably deteriorated", "Reliably deteriorated"),
    ):
        if place is None:
            break
        count = data.find("reliable-change", name, place, unit="people")
        share = data.find("reliable-change", name, place, unit="%")
        if share is not None and share.value is not None:
            of = f"{value_of(count)} of {whole(count.n)} people" if count and _both(count) and count.n else ""
            tiles.append(Tile(label=label, value=value_of(share), detail=of))
    return tiles


def _range_tiles(data: ScoreFindings) -> list[Tile]:
    place = _whole_group(data.places("clinical-range"))
    if place is None:
        return []
    first, last = (
        data.find("clinical-range", f"in the clinical range at {name}", place, unit="%")
        for name in ("first", "last")
    )
    if _value(first) is None or _value(last) is None or first is None or last is None:
        return []
    return [
        Tile(
            label="In the clinical range at last", value=value_of(last), detail=f"{value_of(first)} at first"
        )
    ]
