"""Reports on many instruments: utilities, single questions, goals, and scores that nobody has heard of."""

import attrs
import sample_parts
import samples
from sample_parts import SITES, SUPPRESSED, finding, share

from livingwell_core.cohorts import CodedMissing, Compared, Comparison, Remarks
from livingwell_core.instruments import Instrument, Item, Mean, Score, Single, Utility, ValueSet
from livingwell_core.instruments.instrument import items

NOT_VALIDATED = "single item of a cut-down MANSA, not a validated scale"


def value_set(*, illustrative):
    """Two items of five levels, from 1 down to -0.195."""
    states = [(a, b) for a in range(5) for b in range(5)]
    return ValueSet(
        id="two-items",
        title="a set of two items" if illustrative else "ReQoL-UI, United Kingdom",
        instrument="reqol10",
        items=("1", "physical_health"),
        levels=(range(5), range(5)),
        best=(4, 4),
        worst_value=-0.195,
        decimals=3,
        values=[round(1000 - 1195 * (8 - a - b) / 8) for a, b in states],
        author="Keetharuth AD",
        year=2021,
        version="1",
        licence="none",
        illustrative=illustrative,
    )


def reqol(*, illustrative):
    utility = Utility(title="ReQoL-UI", source="Keetharuth et al. 2021")
    return attrs.evolve(sample_parts.INSTRUMENT, utility=utility).valued(value_set(illustrative=illustrative))


QUESTIONS = ("life as a whole", "friendships", "family", "personal safety", "job or main occupation")
QAYL = Instrument(
    id="qayl",
    title="Questions About Your Life (QAYL)",
    items=tuple(Item(id=q.split()[0], label=q, lowest=1, highest=7) for q in QUESTIONS),
    scores=tuple(
        Score(
            id=q.split()[0],
            title=q,
            items=(q.split()[0],),
            rule=Single(),
            lowest=1,
            highest=7,
            better="higher",
            measurement="ordinal",
            note=NOT_VALIDATED,
        )
        for q in QUESTIONS
    ),
    primary=tuple(q.split()[0] for q in QUESTIONS),
    licence="as MANSA's",
    source="the summary report, section 1.6",
)

DIALOG = Instrument(
    id="dialog",
    title="DIALOG",
    items=items(5, lowest=1, highest=7),
    scores=(
        Score(
            id="life",
            title="satisfaction with life",
            items=("1", "2", "3"),
            rule=Mean(),
            lowest=1,
            highest=7,
            better="higher",
        ),
        Score(
            id="treatment",
            title="satisfaction with treatment",
            items=("4", "5"),
            rule=Mean(),
            lowest=1,
            highest=7,
            better="higher",
        ),
        *(
            Score(
                id=f"q{n}",
                title=f"question {n}",
                items=(str(n),),
                rule=Single(),
                lowest=1,
                highest=7,
                better="higher",
                note="" if n < 4 else "about the care received",
            )
            for n in range(1, 6)
        ),
    ),
    licence="public",
    source="Priebe et al. 2012",
)

GOALS = Instrument(
    id="personal-goals",
    title="Personal goals",
    items=items(5, lowest=1, highest=5),
    scores=tuple(
        Score(
            id=f"goal_{n}",
            title=f"goal {n}",
            items=(str(n),),
            rule=Single(),
            lowest=1,
            highest=5,
            better="higher",
            measurement="ordinal",
        )
        for n in range(1, 6)
    ),
    licence="the programme's",
    source="the summary report",
)


def of(made, instrument, score, note=""):
    """Give the same findings on another score."""
    return [
        attrs.evolve(f, instrument=instrument, score=score, note="; ".join(t for t in (note, f.note) if t))
        for f in made
    ]


def medians(site, n, first, last, half=0.5, unit="points"):
    ends = (("median first", first), ("median last", last), ("median change", last - first))
    return [
        finding(
            "medians", site, name, "median", value, n, unit, low=value - half, high=value + half, level=0.95
        )
        for name, value in ends
    ]  # fmt: skip


def directions(site, n, better, worse):
    counts = (("better", better), ("the same", n - better - worse), ("worse", worse))
    return [f for name, k in counts for f in share("direction", site, name, "any-change", k, n)]


def utilities(*, illustrative):
    score = reqol(illustrative=illustrative).score_named("utility")
    found = []
    for number, (site, _, people, assessed, one_day, three, paired, *_) in enumerate(SITES):
        n = paired - 40
        found += sample_parts.coverage(site, people, assessed - 60, one_day, three, n)
        change = sample_parts.change(site, n, 0.604 - number / 100, 0.731, (0.24, 0.23), 0.5)
        found += [attrs.evolve(f, unit="utility") if f.unit == "points" else f for f in change]
        found += medians(site, n, 0.655, 0.7485, 0.012, "utility")
        found += directions(site, n, round(n * 0.785), round(n * 0.18))
    return of(found, "reqol10", "utility", score.note)


def questions():
    """Each site asks three of five."""
    found = []
    for number, question in enumerate(QUESTIONS):
        for place, (site, _, people, assessed, one_day, three, paired, *_) in enumerate(SITES):
            if site != "all" and (number + place) % 5 in {0, 1}:
                continue
            n, first = paired // 2, 3 + number % 3
            made = sample_parts.coverage(site, people, assessed // 2, one_day // 2, three, n)
            made += directions(site, n, round(n * (0.48 - number / 30)), round(n * 0.25))
            made += medians(site, n, first, first + (number + place) % 2 * (1 if place else 0.5))
            found += of(made, "qayl", question.split()[0], NOT_VALIDATED)
    return found


def dialog():
    found = []
    for score in DIALOG.scores:
        for site, _, people, assessed, one_day, three, paired, *_ in SITES:
            made = sample_parts.coverage(site, people, assessed // 2, one_day // 2, three, paired)
            made += sample_parts.change(site, paired, 4.3, 4.9, (1.1, 1.0), 0.4)
            made += medians(site, paired, 4.375, 5.0)
            if score.id in {"q1", "q2", "q3"}:
                names = ("reliably improved", "no reliable change", "reliably deteriorated")
                counts = (paired // 2, paired - paired // 2 - paired // 5, paired // 5)
                for name, k in zip(names, counts, strict=True):
                    made += share(
                        "reliable-change", site, name, f"reliable-change:dialog.{score.id}:1", k, paired
                    )
            else:
                made += directions(site, paired, paired // 2, paired // 5)
            found += of(made, "dialog", score.id, score.note)
    return found


#: What of people and of goals is counted, with the share of it.
PEOPLE = (
    ("progress on at least one goal", "goal-progress", 0.94),
    ("progress on one goal only", "goal-progress:number-of-goals", 0.28),
    ("progress on at least two goals", "goal-progress:number-of-goals", 0.66),
)
BY_GOAL = (
    ("goals with progress", "goal-progress:by-goal", 0.7),
    ("goals without change", "goal-progress:by-goal", 0.2),
    ("goals that slipped back", "goal-progress:by-goal", 0.1),
    ("goals achieved at the last rating", "goal-achieved", 0.31),
)
OF_TWO = "progress on at least two goals, of people with two or more rated"


def goals(analysis="goal-progress"):
    found = []
    for site, *_, paired, _, _, _, _, _, _ in [(s[0], *s[6:]) for s in SITES]:
        note = "what the programme counted as progress is not verified"
        n = paired // 2
        rated = share(analysis, site, "people with a goal rated on two days", "goal-rated-twice", n, 4 * n)
        made = [*rated]
        for name, definition, k in PEOPLE:
            made += share(analysis, site, name, definition, round(n * k), n, note)
        made += share(analysis, site, OF_TWO, "goal-progress:of-two-or-more", round(n * 0.6), n - 9, note)
        for name, definition, k in BY_GOAL:
            made += [
                attrs.evolve(f, unit="goals" if f.unit == "people" else "%", low=None, high=None, level=None)
                for f in share(analysis, site, name, definition, round(3 * n * k), 3 * n, "n is goals")
            ]
        found += of(made, "personal-goals", "goals")
    return found


REMARKS = Remarks(
    totals={
        Compared(site="salford", instrument="reqol10", score="total"): Comparison(
            agree=1201, differ=3, only_theirs=12, only_ours=2, unreadable=1
        ),
        Compared(site="edinburgh", instrument="unheard-of", score="sum"): Comparison(agree=7),
    },
    coded={CodedMissing(site="edinburgh", instrument="dialog", code=8): 41},
)


def many(*, illustrative=True, **changes):
    """All of them in one report, some 1,500 findings."""
    report = samples.realistic()
    own = [f for site in SITES for f in medians(site[0], site[6], site[7], site[8])]
    findings = (
        *dialog(),
        *goals(),
        *questions(),
        *report.findings,
        *own,
        *utilities(illustrative=illustrative),
    )
    report = attrs.evolve(
        report,
        findings=findings,
        instruments=(DIALOG, GOALS, QAYL, reqol(illustrative=illustrative)),
        settings={
            **report.settings,
            **{f"missing answers, qayl.{q.split()[0]}": "complete-cases" for q in QUESTIONS},
            "value set, reqol10.utility": value_set(illustrative=illustrative).identity,
        },
        remarks=REMARKS,
    )
    return attrs.evolve(report, **changes)


#: Withheld at a site, or for all sites together.
_WITHHELD = {("salford", "median first"), ("salford", "better"), ("tameside-glossop", "median last")}
_WHOLE = {"direction", "goal-progress"}


def _troubled(f):
    if f.instrument == "qayl" and f.score == "family" and f.analysis in {"medians", "direction"}:
        return attrs.evolve(f, value=None, low=None, high=None, numerator=None, note="not applicable: none")
    asked = f.instrument == "qayl" and (f.site, f.statistic) in _WITHHELD
    if asked or (f.site == "all" and f.analysis in _WHOLE and f.score != "utility"):
        return attrs.evolve(f, value=None, low=None, high=None, numerator=None, note=SUPPRESSED)
    return f


def troubled():
    """Single questions and goals with withheld figures, a heading too long for a sheet, no remarks."""
    report = many()
    long = attrs.evolve(QAYL, title="Questions about a life in [all] its parts: a very long name")
    return attrs.evolve(
        report,
        findings=tuple(_troubled(f) for f in report.findings),
        instruments=(DIALOG, attrs.evolve(GOALS, title="Findings"), long, reqol(illustrative=True)),
        remarks=Remarks(),
    )


def apart():
    """Without the findings of all sites together, and without intervals."""
    report = many()
    kept = [f for f in report.findings if f.site != "all"]
    return attrs.evolve(
        report, findings=tuple(attrs.evolve(f, low=None, high=None, level=None) for f in kept)
    )


def nothing_shown():
    """Everything is withheld."""
    report = many()
    gone = {"value": None, "low": None, "high": None, "n": None, "numerator": None, "note": SUPPRESSED}
    return attrs.evolve(report, findings=tuple(attrs.evolve(f, **gone) for f in report.findings))
