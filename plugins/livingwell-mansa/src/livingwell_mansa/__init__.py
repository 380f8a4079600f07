"""MANSA and Questions About Your Life (QAYL) for livingwell."""

__version__ = "0.1.0"
