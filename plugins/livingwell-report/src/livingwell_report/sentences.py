"""
The findings on all sites together in a sentence each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_report.notes import left_to_say, no_list, why_missing
from livingwell_report.numbers import exact, interval_of, level_of, value_of, whole
from livingwell_report.settings import day_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_report.scores import Place, ScoreFindings

__all__ = [
    "DAYS",
    "change_sentence",
    "coverage_sentence",
    "direction_sentence",
    "goals_sentences",
    "others_sentence",
    "period_sentence",
    "range_sentence",
    "reliable_sentence",
    "scale_sentence",
    "whole_group",
]

_PAIRED = "people with a first and a last score"
_NOT_LIMITED = "not limited"
_NOT_VERIFIED = "not verified"

#: The settings that are days.
DAYS = ("first day", "last day")


def whole_group(places: Sequence[Place]) -> Place | None:
    """Choose whom a sentence is about: all sites together, or the only site."""
    everyone = [place for place in places if place.group == "everyone"]
    total = [place for place in everyone if place.total]
    if total:
        return total[0]
    return everyone[0] if len(everyone) == 1 else None


def coverage_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say of how many people the change is known, and of how many it is not."""
    place = whole_group(places)
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
    place = whole_group(places)
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
    if not settings.keys() & DAYS:
        return ""
    first, last = (day_in_words(settings.get(name, _NOT_LIMITED)) for name in DAYS)
    if first == last == _NOT_LIMITED:
        return "Assessments of all dates"
    if last == _NOT_LIMITED:
        return f"Assessments from {first} on"
    if first == _NOT_LIMITED:
        return f"Assessments up to {last}"
    return f"Assessments from {first} to {last}"


def scale_sentence(data: ScoreFindings) -> str:
    """Say how to read a score: its range, which way is better, what its thresholds mean; "" if unknown."""
    score, instrument = data.score, data.instrument
    if score is None or instrument is None:
        return ""
    name = data.name if data.utility else f"{instrument.title} {score.title}"
    reading = f"{name} runs from {exact(score.lowest)} to {exact(score.highest)}; {score.better} is better."
    change, edge = score.reliable_change, score.clinical_range
    parts = []
    if change is not None:
        parts.append(f"a change of {exact(change.points)} {score.unit} or more is reliable")
    if edge is not None:
        side = "below" if score.better == "higher" else "above"
        parts.append(f"{exact(edge.edge)} or {side} is in the clinical range")
    thresholds = "; ".join(parts)
    return f"{reading} {thresholds[:1].upper()}{thresholds[1:]}." if parts else reading


def change_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say the means and their difference."""
    place = whole_group(places)
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
    what, unit = ("mean utility", "") if data.utility else ("mean", f" {change.unit or 'points'}")
    return (
        f"The {what} went from {value_of(first, points=points)} to {value_of(last, points=points)}"
        f"{unit}, a change of {value_of(change, signed=True, points=points)}{bracket}."
    )


def reliable_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say how many changed reliably, and which way."""
    place = whole_group(places)
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
    place = whole_group(places)
    if place is None:
        return ""
    first, last = (
        data.find("clinical-range", f"in the clinical range at {name}", place, unit="%")
        for name in ("first", "last")
    )
    if first is None or last is None or None in {first.value, last.value}:
        return f"In the clinical range: {why_missing(first)}."
    return f"{value_of(first)} of people scored in the clinical range at first, {value_of(last)} at last."


def direction_sentence(data: ScoreFindings, places: Sequence[Place]) -> str:
    """Say how many have a better, the same or a worse score, by however little."""
    place = whole_group(places)
    if place is None:
        return ""
    better, worse = ("higher utility", "lower") if data.utility else ("better score", "worse")
    parts, n = [], None
    for name in ("better", "the same", "worse"):
        count = data.find("direction", name, place, unit="people")
        share = data.find("direction", name, place, unit="%")
        if count is None or share is None or count.value is None or share.value is None:
            return f"People with a {better}: {why_missing(share)}."
        n = count.n
        parts.append(f"{value_of(count)} ({value_of(share)})")
    whom = f"Of {whole(n)} people, " if n is not None else ""
    return (
        f"{whom}{parts[0]} had a {better} at last than at first, {parts[1]} the same and {parts[2]} "
        f"a {worse} one, by however little."
    )


def goals_sentences(data: ScoreFindings, analysis: str, rated: str, statistics: Sequence[str]) -> list[str]:
    """
    Say of how many people progress on goals is known, and how many made it, by site.

    Parameters
    ----------
    data : ScoreFindings
    analysis : str
    rated : str
        What counts people whose progress is known, of all people supported.
    statistics : sequence of str
        What counts people with progress on at least one, and on at least two.
    """
    places = data.places(analysis)
    place = whole_group(places)
    sentences: list[str] = []
    said: list[str] = []
    if place is not None:
        known = _rated_sentence(data, analysis, rated, place)
        sentences += known
        found = [data.find(analysis, name, place, unit="%") for name in statistics]
        if any(finding is None or finding.value is None for finding in found):
            return [*sentences, f"Progress of everyone together: {why_missing(found[0])}."]
        shares = [value_of(finding) for finding in found if finding is not None]
        n = found[0].n if found[0] is not None else None
        people = f"these {whole(n or 0)}" if known else f"{whole(n or 0)} people with goals rated twice"
        whom = f"Of {people}, " if n is not None else ""
        sentences.append(
            f"{whom}{shares[0]} made progress on at least one goal and {shares[1]} on at least two."
        )
    sites = []
    for site in places:
        found = [data.find(analysis, name, site, unit="%") for name in statistics]
        values = [value_of(finding) for finding in found if finding is not None and finding.value is not None]
        said += left_to_say(finding for finding in found if finding is not None)
        if not site.total and len(values) == 2:
            sites.append(f"{site.label} {values[0]} and {values[1]}")
    if len(sites) > 1:
        sentences.append(f"By site: {'; '.join(sites)}.")
    doubts = dict.fromkeys(note for note in said if _NOT_VERIFIED in note)
    return sentences + [f"{note[:1].upper()}{note[1:]}." for note in doubts]


def _rated_sentence(data: ScoreFindings, analysis: str, rated: str, place: Place) -> list[str]:
    """Say of how many of the people supported it is; nothing where that is not shown."""
    count, share = (data.find(analysis, rated, place, unit=unit) for unit in ("people", "%"))
    if count is None or count.value is None or count.n is None:
        return []
    percent = f" ({value_of(share)})" if share is not None and share.value is not None else ""
    others = count.n - round(count.value)
    rest = f"; nothing is known here of the goals of the other {whole(others)}" if others else ""
    known = f"{value_of(count)} of {whole(count.n)} {data.everyone}{percent} have a goal rated on two days"
    return [f"{known}{rest}."]
