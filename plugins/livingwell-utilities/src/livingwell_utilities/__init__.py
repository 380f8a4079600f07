"""EQ-5D-3L and MHQoL utilities for livingwell."""

__version__ = "0.1.0"
