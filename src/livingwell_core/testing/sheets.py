"""
Answers to try: every possible sheet where there are few, else the telling ones and a seeded random crowd.

Always the same, so that a check that failed fails again.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from livingwell_core.instruments import CompleteCases, Prorate
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, MissingRule, Score

__all__ = [
    "any_sheets",
    "complete",
    "directions_of",
    "embed",
    "extreme",
    "holes",
    "mixed",
    "named_rules",
    "ranges_of",
    "score_columns",
    "with_rules",
]

Ranges = tuple[tuple[int, int], ...]

# All of them up to here: a preference-based measure of seven items with five levels has 78,125.
_MOST_STATES: Final = 100_000
_RANDOM: Final = 4_000
_BACKGROUNDS: Final = 16
_MOST_PATTERNS: Final = 1_024
_SEED: Final = 20_191_105


def ranges_of(instrument: Instrument, score: Score) -> Ranges:
    """Give (lowest, highest) of each item of a score."""
    return tuple((instrument.item(item).lowest, instrument.item(item).highest) for item in score.items)


def score_columns(instrument: Instrument, score: Score) -> list[int]:
    """Give the place of each item of a score among the instrument's."""
    order = [item.id for item in instrument.items]
    return [order.index(item) for item in score.items]


def directions_of(score: Score) -> NDArray[np.int8]:
    """
    Say for each item whether a higher oriented answer makes the score better (1), worse (-1) or either (0).
    """
    return np.array(score.rule.directions(len(score.items)), dtype=np.int8) * np.int8(score.sign)


def extreme(ranges: Ranges, directions: NDArray[np.int8], *, best: bool) -> NDArray[np.int8]:
    """
    Give the sheets with everything at its best, or worst.

    Items without a direction stand all at one answer, at their ends, one apart from the others, and at
    random: a row each, so that whatever they do to the score is tried.
    """
    lowest, highest = _ends(ranges)
    up = directions > 0 if best else directions < 0
    fixed = np.where(up, highest, lowest).astype(np.int8)
    free = np.flatnonzero(directions == 0)
    if not free.size:
        return fixed[np.newaxis]
    variants = _together(tuple(ranges[place] for place in free))
    sheets = np.repeat(fixed[np.newaxis], len(variants), axis=0)
    sheets[:, free] = variants
    return sheets


def _together(ranges: Ranges) -> NDArray[np.int8]:
    """Give what items without a direction may be: all there is, or the telling rows and some of the rest."""
    every = complete(ranges)
    if len(every) <= _RANDOM:
        return every
    lowest, highest = _ends(ranges)
    alike = np.clip(np.arange(lowest.min(), highest.max() + 1)[:, np.newaxis], lowest, highest)
    return np.concatenate([alike.astype(np.int8), every[:: -(-len(every) // _RANDOM)]])


@functools.lru_cache(maxsize=64)
def complete(ranges: Ranges) -> NDArray[np.int8]:
    """
    Give complete sheets of items with these ranges.

    Returns
    -------
    array of int8, shape (n, items)
        All there are, up to a hundred thousand. Else the corners, each item by itself at its ends, each
        answer of each item before random others, and random sheets. Read-only.
    """
    lowest, highest = _ends(ranges)
    sizes = (highest - lowest + 1).tolist()
    if math.prod(sizes) <= _MOST_STATES:
        states = np.indices(sizes, dtype=np.int16).reshape(len(sizes), -1).T + lowest
        return _fixed(states)
    random = np.random.default_rng(_SEED)
    rows = [lowest[np.newaxis], highest[np.newaxis]]
    for place, (low, high) in enumerate(ranges):
        for ground, end in ((lowest, high), (highest, low)):
            one_apart = ground.copy()
            one_apart[place] = end
            rows.append(one_apart[np.newaxis])
        codes = np.arange(low, high + 1)
        others = random.integers(lowest, highest + 1, size=(_BACKGROUNDS, len(ranges)))
        stepped = np.repeat(others, codes.size, axis=0)
        stepped[:, place] = np.tile(codes, _BACKGROUNDS)
        rows.append(stepped)
    rows.append(random.integers(lowest, highest + 1, size=(_RANDOM, len(ranges))))
    return _fixed(np.concatenate(rows))


@functools.lru_cache(maxsize=64)
def holes(items: int) -> NDArray[np.bool_]:
    """
    Give patterns of missing answers, at least one missing in each.

    Returns
    -------
    array of bool, shape (n, items)
        True where missing. All there are, up to a thousand; else one, any two, all, and random ones of each
        number. Read-only.
    """
    if 2**items <= _MOST_PATTERNS:
        bits = np.indices((2,) * items, dtype=np.int8).reshape(items, -1).T
        return _fixed(bits[1:], np.bool_)
    random = np.random.default_rng(_SEED)
    chosen = [[place] for place in range(items)]
    chosen += [list(pair) for pair in itertools.combinations(range(items), 2)]
    chosen += [
        random.permutation(items)[:number].tolist() for number in range(3, items + 1) for _ in range(20)
    ]
    patterns = np.zeros((len(chosen), items), dtype=np.bool_)
    for row, places in enumerate(chosen):
        patterns[row, places] = True
    return _fixed(patterns, np.bool_)


@functools.lru_cache(maxsize=64)
def mixed(ranges: Ranges) -> NDArray[np.int8]:
    """Give up to a few thousand sheets, complete ones and ones with answers missing. Read-only."""
    random = np.random.default_rng(_SEED)
    whole = complete(ranges)
    sample = whole[random.permutation(len(whole))[:1_000]]
    lowest, highest = _ends(ranges)
    patterns = holes(len(ranges))
    grounds = [lowest, highest, *random.integers(lowest, highest + 1, size=(3, len(ranges)))]
    sparse = [np.where(patterns, MISSING_ANSWER, ground) for ground in grounds]
    return _fixed(np.concatenate([sample, *sparse]))


def embed(instrument: Instrument, score: Score, answers: NDArray[np.int8]) -> NDArray[np.int8]:
    """Give sheets of the whole instrument in which the items of a score have these answers."""
    ranges = tuple((item.lowest, item.highest) for item in instrument.items)
    lowest, highest = _ends(ranges)
    random = np.random.default_rng(_SEED)
    sheets = random.integers(lowest, highest + 1, size=(len(answers), len(ranges))).astype(np.int8)
    sheets[:, score_columns(instrument, score)] = answers
    return np.asfortranarray(sheets)


def any_sheets(instrument: Instrument) -> NDArray[np.int8]:
    """Give sheets of the whole instrument, complete ones and ones with answers missing, in column order."""
    return np.asfortranarray(mixed(tuple((item.lowest, item.highest) for item in instrument.items)))


def with_rules(instrument: Instrument, score: Score) -> list[tuple[MissingRule, Instrument, Score]]:
    """
    Give the instrument under every rule for missing answers that the score allows.

    A rule that raises ValueError for another is one that refuses it; that is its right.
    """
    found = []
    for missing in named_rules(len(score.items)):
        try:
            changed = score.using(rule=score.rule.using(missing))
            scores = tuple(changed if other.id == score.id else other for other in instrument.scores)
            found.append((missing, attrs.evolve(instrument, scores=scores), changed))
        except ValueError:
            continue
    return found


def named_rules(items: int) -> list[MissingRule]:
    """Give every rule for missing answers that there is a name for, and one that no score can have."""
    return [CompleteCases(), *(Prorate(max_missing=number) for number in range(1, items + 1))]


def _ends(ranges: Ranges) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    both = np.array(ranges, dtype=np.int64)
    return both[:, 0], both[:, 1]


def _fixed(values: NDArray[Any], kind: Any = np.int8) -> NDArray[Any]:  # noqa: ANN401 - a numpy type
    array = np.asfortranarray(values, dtype=kind)
    array.setflags(write=False)
    return array
