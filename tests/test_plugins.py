"""Plugins: a broken one is named and left out, two things with one id are refused, names are looked up."""

from __future__ import annotations

import sys
import types
import unittest.mock
from pathlib import Path

import pytest
from helpers_files import DEMO, make_plugins, module

from livingwell_core import hookimpl
from livingwell_core import plugins as module_under_test
from livingwell_core.discovery import EntryPoint
from livingwell_core.errors import DuplicateIdError, PluginError
from livingwell_core.instruments import ValueSetFile
from livingwell_core.plugins import HOOKS, Plugins, load_plugins


def boom():
    msg = "boom"
    raise ValueError(msg)


def nothing():
    return []


def instruments(plugins):
    return plugins.registry("livingwell_instruments", "instrument")


class TestHooksThatFail:
    """A hook that goes wrong when it is called."""

    @pytest.mark.parametrize(
        ("hook", "words"),
        [
            (boom, "ValueError: boom"),
            (lambda: None, "not iterable"),
            (lambda: [3], "returned int without an id"),
            (lambda: [types.SimpleNamespace(id=3)], "without an id"),
            (lambda: [types.SimpleNamespace(id="")], "without an id"),
            (lambda: (boom() for _ in [1]), "ValueError: boom"),
        ],
    )
    def test_left_out(self, hook, words):
        """It is named with distribution, version, hook and reason; the others go on."""
        plugins = make_plugins(module(livingwell_instruments=hook))

        assert instruments(plugins).ids() == ("demo",)
        (failure,) = plugins.failures
        assert str(failure).startswith(
            "plugin 'extra1' of extra-dist1 0.1 left out: livingwell_instruments: "
        )
        assert words in failure.reason

    def test_named_once(self):
        """However often the hook is called."""
        plugins = make_plugins(module(livingwell_instruments=boom))

        for _ in range(3):
            instruments(plugins)

        assert len(plugins.failures) == 1

    def test_strict(self):
        """With --strict it stops."""
        plugins = make_plugins(module(livingwell_instruments=boom), strict=True)

        with pytest.raises(PluginError, match=r"extra-dist1 0\.1.*ValueError: boom"):
            instruments(plugins)

    def test_exit(self):
        """A plugin that calls sys.exit ends itself only."""
        plugins = make_plugins(module(livingwell_instruments=lambda: sys.exit("bye")))

        assert instruments(plugins).ids() == ("demo",)
        assert "bye" in plugins.failures[0].reason

    def test_interrupt(self):
        """Ctrl-C is not a plugin's fault: it goes through."""

        def interrupted():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            instruments(make_plugins(module(livingwell_instruments=interrupted)))

    @pytest.mark.parametrize("hook", HOOKS)
    def test_things_of_another_kind(self, hook):
        """Something with an id that is not what the hook is for is named, not used."""
        plugins = make_plugins(module(**{hook: lambda: [types.SimpleNamespace(id="odd")]}))

        registry = plugins.registry(hook, "thing")

        assert "odd" not in registry
        assert [failure.distribution for failure in plugins.failures] == ["extra-dist1"]


class TestRegistering:
    """A plugin that is wrong from the start."""

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            (
                "livingwell_instrument",
                "'livingwell_instrument' is no hook, did you mean 'livingwell_instruments'?",
            ),
            ("livingwell_xyz_abc", "is no hook, "),
        ],
    )
    def test_misspelt_hook(self, name, words):
        """A misspelt hook is an error: without it the plugin would silently do nothing."""
        plugins = make_plugins(module(**{name: nothing, "livingwell_engines": nothing}))

        assert words in plugins.failures[0].reason
        assert "extra1" not in {plugin.name for plugin in plugins.loaded}

    def test_misspelt_hook_strict(self):
        """With --strict it stops."""
        with pytest.raises(PluginError, match="did you mean"):
            make_plugins(module(livingwell_instrument=nothing), strict=True)

    def test_a_hook_with_arguments(self):
        """A hook that wants arguments that there are none of."""
        plugins = make_plugins(module(livingwell_instruments=lambda config: [config]))

        assert "config" in plugins.failures[0].reason

    def test_a_name_that_is_taken(self):
        """Two entry points of one name: the second is left out, in one line that names it."""
        plugins = make_plugins()
        plugins.register(module(livingwell_engines=nothing), "demo", "other-dist", "3")

        (failure,) = plugins.failures
        assert failure.distribution == "other-dist"
        assert "\n" not in str(failure)

    def test_properties_that_raise(self):
        """An object that cannot even be looked at is left out."""

        class Odd:
            @property
            def anything(self):
                return boom()

        assert make_plugins(Odd()).failures[0].distribution == "extra-dist1"

    @pytest.mark.parametrize("other", [unittest.mock.call, unittest.mock.Mock(name="m")])
    def test_objects_that_have_every_attribute(self, other):
        """An import such as `from unittest.mock import call` makes no hook."""
        plugin = types.ModuleType("plugin")
        plugin.something = other
        plugin.livingwell_engines = hookimpl(nothing)

        plugins = make_plugins(plugin)

        assert plugins.failures == ()
        assert plugins.loaded[-1].hooks == ("livingwell_engines",)


class TestIds:
    """One id, one thing."""

    def test_two_plugins(self):
        """Two plugins with one id: both are named, and how to go on."""
        plugins = make_plugins(module(livingwell_instruments=lambda: [DEMO]))

        with pytest.raises(DuplicateIdError) as caught:
            instruments(plugins)
        text = str(caught.value)
        assert "'demo'" in text
        assert "demo-dist 1.2" in text
        assert "extra-dist1 0.1" in text
        assert "--without" in text

    def test_one_plugin_twice(self):
        """One plugin that brings one id twice is told so, not that two plugins do."""
        brought = [ValueSetFile("v", Path(name)) for name in ("v.toml", "w.toml")]
        odd = module(livingwell_value_sets=lambda: brought)

        with pytest.raises(PluginError, match="twice"):
            make_plugins(odd, strict=True).registry("livingwell_value_sets", "value set")

    def test_sorted(self):
        """By id, never by order of registration."""

        def bring(*ids):
            return module(livingwell_value_sets=lambda: [ValueSetFile(i, Path("x")) for i in ids])

        one = make_plugins(bring("b", "d"), bring("a", "c")).registry("livingwell_value_sets", "value set")
        other = make_plugins(bring("c", "a"), bring("d", "b")).registry("livingwell_value_sets", "value set")

        assert one.ids() == other.ids() == ("a", "b", "c", "d")
        assert [thing.id for thing in one] == ["a", "b", "c", "d"]
        assert len(one) == 4
        assert one.brought_by("a").distribution == "extra-dist2"

    def test_unknown(self):
        """An id that nobody brings, with the nearest."""
        with pytest.raises(PluginError, match=r"no instrument 'dmo' is installed; did you mean 'demo'\?"):
            instruments(make_plugins())["dmo"]


@pytest.fixture
def installed(monkeypatch):
    """Pretend that these entry points, and no others, are installed."""

    def pretend(**points):
        found = []
        for name, target in points.items():
            found.append(EntryPoint(name, f"livingwell_test_{name}", f"{name}-dist", "1.0"))
            if target is not None:
                monkeypatch.setitem(sys.modules, f"livingwell_test_{name}", target)
        monkeypatch.setattr(module_under_test, "entry_points", lambda _: found)

    return pretend


class TestLoading:
    """Installed plugins."""

    def good(self):
        return module(livingwell_instruments=lambda: [DEMO])

    def test_broken_import(self, installed):
        """A plugin that cannot be imported is named; the others are there."""
        installed(broken=None, good=self.good())

        plugins = load_plugins()

        assert instruments(plugins).ids() == ("demo",)
        (failure,) = plugins.failures
        assert str(failure).startswith("plugin 'broken' of broken-dist 1.0 left out: ModuleNotFoundError: ")

    @pytest.mark.parametrize(
        "code",
        ["1/0", "raise SystemExit('no')", "import sys; sys.exit(3)", "def (", "raise BaseException('x')"],
    )
    def test_imports_that_do_anything(self, installed, tmp_path, monkeypatch, code):
        """Whatever an import does, short of Ctrl-C, it does to its own plugin only."""
        installed(broken=None, good=self.good())
        (tmp_path / "livingwell_test_broken.py").write_text(code)
        monkeypatch.syspath_prepend(tmp_path)

        plugins = load_plugins()

        assert instruments(plugins).ids() == ("demo",)
        assert [failure.name for failure in plugins.failures] == ["broken"]

    def test_strict(self, installed):
        """With --strict the first broken one stops."""
        installed(broken=None)

        with pytest.raises(PluginError, match=r"broken-dist 1\.0"):
            load_plugins(strict=True)

    @pytest.mark.parametrize("word", ["good", "good-dist"])
    def test_without(self, installed, word):
        """By distribution or by entry point; a plugin left out is not imported, broken or not."""
        installed(good=self.good(), broken=None)

        plugins = load_plugins(without=[word, "broken-dist"])

        assert [plugin.name for plugin in plugins.loaded] == ["builtin"]
        assert plugins.failures == ()

    def test_without_something_unknown(self, installed):
        """A name that nothing has, with the nearest."""
        installed(good=self.good())

        with pytest.raises(
            PluginError, match=r"--without god-dist: no such plugin; did you mean 'good-dist'\?"
        ):
            load_plugins(without=["god-dist"])

    def test_without_a_broken_one_misspelt(self, installed):
        """A broken plugin's name is a known one too: that is the one people want to leave out."""
        installed(broken=None)

        with pytest.raises(PluginError, match=r"did you mean 'broken-dist'\?"):
            load_plugins(without=["broken-dst"])

    def test_builtin_alone(self, installed):
        """The core alone brings no questionnaire and no site."""
        installed()
        plugins = load_plugins()

        assert instruments(plugins).ids() == ()
        assert plugins.registry("livingwell_site_profiles", "site profile").ids() == ()


def test_an_object_as_plugin():
    """An instance with hooks is a plugin as well as a module."""

    class Mine:
        @hookimpl
        def livingwell_instruments(self):
            return [DEMO]

    plugins = Plugins()
    plugins.register(Mine(), "mine", "mine-dist", "1")

    assert instruments(plugins).brought_by("demo").hooks == ("livingwell_instruments",)
