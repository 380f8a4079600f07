"""Whatever stands where the source system gave its totals: no row is lost, and no score of ours changes."""

from __future__ import annotations

import random

from helpers_examples import one_in
from helpers_files import AS_OF, csv_text, evaluation, make_plugins, put
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan, partition
from livingwell_core.marks import MISSING_SCORE

PLUGINS = make_plugins()
# Each of them is an evaluation, or two.
EXAMPLES = one_in(4)
TOTALS = 'totals = { total = "T", third = "U" }'
CELLS = st.sampled_from(["0", "1", "2", "3", "4", "4", "", "", "7", "x", "2.0"])
GIVEN = st.sampled_from(
    ["", " ", "0", "4", "6", "6.0", "7,5", "x", "nan", "1e400", "=SUM(A1)", "12", "\u00a0"]
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["p1", "p2", "p3", "p4", ""]),
        st.sampled_from(["01/02/2021", "01/08/2021", "02/08/2021", "soon", ""]),
        *[CELLS] * 3,
        *[GIVEN] * 2,
    ),
    min_size=1,
    max_size=12,
)
WIDE = ["Id", "Date", "Q1", "Q2", "Q3", "T", "U"]
LONG = """\
id = "here"
title = "Here"
source = "invented"
[[tables]]
file = "a*.csv"
instrument = "demo"
layout = "long"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%d/%m/%Y"
assessment = "Form"
question = "Question"
answer = "Answer"
items = {{ 1 = "Q1", 2 = "Q2", 3 = "Q3" }}
directions = {{ 3 = "higher-is-better" }}
{totals}
"""


def wide(folder, *files, totals=True):
    """Make a folder with these rows in one file each."""
    path = evaluation(folder, sites={"here": ""}, file="a*.csv", table=TOTALS if totals else "")
    return _filled(path, [csv_text([WIDE, *rows]) for rows in files])


def long(folder, *files, totals=True):
    """The same as a row an answer; a file's rows are assessments that no other file has."""
    path = evaluation(folder, sites={"here": ""}, file="a*.csv")
    put(folder / "here.toml", LONG.format(totals=TOTALS if totals else ""))
    contents = []
    for number, rows in enumerate(files):
        lines = [["Id", "Date", "Form", "Question", "Answer"]]
        for place, (person, date, *cells) in enumerate(rows):
            lines += [
                [person, date, f"f{number}-{place}", question, cell]
                for question, cell in zip(WIDE[2:], cells, strict=True)
            ]
        contents.append(csv_text(lines))
    return _filled(path, contents)


def _filled(path, contents):
    for old in (path.parent / "here").iterdir():
        old.unlink()
    for number, content in enumerate(contents):
        put(path.parent / "here" / f"a{number}.csv", content)
    return path


def plan_of(path):
    return make_plan(path, PLUGINS, as_of=AS_OF)


def run(plan, buckets=1):
    return evaluate(plan, LocalEngine(buckets=buckets))


def scores(plan):
    """Our scores, assessment by assessment, in whatever order."""
    frames = [partition(part, plan)[0].assessments["demo"] for part in plan.parts]
    return sorted(row for frame in frames for row in frame.iter_rows())


@EXAMPLES
@given(rows=ROWS, make=st.sampled_from([wide, long]))
def test_comparing_changes_nothing(tmp_path_factory, rows, make):
    """Rows read are used or set aside, and scores, findings and reasons are those without the totals."""
    folder = tmp_path_factory.getbasetemp() / "changes"
    plan = plan_of(make(folder, rows))
    found, ours = run(plan), scores(plan)
    plan = plan_of(make(folder, rows, totals=False))
    without, same = run(plan), scores(plan)

    found.ledger.check()
    assert ours == same
    table = "demo assessments"
    assert found.ledger.used(table, "here") == without.ledger.used(table, "here")
    assert found.ledger.set_aside(table, "here") == without.ledger.set_aside(table, "here")
    assert found.problems == without.problems
    if make is wide:
        # In a long file a row with a total names a person too.
        assert found.findings == without.findings


@EXAMPLES
@given(rows=ROWS, make=st.sampled_from([wide, long]))
def test_every_score_of_ours_is_counted_once(tmp_path_factory, rows, make):
    """With a total or without: agree, differ, unreadable or only ours."""
    folder = tmp_path_factory.getbasetemp() / "once"
    plan = plan_of(make(folder, rows))
    scored = {"total": 0, "third": 0}
    for part in plan.parts:
        frame = partition(part, plan)[0].assessments["demo"]
        scored = {name: n + int((frame[name] != MISSING_SCORE).sum()) for name, n in scored.items()}

    remarks = run(plan).remarks

    for key, counts in remarks.totals.items():
        least = counts.compared + counts.only_ours
        assert least <= scored[key.score] <= least + counts.unreadable
        assert counts.other_way <= counts.differ
    listed = sum(differences.rows.height for differences in remarks.differing)
    assert listed == sum(counts.differ + counts.unreadable for counts in remarks.totals.values())


@EXAMPLES
@given(rows=ROWS, make=st.sampled_from([wide, long]), seed=st.integers(0, 99), buckets=st.integers(1, 3))
def test_splitting_a_file(tmp_path_factory, rows, make, seed, buckets):
    """Two files that hold what one held give the same counts, in any order of rows."""
    folder = tmp_path_factory.getbasetemp() / "splitting"
    whole = run(plan_of(make(folder, rows))).remarks
    shuffled = random.Random(seed).sample(rows, len(rows))
    cut = len(rows) // 2
    # A file without a row would be refused.
    files = [part for part in (shuffled[:cut], shuffled[cut:]) if part]

    parts = run(plan_of(make(folder, *files)), buckets).remarks

    assert parts.totals == whole.totals
    assert parts.coded == whole.coded
