"""The local engine: the result does not depend on how the work is cut or ordered."""

from __future__ import annotations

import random

import attrs
import pytest
from helpers_files import AS_OF, csv_text, evaluation, make_plugins, put

from livingwell_core.engines import Engine, Job
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan, partition, tally_cohort
from livingwell_core.reports import make_report
from livingwell_core.reports.tables import findings_csv, findings_json, ledger_csv


def messy(seed: int, rows: int = 400) -> str:
    """Rows of some 90 people with every fault in them."""
    dealer = random.Random(seed)
    found = [["Id", "Date", "Q1", "Q2", "Q3"]]
    for _ in range(rows):
        person = dealer.choice([f"p{dealer.randrange(90)}"] * 20 + [""])
        when = dealer.choice(
            [f"{dealer.randrange(1, 29):02}/{dealer.randrange(1, 13):02}/2021"] * 20 + ["", "soon"]
        )
        found.append(
            [person, when, *(dealer.choice(["0", "1", "2", "3", "4"] * 8 + ["", "9"]) for _ in range(3))]
        )
    found += found[-10:]
    return csv_text(found)


@pytest.fixture
def plan(tmp_path):
    """Two sites, each with a list of people and one table over two files, so that people stand in both."""
    path = evaluation(
        tmp_path,
        sites={"a": messy(1), "b": messy(2)},
        file="1x.csv",
        more='[people]\nfile = "p.csv"\nperson = "Id"\n',
        settings='[scores."demo.total"]\nmissing = "prorate(max_missing=1)"\n',
    )
    for site in "ab":
        put(tmp_path / site / "p.csv", csv_text([["Id"], *([f"p{n}"] for n in [*range(80), 3, 4])]))
        put(tmp_path / site / "2x.csv", messy(ord(site)))
        profile = (tmp_path / f"{site}.toml").read_text()
        put(tmp_path / f"{site}.toml", profile.replace('file = "1x.csv"', 'file = "*x.csv"'))
    return make_plan(path, make_plugins(), as_of=AS_OF)


def outputs(plan, engine):
    report = make_report(evaluate(plan, engine))
    return [form.render(report) for form in (findings_csv, findings_json, ledger_csv)]


def test_is_an_engine():
    """It keeps the protocol."""
    assert isinstance(LocalEngine(), Engine)


@pytest.mark.parametrize("buckets", [2, 7])
def test_buckets_change_nothing(plan, buckets):
    """The bytes of every file are the same however many groups of people there are."""
    assert outputs(plan, LocalEngine(buckets=buckets)) == outputs(plan, LocalEngine(buckets=1))


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_parts_changes_nothing(plan, seed):
    """Nor does the order in which files are read."""
    mixed = attrs.evolve(plan, parts=tuple(random.Random(seed).sample(plan.parts, len(plan.parts))))

    assert mixed.parts != plan.parts
    assert outputs(mixed, LocalEngine(buckets=3)) == outputs(plan, LocalEngine())
    assert evaluate(mixed, LocalEngine()).problems == evaluate(plan, LocalEngine()).problems


def test_same_run_twice(plan):
    """The same run gives the same bytes."""
    assert outputs(plan, LocalEngine()) == outputs(plan, LocalEngine())


@pytest.mark.parametrize("buckets", [1, 3])
def test_steps(plan, buckets):
    """Every step is told, with the same number of steps in all, and that many."""
    told = []

    evaluate(plan, LocalEngine(buckets=buckets), step=lambda what, of: told.append((what, of)))

    assert {of for _, of in told} == {6 + buckets * 2}
    assert len(told) == 6 + buckets * 2
    assert sum(what.startswith("read a/") for what, _ in told) == 3


def test_many_buckets_for_large_files(plan, monkeypatch):
    """Above a size the engine splits by itself."""
    import livingwell_core.engines.local as module

    asked = []

    def spy(part, buckets):
        asked.append(buckets)
        return partition(part, plan, buckets)

    job = Job(parts=plan.parts, partition=spy, tally=lambda cohort: tally_cohort(cohort, plan))
    small = LocalEngine().run(job)
    monkeypatch.setattr(module, "_WORTH_SPLITTING", 0)
    monkeypatch.setattr(module.os, "cpu_count", lambda: 4)
    large = LocalEngine().run(job)

    assert asked == [1] * 6 + [4] * 6
    assert small.tallies == large.tallies
    assert small.ledger == large.ledger


def test_a_file_that_is_gone(tmp_path):
    """A file that went away between plan and run is an input error, not a traceback."""
    from livingwell_core.errors import InputError

    plan = make_plan(evaluation(tmp_path), make_plugins(), as_of=AS_OF)
    plan.parts[0].source.path.unlink()

    with pytest.raises(InputError, match=r"here/a\.csv: cannot be read"):
        evaluate(plan, LocalEngine())
