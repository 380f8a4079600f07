"""An evaluation that names a value set: looked up, checked, used, and on record."""

from __future__ import annotations

import attrs
import pytest
from click.testing import CliRunner
from helpers_files import AS_OF, DEMO, evaluation, make_plugins, module, put
from helpers_values import ADDITIVE, TABLE, states_csv, value_set_file

from livingwell_core import __version__, builtin
from livingwell_core.cli.main import cli
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import InputError
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import ILLUSTRATIVE, Utility, ValueSetFile, read_value_set
from livingwell_core.plugins import Plugins
from livingwell_core.reports import make_report

VALUED = attrs.evolve(DEMO, utility=Utility(title="Demo-UI", source="invented"))


def plugins_with(*files: ValueSetFile, instrument=VALUED) -> Plugins:
    """The built-in plugin, the demo questionnaire with a utility, and value sets."""
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    brought = module(livingwell_instruments=lambda: [instrument], livingwell_value_sets=lambda: list(files))
    plugins.register(brought, "demo", "demo-dist", "1.2")
    return plugins


def named(folder, value_set: str | None, more: str = ""):
    line = "" if value_set is None else f'value_set = "{value_set}"\n'
    return evaluation(folder, settings=f'[disclosure]\nminimum = 0\n[scores."demo.utility"]\n{line}{more}')


def refused(path, plugins) -> list[str]:
    with pytest.raises(InputError) as caught:
        make_plan(path, plugins, as_of=AS_OF)
    return [str(problem) for problem in caught.value.problems]


def installed(folder, **kwargs) -> ValueSetFile:
    return ValueSetFile("demo-values", value_set_file(folder / "plugin", **kwargs))


class TestNamed:
    """Which one."""

    def test_installed(self, tmp_path):
        """By the id of one that a plugin brings."""
        plan = make_plan(named(tmp_path, "demo-values"), plugins_with(installed(tmp_path)), as_of=AS_OF)

        assert plan.instruments["demo"].score_named("utility").rule.value_set.id == "demo-values"
        assert plan.without == {}

    @pytest.mark.parametrize("name", ["mine.toml", "mine.csv", "MINE.CSV", "sets/mine.toml"])
    def test_own(self, tmp_path, name):
        """By a file beside the evaluation file."""
        folder = tmp_path / "sets" if "/" in name else tmp_path
        stem = name.rpartition("/")[2].partition(".")[0]
        put(folder / f"{stem}.{name.rpartition('.')[2] if 'CSV' in name else 'csv'}", states_csv())
        value_set_file(
            folder, f'[states]\nfile = "{stem}.{"CSV" if "CSV" in name else "csv"}"\n', name=f"{stem}.toml"
        )

        plan = make_plan(named(tmp_path, name), plugins_with(), as_of=AS_OF)

        assert plan.instruments["demo"].score_named("utility").rule.value_set.id == "demo-values"

    def test_default(self, tmp_path):
        """The instrument's own where none is named; another where one is."""
        own = read_value_set(value_set_file(tmp_path, name="own.toml", set_id="own"))
        instrument = attrs.evolve(DEMO, utility=attrs.evolve(VALUED.utility, value_set=own))
        plugins = plugins_with(installed(tmp_path), instrument=instrument)

        plain = make_plan(evaluation(tmp_path), plugins, as_of=AS_OF)
        other = make_plan(named(tmp_path, "demo-values"), plugins, as_of=AS_OF)

        ids = [p.instruments["demo"].score_named("utility").rule.value_set.id for p in (plain, other)]
        assert ids == ["own", "demo-values"]

    def test_none(self, tmp_path):
        """Without a default and without a name there is no utility, and the report says so."""
        broken = ValueSetFile("broken", put(tmp_path / "broken.toml", "id = 1"))
        other = ValueSetFile("other", value_set_file(tmp_path / "other", name="o.toml"))
        put(other.path, other.path.read_text().replace('instrument = "demo"', 'instrument = "else"'))
        plugins = plugins_with(broken, installed(tmp_path), other)

        plan = make_plan(evaluation(tmp_path), plugins, as_of=AS_OF)
        settings = make_report(evaluate(plan, LocalEngine())).settings

        assert [score.id for score in plan.instruments["demo"].scores] == ["total", "third"]
        assert settings["utility, demo"] == "no value set named; installed: demo-values"


class TestWrong:
    """What cannot be used."""

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            (
                "demo-valeus",
                (
                    "livingwell.toml, scores.demo.utility.value_set: no such value set; did you mean "
                    "'demo-values'?, got 'demo-valeus', expected an installed value set, or a .toml or .csv "
                    "file beside this one"
                ),
            ),
            ("mine.toml", "mine.toml: there is no such file"),
        ],
    )
    def test_unknown(self, tmp_path, name, line):
        """A name of nothing, with the nearest."""
        assert refused(named(tmp_path, name), plugins_with(installed(tmp_path))) == [line]

    def test_none_installed(self, tmp_path):
        """A name where nothing is installed."""
        (line,) = refused(named(tmp_path, "uk"), plugins_with())

        assert "no such value set; nothing here, got 'uk'" in line

    def test_settings_of_nothing(self, tmp_path):
        """Settings of a utility that names no value set."""
        path = named(tmp_path, None, 'missing = "complete-cases"\n')

        assert refused(path, plugins_with(installed(tmp_path))) == [
            (
                "livingwell.toml, scores.demo.utility: names no value set, without which missing is of "
                "nothing, expected 'value_set', installed: demo-values"
            )
        ]

    def test_no_settings_of_nothing(self, tmp_path):
        """A table with nothing in it."""
        (line,) = refused(named(tmp_path, None), plugins_with())

        assert line.endswith("without which this is of nothing, expected 'value_set', installed: none")

    def test_prorated(self, tmp_path):
        """A utility is never given for a state that is not known."""
        path = named(tmp_path, "demo-values", 'missing = "prorate(max_missing=1)"\n')

        (line,) = refused(path, plugins_with(installed(tmp_path)))

        assert line.startswith(
            "livingwell.toml, scores.demo.utility: 'missing' must be 'complete-cases' for a ut"
        )

    def test_of_another_score(self, tmp_path):
        """A value set for a sum would be ignored: it is refused."""
        path = evaluation(tmp_path, settings='[scores."demo.total"]\nvalue_set = "demo-values"\n')

        assert refused(path, plugins_with(installed(tmp_path))) == [
            (
                "livingwell.toml, scores.demo.total.value_set: only a utility has a value set, got "
                "'demo-values', expected [scores.'demo.utility']"
            )
        ]

    @pytest.mark.parametrize("key", ["demo.utilty", "dem.utility", "demo.utility"])
    def test_no_such_score(self, tmp_path, key):
        """A slip in the key, or an instrument without a utility: said once."""
        plugins = make_plugins() if key == "demo.utility" else plugins_with(installed(tmp_path))
        path = evaluation(tmp_path, settings=f'[scores."{key}"]\nvalue_set = "demo-values"\n')

        (line,) = refused(path, plugins)

        assert line.startswith(f"livingwell.toml, scores.{key}: no such score; ")

    def test_of_another_instrument(self, tmp_path):
        """A value set of other answers."""
        path = value_set_file(tmp_path, name="mine.toml")
        put(path, path.read_text().replace('instrument = "demo"', 'instrument = "else"'))

        (line,) = refused(named(tmp_path, "mine.toml"), plugins_with())

        assert line.startswith(
            "livingwell.toml, scores.demo.utility.value_set: value set 'demo-values': is of the instr"
        )

    def test_with_an_installed_id(self, tmp_path):
        """An own file must not take an installed one's place unseen."""
        value_set_file(tmp_path, name="mine.toml")

        assert refused(named(tmp_path, "mine.toml"), plugins_with(installed(tmp_path))) == [
            (
                "mine.toml, id: an installed value set has this id too, got 'demo-values', expected an id of "
                "its own"
            ),
        ]

    def test_with_faults(self, tmp_path):
        """All that is wrong with the file, along with what is wrong elsewhere."""
        value_set_file(tmp_path, ADDITIVE.replace("3 = -0.1, 4 = 0", "3 = 0.2"), name="mine.toml")
        path = named(tmp_path, "mine.toml", '[scores."demo.third"]\nclinical_range = "9"\n')

        found = refused(path, plugins_with())

        assert [line.partition(":")[0] for line in found] == [
            "mine.toml, additive, state 30",
            "livingwell.toml, scores.demo.third",
        ]


class TestSaid:
    """What `livingwell check` says of the value sets in use."""

    def lines(self, path, plugins) -> list[str]:
        result = CliRunner().invoke(cli, ["check", str(path)], obj=plugins)
        assert result.exit_code == 0, result.output
        return [line for line in result.stdout.splitlines() if line.startswith("value set")]

    def test_own(self, tmp_path):
        """A licence holder's own: the file and its id, and what was read."""
        value_set_file(tmp_path, name="mine.toml")

        assert self.lines(named(tmp_path, "mine.toml"), plugins_with()) == [
            "value set mine.toml (demo-values): 25 states, -0.15 to 1, worst state 00; Nobody N 2020"
        ]

    def test_installed(self, tmp_path):
        """By its id; an illustrative one says so."""
        plugins = plugins_with(installed(tmp_path, more="illustrative = true"))

        assert self.lines(named(tmp_path, "demo-values"), plugins) == [
            f"value set demo-values: 25 states, -0.15 to 1, worst state 00; Nobody N 2020; {ILLUSTRATIVE}"
        ]

    def test_default(self, tmp_path):
        """One that an instrument brings is in use without being named."""
        own = read_value_set(value_set_file(tmp_path, name="own.toml", set_id="own"))
        instrument = attrs.evolve(DEMO, utility=attrs.evolve(VALUED.utility, value_set=own)).valued(own)

        (line,) = self.lines(evaluation(tmp_path), plugins_with(instrument=instrument))

        assert line.startswith("value set own: 25 states")

    def test_none(self, tmp_path):
        """Nothing where nothing is valued."""
        assert self.lines(evaluation(tmp_path), plugins_with()) == []


def test_findings(tmp_path):
    """Utilities are scored, paired and averaged; every finding on them says that they are illustrative."""
    plugins = plugins_with(installed(tmp_path, more='illustrative = true\ndoi = "10.1/x"'))

    evaluation_ = evaluate(make_plan(named(tmp_path, "demo-values"), plugins, as_of=AS_OF), LocalEngine())

    # Answers 3 and 1 of each person, first and last, as helpers_files.ROWS has them.
    pairs = [((0, 0), (3, 3)), ((1, 1), (2, 1)), ((2, 2), (4, 4)), ((2, 3), (2, 1))]
    change = sum(TABLE[last] - TABLE[first] for first, last in pairs) / len(pairs) / 100
    of_utility = [f for f in evaluation_.findings if f.score == "utility"]
    (mean,) = [f for f in of_utility if f.statistic == "mean change" and f.site == "here"]
    assert mean.value == pytest.approx(change, abs=1e-12)
    assert all(ILLUSTRATIVE in finding.note for finding in of_utility)
    assert not any(
        ILLUSTRATIVE in finding.note for finding in evaluation_.findings if finding.score == "total"
    )
    report = make_report(evaluation_)
    assert report.settings["value set, demo.utility"] == (
        f"{ILLUSTRATIVE}; Demo values (demo-values); Nobody N 2020; doi 10.1/x; version 1"
    )
    assert "utility, demo" not in report.settings
