"""
QAYL: each item by itself, of a site that asks some of them.
"""

import datetime

import pytest
from livingwell_mansa import plugin

from livingwell_core import builtin
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.plugins import Plugins

MANSA, QAYL = plugin.livingwell_instruments()
ASKED = ("friendships", "family", "occupation")

PROFILE = """\
id = "{id}"
title = "{id}"
source = "invented for tests"
[[tables]]
file = "a.csv"
instrument = "qayl"
layout = "wide"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
[tables.items]
"""

#            person, day, friendships, family, occupation
ANSWERS = (
    ("p1", "2021-01-01", "4", "5", "1"),
    ("p1", "2021-07-01", "5", "5", "2"),
    ("p2", "2021-01-01", "3", "", "2"),
    ("p2", "2021-07-01", "6", "6", "2"),
    ("p3", "2021-01-01", "4", "2", ""),
    ("p3", "2021-07-01", "", "4", ""),
    ("p4", "2021-01-01", "", "", ""),
)


def run(folder, sites):
    """Evaluate sites, each a list of items that it asks and its rows."""
    lines = ['title = "A test"']
    for site, (asked, rows) in sites.items():
        (folder / site).mkdir(parents=True)
        table = [",".join(["Id", "Date", *asked]), *(",".join(row) for row in rows)]
        (folder / site / "a.csv").write_text("\n".join([*table, ""]))
        items = "".join(f'{item} = "{item}"\n' for item in asked)
        (folder / f"{site}.toml").write_text(PROFILE.format(id=site) + items)
        lines += ["[[sites]]", f'profile = "{site}.toml"', f'folder = "{site}"']
    file = folder / "livingwell.toml"
    file.write_text("\n".join([*lines, "[disclosure]", "minimum = 0", ""]))
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", "0")
    plugins.register(plugin, "mansa", "livingwell-mansa", "0")
    return evaluate(make_plan(file, plugins, as_of=datetime.date(2024, 6, 30)), LocalEngine())


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return run(tmp_path_factory.mktemp("qayl"), {"here": (ASKED, ANSWERS)})


def value(found, score, statistic, site="here"):
    (finding,) = (f for f in found.findings if (f.score, f.statistic, f.site) == (score, statistic, site))
    return finding


class TestSomeItems:
    def test_findings_of_these_only(self, found):
        """A site that asks three items gets findings of three scores, and none of the other nine."""
        assert {finding.score for finding in found.findings} == set(ASKED)

    def test_medians(self, found):
        """Medians over people with a first and a last answer to that item."""
        medians = {
            item: tuple(value(found, item, f"median {which}").value for which in ("first", "last"))
            for item in ASKED
        }
        assert medians == {"friendships": (3.5, 5.5), "family": (3.5, 4.5), "occupation": (1.5, 2)}

    def test_no_means(self, found):
        """An item of its own has an order and no distances."""
        assert "paired-change" not in {finding.analysis for finding in found.findings}
        assert not {f.statistic for f in found.findings} & {"mean first", "mean last", "mean change"}

    def test_the_ledger_adds_up(self, found):
        """A row counts as used with any of the items answered; a row without is set aside, by reason."""
        found.ledger.check()
        table = ("qayl assessments", "here")
        assert (found.ledger.read(*table), found.ledger.used(*table)) == (7, 6)
        assert list(found.ledger.set_aside(*table).values()) == [1]

    def test_every_finding_says_what_it_is(self, found):
        """No finding goes without the caution."""
        for finding in found.findings:
            assert "single item of a cut-down MANSA, not a validated scale" in finding.note
            assert "section 1.6" in finding.note


def test_sites_that_ask_different_items(tmp_path):
    """Each site has findings of what it asks, and all together of either."""
    other = [(person, day, first) for person, day, first, *_ in ANSWERS]
    found = run(tmp_path, {"a": (ASKED, ANSWERS), "b": (["safety"], other)})
    scores = {
        site: {finding.score for finding in found.findings if finding.site == site}
        for site in ("a", "b", "all")
    }
    assert scores == {"a": set(ASKED), "b": {"safety"}, "all": {*ASKED, "safety"}}


class TestDefinition:
    def test_items_are_those_of_mansa(self):
        """The same twelve ids, labels and range, in the same order."""
        assert QAYL.items == MANSA.items[:12]

    def test_each_item_is_an_ordinal_score(self):
        """One score an item, of it alone, each of which makes an assessment count."""
        assert [(score.id, score.items) for score in QAYL.scores] == [
            (item.id, (item.id,)) for item in QAYL.items
        ]
        assert {score.measurement for score in QAYL.scores} == {"ordinal"}
        assert QAYL.counted_by == tuple(score.id for score in QAYL.scores)
