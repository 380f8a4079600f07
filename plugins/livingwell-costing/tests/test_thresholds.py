"""Thresholds and severity weights as data: what is a default, and what is said of the rest."""

from __future__ import annotations

import pytest
from livingwell_costing.thresholds import (
    NO_WEIGHT,
    default_thresholds,
    extra_thresholds,
    severity_by_shortfall,
    severity_weight,
    severity_weights,
    threshold,
    thresholds,
)


class TestThresholds:
    def test_default_of_a_service(self):
        """20,000 to 30,000 pounds."""
        assert [one.ends for one in default_thresholds()] == [(20_000, 30_000)]

    def test_extra(self):
        """25,000 to 35,000 pounds, for medicines only, which is said."""
        (extra,) = extra_thresholds()
        assert extra.ends == (25_000, 35_000)
        assert "medicines technology appraisals only" in extra.note
        assert "2026" in extra.since
        assert "Medicines technology appraisals only" in extra.definition.text
        assert "Since when: announced 1 December 2025" in extra.definition.text

    @pytest.mark.parametrize("one", thresholds(), ids=lambda one: one.id)
    def test_each_has_a_source(self, one):
        """And says what it is used for."""
        assert one.source
        assert one.used_for
        assert one.low < one.high
        assert one.definition.id == f"threshold:{one.id}"
        assert one.definition.text.lower().endswith(f"{one.note.lower()}.")

    def test_by_name(self):
        """Unknown ones are refused with what there is."""
        assert threshold("nice-20-30").low == 20_000
        with pytest.raises(ValueError, match="did you mean 'nice-20-30'"):
            threshold("nice-20-3")


class TestSeverity:
    def test_off(self):
        """Weights have to be named; without a name a QALY is a QALY."""
        assert severity_weight("severity-none") is NO_WEIGHT
        assert NO_WEIGHT.weight == 1
        assert [one.weight for one in severity_weights()] == [1.2, 1.7]
        with pytest.raises(ValueError, match="a severity weight"):
            severity_weight("1.2")

    @pytest.mark.parametrize(
        ("absolute", "proportional", "weight"),
        [
            (11.99, 0.849, 1),
            (12, 0, 1.2),
            (0, 0.85, 1.2),
            (17.99, 0.949, 1.2),
            (18, 0, 1.7),
            (0, 0.95, 1.7),
            (12, 0.95, 1.7),
        ],
    )
    def test_by_shortfall(self, absolute, proportional, weight):
        """At the edges, and the larger of both."""
        assert severity_by_shortfall(absolute, proportional).weight == weight

    @pytest.mark.parametrize(("absolute", "proportional"), [(-1, 0), (0, 1.1), (0, -0.1), (float("nan"), 0)])
    def test_no_such_shortfall(self, absolute, proportional):
        """Nobody loses more than all."""
        with pytest.raises(ValueError, match="QALYs lost"):
            severity_by_shortfall(absolute, proportional)

    def test_not_for_services(self):
        """Each says so."""
        assert all(
            "not meant for evaluations of services" in one.definition.text for one in severity_weights()
        )
