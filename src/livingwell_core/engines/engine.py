"""
Where an evaluation runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from livingwell_core.cohorts import Cohort

if TYPE_CHECKING:
    from livingwell_core.evaluations.fold import Tallies
    from livingwell_core.evaluations.plan import TablePart

__all__ = ["Engine", "Job"]


@attrs.frozen(kw_only=True, eq=False)
class Job:
    """
    What an engine has to do: two pure functions and the parts of the data.

    Attributes
    ----------
    parts : sequence of TablePart
    partition : callable
        Takes a part and a number of buckets to that many cohorts, split by person.
    tally : callable
        Takes the cohort of everything about some people of one site to tallies.
    step : callable
        To be called with a few words, and how many steps there are in all, whenever one is done.
    """

    parts: Sequence[TablePart]
    partition: Callable[[TablePart, int], list[Cohort]]
    tally: Callable[[Cohort], Tallies]
    step: Callable[[str, int], None] = lambda _what, _of: None


@runtime_checkable
class Engine(Protocol):
    """
    A place where an evaluation runs.

    Attributes
    ----------
    id : str
        "local".
    """

    @property
    def id(self) -> str:
        """The name that ``--engine`` takes."""
        ...

    def run(self, job: Job) -> Tallies:
        """
        Partition every part, bring each person's cohorts together, tally them, and add.

        Cohorts of one site and one bucket, from all its parts, have to be added before they are tallied; the
        result must not depend on the order in which work is done.
        """
        ...
