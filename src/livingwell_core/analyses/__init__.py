"""Analyses: folds from pairs of scores to findings."""

from livingwell_core.analyses.analysis import About, Analysis, Sample
from livingwell_core.analyses.finding import ALL_SITES, EVERYONE, Definition, Finding

__all__ = ["ALL_SITES", "EVERYONE", "About", "Analysis", "Definition", "Finding", "Sample"]
