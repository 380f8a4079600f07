"""
Evaluate community mental health services from their own outcome data.

Importing this package imports neither numpy nor polars, so that a plugin's entry point and
``livingwell --help`` cost next to nothing.
"""

from livingwell_core.hookspecs import hookimpl

__all__ = ["__version__", "hookimpl"]

__version__ = "0.1.0"
