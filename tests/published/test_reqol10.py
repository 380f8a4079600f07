"""The bundled example, evaluated through the command line, gives the programme's published figures."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest
from click.testing import CliRunner
from helpers_published import SITES, agrees, figures, named

pytest.importorskip("livingwell_example", reason="needs every plugin: nox -s tests")

from livingwell_core.cli.main import cli

# Statistic of the report, with the occasion where it has one: analysis, statistic and unit of findings.csv.
ROWS = {
    ("people supported", None): ("coverage", "people supported", "people"),
    ("mean", "first"): ("paired-change", "mean first", "points"),
    ("mean", "last"): ("paired-change", "mean last", "points"),
    ("effect size", None): ("paired-change", "effect size", "sd"),
    ("p value below", None): ("paired-change", "p", ""),
    ("percent within clinical range", "first"): ("clinical-range", "in the clinical range at first", "%"),
    ("percent within clinical range", "last"): ("clinical-range", "in the clinical range at last", "%"),
    ("people reliably improved", None): ("reliable-change", "reliably improved", "people"),
    ("people with no reliable change", None): ("reliable-change", "no reliable change", "people"),
    ("people reliably deteriorated", None): ("reliable-change", "reliably deteriorated", "people"),
    ("percent reliably improved", None): ("reliable-change", "reliably improved", "%"),
    ("percent with no reliable change", None): ("reliable-change", "no reliable change", "%"),
    ("percent reliably deteriorated", None): ("reliable-change", "reliably deteriorated", "%"),
}
FIGURES = figures("people.", "reqol10.")
REPRODUCED = [figure for figure in FIGURES if figure.get("reproduced", True)]
LEFT_OUT = [f for f in FIGURES if not f.get("reproduced", True) and "threshold" not in f["id"]]
# Of earlier and smaller samples; the files hold the people of the final report.
INTERIM = figures("interim.reqol10.")
# Salford's 55% alone is possible, and happens to hold in the example; the three together are not.
ALONE_POSSIBLE = "reqol10.reliable_improvement.salford"

# Counted independently by the example's own tests, from the files, with csv and plain loops.
LEDGER = {
    ("people", "edinburgh"): {"rows read": 816, "used": 812, "no person": 1, "person listed twice": 3},
    ("people", "salford"): {"rows read": 938, "used": 934, "no person": 2, "person listed twice": 2},
    ("people", "tameside-glossop"): {
        "rows read": 1706,
        "used": 1692,
        "blank row": 6,
        "no person": 3,
        "person listed twice": 5,
    },
    ("personal-goals assessments", "edinburgh"): {"rows read": 350, "used": 350},
    ("personal-goals assessments", "tameside-glossop"): {"rows read": 402, "used": 402},
    # The same extract as that of the ReQoL-10: every row is read for each of the two.
    ("qayl answers", "salford"): {
        "rows read": 7379,
        "used": 1098,
        "no date": 5,
        "not an answer of the item": 2,
        "question not of this questionnaire": 6274,
    },
    ("qayl assessments", "edinburgh"): {
        "rows read": 254,
        "used": 247,
        "duplicate of another row": 3,
        "no date": 2,
        "not an answer of the item": 2,
    },
    ("qayl assessments", "salford"): {
        "rows read": 221,
        "used": 216,
        "an answer of it was set aside": 3,
        "duplicate of another row": 2,
    },
    ("qayl assessments", "tameside-glossop"): {
        "rows read": 461,
        "used": 448,
        "duplicate of another row": 6,
        "no date": 3,
        "not an answer of the item": 4,
    },
    ("reqol10 answers", "salford"): {
        "rows read": 7379,
        "used": 5795,
        "impossible date": 11,
        "duplicate of another row": 123,
        "no assessment id": 11,
        "no date": 66,
        "no person": 33,
        "not an answer of the item": 11,
        "question not of this questionnaire": 1285,
        "unreadable date": 44,
    },
    ("reqol10 assessments", "edinburgh"): {
        "rows read": 678,
        "used": 560,
        "impossible date": 2,
        "differing assessments on one day": 16,
        "duplicate of another row": 17,
        "no date": 7,
        "no person": 6,
        "not an answer of the item": 14,
        "outside the period": 16,
        "person not in the people table": 5,
        "too few answers for a score": 26,
        "unreadable date": 9,
    },
    ("reqol10 assessments", "salford"): {
        "rows read": 545,
        "used": 464,
        "an answer of it was set aside": 25,
        "differing assessments on one day": 12,
        "duplicate of another row": 5,
        "one assessment with two people or dates": 2,
        "outside the period": 12,
        "person not in the people table": 2,
        "too few answers for a score": 19,
        "two answers to one item": 4,
    },
    ("reqol10 assessments", "tameside-glossop"): {
        "rows read": 1376,
        "used": 1144,
        "blank row": 14,
        "impossible date": 3,
        "differing assessments on one day": 26,
        "duplicate of another row": 31,
        "no date": 18,
        "no person": 12,
        "not an answer of the item": 23,
        "outside the period": 29,
        "person not in the people table": 9,
        "too few answers for a score": 52,
        "unreadable date": 15,
    },
}
COVERAGE = {
    "edinburgh": (812, 333, 147, 186, 33),
    "salford": (934, 276, 121, 155, 26),
    "tameside-glossop": (1692, 671, 286, 385, 70),
    "all": (3438, 1280, 554, 726, 129),
}


def _row(figure, findings):
    analysis, statistic, unit = ROWS[figure["statistic"], figure.get("occasion")]
    return findings["reqol10", "total", SITES[figure["site"]], analysis, statistic, unit]


@pytest.mark.parametrize("figure", REPRODUCED, ids=named)
def test_published_figure_is_reproduced(figure, findings):
    """Each figure of the report, at the precision that it was printed with."""
    row = _row(figure, findings)

    assert agrees(figure, row), (figure["value"], row)
    if "n" in figure:
        assert figure["n"] == int(row["n"])


@pytest.mark.parametrize("figure", [f for f in LEFT_OUT + INTERIM if f["id"] != ALONE_POSSIBLE], ids=named)
def test_what_was_left_out_really_differs(figure, findings):
    """A figure marked as impossible is not reproduced by accident."""
    assert not agrees(figure, _row(figure, findings))


def test_sites_published_shares_cannot_make_figure_7():
    """Whole people whose shares round to 53%, 55% and 58% are 405 to 410 in all, never 435."""
    sites = [f for f in LEFT_OUT if f["statistic"] == "percent reliably improved"]
    assert {"edinburgh", "salford", "tameside_glossop"} == {figure["site"] for figure in sites}
    possible = [
        [k for k in range(f["n"] + 1) if abs(Decimal(100 * k) / f["n"] - f["value"]) <= Decimal("0.5")]
        for f in sites
    ]

    assert (sum(map(min, possible)), sum(map(max, possible))) == (405, 410)


def test_every_finding_says_that_the_data_are_invented(demo):
    """No row of a table, no page and no workbook can be taken for real results."""
    with (demo / "report" / "findings.csv").open(newline="") as file:
        assert all("INVENTED DATA" in row["note"] for row in csv.DictReader(file))
    with (demo / "report" / "ledger.csv").open(newline="") as file:
        assert all(row["note"] == "INVENTED DATA" for row in csv.DictReader(file))
    assert json.loads((demo / "report" / "findings.json").read_text())["invented"] is True
    assert "invented" in (demo / "report" / "report.html").read_text().lower()


def test_ledger_adds_up_and_has_something_to_say(demo):
    """Rows read are rows used plus rows set aside, in every table of every site."""
    sums: dict[tuple[str, str], list[int]] = {}
    with (demo / "report" / "ledger.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            read, rest = sums.setdefault((row["table"], row["site"]), [0, 0])
            rows = int(row["rows"])
            is_read = row["reason"] == "rows read"
            sums[row["table"], row["site"]] = [read + rows * is_read, rest + rows * (not is_read)]

    assert len(sums) == 13
    assert all(read == rest for read, rest in sums.values())


def test_ledger_counts_what_the_generator_put_in(demo):
    """Every fault that the example was given is found, counted and named; the counts are the generator's."""
    with (demo / "report" / "ledger.csv").open(newline="") as file:
        rows = {(row["table"], row["site"], row["reason"]): int(row["rows"]) for row in csv.DictReader(file)}

    expected = {(*place, reason): n for place, reasons in LEDGER.items() for reason, n in reasons.items()}
    assert expected == rows


def test_totals_that_the_source_gave(demo):
    """Edinburgh's system gives totals; three of them differ from ours, and the run says so."""
    assert "ReQoL-10, total, edinburgh: re-scored 598, 3 differ" in (demo / "said.txt").read_text()


@pytest.mark.parametrize("site", sorted(COVERAGE))
def test_coverage(site, findings):
    """People supported, assessed, assessed on one day only, paired and with three usable scores or more."""
    statistics = (
        "people supported",
        "people with a usable score",
        "people with usable scores on one day only",
        "people with a first and a last score",
        "people with three usable scores or more",
    )
    found = tuple(
        int(findings["reqol10", "total", site, "coverage", statistic, "people"]["value"])
        for statistic in statistics
    )

    assert COVERAGE[site] == found


def test_same_run_gives_the_same_bytes(demo, tmp_path):
    """Same input, same settings and same version: the same bytes of every file."""
    result = CliRunner().invoke(cli, ["demo", "--out", str(tmp_path / "again")])
    assert result.exit_code == 0

    for path in sorted((demo / "report").iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / "report" / path.name).read_bytes(), path.name
