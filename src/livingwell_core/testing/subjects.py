"""
What is checked: the instruments that a distribution really brings, each with every value set for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.discovery import entry_points
from livingwell_core.errors import InputError, PluginError, did_you_mean
from livingwell_core.hookspecs import PROJECT
from livingwell_core.instruments import load_value_set
from livingwell_core.instruments.value_sets import read_definition
from livingwell_core.plugins import Plugins, load_plugins
from livingwell_core.testing.failing import value_set_ids
from livingwell_core.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.instruments import Instrument, ValueSet, ValueSetFile
    from livingwell_core.plugins import Registry

__all__ = ["installed_value_sets", "instruments_of", "subjects_of", "value_set_files"]


def instruments_of(distribution: str) -> list[Instrument]:
    """
    Give the instruments that an installed distribution brings, through its entry points.

    Never a list made by hand: an instrument that is added is checked.

    Parameters
    ----------
    distribution : str
        ``"livingwell-harbour"``.

    Raises
    ------
    PluginError
        If it is not installed, cannot be loaded, or brings no instrument.

    Examples
    --------
    >>> instruments_of("livingwell-nowhere")
    Traceback (most recent call last):
    ...
    livingwell_core.errors.PluginError: no plugin of the distribution 'livingwell-nowhere' is installed; ...
    """
    installed = entry_points(PROJECT)
    wanted = distribution.lower().replace("_", "-").replace(".", "-")
    points = [point for point in installed if point.distribution == wanted]
    if not points:
        known = {point.distribution for point in installed}
        msg = f"no plugin of the distribution {distribution!r} is installed; {did_you_mean(wanted, known)}"
        raise PluginError(msg)
    plugins = Plugins(strict=True)
    for point in points:
        plugins.register(point.load(), point.name, point.distribution, point.version)
    instruments = list(plugins.registry("livingwell_instruments", "instrument"))
    if not instruments:
        msg = (
            f"{distribution} brings no instrument: its plugin has no 'livingwell_instruments', or it is empty"
        )
        raise PluginError(msg)
    return instruments


def value_set_files(plugins: Plugins | None = None) -> list[ValueSetFile]:
    """Give the place of every value set that an installed distribution brings."""
    loaded = load_plugins() if plugins is None else plugins
    return list(loaded.registry("livingwell_value_sets", "value set"))


def installed_value_sets(instrument: Instrument, plugins: Plugins | None = None) -> list[ValueSet]:
    """
    Give every installed value set of an instrument.

    Parameters
    ----------
    instrument : Instrument
    plugins : Plugins, optional
        Those that are installed, if left out.

    Raises
    ------
    InputError
        If one of this instrument cannot be used; none is passed over for that. A broken one of another is its
        plugin's failure.
    """
    loaded = load_plugins() if plugins is None else plugins
    files: Registry[ValueSetFile] = loaded.registry("livingwell_value_sets", "value set")
    codes = {item.id: item.codes for item in instrument.items}
    found = []
    for file in files:
        try:
            if read_definition(file.path, file.name).instrument == instrument.id:
                found.append(load_value_set(file, codes))
        except InputError as error:
            if _stated_instrument(file) == instrument.id:
                raise
            loaded.blame(files.brought_by(file.id), f"value set {file.id!r}", error)
    return found


def _stated_instrument(file: ValueSetFile) -> object:
    """Say which instrument a value set is of, as far as its file can be read."""
    try:
        return read_toml(file.path, file.name).get("instrument")
    except InputError:
        return None


def subjects_of(instrument: Instrument, value_sets: Iterable[ValueSet] | None = None) -> list[Instrument]:
    """
    Give an instrument as it is and, where it has a utility, with each value set for it.

    Parameters
    ----------
    instrument : Instrument
    value_sets : iterable of ValueSet, optional
        Those that are installed, if left out. Those of other instruments are passed over.
    """
    if instrument.utility is None:
        return [instrument]
    chosen = installed_value_sets(instrument) if value_sets is None else value_sets
    held = value_set_ids(instrument)
    return [
        instrument,
        *(
            instrument.valued(value_set)
            for value_set in chosen
            if value_set.instrument == instrument.id and value_set.id not in held
        ),
    ]
