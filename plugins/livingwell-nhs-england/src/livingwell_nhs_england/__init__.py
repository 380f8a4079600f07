"""NHS England's measure of outcomes in community mental health services, for livingwell."""

__version__ = "0.1.0"
