"""Sites against each other: differences beside scipy's and statsmodels', pooling, and few people at one."""

import itertools

import attrs
import numpy as np
import pytest
import scipy.stats
from helpers_analyses import check_sound, not_verified, sample, without_threshold
from hypothesis import given
from hypothesis import strategies as st
from properties.attacker import Solver
from properties.strategies import TINY, TINY_SCALE, TOTAL, about
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from livingwell_core.analyses import ALL_SITES, Analysis
from livingwell_core.analyses.between_sites import SITES_DIFFER, BetweenSitesAnalysis
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.paired_change import PairedChangeAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.reports.disclosure import SUPPRESSED, protect
from livingwell_core.statistics.paired import summarise
from livingwell_core.statistics.pooling import pool_random
from livingwell_core.tallies import JointTable

ANALYSIS = BetweenSitesAnalysis()


def pairs(n, shift, seed):
    """Give first and last scores of a site's people, from 0 to 8."""
    random = np.random.default_rng(seed)
    first = random.integers(0, 7, n)
    return first, np.clip(first + shift + random.integers(-2, 3, n), 0, 8)


SITES = {"north": pairs(40, 2, 1), "south": pairs(60, 1, 2), "west": pairs(30, 1, 3)}
TABLES = {site: JointTable.of(TINY_SCALE, *both) for site, both in SITES.items()}
EMPTY, ONE = JointTable.of(TINY_SCALE, [], []), JointTable.of(TINY_SCALE, [3], [5])
FLAT = JointTable.of(TINY_SCALE, [3, 4], [5, 6])


def compare(tables=TABLES, **kwargs):
    return ANALYSIS.compare(tables, about("between-sites", **kwargs))


def found(tables=TABLES, **kwargs):
    by_name = {finding.statistic: finding for finding in compare(tables, **kwargs)}
    assert len(by_name) == len(compare(tables, **kwargs))
    return by_name


def changes(site):
    first, last = SITES[site]
    return last - first


class TestAnalysis:
    def test_is_one(self):
        """It keeps to the protocol, is for scores that have a mean, and says nothing of one site."""
        assert isinstance(ANALYSIS, Analysis)
        assert ANALYSIS.applies(TINY, TOTAL)
        assert not ANALYSIS.applies(TINY, attrs.evolve(TOTAL, measurement="ordinal"))
        assert ANALYSIS.conclude(ANALYSIS.tally(sample([(1, 2)])), about()) == []

    @pytest.mark.parametrize("score", [TOTAL, without_threshold(), not_verified()])
    @pytest.mark.parametrize(
        "tables",
        [*itertools.product([EMPTY, ONE, FLAT, TABLES["north"]], repeat=2), (EMPTY, TABLES["west"], FLAT)],
    )
    def test_next_to_nothing(self, tables, score):
        """Sites without people, with one, and without variance leave a reason, no NaN and no warning."""
        findings = compare(dict(zip(("a", "b", "c"), tables, strict=False)), score=score)
        check_sound(ANALYSIS, findings, score)
        assert all(finding.compares and finding.only_with for finding in findings)

    def test_order_of_sites(self):
        """Another order of sites turns differences round, and changes nothing that is pooled."""
        findings, turned = found(), found(dict(reversed(TABLES.items())))
        for name in ("difference in mean change", "difference in the share reliably improved"):
            one, other = findings[f"{name}, north less west"], turned[f"{name}, west less north"]
            assert (other.value, other.low, other.high) == (-one.value, -one.high, -one.low)
        assert {name: f.value for name, f in findings.items() if " less " not in name} == {
            name: f.value for name, f in turned.items() if " less " not in name
        }


class TestDifferences:
    @pytest.mark.parametrize("two", [*itertools.combinations(SITES, 2)])
    def test_mean_change_is_welchs(self, two):
        """Difference, interval and p are those of scipy on the raw changes."""
        one, other = map(changes, two)
        theirs = scipy.stats.ttest_ind(one, other, equal_var=False)
        findings, name = found(level=0.9), f"difference in mean change, {' less '.join(two)}"
        ours, p = findings[name], findings[f"p of the {name}"]
        assert ours.value == pytest.approx(one.mean() - other.mean(), rel=1e-10)
        assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval(0.9)), rel=1e-10)
        assert p.value == pytest.approx(theirs.pvalue, rel=1e-10)
        assert (ours.n, ours.unit, ours.site, ours.compares) == (
            one.size + other.size,
            "points",
            ALL_SITES,
            two,
        )

    def test_holm_over_all_of_them(self):
        """Adjusted p are those of statsmodels for the family of three, and rest on all three sites."""
        findings = found()
        names = [
            f"p of the difference in mean change, {one} less {other}"
            for one, other in itertools.combinations(SITES, 2)
        ]
        expected = multipletests([findings[name].value for name in names], method="holm")[1]
        adjusted = [findings[f"{name}, Holm"] for name in names]
        assert [finding.value for finding in adjusted] == pytest.approx(list(expected), rel=1e-12)
        assert {finding.compares for finding in adjusted} == {tuple(SITES)}
        assert all("Holm over 3 comparisons of sites" in finding.note for finding in adjusted)

    def test_a_family_of_one(self):
        """Of two sites there is one comparison, and nothing to adjust for; an empty site is no part of it."""
        tables = {"north": TABLES["north"], "south": TABLES["south"], "none": EMPTY}
        findings, name = found(tables), "p of the difference in mean change, north less south"
        assert findings[f"{name}, Holm"].value == findings[name].value
        assert findings[f"{name}, Holm"].compares == ("north", "south")
        assert "over 1 comparison of sites" in findings[f"{name}, Holm"].note
        assert findings["p of the difference in mean change, north less none, Holm"].value is None

    @pytest.mark.parametrize(
        ("share", "definition", "of"),
        [
            ("reliably improved", "reliable-change:tiny.total:3", lambda both: both[1] - both[0] >= 3),
            ("in the clinical range at last", "clinical-range:tiny.total:4", lambda both: both[1] <= 4),
        ],
    )
    def test_shares_are_newcombes(self, share, definition, of):
        """Difference and interval are those of statsmodels, in percentage points."""
        (k, n), (k_other, n_other) = (
            (int(of(SITES[site]).sum()), SITES[site][0].size) for site in ("north", "west")
        )
        ours = found()[f"difference in the share {share}, north less west"]
        theirs = confint_proportions_2indep(k, n, k_other, n_other, method="newcomb", compare="diff")
        assert ours.value == pytest.approx(100 * (k / n - k_other / n_other), rel=1e-12)
        assert (ours.low, ours.high) == pytest.approx(tuple(100 * np.array(theirs)), rel=1e-10)
        assert (ours.unit, ours.definition) == ("percentage points", f"newcombe:{definition}")
        assert ours.only_with == (share,)

    def test_which_way_is_better(self):
        """Where lower is better, other people improved."""
        table = {
            "a": JointTable.of(TINY_SCALE, [8, 1], [2, 2]),
            "b": JointTable.of(TINY_SCALE, [1, 1], [8, 2]),
        }
        for better, value in (("higher", -50), ("lower", 50)):
            findings = found(table, score=attrs.evolve(TOTAL, better=better))
            assert findings["difference in the share reliably improved, a less b"].value == value


class TestPooled:
    MEANS = np.array([changes(site).mean() for site in SITES])
    SQUARES = np.array([changes(site).var(ddof=1) / changes(site).size for site in SITES])

    def test_beside_statsmodels(self):
        """Common effect, DerSimonian and Laird, and Q are those of statsmodels."""
        theirs = combine_effects(self.MEANS, self.SQUARES, method_re="dl")
        frame, findings = theirs.summary_frame(), found()
        for name, row in (
            ("mean change, common effect", "fixed effect"),
            ("mean change, random effects, DerSimonian-Laird", "random effect"),
        ):
            ours = findings[name]
            assert (ours.value, ours.low, ours.high) == pytest.approx(
                tuple(frame.loc[row, ["eff", "ci_low", "ci_upp"]]), rel=1e-10
            )
        assert findings["heterogeneity, Q"].value == pytest.approx(theirs.q, rel=1e-10)
        assert findings["heterogeneity, Q"].note.startswith("df 2; ")
        p = findings["heterogeneity, p of Q"]
        assert p.value == pytest.approx(scipy.stats.chi2(2).sf(theirs.q), rel=1e-10)

    def test_headline(self):
        """Restricted maximum likelihood with Hartung's and Knapp's interval; the rest is of the same fit."""
        summaries = {site: summarise(table) for site, table in TABLES.items()}
        theirs = pool_random(summaries, tau_squared="reml", interval="hartung_knapp", level=0.95)
        findings = found()
        for name, expected, scale in (
            ("mean change, random effects", theirs.estimate, 1),
            ("mean change of another site", theirs.prediction, 1),
            ("heterogeneity, tau squared", theirs.heterogeneity.tau_squared, 1),
            ("heterogeneity, I squared", theirs.heterogeneity.i_squared, 100),
        ):
            ours = findings[name]
            assert (ours.value, ours.low, ours.high) == (
                expected.value * scale,
                expected.low * scale,
                expected.high * scale,
            )
            assert (ours.n, ours.compares) == (130, tuple(SITES))
        weights = {site: findings[f"weight in the random-effects mean, {site}"].value for site in SITES}
        assert weights == {line.site: 100 * line.weight for line in theirs.sites}
        assert sum(weights.values()) == pytest.approx(100, rel=1e-12)

    def test_two_sites_predict_no_third(self):
        """For another site it takes three."""
        one = found({site: TABLES[site] for site in ("north", "west")})["mean change of another site"]
        assert (one.value, one.note.partition(";")[0]) == (
            None,
            "not applicable: needs three sites, there are 2",
        )

    def test_sites_without_a_standard_error_are_left_out(self):
        """Those with fewer than two pairs, or without variance, are named, and their people not counted."""
        findings = found({"none": EMPTY, **TABLES, "one": ONE, "flat": FLAT})
        pooled = findings["mean change, random effects"]
        assert pooled.value == found()["mean change, random effects"].value
        assert (pooled.n, pooled.compares) == (130, tuple(SITES))
        without = "without none, one, flat, where the mean change has no standard error"
        assert pooled.note == f"{without}; {SITES_DIFFER}"
        assert "weight in the random-effects mean, flat" not in findings


class TestWhatIsSaid:
    def test_every_finding_says_that_sites_differ(self):
        """A difference between sites is no effect of a site."""
        assert all(
            SITES_DIFFER in f.note and f.note.endswith("; invented") for f in compare(notes=("invented",))
        )

    def test_what_is_not_verified(self):
        """A threshold or range whose source was not read is marked."""
        findings = found(score=not_verified())
        assert findings["difference in the share reliably improved, north less west"].note.startswith(
            "threshold not"
        )
        name = "difference in the share in the clinical range at last, north less west"
        assert findings[name].note.startswith("edge of the range not verified")
        assert sum(not d.verified for d in ANALYSIS.definitions(TINY, not_verified())) == 2

    def test_without_a_threshold(self):
        """Where nothing is published there are no shares."""
        assert not any("share" in name for name in found(score=without_threshold()))


def everything(tables):
    """Give findings of each site, of all together, and between them."""
    findings = []
    whole = sum(list(tables.values())[1:], start=next(iter(tables.values())))
    for analysis in (PairedChangeAnalysis(), ReliableChangeAnalysis(), ClinicalRangeAnalysis()):
        for site, table in {**tables, ALL_SITES: whole}.items():
            findings += analysis.conclude(table, about(analysis.id, site=site))
    return [*findings, *compare(tables)]


class TestDisclosure:
    def test_a_small_site(self):
        """Of a site with four pairs no comparison is shown, nor what rests on it; the others are compared."""
        tables = {**TABLES, "tiny": JointTable.of(TINY_SCALE, [1, 2, 3, 4], [4, 4, 4, 8])}
        shown = [f for f in protect(everything(tables), minimum=5)[0] if f.analysis == "between-sites"]
        for finding in shown:
            if "tiny" in finding.compares:
                assert (finding.value, finding.n) == (None, None)
                assert finding.note.startswith(SUPPRESSED)
        assert any(f.value is not None for f in shown if f.statistic.startswith("difference in mean"))
        assert {f.value for f in shown if f.statistic.startswith("mean change, ")} == {None}

    def test_a_share_that_is_hidden(self):
        """Where few improved at one site, no difference in that share gives their number away."""
        few = JointTable.of(TINY_SCALE, [1, 2, 3, 4, 5], [4, 2, 3, 5, 4], [3, 10, 10, 10, 10])
        shown, _ = protect(everything({**TABLES, "few": few}), minimum=5)
        values = {f.statistic: f.value for f in shown}
        assert values["difference in the share reliably improved, north less few"] is None
        assert values["difference in mean change, north less few"] is not None

    @given(st.lists(st.sampled_from([0, 1, 2, 4, 5, 6, 20]), min_size=2, max_size=4))
    def test_no_number_of_pairs_follows(self, sizes):
        """How many pairs a small site has does not follow from the n of all that is compared and pooled."""
        tables = {
            f"site-{place}": JointTable.of(TINY_SCALE, *pairs(n, 1, place)) for place, n in enumerate(sizes)
        }
        findings = everything(tables)
        equations = []
        for f in protect(findings, minimum=5)[0]:
            if f.n is None:
                continue
            sites = f.compares or ((f.site,) if f.site != ALL_SITES else tuple(tables))
            if f.statistic.endswith(", Holm"):
                sites = tuple(f.statistic.split(", ")[1].split(" less "))
            equations.append((dict.fromkeys(sites, 1), f.n))
        solver = Solver([one for one in equations if one[0]])
        for site, n in zip(tables, sizes, strict=True):
            assert not 0 < n < 5 or solver.value({site: 1}) is None
