"""
The key that pseudonyms are made with. Whoever has it can tell whose a pseudonym is; it is never shown.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from livingwell_core.errors import InputError, LivingwellError, Problem
from livingwell_core.files import read_small

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SHORTEST_KEY", "key_from_environment", "key_from_file", "new_key"]

#: With fewer characters a key could be guessed. A new one has twice as many.
SHORTEST_KEY: Final = 32
_LONGEST: Final = 10_000
_EXPECTED: Final = f"a key of at least {SHORTEST_KEY} characters, as `livingwell new key` makes one"


def new_key() -> str:
    """Give a new key: 256 random bits in hexadecimal digits."""
    return secrets.token_hex(32)


def key_from_file(path: Path) -> bytes:
    """
    Read a key from a text file; white space around it does not matter.

    Raises
    ------
    InputError
        If there is none, or it is too short. Nothing of the file is shown.
    """
    return _key(read_small(path, path.name, _LONGEST, "a file with a key"), path.name)


def key_from_environment(name: str) -> bytes:
    """
    Take a key from an environment variable.

    Raises
    ------
    LivingwellError
        If there is none, or it is too short.
    """
    text = os.environ.get(name)
    if text is None:
        msg = f"there is no environment variable {name}; expected {_EXPECTED}"
        raise LivingwellError(msg)
    return _key(text.encode(), f"environment variable {name}")


def _key(content: bytes, name: str) -> bytes:
    key = content.strip()
    if len(key) < SHORTEST_KEY or len(set(key)) < _FEWEST_DIFFERENT:
        raise InputError(
            [Problem(file=name, reason="holds no key that is hard to guess", expected=_EXPECTED)]
        )
    return key


# A single letter many times over is long, and no secret.
_FEWEST_DIFFERENT: Final = 8
