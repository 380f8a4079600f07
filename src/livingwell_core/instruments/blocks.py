"""
Pieces of an array that stay in the processor's cache while they are worked on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["blocks"]

# The fastest of those tried: see benchmarks/README.md, "Scoring alone".
_ROWS = 65_536


def blocks(n_rows: int) -> Iterator[slice]:
    """Give slices that follow on each other and cover every row."""
    for start in range(0, n_rows, _ROWS):
        yield slice(start, min(start + _ROWS, n_rows))
