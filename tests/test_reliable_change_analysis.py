"""Reliable change, and who of them crossed the edge of the clinical range."""

import attrs
import pytest
from helpers_change import CHANGE, FIRST, INSTRUMENT, LAST, SCORE, about, definition, found, people, table

from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.reports.disclosure import protect

RELIABLE = ReliableChangeAnalysis()
RATE = ("recovered, of those who started in the clinical range", "%")
BARE = attrs.evolve(SCORE, clinical_ranges=())
PARTS = {
    "recovered": "reliably improved",
    "reliably improved without recovery": "reliably improved",
    "harmed": "reliably deteriorated",
    "reliably deteriorated without harm": "reliably deteriorated",
}


def test_from_raw_scores():
    """Each person by change, first and last score."""
    inside, left = FIRST <= 24, LAST > 24
    better, worse = CHANGE >= 5, CHANGE <= -5
    assert people(RELIABLE) == {
        "reliably improved": better.sum(),
        "no reliable change": 200 - better.sum() - worse.sum(),
        "reliably deteriorated": worse.sum(),
        "recovered": (better & inside & left).sum(),
        "reliably improved without recovery": (better & ~(inside & left)).sum(),
        "harmed": (worse & ~inside & ~left).sum(),
        "reliably deteriorated without harm": (worse & ~(~inside & ~left)).sum(),
    }
    rate = found(RELIABLE)[RATE]
    assert rate.n == inside.sum()
    assert pytest.approx(100 * (better & inside & left).sum() / inside.sum(), rel=1e-12) == rate.value


def test_at_the_edges():
    """24 is in the range and 25 is not; five points are reliable and four are not."""
    tally = table([24, 20, 20, 21, 25, 30, 29, 25], [29, 25, 24, 25, 20, 24, 24, 21])
    counted = people(RELIABLE, tally)
    assert (counted["recovered"], counted["harmed"], counted["no reliable change"]) == (2, 3, 3)


def test_where_lower_is_better():
    """The same people mirrored are the same numbers."""
    mirrored = attrs.evolve(
        SCORE, better="lower", clinical_ranges=(attrs.evolve(SCORE.clinical_ranges[0], edge=16),)
    )
    assert people(RELIABLE, table(40 - FIRST, 40 - LAST), mirrored) == people(RELIABLE)
    assert "16 or above" in definition(RELIABLE, "recovery:ten.total:5:24", mirrored).text


def test_without_a_range_there_is_no_recovery():
    """Then the three categories are all there is."""
    assert len(found(RELIABLE, score=BARE)) == 6
    assert [one.id for one in RELIABLE.definitions(INSTRUMENT, BARE)] == ["reliable-change:ten.total:5"]


def test_nobody_started_in_the_range():
    """Then there is nobody to take a share of, and it says so."""
    rate = found(RELIABLE, table([30, 31], [36, 20]))[RATE]
    assert (rate.value, rate.n) == (None, 0)
    assert rate.note == "not applicable: nobody to take a share of"


def test_definitions():
    """Threshold and edge are in the text and the name; the rate is NHS England's."""
    for name in ("recovery:ten.total:5:24", "reliable-recovery:ten.total:5:24"):
        one = definition(RELIABLE, name)
        assert "a score of 24 or below is in the clinical range" in one.text
        assert "5 points or more" in one.text
        assert one.source.endswith("threshold: one; range: a report")
    assert "NHS England" in definition(RELIABLE, "reliable-recovery:ten.total:5:24").source


def test_what_is_not_verified_is_said():
    """An edge that was not read is marked with what needs it, and with nothing else."""
    doubtful = attrs.evolve(SCORE.clinical_ranges[0], verified=False)
    score = attrs.evolve(SCORE, clinical_ranges=(doubtful,)).using(clinical_range="24")
    for (name, _), finding in found(RELIABLE, score=score).items():
        assert finding.note.endswith("edge of the range not verified") == (name in PARTS or name == RATE[0])
    assert [one.verified for one in RELIABLE.definitions(INSTRUMENT, score)] == [True, False, False]


class TestDisclosure:
    """Recovered and improved without recovery make up the reliably improved."""

    def test_marks(self):
        """Each names its whole, and its other part."""
        findings = found(RELIABLE)
        others = dict(zip(PARTS, [list(PARTS)[place] for place in (1, 0, 3, 2)], strict=True))
        for (name, _), finding in findings.items():
            assert finding.part_of == PARTS.get(name)
            if name in PARTS:
                assert finding.only_with == (others[name],)
        assert findings[RATE].only_with == ("recovered",)

    def test_a_few_harmed(self):
        """Three came to harm: they and the others who deteriorated are hidden, their sum is shown."""
        tally = table(
            [20] * 20 + [15] * 21 + [30] * 22 + [27] * 3 + [9] * 10,
            [30] * 20 + [21] * 21 + [25] * 22 + [20] * 3 + [9] * 10,
        )
        shown = {
            f.statistic: f.value for f in protect(RELIABLE.conclude(tally, about(RELIABLE)), minimum=5)[0]
            if f.unit == "people"
        }  # fmt: skip
        assert shown["harmed"] is None
        assert shown["reliably deteriorated without harm"] is None
        assert (shown["recovered"], shown["reliably improved"]) == (20, 41)
