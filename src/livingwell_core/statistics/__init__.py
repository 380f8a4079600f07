"""Pure functions of tallies."""
