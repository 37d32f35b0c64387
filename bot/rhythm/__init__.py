"""Rituals and their rhythm: when they happen, how that is said, and who is told."""
