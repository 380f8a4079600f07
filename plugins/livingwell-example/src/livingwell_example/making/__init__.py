"""What makes the example's data, step by step: totals, days, answers, people, faults, files."""
