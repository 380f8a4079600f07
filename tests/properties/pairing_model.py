"""
Pairing again in plain Python, person by person, to hold the fast one against.
"""

from collections import Counter, defaultdict

import attrs
import polars as pl

from livingwell_core.cohorts import PEOPLE, READ, USED, Cohort, Ledger, reasons
from livingwell_core.cohorts.cohort import PEOPLE_SCHEMA
from livingwell_core.marks import MISSING_SCORE
from livingwell_core.pairing import moved, pair, settle

TABLE = "tiny assessments"
FRAME_SCHEMA = {
    **PEOPLE_SCHEMA,
    "day": pl.Int32,
    "content": pl.UInt64,
    "total": pl.Int32,
    "total?prorated": pl.Boolean,
}


def hashes(name):
    """Two numbers for a person, as if hashed."""
    number = int.from_bytes(name.encode(), "big") * 0x9E3779B97F4A7C15 % 2**64
    return number, number * 0xC2B2AE3D27D4EB4F % 2**64


def cohort_of(rows, listed=None):
    """Make a cohort from (person, day, content, score, prorated) rows and names of listed people."""
    frame = pl.DataFrame(
        [(*hashes(person), *rest) for person, *rest in rows], schema=FRAME_SCHEMA, orient="row"
    )
    ledger = Ledger.of(TABLE, "here", {READ: len(rows), USED: len(rows)})
    people = None
    if listed is not None:
        people = pl.DataFrame([hashes(name) for name in listed], schema=PEOPLE_SCHEMA, orient="row")
        ledger += Ledger.of(PEOPLE, "here", {READ: len(listed), USED: len(listed)})
    return Cohort(site="here", people=people, assessments={"tiny": frame}, ledger=ledger)


def paired(cohort, same_day="set-aside"):
    """Settle and pair as an evaluation does; give pairs, rows set aside by the score, and the ledger."""
    settled = settle(cohort)
    pairs, set_aside = pair(settled.frames["tiny"], "total", people=settled.people, same_day=same_day)
    return pairs, set_aside, settled.ledger + moved(TABLE, cohort.site, set_aside)


@attrs.define
class Expected:
    """What pairing has to find."""

    pairs: Counter = attrs.Factory(Counter)  # (first, last, days)
    people: int = 0
    assessed: int = 0
    scores: int = 0
    prorated: int = 0
    one_day: int = 0
    three_or_more: int = 0
    aside: Counter = attrs.Factory(Counter)
    people_aside: int = 0


def naive(rows, listed, same_day):
    """Pair person by person: a dict of lists."""
    expected = Expected()
    by_person = defaultdict(list)
    for person, *rest in rows:
        if listed is not None and person not in listed:
            expected.aside[reasons.UNKNOWN_PERSON] += 1
        else:
            by_person[person].append(tuple(rest))
    if listed is None:
        expected.people = len(by_person)
    else:
        expected.people = len(set(listed))
        expected.people_aside = len(listed) - len(set(listed))
    for assessments in by_person.values():
        _one_person(assessments, same_day, expected)
    return expected


def _one_person(assessments, same_day, expected):
    distinct = set(assessments)
    expected.aside[reasons.DUPLICATE] += len(assessments) - len(distinct)
    by_day = defaultdict(list)
    for day, _, score, prorated in distinct:
        if score == MISSING_SCORE:
            expected.aside[reasons.TOO_FEW_ANSWERS] += 1
        else:
            by_day[day].append((score, prorated))
    usable = {}
    for day, found in by_day.items():
        if len(found) > 1 and same_day == "set-aside":
            expected.aside[reasons.DIFFERS_ON_ONE_DAY] += len(found)
            continue
        expected.aside[reasons.DIFFERS_ON_ONE_DAY] += len(found) - 1
        # Of equal scores the one that nothing was imputed in.
        usable[day] = min(found, key=lambda one: (one[0] if same_day == "lowest" else -one[0], one[1]))
    expected.scores += len(usable)
    expected.prorated += sum(prorated for _, prorated in usable.values())
    expected.assessed += bool(usable)
    expected.one_day += len(usable) == 1
    expected.three_or_more += len(usable) >= 3
    if len(usable) > 1:
        first, last = min(usable), max(usable)
        expected.pairs[usable[first][0], usable[last][0], last - first] += 1
