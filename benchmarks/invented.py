"""
What the invented files of benchmarks have in common; light, so that no contender's process imports another's.
"""

from __future__ import annotations

import datetime
from typing import Final

__all__ = ["DAYS", "EVALUATION", "FIRST_DAY", "NEGATIVE", "PER_PERSON"]

#: Items of ReQoL-10 that run against the score.
NEGATIVE: Final = (1, 3, 6, 9)
#: Assessments of a person, on average.
PER_PERSON: Final = 2.5
FIRST_DAY, DAYS = datetime.date(2019, 1, 1), 1400

EVALUATION: Final = """\
title = "Invented assessments for benchmarks"
invented = true

[[sites]]
profile = "benchmark.toml"
folder = "site"
"""
