"""The mean change in standard deviations, against the raw scores."""

import attrs
import numpy as np
import pytest
from helpers_change import CHANGE, FIRST, INSTRUMENT, LAST, ORDINAL, SCORE, definition, found, table
from scipy import stats
from scipy.special import gamma

from livingwell_core.analyses.effect_sizes import EffectSizesAnalysis
from livingwell_core.analyses.paired_change import SINGLE_ARM, PairedChangeAnalysis
from livingwell_core.instruments import Scale
from livingwell_core.statistics.standardised import EFFECT_SIZES
from livingwell_core.tallies import JointTable

SIZES = EffectSizesAnalysis()
R = np.corrcoef(FIRST, LAST)[0, 1]
SD_FIRST, SD_LAST, SD_CHANGE = (np.std(scores, ddof=1) for scores in (FIRST, LAST, CHANGE))
EXPECTED = {
    "srm": CHANGE.mean() / SD_CHANGE,
    "d_av": CHANGE.mean() / np.sqrt((SD_FIRST**2 + SD_LAST**2) / 2),
    "d_av_lakens": CHANGE.mean() / ((SD_FIRST + SD_LAST) / 2),
    "d_rm": CHANGE.mean() / SD_CHANGE * np.sqrt(2 * (1 - R)),
    "d_baseline": CHANGE.mean() / SD_FIRST,
}


def test_from_raw_scores():
    """Each is the mean change by its own standard deviation; Hedges' correction multiplies all of it."""
    given = found(SIZES)
    correction = gamma(199 / 2) / np.sqrt(199 / 2) / gamma(198 / 2)
    for name, value in EXPECTED.items():
        plain, corrected = given[f"effect size, {name}", "sd"], given[f"effect size, {name}, Hedges", "sd"]
        assert pytest.approx(value, rel=1e-10) == plain.value
        assert (plain.definition, corrected.definition) == (name, f"{name}:hedges")
        for attribute in ("value", "low", "high"):
            expected = correction * getattr(plain, attribute)
            assert pytest.approx(expected, rel=1e-10) == getattr(corrected, attribute)


def test_every_size_is_there():
    """All of the list, with and without correction; d_z itself is given beside the means."""
    names = {statistic for statistic, unit in found(SIZES) if unit == "sd"}
    plain = {f"effect size, {name}" for name in EFFECT_SIZES if name != "d_z"}
    assert names == plain | {f"effect size, {name}, Hedges" for name in EFFECT_SIZES}
    (d_z,) = (f for (name, _), f in found(PairedChangeAnalysis()).items() if name == "effect size")
    assert d_z.definition == "d_z"
    assert d_z.value == found(SIZES)["effect size, srm", "sd"].value


def test_worked_answers():
    """Five pairs of mtorchiano/effsize, issue 49: d_av 1.398516 and d_rm 1.325244, where higher is better."""
    before, after = [110, 122, 101, 120, 140], [150, 160, 110, 140, 155]
    tally = JointTable.of(Scale(lowest=0, highest=200), before, after)
    given = found(SIZES, tally)
    assert round(given["effect size, d_av", "sd"].value, 6) == 1.398516
    assert round(given["effect size, d_rm", "sd"].value, 6) == 1.325244


def test_eta_squared():
    """The squared correlation that t comes from; its interval is that of d_z as a share."""
    t = stats.ttest_rel(LAST, FIRST).statistic
    given = found(SIZES)
    eta, d_z = given["eta squared", ""], given["effect size, srm", "sd"]
    assert pytest.approx(t * t / (t * t + 199), rel=1e-10) == eta.value
    assert pytest.approx([d * d / (d * d + 1) for d in (d_z.low, d_z.high)], rel=1e-10) == [eta.low, eta.high]
    assert eta.definition == "eta-squared"


def test_notes_say_which_interval():
    """Each says that there is one group only, and how its interval was found."""
    kinds = {
        finding.definition: finding.note.removeprefix(f"{SINGLE_ARM}; interval: ")
        for finding in found(SIZES).values()
    }
    assert kinds == {
        "eta-squared": "noncentral t",
        **{
            f"{name}{after}": kind
            for name, kind in {
                "d_z": "noncentral t", "srm": "noncentral t", "d_av": "scaled noncentral t",
                "d_av_lakens": "scaled noncentral t", "d_rm": "scaled noncentral t",
                "d_baseline": "normal approximation",
            }.items()
            for after in ("", ":hedges")
            if name + after != "d_z"
        },
    }  # fmt: skip


def test_where_one_does_not_apply():
    """Where last scores are one, there is no correlation to make d_rm from, and the others stand."""
    given = found(SIZES, table([3, 5, 8, 9], [7, 7, 7, 7]))
    assert given["effect size, d_rm", "sd"].value is None
    assert "do not correlate" in given["effect size, d_rm", "sd"].note
    assert given["effect size, d_av", "sd"].value is not None


def test_all_changed_by_the_same():
    """Then there is nothing to make an interval from, and the note says so."""
    finding = found(SIZES, table([3, 5, 8], [4, 6, 9]))["effect size, d_av", "sd"]
    assert (finding.low, finding.level) == (None, None)
    assert finding.note == f"{SINGLE_ARM}; no interval: last scores or changes do not vary"


def test_the_level_is_that_of_the_evaluation():
    """At a lower level every interval is narrower."""
    wide, narrow = found(SIZES), found(SIZES, level=0.8)
    for key, finding in narrow.items():
        assert finding.level == 0.8
        assert wide[key].low < finding.low <= finding.high < wide[key].high


def test_not_of_an_ordinal_score():
    """Its steps need not be equal, so it has no mean."""
    assert not SIZES.applies(INSTRUMENT, ORDINAL)
    assert SIZES.applies(INSTRUMENT, attrs.evolve(SCORE, reliabilities=()))


def test_definitions_name_their_interval():
    """A definition tells the divisor and the interval, so that a reader can compute it again."""
    for name, words in {
        "d_av": "root mean square", "d_av_lakens": "mean of the standard deviations", "d_rm": "2 (1 - r)",
        "d_baseline": "first scores", "srm": "Standardised response mean",
    }.items():  # fmt: skip
        assert words in definition(SIZES, name).text
