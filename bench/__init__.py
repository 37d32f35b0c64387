"""Measures what Hearth promises about speed. Never part of a timed test: `python -m bench NAME`."""
