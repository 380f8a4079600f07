"""DIALOG for livingwell."""

__version__ = "0.1.0"
