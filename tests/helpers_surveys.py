"""
Sites with something planted in their data, and the same counted by plain Python.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter, defaultdict
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from helpers_files import AS_OF, csv_text, make_plugins, module, put

from livingwell_core.evaluations import make_plan
from livingwell_core.instruments import Instrument, Prorate, Score, Sum, items
from livingwell_core.surveys import survey

if TYPE_CHECKING:
    from pathlib import Path

    from livingwell_core.surveys import Pattern, Survey

FORM = Instrument(
    id="form",
    title="Form",
    items=items(6, lowest=0, highest=4, negative=(2, 5)),
    scores=(
        Score(
            id="total",
            title="total",
            items=tuple("123456"),
            rule=Sum(missing=Prorate(max_missing=1)),
            lowest=0,
            highest=24,
            better="higher",
        ),
    ),
    licence="none needed",
    source="invented for tests",
)
HEAD = ["Id", "Date", *(f"Q{number}" for number in range(1, 7))]
PROFILE = """\
id = "here"
title = "Here"
source = "invented for tests"
{people}
[[tables]]
file = "a.csv"
instrument = "form"
layout = "wide"
answers = "{answers}"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
missing = ["n/a"]
[tables.items]
""" + "".join(f'{number} = "Q{number}"\n' for number in range(1, 7))
LONG = PROFILE.replace('"wide"', '"long"\nassessment = "Form"\nquestion = "Question"\nanswer = "Answer"')
PEOPLE = """\
[people]
file = "p.csv"
person = "Id"
date_format = "%Y-%m-%d"
[people.dates]
referred = "Referred"
[people.groups.team]
column = "Team"
values = { "North" = "north", "South" = "south" }
missing = ["?"]
"""
CONFIG = 'title = "T"\ninvented = true\n[[sites]]\nprofile = "here.toml"\nfolder = "here"\n'


def plugins():
    return make_plugins(module(livingwell_instruments=lambda: [FORM]))


def clean(people: int = 60, seed: int = 1) -> list[list[str]]:
    """Rows of people with two or three assessments, with nothing odd in them; the first row is the head."""
    chance = random.Random(seed)
    rows = []
    for number in range(people):
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=chance.randrange(600))
        for _ in range(chance.choice((2, 3))):
            well = chance.randrange(5)
            answers = [min(4, max(0, well + chance.choice((-1, 0, 1)))) for _ in range(6)]
            answers[1], answers[4] = 4 - answers[1], 4 - answers[4]
            if len(set(answers)) == 1:
                answers[0] = (answers[0] + 1) % 5
            rows.append([f"p{number:03}", day.isoformat(), *map(str, answers)])
            day += datetime.timedelta(days=chance.randrange(30, 300))
    chance.shuffle(rows)
    return [HEAD, *rows]


def people_of(rows: list[list[str]], seed: int = 2) -> list[list[str]]:
    """List everyone of some rows, referred some days before the first of them."""
    chance = random.Random(seed)
    first: dict[str, str] = {}
    for person, day, *_ in sorted(rows[1:]):
        first.setdefault(person, day)
    listed = [
        [person, _moved(day, -chance.randrange(40)), chance.choice(("North", "South", ""))]
        for person, day in first.items()
    ]
    return [["Id", "Referred", "Team"], *listed]


def _moved(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def as_long(rows: list[list[str]]) -> list[list[str]]:
    """The same assessments, a row an answer."""
    return [
        ["Form", "Id", "Date", "Question", "Answer"],
        *(
            [f"f{number}", person, day, f"Q{item}", answer]
            for number, (person, day, *answers) in enumerate(rows[1:])
            for item, answer in enumerate(answers, start=1)
        ),
    ]


def site(
    folder: Path,
    rows: list[list[str]],
    people: list[list[str]] | None = None,
    *,
    answers: str = "as-circled",
    long: bool = False,
    profile: str = "",
    config: str = "",
) -> Path:
    """Write an evaluation of one site; give its file."""
    text = profile or (LONG if long else PROFILE)
    text = text.replace("{people}", PEOPLE if people else "").replace("{answers}", answers)
    put(folder / "here.toml", text)
    put(folder / "here" / "a.csv", csv_text(as_long(rows) if long and not profile else rows))
    if people:
        put(folder / "here" / "p.csv", csv_text(people))
    return put(folder / "livingwell.toml", CONFIG + config)


def surveyed(folder: Path, *args: object, by: str | None = None, **kwargs: object) -> Survey:
    """Survey one site; arguments as for `site`."""
    path = site(folder, *args, **kwargs)
    return survey(make_plan(path, plugins(), as_of=AS_OF), by=by)


def of_kind(found: Survey, kind: str) -> list[Pattern]:
    return [pattern for pattern in found.patterns if pattern.kind == kind]


def counts(found: Survey, kind: str) -> list[tuple[int, int]]:
    return [(pattern.count, pattern.of) for pattern in of_kind(found, kind)]


def once(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the head and without such as say the same again."""
    return [list(row) for row in dict.fromkeys(map(tuple, rows[1:]))]


def histories(rows: list[list[str]]) -> dict[str, list[list[str]]]:
    """Rows of each person, in the order of days."""
    found = defaultdict(list)
    for row in sorted(once(rows)):
        found[row[0]].append(row)
    return found


def recount_straight(rows: list[list[str]]) -> int:
    return sum(len(set(row[2:])) == 1 and row[2] != "" for row in once(rows))


def recount_intervals(rows: list[list[str]]) -> tuple[int, int, int]:
    """Give intervals of 0 to 1 days, of more than 1,826, and of any length."""
    days = [
        (datetime.date.fromisoformat(later[1]) - datetime.date.fromisoformat(earlier[1])).days
        for history in histories(rows).values()
        for earlier, later in pairwise(history)
    ]
    return sum(day <= 1 for day in days), sum(day > 1826 for day in days), len(days)


def recount_alike(rows: list[list[str]]) -> tuple[int, int]:
    alike = of = 0
    for history in histories(rows).values():
        first, last = history[0], history[-1]
        on_day = Counter(row[1] for row in history)
        if first[1] == last[1] or on_day[first[1]] > 1 or on_day[last[1]] > 1:
            continue
        if min(sum(answer != "" for answer in row[2:]) for row in (first, last)) < 5:
            continue
        of += 1
        alike += first[2:] == last[2:]
    return alike, of


def recount_copies(rows: list[list[str]]) -> int:
    """Give rows in runs of three or more people with one day and the same answers."""
    found, run = 0, rows[1:2]
    for row in [*rows[2:], ["", "", ""]]:
        if row[1:] == run[-1][1:] and row[0] != run[-1][0] and sum(a != "" for a in row[2:]) >= 5:
            run.append(row)
            continue
        found += len(run) if len({r[0] for r in run}) >= 3 else 0
        run = [row]
    return found


def recount_early(rows: list[list[str]], people: list[list[str]]) -> int:
    referred = {person: day for person, day, _ in people[1:]}
    return sum(row[1] < referred[row[0]] for row in once(rows) if referred.get(row[0]))


def recount_zeros(rows: list[list[str]], people: list[list[str]]) -> tuple[int, int, int]:
    """Give people who would be listed but for zeros, people who are not listed, and rows of the former."""
    listed = {row[0] for row in people[1:]}
    bare = {person.lstrip("0") for person in listed if person.isdigit()}
    unknown = {row[0] for row in rows[1:]} - listed
    near = {person for person in unknown if person.isdigit() and person.lstrip("0") in bare}
    return len(near), len(unknown), sum(row[0] in near for row in rows[1:])


def recount_months(rows: list[list[str]]) -> dict[str, tuple[int, int, int]]:
    """Give people starting, assessments and answers of each month."""
    firsts = Counter(history[0][1][:7] for history in histories(rows).values())
    months = {}
    for month, group in groupby(sorted(once(rows), key=lambda row: row[1]), key=lambda row: row[1][:7]):
        same = list(group)
        months[month] = firsts[month], len(same), sum(answer != "" for row in same for answer in row[2:])
    return months
