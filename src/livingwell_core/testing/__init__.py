"""
The conformance suite: what every instrument has to pass, from pytest, from Python and from the command line.

In the tests of a plugin, one line and what it decorates::

    from livingwell_core.testing import instruments_of, parametrize_with_checks

    @parametrize_with_checks(instruments_of("livingwell-harbour"))
    def test_conformance(check):
        check()
"""

from livingwell_core.testing.cases import Case, Mismatch, read_cases, read_expected_failures, run_case
from livingwell_core.testing.checks import CHECKS, Demand
from livingwell_core.testing.running import (
    Check,
    Result,
    check_instrument,
    every_check,
    iter_checks,
    parametrize_with_checks,
)
from livingwell_core.testing.subjects import installed_value_sets, instruments_of, subjects_of

__all__ = [
    "CHECKS",
    "Case",
    "Check",
    "Demand",
    "Mismatch",
    "Result",
    "check_instrument",
    "every_check",
    "installed_value_sets",
    "instruments_of",
    "iter_checks",
    "parametrize_with_checks",
    "read_cases",
    "read_expected_failures",
    "run_case",
    "subjects_of",
]
