"""Cut-offs between populations."""

import attrs
import numpy as np
import pytest
from helpers_change import FIRST, INSTRUMENT, ORDINAL, SCORE, definition, found, table

from livingwell_core.analyses.cut_offs import CutOffsAnalysis
from livingwell_core.instruments import PopulationNorm

CUT_OFFS = CutOffsAnalysis()


def with_norms(clinical, functional, **changes):
    norms = [
        PopulationNorm(id=population, population=population, mean=mean, sd=sd, source=population)
        for population, numbers in (("clinical", clinical), ("functional", functional))
        if numbers
        for mean, sd in [numbers]
    ]
    return attrs.evolve(SCORE, norms=tuple(norms), **changes)


def values(score, tally=None):
    return {statistic: finding.value for (statistic, _), finding in found(CUT_OFFS, tally, score).items()}


def test_applies_where_recovery_is_told():
    """A score with a range or a reliability, and a mean."""
    for kept in ("clinical_ranges", "reliabilities"):
        dropped = {"clinical_ranges", "reliabilities"} - {kept}
        assert CUT_OFFS.applies(INSTRUMENT, attrs.evolve(SCORE, **dict.fromkeys(dropped, ())))
    assert not CUT_OFFS.applies(INSTRUMENT, attrs.evolve(SCORE, clinical_ranges=(), reliabilities=()))
    assert not CUT_OFFS.applies(INSTRUMENT, attrs.evolve(ORDINAL, clinical_ranges=SCORE.clinical_ranges))


def test_worked_answers():
    """Means 40 and 60, SDs 7.5: 55, 45, 50; SDs 10 and 5: b by the functional SD is 50, c 53.333."""
    equal = values(with_norms((40, 7.5), (60, 7.5)))
    assert [equal[f"cut-off {which}"] for which in "abc"] == [55, 45, 50]
    unequal = values(with_norms((40, 10), (60, 5)))
    assert unequal["cut-off b"] == 50
    assert pytest.approx(160 / 3, rel=1e-12) == unequal["cut-off c"]


def test_where_lower_is_better():
    """The same mirrored: clinical 60, functional 40."""
    mirrored = values(with_norms((60, 7.5), (40, 7.5), better="lower"))
    assert [mirrored[f"cut-off {which}"] for which in "abc"] == [45, 55, 50]


def test_from_first_scores():
    """Two standard deviations from their mean, on the better side, whichever that is."""
    mean, sd = FIRST.mean(), np.std(FIRST, ddof=1)
    for better, sign in (("higher", 1), ("lower", -1)):
        own = values(attrs.evolve(SCORE, better=better))["cut-off a, first scores"]
        assert pytest.approx(mean + sign * 2 * sd, rel=1e-12) == own
    assert "these people" in definition(CUT_OFFS, "cut-off-a:first-scores").text


@pytest.mark.parametrize(
    ("clinical", "functional", "reasons"),
    [
        (None, None, ["no norm of a clinical population", "no norm of a functional population",
                      "no norm of a clinical and none of a functional population"]),
        ((14, 10), None, [None, "no norm of a functional population", "no norm of a functional population"]),
        ((29, 5), (14, 10), [None, None, "the functional mean, 14, is not better than the clinical one, 29"]),
    ],
)  # fmt: skip
def test_what_is_missing(clinical, functional, reasons):
    """A norm that is not there, or two the wrong way round, are said."""
    findings = found(CUT_OFFS, score=with_norms(clinical, functional))
    for which, reason in zip("abc", reasons, strict=True):
        finding = findings[f"cut-off {which}", "points"]
        assert (finding.value is None) == (reason is not None)
        assert reason is None or (finding.note.startswith("not applicable: ") and reason in finding.note)


@pytest.mark.parametrize(
    ("tally", "reason"),
    [
        (table([], []), "no pairs"),
        (table([3], [5]), "needs two pairs, there is 1"),
        (table([3, 3], [5, 6]), "every first score is the same"),
    ],
)
def test_too_little_to_make_one_from(tally, reason):
    """The norms stand; these people's own does not apply."""
    findings = found(CUT_OFFS, tally)
    assert findings["cut-off a, first scores", "points"].note == f"not applicable: {reason}"
    assert findings["cut-off c", "points"].value is not None


def test_definitions_name_the_norms():
    """With their numbers and sources; which is missing is in the name."""
    one = definition(CUT_OFFS, "cut-off-c:ten.total:clinic:town")
    assert "clinical mean 14, standard deviation 10; functional mean 29, standard deviation 5" in one.text
    assert one.source.endswith("clinical norm: a clinic; functional norm: a town")
    none = definition(CUT_OFFS, "cut-off-b:ten.total:none", with_norms((14, 10), None))
    assert none.text.endswith("No norm is known.")


def test_what_is_not_verified_is_said():
    """A norm that was not read is marked wherever it is used, and nowhere else."""
    doubtful = tuple(attrs.evolve(norm, verified=norm.id != "town") for norm in SCORE.norms)
    score = attrs.evolve(SCORE, norms=doubtful).using(functional_norm="town")
    marked = {
        name for (name, _), f in found(CUT_OFFS, score=score).items() if f.note.endswith("norm not verified")
    }
    assert marked == {"cut-off b", "cut-off c"}
    verified = [one.verified for one in CUT_OFFS.definitions(INSTRUMENT, score)]
    assert verified == [True, False, False, True]
