"""
Values as TOML writes them.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Final

__all__ = ["toml_key", "toml_value"]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(name: str) -> str:
    """
    Write a key, in quotes only where it needs them.

    Examples
    --------
    >>> toml_key("header_row"), toml_key("age band")
    ('header_row', '"age band"')
    """
    return name if _BARE.fullmatch(name) else _text(name)


def toml_value(value: object) -> str:
    """
    Write a value on one line.

    Parameters
    ----------
    value : str, bool, int, float, date, list or dict

    Raises
    ------
    TypeError
        If TOML has nothing of the kind.

    Examples
    --------
    >>> toml_value({"sex": ["female", "male"]})
    '{ sex = ["female", "male"] }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, Mapping):
        pairs = [f"{toml_key(name)} = {toml_value(inner)}" for name, inner in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    msg = f"TOML has no {type(value).__name__}"
    raise TypeError(msg)


def _text(text: str) -> str:
    # JSON's texts are TOML's too, but for one character that TOML wants as its number.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
