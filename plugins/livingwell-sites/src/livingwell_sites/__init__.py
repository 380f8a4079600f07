"""Profiles of the Living Well programme's sites for livingwell."""

__version__ = "0.1.0"
