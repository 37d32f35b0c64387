"""Every table of the store, on one `metadata`."""

from storage.tables import (
    attention,
    circles,
    community,
    doors,
    engine,
    feeds,
    hallways,
    hosts,
    platforms,
    questions,
    record,
    rhythm,
    shares,
    sources,
    spark,
    trials,
    voices,
)
from storage.tables.base import metadata

__all__ = [
    "attention",
    "circles",
    "community",
    "doors",
    "engine",
    "feeds",
    "hallways",
    "hosts",
    "metadata",
    "platforms",
    "questions",
    "record",
    "rhythm",
    "shares",
    "sources",
    "spark",
    "trials",
    "voices",
]
