"""
From profile files to profiles: inheritance, and one id one profile.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.profiles.site_profile import SiteProfile
from livingwell_core.toml_files import read_toml, structure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

__all__ = ["ProfileFile", "load_profile"]


@attrs.frozen
class ProfileFile:
    """
    The place of a profile, to be read when it is asked for.

    Attributes
    ----------
    id : str
        The id that the file states; checked when it is read.
    path : Path or Traversable
        A file on disk, or one inside an installed plugin.
    name : str
        The file as messages name it.
    """

    id: str
    path: Path | Traversable

    name: str = attrs.field()

    @name.default
    def _own_name(self) -> str:
        return self.path.name


def load_profile(file: ProfileFile, known: Mapping[str, ProfileFile]) -> SiteProfile:
    """
    Read a profile and what it inherits.

    Parameters
    ----------
    file : ProfileFile
    known : mapping of id to ProfileFile
        Where inherited profiles are looked up.

    Returns
    -------
    SiteProfile

    Raises
    ------
    InputError
        With every unknown key, wrong value and missing key of the file.
    """
    data = _merged(file, known, ())
    profile = structure(data, SiteProfile, file.name)
    if profile.id != file.id:
        problem = Problem(
            file=file.name, reason="wrong value", column="id", value=profile.id, expected=repr(file.id)
        )
        raise InputError([problem])
    return profile


def _merged(file: ProfileFile, known: Mapping[str, ProfileFile], seen: tuple[str, ...]) -> dict[str, Any]:
    data = read_toml(file.path, file.name)
    parent = data.get("inherits")
    if parent is None:
        return data
    if not isinstance(parent, str) or parent not in known:
        hint = did_you_mean(str(parent), known)
        problem = Problem(
            file=file.name, reason=f"no such profile; {hint}", column="inherits", value=str(parent)
        )
        raise InputError([problem])
    if parent == file.id or parent in seen:
        problem = Problem(file=file.name, reason="inherits from itself", column="inherits", value=str(parent))
        raise InputError([problem])
    return _over(_merged(known[parent], known, (*seen, file.id)), data)


def _over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    # Tables merge key by key; anything else, lists too, is replaced whole.
    merged = dict(base)
    for key, value in top.items():
        below = merged.get(key)
        merged[key] = _over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
