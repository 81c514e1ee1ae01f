"""Measures: how far a result is from the truth."""
