"""Rooms of their own: private, listed and open."""
