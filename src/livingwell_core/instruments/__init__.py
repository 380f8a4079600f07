"""Questionnaires: items, scores, rules, missing answers and thresholds, as data with a source."""

from livingwell_core.instruments.instrument import Direction, Instrument, Item, items
from livingwell_core.instruments.missing import CompleteCases, MissingRule, Prorate, missing_rule
from livingwell_core.instruments.rules import Mean, Rule, Single, Sum
from livingwell_core.instruments.scale import Scale
from livingwell_core.instruments.score import ClinicalRange, ReliableChange, Score

__all__ = [
    "ClinicalRange",
    "CompleteCases",
    "Direction",
    "Instrument",
    "Item",
    "Mean",
    "MissingRule",
    "Prorate",
    "ReliableChange",
    "Rule",
    "Scale",
    "Score",
    "Single",
    "Sum",
    "items",
    "missing_rule",
]
