"""
The findings on single questions in a few sentences: which way people's answers went, then their medians.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_report.columns import CATEGORIES, CHANGE, DIRECTION, DIRECTIONS, MEDIANS, RELIABLE
from livingwell_report.numbers import exact, value_of, whole
from livingwell_report.sentences import whole_group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.scores import ScoreFindings

__all__ = ["battery_sentences"]

#: What counts people for the better and for the worse, and how a sentence says it.
_WAYS: Final = {
    RELIABLE: ((CATEGORIES[0], CATEGORIES[2]), ("improved reliably", "deteriorated reliably")),
    DIRECTION: ((DIRECTIONS[0], DIRECTIONS[2]), ("answered better at last than at first", "worse")),
}


def battery_sentences(scores: Sequence[ScoreFindings]) -> list[str]:
    """
    Say how many answered better and worse, on how many questions more did, and what the medians were.

    Parameters
    ----------
    scores : sequence of ScoreFindings
        Single questions, of one instrument.
    """
    sentences, ahead, compared = [], 0, 0
    for analysis in _WAYS:
        own = [data for data in scores if _analysis(data) == analysis]
        pairs = [pair for data in own if (pair := _pair(data, analysis))]
        if pairs:
            sentences.append(_ways_sentence(pairs, _WAYS[analysis][1]))
        ahead += sum((better.value or 0) > (worse.value or 0) for better, worse in pairs)
        compared += len(pairs)
    if compared > 1:
        which = f"all {compared}" if ahead == compared else f"{ahead} of {compared}"
        sentences.append(f"More people changed for the better than for the worse on {which} questions.")
    return [*sentences, *_median_sentences(scores)]


def _analysis(data: ScoreFindings) -> str:
    return next((name for name in _WAYS if data.has(name)), "")


def _pair(data: ScoreFindings, analysis: str) -> tuple[Finding, Finding] | None:
    """Give the shares of people for the better and for the worse; None unless both are shown."""
    place = whole_group(data.places(analysis))
    if place is None:
        return None
    better, worse = (data.find(analysis, name, place, unit="%") for name in _WAYS[analysis][0])
    if better is None or worse is None or better.value is None or worse.value is None:
        return None
    return better, worse


def _ways_sentence(pairs: Sequence[tuple[Finding, Finding]], said: tuple[str, str]) -> str:
    people = sorted({finding.n for pair in pairs for finding in pair if finding.n is not None})
    numbers = _span(whole(number) for number in (people[:1] + people[-1:]))
    whom = f"Of the {numbers} people who answered a question at first and at last, " if people else ""
    better, worse = (_shares(findings) for findings in zip(*pairs, strict=True))
    by = ", depending on the question" if len(pairs) > 1 else ""
    return f"{whom}{better} {said[0]} and {worse} {said[1]}{by}."


def _shares(findings: Sequence[Finding]) -> str:
    """Give the lowest and the highest share, once if they read the same."""
    ordered = sorted(findings, key=lambda finding: finding.value or 0)
    return _span(value_of(finding) for finding in (ordered[0], ordered[-1]))


def _span(ends: Iterable[str]) -> str:
    return " to ".join(dict.fromkeys(ends))


def _median_sentences(scores: Sequence[ScoreFindings]) -> list[str]:
    """Say the medians of everyone's answers; those of people's own changes can well be others."""
    same, others, own = 0, [], []
    for data in scores:
        place = whole_group(data.places(MEDIANS))
        if place is None or data.has(CHANGE):
            continue
        first, last, change = (
            data.find(MEDIANS, f"median {name}", place) for name in ("first", "last", "change")
        )
        if first is None or last is None or first.value is None or last.value is None:
            continue
        if first.value == last.value:
            same += 1
        else:
            others.append(f"{data.heading} ({exact(first.value)}, then {exact(last.value)})")
        own.append(None if change is None else change.value)
    if not own:
        return []
    if not others:
        middle = "is the same at first and at last" + (" for each question" if same > 1 else "")
    else:
        rest = f" and is the same for the other {same}" if same else ""
        middle = f"differs between first and last for {_listed(others)}{rest}"
    none = all(value == 0 for value in own)
    zero = " The median of people's own changes is 0" + (" for each question." if len(own) > 1 else ".")
    return [f"The median of everyone's answers {middle}.{zero if none else ''}"]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
