"""Trajectories of scores over three or more points, by a mixed model, for livingwell."""

__version__ = "0.1.0"
