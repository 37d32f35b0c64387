"""The database's history: forward-only steps for SQLite and PostgreSQL alike."""
