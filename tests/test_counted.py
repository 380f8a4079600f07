"""People counted by a rule, with what disclosure control has to know."""

from helpers_change import about

from livingwell_core.analyses.counted import DETERIORATED, IMPROVED, UNCHANGED, by_change, not_counted, people
from livingwell_core.analyses.ranks import RanksAnalysis
from livingwell_core.statistics.clinical_change import ReliableChangeCounts

ABOUT = about(RanksAnalysis())
NAMES = ("up", "level", "down")


def test_people_and_their_share():
    """Both count the same people, and both carry the marks."""
    number, share = people(ABOUT, "up", "d", 5, 20, note="mind", alike="a", part_of="b", only_with=("c",))
    assert (number.value, number.unit, share.value, share.unit) == (5, "people", 25, "%")
    assert share.low < 25 < share.high
    for finding in (number, share):
        assert (finding.numerator, finding.n, finding.note) == (5, 20, "mind")
        assert (finding.alike, finding.part_of, finding.only_with) == ("a", "b", ("c",))


def test_three_ways_to_change():
    """The three make up everyone, with those whom the rule cannot judge."""
    counts = ReliableChangeCounts(improved=9, unchanged=6, deteriorated=3)
    findings = by_change(ABOUT, NAMES, "d", counts, note="mind", set_aside=2)
    assert [(f.statistic, f.unit, f.numerator, f.alike) for f in findings] == [
        (name, unit, k, alike)
        for name, k, alike in zip(NAMES, (9, 6, 3), (IMPROVED, UNCHANGED, DETERIORATED), strict=True)
        for unit in ("people", "%")
    ]
    assert {f.n for f in findings} == {20}


def test_no_numbers():
    """Without numbers the same rows are there, and say why they are empty."""
    findings = not_counted(ABOUT, NAMES, "d", 7, "no pairs")
    assert [(f.statistic, f.unit) for f in findings] == [(n, u) for n in NAMES for u in ("people", "%")]
    assert {(f.value, f.numerator, f.n, f.note) for f in findings} == {
        (None, None, 7, "not applicable: no pairs")
    }
