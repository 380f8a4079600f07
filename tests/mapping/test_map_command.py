"""`livingwell map`: what it prints, what it keeps to itself, and that it writes over nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from helpers_files import csv_text, put
from helpers_mapping import data_of, drafted, filled, known_plugins, loaded, run, wide_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.mapping import RULES, make_draft, site_id

SECRETS = ("Sunshine", "Okonkwo", "secret words", "1961-07-23")


def with_secrets():
    rows = wide_rows()
    draw = [["Forename", "Surname", "NHS note", "birth date"]] + [list(SECRETS)] * 40
    return [[*row, *more] for row, more in zip(rows, draw, strict=True)]


class TestPrinted:
    def test_nobody_is_shown(self, tmp_path):
        """No identifier, name, date of birth or words of anybody are in the draft or the terminal."""
        result = run(put(tmp_path / "a.csv", csv_text(with_secrets())), "--out", tmp_path / "x.toml")
        shown = result.output + (tmp_path / "x.toml").read_text(encoding="utf-8")

        assert result.exit_code == 0
        assert not [secret for secret in (*SECRETS, "INV-0") if secret in shown]

    def test_places_to_fill_in(self, tmp_path):
        """It says how many places are left, and where."""
        result = run(put(tmp_path / "a.csv", csv_text(wide_rows())), "--out", tmp_path / "x.toml")
        lines = (tmp_path / "x.toml").read_text(encoding="utf-8").splitlines()
        marked = [number for number, line in enumerate(lines, start=1) if line.startswith("# FILL IN: ")]

        assert f"2 places to fill in, marked '# FILL IN:': line {marked[0]}, {marked[1]}." in result.output

    def test_rules_stand_in_the_draft(self, tmp_path):
        """Each word for how sure it is stands there with its rule."""
        text = drafted(tmp_path, put(tmp_path / "a.csv", csv_text(wide_rows())))

        assert all(f"#   {word}: {rule}" in text for word, rule in RULES.items())

    def test_name_from_the_folder(self, tmp_path, monkeypatch):
        """Without --id and --out, the folder gives the name."""
        monkeypatch.chdir(tmp_path)
        result = run(put(tmp_path / "North Bay" / "a.csv", csv_text(wide_rows())))

        assert result.exit_code == 0
        assert data_of((tmp_path / "north-bay.toml").read_text(encoding="utf-8"))["id"] == "north-bay"


class TestRefused:
    def test_never_writes_over(self, tmp_path):
        """A file that is there stays as it is."""
        out = put(tmp_path / "x.toml", "mine")
        result = run(put(tmp_path / "a.csv", csv_text(wide_rows())), "--out", out)

        assert (result.exit_code, out.read_text(encoding="utf-8")) == (1, "mine")
        assert "is there already" in result.output

    def test_no_such_folder(self, tmp_path):
        """A place that cannot be written to is said."""
        result = run(put(tmp_path / "a.csv", csv_text(wide_rows())), "--out", tmp_path / "no" / "x.toml")

        assert (result.exit_code, "cannot write" in result.output) == (1, True)

    def test_no_such_file(self, tmp_path):
        """Nor is a file that is not there."""
        result = run(tmp_path / "no.csv", "--out", tmp_path / "x.toml")

        assert (result.exit_code, "there is no such file" in result.output) == (1, True)

    def test_an_open_quote(self, tmp_path):
        """A quote that is never closed is named with its row: there are rows."""
        text = csv_text(wide_rows()).replace("\n", '\n"', 1)
        result = run(put(tmp_path / "a.csv", text), "--out", tmp_path / "x.toml")

        assert (result.exit_code, "a.csv, row 2: a quote is out of place" in result.output) == (1, True)

    @pytest.mark.parametrize(("option", "code"), [(("--id", "North Bay"), 2), (("--instrument", "nope"), 1)])
    def test_wrong_names(self, tmp_path, option, code):
        """A name that cannot be is refused with one that can."""
        result = run(put(tmp_path / "a.csv", csv_text(wide_rows())), "--out", tmp_path / "x.toml", *option)

        assert result.exit_code == code


class TestLeftOpen:
    def test_unknown_questionnaire(self, tmp_path):
        """Columns that count up are drafted; which questionnaire it is stays open."""
        rows = [["client", "date", *(f"zz{n}" for n in range(1, 6))], *(row[:7] for row in wide_rows()[1:])]
        text = drafted(tmp_path, put(tmp_path / "a.csv", csv_text(rows)))
        draft = data_of(text)

        assert 'instrument = ""' in draft["fill"]
        assert draft["tables"][0]["items"] == {str(n): f"zz{n}" for n in range(1, 6)}
        assert loaded(tmp_path, filled(text, instrument='"demo"')).tables[0].instrument == "demo"

    def test_asked_for(self, tmp_path):
        """With --instrument its items are listed even if no column is like any of them."""
        rows = [["client", "date", "a", "b"], *(row[:4] for row in wide_rows()[1:])]
        text = drafted(tmp_path, put(tmp_path / "a.csv", csv_text(rows)), more=("--instrument", "worry7"))

        assert {f"{n} =" for n in range(1, 8)} < set(data_of(text)["fill"])

    def test_days_or_months(self, tmp_path):
        """Where day and month cannot be told apart, both formats are offered."""
        rows = [[*row[:1], "date" if n == 0 else f"{1 + n % 12:02}/{1 + n % 11:02}/2023", *row[2:]]
                for n, row in enumerate(wide_rows())]  # fmt: skip
        text = drafted(tmp_path, put(tmp_path / "a.csv", csv_text(rows)))

        assert 'date_format = "%d/%m/%Y" or "%m/%d/%Y"' in data_of(text)["fill"]

    def test_unfilled_is_refused(self, tmp_path):
        """A draft with open places does not load; with them filled in it does."""
        text = drafted(tmp_path, put(tmp_path / "a.csv", csv_text(wide_rows())))

        with pytest.raises(ValueError, match="source"):
            loaded(tmp_path, text)
        assert loaded(tmp_path, filled(text)).tables[0].answers == "as-circled"


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(13)), case=st.sampled_from([str.lower, str.upper, str.title, str.swapcase])
)
def test_order_and_case_do_not_matter(tmp_path_factory, order, case):
    """Whatever the order of columns and the case of their names, the same columns are the same items."""
    rows = [[*row, "Team" if n == 0 else f"team {n % 3}"] for n, row in enumerate(wide_rows())]
    shuffled = [[row[place] for place in order] for row in rows]
    shuffled[0] = [case(name) for name in shuffled[0]]
    folder = tmp_path_factory.mktemp("map")
    path = put(folder / "a.csv", csv_text(shuffled))
    instruments = known_plugins().registry("livingwell_instruments", "instrument")
    (table,) = make_draft([path], [csv_reader], list(instruments), site="here").tables
    found = {guess.key: guess.value for guess in table.guesses}

    assert found["instrument"] == "calm10"
    assert (found["person"].lower(), found["date"].lower()) == ("client", "date")
    assert {item: place.lower() for item, place in found["items"].items()} == {
        str(n): f"q{n}" for n in range(1, 11)
    }


@pytest.mark.parametrize(
    ("text", "found"), [("Harbour (North)", "harbour-north"), ("all", "my-site"), ("", "my-site")]
)
def test_site_id(text, found):
    """An id of letters, digits and hyphens, and not the one kept for all sites together."""
    assert site_id(text) == found


def test_help_is_light():
    """Help imports neither numpy nor polars."""
    code = (
        "import sys; from click.testing import CliRunner; from livingwell_core.cli.main import cli;"
        "result = CliRunner().invoke(cli, ['--help']); assert 'map ' in result.output, result.output;"
        "print({'numpy', 'polars'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
