"""Who somebody is at a glance: two letters on a calm colour that stays the same."""

from hashlib import sha256

from nicegui.element import Element

from adapters.web.elements import words

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


def look(seed: str | None) -> str:
    """Return the class of a person's picture, or of Hearth's when there is no seed."""
    return "h-avatar-hearth" if seed is None else f"h-tone-{tone(seed)}"


def avatar(name: str, seed: str | None) -> Element:
    """Return the small picture of a person or of Hearth. Names stand beside it in words."""
    shown = "" if seed is None else initials(name)
    return words("span", shown, f"h-avatar h-avatar-small {look(seed)}", aria_hidden="true")
