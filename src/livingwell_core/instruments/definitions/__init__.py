"""Instruments as data: read from a TOML file, written as plain data, and read again."""

from livingwell_core.instruments.definitions.loading import instrument_of, read_instrument
from livingwell_core.instruments.definitions.writing import definition_of

__all__ = ["definition_of", "instrument_of", "read_instrument"]
