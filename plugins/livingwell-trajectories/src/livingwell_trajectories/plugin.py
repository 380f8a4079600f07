"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.analyses import Analysis


@hookimpl
def livingwell_analyses() -> list[Analysis]:
    """Trajectories, where an evaluation asks for them."""
    from livingwell_trajectories.trajectories import Trajectories

    return [Trajectories()]
