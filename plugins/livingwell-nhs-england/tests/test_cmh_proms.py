"""
What the measure is of, and what it costs until it is asked for.
"""

import datetime
import subprocess
import sys

import attrs
import numpy as np
import pytest
from livingwell_dialog.plugin import livingwell_instruments as dialog
from livingwell_goals.plugin import livingwell_instruments as goals
from livingwell_nhs_england.cmh_proms import CommunityProms
from livingwell_nhs_england.dashboard import cut_off, threshold
from livingwell_nhs_england.definitions import threshold_of
from livingwell_nhs_england.plugin import livingwell_analyses
from livingwell_nhs_england.referrals import Referrals, ReferralTally
from livingwell_nhs_england.settings import Settings
from livingwell_reqol.plugin import livingwell_instruments as reqol

from livingwell_core.analyses import About
from livingwell_core.errors import InputError
from livingwell_core.tallies import Histogram, JointTable

INSTRUMENTS = {i.id: i for i in (*dialog(), *goals(), *reqol())}
MEASURE = CommunityProms(
    settings=Settings(first_day=datetime.date(2024, 7, 1), last_day=datetime.date(2024, 9, 30))
)


def nobody(scale, **kwargs):
    table = JointTable.of(scale, [scale.first_step], [scale.first_step]).zero()
    none = Referrals(referrals=0, baseline=0, paired=table)
    baselines = Histogram.of(scale, np.empty(0, dtype=np.int64))
    return ReferralTally(open=none, closed=none, neither=none, baselines=baselines, **kwargs)


def test_scores_and_thresholds():
    """The ReQoL-10 by 5, goals by 3, the DIALOG's items on life by 1, and nothing else."""
    found = {
        (i.id, score.id): threshold(i, score).points
        for i in INSTRUMENTS.values()
        for score in i.scores
        if MEASURE.applies(i, score)
    }

    life = (
        "mental_health",
        "physical_health",
        "job",
        "accommodation",
        "leisure",
        "friendships",
        "family",
        "safety",
    )
    assert found == {
        ("reqol10", "total"): 5,
        **{("gbo", f"goal_{number}"): 3 for number in (1, 2, 3)},
        **{("dialog", name): 1 for name in life},
    }


def test_thresholds_are_nhs_englands():
    """Whichever an evaluation uses elsewhere."""
    gbo = INSTRUMENTS["gbo"]
    score = gbo.scores[0].using(reliable_change="2.45")

    assert threshold_of(gbo, score).points == 3
    with pytest.raises(ValueError, match="not in the measure"):
        threshold_of(INSTRUMENTS["dialog"], INSTRUMENTS["dialog"].score_named("life"))


def test_the_cut_off_is_next_to_the_instruments_range():
    """The instrument's last score in the clinical range is one below."""
    reqol10 = INSTRUMENTS["reqol10"]
    total = reqol10.score_named("total")

    assert cut_off(reqol10, total) == total.clinical_range.edge + 1 == 25
    assert cut_off(INSTRUMENTS["gbo"], INSTRUMENTS["gbo"].scores[0]) is None


@pytest.mark.parametrize("name", ["reqol10", "gbo", "dialog"])
def test_every_definition_is_given(name):
    """Findings name definitions that are there, and all scores run upwards."""
    instrument = INSTRUMENTS[name]
    score = next(score for score in instrument.scores if MEASURE.applies(instrument, score))
    scale = instrument.scale(score)
    about = About(analysis=MEASURE.id, instrument=instrument, score=score, site="a")
    tally = nobody(scale, listed=True)
    found = {finding.definition for finding in MEASURE.conclude(tally, about)}

    assert score.better == "higher"
    assert found == {definition.id for definition in MEASURE.definitions(instrument, score)}
    for finding in MEASURE.conclude(tally, about):
        assert finding.value in {None, 0}
        assert finding.value is not None or "not applicable" in finding.note
    assert MEASURE.conclude(tally, attrs.evolve(about, group="sex=female")) == []


def test_no_site_with_a_list():
    """One message, with the instrument and what is lacking."""
    instrument = INSTRUMENTS["reqol10"]
    score = instrument.score_named("total")
    tally = nobody(instrument.scale(score), listed=False, lacking=frozenset({"a list of people"}))
    about = About(analysis=MEASURE.id, instrument=instrument, score=score, site="all")

    with pytest.raises(InputError, match=r"answers to ReQoL-10 .* lacking a list of people"):
        MEASURE.conclude(tally, about)


def test_by_name():
    """The plugin brings it, and it runs only where it is asked for."""
    (analysis,) = livingwell_analyses()

    assert analysis == CommunityProms()
    assert analysis.by_name


def test_costs_nothing_until_it_is_used():
    """What every command imports of it brings in neither numpy nor polars; listing it brings no polars."""
    code = (
        "import sys, livingwell_nhs_england.plugin as p; "
        "print({'numpy', 'polars', 'attrs'} & set(sys.modules)); "
        "p.livingwell_analyses(); print({'polars', 'scipy'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["set()", "set()"]
