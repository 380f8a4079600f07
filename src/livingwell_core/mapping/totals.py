"""
Where an export holds scores: beside the answers, or in place of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.mapping.answers import whole_number
from livingwell_core.mapping.guess import CERTAIN, GUESS, LIKELY, Confidence
from livingwell_core.mapping.names import codes_of, compact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.mapping.names import Names
    from livingwell_core.mapping.places import Place, Seen

__all__ = ["GivenScores", "only_scores", "totals_of"]

_TOTAL_WORDS: Final = (
    "total",
    "totalscore",
    "score",
    "sum",
    "sumscore",
    "overall",
    "overallscore",
    "mean",
    "scoretotal",
)
_ENOUGH_INSIDE: Final = 0.9


@attrs.frozen(kw_only=True)
class GivenScores:
    """
    Scores of one instrument that an export holds.

    Attributes
    ----------
    instrument : Instrument
    scores : mapping of score id to Place
    sure : str
    evidence : str
    rivals : tuple of str
        Ids of instruments that fit as well.
    """

    instrument: Instrument
    scores: Mapping[str, Place]
    sure: Confidence
    evidence: str
    rivals: tuple[str, ...] = ()


def totals_of(names: Names, left: Mapping[str, Place]) -> GivenScores | None:
    """
    Find scores beside the items of an instrument.

    Parameters
    ----------
    names : Names
    left : mapping of str to Place
        Places that are no items.
    """
    return _scores(names, left, beside=True)


def only_scores(
    known: Sequence[Names], left: Mapping[str, Place], context: Sequence[str]
) -> list[GivenScores]:
    """
    Find scores of instruments whose answers are not there.

    Parameters
    ----------
    known : sequence of Names
    left : mapping of str to Place
    context : sequence of str
        Texts that may name an instrument: then a column "total" is its total.
    """
    found: list[tuple[int, GivenScores]] = []
    for names in known:
        given = _scores(names, left, beside=names.named_by_any(context) > 0)
        if given:
            strength = max(names.names(place.name) for place in given.scores.values())
            by_code = given.sure == CERTAIN
            found.append((max(strength, names.named_by_any(context)) + 3 * by_code, given))
    chosen: list[GivenScores] = []
    taken: dict[str, int] = {}
    for strength, given in sorted(found, key=lambda one: (-one[0], _spread(one[1]), one[1].instrument.id)):
        places = {place.name for place in given.scores.values()}
        if not places & set(taken):
            rivals = tuple(
                sorted(
                    other.instrument.id
                    for power, other in found
                    if other is not given
                    and power == strength
                    and {place.name for place in other.scores.values()} & places
                )
            )
            sure = GUESS if rivals else given.sure
            chosen.append(attrs.evolve(given, rivals=rivals, sure=sure))
            taken.update(dict.fromkeys(places, strength))
    return chosen


def _spread(given: GivenScores) -> float:
    """Of two questionnaires that can have such scores the one with the shorter scale comes first."""
    return float(max(score.highest - score.lowest for score in _of(given.instrument, given.scores)))


def _of(instrument: Instrument, ids: Mapping[str, object]) -> list[Score]:
    return [score for score in instrument.scores if score.id in ids]


def _scores(names: Names, left: Mapping[str, Place], *, beside: bool) -> GivenScores | None:
    found: dict[str, Place] = {}
    by_code = False
    for place in sorted(left.values(), key=lambda place: (compact(place.name), place.name)):
        for score in names.instrument.scores:
            code = place.name.strip() in codes_of(score)
            if score.id in found or not (code or _means(names, score, place.name, beside=beside)):
                continue
            if _inside(place.values, score):
                found[score.id] = place
                by_code = by_code or code
                break
    if not found:
        return None
    scores = _of(names.instrument, found)
    listed = ", ".join(
        f"{found[score.id].name!r} within {score.lowest} to {score.highest}" for score in scores
    )
    how = "by their codes" if by_code else "by their names"
    return GivenScores(
        instrument=names.instrument,
        scores={score.id: found[score.id] for score in scores},
        sure=CERTAIN if by_code else LIKELY,
        evidence=f"scores {how}: {listed}",
    )


def _means(names: Names, score: Score, text: str, *, beside: bool) -> bool:
    """Say whether a name means a score: the instrument's name and the score's, or a word for a total."""
    rest = names.without_name(text)
    own = {compact(score.id), compact(score.title)}
    first = score.id == names.instrument.counted_by[0]
    if rest is not None:
        after = rest[0]
        return after in own or (first and (after in _TOTAL_WORDS or (after == "" and rest[1])))
    whole = compact(text)
    if not beside or len(score.items) < 2:
        return False
    return whole in own or (first and whole in _TOTAL_WORDS)


def _inside(values: Sequence[Seen], score: Score) -> bool:
    """Say whether nearly all numbers of a place lie within the score's range."""
    inside = numbers = 0
    for seen in values:
        number = _number(seen.text)
        if number is not None:
            numbers += seen.cells
            inside += seen.cells * (float(score.lowest) <= number <= float(score.highest))
    return numbers > 0 and inside >= _ENOUGH_INSIDE * numbers


def _number(text: str) -> float | None:
    whole = whole_number(text)
    if whole is not None:
        return whole
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
