"""
Every instrument of this distribution against the suite.
"""

from livingwell_core.testing import instruments_of, parametrize_with_checks


@parametrize_with_checks(instruments_of("livingwell-goals"))
def test_conformance(check):
    """It passes."""
    check()
