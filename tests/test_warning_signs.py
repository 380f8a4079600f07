"""Signs that a profile says the wrong thing: results are there, and a person is told to look."""

from __future__ import annotations

import random

import pytest
from click.testing import CliRunner
from helpers_files import AS_OF, ROWS, csv_text, evaluation, make_plugins, put

from livingwell_core.cli.main import cli
from livingwell_core.cohorts import READ, USED, Ledger, reasons
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.evaluations.warning_signs import ledger_signs


def rows_of(people: int, *, already_turned: bool) -> list[list[object]]:
    """Answers that go together: item 2 is negatively worded, so as circled it mirrors the others."""
    chance = random.Random(5)
    rows = [ROWS[0]]
    for number in range(people):
        well = chance.randrange(5)
        near = min(4, max(0, well + chance.choice([-1, 0, 0, 1])))
        rows.append([f"p{number}", "01/02/2021", well, near if already_turned else 4 - near, well])
    return rows


def run(path):
    return evaluate(make_plan(path, make_plugins(), as_of=AS_OF), LocalEngine())


class TestTurnedTheWrongWay:
    def test_right(self, tmp_path):
        """An export that is what its profile says gives no warning."""
        path = evaluation(tmp_path, sites={"here": csv_text(rows_of(40, already_turned=False))})

        assert run(path).warnings == ()

    def test_wrong(self, tmp_path):
        """Answers already reversed under a profile that says as-circled: the items are named."""
        path = evaluation(tmp_path, sites={"here": csv_text(rows_of(40, already_turned=True))})

        (warning,) = run(path).warnings

        assert str(warning).startswith("here/a.csv, answers: items 2 run against the others (correlation -0.")
        assert "is answers = 'scored' meant in the profile?" in str(warning)

    def test_an_instrument_of_its_own(self, tmp_path):
        """There the polarity may be wrong as well, and the file is named."""
        path = evaluation(tmp_path, sites={"here": csv_text(rows_of(40, already_turned=True))})
        items = "".join(
            f'[[items]]\nid = "{name}"\nlabel = "l"\nlowest = 0\nhighest = 4\npolarity = "{polarity}"\n'
            for name, polarity in (("1", "with"), ("2", "against"), ("3", "stated-by-profile"))
        )
        put(
            tmp_path / "instruments" / "mine.toml",
            f'id = "mine"\ntitle = "Mine"\nsource = "s"\nlicence = "none"\n{items}[[scores]]\nid = "total"\n'
            'title = "total"\nrule = "sum"\nlowest = 0\nhighest = 12\nbetter = "higher"\n',
        )
        profile = tmp_path / "here.toml"
        put(profile, profile.read_text().replace('instrument = "demo"', 'instrument = "mine"'))

        (warning,) = run(path).warnings

        assert str(warning).endswith(
            "is answers = 'scored' meant in the profile, or is their polarity wrong in instruments/mine.toml?"
        )

    def test_too_few_to_tell(self, tmp_path):
        """Below twenty complete rows a sign is chance."""
        path = evaluation(tmp_path, sites={"here": csv_text(rows_of(19, already_turned=True))})

        assert run(path).warnings == ()


class TestLedger:
    @pytest.mark.parametrize(
        ("counts", "words"),
        [
            ({READ: 10, USED: 0, reasons.NO_DATE: 10}, "no row could be used"),
            ({READ: 10, USED: 7, reasons.NO_DATE: 3}, "3 of 10 rows are set aside, most often: no date"),
            ({READ: 10, USED: 8, reasons.NO_DATE: 2}, None),
            ({READ: 10, USED: 2, reasons.OUTSIDE_PERIOD: 8}, None),
        ],
    )
    def test_signs(self, counts, words):
        """A quarter lost is a sign; rows that a run is right to leave out are none."""
        signs = [str(sign) for sign in ledger_signs(Ledger.of("t", "s", counts))]

        assert signs == ([] if words is None else [f"s, t: {words}"])


class TestCommandLine:
    def test_nothing_to_evaluate(self, tmp_path):
        """A run without one usable assessment is no success: exit 1, nothing written, cells named."""
        path = evaluation(tmp_path, sites={"here": csv_text([ROWS[0], ["p", "soon", 1, 2, 3]])})

        result = CliRunner().invoke(cli, ["evaluate", str(path)], obj=make_plugins())

        assert result.exit_code == 1
        assert "unreadable date, got 'soon'" in result.stderr
        assert "no assessment could be used" in result.stderr
        checked = CliRunner().invoke(cli, ["check", str(path)], obj=make_plugins())
        assert checked.exit_code == 1
        assert "unreadable date, got 'soon'" in checked.stdout
        assert "a run could not go on" in checked.stderr
        assert "can go ahead" not in checked.stdout
        assert not (tmp_path / "report").exists()

    def test_warned(self, tmp_path):
        """Warnings come on stderr in a run, and in what `check` says."""
        path = evaluation(tmp_path, sites={"here": csv_text(rows_of(40, already_turned=True))})

        ran = CliRunner().invoke(cli, ["evaluate", str(path)], obj=make_plugins())
        checked = CliRunner().invoke(cli, ["check", str(path)], obj=make_plugins())

        assert ran.exit_code == checked.exit_code == 0
        assert "Warning: here/a.csv, answers: items 2" in ran.stderr
        assert "Look at the warnings first." in checked.stdout

    def test_semicolons(self, tmp_path):
        """One message for a delimiter that the profile states wrongly, not one for each column."""
        path = evaluation(tmp_path, sites={"here": csv_text(ROWS, delimiter=";")})
        profile = tmp_path / "here.toml"
        put(profile, profile.read_text().replace('layout = "wide"', 'layout = "wide"\ndelimiter = ","'))

        result = CliRunner().invoke(cli, ["evaluate", str(path)], obj=make_plugins())

        assert result.exit_code == 1
        assert "1 problem" in result.stderr
        assert "say delimiter = ';' in the profile" in result.stderr


def test_people_whose_every_row_is_wrong_are_people(tmp_path):
    """Without a list of people everyone whom a file names counts: faults must not raise the coverage."""
    rows = [*ROWS, ["lost", "01/02/2021", "n/a", 1, 1], ["lost", "01/09/2021", "n/a", 1, 1]]

    found = run(evaluation(tmp_path, sites={"here": csv_text(rows)}))
    people = {f.statistic: f.value for f in found.findings if f.score == "total" and f.unit == "people"}

    assert (people["people supported"], people["people with a usable score"]) == (6, 5)


def test_a_list_of_people_decides(tmp_path):
    """With a list, who is on it was supported, and nobody else."""
    put(tmp_path / "here" / "people.csv", "Id\n" + "".join(f"p{n}\n" for n in range(1, 21)))
    path = evaluation(tmp_path, more='[people]\nfile = "people.csv"\nperson = "Id"\n')

    people = {f.value for f in run(path).findings if f.statistic == "people supported"}

    assert people == {20}
