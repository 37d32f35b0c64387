"""Every table of the store, on one `metadata`."""

from storage.tables import circles, community, engine, rhythm, voices
from storage.tables.base import metadata

__all__ = ["circles", "community", "engine", "metadata", "rhythm", "voices"]
