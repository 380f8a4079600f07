from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.families import benjamini_hochberg, holm

families = st.lists(
    st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.01, 0.5, 1.0])), min_size=1, max_size=30
)


@pytest.mark.parametrize(("adjust", "method"), [(holm, "holm"), (benjamini_hochberg, "fdr_bh")])
@given(family=families)
def test_equals_statsmodels(adjust, method, family):
    """To 1e-10, in the order given, ties and ends among them."""
    # Holm's way there ends with a collection of garbage, which took most of the time of all examples.
    with mock.patch("gc.collect"):
        expected = multipletests(family, method=method)[1]
    assert pytest.approx(expected, rel=1e-10, abs=1e-300) == adjust(family)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
class TestAdjusted:
    @given(family=families, random=st.randoms())
    def test_order_does_not_matter(self, adjust, family, random):
        """Shuffled, the same p stay with the same tests; none is lowered, none passes 1, ranks stay."""
        found = adjust(family)
        order = list(range(len(family)))
        random.shuffle(order)
        assert np.array_equal(found[order], adjust([family[i] for i in order]))
        assert np.all((np.array(family) * (1 - 1e-15) <= found) & (found <= 1))
        assert np.all(np.diff(found[np.argsort(family, kind="stable")]) >= 0)

    def test_one_test(self, adjust):
        """Alone it stays as it is."""
        assert adjust([0.03]).tolist() == [0.03]

    def test_nobody(self, adjust):
        """No family, no adjustment."""
        with pytest.raises(NotApplicableError, match="no tests"):
            adjust([])

    @pytest.mark.parametrize("p", [[0.5, -0.1], [1.1], [float("nan")], [[0.5]], 0.5])
    def test_no_probabilities(self, adjust, p):
        """What is none, NaN too, is an error."""
        with pytest.raises(ValueError, match="from 0 to 1"):
            adjust(p)

    @pytest.mark.parametrize("m", [1, 5, 20])
    def test_families_of_chance(self, adjust, m):
        """Of 2,000 families of m tests with nothing to find, about 5 % find something at .05."""
        p = np.random.default_rng(m).random((2000, m))
        found = np.mean([adjust(family).min() <= 0.05 for family in p])
        assert 0.035 < found < 0.065


def test_by_hand():
    """Holm's: .01 times 4, .02 times 3, .03 times 2, .04; Benjamini and Hochberg's: all .04."""
    p = [0.04, 0.01, 0.03, 0.02]
    assert pytest.approx([0.06, 0.04, 0.06, 0.06]) == holm(p)
    assert pytest.approx([0.04] * 4) == benjamini_hochberg(p)
