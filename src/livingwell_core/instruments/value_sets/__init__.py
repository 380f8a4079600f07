"""Value sets: what the states of a preference-based measure are worth, as checked data with an identity."""

from livingwell_core.instruments.value_sets.definition import Definition
from livingwell_core.instruments.value_sets.loading import (
    ValueSetFile,
    load_value_set,
    read_definition,
    read_value_set,
)
from livingwell_core.instruments.value_sets.value_set import ILLUSTRATIVE, ValueSet
from livingwell_core.instruments.value_sets.valued import Valued

__all__ = [
    "ILLUSTRATIVE",
    "Definition",
    "ValueSet",
    "ValueSetFile",
    "Valued",
    "load_value_set",
    "read_definition",
    "read_value_set",
]
