"""
What the core itself brings, through the same hooks as anyone else's plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Analysis
    from livingwell_core.cli.lazy import LazyCommand
    from livingwell_core.cohorts import Reader
    from livingwell_core.engines import Engine
    from livingwell_core.reports import ReportFormat


@hookimpl
def livingwell_analyses() -> Sequence[Analysis]:
    """Who is known, how much changed and by which name, whose change matters and by which rule."""
    from livingwell_core.analyses.between_sites import BetweenSitesAnalysis
    from livingwell_core.analyses.bootstrap import BootstrapAnalysis
    from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
    from livingwell_core.analyses.coverage import CoverageAnalysis
    from livingwell_core.analyses.cut_offs import CutOffsAnalysis
    from livingwell_core.analyses.direction import DirectionAnalysis
    from livingwell_core.analyses.effect_sizes import EffectSizesAnalysis
    from livingwell_core.analyses.important_change import ImportantChangeAnalysis
    from livingwell_core.analyses.medians import MediansAnalysis
    from livingwell_core.analyses.missing import MissingAnalysis
    from livingwell_core.analyses.paired_change import PairedChangeAnalysis
    from livingwell_core.analyses.percentage_change import PercentageChangeAnalysis
    from livingwell_core.analyses.ranks import RanksAnalysis
    from livingwell_core.analyses.regression_to_mean import RegressionToTheMeanAnalysis
    from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
    from livingwell_core.analyses.reliable_change_methods import ReliableChangeMethodsAnalysis

    return [
        CoverageAnalysis(),
        PairedChangeAnalysis(),
        EffectSizesAnalysis(),
        MediansAnalysis(),
        RanksAnalysis(),
        DirectionAnalysis(),
        ReliableChangeAnalysis(),
        ReliableChangeMethodsAnalysis(),
        ImportantChangeAnalysis(),
        PercentageChangeAnalysis(),
        ClinicalRangeAnalysis(),
        CutOffsAnalysis(),
        BootstrapAnalysis(),
        BetweenSitesAnalysis(),
        MissingAnalysis(),
        RegressionToTheMeanAnalysis(),
    ]


@hookimpl
def livingwell_readers() -> Sequence[Reader]:
    """CSV and Excel workbooks."""
    from livingwell_core.cohorts.csv_reader import csv_reader
    from livingwell_core.cohorts.xlsx_reader import xlsx_reader

    return [csv_reader, xlsx_reader]


@hookimpl
def livingwell_report_formats() -> Sequence[ReportFormat]:
    """findings.csv, findings.json and ledger.csv."""
    from livingwell_core.reports.tables import findings_csv, findings_json, ledger_csv

    return [findings_csv, findings_json, ledger_csv]


@hookimpl
def livingwell_engines() -> Sequence[Engine]:
    """The cores of this machine."""
    from livingwell_core.engines.local import LocalEngine

    return [LocalEngine()]


@hookimpl
def livingwell_commands() -> Sequence[LazyCommand]:
    """The commands that need no plugin."""
    from livingwell_core.cli.lazy import LazyCommand

    return [
        LazyCommand(
            "evaluate", "livingwell_core.cli.evaluate:evaluate", "Evaluate services from their exports."
        ),
        LazyCommand("check", "livingwell_core.cli.check:check", "Say what a run would do with every row."),
        LazyCommand(
            "compare-methods",
            "livingwell_core.cli.compare_methods:compare_methods",
            "Show what every method makes of the same change.",
        ),
        LazyCommand("map", "livingwell_core.cli.map:map_", "Draft a site profile from its exports."),
        LazyCommand("new", "livingwell_core.cli.new:new", "Write something new to start from."),
        LazyCommand(
            "plugins", "livingwell_core.cli.plugins:plugins", "List the plugins, and those left out."
        ),
        LazyCommand(
            "instruments",
            "livingwell_core.cli.instruments:instruments",
            "List the questionnaires and scores.",
        ),
        LazyCommand(
            "pseudonymise",
            "livingwell_core.cli.pseudonymise:pseudonymise",
            "Put keyed pseudonyms in place of identifiers.",
        ),
        LazyCommand(
            "schema", "livingwell_core.cli.schema:schema", "Print the JSON schema of a kind of file."
        ),
        LazyCommand("sites", "livingwell_core.cli.sites:sites", "List the site profiles, or show one."),
        LazyCommand(
            "check-instrument",
            "livingwell_core.cli.check_instrument:check_instrument",
            "Check that an instrument scores as it says.",
        ),
    ]
