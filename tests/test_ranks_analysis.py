"""Signed ranks and signs, against scipy on the raw changes, and what they would give away."""

import attrs
import numpy as np
import pytest
from helpers_change import CHANGE, INSTRUMENT, ORDINAL, SCORE, about, found, table
from scipy import stats

from livingwell_core.analyses.direction import DirectionAnalysis
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.analyses.ranks import RanksAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.instruments import ReliableChange
from livingwell_core.reports.disclosure import SUPPRESSED, protect

RANKS = RanksAnalysis()
W = [f"signed-rank W{sign}, {rule} zeros" for rule in ("Pratt", "Wilcox") for sign in "+-"]
TELLING = {*W, "rank-biserial correlation", "sign test p"}


def both_ways(changes, rule):
    """Sums of the ranks of rises and falls by a rule for zeros, by scipy's ranks."""
    kept = changes if rule == "pratt" else changes[changes != 0]
    ranks = stats.rankdata(np.abs(kept))
    return ranks[kept > 0].sum(), ranks[kept < 0].sum()


@pytest.mark.parametrize("rule", ["pratt", "wilcox"])
def test_signed_ranks_of_many(rule):
    """Above fifty people: scipy's normal approximation with correction, ties and zeros as they are."""
    given = found(RANKS)
    name = f"{rule.capitalize()} zeros"
    scipy = stats.wilcoxon(CHANGE, zero_method=rule, correction=True, method="approx")
    p, z = given[f"signed-rank p, {name}", ""], given[f"signed-rank z, {name}", ""]
    assert pytest.approx(scipy.pvalue, rel=1e-10) == p.value
    assert pytest.approx(abs(scipy.zstatistic), rel=1e-10) == z.value
    sums = tuple(given[f"signed-rank W{sign}, {name}", ""].value for sign in "+-")
    assert both_ways(CHANGE, rule) == sums
    assert p.note == "two-sided, normal approximation with continuity correction"
    assert p.definition == z.definition == f"signed-rank:{rule}"
    assert (CHANGE == 0).any()


def test_signed_ranks_of_few():
    """
    Up to fifty, with ties and zeros too: the share of all signs that are as far out, tried one by one.

    Where scipy has an exact distribution, without either, it is the same.
    """
    changes = np.array([3, -1, 2, 2, 5, 0, 7, 0, -2, 4])
    given = found(RANKS, table([20] * 10, 20 + changes))
    for rule in ("pratt", "wilcox"):
        kept = changes if rule == "pratt" else changes[changes != 0]
        ranks = stats.rankdata(np.abs(kept))[kept != 0]
        signs = (np.arange(2**ranks.size)[:, np.newaxis] >> np.arange(ranks.size)) & 1
        sums = signs @ ranks
        apart = abs(both_ways(changes, rule)[0] - ranks.sum() / 2)
        expected = np.mean(abs(sums - ranks.sum() / 2) >= apart - 1e-9)
        finding = given[f"signed-rank p, {rule.capitalize()} zeros", ""]
        assert pytest.approx(expected, rel=1e-12) == finding.value
        assert finding.note == "two-sided, exact"
        z = given[f"signed-rank z, {rule.capitalize()} zeros", ""]
        assert z.note == "not applicable: p is exact"
    untied = np.array([1, -2, 3, 4, -5, 6, 7, 8])
    p = found(RANKS, table([20] * 8, 20 + untied))["signed-rank p, Wilcox zeros", ""].value
    assert pytest.approx(stats.wilcoxon(untied, method="exact").pvalue, rel=1e-12) == p


def test_which_p_tells_nothing_of_ties():
    """Whether p is exact goes by the number of people alone, and so do the notes."""
    moved, still = (
        found(RANKS, table([1] * 9, list(range(2, 11)))),
        found(RANKS, table([3] * 9, [3] * 8 + [4])),
    )
    assert {key: f.note for key, f in moved.items()} == {key: f.note for key, f in still.items()}


def test_hodges_lehmann():
    """The median of the means of every two changes, each with itself too."""
    i, j = np.triu_indices(CHANGE.size)
    walsh = np.sort((CHANGE[i] + CHANGE[j]) / 2)
    finding = found(RANKS)["Hodges-Lehmann estimate of the change", "points"]
    assert np.median(walsh) == finding.value
    assert (finding.low in walsh, finding.high in walsh) == (True, True)
    assert finding.note == SINGLE_ARM
    assert finding.only_with == ()


def test_rank_biserial():
    """The share of the rank sum that favours a rise less the share that favours a fall, zeros ranked."""
    plus, minus = both_ways(CHANGE, "pratt")
    finding = found(RANKS)["rank-biserial correlation", ""]
    assert pytest.approx((plus - minus) / (plus + minus), rel=1e-12) == finding.value
    assert finding.low < finding.value < finding.high


def test_sign_test():
    """The binomial test of rises among those who changed."""
    rises, falls = int((CHANGE > 0).sum()), int((CHANGE < 0).sum())
    expected = stats.binomtest(rises, rises + falls).pvalue
    for score in (SCORE, ORDINAL):
        assert pytest.approx(expected, rel=1e-10) == found(RANKS, score=score)["sign test p", ""].value


def test_of_an_ordinal_score_signs_only():
    """Its steps need not be equal, so changes have no ranks."""
    assert list(found(RANKS, score=ORDINAL)) == [("sign test p", "")]
    assert [one.id for one in RANKS.definitions(INSTRUMENT, ORDINAL)] == ["sign-test"]


class TestWhatTheyGiveAway:
    """Better, the same and worse follow from a sum of ranks or an exact p; so these are guarded."""

    def test_each_stands_for_a_number(self):
        """Of people who got better, worse or neither, also where lower is better."""
        rises, falls = int((CHANGE > 0).sum()), int((CHANGE < 0).sum())
        for better, (up, down) in {"higher": (rises, falls), "lower": (falls, rises)}.items():
            given = found(RANKS, score=attrs.evolve(SCORE, better=better))
            numbers = {
                name: (f.numerator, f.alike) for (name, _), f in given.items() if f.numerator is not None
            }
            assert numbers == {
                W[0]: (up, "improved"),
                W[1]: (down, "deteriorated"),
                W[2]: (up, "in the clinical range at first"),
                W[3]: (down, "in the clinical range at last"),
                "rank-biserial correlation": (200 - up - down, "unchanged"),
                "sign test p": (up, "improved"),
            }

    def test_they_hang_together(self):
        """Each is shown only with the others; of few people p hangs on them too, of many it does not."""
        few = found(RANKS, table([1] * 9, list(range(2, 11))))
        for given, hanging in (
            (found(RANKS), TELLING),
            (few, TELLING | {"signed-rank p, Pratt zeros", "signed-rank p, Wilcox zeros"}),
        ):
            asked = {name: set(f.only_with) for (name, _), f in given.items() if f.only_with}
            assert asked == {name: TELLING - {name} for name in hanging}

    def test_a_few_without_change_hide_them(self):
        """Three of twenty people did not change: what would say so is hidden, the rest is shown."""
        tally = table([10] * 20, [10] * 3 + [16] * 9 + [4] * 8)
        findings = [
            f for one in (RANKS, ReliableChangeAnalysis())
            for f in one.conclude(tally, about(one, attrs.evolve(SCORE, clinical_ranges=())))
        ]  # fmt: skip
        shown = {f.statistic: f.value for f in protect(findings, minimum=5)[0] if f.analysis == "ranks"}
        assert [name for name in TELLING if shown[name] is not None] == []
        assert shown["signed-rank p, Pratt zeros"] is None
        assert shown["Hodges-Lehmann estimate of the change"] is not None

    def test_a_few_small_changes_hide_something(self):
        """Two got better by less than the threshold: not both numbers of better people are shown."""
        tally = table([10] * 60, [10] * 15 + [16] * 20 + [12] * 2 + [4] * 23)
        findings = [
            f for one in (RANKS, ReliableChangeAnalysis())
            for f in one.conclude(tally, about(one, attrs.evolve(SCORE, clinical_ranges=())))
        ]  # fmt: skip
        shown = {f.statistic for f in protect(findings, minimum=5)[0] if not f.note.startswith(SUPPRESSED)}
        assert not {"sign test p", "reliably improved"} <= shown

    def test_beside_better_and_worse(self):
        """Without a threshold better and worse are counted, and decide."""
        score = attrs.evolve(SCORE, reliable_changes=())
        for kind in (score, ORDINAL):
            finding = found(RANKS, score=kind)["sign test p", ""]
            assert {"better", "the same", "worse"} <= set(finding.only_with)
        tally = table([10] * 20, [10] * 3 + [16] * 9 + [4] * 8)
        findings = [
            f for one in (RANKS, DirectionAnalysis()) for f in one.conclude(tally, about(one, ORDINAL))
        ]
        (p,) = (f for f in protect(findings, minimum=5)[0] if f.statistic == "sign test p")
        assert (p.value, p.n) == (None, None)

    def test_an_ordinal_score_with_a_threshold(self):
        """Where any step is reliable change the counts of that decide; else it is not given."""
        steps = {
            points: attrs.evolve(
                ORDINAL, reliable_changes=(ReliableChange(id="t", points=points, source="s"),)
            )
            for points in (1, 2)
        }
        assert found(RANKS, score=steps[1])["sign test p", ""].only_with == (
            "reliably improved", "no reliable change", "reliably deteriorated",
        )  # fmt: skip
        refused = found(RANKS, score=steps[2])["sign test p", ""]
        assert refused.value is None
        assert refused.note.startswith(
            "not applicable: it would say how many changed by less than the threshold"
        )
