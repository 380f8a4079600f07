"""From an evaluation file to a plan: every name looked up, all that is wrong in one error."""

from __future__ import annotations

import datetime

import pytest
from helpers_files import AS_OF, ROWS, csv_text, evaluation, make_plugins, module, put

from livingwell_core.errors import InputError
from livingwell_core.evaluations import make_plan
from livingwell_core.instruments import Prorate
from livingwell_core.profiles import ProfileFile


def plan_of(path, *modules):
    return make_plan(path, make_plugins(*modules), as_of=AS_OF)


def refused(path, *modules) -> list[str]:
    with pytest.raises(InputError) as caught:
        plan_of(path, *modules)
    return [str(problem) for problem in caught.value.problems]


def edited(folder, old, new, file="here.toml", **kwargs):
    path = evaluation(folder, **kwargs)
    text = (folder / file).read_text()
    assert old in text
    put(folder / file, text.replace(old, new))
    return path


def test_plan(tmp_path):
    """A file with nothing wrong gives its sites, parts and definitions."""
    path = evaluation(
        tmp_path,
        settings='[scores."demo.total"]\nmissing = "prorate(max_missing=1)"\nreliable_change = "2"\n'
        'clinical_range = "6"\n[period]\nfirst_day = 2020-01-01\n',
    )

    plan = plan_of(path)

    score = plan.instruments["demo"].scores[0]
    assert [part.source.name for part in plan.parts] == ["here/a.csv"]
    assert score.rule.missing == Prorate(max_missing=1)
    assert (score.reliable_change.points, score.clinical_range.edge) == (2, 6)
    assert [c.id for c in score.clinical_ranges] == ["6", "5"]
    assert plan.context.first_day == datetime.date(2020, 1, 1)
    assert plan.context.last_day is None
    assert plan.context.as_of == AS_OF


class TestProfiles:
    """Which profile."""

    def test_unknown(self, tmp_path):
        """An id that nobody brings, with the nearest."""
        brought = module(livingwell_site_profiles=lambda: [ProfileFile("there", tmp_path / "x.toml")])

        (line,) = refused(edited(tmp_path, '"here.toml"', '"ther"', "livingwell.toml"), brought)

        assert line.startswith(
            "livingwell.toml, sites[1].profile: no such profile; did you mean 'there'?, got 'ther'"
        )

    def test_file_missing(self, tmp_path):
        """A profile's file that is not there."""
        assert refused(edited(tmp_path, '"here.toml"', '"her.toml"', "livingwell.toml")) == [
            "her.toml: there is no such file"
        ]

    def test_zero_byte_in_a_name(self, tmp_path):
        """A name that no file can have."""
        (line,) = refused(edited(tmp_path, '"here.toml"', '"he\\u0000re.toml"', "livingwell.toml"))

        assert "no such file" in line

    def test_a_name_too_long(self, tmp_path):
        """Another one."""
        (line,) = refused(edited(tmp_path, '"here.toml"', f'"{"h" * 300}.toml"', "livingwell.toml"))

        assert line.endswith("there is no such file")

    def test_installed(self, tmp_path):
        """A profile that a plugin brings."""
        path = edited(tmp_path, '"here.toml"', '"here"', "livingwell.toml")
        brought = module(livingwell_site_profiles=lambda: [ProfileFile("here", tmp_path / "here.toml")])

        assert plan_of(path, brought).profiles[0].id == "here"

    def test_own_with_an_installed_id(self, tmp_path):
        """An own file must not take an installed profile's place unseen."""
        brought = module(livingwell_site_profiles=lambda: [ProfileFile("here", tmp_path / "here.toml")])

        (line,) = refused(evaluation(tmp_path), brought)

        assert line.startswith("here.toml, id: an installed profile has this id too, got 'here'")

    def test_own_that_inherits(self, tmp_path):
        """An own file that adds to an installed one, under its own id."""
        path = edited(tmp_path, '"here.toml"', '"mine.toml"', "livingwell.toml")
        put(tmp_path / "mine.toml", 'id = "mine"\ninherits = "here"\ntitle = "Mine"\n')
        brought = module(livingwell_site_profiles=lambda: [ProfileFile("here", tmp_path / "here.toml")])

        (profile,) = plan_of(path, brought).profiles

        assert (profile.id, profile.title, profile.source) == ("mine", "Mine", "invented for tests")

    def test_two_sites_with_one_id(self, tmp_path):
        """Two files that state one id."""
        sites = {"a": csv_text(ROWS), "b": csv_text(ROWS)}

        (line,) = refused(edited(tmp_path, 'id = "b"', 'id = "a"', "b.toml", sites=sites))

        assert line == "livingwell.toml, sites[2].profile: two sites have one id, got 'a'"

    def test_one_profile_twice(self, tmp_path):
        """One profile for two folders."""
        (line,) = refused(
            edited(
                tmp_path,
                '"b.toml"',
                '"a.toml"',
                "livingwell.toml",
                sites={"a": csv_text(ROWS), "b": csv_text(ROWS)},
            )
        )

        assert line == "livingwell.toml, sites[2].profile: two sites have one id, got 'a'"

    def test_maps_no_files(self, tmp_path):
        """A profile that only describes a place cannot be evaluated."""
        path = evaluation(tmp_path)
        put(tmp_path / "here.toml", 'id = "here"\ntitle = "T"\nsource = "s"\n')

        (line,) = refused(path)

        assert "maps no files" in line

    def test_people_and_no_answers(self, tmp_path):
        """A profile that lists people and maps no answers has nothing to evaluate: said, not skipped."""
        path = evaluation(tmp_path)
        put(
            tmp_path / "here.toml",
            'id = "here"\ntitle = "T"\nsource = "s"\n[people]\nfile = "a.csv"\nperson = "Id"\n',
        )

        (line,) = refused(path)

        assert "tables" in line


class TestFiles:
    """Which files."""

    @pytest.mark.parametrize("name", ["hier", "a.csv", "hi\\u0000er", "h" * 300])
    def test_folder_missing(self, tmp_path, name):
        """A folder that is not there."""
        (line,) = refused(edited(tmp_path, 'folder = "here"', f'folder = "{name}"', "livingwell.toml"))

        assert line.startswith("livingwell.toml, sites[1].folder: there is no such folder")

    def test_missing(self, tmp_path):
        """A file that is not there, with the nearest name."""
        assert refused(edited(tmp_path, 'file = "a.csv"', 'file = "b.csv"')) == [
            "here/b.csv: there is no such file; did you mean 'a.csv'?"
        ]

    def test_empty_folder(self, tmp_path):
        """A folder with nothing in it."""
        path = evaluation(tmp_path)
        (tmp_path / "here" / "a.csv").unlink()

        assert refused(path) == ["here/a.csv: there is no such file; the folder is empty"]

    def test_star(self, tmp_path):
        """A star stands for any text: all the files that match are parts, in order of name."""
        path = edited(tmp_path, 'file = "a.csv"', 'file = "part-*.csv"')
        for number in (2, 1):
            put(tmp_path / "here" / f"part-{number}.csv", csv_text(ROWS))

        assert [part.source.name for part in plan_of(path).parts] == ["here/part-1.csv", "here/part-2.csv"]

    @pytest.mark.parametrize("name", ["export[1].csv", "export (1).csv", "what?.csv", "a[!b].csv"])
    def test_only_a_star_is_special(self, tmp_path, name):
        """Brackets and question marks in a file's name are themselves."""
        assert [part.source.name for part in plan_of(evaluation(tmp_path, file=name)).parts] == [
            f"here/{name}"
        ]

    def test_no_reader(self, tmp_path):
        """An ending that nobody reads, with those that are read."""
        (line,) = refused(evaluation(tmp_path, file="a.docx"))

        assert line.startswith("here/a.docx: no reader for this kind of file, expected one of .csv")

    def test_endings_in_capitals(self, tmp_path):
        """EXPORT.CSV is a CSV."""
        assert plan_of(evaluation(tmp_path, file="A.CSV")).parts[0].reader.id == "csv"


class TestInstruments:
    """What a profile says of an instrument."""

    @pytest.mark.parametrize(
        ("old", "new", "line"),
        [
            (
                '"demo"',
                '"demos"',
                "tables[1].instrument: no such instrument is installed; did you mean 'demo'?",
            ),
            ('3 = "Q3"', '33 = "Q3"', "tables[1].items.33: Demo has no such item; did you mean '3'?"),
            ('3 = "higher', '7 = "higher', "tables[1].directions.7: Demo has no such item; one of: 1, 2, 3"),
            (
                '[tables.directions]\n3 = "higher-is-better"\n',
                "",
                "tables[1].directions.3: is missing: systems code this item either way",
            ),
            (
                "[tables.items]",
                "[tables.codes]\nNever = 7\n[tables.items]",
                "tables[1].codes.'Never': no answer has this code, got '7', expected 0 to 4",
            ),
            (
                "[tables.items]",
                "[tables.codes]\nNever = -1\n[tables.items]",
                "tables[1].codes.'Never': no answer has this code, got '-1', expected 0 to 4",
            ),
        ],
    )
    def test_wrong(self, tmp_path, old, new, line):
        """Each is named by profile and key."""
        assert any(found.startswith(f"profile here, {line}") for found in refused(edited(tmp_path, old, new)))

    def test_direction_of_an_item_that_is_not_held(self, tmp_path):
        """No direction is asked for an item that the export does not hold."""
        path = edited(tmp_path, '3 = "Q3"\n[tables.directions]\n3 = "higher-is-better"\n', "")

        (line,) = refused(path)

        # Both scores need it, which is the only fault.
        assert line == "profile here, tables[1].items: no score can be computed: 'total' lacks 3"

    def test_direction_of_an_item_that_has_one(self, tmp_path):
        """A direction for an item whose direction is known would be ignored: it is refused."""
        (line,) = refused(
            edited(tmp_path, '3 = "higher-is-better"', '3 = "higher-is-better"\n1 = "higher-is-worse"')
        )

        assert "directions.1" in line


class TestScores:
    """Definitions by name."""

    @pytest.mark.parametrize(
        ("settings", "line"),
        [
            (
                '[scores."demo.totl"]\nmissing = "complete-cases"',
                "demo.totl: no such score; did you mean 'demo.total'?",
            ),
            (
                '[scores."demo.total"]\nclinical_range = "7"',
                "demo.total: 'clinical_range' has no '7'; one of: 5, 6",
            ),
            (
                '[scores."demo.total"]\nreliable_change = "7"',
                "demo.total: 'reliable_change' has no '7'; one of: 2, 3",
            ),
            ('[scores."demo.third"]\nreliable_change = "7"', "demo.third: 'reliable_change' has no '7'"),
            (
                '[scores."demo.total"]\nmissing = "prorate"',
                "demo.total: 'missing' must be 'complete-cases' or",
            ),
            ('[scores."demo.total"]\nmissing = "prorate(max_missing=0)"', "demo.total: 'missing' must be"),
            (
                '[scores."demo.total"]\nmissing = "prorate(max_missing=3)"',
                "demo.total: 'max_missing' must be below the number of items, 3, got 3",
            ),
            (f'[scores."demo.total"]\nmissing = "prorate(max_missing={"9" * 5000})"', "demo.total: "),
            (
                '[scores."demo.third"]\nmissing = "prorate(max_missing=1)"',
                "demo.third: 'missing' must be 'complete-cases' for a single item",
            ),
        ],
    )
    def test_wrong(self, tmp_path, settings, line):
        """Each is named by its key, with what there is."""
        (found,) = refused(evaluation(tmp_path, settings=settings))

        assert found.startswith(f"livingwell.toml, scores.{line}")

    def test_all_that_is_wrong_with_one(self, tmp_path):
        """Three faults of one score are three lines."""
        settings = '[scores."demo.total"]\nmissing = "x"\nreliable_change = "7"\nclinical_range = "8"'

        assert len(refused(evaluation(tmp_path, settings=settings))) == 3

    def test_without_quotes(self, tmp_path):
        """A dot without quotes makes a table in a table; how to write it is said."""
        (found,) = refused(evaluation(tmp_path, settings='[scores.demo.total]\nmissing = "complete-cases"'))

        assert found == 'livingwell.toml, scores.demo.total: needs quotes, expected [scores."demo.total"]'


class Reader:
    """An analysis of everything; whether it stands alone is up to the test."""

    title = "Reader"

    def __init__(self, name, *, alone):
        self.id, self.alone = name, alone

    def applies(self, instrument, score):
        return instrument.id == "demo" and score.id == "total"

    def tally(self, sample): ...

    def conclude(self, tally, about): ...

    def definitions(self, instrument, score): ...


class TestAnalyses:
    """Which analyses look at a score."""

    def test_one_that_stands_alone(self, tmp_path):
        """Where it applies the others are left out; where it does not they stay."""
        both = module(
            livingwell_analyses=lambda: [Reader("alone", alone=True), Reader("beside", alone=False)]
        )
        plan = plan_of(evaluation(tmp_path), both)
        demo = plan.instruments["demo"]

        assert [a.id for a in plan.analyses_of(demo, demo.score_named("total"))] == ["alone"]
        assert "coverage" in [a.id for a in plan.analyses_of(demo, demo.score_named("third"))]

    def test_none_that_stands_alone(self, tmp_path):
        """All that apply."""
        plan = plan_of(evaluation(tmp_path), module(livingwell_analyses=lambda: [Reader("x", alone=False)]))
        demo = plan.instruments["demo"]

        assert {"coverage", "x"} < {a.id for a in plan.analyses_of(demo, demo.score_named("total"))}


def test_all_at_once(tmp_path):
    """Faults of the file, of two profiles and of a folder come in one error, each once."""
    path = evaluation(
        tmp_path,
        sites={"a": csv_text(ROWS), "b": csv_text(ROWS), "c": csv_text(ROWS)},
        settings='[scores."demo.totl"]\nmissing = "complete-cases"\n',
    )
    put(tmp_path / "a.toml", (tmp_path / "a.toml").read_text().replace('file = "a.csv"', 'file = "z.csv"'))
    put(tmp_path / "b.toml", (tmp_path / "b.toml").read_text().replace('"demo"', '"dem"'))
    put(path, path.read_text().replace('folder = "c"', 'folder = "d"'))

    lines = refused(path)

    assert len(lines) == len(set(lines)) == 4
    for words in ("a/z.csv", "profile b, tables[1].instrument", "sites[3].folder", "scores.demo.totl"):
        assert sum(words in line for line in lines) == 1
