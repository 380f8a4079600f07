"""
Find plugins, keep a broken one from hurting the others, refuse two things with one id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import pluggy

from livingwell_core import hookspecs
from livingwell_core.discovery import entry_points
from livingwell_core.errors import DuplicateIdError, PluginError, did_you_mean
from livingwell_core.hookspecs import PROJECT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

__all__ = ["HOOKS", "Plugin", "PluginFailure", "Plugins", "Registry", "load_plugins", "reason_of"]

T = TypeVar("T")

#: Every hook of the interface, in the order of hookspecs.py.
HOOKS: tuple[str, ...] = tuple(name for name in vars(hookspecs) if name.startswith("livingwell_"))

# What each hook brings; imported only when a plugin brings one.
_KINDS = {
    "livingwell_instruments": "livingwell_core.instruments:Instrument",
    "livingwell_analyses": "livingwell_core.analyses:Analysis",
    "livingwell_site_profiles": "livingwell_core.profiles:ProfileFile",
    "livingwell_value_sets": "livingwell_core.instruments:ValueSetFile",
    "livingwell_readers": "livingwell_core.cohorts:Reader",
    "livingwell_report_formats": "livingwell_core.reports:ReportFormat",
    "livingwell_engines": "livingwell_core.engines:Engine",
    "livingwell_commands": "livingwell_core.cli.lazy:LazyCommand",
}


class Plugin(NamedTuple):
    """A plugin that was loaded: its entry point's name, its distribution and version."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give distribution and version."""
        return f"{self.distribution} {self.version}"


class PluginFailure(NamedTuple):
    """A plugin that was left out, and why."""

    name: str
    distribution: str
    version: str
    reason: str

    def __str__(self) -> str:
        """Give the sentence that the user reads."""
        return f"plugin {self.name!r} of {self.distribution} {self.version} left out: {self.reason}"


class Registry(Generic[T]):
    """
    Things by id, sorted by id, each with the plugin that brought it.

    Looking up an unknown id raises `PluginError` with the nearest known one.
    """

    def __init__(self, kind: str, found: Mapping[str, tuple[T, Plugin]]) -> None:
        self._kind = kind
        self._found = dict(sorted(found.items()))

    def __iter__(self) -> Iterator[T]:
        return (item for item, _ in self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._found

    def __getitem__(self, item_id: str) -> T:
        if item_id not in self._found:
            msg = f"no {self._kind} {item_id!r} is installed; {did_you_mean(item_id, self._found)}"
            raise PluginError(msg)
        return self._found[item_id][0]

    def ids(self) -> tuple[str, ...]:
        """Give the ids, sorted."""
        return tuple(self._found)

    def brought_by(self, item_id: str) -> Plugin:
        """Say which plugin brought the thing with this id."""
        return self._found[item_id][1]


class Plugins:
    """
    The plugins of one run.

    Attributes
    ----------
    loaded : tuple of Plugin
        Sorted by name.
    failures : tuple of PluginFailure
        Those that were left out so far. A hook that raises when called adds to it.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._strict = strict
        self._loaded: dict[str, Plugin] = {}
        self._failures: list[PluginFailure] = []

    @property
    def loaded(self) -> tuple[Plugin, ...]:
        """Those that work, sorted by name."""
        return tuple(self._loaded[name] for name in sorted(self._loaded))

    @property
    def failures(self) -> tuple[PluginFailure, ...]:
        """Those left out, sorted by name."""
        return tuple(sorted(self._failures, key=lambda failure: failure.name))

    def register(self, module: object, name: str, distribution: str, version: str) -> None:
        """
        Take in one plugin; a wrong one becomes a failure (or an error, when strict).

        Parameters
        ----------
        module : object
            What carries the hookimpls: a module, a class or an instance.
        name, distribution, version : str
            Who it is, for messages.
        """
        if name in self._loaded:
            self._fail(name, distribution, version, f"{self._loaded[name]} has this name too", None)
            return
        try:
            hooks = _hooks_of(module)
            self._manager.register(module, name=name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may be wrong in any way; it is named and left out
            self.leave_out(name, distribution, version, error)
            return
        unknown = [hook for hook in hooks if hook not in HOOKS]
        if unknown:
            self._manager.unregister(name=name)
            words = "; ".join(f"{hook!r} is no hook, {did_you_mean(hook, HOOKS)}" for hook in unknown)
            self._fail(name, distribution, version, words, None)
            return
        self._loaded[name] = Plugin(name, distribution, version, hooks)

    def registry(self, hook: str, kind: str) -> Registry[Any]:
        """
        Call one hook on every plugin and gather what comes back, by id.

        Parameters
        ----------
        hook : str
            Name of the hook, one of `HOOKS`.
        kind : str
            What the hook brings, for messages: "instrument".

        Raises
        ------
        DuplicateIdError
            If two plugins bring the same id; both are named, and how to go on.
        PluginError
            When strict, if an implementation raises or returns something else than things with ids.
        """
        found: dict[str, tuple[Any, Plugin]] = {}
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            plugin = self._loaded[implementation.plugin_name]
            try:
                things = _checked(implementation.function(), hook, kind)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - as above: named, and the others go on
                self.blame(plugin, hook, error)
                continue
            for thing_id, thing in things.items():
                if thing_id in found:
                    other = found[thing_id][1]
                    msg = (
                        f"two plugins bring the {kind} {thing_id!r}: {other} and {plugin}; "
                        f"switch one off with --without {plugin.distribution}"
                    )
                    raise DuplicateIdError(msg)
                found[thing_id] = (thing, plugin)
        return Registry(kind, found)

    def blame(self, plugin: Plugin, what: str, error: BaseException) -> None:
        """Note that a loaded plugin failed at something (or raise, when strict)."""
        self._fail(plugin.name, plugin.distribution, plugin.version, f"{what}: {reason_of(error)}", error)

    def leave_out(self, name: str, distribution: str, version: str, error: BaseException) -> None:
        """Note a plugin that could not even be imported (or raise, when strict)."""
        self._fail(name, distribution, version, reason_of(error), error)

    def _fail(
        self, name: str, distribution: str, version: str, reason: str, error: BaseException | None
    ) -> None:
        failure = PluginFailure(name, distribution, version, reason)
        if self._strict:
            raise PluginError(str(failure)) from error
        if failure not in self._failures:
            self._failures.append(failure)


def load_plugins(*, strict: bool = False, without: Collection[str] = ()) -> Plugins:
    """
    Load the built-in plugin and every installed one.

    Parameters
    ----------
    strict : bool
        Raise on the first plugin that fails in place of leaving it out.
    without : collection of str
        Distributions or entry points to leave out.

    Returns
    -------
    Plugins

    Raises
    ------
    PluginError
        When strict, naming distribution, version and reason; or if `without` names nothing.
    """
    from livingwell_core import __version__, builtin

    plugins = Plugins(strict=strict)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    unused = set(without)
    for entry_point in entry_points(PROJECT):
        switched_off = {entry_point.name, entry_point.distribution} & set(without)
        if switched_off:
            unused -= switched_off
            continue
        try:
            module = entry_point.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever an import raises must not stop the tool
            plugins.leave_out(entry_point.name, entry_point.distribution, entry_point.version, error)
            continue
        plugins.register(module, entry_point.name, entry_point.distribution, entry_point.version)
    if unused:
        known = {plugin.distribution for plugin in plugins.loaded}
        known |= {failure.distribution for failure in plugins.failures}
        word = min(unused)
        msg = f"--without {word}: no such plugin; {did_you_mean(word, known)}"
        raise PluginError(msg)
    return plugins


def _hooks_of(module: object) -> tuple[str, ...]:
    """Give the names of what is marked as a hook, whether there is such a hook or not."""
    import inspect

    # Mocks and the like have every attribute; only a routine with pluggy's own mark is a hook.
    attributes = {name: getattr(module, name, None) for name in sorted(dir(module))}
    return tuple(
        name
        for name, value in attributes.items()
        if inspect.isroutine(value) and isinstance(getattr(value, f"{PROJECT}_impl", None), dict)
    )


def _checked(things: Iterable[Any], hook: str, kind: str) -> dict[str, Any]:
    """Check what a hook returned: things of the right kind, each with an id of its own."""
    import importlib

    found: dict[str, Any] = {}
    for thing in things:
        thing_id = getattr(thing, "id", None)
        if not isinstance(thing_id, str) or not thing_id:
            msg = f"returned {type(thing).__name__} without an id"
            raise PluginError(msg)
        if thing_id in found:
            msg = f"brings the {kind} {thing_id!r} twice"
            raise PluginError(msg)
        place, _, name = _KINDS[hook].partition(":")
        if not isinstance(thing, getattr(importlib.import_module(place), name)):
            msg = f"returned {type(thing).__name__}, not {name}"
            raise PluginError(msg)
        found[thing_id] = thing
    return found


def reason_of(error: BaseException) -> str:
    """Give an error's type and message on one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
