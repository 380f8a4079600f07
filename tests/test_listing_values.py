"""What `livingwell instruments` says of utilities and value sets."""

from __future__ import annotations

import json

import attrs
from click.testing import CliRunner
from helpers_files import DEMO, module, put
from helpers_values import ADDITIVE, value_set_file

from livingwell_core import __version__, builtin
from livingwell_core.cli.main import cli
from livingwell_core.instruments import (
    ILLUSTRATIVE,
    ClinicalRange,
    Score,
    Single,
    Utility,
    ValueSetFile,
    read_value_set,
)
from livingwell_core.plugins import Plugins

UTILITY = Utility(title="Demo-UI", source="Nobody 2020", note="a caution")


def said(instrument, files, *arguments: str) -> str:
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    brought = module(livingwell_instruments=lambda: [instrument], livingwell_value_sets=lambda: files)
    plugins.register(brought, "demo", "demo-dist", "1.2")
    result = CliRunner().invoke(cli, ["instruments", *arguments], obj=plugins)
    assert result.exit_code == 0, result.output
    return result.stdout


def value_sets(folder) -> list[ValueSetFile]:
    """One that is right, one of another instrument, one that is no file, one with a contradiction."""
    right = value_set_file(folder, more='illustrative = true\nnote = "invented"')
    other = value_set_file(folder, name="other.toml", set_id="other")
    put(other, other.read_text().replace('instrument = "demo"', 'instrument = "else"'))
    wrong = value_set_file(
        folder, ADDITIVE.replace("3 = -0.1, 4 = 0", "3 = 0.2"), name="w.toml", set_id="wrong"
    )
    return [
        ValueSetFile("demo-values", right),
        ValueSetFile("other", other),
        ValueSetFile("gone", folder / "gone.toml"),
        ValueSetFile("wrong", wrong),
    ]


class TestList:
    """The short form."""

    def test_none_by_default(self, tmp_path):
        """A line for the utility and one for each value set; the rest is not even read."""
        lines = said(attrs.evolve(DEMO, utility=UTILITY), value_sets(tmp_path)).splitlines()

        assert lines[3:7] == [
            "  utility, Demo-UI: none unless a value set is named; Nobody 2020",
            f"    value set demo-values: Demo values, Nobody N 2020, {ILLUSTRATIVE}",
            "    value set wrong: Demo values, Nobody N 2020",
            "    value set gone cannot be read: gone.toml: there is no such file",
        ]

    def test_default(self, tmp_path):
        """The instrument's own value set is listed though no hook brings it; utilities are decimals."""
        own = read_value_set(value_set_file(tmp_path, set_id="own"))
        instrument = attrs.evolve(DEMO, utility=attrs.evolve(UTILITY, value_set=own))

        text = said(instrument, [])

        assert "  utility: Demo-UI, Demo values, -0.15 to 1, higher is better\n" in text
        assert "  utility, Demo-UI: by own unless another is named; Nobody 2020\n" in text
        assert "    value set own: Demo values, Nobody N 2020\n" in text

    def test_no_utility(self, tmp_path):
        """Nothing is said of value sets where there is no utility."""
        assert "value set" not in said(DEMO, value_sets(tmp_path))


class TestOne:
    """The long form."""

    def test_everything(self, tmp_path):
        """Whose each value set is, its items, range and worst state; a broken one is named with why."""
        text = said(attrs.evolve(DEMO, utility=UTILITY), value_sets(tmp_path), "demo")

        assert text.partition("  utility: ")[2].splitlines() == [
            "Demo-UI; Nobody 2020",
            "    note: a caution",
            "    default value set: none, an evaluation names one",
            f"    value set {ILLUSTRATIVE}; Demo values (demo-values); Nobody N 2020; version 1",
            "      items: 3, 1",
            "      range: -0.15 to 1, 25 states",
            "      worst state: 00",
            "      licence: none needed",
            "      note: invented",
            "    value set gone cannot be read: gone.toml: there is no such file",
            (
                "    value set wrong cannot be read: w.toml, additive, state 30: is worth more than state "
                "40 at 0.45, which is better in '3' and the same in all else (and 4 more such pairs), got "
                "'0.65', expected at most 0.45"
            ),
        ]

    def test_default(self, tmp_path):
        """Which is used where none is named, without a caution where there is none."""
        own = read_value_set(value_set_file(tmp_path, set_id="own"))
        utility = attrs.evolve(UTILITY, value_set=own, note="")

        text = said(attrs.evolve(DEMO, utility=utility), [], "demo")

        assert (
            "  utility: Demo-UI; Nobody 2020\n    default value set: own\n    value set Demo values" in text
        )

    def test_no_utility(self, tmp_path):
        """Nothing where there is none."""
        assert "utility" not in said(DEMO, value_sets(tmp_path), "demo")


class TestPrograms:
    """For programs."""

    def test_json(self, tmp_path):
        """The same, with numbers as numbers."""
        (described,) = json.loads(said(attrs.evolve(DEMO, utility=UTILITY), value_sets(tmp_path), "--json"))

        utility = described["utility"]
        assert utility["default"] is None
        assert [line.partition(" ")[0] for line in utility["not_read"]] == ["gone", "wrong"]
        (value_set,) = utility["value_sets"]
        assert value_set["lowest"] == -0.15
        assert value_set["worst"] == [0, 0]
        assert value_set["illustrative"] is True

    def test_no_utility(self):
        """Null where there is none, and thresholds that are no whole numbers are numbers."""
        edge = ClinicalRange(id="half", edge=0.5, source="invented")
        score = Score(
            id="third",
            title="third",
            items=("3",),
            rule=Single(),
            lowest=0,
            highest=4,
            better="higher",
            clinical_ranges=(edge,),
        )
        (described,) = json.loads(said(attrs.evolve(DEMO, scores=(score,)), [], "--json"))

        assert described["utility"] is None
        assert described["scores"][0]["clinical_ranges"][0]["edge"] == 0.5
