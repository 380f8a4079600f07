"""The suite catches what is wrong, and lets pass what is right."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from testing.planted import PLANTED, burden
from testing.planted_definitions import PLANTED_DEFINITIONS
from testing.right import RIGHT

from livingwell_core.instruments import CompleteCases, Instrument, Scale, Score, items
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing import CHECKS, check_instrument, every_check, iter_checks

EVERY = [*PLANTED, *PLANTED_DEFINITIONS]
FUNCTIONS = {demand.name: demand.function for demand in CHECKS}


@pytest.mark.parametrize("planted", EVERY, ids=lambda planted: planted.name.replace(" ", "-"))
def test_caught_by_the_check_meant_for_it(planted):
    """A wrong instrument fails its check, which names the instrument and what is wrong."""
    with pytest.raises(AssertionError) as caught:
        FUNCTIONS[planted.check](planted.instrument)

    assert str(caught.value).startswith(planted.instrument.id)
    assert planted.says in str(caught.value)


@pytest.mark.parametrize("check", list(iter_checks(RIGHT)), ids=lambda check: check.name)
def test_the_right_one_passes(check):
    """The instrument that all of them spoil passes every check."""
    check()


def test_every_check_applies_to_the_right_one():
    """No check is passed over, so that each planted fault stands against something right."""
    assert [check.name for check in every_check(RIGHT) if check.not_applicable] == []


def test_every_check_has_a_planted_instrument():
    """A check that catches nothing proves nothing."""
    assert {planted.check for planted in EVERY} == {demand.name for demand in CHECKS}


def failed(instrument):
    return {result.check for result in check_instrument(instrument) if result.outcome == "failed"}


def test_nothing_else_notices_better_the_wrong_way_round():
    """Every other check passes, for they all go by what the score says; the right way round all do."""
    wrong = burden()
    right = attrs.evolve(wrong, scores=(attrs.evolve(wrong.scores[0], better="lower"),))

    assert failed(wrong) == {"check_best_and_worst_states"}
    assert failed(right) == set()


class Weighed:
    """An answer times its weight, which is no answer about the person's state."""

    missing = CompleteCases()

    def using(self, missing):
        if missing.max_missing:
            msg = "a weight cannot be missing"
            raise ValueError(msg)
        return self

    def directions(self, n_items):  # noqa: ARG002 - the protocol's signature
        return (1, 0)

    def scale(self, ranges):
        return Scale(lowest=0, highest=ranges[0][1] * ranges[1][1])

    def score(self, answers):
        product = answers[:, 0].astype(np.int32) * answers[:, 1]
        return np.where((answers == MISSING_ANSWER).any(axis=1), np.int32(MISSING_SCORE), product)


def test_items_without_a_direction():
    """A right instrument with a weight passes: whatever the weight does is allowed."""
    weighed = Instrument(
        id="weighed",
        title="Weighed",
        items=items(2, lowest=0, highest=4),
        scores=(
            Score(
                id="product",
                title="product",
                items=("1", "2"),
                rule=Weighed(),
                lowest=0,
                highest=16,
                better="lower",
            ),
        ),
        licence="none needed",
        source="Invented 2020",
    )

    # A rule that is no attrs class cannot be written as data, and it has no cases.
    assert failed(weighed) == {
        "check_json_round_trip",
        "check_cases_present",
    }
