"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.profiles import ProfileFile


@hookimpl
def livingwell_site_profiles() -> list[ProfileFile]:
    """Give every profile in this package; a file is named by its id."""
    from importlib.resources import files

    from livingwell_core.profiles import ProfileFile

    folder = files("livingwell_sites") / "profiles"
    places = {place.name: place for place in folder.iterdir() if place.name.endswith(".toml")}
    return [ProfileFile(name.removesuffix(".toml"), places[name]) for name in sorted(places)]
