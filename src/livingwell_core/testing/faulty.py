"""
Slips that a definition may hold and that its cases have to notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.instruments import CompleteCases, Prorate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.instruments import Instrument

__all__ = ["faulty", "turned"]


def faulty(instrument: Instrument) -> Iterator[tuple[Instrument, str, str]]:
    """
    Give the instrument with one slip at a time.

    Yields
    ------
    Instrument
    str
        The slip.
    str
        What case would notice it.
    """
    yield from _turned(instrument)
    yield from _taken_for_another(instrument)
    yield from _with_another_missing_rule(instrument)


def turned(instrument: Instrument) -> Iterator[tuple[str, Instrument]]:
    """
    Give the instrument with one item turned the other way at a time.

    Yields
    ------
    str
        The item's id. What a profile states is not the definition's to get wrong, and is passed over; so is
        an item of no score.
    Instrument
    """
    used = {item for score in instrument.scores for item in score.items}
    for place, item in enumerate(instrument.items):
        if item.negative is None or item.id not in used:
            continue
        items = list(instrument.items)
        items[place] = attrs.evolve(item, negative=not item.negative)
        yield item.id, attrs.evolve(instrument, items=tuple(items))


def _turned(instrument: Instrument) -> Iterator[tuple[Instrument, str, str]]:
    if not any(item.negative for item in instrument.items):
        return  # nothing is turned, so that nobody could turn the wrong one
    for item, changed in turned(instrument):
        yield (
            changed,
            f"with item {item!r} turned the other way",
            "a case with answers as circled, and this one not in the middle",
        )


def _taken_for_another(instrument: Instrument) -> Iterator[tuple[Instrument, str, str]]:
    for score in instrument.scores:
        for place, name in enumerate(score.items):
            for other in instrument.items:
                if other.id in score.items or other.codes != instrument.item(name).codes:
                    continue
                chosen = attrs.evolve(
                    score, items=(*score.items[:place], other.id, *score.items[place + 1 :])
                )
                scores = tuple(chosen if held is score else held for held in instrument.scores)
                yield (
                    attrs.evolve(instrument, scores=scores),
                    f"with item {other.id!r} in the place of {name!r} in score {score.id!r}",
                    f"a case in which items {name!r} and {other.id!r} have different answers",
                )


def _with_another_missing_rule(instrument: Instrument) -> Iterator[tuple[Instrument, str, str]]:
    for score in instrument.scores:
        for missing in (CompleteCases(), Prorate(max_missing=1)):
            if missing.id == score.rule.missing.id:
                continue
            try:
                chosen = score.using(rule=score.rule.using(missing))
                scores = tuple(chosen if held is score else held for held in instrument.scores)
                changed = attrs.evolve(instrument, scores=scores)
            except ValueError:
                continue  # a rule that the score cannot have is no slip that anybody could make
            yield (
                changed,
                f"with the missing rule {missing.id} of score {score.id!r}",
                f"a case with an answer missing, under {score.rule.missing.id}",
            )
