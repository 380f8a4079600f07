"""
``livingwell compare-methods``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import click

from livingwell_core.analyses import ALL_SITES, EVERYONE
from livingwell_core.analyses.reliable_change_methods import rules
from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of
from livingwell_core.cli.progress import Progress
from livingwell_core.cli.summary import _table
from livingwell_core.errors import LivingwellError, did_you_mean
from livingwell_core.instruments import OWN, Reliability
from livingwell_core.statistics.standardised import EFFECT_SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.analyses import Finding
    from livingwell_core.evaluations import Plan
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.reports import Report

__all__ = ["compare_methods"]

_ANALYSES: Final = ("coverage", "paired-change", "effect-sizes", "reliable-change", "reliable-change-methods")
_SIZE: Final = "effect size"
_HEDGES: Final = ", Hedges"
_CATEGORIES: Final = {
    "improved": "reliably improved",
    "unchanged": "no reliable change",
    "deteriorated": "reliably deteriorated",
}


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("config", type=click.Path(path_type=Path))
@click.option(
    "--score",
    metavar="INSTRUMENT.SCORE",
    help="Which score.  [default: the first with a reliability, else the first with a mean]",
)
@click.option("--site", default=ALL_SITES, show_default=True, metavar="ID", help="Which site.")
@click.option(
    "--reliability",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Of the score, above 0 and below 1.  [default: the one in use]",
)
@click.option("--engine", default="local", show_default=True, metavar="ID", help="Where to run.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def compare_methods(
    ctx: click.Context,
    config: Path,
    *,
    score: str | None,
    site: str,
    reliability: float | None,
    engine: str,
    as_json: bool,
) -> None:
    """
    Show what every method makes of the same change.

    CONFIG is the evaluation file. Every effect size by its name, and reliable change by every index and
    published threshold, of the same people. Small numbers are protected as in the report. Nothing is written.

    \b
    Examples:
      livingwell compare-methods livingwell.toml
      livingwell compare-methods livingwell.toml --score reqol10.total --site salford
      livingwell compare-methods livingwell.toml --reliability 0.9 --json
    """
    from livingwell_core.evaluations import evaluate, make_plan
    from livingwell_core.reports import make_report

    plugins = plugins_of(ctx)
    plan = make_plan(config, plugins)
    instrument, chosen = _chosen(plan, score)
    sites = [profile.id for profile in plan.profiles]
    if site not in {*sites, ALL_SITES}:
        msg = f"no site {site!r}; {did_you_mean(site, [*sites, ALL_SITES])}"
        raise LivingwellError(msg)
    if reliability is not None:
        plan, instrument, chosen = _with_reliability(plan, instrument, chosen, reliability)
    with Progress(f"reading {len(plan.parts)} files") as progress:
        evaluation = evaluate(
            plan, plugins.registry("livingwell_engines", "engine")[engine], step=progress.step
        )
    # All of it is protected together, so that this shows nothing that the report does not.
    comparison = _Comparison(make_report(evaluation), instrument, chosen, site)
    if as_json:
        click.echo(json.dumps(comparison.data(), indent=1, ensure_ascii=False, allow_nan=False))
        return
    for line in comparison.lines():
        click.echo(line)


def _chosen(plan: Plan, name: str | None) -> tuple[Instrument, Score]:
    """Find the score by name, or the first that has most to say."""
    known = {
        f"{instrument.id}.{score.id}": (instrument, score)
        for instrument in plan.instruments.values()
        for score in instrument.scores
        if score.measurement == "interval" and not plan.together(instrument, score)
    }
    if name in known:
        return known[name]
    if name is not None or not known:
        listed = did_you_mean(name or "", known) if known else "the evaluation has none"
        msg = f"no score {name!r} with a mean; {listed}" if name else f"no score with a mean: {listed}"
        raise LivingwellError(msg)
    with_reliability = [one for one in known.values() if one[1].reliability is not None]
    return next(iter([*with_reliability, *known.values()]))


def _with_reliability(
    plan: Plan, instrument: Instrument, score: Score, value: float
) -> tuple[Plan, Instrument, Score]:
    """Put a stated reliability in the place of the one in use."""
    stated = Reliability(
        id=OWN, value=value, kind="not stated", source=f"this command: --reliability {value:g}"
    )
    other = score.using(reliability=stated)
    changed = attrs.evolve(
        instrument, scores=tuple(other if one.id == score.id else one for one in instrument.scores)
    )
    return attrs.evolve(plan, instruments={**plan.instruments, changed.id: changed}), changed, other


class _Comparison:
    """The findings on one score at one site, method by method."""

    def __init__(self, report: Report, instrument: Instrument, score: Score, site: str) -> None:
        self.report, self.instrument, self.score, self.site = report, instrument, score, site
        self.found: dict[tuple[str, str], Finding] = {
            (finding.statistic, finding.unit): finding
            for finding in report.findings
            if finding.analysis in _ANALYSES
            and (finding.instrument, finding.score, finding.site, finding.group)
            == (instrument.id, score.id, site, EVERYONE)
        }
        if (_SIZE, "sd") not in self.found and ("mean change", score.unit) not in self.found:
            msg = f"{site} does not collect {instrument.id}.{score.id}"
            raise LivingwellError(msg)

    @property
    def n(self) -> int | None:
        """People with a first and a last score, or None where that is not shown."""
        people = self.found.get(("people with a first and a last score", "people"))
        return None if people is None or people.value is None else int(people.value)

    def sizes(self) -> Iterator[tuple[str, Finding | None, Finding | None]]:
        """Give each effect size by its name, and the same corrected."""
        for name in EFFECT_SIZES:
            # The one beside the means has no name of its own.
            plain = _SIZE if name == "d_z" else f"{_SIZE}, {name}"
            yield name, self.found.get((plain, "sd")), self.found.get((f"{_SIZE}, {name}{_HEDGES}", "sd"))

    def changes(self) -> Iterator[tuple[str, str, dict[str, dict[str, Finding]]]]:
        """Give each rule of reliable change by its name, in words, and the three counts and shares."""
        for name, rule in rules(self.score).items():
            after = f", {name}" if name else ""
            yield (
                name or "in use",
                rule,
                {
                    key: {unit: self.found[f"{statistic}{after}", unit] for unit in ("people", "%")}
                    for key, statistic in _CATEGORIES.items()
                },
            )

    def lines(self) -> list[str]:
        """Give both tables for a terminal, and why numbers are missing."""
        score = self.score
        where = "all sites" if self.site == ALL_SITES else self.site
        about = f"{float(score.lowest):g} to {float(score.highest):g}, {score.better} is better"
        n = "not shown" if self.n is None else f"{self.n:,}"
        return [
            self.report.title + (" (INVENTED DATA)" if self.report.invented else ""),
            f"{self.instrument.title}, {score.title}, {about}; {where}",
            f"people with a first and a last score: {n}; change over time, not an effect of the service",
            *self._size_lines(),
            *self._change_lines(),
        ]

    def _size_lines(self) -> list[str]:
        rows: list[tuple[str, ...]] = [("effect size", "value", "low", "high", "Hedges", "interval")]
        missing: dict[str, str] = {}
        for name, plain, corrected in self.sizes():
            values = (plain.value, plain.low, plain.high) if plain else (None, None, None)
            numbers = (*values, corrected.value if corrected else None)
            kind = _interval(plain) if plain else ""
            rows.append((name, *("-" if value is None else f"{value:.2f}" for value in numbers), kind))
            missing |= _missing(name, plain)
        return ["", *_table(rows), *_reasons(missing)]

    def _change_lines(self) -> list[str]:
        heading = ["reliable change", "improved", "", "no change", "", "deteriorated", "", "rule"]
        rows: list[tuple[str, ...]] = [tuple(heading)]
        missing: dict[str, str] = {}
        for name, rule, counts in self.changes():
            cells = []
            for both in counts.values():
                for unit, form in (("people", "{:,.0f}"), ("%", "{:.0f}%")):
                    value = both[unit].value
                    cells.append("-" if value is None else form.format(value))
                missing |= _missing(name, both["people"])
            rows.append((name, *cells, rule))
        without = "no reliability of the score is in use; --reliability states one"
        note = [] if self.score.reliability else [f"  ({without})"]
        return ["", *(_table(rows) if len(rows) > 1 else []), *_reasons(missing), *note]

    def data(self) -> dict[str, Any]:
        """Give the same for programs, at full precision."""
        used = self.score.reliability
        named = {f.definition for _, plain, corrected in self.sizes() for f in (plain, corrected) if f}
        named |= {both["%"].definition for _, _, counts in self.changes() for both in counts.values()}
        return {
            "title": self.report.title,
            "invented": self.report.invented,
            "instrument": self.instrument.id,
            "score": self.score.id,
            "site": self.site,
            "n": self.n,
            "minimum": self.report.minimum,
            "reliability": None
            if used is None
            else {"id": used.id, "value": float(used.value), "kind": used.kind, "source": used.source},
            "effect_sizes": [
                {"name": name, "size": _fields(plain), "hedges": _fields(corrected)}
                for name, plain, corrected in self.sizes()
            ],
            "reliable_change": [
                {
                    "method": name,
                    "rule": rule,
                    **{
                        key: {"people": both["people"].value, "share": _fields(both["%"])}
                        for key, both in counts.items()
                    },
                }
                for name, rule, counts in self.changes()
            ],
            "definitions": [
                {"id": one.id, "text": one.text, "source": one.source, "verified": one.verified}
                for one in self.report.definitions
                if one.id in named
            ],
        }


def _fields(finding: Finding | None) -> dict[str, Any] | None:
    names = ("value", "low", "high", "level", "n", "note", "definition")
    return None if finding is None else {name: getattr(finding, name) for name in names}


def _interval(finding: Finding) -> str:
    """Take the kind of interval from the note; the plain effect size of the means has the exact one."""
    parts = [part for part in finding.note.split("; ") if part.startswith("interval: ")]
    if finding.low is None:
        return ""
    return parts[0].removeprefix("interval: ") if parts else "noncentral t"


def _missing(name: str, finding: Finding | None) -> dict[str, str]:
    """Say why a number is not there: the first part of the note."""
    return {name: finding.note.split("; ")[0]} if finding is not None and finding.value is None else {}


def _reasons(missing: dict[str, str]) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for name, reason in missing.items():
        grouped.setdefault(reason, []).append(name)
    return [f"  ({', '.join(names)}: {reason})" for reason, names in grouped.items()]
