"""
Sentinels for what is missing, in arrays of whole numbers.
"""

from __future__ import annotations

from typing import Final

__all__ = ["MISSING_ANSWER", "MISSING_SCORE"]

#: Marks an answer that was not given, in int8 arrays of answers.
MISSING_ANSWER: Final = -128
#: Marks a score that could not be computed, in int32 arrays of scores.
MISSING_SCORE: Final = -(2**31)
