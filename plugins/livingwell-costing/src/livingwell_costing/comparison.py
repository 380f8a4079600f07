"""
Which sites of an evaluation are the comparison group, and why.

A comparison group is not a randomised one: whoever names it says why its people are comparable, and that goes
with every figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import InputError
from livingwell_core.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import TypeVar

    T = TypeVar("T")

__all__ = ["BEYOND", "NOT_RANDOMISED", "ComparisonSites", "sites_of_evaluation"]

#: What a gain is called from which that of the comparison group is taken off.
BEYOND: Final = "gain beyond that of a comparison group"
#: Said with every figure that holds the two groups against each other.
NOT_RANDOMISED: Final = "a comparison group is not a randomised one: who was in which was not left to chance"


@attrs.frozen(kw_only=True)
class ComparisonSites:
    """
    The comparison group of an evaluation.

    Attributes
    ----------
    sites : tuple of str
        Ids of the profiles whose people it is.
    source : str
        Who they are, and why they are comparable.
    cost : float or None
        What a person of it costs, in pounds; None where nothing was said of it.
    note : str
        What else has to be said of it; or "".
    """

    sites: tuple[str, ...]
    source: str
    cost: float | None = None
    note: str = ""

    @property
    def named(self) -> str:
        """The sites in words."""
        return " and ".join(self.sites)

    @property
    def definition(self) -> Definition:
        """What findings name that take the group's gain off."""
        return Definition(
            id="counterfactual:comparison-group",
            text=f"The {BEYOND}: the mean gain of the service's people less that of the people of "
            f"{self.named} by the same scenario, with Welch's interval. "
            f"{NOT_RANDOMISED[:1].upper()}{NOT_RANDOMISED[1:]}, and the groups may differ in more than the "
            f"service. Why they are taken to be comparable: {self.source}"
            + (f". {self.note}" if self.note else ""),
            source="this evaluation; interval: Welch 1947, Biometrika 34:28-35, doi 10.1093/biomet/34.1-2.28",
        )

    def split(self, tallies: Mapping[str, T]) -> tuple[dict[str, T], dict[str, T]]:
        """Sort tallies by site into those of the service and those of the comparison group."""
        service = {site: tally for site, tally in tallies.items() if site not in self.sites}
        return service, {site: tally for site, tally in tallies.items() if site in self.sites}


def sites_of_evaluation(path: Path) -> tuple[str, ...] | None:
    """
    Give the ids of the sites that an evaluation file names.

    An analysis is given its own table and no other, and a group of a site that is not there would only be
    noticed when everything has been read.

    Parameters
    ----------
    path : Path
        The evaluation file; profiles that are files are beside it.

    Returns
    -------
    tuple of str or None
        None where the file cannot be read or names its sites wrongly, which the evaluation itself says.
    """
    try:
        entries = read_toml(path, path.name).get("sites")
        found = [_site(entry, path.parent) for entry in entries] if isinstance(entries, list) else []
    except InputError:
        return None
    return tuple(found) if found and all(found) else None


def _site(entry: object, folder: Path) -> str:
    """Give the id of the profile that an entry names, or "" where it names none."""
    name = entry.get("profile") if isinstance(entry, dict) else None
    if not isinstance(name, str):
        return ""
    if not name.endswith(".toml"):
        return name
    own = read_toml(folder / name, name).get("id", (folder / name).stem)
    return own if isinstance(own, str) else ""


def repeated(names: Iterable[str]) -> list[str]:
    """Give the names that are there more than once, each once."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, times in seen.items() if times > 1]
