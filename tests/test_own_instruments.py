"""Instruments in the evaluation's own folder: named like installed ones, never in the place of one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from helpers_files import AS_OF, DEMO, evaluation, make_plugins, module, put

from livingwell_core.cli.main import cli
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import DuplicateIdError, InputError
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import read_instrument

OWN = """
id = "harbour3"
title = "Harbour scale"
source = "invented for tests"
licence = "none needed"

[responses.often]
lowest = 0
highest = 4

[[items]]
id = "1"
label = "first"
responses = "often"

[[items]]
id = "2"
label = "second"
responses = "often"
polarity = "against"

[[items]]
id = "3"
label = "third"
responses = "often"
polarity = "stated-by-profile"

[[scores]]
id = "total"
title = "total"
rule = "sum"
lowest = 0
highest = 12
better = "higher"
"""


def make(folder, text=OWN, *, name="harbour3.toml", instrument="harbour3", **kwargs):
    path = evaluation(folder, **kwargs)
    put(folder / "instruments" / name, text)
    profile = folder / "here.toml"
    put(profile, profile.read_text().replace('instrument = "demo"', f'instrument = "{instrument}"'))
    return path


def plan_of(path, *modules):
    return make_plan(path, make_plugins(*modules), as_of=AS_OF)


def refused(path, *modules) -> list[str]:
    with pytest.raises(InputError) as caught:
        plan_of(path, *modules)
    return [str(problem) for problem in caught.value.problems]


class TestUsed:
    """What a profile names."""

    def test_it_scores_as_an_installed_one(self, tmp_path):
        """The same questionnaire as a file gives what the installed one gives."""
        found = {}
        for name, path in (
            ("own", make(tmp_path / "own")),
            ("installed", evaluation(tmp_path / "installed")),
        ):
            findings = evaluate(plan_of(path), LocalEngine()).findings
            found[name] = [
                (f.analysis, f.statistic, f.site, f.value, f.low, f.high, f.n)
                for f in findings
                if (f.instrument, f.score) in {("harbour3", "total"), ("demo", "total")}
                and f.analysis in {"coverage", "paired-change"}
            ]

        assert found["own"] == found["installed"]
        assert found["own"]

    def test_settings(self, tmp_path):
        """The evaluation file names its scores too."""
        settings = '[scores."harbour3.total"]\nmissing = "prorate(max_missing=1)"\n'
        plan = plan_of(make(tmp_path, settings=settings))

        assert plan.instruments["harbour3"].scores[0].rule.missing.max_missing == 1

    def test_cases_are_no_instrument(self, tmp_path):
        """A file of cases belongs to the instrument beside it."""
        path = make(tmp_path)
        cases = put(tmp_path / "instruments" / "harbour3.cases.toml", "cases = []\n")

        assert plan_of(path).instruments["harbour3"].cases == cases

    def test_no_folder(self, tmp_path):
        """Most evaluations have none; a file of that name is none."""
        path = evaluation(tmp_path)
        put(tmp_path / "instruments", "")

        assert list(plan_of(path).instruments) == ["demo"]

    def test_listed(self, tmp_path):
        """`livingwell instruments` shows one by its path, as it shows an installed one."""
        make(tmp_path)
        path = str(tmp_path / "instruments" / "harbour3.toml")
        shown = CliRunner().invoke(cli, ["instruments", path])
        as_json = CliRunner().invoke(cli, ["instruments", path, "--json"])

        assert shown.output.startswith("Harbour scale  [harbour3]\n  source:  invented for tests")
        assert [item["id"] for item in json.loads(as_json.output)[0]["items"]] == ["1", "2", "3"]


class TestRefused:
    """What cannot be used."""

    def test_an_installed_id(self, tmp_path):
        """An own file never takes an installed instrument's place; both are named."""
        (line,) = refused(make(tmp_path, OWN.replace("harbour3", "demo"), instrument="demo"))

        assert line == (
            "instruments/harbour3.toml, id: demo-dist 1.2 brings an instrument with this id too, got 'demo', "
            "expected an id of its own"
        )

    def test_two_own_ones(self, tmp_path):
        """Two files that state one id."""
        path = make(tmp_path)
        put(tmp_path / "instruments" / "other.toml", OWN)
        (line,) = refused(path)

        assert line.startswith(
            "instruments/other.toml, id: instruments/harbour3.toml brings an instrument with this id too"
        )

    def test_faults_beside_those_of_the_plan(self, tmp_path):
        """The faults of the file and those of the rest are said together; the profile is not blamed."""
        settings = '[scores."harbour3.total"]\nmissing = "x"\n[scores."demo.totl"]\n'
        wrong = OWN.replace('"against"', '"negative"').replace("highest = 12", "highest = 1")
        path = make(tmp_path, wrong, settings=settings)
        put(path, path.read_text() + '[[sites]]\nprofile = "nowhere"\nfolder = "x"\n')

        lines = refused(path)

        assert [line.partition(": ")[0] for line in lines] == [
            "instruments/harbour3.toml, items[2].polarity",
            "instruments/harbour3.toml, scores[1].highest",
            "livingwell.toml, sites[2].profile",
        ]

    def test_unreadable(self, tmp_path):
        """A file that is no TOML is named with the line; the profile is not blamed."""
        (line,) = refused(make(tmp_path, OWN + "rule: sum\n"))

        assert line.startswith("instruments/harbour3.toml, row 35: is not TOML")

    def test_settings_of_the_unreadable(self, tmp_path):
        """Nor are the settings of its scores."""
        lines = refused(
            make(tmp_path, OWN.replace("sum", "smu"), settings='[scores."harbour3.total"]\nmissing = "x"\n')
        )

        assert len(lines) == 1

    def test_an_unknown_one(self, tmp_path):
        """A profile's slip is told the own one's name too."""
        (line,) = refused(make(tmp_path, instrument="harbour"))

        assert "no such instrument is installed; did you mean 'harbour3'?, got 'harbour'" in line

    def test_python(self, tmp_path):
        """A rule in Python is for plugins: a folder that somebody sends must not run code."""
        text = OWN.replace('rule = "sum"', 'rule = { python = "os:system" }')
        (line,) = refused(make(tmp_path, text))

        assert "scores[1].rule.python: a file of an evaluation may not run Python" in line

    def test_listed_by_its_path(self, tmp_path):
        """`livingwell instruments` says what is wrong with one."""
        make(tmp_path, OWN.replace("sum", "smu"))
        result = CliRunner().invoke(cli, ["instruments", str(tmp_path / "instruments" / "harbour3.toml")])

        assert result.exit_code == 1
        assert "scores[1].rule: no such rule; did you mean 'sum'?" in result.output

    def test_two_plugins(self):
        """Two plugins with one id: the message names both distributions and the way out."""
        again = module(livingwell_instruments=lambda: [DEMO])
        with pytest.raises(DuplicateIdError) as caught:
            make_plugins(again).registry("livingwell_instruments", "instrument")

        assert str(caught.value) == (
            "two plugins bring the instrument 'demo': demo-dist 1.2 and extra-dist1 0.1; "
            "switch one off with --without extra-dist1"
        )


def test_definition_is_as_written(tmp_path):
    """What is read here is what the tests above rest on: DEMO's items under another id."""
    path = put(tmp_path / "harbour3.toml", OWN)

    assert read_instrument(path).items == DEMO.items
