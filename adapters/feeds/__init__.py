"""Feeds that other programs read."""
