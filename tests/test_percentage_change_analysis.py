"""Change in percent of the first score, where an evaluation asks for it."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from helpers_change import CHANGE, FIRST, INSTRUMENT, ORDINAL, SCORE, definition, found, people, table

from livingwell_core.analyses.percentage_change import PercentageChangeAnalysis

PERCENT = PercentageChangeAnalysis()
NAMES = ("improved by the percentage", "changed by less than the percentage", "worse by the percentage")


def with_rule(rule, percent=20):
    return attrs.evolve(SCORE, zero_start=rule, percentage_change=percent)


def test_has_to_be_asked_for():
    """No percentage is a default; without one there is nothing to define."""
    assert not PERCENT.applies(INSTRUMENT, attrs.evolve(SCORE, percentage_change=None))
    assert PERCENT.applies(INSTRUMENT, ORDINAL)
    with pytest.raises(ValueError, match="has no percentage of change"):
        PERCENT.definitions(INSTRUMENT, attrs.evolve(SCORE, percentage_change=None))


def test_from_raw_scores():
    """Each person's change in percent, compared without rounding; whoever started at 0 is counted apart."""
    shares = [Fraction(100 * int(c), int(f)) for f, c in zip(FIRST, CHANGE, strict=True) if f]
    expected = (
        sum(share >= 20 for share in shares),
        sum(-20 < share < 20 for share in shares),
        sum(share <= -20 for share in shares),
        int((FIRST == 0).sum()),
    )
    counted = people(PERCENT)
    assert tuple(counted[name] for name in (*NAMES, "started at 0")) == expected
    assert expected[3] > 0


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_exactly_the_percentage(better):
    """20 to 24 is exactly 20%, 20 to 23 is not; where lower is better the two sides change places."""
    tally = table([20] * 4, [24, 23, 16, 17])
    counted = people(PERCENT, tally, attrs.evolve(SCORE, better=better))
    assert tuple(counted[name] for name in NAMES) == (1, 2, 1)


def test_rules_for_a_start_at_zero():
    """Set aside: a category of its own; any change counts; or nothing is said, and not of how many."""
    tally = table([0, 0, 0, 10, 10], [0, 1, 9, 13, 10])
    assert people(PERCENT, tally, with_rule("set-aside")) == dict(
        zip((*NAMES, "started at 0"), (1, 1, 0, 3), strict=True)
    )
    assert people(PERCENT, tally, with_rule("any-change")) == dict(zip(NAMES, (3, 2, 0), strict=True))
    refused = found(PERCENT, tally, with_rule("refuse"))
    assert {finding.value for finding in refused.values()} == {None}
    assert {finding.note for finding in refused.values()} == {
        "not applicable: somebody started at 0, where there is no percentage"
    }
    assert people(PERCENT, table([10], [13]), with_rule("refuse"))[NAMES[0]] == 1


def test_shares_are_of_everyone():
    """Also of those who started at 0: to leave them out could flatter."""
    share = found(PERCENT, table([0, 10, 10, 10], [5, 15, 15, 10]))["improved by the percentage", "%"]
    assert (share.value, share.n) == (50, 4)


def test_alike():
    """They are like other counts of who improved, and who started at 0 like those in the clinical range."""
    marks = {name: finding.alike for (name, _), finding in found(PERCENT).items()}
    assert marks == dict(
        zip(
            (*NAMES, "started at 0"),
            ("improved", "unchanged", "deteriorated", "in the clinical range at first"),
            strict=True,
        )
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [("set-aside", "counted apart"), ("any-change", "any change counts"), ("refuse", "nothing is said")],
)
def test_the_definition_tells_percentage_and_rule(rule, said):
    """Both are the evaluation's choice, and in the name."""
    score = with_rule(rule, Fraction(25, 2))
    one = definition(PERCENT, f"percentage-change:ten.total:12.5:{rule}", score)
    assert "12.5% of the first score or more" in one.text
    assert said in one.text
    assert "this evaluation's choice" in one.source


def test_no_pairs():
    """Nobody: the rows are there and say so."""
    findings = found(PERCENT, table([], []))
    assert len(findings) == 8
    assert {finding.note for finding in findings.values()} == {"not applicable: no pairs"}
    assert np.sum([finding.n for finding in findings.values()]) == 0
