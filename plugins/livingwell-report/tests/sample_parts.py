"""What reports made by hand are made of: three sites, an instrument, findings as an evaluation gives them."""

import math

import attrs

from livingwell_core.analyses import Definition, Finding
from livingwell_core.cohorts import Ledger
from livingwell_core.instruments import ClinicalRange, Instrument, ReliableChange, Score, Single, Sum
from livingwell_core.instruments.instrument import items
from livingwell_core.profiles import SiteProfile
from livingwell_core.profiles.site_profile import LocalOutcome, Service
from livingwell_core.statistics.proportions import wilson

SINGLE = "single arm: change over time, not an effect of the service"
INVENTED = "INVENTED DATA"
SUPPRESSED = "suppressed: fewer than 5 people, or a number that would give such a one away"

INSTRUMENT = Instrument(
    id="reqol10",
    title="ReQoL-10",
    items=(
        *items(10, lowest=0, highest=4, negative=(1, 3, 6, 9)),
        *(
            attrs.evolve(i, id="physical_health", label="physical health")
            for i in items(1, lowest=0, highest=4)
        ),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=tuple(str(n) for n in range(1, 11)),
            rule=Sum(),
            lowest=0,
            highest=40,
            better="higher",
            reliable_changes=(ReliableChange(id="5", points=5, source="summary report, section 1.6"),),
            clinical_ranges=(ClinicalRange(id="24", edge=24, source="summary report, footnote 10"),),
        ),
        Score(
            id="physical_health",
            title="physical health",
            items=("physical_health",),
            rule=Single(),
            lowest=0,
            highest=4,
            better="higher",
            note="one item beside the total, never in it",
        ),
    ),
    licence="University of Sheffield, licensed by Oxford University Innovation",
    source="Keetharuth et al. 2018, doi 10.1192/bjp.2017.10",
    status="the authors' rule for missing answers is not verified",
)

#: id, title, supported, assessed, one day, three or more, paired, means, sds, d_z, categories, clinical.
SITES = (
    (
        "edinburgh",
        "Edinburgh: Thrive Welcome Team",
        812,
        402,
        216,
        88,
        186,
        16.4,
        24.4,
        (8.1, 9.0),
        0.99,
        (99, 69, 18),
        (161, 95),
    ),
    (
        "salford",
        "Living Well Salford",
        901,
        377,
        222,
        61,
        155,
        14.1,
        20.1,
        (7.9, 9.4),
        0.63,
        (85, 53, 17),
        (140, 100),
    ),
    (
        "tameside-glossop",
        "Living Well Tameside and Glossop",
        1725,
        903,
        518,
        140,
        385,
        11.6,
        19.2,
        (6.8, 9.1),
        0.95,
        (251, 114, 20),
        (367, 262),
    ),
    ("all", "", 3438, 1682, 956, 289, 726, 13.4, 20.7, (7.6, 9.2), 0.88, (435, 236, 55), (668, 457)),
)

DEFINITIONS = (
    Definition(id="count", text="People, or scores, counted.", source="the ledger of this evaluation"),
    Definition(
        id="clinical-range:reqol10.total:24",
        text="ReQoL-10: a score of 24 or below is in the clinical range. Shares with Wilson's interval.",
        source="summary report, footnote 10",
    ),
    Definition(
        id="d_z",
        text="Mean change divided by the standard deviation of the changes.",
        source="Lakens 2013, https://doi.org/10.3389/fpsyg.2013.00863",
    ),
    Definition(
        id="first-last",
        text="First and last are each person's earliest and latest usable score.",
        source="summary report, section 2.3.1",
    ),
    Definition(id="mean", text="Arithmetic mean with Student's t interval.", source="Student 1908"),
    Definition(
        id="paired-share",
        text="People with a first and a last score, of all people supported; Wilson's interval.",
        source="Wilson 1927",
    ),
    Definition(id="paired-t", text="Student's t for paired scores.", source="Student 1908"),
    Definition(id="pearson", text="Pearson's correlation.", source="standard definition"),
    Definition(
        id="reliable-change:reqol10.total:5",
        text="ReQoL-10: a change of 5 points or more is reliable.",
        source="summary report, section 1.6",
        verified=False,
    ),
    Definition(id="sd", text="Standard deviation with n - 1.", source="standard definition"),
)


def finding(analysis, site, statistic, definition, value, n, unit="", *, note="", score="total", **more):
    return Finding(
        analysis=analysis, instrument="reqol10", score=score, site=site, statistic=statistic,
        definition=definition, value=value, n=n, unit=unit,
        note="; ".join(t for t in (note, INVENTED) if t), **more,
    )  # fmt: skip


def share(analysis, site, statistic, definition, k, n, note=""):
    estimate = wilson(k, n, level=0.95)
    return [
        finding(analysis, site, statistic, definition, float(k), n, "people", note=note, numerator=k),
        finding(
            analysis, site, statistic, definition, estimate.value * 100, n, "%", note=note,
            low=estimate.low * 100, high=estimate.high * 100, level=0.95, numerator=k,
        ),
    ]  # fmt: skip


def coverage(site, people, assessed, one_day, three, paired, score="total"):
    def count(statistic, value, definition="count", of=people, unit="people"):
        return finding("coverage", site, statistic, definition, float(value), of, unit, score=score)

    return [
        count("people supported", people),
        count("people with a usable score", assessed),
        count("people with usable scores on one day only", one_day),
        count("people with three usable scores or more", three),
        count("people with a first and a last score", paired, "first-last"),
        attrs.evolve(
            share("coverage", site, "people with a first and a last score", "paired-share", paired, people)[
                1
            ],
            score=score,
        ),
        count("mean days between first and last", 171.4, "first-last", of=paired, unit="days"),
        count("usable scores", assessed + 2 * paired, of=assessed, unit="scores"),
    ]


def change(site, n, first, last, sds, dz, score="total"):
    sd = (last - first) / dz
    t = dz * math.sqrt(n)

    def mean(name, value, spread, note=""):
        half = 1.97 * spread / math.sqrt(n)
        return finding(
            "paired-change", site, name, "mean", value, n, "points", note=note, score=score,
            low=value - half, high=value + half, level=0.95,
        )  # fmt: skip

    def plain(name, definition, value, unit="", note="", **more):
        return finding(
            "paired-change", site, name, definition, value, n, unit, note=note, score=score, **more
        )

    return [
        mean("mean first", first, sds[0]),
        mean("mean last", last, sds[1]),
        mean("mean change", last - first, sd, SINGLE),
        plain("sd first", "sd", sds[0], "points"),
        plain("sd last", "sd", sds[1], "points"),
        plain("sd change", "sd", sd, "points"),
        plain("correlation", "pearson", 0.4871234567890123),
        plain("t", "paired-t", t, note=f"df {n - 1}"),
        plain("p", "paired-t", 1.0 / 3.0 * 10**-t, note="two-sided"),
        plain(
            "effect size", "d_z", dz, "sd", f"{SINGLE}; assumes normal changes",
            low=dz - 0.11, high=dz + 0.1 + 0.2 / 3, level=0.95,
        ),
    ]  # fmt: skip


def ledger():
    made = Ledger()
    for site, people, rows, twice in (
        ("edinburgh", 812, 1210, 6),
        ("salford", 901, 1044, 0),
        ("tameside-glossop", 1725, 2390, 9),
    ):
        made += Ledger.of(
            "people", site, {"rows read": people + twice, "used": people, "person listed twice": twice}
        )
        reasons = {
            "duplicate of another row": 14,
            "unreadable date": 7,
            "too few answers for a score": 61,
            "blank row": 5,
        }
        made += Ledger.of(
            "reqol10 assessments", site, {"rows read": rows, "used": rows - sum(reasons.values()), **reasons}
        )
    answers = {
        "question not of this questionnaire": 120,
        "not an answer of the item": 19,
        "two answers to one item": 8,
    }
    return made + Ledger.of(
        "reqol10 answers", "salford", {"rows read": 11484, "used": 11484 - sum(answers.values()), **answers}
    )


PROFILES = (
    SiteProfile(
        id="edinburgh",
        title="Edinburgh: Thrive Welcome Team",
        region="Scotland",
        source="summary report, figure 2",
        service=Service(
            target_group="People whose needs are not met by primary care or by secondary care",
            access=("Referral by a GP", "Self-referral"),
            core_offer="A first conversation, then support from a multidisciplinary team",
            wider_network=True,
            team=("Peer workers", "Occupational therapists", "Community psychiatric nurses"),
            peer_support=True,
            exit="When the person's goals are met",
        ),
        outcomes=(LocalOutcome(outcome="well-being", name="Feeling well", source="footnote 11"),),
        measures=("ReQoL-10", "MANSA"),
        notes=("Scores before May 2019 are not in the export.",),
    ),
    SiteProfile(
        id="salford",
        title="Living Well Salford",
        source="summary report, figure 2",
        service=Service(time_limit="12 weeks", peer_support=False),
    ),
    SiteProfile(
        id="tameside-glossop", title="Living Well Tameside and Glossop", source="summary report, figure 2"
    ),
)
