"""Parquet, SPSS, Stata and FHIR files for livingwell."""

__version__ = "0.1.0"
