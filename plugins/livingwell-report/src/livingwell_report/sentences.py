"""
The findings on all sites together in a sentence each, and as key figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_report.notes import no_list, why_missing
from livingwell_report.numbers import interval_of, level_of, value_of, whole
from livingwell_report.views import Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_core.instruments import Score
    from livingwell_report.scores import Place, ScoreFindings

__all__ = [
    "change_sentence",
    "coverage_sentence",
    "key_tiles",
    "others_sentence",
    "period_sentence",
    "range_sentence",
    "reliable_sentence",
    "scale_sentence",
]

_PAIRED = "people with a first and a last score"
_NOT_LIMITED = "not limited"


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
    note = no_list(everyone)
    caveat = f" {note[:1].upper()}{note[1:]}." if note else ""
    if people is None or everyone is None or people.value is None or everyone.value is None:
        return f"People with a first and a last score: {why_missing(people)}.{caveat}"
    percent = f" ({value_of(share)})" if share is not None and share.value is not None else ""
    others = round(everyone.value - people.value)
    rest = f" Nothing is known here of the change of the other {whole(others)}." if others else ""
    whom = data.everyone if note else "people"
    known = f"{value_of(people)} of {value_of(everyone)} {whom}{percent} have a first and a last score."
    return f"{known}{rest}{caveat}"


def others_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say that those whose change is known may differ from the others; "" where there are no others."""
    place = _whole_group(places)
    if place is None:
        return ""
    people = data.find("coverage", _PAIRED, place, unit="people")
    everyone = data.find("coverage", "people supported", place, unit="people")
    if people is None or everyone is None or people.value is None or everyone.value is None:
        return "Those with both scores may differ from the others, of whose change nothing is known here."
    others = round(everyone.value - people.value)
    if others <= 0:
        return ""
    return (
        f"The {value_of(people)} people with both scores may differ from the other {whole(others)}, "
        "of whose change nothing is known here."
    )


def period_sentence(settings: Mapping[str, str]) -> str:
    """Say of which dates assessments were asked for; "" where the settings do not say."""
    if not {"first day", "last day"} & settings.keys():
        return ""
    first, last = (settings.get(name, _NOT_LIMITED) for name in ("first day", "last day"))
    if first == last == _NOT_LIMITED:
        return "Assessments of all dates"
    if last == _NOT_LIMITED:
        return f"Assessments from {first} on"
    if first == _NOT_LIMITED:
        return f"Assessments up to {last}"
    return f"Assessments from {first} to {last}"


def scale_sentence(instrument_title: str, score: Score) -> str:
    """Say how to read a score: its range, which way is better, and what its thresholds mean."""
    reading = f"{instrument_title} {score.title} runs from {score.lowest} to {score.highest}; "
    reading += f"{score.better} is better."
    change, edge = score.reliable_change, score.clinical_range
    parts = []
    if change is not None:
        parts.append(f"a change of {change.points:g} {score.unit} or more is reliable")
    if edge is not None:
        side = "below" if score.better == "higher" else "above"
        parts.append(f"{edge.edge:g} or {side} is in the clinical range")
    thresholds = "; ".join(parts)
    return f"{reading} {thresholds[:1].upper()}{thresholds[1:]}." if parts else reading


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
        of = f"of the {whole(change.n)} with both scores" if change.n is not None else ""
        tiles.append(
            Tile(
                label=f"Mean change in {change.unit or 'points'}",
                value=value_of(change, signed=True, points=points),
                detail=_detail(means, of, f"{level_of([change])} interval {interval}" if interval else ""),
            )
        )
    return tiles


def _detail(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _of_share(finding: Finding) -> str:
    """Write the interval of a share: "95% interval 56.3 to 63.4"."""
    interval = interval_of(finding)
    return f"{level_of([finding])} interval {interval}" if interval else ""


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
            of = (
                f"{value_of(count)} of the {whole(count.n)} with both scores"
                if count and _both(count) and count.n
                else ""
            )
            tiles.append(Tile(label=label, value=value_of(share), detail=_detail(of, _of_share(share))))
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
    of = f"of the {whole(last.n)} with both scores" if last.n is not None else ""
    detail = _detail(f"{value_of(first)} at first", of, _of_share(last))
    return [Tile(label="In the clinical range at last", value=value_of(last), detail=detail)]
