"""Site profiles: what may stand in one, what is refused and how, and inheritance."""

from __future__ import annotations

import pytest
from helpers_files import put

from livingwell_core.errors import InputError
from livingwell_core.profiles import ProfileFile, SiteProfile, load_profile
from livingwell_core.toml_files import read_toml, structure

HEAD = 'id = "x"\ntitle = "T"\nsource = "s"\n'
TABLE = (
    '[[tables]]\nfile = "a.csv"\ninstrument = "demo"\nlayout = "wide"\nanswers = "as-circled"\n'
    'person = "Id"\ndate = "D"\ndate_format = "%d/%m/%Y"\n'
)
ITEMS = '[tables.items]\n1 = "Q1"\n'


def read(folder, content) -> SiteProfile:
    return structure(read_toml(put(folder / "x.toml", content), "x.toml"), SiteProfile, "x.toml")


def problems(folder, content):
    with pytest.raises(InputError) as caught:
        read(folder, content)
    return caught.value.problems


class TestProfile:
    """One file."""

    def test_read(self, tmp_path):
        """The smallest profile with a table."""
        profile = read(tmp_path, HEAD + TABLE + ITEMS)

        assert profile.tables[0].items == {"1": "Q1"}
        assert (profile.tables[0].header_row, profile.tables[0].encoding) == (1, None)

    @pytest.mark.parametrize(
        ("content", "path", "hint"),
        [
            (HEAD + "regoin = 'x'\n", "regoin", "region"),
            (HEAD + "[service]\nteem = []\n", "service.teem", "team"),
            (HEAD + "[people]\nfile = 'x'\nperson = 'Id'\nshet = 'x'\n", "people.shet", "sheet"),
            (HEAD + TABLE + "hedaer_row = 2\n" + ITEMS, "tables[1].hedaer_row", "header_row"),
            (
                HEAD + "[[outcomes]]\noutcome = 'a'\nname = 'b'\nsource = 'c'\nsuorce = 'd'\n",
                "outcomes[1].suorce",
                "source",
            ),
        ],
    )
    def test_unknown_keys(self, tmp_path, content, path, hint):
        """At every level, with what was probably meant."""
        (problem,) = problems(tmp_path, content)

        assert (problem.column, problem.reason) == (path, f"unknown key; did you mean {hint!r}?")

    @pytest.mark.parametrize(
        ("content", "path"),
        [
            (HEAD + TABLE.replace('answers = "as-circled"\n', "") + ITEMS, "tables[1].answers"),
            (HEAD + TABLE.replace('date_format = "%d/%m/%Y"\n', "") + ITEMS, "tables[1].date_format"),
            (HEAD + TABLE, "tables[1].items"),
            (HEAD + "[people]\nfile = 'x'\n", "people.person"),
            (HEAD.replace('id = "x"\n', ""), "id"),
        ],
    )
    def test_no_silent_defaults(self, tmp_path, content, path):
        """What decides over gain or loss has to be stated."""
        (problem,) = problems(tmp_path, content)

        assert (problem.column, problem.reason) == (path, "is missing")

    @pytest.mark.parametrize(
        ("content", "path", "options"),
        [
            (HEAD + TABLE.replace('"wide"', '"wid"') + ITEMS, "layout", ["wide", "long"]),
            (HEAD + TABLE.replace("as-circled", "circled") + ITEMS, "answers", ["as-circled", "scored"]),
            (
                HEAD + TABLE + ITEMS + "[tables.directions]\n1 = 'up'\n",
                "directions.1",
                ["higher-is-better", "higher-is-worse"],
            ),
        ],
    )
    def test_choices(self, tmp_path, content, path, options):
        """A value that is none of the choices: the value, the key and the choices, in plain words."""
        (problem,) = problems(tmp_path, content)

        assert problem.column == f"tables[1].{path}"
        assert all(option in str(problem) for option in options)
        assert "typing" not in str(problem)

    @pytest.mark.parametrize("key", ["missing = '99'", "missing = 99"])
    def test_text_is_no_list(self, tmp_path, key):
        """missing = "99" in place of ["99"] must not become the two codes "9" and "9"."""
        (problem,) = problems(tmp_path, HEAD + TABLE + key + "\n" + ITEMS)

        assert problem.column == "tables[1].missing"

    @pytest.mark.parametrize(
        ("content", "path"),
        [
            (HEAD + "measures = 'ReQoL-10'\n", "measures"),
            (HEAD + "notes = 'x'\n", "notes"),
            (HEAD + "[service]\naccess = 'GP'\n", "service.access"),
        ],
    )
    def test_text_is_no_list_elsewhere(self, tmp_path, content, path):
        """Nor is a sentence a list of its letters."""
        (problem,) = problems(tmp_path, content)

        assert problem.column == path

    @pytest.mark.parametrize(
        ("content", "path", "value"),
        [
            (HEAD + TABLE + "missing = [99]\n" + ITEMS, "tables[1].missing[1]", "99"),
            (HEAD + TABLE + "[tables.items]\n1 = 5\n", "tables[1].items.1", "5"),
            (HEAD + TABLE + ITEMS + "[tables.codes]\nNever = '0'\n", "tables[1].codes.Never", "0"),
            (HEAD + "[service]\npeer_support = 'yes'\n", "service.peer_support", "yes"),
            (HEAD + "notes = ['a', 3]\n", "notes[2]", "3"),
        ],
    )
    def test_kinds(self, tmp_path, content, path, value):
        """Values of the wrong kind, with the path down to the entry of a list."""
        (problem,) = problems(tmp_path, content)

        assert (problem.column, problem.value) == (path, value)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (
                HEAD + TABLE.replace('"wide"', '"long"') + ITEMS,
                "a long table to name its columns assessment, question, answer",
            ),
            (HEAD + TABLE + "question = 'q'\n" + ITEMS, "a wide table without question"),
            (HEAD + TABLE + "[tables.items]\n", "tables[1].items: is missing"),
            (HEAD + TABLE + "header_row = 0\n" + ITEMS, "header_row"),
            (HEAD + TABLE + ITEMS.replace("Q1", "Id"), "items.1 to name another column than 'person'"),
            (HEAD + TABLE.replace('"D"', '"Id"') + ITEMS, "date to name another column than 'person'"),
            (
                HEAD
                + TABLE.replace('"wide"', '"long"')
                + 'assessment = "A"\nquestion = "Q"\nanswer = "Id"\n'
                + ITEMS,
                "answer to name another column than 'person'",
            ),
            (HEAD + TABLE + ITEMS + '2 = "Q1"\n', "got \"'Q1' for two items\""),
            (HEAD.replace('"x"', '"All Sites"'), "lower case letters"),
            (HEAD.replace('"x"', '"all"'), "not 'all'"),
            (HEAD.replace('"x"', '"a--b"'), "lower case letters"),
            (HEAD.replace('"x"', '"é"'), "lower case letters"),
        ],
    )
    def test_rules(self, tmp_path, content, words):
        """What a profile must not say."""
        (problem,) = problems(tmp_path, content)

        assert words in str(problem)

    @pytest.mark.parametrize("zone", ["localtime", "posix/Europe/London", "right/UTC", "Factory", "Nowhere"])
    def test_zones_of_one_machine(self, tmp_path, zone):
        """A zone that other machines read otherwise, or not at all, is refused where it is written."""
        zoned = TABLE.replace("%d/%m/%Y", "%d/%m/%Y %H:%M%z") + f"time_zone = '{zone}'\n"

        assert "a time zone such as Europe/London" in str(problems(tmp_path, HEAD + zoned + ITEMS)[0])

    @pytest.mark.parametrize("key", ["Later", "Own"])
    def test_join_by_what_comes_later(self, tmp_path, key):
        """A join cannot match what it, or a later one, brings."""
        joins = (
            f"[[tables.joins]]\nfile = 'b.csv'\nmatch = {{ {key} = 'K' }}\ntake = ['Own']\n"
            "[[tables.joins]]\nfile = 'c.csv'\nmatch = { Own = 'K' }\ntake = ['Later']\n"
        )
        (problem,) = problems(tmp_path, HEAD + TABLE + ITEMS + joins)

        assert "a join to match what an earlier one takes" in str(problem)
        assert key in str(problem)

    def test_one_table_in_single_brackets(self, tmp_path):
        """[tables] in place of [[tables]] is one problem that says so."""
        (problem,) = problems(tmp_path, HEAD + TABLE.replace("[[tables]]", "[tables]") + ITEMS)

        assert problem.column == "tables"
        assert "[[tables]]" in str(problem)


class TestInheritance:
    """A profile that adds to another."""

    def make(self, folder, **files):
        return {
            name: ProfileFile(name, put(folder / f"{name}.toml", content), f"{name}.toml")
            for name, content in files.items()
        }

    def test_tables_merge_and_lists_are_replaced(self, tmp_path):
        """Keys are laid over keys; a list is replaced whole."""
        known = self.make(
            tmp_path,
            x=HEAD + 'notes = ["a", "b"]\n[service]\nexit = "e"\ntime_limit = "t"\n' + TABLE + ITEMS,
            y='id = "y"\ninherits = "x"\nnotes = ["c"]\n[service]\ntime_limit = "u"\n',
        )

        profile = load_profile(known["y"], known)

        assert (profile.id, profile.title, profile.notes) == ("y", "T", ("c",))
        assert (profile.service.exit, profile.service.time_limit) == ("e", "u")
        assert profile.tables[0].items == {"1": "Q1"}

    def test_unknown_parent(self, tmp_path):
        """A parent that is not there, with the nearest name."""
        known = self.make(tmp_path, salt=HEAD, y='id = "y"\ninherits = "sallt"\n')

        with pytest.raises(InputError, match=r"y\.toml, inherits: no such profile; did you mean 'salt'\?"):
            load_profile(known["y"], known)

    @pytest.mark.parametrize(
        "files",
        [
            {"y": 'id = "y"\ninherits = "y"\n'},
            {"y": 'id = "y"\ninherits = "z"\n', "z": 'id = "z"\ninherits = "y"\n'},
            {
                "y": 'id = "y"\ninherits = "z"\n',
                "z": 'id = "z"\ninherits = "w"\n',
                "w": 'id = "w"\ninherits = "z"\n',
            },
        ],
    )
    def test_circles(self, tmp_path, files):
        """A profile that inherits from itself, by whatever way."""
        known = self.make(tmp_path, **files)

        with pytest.raises(InputError, match="inherits from itself"):
            load_profile(known["y"], known)

    @pytest.mark.parametrize("value", ['["x"]', "5", "true", "{}"])
    def test_wrong_kind(self, tmp_path, value):
        """`inherits` that is no text."""
        known = self.make(tmp_path, x=HEAD, y=f'id = "y"\ntitle = "T"\nsource = "s"\ninherits = {value}\n')

        with pytest.raises(InputError, match=r"y\.toml, inherits"):
            load_profile(known["y"], known)

    def test_another_id_inside(self, tmp_path):
        """A plugin that announces another id than its file states."""
        known = self.make(tmp_path, z=HEAD)

        with pytest.raises(InputError, match=r"z\.toml, id: wrong value, got 'x', expected 'z'"):
            load_profile(known["z"], known)

    def test_fault_of_the_parent(self, tmp_path):
        """A parent with broken TOML is named by its own file."""
        known = self.make(tmp_path, x="id = \n", y='id = "y"\ninherits = "x"\n')

        with pytest.raises(InputError, match=r"^x\.toml, row 1: is not TOML"):
            load_profile(known["y"], known)
