"""
What tests of one analysis share: people to tally, and what must hold of any findings.
"""

from __future__ import annotations

import math

import attrs
import numpy as np
from properties.strategies import TINY, TINY_SCALE, TOTAL, about, sample_pairs

from livingwell_core.analyses import Sample

#: Pairs that leave next to nothing to say: nobody, one, two, no variance, all ties, one direction.
NEXT_TO_NOTHING = (
    [], [(3, 5)], [(3, 5)] * 4, [(3, 3)] * 2, [(2, 2), (4, 2)], [(2, 3), (2, 5)], [(0, 8), (8, 0)],
    [(1, 2), (2, 3), (3, 4), (4, 5)],
)  # fmt: skip


def sample(pairs, others=(), *, never=0, scale=TINY_SCALE):
    """Give a sample of people with these pairs, of others with these first scores, and of some never seen."""
    seen = len(pairs) + len(others)
    return Sample(
        pairs=attrs.evolve(
            sample_pairs(list(pairs)),
            unpaired=np.array(others, dtype=np.int32),
            people=seen + never,
            assessed=seen,
            one_day=len(others),
        ),
        scale=scale,
    )


def conclude(analysis, pairs, others=(), *, never=0, scale=TINY_SCALE, **kwargs):
    """Tally people and conclude."""
    tally = analysis.tally(sample(pairs, others, never=never, scale=scale))
    return analysis.conclude(tally, about(analysis.id, **kwargs))


def by_name(findings):
    """Give findings by statistic and unit, none twice."""
    found = {(finding.statistic, finding.unit): finding for finding in findings}
    assert len(findings) == len(found)
    return found


def check_sound(analysis, findings, score=TOTAL):
    """Check that each gap has a reason, intervals are whole, and definitions are those that are named."""
    for finding in findings:
        assert finding.analysis == analysis.id
        numbers = (finding.low, finding.high, finding.level)
        if finding.value is None:
            assert finding.note.startswith("not applicable: ")
            assert numbers == (None, None, None)
        else:
            assert math.isfinite(finding.value)
            assert (finding.low is None) == (finding.high is None) == (finding.level is None)
            assert finding.low is None or finding.low <= finding.high
    by_name(findings)
    definitions = analysis.definitions(TINY, score)
    assert {finding.definition for finding in findings} == {definition.id for definition in definitions}
    assert len(definitions) == len({definition.id for definition in definitions})
    assert all(definition.text.endswith(".") and definition.source for definition in definitions)


def without_threshold(score=TOTAL):
    """Give a score of which no reliable change and no clinical range is published."""
    return attrs.evolve(score, reliable_changes=(), clinical_ranges=())


def not_verified(score=TOTAL):
    """Give a score whose threshold and range are used by name only."""
    (threshold,), (edge,) = score.reliable_changes, score.clinical_ranges
    doubtful = attrs.evolve(
        score,
        reliable_changes=(attrs.evolve(threshold, verified=False),),
        clinical_ranges=(attrs.evolve(edge, verified=False),),
    )
    return doubtful.using(reliable_change=threshold.id, clinical_range=edge.id)
