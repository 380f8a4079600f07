"""What every analysis of change has to hold to, whatever the people."""

import attrs
import pytest
from helpers_change import INSTRUMENT, ORDINAL, SCALE, SCORE, about, found, table
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, pairs_on, sample_pairs

from livingwell_core.analyses import Analysis, Sample
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.cut_offs import CutOffsAnalysis
from livingwell_core.analyses.effect_sizes import EffectSizesAnalysis
from livingwell_core.analyses.important_change import ImportantChangeAnalysis
from livingwell_core.analyses.percentage_change import PercentageChangeAnalysis
from livingwell_core.analyses.ranks import RanksAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.analyses.reliable_change_methods import ReliableChangeMethodsAnalysis

ANALYSES = [
    EffectSizesAnalysis(),
    RanksAnalysis(),
    PercentageChangeAnalysis(),
    ImportantChangeAnalysis(),
    CutOffsAnalysis(),
    ReliableChangeMethodsAnalysis(),
    ReliableChangeAnalysis(),
    ClinicalRangeAnalysis(),
]
each_analysis = pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.id)
# Without percentages whoever started at 0 would be a category that is never there.
LOWER = attrs.evolve(SCORE, better="lower")
ANY_CHANGE, REFUSE = (attrs.evolve(SCORE, zero_start=rule) for rule in ("any-change", "refuse"))


@each_analysis
def test_is_an_analysis(analysis):
    """It keeps to the protocol, and applies where all that it needs is known."""
    assert isinstance(analysis, Analysis)
    assert analysis.applies(INSTRUMENT, SCORE)
    assert analysis.title


@each_analysis
@pytest.mark.parametrize(
    "score", [SCORE, LOWER, ORDINAL, ANY_CHANGE, REFUSE], ids=["", "lower", "ordinal", "any", "refuse"]
)
@pytest.mark.parametrize(
    "pairs",
    [[], [(13, 25)], [(13, 25)] * 4, [(13, 13)] * 2, [(12, 12), (24, 12)], [(12, 13), (12, 25)],
     [(0, 40), (40, 0)], [(0, 0)] * 60, [(3, 8)] * 60, [(1, 2), (2, 3), (3, 4), (4, 5)], [(0, 3), (0, 0)]],
    ids=str,
)  # fmt: skip
def test_next_to_nothing(analysis, score, pairs):
    """
    Nobody, one, two, no variance, all ties, one cell: each gap has its reason, no interval is the wrong way.
    """
    if not analysis.applies(INSTRUMENT, score):
        return
    for finding in found(analysis, table(*columns(pairs)), score).values():
        if finding.value is None:
            assert finding.note.startswith("not applicable: ")
            assert (finding.low, finding.high, finding.level) == (None, None, None)
        else:
            assert not finding.note.startswith("not applicable")
            assert (finding.low is None) == (finding.high is None) == (finding.level is None)
            if finding.low is not None:
                assert finding.low <= finding.value <= finding.high


@each_analysis
@pytest.mark.parametrize("score", [SCORE, ORDINAL, ANY_CHANGE], ids=["", "ordinal", "any"])
def test_definitions(analysis, score):
    """Every definition that a finding names is given, with its source; and no other is given."""
    if not analysis.applies(INSTRUMENT, score):
        return
    for tally in (table(), table([], []), table([13], [25])):
        named = {finding.definition for finding in found(analysis, tally, score).values()}
        given_ids = [one.id for one in analysis.definitions(INSTRUMENT, score)]
        assert named == set(given_ids)
        assert len(given_ids) == len(set(given_ids))
    assert all(one.source and one.text.endswith(".") for one in analysis.definitions(INSTRUMENT, score))


@each_analysis
def test_tallies_the_table_of_pairs(analysis):
    """Each needs the pairs counted by first and last score, which are counted once."""
    sample = Sample(pairs=sample_pairs([(1, 2), (3, 3), (1, 2)]), scale=SCALE)
    assert analysis.tally(sample) is sample.joint_table
    assert analysis.tally(sample) == table([1, 3, 1], [2, 3, 2])


@each_analysis
def test_nobody_says_cohens_d(analysis):
    """That name means several things, so none goes by it."""
    texts = [finding.statistic + finding.note for finding in found(analysis).values()]
    texts += [one.id + one.text for one in analysis.definitions(INSTRUMENT, SCORE)]
    assert not [text for text in texts if "cohen" in text.lower()]


@each_analysis
@given(st.data())
def test_is_a_fold(analysis, data):
    """The findings of two groups of people come from the sum of their tables."""
    one, other = (data.draw(pairs_on(SCALE, max_size=12)) for _ in range(2))
    whole = table(*columns(one + other))
    parts = table(*columns(other)) + table(*columns(one))
    assert analysis.conclude(whole, about(analysis)) == analysis.conclude(parts, about(analysis))


@each_analysis
def test_findings_carry_where_they_belong(analysis):
    """Site, group, instrument, score and notes are those it was asked about."""
    for finding in found(analysis, site="here", group="sex=f", notes=("invented",)).values():
        assert (analysis.id, "ten", "total", "here", "sex=f") == (
            finding.analysis, finding.instrument, finding.score, finding.site, finding.group,
        )  # fmt: skip
        assert finding.note.endswith("invented")
        assert finding.n in {
            200,
            found(ClinicalRangeAnalysis())["in the clinical range at first", "people"].value,
        }


@each_analysis
def test_counts_say_what_they_count(analysis):
    """Every number of people, and every share, has its numerator for disclosure control."""
    for finding in found(analysis).values():
        if finding.unit == "people":
            assert finding.numerator == finding.value
        elif finding.unit == "%":
            assert pytest.approx(100 * finding.numerator / finding.n, rel=1e-12) == finding.value
        elif finding.analysis != "ranks":
            assert finding.numerator is None
