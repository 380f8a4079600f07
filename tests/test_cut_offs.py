from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.cut_offs import Norm, cut_off_a, cut_off_b, cut_off_c

norms = st.builds(
    Norm, mean=st.fractions(-100, 100, max_denominator=100), sd=st.fractions(Fraction(1, 100), 50)
)


class TestPublished:
    """shared/facts/peers.md: worked answers."""

    def test_equal_spread(self):
        """Clinical mean 40, functional 60, SD 7.5 both: a 55, b 45, c 50."""
        clinical, functional = Norm(mean=40, sd=7.5), Norm(mean=60, sd=7.5)
        found = (
            cut_off_a(clinical, sign=1),
            cut_off_b(functional, sign=1),
            cut_off_c(clinical, functional, sign=1),
        )
        assert found == (55, 45, 50)

    def test_unequal_spread(self):
        """SDs 10 and 5: b 50 with the functional SD, 40 with the clinical one; c 53.333, exactly 160 / 3."""
        clinical, functional = Norm(mean=40, sd=10), Norm(mean=60, sd=5)
        assert cut_off_b(functional, sign=1) == 50
        assert cut_off_b(functional, sign=1, sd_of="clinical", clinical=clinical) == 40
        assert Fraction(160, 3) == cut_off_c(clinical, functional, sign=1)

    def test_lower_is_better(self):
        """The same from the other end: 100 minus each score."""
        clinical, functional = Norm(mean=60, sd=10), Norm(mean=40, sd=5)
        found = (
            cut_off_a(clinical, sign=-1),
            cut_off_b(functional, sign=-1),
            cut_off_b(functional, sign=-1, sd_of="clinical", clinical=clinical),
            cut_off_c(clinical, functional, sign=-1),
        )
        assert found == (40, 50, 60, 100 - Fraction(160, 3))


class TestNorm:
    def test_decimals_are_read_as_printed(self):
        """7.3 is 73 / 10 and no binary neighbour."""
        assert Norm(mean=0.1, sd=7.3) == Norm(mean=Fraction(1, 10), sd=Fraction(73, 10))

    @pytest.mark.parametrize("sd", [0, -1, float("nan")])
    def test_an_impossible_sd(self, sd):
        """A spread is above 0."""
        with pytest.raises(ValueError, match=r"sd|number"):
            Norm(mean=40, sd=sd)


class TestCutOffs:
    def test_b_needs_the_clinical_sd(self):
        """Asked for and not given is an error, not the other one."""
        with pytest.raises(ValueError, match="'clinical' must be given"):
            cut_off_b(Norm(mean=60, sd=5), sign=1, sd_of="clinical")

    @pytest.mark.parametrize(("mean", "sign"), [(40, 1), (39, 1), (41, -1)])
    def test_c_has_nothing_to_lie_between(self, mean, sign):
        """A functional mean no better than the clinical one, with both in the reason."""
        with pytest.raises(
            NotApplicableError, match=rf"mean, {mean}, is not better than the clinical one, 40"
        ):
            cut_off_c(Norm(mean=40, sd=10), Norm(mean=mean, sd=5), sign=sign)

    @given(norms, norms, st.sampled_from([1, -1]))
    def test_c_is_as_many_sds_from_both(self, clinical, functional, sign):
        """By its definition, and between the means; turned round with the scale."""
        if sign * (functional.mean - clinical.mean) <= 0:
            with pytest.raises(NotApplicableError):
                cut_off_c(clinical, functional, sign=sign)
            return
        found = cut_off_c(clinical, functional, sign=sign)
        assert (found - clinical.mean) / clinical.sd == (functional.mean - found) / functional.sd
        assert sign * clinical.mean < sign * found < sign * functional.mean
        turned = cut_off_c(
            *(Norm(mean=-norm.mean, sd=norm.sd) for norm in (clinical, functional)), sign=-sign
        )
        assert -found == turned
