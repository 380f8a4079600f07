"""Personal goals, goal attainment scaling and goal-based outcomes for livingwell."""

__version__ = "0.1.0"
