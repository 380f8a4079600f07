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
    """FHIR, Parquet, SPSS and Stata by their endings; MHSDS and REDCap by name, as their files are CSV."""
    from livingwell_readers.fhir import fhir_reader
    from livingwell_readers.mhsds import mhsds_reader
    from livingwell_readers.parquet import parquet_reader
    from livingwell_readers.redcap import redcap_reader
    from livingwell_readers.stat_files import spss_reader, stata_reader

    return [fhir_reader, mhsds_reader, parquet_reader, redcap_reader, spss_reader, stata_reader]
