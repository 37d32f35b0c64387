"""Who somebody is at a glance: two letters on a calm colour that stays the same."""

from hashlib import sha256

from nicegui.element import Element

from adapters.web.elements import el, words

TONES = 8
"""As many as style/parts.css names."""


def initials(name: str) -> str:
    """Return the first letters of the first and last word, at most two."""
    parts = [word for word in name.split() if word[0].isalnum()] or name.split()
    chosen = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return "".join(word[0] for word in chosen).upper() or "?"


def tone(seed: str) -> int:
    """Return the same colour for the same person everywhere."""
    return sha256(seed.encode()).digest()[0] % TONES


def avatar(name: str, seed: str | None, classes: str = "") -> Element:
    """Return the picture of a person, or of Hearth when there is no seed. Names stand beside it in words."""
    if seed is None:
        return el("span", f"h-avatar h-avatar-hearth {classes}", aria_hidden="true")
    return words("span", initials(name), f"h-avatar h-tone-{tone(seed)} {classes}", aria_hidden="true")
