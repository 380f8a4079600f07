"""`livingwell compare-methods`: two tables of one score, and the same for programs."""

from __future__ import annotations

import json

import attrs
import pytest
from click.testing import CliRunner
from helpers_files import AS_OF, DEMO, ROWS, csv_text, evaluation, make_plugins, module

from livingwell_core.cli.main import cli
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan

RELIABLE = """
[scores."demo.total"]
reliability = { value = 0.8, kind = "test-retest", source = "our own" }
"""
OPEN = "[disclosure]\nminimum = 0\n"
# Twelve people, of whom some get better, two worse, and no two by quite the same.
MANY = [ROWS[0]]
for place, (first, last) in enumerate(
    ((0, 9), (1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8), (8, 8), (9, 5), (10, 4), (2, 11))
):
    for date, total in (("01/02/2021", first), ("01/03/2021", last)):
        one, third = min(total, 4), min(max(total - 8, 0), 4)
        second = total - one - third
        MANY.append([f"p{place}", date, one, 4 - second, third])


def invoke(*args):
    return CliRunner().invoke(
        cli, ["compare-methods", *map(str, args)], obj=make_plugins(), prog_name="livingwell"
    )


def said(*args):
    result = invoke(*args)
    assert result.exit_code == 0, result.output
    return result.stdout


def many(folder, settings=OPEN + RELIABLE, **kwargs):
    return evaluation(
        folder, sites={"here": csv_text(MANY), "there": csv_text(ROWS)}, settings=settings, **kwargs
    )


def findings(path, site):
    found = evaluate(make_plan(path, make_plugins(), as_of=AS_OF), LocalEngine()).findings
    return {(f.statistic, f.unit): f for f in found if (f.score, f.site) == ("total", site)}


def table(text, heading):
    """Give the cells of the rows below a heading, by the first word or words of each."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"  {heading}  "))
    rows = {}
    for line in lines[start + 1 :]:
        if not line.strip() or line.startswith("  ("):
            break
        name, *cells = [cell for cell in line.strip().split("  ") if cell.strip()]
        rows[name] = [cell.strip() for cell in cells]
    return rows


class TestTables:
    def test_what_it_is_about(self, tmp_path):
        """Title, score, site, people, and that it is no effect."""
        first, second, third, *_ = said(many(tmp_path), "--site", "here").splitlines()
        assert first == "A test"
        assert second == "Demo, total, 0 to 12, higher is better; here"
        assert third.startswith("people with a first and a last score: 12; change over time")

    def test_effect_sizes(self, tmp_path):
        """Every size by its name with its interval and Hedges' correction, as in the findings."""
        path = many(tmp_path)
        rows = table(said(path, "--site", "here"), "effect size")
        found = findings(path, "here")
        assert list(rows) == ["d_z", "srm", "d_av", "d_av_lakens", "d_rm", "d_baseline"]
        for name, cells in rows.items():
            plain = found["effect size" if name == "d_z" else f"effect size, {name}", "sd"]
            hedges = found[f"effect size, {name}, Hedges", "sd"]
            numbers = (plain.value, plain.low, plain.high, hedges.value)
            assert cells[:4] == [f"{value:.2f}" for value in numbers]
        assert [cells[4] for cells in rows.values()] == ["noncentral t"] * 2 + ["scaled noncentral t"] * 3 + [
            "normal approximation"
        ]

    def test_reliable_change(self, tmp_path):
        """Every method in a row, with its rule in words, and people and shares as in the findings."""
        path = many(tmp_path)
        rows = table(said(path, "--site", "here"), "reliable change")
        found = findings(path, "here")
        assert list(rows)[:3] == ["in use", "threshold 2", "Jacobson-Truax"]
        assert len(rows) == 8
        assert (rows["in use"][-1], rows["Hageman-Arrindell"][-1]) == ("3 points or more", "index above 1.65")
        after = {"in use": ""}
        for name, cells in rows.items():
            statistics = ("reliably improved", "no reliable change", "reliably deteriorated")
            named = [statistic + after.get(name, f", {name}") for statistic in statistics]
            assert cells[:6:2] == [f"{found[one, 'people'].value:.0f}" for one in named]
            assert cells[1:6:2] == [f"{found[one, '%'].value:.0f}%" for one in named]

    def test_all_sites_together_are_the_default(self, tmp_path):
        """Twelve people here and four there."""
        assert "; all sites\npeople with a first and a last score: 16" in said(many(tmp_path))

    def test_without_a_reliability(self, tmp_path):
        """The threshold in use alone, and how to state one; then there are indices."""
        path = many(tmp_path, OPEN)
        text = said(path)
        assert list(table(text, "reliable change")) == ["in use"]
        assert text.splitlines()[-1] == "  (no reliability of the score is in use; --reliability states one)"
        stated = said(path, "--reliability", "0.8")
        assert table(stated, "reliable change") == table(said(many(tmp_path / "other")), "reliable change")

    def test_a_score_without_any_rule(self, tmp_path):
        """Only the effect sizes are a table."""
        text = said(many(tmp_path), "--score", "demo.third")
        assert "effect size" in text
        assert "in use" not in text.replace("is in use;", "")

    def test_small_numbers_are_protected(self, tmp_path):
        """As in the report, and the reason stands below each table, once."""
        text = said(many(tmp_path, RELIABLE), "--site", "here")
        rows = table(text, "reliable change")
        assert rows["in use"][:6] == ["-"] * 6
        assert text.count("suppressed: fewer than 5 people") == 2
        small = said(many(tmp_path / "small", RELIABLE), "--site", "there")
        assert "people with a first and a last score: not shown" in small

    def test_what_does_not_apply_says_why(self, tmp_path):
        """A dash, and the reason below."""
        rows = [ROWS[0], ["p", "01/02/2021", 0, 4, 0], ["p", "01/03/2021", 3, 1, 3]]
        text = said(evaluation(tmp_path, sites={"here": csv_text(rows)}, settings=OPEN + RELIABLE))
        assert table(text, "effect size")["d_rm"][:4] == ["-"] * 4
        assert "not applicable: needs two pairs, there is 1)" in text


class TestChoice:
    def test_the_first_score_with_a_reliability(self, tmp_path):
        """Without a name the one of which most can be said."""
        settings = OPEN + RELIABLE.replace("total", "third")
        assert "Demo, third, 0 to 4" in said(many(tmp_path, settings))
        assert "Demo, total, 0 to 12" in said(many(tmp_path / "none", OPEN))

    @pytest.mark.parametrize(
        ("args", "words"),
        [
            (["--score", "demo.totl"], "no score 'demo.totl' with a mean; did you mean 'demo.total'?"),
            (["--site", "her"], "no site 'her'; did you mean 'here'?"),
        ],
    )
    def test_names_that_are_not_there(self, tmp_path, args, words):
        """A message with what was probably meant, exit code 1."""
        result = invoke(many(tmp_path), *args)
        assert result.exit_code == 1
        assert words in result.stderr

    @pytest.mark.parametrize("value", ["0", "1", "90", "high"])
    def test_what_is_no_reliability(self, tmp_path, value):
        """Wrong usage: exit code 2."""
        assert invoke(many(tmp_path), "--reliability", value).exit_code == 2

    def test_a_site_that_does_not_collect_it(self, tmp_path):
        """It is said, and no empty table is shown."""
        two = attrs.evolve(DEMO.scores[0], items=("1", "2"), highest=8)
        other = attrs.evolve(DEMO, id="other", scores=(two, DEMO.scores[1]))
        path = many(tmp_path, OPEN)
        for site, dropped in (("here", "no such line"), ("there", '3 = "Q3"\n')):
            profile = tmp_path / f"{site}.toml"
            text = profile.read_text(encoding="utf-8").replace('"demo"', '"other"').replace(dropped, "")
            profile.write_text(
                text.partition("[tables.directions]")[0] if site == "there" else text, encoding="utf-8"
            )
        plugins = make_plugins(module(livingwell_instruments=lambda: [other]))
        result = CliRunner().invoke(
            cli, ["compare-methods", str(path), "--site", "there", "--score", "other.third"], obj=plugins
        )
        assert result.exit_code == 1
        assert "there does not collect other.third" in result.stderr

    def test_no_score_with_a_mean(self, tmp_path):
        """Single ordinal items have none, and there is nothing to compare."""
        ordinal = tuple(attrs.evolve(score, measurement="ordinal") for score in DEMO.scores)
        other = attrs.evolve(DEMO, id="other", scores=ordinal)
        path = evaluation(tmp_path)
        profile = tmp_path / "here.toml"
        profile.write_text(profile.read_text(encoding="utf-8").replace('"demo"', '"other"'), encoding="utf-8")
        plugins = make_plugins(module(livingwell_instruments=lambda: [other]))
        result = CliRunner().invoke(cli, ["compare-methods", str(path)], obj=plugins)
        assert result.exit_code == 1
        assert "no score with a mean: the evaluation has none" in result.stderr


class TestJson:
    def test_the_same_at_full_precision(self, tmp_path):
        """Every size and every method, with the definitions that they name."""
        path = many(tmp_path)
        data = json.loads(said(path, "--site", "here", "--json"))
        found = findings(path, "here")
        assert (data["instrument"], data["score"], data["site"], data["n"]) == ("demo", "total", "here", 12)
        assert data["reliability"] == {
            "id": "this-evaluation", "value": 0.8, "kind": "test-retest",
            "source": "this evaluation: our own",
        }  # fmt: skip
        sizes = {one["name"]: one for one in data["effect_sizes"]}
        assert sizes["d_av"]["size"]["value"] == found["effect size, d_av", "sd"].value
        assert sizes["d_av"]["hedges"]["definition"] == "d_av:hedges"
        used, *_, last = data["reliable_change"]
        assert (used["method"], last["method"]) == ("in use", "Hageman-Arrindell")
        assert used["improved"]["people"] == found["reliably improved", "people"].value
        assert used["improved"]["share"]["low"] == found["reliably improved", "%"].low
        named = {one["definition"] for size in sizes.values() for one in (size["size"], size["hedges"])}
        named |= {
            row[key]["share"]["definition"]
            for row in data["reliable_change"]
            for key in ("improved", "unchanged", "deteriorated")
        }
        assert named == {one["id"] for one in data["definitions"]}

    def test_a_stated_reliability_says_so(self, tmp_path):
        """Its source is this command."""
        data = json.loads(said(many(tmp_path), "--reliability", "0.9", "--json"))
        assert data["reliability"]["source"] == "this command: --reliability 0.9"
        assert data["minimum"] == 0

    def test_without_a_reliability(self, tmp_path):
        """There is none to tell of."""
        assert json.loads(said(many(tmp_path, OPEN), "--json"))["reliability"] is None
