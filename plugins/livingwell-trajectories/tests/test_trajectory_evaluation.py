"""
Trajectories from files to findings.
"""

import datetime
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from click.testing import CliRunner
from livingwell_trajectories import plugin

from livingwell_core import __version__, builtin, hookimpl
from livingwell_core.cli.main import cli
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import InputError
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import Instrument, Item, ReliableChange, Score, Single
from livingwell_core.plugins import Plugins

AS_OF = datetime.date(2024, 6, 30)
PROFILE = """
id = "{id}"
title = "{id}"
source = "invented"

[[tables]]
file = "wellness.csv"
instrument = "wellness"
layout = "wide"
answers = "scored"
person = "client"
date = "day"
date_format = "%Y-%m-%d"

[tables.items]
1 = "score"
"""
WELLNESS = Instrument(
    id="wellness",
    title="Wellness",
    items=(Item(id="1", label="wellness", lowest=0, highest=60),),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1",),
            rule=Single(),
            lowest=0,
            highest=60,
            better="higher",
            reliable_changes=(ReliableChange(id="5", points=5, source="invented"),),
        ),
    ),
    source="invented for tests",
    licence="none needed",
)


class Questionnaire:
    @hookimpl
    def livingwell_instruments(self):
        return [WELLNESS]


def installed():
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    plugins.register(Questionnaire(), "wellness", "wellness-dist", "1.0")
    plugins.register(plugin, "trajectories", "livingwell-trajectories", "0.1.0")
    return plugins


def rows(site, people, seed):
    """3 to 5 scores of so many people, and two of 8 more, on days that differ; lines of people's own."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(people + 8):
        count = rng.integers(3, 6) if number < people else 2
        days = np.concatenate([[0], np.sort(rng.choice(np.arange(10, 600), count - 1, replace=False))])
        start, slope = rng.normal(25, 6), rng.normal(0.6, 0.5)
        scores = np.clip(start + slope * days / 30.4375 + rng.normal(0, 2.5, count), 0, 60).round()
        first = datetime.date(2021, 1, 1) + datetime.timedelta(int(rng.integers(0, 300)))
        found += [
            (f"{site}-{number}", first + datetime.timedelta(int(day)), int(score))
            for day, score in zip(days, scores, strict=True)
        ]
    return [found[place] for place in rng.permutation(len(found))]


HARBOUR, VALLEY = rows("h", 30, 1), rows("v", 25, 2)


def folder_of(folder, settings):
    text = 'title = "Over time"\n'
    for site, table in (("harbour", HARBOUR), ("valley", VALLEY)):
        (folder / site).mkdir(parents=True)
        (folder / f"{site}.toml").write_text(PROFILE.format(id=site))
        lines = ["client,day,score", *(f"{person},{day},{score}" for person, day, score in table)]
        (folder / site / "wellness.csv").write_text("\n".join(lines) + "\n")
        text += f'[[sites]]\nprofile = "{site}.toml"\nfolder = "{site}"\n'
    (folder / "livingwell.toml").write_text(text + settings)
    return folder / "livingwell.toml"


def findings(folder, settings="[analyses.trajectories]\n", buckets=2):
    path = folder_of(folder, "[disclosure]\nminimum = 0\n" + settings)
    found = evaluate(make_plan(path, installed(), as_of=AS_OF), LocalEngine(buckets=buckets))
    return {
        (f.site, f.statistic, f.unit): f for f in found.findings if f.analysis == "trajectories"
    }, found.definitions


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return findings(tmp_path_factory.mktemp("trajectories"))


def by_statsmodels(table):
    """
    The same model from the rows of the files, over years.

    Over months statsmodels, left to itself, ends elsewhere and says that it converged: at a likelihood of
    -365 in place of -362 for the first site.
    """
    frame = pd.DataFrame(table, columns=["person", "day", "score"])
    by_person = frame.groupby("person")
    frame["years"] = [d.days / 365.25 for d in frame["day"] - by_person["day"].transform("min")]
    frame = frame[by_person["day"].transform("size") >= 3]
    return smf.mixedlm("score ~ years", frame, groups="person", re_formula="~years").fit()


@pytest.mark.parametrize(
    ("site", "table", "people"),
    [("harbour", HARBOUR, 30), ("valley", VALLEY, 25), ("all", HARBOUR + VALLEY, 55)],
)
def test_equals_statsmodels_on_the_files(run, site, table, people):
    """At each site, and over all of them, which is a model of its own."""
    found, _ = run
    expected = by_statsmodels(table)
    start = found[site, "mean score at the start", "points"]
    change = found[site, "mean change per month", "points"]

    # Two searches for the maximum, each of which stops near it.
    assert (start.value, 12 * change.value) == pytest.approx(tuple(expected.fe_params), rel=1e-4)
    assert found[site, "residual sd", "points"].value == pytest.approx(expected.scale**0.5, rel=1e-4)
    slope_sd = found[site, "sd of slopes between people", "points"].value
    assert 12 * slope_sd == pytest.approx(float(expected.cov_re.iloc[1, 1]) ** 0.5, rel=1e-3)
    assert change.n == people
    left_out = found[site, "people with fewer than 3 scores, left out", "people"]
    assert left_out.value == (16 if site == "all" else 8)


def test_by_name_only(tmp_path):
    """Without a table of its own it does not run."""
    assert findings(tmp_path, "")[0] == {}


def test_every_definition_is_there(run):
    """Findings name definitions of the evaluation."""
    found, definitions = run
    assert {f.definition for f in found.values()} < {d.id for d in definitions}


def test_however_the_work_is_split(run, tmp_path):
    """The same numbers to the last digit."""
    assert findings(tmp_path, buckets=7)[0] == run[0]


def test_settings_are_used(tmp_path):
    """Four scores and more; a score that there is not is refused."""
    more = '[analyses.trajectories]\nscores = ["wellness.total"]\nat_least = 4\ntime = "log"\n'
    found, _ = findings(tmp_path / "1", more)
    assert 0 < found["all", "people with at least 4 scores", "people"].value < 55
    assert found["all", "mean change per doubling of 1 + months", "points"].value > 0
    with pytest.raises(InputError, match="no such score"):
        findings(tmp_path / "2", '[analyses.trajectories]\nscores = ["wellness.other"]\n')


def written(folder, settings):
    path = folder_of(folder, settings)
    command = ["evaluate", str(path), "--out", str(folder / "out")]
    return CliRunner().invoke(cli, command, obj=installed(), prog_name="livingwell")


def test_small_numbers_are_hidden(tmp_path):
    """Few people with a slope reliably below 0 follow from nothing that is written."""
    result = written(tmp_path, "[analyses.trajectories]\n")
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "out" / "findings.json").read_text())["findings"]
    shown = [
        f["statistic"]
        for f in found
        if f["site"] == "harbour" and f["statistic"].endswith("own slope") and f["value"] is not None
    ]
    assert not any("deteriorated" in name for name in shown)
    assert len(set(shown)) < 2


def test_bad_settings(tmp_path):
    """All of them at once, and nothing is written."""
    result = written(tmp_path, '[analyses.trajectories]\nat_least = 2\ntime = "days"\n')
    assert result.exit_code == 1
    assert "livingwell.toml, analyses.trajectories.at_least: wrong value, got '2'" in result.output
    assert "livingwell.toml, analyses.trajectories.time: wrong value, got 'days'" in result.output
    assert not (tmp_path / "out").exists()


def test_costs_nothing_until_it_is_used():
    """What every command imports of it brings in neither statsmodels nor numpy."""
    code = (
        "import sys, livingwell_trajectories.plugin; "
        "print({'statsmodels', 'numpy', 'attrs'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_listing_does_not_fetch_statsmodels():
    """Nor does an evaluation that does not ask for trajectories."""
    code = (
        "import sys; from livingwell_trajectories.plugin import livingwell_analyses; livingwell_analyses(); "
        "print('statsmodels' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
