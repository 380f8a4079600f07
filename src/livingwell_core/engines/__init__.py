"""Where an evaluation runs: the same two pure functions, on cores or on a cluster."""

from livingwell_core.engines.engine import Engine, Job

__all__ = ["Engine", "Job"]
