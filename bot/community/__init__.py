"""Shared ground: communities, spaces, members, accounts, access, settings, the desk."""
