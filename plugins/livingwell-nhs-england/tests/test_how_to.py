"""
The page's dozen referrals, worked by hand, and from files to findings.
"""

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from statsmodels.stats.proportion import proportion_confint

from livingwell_core.cli.main import cli
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.plugins import load_plugins

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "nhs-england-metric.md"
TEXT = PAGE.read_text(encoding="utf-8")
OPEN, CLOSED, NEITHER = (f"CMH PROMs denominator={name}" for name in ("open", "closed", "neither"))
EVERYONE = "everyone"
FILES = re.compile(r"^```.*\n:caption: (\S+)\n((?:.*\n)*?)```\n", re.MULTILINE)
SHOWN = re.compile(r"^```text\n(group,statistic.*\n(?:.*\n)*?)```\n", re.MULTILINE)


def run(folder, changes=(), command="evaluate"):
    text = TEXT
    for before, after in changes:
        text = text.replace(before, after)
    for name, content in FILES.findall(text):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    path = str(folder / "livingwell.toml")
    more = ["--out", str(folder / "out")] if command == "evaluate" else []
    return CliRunner().invoke(cli, [command, path, *more], prog_name="livingwell")


def rows(folder):
    with (folder / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["analysis"] == "nhs-england-cmh-proms"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("quayside")
    result = run(place)
    assert result.exit_code == 0, result.output
    return place


@pytest.fixture(scope="module")
def found(folder):
    return {
        (row["group"], row["statistic"], row["unit"], row["definition"].endswith(":of-all")): row
        for row in rows(folder)
        if row["site"] == "quayside"
    }


# By hand: group, statistic, people counted, of how many.
COUNTS = [
    (EVERYONE, "referrals", 12, 12),
    (OPEN, "referrals", 5, 5),
    (CLOSED, "referrals", 4, 4),
    (NEITHER, "referrals", 3, 3),
    (OPEN, "with a baseline", 4, 5),
    (CLOSED, "with a baseline", 3, 4),
    (OPEN, "with baseline and follow-up", 3, 5),
    (CLOSED, "with baseline and follow-up", 3, 4),
    (EVERYONE, "improved", 7, 9),
    (OPEN, "improved", 1, 3),
    (OPEN, "no change", 1, 3),
    (OPEN, "deteriorated", 1, 3),
    (CLOSED, "improved", 3, 3),
    (CLOSED, "no change", 0, 3),
    (CLOSED, "deteriorated", 0, 3),
    (NEITHER, "improved", 3, 3),
    (OPEN, "baseline below 25", 3, 3),
    (CLOSED, "baseline below 25", 2, 3),
    (OPEN, "reliably recovered", 1, 3),
    (CLOSED, "reliably recovered", 2, 3),
    (CLOSED, "improved without recovery", 1, 3),
]
SHARES = [
    *((*count, False) for count in COUNTS if count[1] != "referrals"),
    (OPEN, "improved", 1, 5, True),
    (OPEN, "no change", 1, 5, True),
    (OPEN, "deteriorated", 1, 5, True),
    (CLOSED, "improved", 3, 4, True),
    (OPEN, "reliably recovered, of those with a baseline below 25", 1, 3, False),
    (CLOSED, "reliably recovered, of those with a baseline below 25", 2, 2, False),
]


@pytest.mark.parametrize(("group", "statistic", "k", "n"), COUNTS)
def test_counts(found, group, statistic, k, n):
    """As a person counts them."""
    row = found[group, statistic, "people", False]

    assert (float(row["value"]), int(row["n"])) == (k, n)


@pytest.mark.parametrize(("group", "statistic", "k", "n", "of_all"), SHARES)
def test_shares(found, group, statistic, k, n, of_all):
    """With Wilson's interval, as statsmodels has it."""
    row = found[group, statistic, "%", of_all]
    low, high = proportion_confint(k, n, method="wilson")

    assert float(row["value"]) == pytest.approx(100 * k / n, rel=1e-10)
    assert float(row["low"]) == pytest.approx(100 * low, rel=1e-10, abs=1e-10)
    assert float(row["high"]) == pytest.approx(100 * high, rel=1e-10)
    assert int(row["n"]) == n


# Baselines given in the period: R08's 24 and R11's 10; R12's is of a person of 17.
SD = 98**0.5


@pytest.mark.parametrize(
    ("group", "statistic", "unit", "expected", "n"),
    [
        (OPEN, "mean baseline score", "points", 54 / 3, 3),
        (OPEN, "mean follow-up score", "points", 64 / 3, 3),
        (OPEN, "sum of change scores", "points", 10, 3),
        (OPEN, "sd of baseline scores given in the period", "points", SD, 2),
        (OPEN, "effect size", "sd", 10 / 3 / SD, 3),
        (CLOSED, "mean baseline score", "points", 64 / 3, 3),
        (CLOSED, "mean follow-up score", "points", 88 / 3, 3),
        (CLOSED, "sum of change scores", "points", 24, 3),
        (CLOSED, "effect size", "sd", 8 / SD, 3),
    ],
)
def test_scores(found, group, statistic, unit, expected, n):
    """Sums and the effect size."""
    row = found[group, statistic, unit, False]

    assert float(row["value"]) == pytest.approx(expected, rel=1e-10)
    assert int(row["n"]) == n


def test_notes_and_definitions(folder, found):
    """What was not checked is said everywhere, and every definition has NHS England's file as its source."""
    told = json.loads((folder / "out" / "findings.json").read_text(encoding="utf-8"))
    definitions = {d["id"]: d for d in told["definitions"]}

    for row in found.values():
        assert "criteria not checked: reason, team" in row["note"]
        assert "criteria met by the evaluation's word: rejected, hospital, england" in row["note"]
        assert ("not in NHS England's measure" in row["note"]) == (row["group"] in {EVERYONE, NEITHER})
        assert "commit dc7bf10" in definitions[row["definition"]]["source"]
    assert "from 2024-07-01 to 2024-09-30" in definitions["nhs-england-cmh-proms:denominators"]["text"]


def test_all_sites_are_the_one_site(folder):
    """With one site they are its numbers."""
    by_site = [
        [{**row, "site": ""} for row in rows(folder) if row["site"] == site] for site in ("quayside", "all")
    ]

    assert by_site[0] == by_site[1]


def test_however_the_work_is_split(folder):
    """The same findings from one part and from twenty, most of them without a referral."""
    plan = make_plan(folder / "livingwell.toml", load_plugins())
    by_buckets = [evaluate(plan, LocalEngine(buckets=buckets)).findings for buckets in (1, 20)]

    assert by_buckets[0] == by_buckets[1]


def test_the_page_shows_the_findings(folder):
    """Its rows are those of findings.csv."""
    (shown,) = SHOWN.findall(TEXT)
    header, *lines = list(csv.reader(shown.splitlines()))
    there = [
        [
            row[name] if name not in {"value", "low", "high"} or not row[name] else f"{float(row[name]):.2f}"
            for name in header
        ]
        for row in rows(folder)
    ]

    assert lines
    assert [line for line in lines if line not in there] == []


def test_small_numbers_are_hidden(tmp_path):
    """Of a dozen referrals next to nothing is shown."""
    assert run(tmp_path, [("minimum = 0", "minimum = 5")]).exit_code == 0
    shown = {(row["group"], row["statistic"]) for row in rows(tmp_path) if row["value"]}

    # Four are closed and three in neither denominator: seven together.
    assert shown == {(EVERYONE, "referrals"), (OPEN, "referrals")}


def test_not_by_referral(tmp_path):
    """The run stops with one message."""
    result = run(tmp_path, [('by = "referral"', 'by = "person"')])

    assert result.exit_code == 1
    assert "livingwell.toml, pairing.by: NHS England's measure counts referrals" in result.output
    assert not (tmp_path / "out").exists()


def test_no_dates_in_the_list(tmp_path):
    """Likewise, with what is lacking."""
    result = run(tmp_path, [("amounts = { contacts", "amounts = { visits")])

    assert result.exit_code == 1
    assert (
        "no site with answers to ReQoL-10 has what the denominators need: lacking the amount 'contacts'"
        in (result.output)
    )
    assert not (tmp_path / "out").exists()


def test_a_site_without_contacts(tmp_path):
    """The others are evaluated, and it is said what is not there."""
    run(tmp_path)
    own = (tmp_path / "quayside.toml").read_text(encoding="utf-8")
    other = own.replace("quayside", "pier").replace("Quayside", "Pier").replace("contacts =", "visits =")
    (tmp_path / "pier.toml").write_text(other, encoding="utf-8")
    path = tmp_path / "livingwell.toml"
    site = '[[sites]]\nprofile = "pier.toml"\nfolder = "quayside"\n\n[pairing]'
    path.write_text(path.read_text(encoding="utf-8").replace("[pairing]", site), encoding="utf-8")
    result = CliRunner().invoke(cli, ["evaluate", str(path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output

    by_site = {}
    for row in rows(tmp_path):
        by_site.setdefault(row["site"], []).append(row)
    (told,) = by_site["pier"]
    assert "not applicable: lacking the amount 'contacts'" in told["note"]
    assert "without sites that lack the amount 'contacts'" in by_site["all"][0]["note"]
    assert [row["value"] for row in by_site["quayside"]] == [row["value"] for row in by_site["all"]]
