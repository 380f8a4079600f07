"""Questionnaires: items, scores, rules, missing answers, thresholds and norms, as data with a source."""

from livingwell_core.instruments.definitions import definition_of, instrument_of, read_instrument
from livingwell_core.instruments.instrument import Direction, Instrument, Item, items
from livingwell_core.instruments.missing import CompleteCases, MissingRule, Prorate, missing_rule
from livingwell_core.instruments.rules import Mean, Rule, Single, Sum
from livingwell_core.instruments.scale import Scale
from livingwell_core.instruments.score import Score, ZeroStart
from livingwell_core.instruments.score_definitions import (
    OWN,
    ClinicalRange,
    ImportantDifference,
    PopulationNorm,
    Reliability,
    ReliableChange,
    ScoreDefinition,
)
from livingwell_core.instruments.utility import UTILITY, Utility
from livingwell_core.instruments.value_sets import (
    ILLUSTRATIVE,
    Valued,
    ValueSet,
    ValueSetFile,
    load_value_set,
    read_value_set,
)

__all__ = [
    "ILLUSTRATIVE",
    "OWN",
    "UTILITY",
    "ClinicalRange",
    "CompleteCases",
    "Direction",
    "ImportantDifference",
    "Instrument",
    "Item",
    "Mean",
    "MissingRule",
    "PopulationNorm",
    "Prorate",
    "Reliability",
    "ReliableChange",
    "Rule",
    "Scale",
    "Score",
    "ScoreDefinition",
    "Single",
    "Sum",
    "Utility",
    "ValueSet",
    "ValueSetFile",
    "Valued",
    "ZeroStart",
    "definition_of",
    "instrument_of",
    "items",
    "load_value_set",
    "missing_rule",
    "read_instrument",
    "read_value_set",
]
