"""
How many examples a property gets whose examples take a tenth of a second and more.
"""

from hypothesis import settings


def one_in(divisor: int) -> settings:
    """Give settings with that part of the examples that the profile gives to every other property."""
    return settings(max_examples=max(1, settings.default.max_examples // divisor))
