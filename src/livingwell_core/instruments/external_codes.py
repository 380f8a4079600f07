"""
What code systems call an item or a score, so that it is known in exports that name it by a code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import attrs

__all__ = ["code_fault", "external_codes", "right_codes"]

_CODE: Final = re.compile(r"[!-~]+")


def external_codes(codes: Mapping[str, tuple[str, ...] | list[str]]) -> dict[str, tuple[str, ...]]:
    """Give codes by the name of their system, such as ``{"SNOMED CT": ("720433000",)}``."""
    return {system: tuple(of_system) for system, of_system in codes.items()}


def code_fault(codes: Mapping[str, tuple[str, ...]]) -> str:
    """Say what is wrong with codes, or give ""."""
    for system, of_system in codes.items():
        if not system.strip() or not of_system:
            return f"external_codes must name a code system and its codes, got {system!r}"
        wrong = [code for code in of_system if not _CODE.fullmatch(str(code))]
        if wrong:
            return f"external_codes must be texts without spaces, got {wrong[0]!r} of {system}"
    return ""


def right_codes(
    _instance: object, _attribute: attrs.Attribute[Any], value: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse codes that no export could hold."""
    fault = code_fault(value)
    if fault:
        raise ValueError(fault)
