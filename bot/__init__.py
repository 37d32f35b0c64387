"""Hearth's engine: pure rules and small services, with no platform, database, clock or dice in it."""
