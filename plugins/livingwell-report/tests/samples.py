"""Reports made by hand: realistic ones, and hostile ones."""

import attrs
from sample_parts import (
    DEFINITIONS,
    INSTRUMENT,
    PROFILES,
    SINGLE,
    SITES,
    SUPPRESSED,
    change,
    coverage,
    finding,
    ledger,
    share,
)

from livingwell_core.cohorts import Ledger
from livingwell_core.profiles import SiteProfile
from livingwell_core.reports import Report


def realistic(**changes):
    findings = []
    for site, _, people, assessed, one_day, three, paired, *_ in SITES:
        findings += coverage(site, people, assessed, one_day, three, paired)
    for site, _, *_, in_range in SITES:
        n = next(s[6] for s in SITES if s[0] == site)
        for occasion, k in zip(("first", "last"), in_range, strict=True):
            findings += share(
                "clinical-range",
                site,
                f"in the clinical range at {occasion}",
                "clinical-range:reqol10.total:24",
                k,
                n,
            )
    for site, _, _, _, _, _, paired, first, last, sds, dz, _, _ in SITES:
        findings += change(site, paired, first, last, sds, dz)
    for site, _, _, _, _, _, paired, *_, categories, _ in SITES:
        for name, k in zip(
            ("reliably improved", "no reliable change", "reliably deteriorated"), categories, strict=True
        ):
            findings += share(
                "reliable-change",
                site,
                name,
                "reliable-change:reqol10.total:5",
                k,
                paired,
                f"{SINGLE}; threshold not verified",
            )
    for site, _, people, assessed, one_day, three, paired, *_ in SITES:
        findings += coverage(site, people, assessed - 20, one_day - 5, three, paired - 15, "physical_health")
    for site, *_ in SITES:
        findings += change(
            site,
            next(s[6] for s in SITES if s[0] == site) - 15,
            1.9,
            2.3,
            (1.1, 1.2),
            0.31,
            "physical_health",
        )
    report = Report(
        title="Living Well: three sites, May 2019 to March 2022",
        invented=True,
        findings=tuple(findings),
        suppressed=0,
        minimum=5,
        definitions=DEFINITIONS,
        ledger=ledger(),
        profiles=PROFILES,
        instruments=(INSTRUMENT,),
        settings={
            "first day": "not limited",
            "last day": "not limited",
            "level of intervals": "0.95",
            "missing answers, reqol10.total": "complete-cases",
        },
        versions={"livingwell-core": "0.1.0", "livingwell-report": "0.1.0"},
    )
    return attrs.evolve(report, **changes)


HOSTILE = '<script>alert("1")</script>'


def _troubled(f):
    if f.site == "salford" and f.analysis == "reliable-change" and f.statistic != "reliably improved":
        return attrs.evolve(
            f, value=None, low=None, high=None, numerator=None, note=f"{SUPPRESSED}; {f.note}"
        )
    if f.site == "edinburgh" and f.analysis in {"paired-change", "clinical-range", "reliable-change"}:
        why = "not applicable: there are no pairs"
        return attrs.evolve(f, value=None, low=None, high=None, level=None, n=0, note=why)
    if f.site == "tameside-glossop" and f.statistic in {"in the clinical range at last", "mean last"}:
        return attrs.evolve(f, value=None, low=None, high=None, n=None, numerator=None, note=SUPPRESSED)
    return f


def hostile():
    """A site without pairs, suppressed numbers, markup and formulas in every text."""
    report = realistic(title=f"=1+1 {HOSTILE} & co")
    long = "a-site-with-a-very-long-identifier-that-no-column-was-made-for"
    findings = [_troubled(f) for f in report.findings]
    findings += [attrs.evolve(f, site=long) for f in findings if f.site == "salford"]
    other = finding(
        "unheard-of",
        "all",
        "=median",
        "+median",
        -7.123456789012345,
        726,
        "points",
        note=f"@{HOSTILE}; {HOSTILE}",
    )
    findings.append(other)
    return attrs.evolve(
        report,
        findings=tuple(findings),
        suppressed=9,
        profiles=(
            *report.profiles,
            SiteProfile(id=long, title=HOSTILE, source="=cmd|' /C calc'!A0", notes=(HOSTILE,)),
        ),
        ledger=report.ledger + Ledger.of(f"reqol10 {HOSTILE}", "=1+1", {"rows read": 3, HOSTILE: 3}),
        settings={HOSTILE: "=1+1"},
    )


def one_site():
    """One site, and all sites together the same."""
    report = realistic()
    kept = [f for f in report.findings if f.site == "salford"]
    return attrs.evolve(
        report, findings=(*kept, *(attrs.evolve(f, site="all") for f in kept)), profiles=report.profiles[1:2]
    )


def twenty_sites():
    """Twenty sites, with lower scores at last at some, and without the findings of all together."""
    report = realistic()
    findings = []
    for number in range(20):
        for f in report.findings:
            if f.site == "salford" and number % 3:
                findings.append(attrs.evolve(f, site=f"site-{number}"))
            elif f.site == "salford":
                other = {"mean first": "mean last", "mean last": "mean first"}.get(f.statistic, f.statistic)
                findings.append(attrs.evolve(f, site=f"site-{number}", statistic=other))
    profiles = tuple(SiteProfile(id=f"site-{n}", title=f"Site {n}", source="none") for n in range(20))
    return attrs.evolve(report, findings=tuple(findings), profiles=profiles)


def suppressed():
    """Everything suppressed."""
    report = realistic()
    findings = tuple(
        attrs.evolve(f, value=None, low=None, high=None, n=None, numerator=None, note=SUPPRESSED)
        for f in report.findings
    )
    return attrs.evolve(report, findings=findings, suppressed=len(findings))
