"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.analyses import Analysis
    from livingwell_core.instruments import Instrument


@hookimpl
def livingwell_instruments() -> list[Instrument]:
    """Personal goals, goal attainment scaling and goal-based outcomes."""
    from importlib.resources import files

    from livingwell_core.instruments import read_instrument
    from livingwell_goals.gas import GAS
    from livingwell_goals.personal_goals import PERSONAL_GOALS

    return [GAS, read_instrument(files("livingwell_goals") / "gbo.toml"), PERSONAL_GOALS]


@hookimpl
def livingwell_analyses() -> list[Analysis]:
    """Progress on goals, by person and by goal."""
    from livingwell_goals.goal_progress import GoalProgress

    return [GoalProgress()]
