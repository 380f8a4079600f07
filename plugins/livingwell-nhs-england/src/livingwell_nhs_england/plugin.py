"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.analyses import Analysis


@hookimpl
def livingwell_analyses() -> list[Analysis]:
    """NHS England's measure, where an evaluation asks for it."""
    from livingwell_nhs_england.cmh_proms import CommunityProms

    return [CommunityProms()]
