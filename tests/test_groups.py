"""Groups of people: declared in a profile, read from the list of people, and in findings."""

from __future__ import annotations

import math
from types import SimpleNamespace

import polars as pl
import pytest
from helpers_files import (
    AS_OF,
    ROWS,
    csv_text,
    evaluation,
    make_plugins,
    module,
    people_table,
    put,
    read_people_path,
)
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.analyses import ALL_SITES, EVERYONE, Definition
from livingwell_core.cohorts import AMOUNT, GROUP
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import InputError
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.profiles import NOT_RECORDED, GroupColumn
from livingwell_core.tallies import Counts

SEX = {"column": "Sex", "values": {"F": "female", "M": "male"}}
PEOPLE = [
    ["Id", "Sex", "Age", "Cost"],
    ["p1", "F", "17", "100"],
    ["p2", "f ", "18", "250.50"],
    ["p3", "M", "64", ""],
    ["p4", "", "65", "n/a"],
    ["p5", "x", "n/k", "-4"],
    ["p6", "M", "131", "7"],
]
BLOCK = """
[people]
file = "p.csv"
person = "Id"
amounts = { cost = "Cost" }
[people.groups.sex]
column = "Sex"
values = { F = "female", M = "male" }
[people.groups."age band"]
column = "Age"
bands = [18, 65]
missing = ["n/k"]
"""


def read(folder, rows, **changes):
    return read_people_path(put(folder / "p.csv", csv_text(rows)), people_table(**changes))


def run(folder, *modules, settings="[disclosure]\nminimum = 0\n", more=BLOCK, people=PEOPLE, sites=("here",)):
    path = evaluation(folder, sites={site: csv_text(ROWS) for site in sites}, more=more, settings=settings)
    for site in sites:
        put(folder / site / "p.csv", csv_text(people))
    plan = make_plan(path, make_plugins(*modules), as_of=AS_OF)
    return evaluate(plan, LocalEngine(buckets=2))


def number(found, statistic, group=EVERYONE, *, site="here", score="total", unit="people"):
    (value,) = (
        f.value
        for f in found.findings
        if (f.statistic, f.group, f.site, f.score, f.unit) == (statistic, group, site, score, unit)
    )
    return value


class TestColumn:
    """What a profile may declare."""

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({}, "either 'values' or 'bands'"),
            ({"values": {"F": "female"}, "bands": (18,)}, "either 'values' or 'bands'"),
            ({"bands": (65, 18)}, "'bands' to rise"),
            ({"bands": (18,), "date_format": "%d/%m/%Y"}, "'date_format' and 'age_on' together"),
            ({"values": {"F": "a=b"}}, "a name for 'F' without '='"),
            ({"values": {"F": NOT_RECORDED}}, "other than 'not recorded'"),
            ({"values": {"F": "female", " f": "male"}}, "labels that differ by more than case"),
            ({"values": {"F": "female"}, "missing": ("f",)}, "labels that differ by more than case"),
        ],
    )
    def test_refused(self, settings, message):
        """What cannot be meant is refused, with what was expected."""
        with pytest.raises(ValueError, match=message):
            GroupColumn(column="Sex", **settings)

    def test_names(self):
        """Groups in order, those without a value last."""
        assert GroupColumn(**SEX).names == ("female", "male", NOT_RECORDED)
        bands = GroupColumn(column="Age", bands=(18, 19, 65)).names
        assert bands == ("under 18", "18", "19 to 64", "65 and over", NOT_RECORDED)
        assert GroupColumn(column="Age", bands=(0, 18)).names[0] == "0 to 17"

    def test_never_the_identifier(self):
        """A group cannot be the column that names people."""
        with pytest.raises(ValueError, match=r"groups\.sex and amounts\.cost to name another column"):
            people_table(groups={"sex": GroupColumn(column="Id", bands=(1,))}, amounts={"cost": "Id"})

    def test_names_without_the_sign(self):
        """A name with '=' could not be told from its value."""
        with pytest.raises(ValueError, match="names without '='"):
            people_table(amounts={"a=b": "Cost"})


class TestReading:
    """From cells to groups and amounts."""

    def test_values(self, tmp_path):
        """In any case; others are not recorded, and a warning of those that are not listed tells no value."""
        people = read(tmp_path, PEOPLE, groups={"sex": GroupColumn(**SEX)})

        assert people.keys[f"{GROUP}sex"].to_list() == [
            "female",
            "female",
            "male",
            *[NOT_RECORDED] * 2,
            "male",
        ]
        assert [str(w) for w in people.warnings] == [
            (
                "p.csv, Sex: 1 people with a value that the profile does not list: not recorded, "
                "expected one of F, M"
            )
        ]

    def test_a_value_of_many_is_shown(self, tmp_path):
        """A value that five people have is no secret, and helps to write the profile."""
        rows = [["Id", "Sex"], *([f"p{n}", "Female"] for n in range(5))]

        (warning,) = read(tmp_path, rows, groups={"sex": GroupColumn(**SEX)}).warnings

        assert warning.value == "female"

    def test_bands(self, tmp_path):
        """By age in years; an impossible age is not recorded."""
        groups = {"age": GroupColumn(column="Age", bands=(18, 65), missing=("N/K",))}

        people = read(tmp_path, PEOPLE, groups=groups)

        ages = ["under 18", "18 to 64", "18 to 64", "65 and over", NOT_RECORDED, NOT_RECORDED]
        assert people.keys[f"{GROUP}age"].to_list() == ages
        assert [w.value for w in people.warnings] == [None]

    def test_dates_of_birth(self, tmp_path):
        """The age on a day: the birthday itself counts."""
        rows = [["Id", "Born"], ["a", "01/07/2003"], ["b", "02/07/2003"], ["c", "31/31/1990"], ["d", ""]]
        groups = {
            "age": GroupColumn(
                column="Born",
                bands=(18,),
                date_format="%d/%m/%Y",
                age_on=AS_OF.replace(year=2021, month=7, day=1),
            )
        }

        people = read(tmp_path, rows, groups=groups)

        assert people.keys[f"{GROUP}age"].to_list() == ["18 and over", "under 18", NOT_RECORDED, NOT_RECORDED]
        assert "1990" not in str(people.warnings)

    def test_amounts(self, tmp_path):
        """Numbers of 0 or above; what is none is not known, and counted."""
        people = read(tmp_path, PEOPLE, amounts={"cost": "Cost"})

        assert people.keys[f"{AMOUNT}cost"].to_list() == [100, 250.5, None, None, None, 7]
        assert [str(w) for w in people.warnings] == [
            "p.csv, Cost: 2 cells hold no amount and are not used, expected a number of 0 or above"
        ]

    def test_a_column_that_is_not_there(self, tmp_path):
        """It is an error with what there is."""
        with pytest.raises(InputError, match="Sexx"):
            read(tmp_path, PEOPLE, groups={"sex": GroupColumn(column="Sexx", values={"F": "female"})})


class TestFindings:
    """Groups in findings."""

    def test_supported(self, tmp_path):
        """Everybody is in one group of each column."""
        found = run(tmp_path)

        by_sex = {n: number(found, "people supported", f"sex={n}") for n in ("female", "male", NOT_RECORDED)}
        assert by_sex == {"female": 2, "male": 2, NOT_RECORDED: 2}
        assert number(found, "people supported") == 6

    def test_means(self, tmp_path):
        """By hand: p1 from 0 to 9 and p2 from 3 to 4 are the women."""
        found = run(tmp_path)

        assert number(found, "mean change", "sex=female", unit="points") == 5
        assert number(found, "mean change", "sex=male", unit="points") == 6

    def test_over_sites(self, tmp_path):
        """Groups add up over sites; where a site has no such column, the others' sum says so."""
        path_more = run(tmp_path, sites=("a", "b"))

        assert number(path_more, "people supported", "sex=female", site=ALL_SITES) == 4

    def test_a_site_without_the_column(self, tmp_path):
        """It has no findings of the group, and all together say whom they leave out."""
        path = evaluation(tmp_path, sites={"a": csv_text(ROWS), "b": csv_text(ROWS)}, more=BLOCK)
        put(tmp_path / "a" / "p.csv", csv_text(PEOPLE))
        profile = (tmp_path / "b.toml").read_text()
        put(tmp_path / "b.toml", profile.replace(BLOCK, ""))

        found = evaluate(make_plan(path, make_plugins(), as_of=AS_OF), LocalEngine())

        women = [f for f in found.findings if f.group == "sex=female" and f.score == "total"]
        assert {f.site for f in women} == {"a", ALL_SITES}
        notes = {f.note for f in women if f.site == ALL_SITES}
        assert all("without b, where sex is not in the list of people" in note for note in notes)

    def test_what_is_made_by_group(self, tmp_path):
        """The evaluation names columns, analyses and scores."""
        settings = (
            '[disclosure]\nminimum = 0\n[groups]\ncolumns = ["sex"]\nanalyses = ["medians"]\n'
            'scores = ["demo.third"]\n'
        )
        found = run(tmp_path, settings=settings)

        grouped = [f for f in found.findings if f.group != EVERYONE]
        assert {f.group.partition("=")[0] for f in grouped} == {"sex"}
        assert {(f.analysis, f.score) for f in grouped} == {("medians", "third")}
        assert all(
            f.group == EVERYONE for f in run(tmp_path / "2", settings="[groups]\ncolumns = []").findings
        )

    def test_unknown_names(self, tmp_path):
        """Each is refused, with what there is."""
        settings = '[groups]\ncolumns = ["sax"]\nanalyses = ["medianz"]\nscores = ["demo.totl"]\n'

        with pytest.raises(InputError) as caught:
            run(tmp_path, settings=settings)

        assert [p.column for p in caught.value.problems] == [
            "groups.columns",
            "groups.analyses",
            "groups.scores",
        ]
        assert "did you mean 'sex'?" in str(caught.value)

    def test_a_person_listed_twice(self, tmp_path):
        """Where the rows of a person differ, the group is not recorded; where they agree, it is."""
        people = [*PEOPLE, ["p1", "M", "17", "100"], ["p2", "F", "18", "250.50"]]

        found = run(tmp_path, people=people)

        assert number(found, "people supported", "sex=female") == 1
        assert number(found, "people supported", f"sex={NOT_RECORDED}") == 3

    def test_warnings_reach_the_user(self, tmp_path):
        """Values that no group lists are among the warnings of the run."""
        assert any("Sex: 1 people with a value" in str(w) for w in run(tmp_path).warnings)

    def test_amounts_reach_an_analysis(self, tmp_path):
        """An amount of each person with a pair, in the order of the pairs, NaN where it is not known."""
        seen, scores = {}, []

        def tally(sample):
            seen.update(
                zip(
                    zip(sample.pairs.first.tolist(), sample.pairs.last.tolist(), strict=True),
                    sample.amounts("cost").tolist(),
                    strict=True,
                )
            )
            assert sample.amounts("weight") is None
            scores.append(sample.history().person.size)
            return Counts()

        spy = SimpleNamespace(
            id="spy", title="Spy", applies=lambda _, score: score.id == "total", tally=tally,
            conclude=lambda *_: [], definitions=lambda *_: [],
        )  # fmt: skip
        run(tmp_path, module(livingwell_analyses=lambda: [spy]))

        assert {k: None if math.isnan(v) else v for k, v in seen.items()} == {
            (0, 9): 100, (3, 4): 250.5, (6, 12): None, (7, 5): None,
        }  # fmt: skip
        assert sum(scores) == len(ROWS) - 1  # every usable score, whatever the bucket


class TestChosenAnalyses:
    """Analyses by name, with settings, and between sites."""

    def analysis(self, **more):
        return SimpleNamespace(
            id="extra", title="Extra", applies=lambda _, score: score.id == "total",
            tally=lambda sample: Counts({"pairs": sample.pairs.paired}),
            conclude=lambda tally, about: [
                about.finding("pairs counted", "extra", tally["pairs"], n=tally["pairs"])
            ],
            definitions=lambda *_: [Definition(id="extra", text="x", source="y")], **more,
        )  # fmt: skip

    def found(self, folder, analysis, settings="", sites=("here",)):
        found = run(
            folder, module(livingwell_analyses=lambda: [analysis]),
            settings="[disclosure]\nminimum = 0\n" + settings, sites=sites,
        )  # fmt: skip
        return [f for f in found.findings if f.analysis == "extra" and f.group == EVERYONE]

    def test_by_name_only(self, tmp_path):
        """It runs where it has a table, if only an empty one."""
        assert self.found(tmp_path / "1", self.analysis(by_name=True)) == []
        assert self.found(tmp_path / "2", self.analysis(by_name=True), "[analyses.extra]\n")

    def test_settings(self, tmp_path):
        """An analysis reads its own table."""
        seen = []

        def configured(table, file, folder):
            seen.append((table, file, folder))
            return self.analysis()

        self.found(tmp_path, self.analysis(configured=configured), "[analyses.extra]\ncost = 800\n")

        assert seen == [({"cost": 800}, "livingwell.toml", tmp_path)]

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ("[analyses.extr]\n", "no such analysis; did you mean 'extra'?"),
            ("[analyses.extra]\ncost = 1\n", "this analysis has no settings"),
        ],
    )
    def test_refused(self, tmp_path, settings, message):
        """A table of no analysis, and settings where there are none."""
        with pytest.raises(InputError, match=message):
            self.found(tmp_path, self.analysis(), settings)

    def test_between_sites(self, tmp_path):
        """An analysis sees the tallies of all sites together, once, where there are two or more."""

        def compare(tallies, about):
            text = ", ".join(f"{site} {tally['pairs']}" for site, tally in tallies.items())
            return [about.finding("compared", "extra", 1, n=8, note=text)]

        one = self.found(tmp_path / "1", self.analysis(compare=compare))
        two = self.found(tmp_path / "2", self.analysis(compare=compare), sites=("b", "a"))

        assert [f.statistic for f in one] == ["pairs counted"] * 2
        (compared,) = (f for f in two if f.statistic == "compared")
        assert (compared.site, compared.note.startswith("b 4, a 4")) == (ALL_SITES, True)


@given(labels=st.lists(st.sampled_from(["F", "M", "", "f", "?"]), min_size=1, max_size=12))
def test_groups_are_a_partition(tmp_path_factory, labels):
    """Whatever the cells hold, every person is in exactly one group."""
    rows = [["Id", "Sex"], *([f"p{place}", label] for place, label in enumerate(labels))]

    people = read(tmp_path_factory.mktemp("groups"), rows, groups={"sex": GroupColumn(**SEX)})

    counted = people.keys[f"{GROUP}sex"].value_counts()
    assert counted["count"].sum() == len(labels)
    expected = pl.Series([{"f": "female", "m": "male"}.get(x.lower(), NOT_RECORDED) for x in labels])
    assert people.keys[f"{GROUP}sex"].to_list() == expected.to_list()
