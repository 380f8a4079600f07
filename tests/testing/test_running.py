"""Checks one by one, all of an instrument, or a test for each."""

from __future__ import annotations

import attrs
import pytest
from testing import planted
from testing.right import RIGHT, TOTAL
from testing.wrong_rules import Fills

from livingwell_core.errors import PluginError
from livingwell_core.instruments import Instrument, Single, items
from livingwell_core.instruments.score_definitions import DEFINITIONS
from livingwell_core.testing import (
    CHECKS,
    Demand,
    check_instrument,
    every_check,
    instruments_of,
    iter_checks,
    parametrize_with_checks,
    running,
)

WRONG = planted.ruled(Fills())
PLAIN = Instrument(
    id="plain",
    title="Plain",
    items=items(1, lowest=0, highest=4),
    scores=(
        attrs.evolve(
            TOTAL, items=("1",), rule=Single(), lowest=0, highest=4, **dict.fromkeys(DEFINITIONS, ())
        ),
    ),
    licence="none needed",
    source="Invented 2020",
)
SPOILT = "check_inputs_unchanged"


def outcomes(results):
    return {result.check: result.outcome for result in results if result.outcome != "passed"}


def parameters(*args, **kwargs):
    """Ids of the tests and their marks."""
    (_, params) = parametrize_with_checks(*args, **kwargs).args
    return {param.id: param.marks for param in params}


class TestCheckInstrument:
    def test_right(self):
        """Every check of the suite is there, in order, and passed."""
        results = check_instrument(RIGHT)

        assert [result.check for result in results] == [demand.name for demand in CHECKS]
        assert {result.outcome for result in results} == {"passed"}
        assert {result.subject for result in results} == {"right"}

    def test_wrong(self):
        """A failure has its reason; the others still run."""
        results = check_instrument(WRONG)
        failed = {result.check: result.reason for result in results if result.outcome == "failed"}

        assert failed[SPOILT].startswith(
            "right, score 'total': changes the answers that it is given, for a = "
        )
        assert len(results) == len(CHECKS)

    def test_not_applicable(self):
        """What an instrument does not declare is not asked of it, and that is said."""
        found = {r.check: r.reason for r in check_instrument(PLAIN) if r.outcome == "not applicable"}

        assert found == {
            **dict.fromkeys(
                (
                    "check_thresholds_have_sources",
                    "check_unverified_is_said",
                    "check_definitions_in_range",
                ),
                "it has no thresholds, reliabilities or norms",
            ),
            "check_norms_in_order": "no score has norms of both a functional and a clinical population",
            "check_labels_read": "no item has answers in words",
            "check_missing_codes_read": "no item has a code for 'no answer'",
            "check_own_items_only": "every score uses every item",
            **dict.fromkeys(
                ("check_best_and_worst_states", "check_cases_pass", "check_cases_notice_faults"),
                "there are no cases to go by, see check_cases_present",
            ),
        }

    def test_an_error_is_a_failure(self, monkeypatch):
        """Whatever a check trips over counts against the instrument, under its name."""

        def check_trips(instrument):
            msg = "by zero"
            raise ZeroDivisionError(msg)

        monkeypatch.setattr(running, "CHECKS", (Demand(check_trips),))

        (result,) = check_instrument(RIGHT)

        assert (result.outcome, result.reason) == ("failed", "right: ZeroDivisionError: by zero")

    def test_expected_failure(self):
        """With its name and a reason a check may fail."""
        excused = dict.fromkeys(outcomes(check_instrument(WRONG)), "known, #12")

        results = check_instrument(WRONG, expected_failures=excused)

        assert set(outcomes(results).values()) == {"expected failure"}
        assert {r.reason for r in results if r.outcome == "expected failure"} == {"known, #12"}

    def test_expected_failure_that_passes(self):
        """An excuse that is not needed any more is a failure, so that it goes."""
        results = check_instrument(RIGHT, expected_failures={SPOILT: "known, #12"})

        assert outcomes(results) == {SPOILT: "failed"}
        assert "right: was expected to fail (known, #12), and passes" in [r.reason for r in results]

    def test_expected_failure_that_does_not_apply(self):
        """Likewise one of a check that is not asked."""
        results = check_instrument(PLAIN, expected_failures={"check_labels_read": "none"})

        assert outcomes(results)["check_labels_read"] == "failed"

    @pytest.mark.parametrize(
        ("excuses", "message"),
        [
            (
                {"check_input_unchanged": "x"},
                "no check 'check_input_unchanged'; did you mean 'check_inputs_un",
            ),
            ({SPOILT: " "}, f"'{SPOILT}' needs a reason"),
        ],
    )
    def test_opting_out_takes_name_and_reason(self, excuses, message):
        """A slip in the name, or no reason, is an error."""
        with pytest.raises(ValueError, match=message):
            check_instrument(RIGHT, expected_failures=excuses)

    def test_provisional(self, monkeypatch):
        """In the first release with a new check its failure is a warning."""
        new = tuple(attrs.evolve(demand, provisional=demand.name == SPOILT) for demand in CHECKS)
        monkeypatch.setattr(running, "CHECKS", new)

        assert outcomes(check_instrument(WRONG))[SPOILT] == "warning"


class TestParametrize:
    def test_a_test_for_each(self):
        """One id for each instrument and check that applies."""
        ids = parameters([RIGHT, PLAIN])

        assert list(ids) == [
            f"{check.subject}-{check.name}" for one in (RIGHT, PLAIN) for check in iter_checks(one)
        ]
        assert set(map(tuple, ids.values())) == {()}

    def test_expected_failures_are_strict(self):
        """The test has to fail, and says why it may."""
        (mark,) = parameters([WRONG], expected_failures={"right": {SPOILT: "known, #12"}})[f"right-{SPOILT}"]

        assert mark.name == "xfail"
        assert mark.kwargs == {"reason": "known, #12", "strict": True}

    def test_provisional(self, monkeypatch):
        """A new check may fail and may pass."""
        monkeypatch.setattr(running, "CHECKS", tuple(attrs.evolve(d, provisional=True) for d in CHECKS))
        marks = {mark.name: mark.kwargs["strict"] for (mark,) in parameters([RIGHT]).values()}

        assert marks == {"xfail": False}

    @pytest.mark.parametrize(
        ("failures", "message"),
        [
            ({"rigth": {SPOILT: "x"}}, "names 'rigth', which is not checked; did you mean 'right'?"),
            ({"right": {"check_x": "x"}}, "of 'right': no check 'check_x'"),
            ({"right": {SPOILT: ""}}, "needs a reason"),
            ({"plain": {"check_labels_read": "x"}}, "of 'plain': 'check_labels_read' does not apply to it"),
        ],
    )
    def test_wrong_opt_outs_stop_the_collection(self, failures, message):
        """An opt-out of nothing would hide that the check is run, or that it is not."""
        with pytest.raises(ValueError, match=message.replace("?", r"\?")):
            parametrize_with_checks([RIGHT, PLAIN], expected_failures=failures)

    def test_no_instrument(self):
        """A suite of nothing does not pass."""
        with pytest.raises(ValueError, match="'instruments' must hold at least one"):
            parametrize_with_checks([])

    @pytest.mark.parametrize("check", [check for check in every_check(RIGHT) if check.name == SPOILT])
    def test_is_called(self, check):
        """What a test is given is called to run it."""
        check()


class TestInstrumentsOf:
    @pytest.fixture
    def installed(self, tmp_path, monkeypatch):
        """Install a distribution whose plugin is this source; give its import path."""

        def install(source):
            (tmp_path / "conformance_plugin.py").write_text(source)
            metadata = tmp_path / "livingwell_conformance-1.0.dist-info"
            metadata.mkdir()
            (metadata / "entry_points.txt").write_text("[livingwell]\nconformance = conformance_plugin\n")
            monkeypatch.syspath_prepend(tmp_path)
            monkeypatch.delitem(__import__("sys").modules, "conformance_plugin", raising=False)

        return install

    def test_brought_by_its_entry_points(self, installed):
        """Whatever the plugin's hook gives is checked, however the name of the distribution is spelt."""
        installed(
            "from livingwell_core import hookimpl\n"
            "from testing.planted import RIGHT\n"
            "@hookimpl\ndef livingwell_instruments():\n    return [RIGHT]\n"
        )

        assert instruments_of("livingwell-conformance") == instruments_of("Livingwell_Conformance") == [RIGHT]

    def test_none(self, installed):
        """A distribution that brings none has nothing to be proud of."""
        installed("from livingwell_core import hookimpl\n")

        with pytest.raises(PluginError, match="livingwell-conformance brings no instrument"):
            instruments_of("livingwell-conformance")

    def test_broken(self, installed):
        """A plugin that fails is an error, with its reason."""
        installed(
            "from livingwell_core import hookimpl\n"
            "@hookimpl\ndef livingwell_instruments():\n    raise KeyError('lost')\n"
        )

        with pytest.raises(PluginError, match="lost"):
            instruments_of("livingwell-conformance")

    def test_not_installed(self, installed):
        """A slip in the name is named."""
        installed("")

        with pytest.raises(PluginError, match=r"did you mean 'livingwell-conformance'\?"):
            instruments_of("livingwell-conformence")
