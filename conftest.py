"""
For the tests of core and of every plugin: coverage looks at the first examples of a property only.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Generator

import coverage
import pytest
from hypothesis import settings

# So many show what lines run. Measuring doubles what each of the others takes: before Python 3.12 no line of
# Python runs at full speed meanwhile, not even one that does not count.
MEASURED = 15

# For a plugin that is packed and installed alone: what it computes is tested when all are tested together.
settings.register_profile("packed", max_examples=10, deadline=None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """
    Stop measuring within a property, start again after it.

    Hypothesis lets plugins of pytest put a function of their own in the place of ``inner_test``.
    """
    running = coverage.Coverage.current()
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    if running is None or handle is None:
        return (yield)
    whole = handle.inner_test
    stopped: list[coverage.Coverage] = []
    handle.inner_test = _measured_at_first(whole, running, stopped)
    try:
        return (yield)
    finally:
        handle.inner_test = whole
        for one in stopped:
            one.start()


def _measured_at_first(
    test: Callable[..., object], running: coverage.Coverage, stopped: list[coverage.Coverage]
) -> Callable[..., object]:
    numbers = itertools.count()

    @functools.wraps(test)
    def counted(*args: object, **kwargs: object) -> object:
        if next(numbers) == MEASURED:
            running.stop()
            stopped.append(running)
        return test(*args, **kwargs)

    return counted
