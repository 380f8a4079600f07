"""PHQ-9 and GAD-7 for livingwell."""

__version__ = "0.1.0"
