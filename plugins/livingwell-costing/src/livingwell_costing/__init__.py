"""Value for money: QALYs, costs, thresholds and their uncertainty."""

__version__ = "0.1.0"
