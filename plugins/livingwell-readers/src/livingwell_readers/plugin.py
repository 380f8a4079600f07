"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.cohorts import Reader


@hookimpl
def livingwell_readers() -> list[Reader]:
    """FHIR, Parquet, SPSS and Stata."""
    from livingwell_readers.fhir import fhir_reader
    from livingwell_readers.parquet import parquet_reader
    from livingwell_readers.stat_files import spss_reader, stata_reader

    return [fhir_reader, parquet_reader, spss_reader, stata_reader]
