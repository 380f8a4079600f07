"""An instrument with a utility is checked as it is and with each value set."""

from __future__ import annotations

import attrs
import pytest
from helpers_files import DEMO, make_plugins, module
from helpers_values import value_set_file

from livingwell_core.errors import InputError, PluginError
from livingwell_core.instruments import Utility, ValueSetFile, read_value_set
from livingwell_core.testing import CHECKS, check_instrument, every_check, installed_value_sets, subjects_of
from livingwell_core.testing.checks import proofs
from livingwell_core.testing.failing import subject_id

UTILITY = Utility(title="Demo utility", source="invented for tests")
CASE = """
[[cases]]
name = "{name}"
state = "{name}"
source = "invented"
answers = {{ 1 = {first}, 3 = {third} }}
directions = {{ 3 = "higher-is-better" }}
value_set = "demo-values"
expected = {{ utility = {expected} }}
"""
ENDS = CASE.format(name="best", first=4, third=4, expected=1) + CASE.format(
    name="worst", first=0, third=0, expected=-0.15
)


@pytest.fixture
def valued(tmp_path):
    """Give the demo questionnaire with a utility, these cases, and a value set for it."""

    def make(cases=ENDS):
        path = tmp_path / "demo.cases.toml"
        path.write_text(cases)
        instrument = attrs.evolve(DEMO, utility=UTILITY, cases=path)
        return instrument, read_value_set(value_set_file(tmp_path))

    return make


def failures(instrument, value_set, subject):
    results = check_instrument(instrument, value_sets=[value_set])
    return {r.check: r.reason for r in results if r.subject == subject and r.outcome == "failed"}


def test_a_subject_for_each_value_set(valued):
    """The instrument, then with each value set of its own; those of others are passed over."""
    instrument, value_set = valued()
    other = attrs.evolve(value_set, instrument="another")
    checks = list(every_check(instrument, [value_set, other]))

    assert list(dict.fromkeys(check.subject for check in checks)) == ["demo", "demo+demo-values"]
    assert len(checks) == 2 * len(CHECKS)


def test_every_check_with_a_value_set(valued):
    """With a value set the utility passes what every score has to pass; the file's cases prove its ends."""
    instrument, value_set = valued()
    found = failures(instrument, value_set, "demo+demo-values")

    # The questionnaire of the tests has no cases of its own for the other two scores.
    assert set(found) <= {
        "check_cases_present",
        "check_best_and_worst_states",
        "check_cases_notice_faults",
        "check_labels_read",
    }
    assert "score 'total': no case expects it" in found["check_cases_present"]


def test_a_default_value_set_is_no_second_subject(valued):
    """It is part of the instrument, which keeps its name."""
    instrument, value_set = valued()
    own = attrs.evolve(instrument, utility=attrs.evolve(UTILITY, value_set=value_set))

    assert [subject_id(subject) for subject in subjects_of(own, [value_set])] == ["demo"]


def test_no_utility_no_value_sets(valued):
    """Without a utility none is looked for."""
    _, value_set = valued()

    assert subjects_of(DEMO, [value_set]) == [DEMO]


def only_utility(instrument, value_set):
    """Give the valued instrument with the utility as its only score."""
    whole = instrument.valued(value_set)
    return attrs.evolve(whole, scores=(whole.score_named("utility"),))


def test_ends_of_the_utility(valued):
    """Both ends of a value set that the file names have to be there, as states, and its cases are run."""
    whole = only_utility(*valued())
    checks = (proofs.check_cases_present, proofs.check_best_and_worst_states, proofs.check_cases_pass)
    assert [check(whole) for check in checks] == [None, None, None]

    best_only = only_utility(*valued(CASE.format(name="best", first=4, third=4, expected=1)))
    with pytest.raises(AssertionError, match=r"no case expects its lowest, -3/20"):
        proofs.check_cases_present(best_only)
    with pytest.raises(AssertionError, match=r"'utility': no case says which state is the worst: got none"):
        proofs.check_best_and_worst_states(best_only)

    wrong = only_utility(*valued(CASE.format(name="best", first=4, third=4, expected=0.9)))
    with pytest.raises(AssertionError, match=r"the case 'best' \(invented\): got 1, expected 9/10"):
        proofs.check_cases_pass(wrong)
    with pytest.raises(AssertionError, match=r"is the best: got 9/10, expected .* that expects 1$"):
        proofs.check_best_and_worst_states(wrong)


def test_somebody_elses_value_set(valued):
    """A value set that the file does not name came from elsewhere: it cannot have cases here."""
    instrument, value_set = valued()
    elsewhere = attrs.evolve(value_set, id="elsewhere")

    assert proofs.check_cases_present(only_utility(instrument, elsewhere)) is None
    assert proofs.check_best_and_worst_states(only_utility(instrument, elsewhere)) is None


def test_a_value_set_that_is_not_there(valued):
    """A case that waits for one would never be run."""
    instrument, value_set = valued(ENDS.replace("demo-values", "demo-valves"))

    with pytest.raises(AssertionError, match="names the value set 'demo-valves', which is not installed"):
        proofs.check_cases_pass(instrument.valued(value_set))


class TestInstalledValueSets:
    def plugins(self, path):
        return make_plugins(module(livingwell_value_sets=lambda: [ValueSetFile("demo-values", path)]))

    def test_of_the_instrument(self, tmp_path):
        """Those that name it, read and checked against its codes."""
        plugins = self.plugins(value_set_file(tmp_path))

        assert [value_set.id for value_set in installed_value_sets(DEMO, plugins)] == ["demo-values"]
        assert installed_value_sets(attrs.evolve(DEMO, id="another"), plugins) == []

    def test_a_broken_one(self, tmp_path):
        """It is an error, and not passed over."""
        plugins = self.plugins(value_set_file(tmp_path, worst=-0.2))

        with pytest.raises(InputError):
            installed_value_sets(DEMO, plugins)

    @pytest.mark.parametrize("text", ['instrument = "another"\n', "no TOML"])
    def test_a_broken_one_of_another(self, tmp_path, text):
        """Its plugin is named and the check goes on; with --strict it stops."""
        (tmp_path / "x.toml").write_text(text)
        brought = module(livingwell_value_sets=lambda: [ValueSetFile("x", tmp_path / "x.toml")])
        plugins = make_plugins(brought)

        assert installed_value_sets(DEMO, plugins) == []
        assert "extra-dist1 0.1 left out: value set 'x': InputError: x.toml" in str(plugins.failures[0])
        with pytest.raises(PluginError, match="value set 'x'"):
            installed_value_sets(DEMO, make_plugins(brought, strict=True))
