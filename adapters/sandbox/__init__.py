"""The platform that needs no account: its rooms, messages and people live in tables of its own."""
