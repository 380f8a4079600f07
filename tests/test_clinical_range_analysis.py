"""In the clinical range at first and at last, and across its edge."""

import attrs
import pytest
from helpers_change import FIRST, INSTRUMENT, LAST, SCORE, about, definition, found, people, table
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.reports.disclosure import protect

RANGE = ClinicalRangeAnalysis()
MOVES = (
    "left the clinical range", "entered the clinical range", "stayed in the clinical range",
    "stayed out of the clinical range",
)  # fmt: skip
TESTS = ("change of the share in the clinical range", "McNemar p, exact", "McNemar p, asymptotic")


def test_from_raw_scores():
    """Each person by first and last score."""
    first, last = FIRST <= 24, LAST <= 24
    assert people(RANGE) == {
        "in the clinical range at first": first.sum(),
        "in the clinical range at last": last.sum(),
        **dict(
            zip(
                MOVES,
                [(first & ~last).sum(), (~first & last).sum(), (first & last).sum(), (~first & ~last).sum()],
                strict=True,
            )
        ),
    }


def test_exact_interval():
    """Clopper and Pearson's, as statsmodels has it, of the same share."""
    for occasion, scores in (("first", FIRST), ("last", LAST)):
        k = int((scores <= 24).sum())
        exact = found(RANGE)[f"in the clinical range at {occasion}, exact", "%"]
        low, high = proportion_confint(k, 200, method="beta")
        assert pytest.approx([100 * low, k / 2, 100 * high], rel=1e-10) == [
            exact.low,
            exact.value,
            exact.high,
        ]
        assert exact.definition == "clinical-range:ten.total:24:exact"
        assert exact.numerator == k


def test_mcnemar():
    """Exact and asymptotic p as statsmodels has them."""
    first, last = FIRST <= 24, LAST <= 24
    cells = [[(a & b).sum() for b in (last, ~last)] for a in (first, ~first)]
    findings = found(RANGE)
    exact, asymptotic = mcnemar(cells), mcnemar(cells, exact=False, correction=False)
    assert pytest.approx(exact.pvalue, rel=1e-10) == findings["McNemar p, exact", ""].value
    assert pytest.approx(asymptotic.pvalue, rel=1e-10) == findings["McNemar p, asymptotic", ""].value


def test_tango():
    """The change of the share in percentage points, with an interval around it."""
    tally = table([20] * 12 + [30] * 2 + [20] * 30, [30] * 12 + [20] * 2 + [21] * 30)
    finding = found(RANGE, tally)["change of the share in the clinical range", "percentage points"]
    assert pytest.approx(-1000 / 44, rel=1e-12) == finding.value
    assert finding.low < finding.value < finding.high < 0


def test_nobody_crossed():
    """Then McNemar's test has nothing to go by; the change of the share is none."""
    findings = found(RANGE, table([10] * 5 + [30] * 5, [11] * 5 + [31] * 5))
    assert findings["McNemar p, exact", ""].note == "not applicable: nobody changed sides"
    assert findings["change of the share in the clinical range", "percentage points"].value == 0


def test_definitions():
    """The exact interval and the moves have names of their own, with the edge."""
    assert {one.id for one in RANGE.definitions(INSTRUMENT, SCORE)} == {
        "clinical-range:ten.total:24", "clinical-range:ten.total:24:exact",
        "clinical-range-change:ten.total:24", "tango", "mcnemar:exact", "mcnemar:asymptotic",
    }  # fmt: skip
    assert "24 or below" in definition(RANGE, "clinical-range-change:ten.total:24").text
    assert "Clopper" in definition(RANGE, "clinical-range:ten.total:24:exact").source


def test_an_unverified_edge_is_said_everywhere():
    """The tests rest on it too."""
    doubtful = attrs.evolve(SCORE.clinical_ranges[0], verified=False)
    score = attrs.evolve(SCORE, clinical_ranges=(doubtful,)).using(clinical_range="24")
    assert all(f.note.endswith("edge of the range not verified") for f in found(RANGE, score=score).values())


class TestDisclosure:
    """Of those who left, entered and stayed one gives away the others, beside the two shares."""

    def shown(self, *numbers):
        """Who left, entered, stayed in and stayed out."""
        ends = ((20, 30), (30, 20), (20, 21), (30, 31))
        first, last = (
            [end[place] for end, k in zip(ends, numbers, strict=True) for _ in range(k)] for place in (0, 1)
        )
        findings = RANGE.conclude(table(first, last), about(RANGE))
        return {f.statistic: f.value for f in protect(findings, minimum=5)[0] if f.unit != "people"}

    def test_all_are_large(self):
        """Then everything is shown."""
        assert None not in self.shown(9, 8, 7, 6).values()

    @pytest.mark.parametrize("small", range(4))
    @pytest.mark.parametrize("k", [0, 1, 4])
    def test_one_is_small(self, small, k):
        """Then none of the four is shown, nor a test that they follow from; but the shares are."""
        large = (20, 31, 43, 57)
        shown = self.shown(*(k if place == small else large[place] for place in range(4)))
        assert [name for name in (*MOVES, *TESTS) if shown[name] is not None] == []
        if k:
            occasions = ("at first", "at last", "at first, exact", "at last, exact")
            assert None not in {shown[f"in the clinical range {occasion}"] for occasion in occasions}

    def test_marks(self):
        """Each asks for the other three and both shares; tests ask for the four."""
        shares = {"in the clinical range at first", "in the clinical range at last"}
        for (name, _), finding in found(RANGE).items():
            asked = {name: {*MOVES, *shares} - {name} for name in MOVES} | {
                test: set(MOVES) for test in TESTS
            }
            assert set(finding.only_with) == asked.get(name, set())
