"""
What the property tests draw: scales, pairs of scores, and an instrument that is no one's.
"""

import numpy as np
from hypothesis import strategies as st

from livingwell_core.analyses import About
from livingwell_core.instruments import ClinicalRange, Instrument, ReliableChange, Scale, Score, Sum, items
from livingwell_core.pairing import Pairs

TINY = Instrument(
    id="tiny",
    title="Tiny",
    items=items(2, lowest=0, highest=4, negative=[2]),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1", "2"),
            rule=Sum(),
            lowest=0,
            highest=8,
            better="higher",
            reliable_changes=(ReliableChange(id="3", points=3, source="made up"),),
            clinical_ranges=(ClinicalRange(id="4", edge=4, source="made up"),),
        ),
    ),
    licence="none",
    source="made up",
)
TOTAL = TINY.scores[0]
TINY_SCALE = TINY.scale(TOTAL)


def about(analysis: str = "x", site: str = "all", **kwargs) -> About:
    """Make an About of the tiny instrument."""
    return About(**{"analysis": analysis, "instrument": TINY, "score": TOTAL, "site": site, **kwargs})


@st.composite
def scales(draw) -> Scale:
    """Scales of up to 60 points, from any lowest score, with steps down to a ninth."""
    lowest = draw(st.integers(-30, 30))
    return Scale(
        lowest=lowest,
        highest=lowest + draw(st.integers(1, 60)),
        denominator=draw(st.sampled_from([1, 1, 2, 9])),
    )


def steps(scale: Scale) -> st.SearchStrategy[int]:
    """Give scores on the scale, in steps, its ends among them."""
    return st.integers(scale.first_step, scale.last_step)


def pairs_on(scale: Scale, *, min_size: int = 0, max_size: int = 40) -> st.SearchStrategy[list]:
    """Lists of (first, last) in steps, short and long ones."""
    pair = st.tuples(steps(scale), steps(scale))
    return st.integers(min_size, max_size).flatmap(lambda n: st.lists(pair, min_size=n, max_size=n))


@st.composite
def scale_and_pairs(draw, groups: int = 1, *, min_size: int = 0) -> tuple:
    """One scale, and this many groups of pairs on it."""
    scale = draw(scales())
    return scale, *(draw(pairs_on(scale, min_size=min_size)) for _ in range(groups))


def columns(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Turn a list of pairs into first and last scores."""
    return [first for first, _ in pairs], [last for _, last in pairs]


def sample_pairs(pairs: list[tuple[int, int]], *, others: int = 0) -> Pairs:
    """
    Give the Pairs of people with these scores, thirty days apart, and of `others` without a second
    score.
    """
    first, last = columns(pairs)
    return Pairs(
        first=np.array(first, dtype=np.int32),
        last=np.array(last, dtype=np.int32),
        days=np.full(len(pairs), 30, dtype=np.int32),
        person=np.arange(len(pairs), dtype=np.uint64),
        people=len(pairs) + 2 * others,
        assessed=len(pairs) + others,
        scores=2 * len(pairs) + others,
        prorated=0,
        one_day=others,
        three_or_more=0,
    )
