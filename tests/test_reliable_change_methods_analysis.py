"""Reliable change by every method, against the formulas on raw scores."""

import attrs
import numpy as np
import pytest
from helpers_change import CHANGE, FIRST, INSTRUMENT, LAST, ORDINAL, SCORE, definition, found, people, table

from livingwell_core.analyses.reliable_change_methods import ReliableChangeMethodsAnalysis, rules
from livingwell_core.statistics.reliable_index import METHODS, reliable_index

METHOD = ReliableChangeMethodsAnalysis()
NAMES = ("reliably improved", "no reliable change", "reliably deteriorated")
INDICES = {
    "Jacobson-Truax": "jacobson_truax", "Gulliksen-Lord-Novick": "gulliksen_lord_novick",
    "Hsu-Linn-Nord": "hsu_linn_nord", "Edwards-Nunnally": "edwards_nunnally",
    "Nunnally-Kotsch": "nunnally_kotsch", "Hageman-Arrindell": "hageman_arrindell",
}  # fmt: skip


def raw(r):
    """Each index of each person, by the formulas that clinicalsignificance has."""
    m, m_last, sd = FIRST.mean(), LAST.mean(), np.std(FIRST, ddof=1)
    sem = sd * np.sqrt(1 - r)
    expected = r * (FIRST - m) + m
    prediction = sd * np.sqrt(1 - r * r)
    variance = np.var(CHANGE, ddof=1)
    r_dd = 1 - 2 * sem**2 / variance
    return {
        "Jacobson-Truax": CHANGE / (np.sqrt(2) * sem),
        "Gulliksen-Lord-Novick": (LAST - expected) / prediction,
        "Hsu-Linn-Nord": ((LAST - m_last) - r * (FIRST - m)) / prediction,
        "Edwards-Nunnally": (LAST - expected) / sem,
        "Nunnally-Kotsch": (LAST - expected) / np.sqrt(r**2 * sd**2 * (1 - r) + sd**2 * (1 - r)),
        "Hageman-Arrindell": (CHANGE * r_dd + (m_last - m) * (1 - r_dd)) / (np.sqrt(r_dd) * np.sqrt(2) * sem),
    }


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_from_raw_scores(better):
    """Above z is improved or deteriorated, whichever way is better; the rest has no reliable change."""
    sign = 1 if better == "higher" else -1
    counted = people(METHOD, score=attrs.evolve(SCORE, better=better))
    for name, index in raw(0.85).items():
        z = 1.65 if name == "Hageman-Arrindell" else 1.96
        up, down = int((sign * index > z).sum()), int((sign * index < -z).sum())
        assert tuple(counted[f"{category}, {name}"] for category in NAMES) == (up, 200 - up - down, down)


def test_every_method_is_there():
    """All of the list, in its order, after the other thresholds."""
    given = list(dict.fromkeys(statistic.split(", ")[1] for statistic, _ in found(METHOD)))
    assert given == ["threshold 8", *INDICES]
    assert tuple(INDICES.values()) == METHODS


def test_other_thresholds():
    """One that is not in use counts too, from exactly as much; one that was not read does not."""
    counted = people(METHOD)
    assert counted["reliably improved, threshold 8"] == int((CHANGE >= 8).sum())
    assert counted["reliably deteriorated, threshold 8"] == int((CHANGE <= -8).sum())
    named = people(METHOD, score=SCORE.using(reliable_change="9"))
    assert {name.split(", ")[1] for name in named if "threshold" in name} == {"threshold 5", "threshold 8"}


def test_needs_a_reliability():
    """Without one, or without a mean, it does not apply, and says so if asked anyway."""
    bare = attrs.evolve(SCORE, reliabilities=())
    assert not METHOD.applies(INSTRUMENT, bare)
    assert not METHOD.applies(INSTRUMENT, attrs.evolve(ORDINAL, reliabilities=SCORE.reliabilities))
    with pytest.raises(ValueError, match="has no reliability"):
        METHOD.definitions(INSTRUMENT, bare)


def test_definitions_give_the_rule():
    """Formula in words, reliability with kind and source, z and that it has to be passed."""
    z = {
        name: float(reliable_index(table(), method=method, reliability=0.85).z)
        for name, method in INDICES.items()
    }
    for name in INDICES:
        one = definition(METHOD, f"reliable-change:ten.total:{name.lower()}")
        assert f"the index is above {z[name]:g} (not at it)" in one.text
        assert "Reliability 0.85, test-retest" in one.text
        assert one.source.endswith("; reliability: a study")
    other = definition(METHOD, "reliable-change:ten.total:8")
    assert "a change of 8 points or more" in other.text
    assert other.source == "another"


def test_what_is_not_verified_is_said():
    """A reliability that was not read is marked with every index, and not with thresholds."""
    doubtful = attrs.evolve(SCORE.reliabilities[0], verified=False)
    score = attrs.evolve(SCORE, reliabilities=(doubtful,)).using(reliability="retest")
    for (name, _), finding in found(METHOD, score=score).items():
        assert finding.note.endswith("; reliability not verified") == ("threshold" not in name)
    assert not definition(METHOD, "reliable-change:ten.total:jacobson-truax", score).verified


def test_where_one_does_not_apply():
    """Changes that vary no more than error leave Hageman and Arrindell nothing; the others stand."""
    findings = found(METHOD, table([5, 15, 25, 35], [6, 16, 26, 37]))
    refused = findings["reliably improved, Hageman-Arrindell", "people"]
    assert refused.note == "not applicable: the changes vary no more than measurement error would make them"
    assert refused.numerator is None
    assert findings["reliably improved, Jacobson-Truax", "people"].value == 0
    nobody = found(METHOD, table([], []))
    assert nobody["reliably improved, threshold 8", "%"].note == "not applicable: no pairs"


def test_alike():
    """Methods count nearly the same people, so each says of which kind they are."""
    marks = {name.split(", ")[0]: finding.alike for (name, _), finding in found(METHOD).items()}
    assert marks == dict(zip(NAMES, ("improved", "unchanged", "deteriorated"), strict=True))


def test_rules_in_words():
    """By what follows the comma; the threshold in use has nothing after it."""
    assert rules(SCORE) == {
        "": "5 points or more",
        "threshold 8": "8 points or more",
        **{name: f"index above {1.65 if name == 'Hageman-Arrindell' else 1.96}" for name in INDICES},
    }
    assert rules(attrs.evolve(SCORE, reliabilities=())) == {"": "5 points or more"}
    assert rules(ORDINAL) == {}
