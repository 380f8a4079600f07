"""Keyed pseudonyms: one person under one name across files and systems, and nobody's identifier."""

from livingwell_core.pseudonyms.key import SHORTEST_KEY, key_from_environment, key_from_file, new_key
from livingwell_core.pseudonyms.table import Pseudonymised, pseudonymised, pseudonyms

__all__ = [
    "SHORTEST_KEY",
    "Pseudonymised",
    "key_from_environment",
    "key_from_file",
    "new_key",
    "pseudonymised",
    "pseudonyms",
]
