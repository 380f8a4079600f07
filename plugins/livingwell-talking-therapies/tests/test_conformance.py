"""
Every instrument of this distribution passes the conformance suite.
"""

from livingwell_core.testing import instruments_of, parametrize_with_checks


@parametrize_with_checks(instruments_of("livingwell-talking-therapies"))
def test_conformance(check):
    """Each check of each instrument; see docs/reference/conformance.md."""
    check()
