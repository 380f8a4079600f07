"""The small tables that a run ends with."""

from __future__ import annotations

import attrs
import pytest

from livingwell_core.analyses import Finding
from livingwell_core.cli.summary import summary_lines
from livingwell_core.cohorts import Ledger, Remarks
from livingwell_core.instruments import Instrument, ReliableChange, Score, Single, Sum, items
from livingwell_core.reports import Report

TOTAL = Score(
    id="total", title="total", items=("1", "2"), rule=Sum(), lowest=0, highest=20, better="higher",
    reliable_changes=(ReliableChange(id="3", points=3, source="made up"),),
)  # fmt: skip
QUESTIONS = Instrument(
    id="questions",
    title="Questions",
    items=items(2, lowest=1, highest=7),
    scores=tuple(
        Score(
            id=item, title=f"question {item}", items=(item,), rule=Single(), lowest=1, highest=7,
            better="higher", measurement="ordinal",
        )
        for item in ("1", "2")
    ),
    licence="none",
    source="made up",
)  # fmt: skip
WELLNESS = Instrument(
    id="wellness", title="Wellness", items=items(2, lowest=0, highest=10), scores=(TOTAL,),
    licence="none", source="made up",
)  # fmt: skip


def finding(instrument, score, site, statistic, unit, value):
    return Finding(
        analysis="x", instrument=instrument, score=score, site=site, statistic=statistic, definition="d",
        value=value, n=9, unit=unit,
    )  # fmt: skip


def report(*findings, instruments=(QUESTIONS, WELLNESS)):
    return Report(
        title="A title", invented=False, findings=findings, suppressed=0, minimum=5, definitions=(),
        ledger=Ledger(), profiles=(), instruments=instruments, settings={}, versions={}, remarks=Remarks(),
    )  # fmt: skip


def rows(lines, heading):
    """The cells below a heading, up to the next blank line."""
    place = next(i for i, line in enumerate(lines) if line.startswith(heading))
    table = []
    for line in lines[place + 1 :]:
        if not line:
            break
        table.append(line.split())
    return table


def test_a_score_is_a_row_a_site():
    """What is known stands there as people read it, and a dash where nothing does."""
    lines = summary_lines(
        report(
            finding("wellness", "total", "here", "mean first", "points", 9.96),
            finding("wellness", "total", "here", "mean change", "points", 2.04),
            finding("wellness", "total", "here", "reliably improved", "%", 41.7),
            finding("wellness", "total", "all", "people supported", "people", 3438),
        )
    )

    assert rows(lines, "Wellness, total, 0 to 20, higher is better") == [
        ["site", "paired", "of", "first", "last", "change", "d_z", "reliably", "improved"],
        ["here", "-", "-", "10.0", "-", "+2.0", "-", "42%"],
        ["all", "-", "3,438", "-", "-", "-", "-", "-"],
    ]


def test_a_name_is_said_once():
    """A score that bears the name of its instrument stands by itself."""
    wellness = attrs.evolve(WELLNESS, scores=(attrs.evolve(TOTAL, title="Wellness utility"),))
    found = finding("wellness", "total", "here", "mean first", "points", 9.96)

    assert "Wellness utility, 0 to 20, higher is better" in summary_lines(
        report(found, instruments=(wellness,))
    )


@pytest.mark.parametrize(
    ("change", "heading", "first"),
    [
        ({"highest": 10, "items": ("1",), "rule": Single()}, "reliably improved", "3.33"),
        ({"reliable_changes": ()}, "better", "3.3"),
    ],
)
def test_decimals_and_the_last_column(change, heading, first):
    """A short scale has two decimals; without a threshold the last column says who is better."""
    wellness = attrs.evolve(WELLNESS, scores=(attrs.evolve(TOTAL, **change),))
    found = finding("wellness", "total", "all", "mean first", "points", 10 / 3)
    lines = summary_lines(report(found, instruments=(wellness,)))

    assert any(line.endswith(f"d_z  {heading}") for line in lines)
    assert first in rows(lines, "Wellness")[1]


def test_single_items_are_rows_and_come_last():
    """Medians of all sites together, an item a row; what nobody collects is not there."""
    lines = summary_lines(
        report(
            finding("questions", "2", "all", "median first", "points", 4.5),
            finding("questions", "2", "all", "better", "%", 40.0),
            finding("questions", "2", "here", "median first", "points", 6),
            finding("wellness", "total", "all", "mean first", "points", 1),
        )
    )

    (row,) = rows(lines, "Questions, single items, all sites")[1:]
    assert row == ["question", "2", "-", "4.5", "-", "40%", "-"]
    headings = [line.split(",")[0] for line in lines if line and not line.startswith(" ")]
    assert headings == ["A title", "Wellness", "Questions"]


def test_items_have_units_of_their_own():
    """A median in levels is not passed over because another is in points."""
    scores = tuple(attrs.evolve(score, unit="levels") for score in QUESTIONS.scores)
    found = finding("questions", "1", "all", "median first", "levels", 2)
    lines = summary_lines(report(found, instruments=(attrs.evolve(QUESTIONS, scores=scores),)))

    assert rows(lines, "Questions, single items")[1] == ["question", "1", "-", "2", "-", "-", "-"]


def test_what_has_no_table_is_named():
    """An instrument whose findings are of several scores together is not passed over."""
    lines = summary_lines(report(finding("wellness", "all", "all", "mean first", "points", 1)))

    assert lines[-1] == "Also in the report: Wellness"
