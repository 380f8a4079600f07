"""
The cores of this machine.
"""

from __future__ import annotations

import functools
import operator
import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from livingwell_core.cohorts import Cohort
    from livingwell_core.engines.engine import Job
    from livingwell_core.evaluations.fold import Tallies
    from livingwell_core.evaluations.plan import TablePart

__all__ = ["LocalEngine"]

# Splitting copies everything once; below this many bytes of input one bucket is faster.
_WORTH_SPLITTING = 200_000_000


@attrs.frozen
class LocalEngine:
    """
    Threads: polars and numpy let go of Python's lock where the work is.

    Attributes
    ----------
    buckets : int or None
        Into how many groups of people each site is split; chosen by the size of the files if None.
    """

    id: str = "local"
    buckets: int | None = None

    def run(self, job: Job) -> Tallies:
        """Run the job on as many threads as there are cores."""
        workers = os.cpu_count() or 1
        size = sum(_size(part) for part in job.parts)
        buckets = self.buckets or (workers if size > _WORTH_SPLITTING else 1)
        steps = len(job.parts) + buckets * len({part.site for part in job.parts})

        def read(part: TablePart) -> list[Cohort]:
            cohorts = job.partition(part, buckets)
            job.step(f"read {part.source.name}", steps)
            return cohorts

        def tally(cohort: Cohort) -> Tallies:
            tallies = job.tally(cohort)
            job.step(f"tallied {cohort.site}", steps)
            return tallies

        by_bucket: dict[tuple[str, int], list[Cohort]] = defaultdict(list)
        with ThreadPoolExecutor(workers) as pool:
            for part, cohorts in zip(job.parts, pool.map(read, job.parts), strict=True):
                for number, cohort in enumerate(cohorts):
                    by_bucket[part.site, number].append(cohort)
            whole = [functools.reduce(operator.add, cohorts) for cohorts in by_bucket.values()]
            by_bucket.clear()
            return functools.reduce(operator.add, pool.map(tally, whole))


def _size(part: TablePart) -> int:
    try:
        return part.source.path.stat().st_size
    except OSError:
        return 0  # reading it will say what is wrong
