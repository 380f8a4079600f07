"""Recovering Quality of Life (ReQoL) for livingwell."""

__version__ = "0.1.0"
