"""Dialogue between inside and outside: guests, their slots, and prompts."""
