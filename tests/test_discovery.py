"""Our own reading of entry points agrees with importlib.metadata, whatever lies on the path."""

from __future__ import annotations

import importlib.metadata
import sys
import zipfile

import pytest
from helpers_files import put

from livingwell_core.discovery import EntryPoint, entry_points
from livingwell_core.plugins import load_plugins


def by_importlib(group):
    return sorted(
        (point.name, point.value.split("[")[0].strip(), point.dist.version)
        for point in importlib.metadata.entry_points(group=group)
    )


def by_us(group):
    return sorted((point.name, point.value, point.version) for point in entry_points(group))


GROUPS = sorted(importlib.metadata.entry_points().groups)


@pytest.mark.parametrize("group", [*GROUPS, "livingwell", "no-such-group"])
def test_this_environment(group):
    """For every group that anything installed here has."""
    assert by_us(group) == by_importlib(group)


def test_there_is_something_to_compare():
    """The test above is not of nothing."""
    assert len(GROUPS) >= 3
    assert by_us("pytest11")


def distribution(folder, name="my_plugin-1.2.3.dist-info", points="[livingwell]\nmine = my_plugin.entry\n"):
    metadata_name, _, version = name.rpartition(".")[0].partition("-")
    put(folder / name / "METADATA", f"Metadata-Version: 2.1\nName: {metadata_name}\nVersion: {version}\n")
    if name.endswith(".egg-info"):
        put(folder / name / "PKG-INFO", f"Metadata-Version: 2.1\nName: {metadata_name}\nVersion: {version}\n")
    put(folder / name / "entry_points.txt", points)
    return folder


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A path with only this folder on it."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    return tmp_path


class TestLayouts:
    """Ways to be installed."""

    def test_dist_info(self, path):
        """As pip installs."""
        distribution(path)

        assert entry_points("livingwell") == [EntryPoint("mine", "my_plugin.entry", "my-plugin", "1.2.3")]
        assert by_us("livingwell") == by_importlib("livingwell")

    def test_egg_info(self, path):
        """As old tools install for development."""
        distribution(path, "my_plugin-1.2.3.egg-info")

        assert [point.name for point in entry_points("livingwell")] == ["mine"]
        assert by_us("livingwell") == by_importlib("livingwell")

    def test_egg(self, path, monkeypatch):
        """As older ones install."""
        egg = path / "my_plugin-1.2.3-py3.11.egg"
        put(egg / "EGG-INFO" / "PKG-INFO", "Metadata-Version: 1.0\nName: my_plugin\nVersion: 1.2.3\n")
        put(egg / "EGG-INFO" / "entry_points.txt", "[livingwell]\nmine = my_plugin.entry\n")
        monkeypatch.setattr(sys, "path", [str(egg)])

        assert by_us("livingwell") == by_importlib("livingwell") != []

    def test_zip(self, path, monkeypatch):
        """An archive on the path."""
        with zipfile.ZipFile(path / "all.zip", "w") as archive:
            archive.writestr("p-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: p\nVersion: 1\n")
            archive.writestr("p-1.dist-info/entry_points.txt", "[livingwell]\nmine = p.entry\n")
        distribution(path)
        monkeypatch.setattr(sys, "path", [str(path), str(path / "all.zip")])

        assert by_us("livingwell") == by_importlib("livingwell")
        assert len(by_us("livingwell")) == 2

    def test_what_is_not_there(self, path, monkeypatch):
        """A folder on the path that does not exist, and the empty string that stands for here."""
        distribution(path)
        monkeypatch.chdir(path)
        monkeypatch.setattr(sys, "path", ["/no/such/folder", "", str(path / "x.zip")])

        assert by_us("livingwell") == by_importlib("livingwell") != []

    def test_installed_twice(self, path, monkeypatch):
        """Of two versions on the path the first counts, as for imports."""
        distribution(path / "b", "my_plugin-2.0.dist-info", "[livingwell]\nmine = newer\n")
        distribution(path / "a", "My-Plugin-1.0.dist-info".replace("My-Plugin", "My_Plugin"))
        monkeypatch.setattr(sys, "path", [str(path / "b"), str(path / "a")])

        assert [point.value for point in entry_points("livingwell")] == ["newer"]
        assert by_us("livingwell") == by_importlib("livingwell")

    def test_names_with_dots(self, path, monkeypatch):
        """my.plugin and my_plugin are one distribution."""
        distribution(path / "b", "my.plugin-2.0.dist-info", "[livingwell]\nmine = newer\n")
        distribution(path / "a", "my_plugin-1.0.dist-info")
        monkeypatch.setattr(sys, "path", [str(path / "b"), str(path / "a")])

        assert by_us("livingwell") == by_importlib("livingwell")

    def test_without_entry_points(self, path):
        """A distribution that has none."""
        put(path / "other-1.dist-info" / "METADATA", "Metadata-Version: 2.1\nName: other\nVersion: 1\n")

        assert entry_points("livingwell") == []


class TestText:
    """What stands in entry_points.txt."""

    @pytest.mark.parametrize(
        "points",
        [
            "[livingwell]\nmine=my_plugin.entry\n",
            "[livingwell]\r\nmine = my_plugin.entry\r\n",
            "\n# a comment\n[other]\nx = y\n\n[livingwell]\n# another\n mine  =  my_plugin.entry:thing \n[more]\nz = a\n",  # noqa: E501
            "[livingwell]\nmine = my_plugin:entry [extra]\nMore = a.b\n",
            "[livingwell]\nb = x\na = y\n",
            "[livingwell2]\nmine = my_plugin.entry\n",
            "[console_scripts]\nlivingwell = a:b\n",
            "[livingwell]\n",
            "",
        ],
    )
    def test_as_importlib_reads_it(self, path, points):
        """Spaces, comments, extras, other groups."""
        distribution(path, points=points)

        assert by_us("livingwell") == by_importlib("livingwell")

    def test_not_utf8(self, path):
        """A file of bytes that are no text is passed over: some other package's fault stops nobody."""
        distribution(path)
        put(path / "broken-1.dist-info" / "entry_points.txt", "[livingwell]\ncafé = x\n".encode("cp1252"))

        assert "mine" in [point.name for point in entry_points("livingwell")]


class TestLoad:
    """From an entry point to what it names."""

    @pytest.mark.parametrize(
        ("value", "expected"), [("math", "module"), ("math:pi", "float"), ("os:path.join", "function")]
    )
    def test_loads(self, value, expected):
        """A module, an attribute, an attribute of an attribute."""
        assert type(EntryPoint("n", value, "d", "1").load()).__name__ == expected

    def test_whole_way(self, path):
        """A distribution in a folder is loaded from there."""
        distribution(path, points="[livingwell]\nmine = livingwell_from_folder\n")
        put(
            path / "livingwell_from_folder.py",
            "from pathlib import Path\nfrom livingwell_core import hookimpl\n"
            "from livingwell_core.instruments import ValueSetFile\n"
            "@hookimpl\ndef livingwell_value_sets():\n"
            "    return [ValueSetFile('from-folder', Path('x.toml'))]\n",
        )

        plugins = load_plugins()

        assert plugins.failures == ()
        assert plugins.registry("livingwell_value_sets", "value set").ids() == ("from-folder",)
        assert (
            str(plugins.registry("livingwell_value_sets", "value set").brought_by("from-folder"))
            == "my-plugin 1.2.3"
        )
