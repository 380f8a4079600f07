"""Change that people notice."""

import attrs
import pytest
from helpers_change import CHANGE, INSTRUMENT, ORDINAL, SCORE, definition, found, people, table
from scipy import stats

from livingwell_core.analyses.important_change import ImportantChangeAnalysis
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.instruments import ImportantDifference

IMPORTANT = ImportantChangeAnalysis()
NAMES = (
    "better by the important difference",
    "changed by less than the important difference",
    "worse by the important difference",
)
MEAN = "mean change in minimal important differences"


def test_needs_a_difference():
    """Without one it does not apply, and says so if asked anyway."""
    bare = attrs.evolve(SCORE, important_differences=())
    assert not IMPORTANT.applies(INSTRUMENT, bare)
    with pytest.raises(ValueError, match="has no minimal important difference"):
        IMPORTANT.definitions(INSTRUMENT, bare)


def test_from_raw_scores():
    """Four points for the better count, three for the worse, each of exactly that too."""
    better, worse = int((CHANGE >= 4).sum()), int((CHANGE <= -3).sum())
    assert tuple(people(IMPORTANT)[name] for name in NAMES) == (better, 200 - better - worse, worse)
    assert tuple(people(IMPORTANT, table([10] * 4, [14, 13, 7, 8]))[name] for name in NAMES) == (1, 2, 1)


def test_where_lower_is_better():
    """A fall of four is better, a rise of three worse."""
    score = attrs.evolve(SCORE, better="lower")
    counted = people(IMPORTANT, table([10] * 4, [14, 13, 7, 6]), score)
    assert tuple(counted[name] for name in NAMES) == (1, 1, 2)


def test_the_mean_in_such_steps():
    """The mean change and Student's interval by the difference for the way that it went."""
    half = stats.t(199).ppf(0.975) * stats.sem(CHANGE)
    expected = [value / 4 for value in (CHANGE.mean() - half, CHANGE.mean(), CHANGE.mean() + half)]
    finding = found(IMPORTANT)[MEAN, ""]
    assert pytest.approx(expected, rel=1e-10) == [finding.low, finding.value, finding.high]
    fall = found(IMPORTANT, table([20, 20, 21], [14, 15, 14]))[MEAN, ""]
    assert pytest.approx(-6 / 3, rel=1e-12) == fall.value


@pytest.mark.parametrize(
    ("last", "label"),
    [
        ([8, 12, 9, 11, 10, 10], "not significant"),
        ([11, 12, 11, 11, 12, 11], "significant but not relevant, for the better"),
        ([9, 17, 12, 15, 14, 12], "not significantly less than the threshold, for the better"),
        ([14, 17, 12, 15, 14, 16], "probably relevant, for the better"),
        ([19, 17, 18, 17, 18, 18], "large, for the better"),
        ([4, 5, 4, 5, 4, 4], "large, for the worse"),
    ],
)
def test_labels(last, label):
    """The note says where the interval lies beside 0 and the difference (here by hand from its ends)."""
    finding = found(IMPORTANT, table([10] * 6, last))[MEAN, ""]
    assert finding.note == f"{SINGLE_ARM}; {label}"


def test_one_pair_has_no_label():
    """Without an interval nothing can be said of it."""
    finding = found(IMPORTANT, table([10], [18]))[MEAN, ""]
    assert (finding.value, finding.low, finding.note) == (2, None, SINGLE_ARM)


def test_of_an_ordinal_score_people_only():
    """It has no mean."""
    assert {name for name, _ in found(IMPORTANT, score=ORDINAL)} == set(NAMES)
    assert "mean" not in definition(IMPORTANT, "important-change:ten.total:felt", ORDINAL).text.lower()


def test_the_definition_and_what_is_not_verified():
    """Both differences are in the text; one that was not read is marked wherever it is used."""
    one = definition(IMPORTANT, "important-change:ten.total:felt")
    assert "4 points or more for the better, 3 or more for the worse" in one.text
    assert (one.source, one.verified) == ("people", True)
    doubtful = ImportantDifference(id="x", points=4, source="hearsay", verified=False)
    score = attrs.evolve(SCORE, important_differences=(doubtful,)).using(important_difference="x")
    assert all(
        f.note.endswith("important difference not verified") for f in found(IMPORTANT, score=score).values()
    )
    plain = definition(IMPORTANT, "important-change:ten.total:x", score)
    assert "a change of 4 points or more from first" in plain.text
    assert not plain.verified


def test_alike():
    """They are like other counts of who improved."""
    marks = {name: finding.alike for (name, unit), finding in found(IMPORTANT).items() if unit}
    assert marks == dict(zip(NAMES, ("improved", "unchanged", "deteriorated"), strict=True))
