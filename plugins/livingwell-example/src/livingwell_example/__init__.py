"""An invented evaluation that fits the Living Well programme's published figures."""

__version__ = "0.1.0"
