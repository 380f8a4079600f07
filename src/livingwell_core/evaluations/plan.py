"""
From an evaluation file to a plan: every name in it looked up, every file found, or one error that lists
all that is wrong.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs

from livingwell_core.cohorts import Context
from livingwell_core.errors import InputError, LivingwellError, PluginError, Problem, did_you_mean
from livingwell_core.evaluations.choices import choose
from livingwell_core.evaluations.chosen_analyses import chosen_analyses, unknown_scores
from livingwell_core.evaluations.group_plan import check_groups, group_columns
from livingwell_core.evaluations.own_instruments import KnownInstruments, known_instruments
from livingwell_core.evaluations.profile_checks import check_tables, without_referral, without_scores
from livingwell_core.evaluations.settings import EvaluationFile, SiteEntry
from livingwell_core.evaluations.site_files import TablePart, parts_of
from livingwell_core.evaluations.value_sets import Valuation, value
from livingwell_core.files import is_file
from livingwell_core.instruments import UTILITY, Instrument, Score, ValueSetFile
from livingwell_core.plugins import reason_of
from livingwell_core.profiles import ProfileFile, SiteProfile, load_profile
from livingwell_core.toml_files import read_toml, structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.analyses import Analysis
    from livingwell_core.pairing import SameDay
    from livingwell_core.plugins import Plugin, Plugins

__all__ = ["Plan", "TablePart", "make_plan"]


@attrs.frozen(kw_only=True, eq=False)
class Plan:
    """
    Everything that a run needs, resolved.

    Attributes
    ----------
    file : EvaluationFile
    folder : Path
        Where the evaluation file is.
    profiles : tuple of SiteProfile
        In the order of the file.
    instruments : mapping of id to Instrument
        Those that the profiles use, with the definitions that the file names.
    own : mapping of instrument id to str
        The files of the instruments that the evaluation brings itself.
    analyses : tuple of Analysis
    parts : tuple of TablePart
    context : Context
    without : mapping of instrument id to str
        Instruments whose utility is not computed, and why.
    plugins : tuple of Plugin
        What was loaded, for the record.
    brought_by : mapping of analysis id to Plugin
        Whom to name if an analysis fails.
    """

    file: EvaluationFile
    folder: Path
    profiles: tuple[SiteProfile, ...]
    instruments: Mapping[str, Instrument]
    analyses: tuple[Analysis, ...]
    parts: tuple[TablePart, ...]
    context: Context
    own: Mapping[str, str] = attrs.field(factory=dict)
    without: Mapping[str, str] = attrs.field(factory=dict)
    plugins: tuple[Plugin, ...] = ()
    brought_by: Mapping[str, Plugin] = attrs.field(factory=dict)

    def ask(self, analysis: Analysis, what: str, *arguments: object) -> Any:  # noqa: ANN401 - what that method gives
        """
        Call a method of an analysis, and name the plugin if it fails.

        Raises
        ------
        PluginError
            Naming analysis, distribution, version and reason, and how to go on without it.
        """
        try:
            return getattr(analysis, what)(*arguments)
        except LivingwellError:
            raise
        except Exception as error:
            # An analysis may fail in any way; it is named and raised on, never passed over.
            plugin = self.brought_by.get(analysis.id)
            remedy = f"; go on without it: --without {plugin.distribution}" if plugin else ""
            msg = f"the analysis {analysis.id!r} of {plugin or 'no plugin'}: {reason_of(error)}{remedy}"
            raise PluginError(msg) from error

    def analyses_of(self, instrument: Instrument, score: Score) -> tuple[Analysis, ...]:
        """Give the analyses that apply to a score; where some of them stand alone, only those."""
        applying = [a for a in self.analyses if self.ask(a, "applies", instrument, score)]
        alone = [analysis for analysis in applying if getattr(analysis, "alone", False)]
        return tuple(alone or applying)

    def together(self, instrument: Instrument, score: Score) -> bool:
        """Say whether a score is only looked at together with others, by an analysis that stands alone."""
        return any(getattr(a, "alone", False) for a in self.analyses_of(instrument, score))

    def group_columns(self, site: str) -> tuple[str, ...]:
        """Give what people of a site are sorted by in this evaluation."""
        return group_columns(self.file.groups, [p for p in self.profiles if p.id == site])

    def runs_by_group(self, analysis: Analysis, instrument: Instrument, score: Score) -> bool:
        """Say whether an analysis of a score is made by group too."""
        groups = self.file.groups
        if groups.scores is None:
            chosen = score.measurement == "interval" and not self.together(instrument, score)
        else:
            chosen = f"{instrument.id}.{score.id}" in groups.scores
        return chosen and analysis.id in groups.analyses

    def lists_people(self, site: str) -> bool:
        """Say whether a site lists the people whom it supports."""
        return any(profile.people is not None for profile in self.profiles if profile.id == site)

    def collects(self, site: str, instrument: str, score: Score) -> bool:
        """Say whether a site's files hold a score, or enough of its items for it ever to be computed."""
        needed = len(score.items) - score.rule.missing.max_missing
        return any(
            score.id in table.scores
            or (table.items and sum(item in table.items for item in score.items) >= needed)
            for profile in self.profiles
            if profile.id == site
            for table in profile.tables
            if table.instrument == instrument
        )

    @property
    def same_day(self) -> SameDay:
        """The rule for differing assessments on one day."""
        return cast("SameDay", self.file.pairing.same_day)


def make_plan(path: Path, plugins: Plugins, *, as_of: datetime.date | None = None) -> Plan:
    """
    Read an evaluation file and look up everything that it names.

    Parameters
    ----------
    path : Path
        ``livingwell.toml``.
    plugins : Plugins
    as_of : date, optional
        No assessment can be later; today if left out.

    Raises
    ------
    InputError
        With every problem of the evaluation file, the profiles and the folders.
    """
    data = read_toml(path, path.name)
    _check_quoted(data.get("scores"), path.name)
    file = structure(data, EvaluationFile, path.name)
    folder = path.parent
    found_instruments = known_instruments(folder, plugins.registry("livingwell_instruments", "instrument"))
    problems = list(found_instruments.problems)
    value_sets = {v.id: v for v in plugins.registry("livingwell_value_sets", "value set")}
    readers = list(plugins.registry("livingwell_readers", "reader"))
    known = {p.id: p for p in plugins.registry("livingwell_site_profiles", "site profile")}
    profiles: list[SiteProfile] = []
    parts: list[TablePart] = []
    for number, entry in enumerate(file.sites, start=1):
        where = f"sites[{number}]"
        try:
            profile = _profile(entry, folder, known, path.name, where)
        except InputError as error:
            problems += error.problems
            continue
        if any(profile.id == other.id for other in profiles):
            problems.append(
                Problem(
                    file=path.name,
                    column=f"{where}.profile",
                    reason="two sites have one id",
                    value=profile.id,
                )
            )
            continue
        profiles.append(profile)
        found, wrong = parts_of(entry, profile, folder, readers, path.name, where)
        parts += found
        problems += wrong
        problems += check_tables(profile, found_instruments)
        if file.pairing.by == "referral":
            problems += without_referral(profile)
    valuation = _instruments(file, folder, profiles, found_instruments, value_sets, path.name)
    if len(profiles) == len(file.sites):
        # A profile that was not found would make its scores unknown: one fault, one message.
        problems += valuation.problems
    if not problems:
        problems += without_scores(profiles, valuation.instruments)
    analyses = plugins.registry("livingwell_analyses", "analysis")
    chosen, wrong = chosen_analyses(analyses, file.analyses, path.name, folder)
    problems += wrong
    if not problems:
        problems += check_groups(file.groups, profiles, analyses.ids(), valuation.instruments, path.name)
        problems += unknown_scores(chosen, valuation.instruments, path.name)
    if problems:
        raise InputError(dict.fromkeys(problems))
    period = file.period
    return Plan(
        file=file,
        folder=folder,
        profiles=tuple(profiles),
        instruments=valuation.instruments,
        own=found_instruments.files,
        without=valuation.without,
        analyses=chosen,
        brought_by={name: analyses.brought_by(name) for name in analyses.ids()},
        parts=tuple(parts),
        context=Context(
            first_day=period.first_day,
            last_day=period.last_day,
            as_of=as_of or datetime.date.today(),
            by_referral=file.pairing.by == "referral",
        ),
        plugins=plugins.loaded,
    )


def _check_quoted(scores: object, file: str) -> None:
    """Refuse [scores.reqol10.total]: in TOML that is a table in a table, and quotes are easily forgotten."""
    tables = scores if isinstance(scores, dict) else {}
    problems = [
        Problem(
            file=file,
            column=f"scores.{of}.{score}",
            reason="needs quotes",
            expected=f'[scores."{of}.{score}"]',
        )
        for of, table in tables.items()
        if isinstance(table, dict) and "." not in of
        for score, settings in table.items()
        if isinstance(settings, dict)
    ]
    if problems:
        raise InputError(problems)


def _profile(
    entry: SiteEntry, folder: Path, known: Mapping[str, ProfileFile], file: str, where: str
) -> SiteProfile:
    if entry.profile in known:
        return load_profile(known[entry.profile], known)
    path = folder / entry.profile
    if path.suffix == ".toml":
        if not is_file(path):
            raise InputError([Problem(file=entry.profile, reason="there is no such file")])
        own = read_toml(path, entry.profile)
        own_id = str(own.get("id", path.stem))
        if own_id in known:
            problem = Problem(
                file=entry.profile,
                column="id",
                reason="an installed profile has this id too",
                value=own_id,
                expected="an id of its own; it may inherit from the other",
            )
            raise InputError([problem])
        return load_profile(ProfileFile(own_id, path, entry.profile), known)
    problem = Problem(
        file=file,
        column=f"{where}.profile",
        reason=f"no such profile; {did_you_mean(entry.profile, known)}",
        value=entry.profile,
        expected="an installed profile, or a .toml file beside this one",
    )
    raise InputError([problem])


def _instruments(
    file: EvaluationFile,
    folder: Path,
    profiles: Iterable[SiteProfile],
    by_id: KnownInstruments,
    value_sets: Mapping[str, ValueSetFile],
    name: str,
) -> Valuation:
    used = sorted({table.instrument for profile in profiles for table in profile.tables})
    found = {i: by_id.instruments[i] for i in used if i in by_id.instruments}
    valuation = value(file, folder, found, value_sets, name)
    instruments = dict(valuation.instruments)
    problems = list(valuation.problems)
    known = [f"{i.id}.{score.id}" for i in instruments.values() for score in i.scores]
    unvalued = {f"{i.id}.{UTILITY}" for i in instruments.values() if i.utility}.difference(known)
    known += unvalued
    for key, settings in file.scores.items():
        if key.partition(".")[0] in by_id.unreadable:
            continue  # its own faults are said
        if key not in known:
            hint = did_you_mean(key, known)
            problems.append(Problem(file=name, column=f"scores.{key}", reason=f"no such score; {hint}"))
            continue
        if key in unvalued:
            continue  # said by `value`
        instrument_id, _, score_id = key.partition(".")
        instrument = instruments[instrument_id]
        chosen, wrong = choose(instrument.score_named(score_id), settings, name, f"scores.{key}")
        problems += wrong
        instruments[instrument_id] = attrs.evolve(
            instrument,
            scores=tuple(chosen if score.id == score_id else score for score in instrument.scores),
        )
    return attrs.evolve(valuation, instruments=instruments, problems=tuple(problems))
