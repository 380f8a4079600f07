"""
Validators whose messages read well after the word "expected".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import attrs

__all__ = ["one_of", "slug"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def one_of(*options: str) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Accept only these values."""

    def check(_instance: object, _attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in options:
            msg = f"{' or '.join(options)}, got {value!r}"
            raise ValueError(msg)

    return check


def slug(_instance: object, _attribute: attrs.Attribute[Any], value: str) -> None:
    """Accept lower case letters, digits and single hyphens; not the word kept for all sites together."""
    if not _SLUG.fullmatch(value) or value == "all":
        msg = f"lower case letters, digits and hyphens, and not 'all', got {value!r}"
        raise ValueError(msg)
