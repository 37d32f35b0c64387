"""Familiarity and excitement: forms of events, the wild slot, milestones, and a year ago."""
