"""Names of time zones, as people type them."""

import re
from collections import defaultdict
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from bot.errors import Invalid, shortened
from bot.i18n import _

LONGEST: Final = 60
"""Characters; the longest IANA name has 32 (tzdata 2025b)."""
NOT_PLACES: Final = {"factory", "localtime", "posixrules", "est", "mst", "hst"}
"""Files that are no zones, and three zones that never change their clocks though their places do."""
NO_CITIES: Final = ("Etc/", "Brazil/", "Chile/", "Mexico/")
"""Regions whose second half is a number or a point of the compass, old names of places listed elsewhere."""
ABBREVIATIONS: Final = {
    "aest": "Australia/Sydney",
    "bst": "Europe/London",
    "cdt": "America/Chicago",
    "cest": "Europe/Paris",
    "cst": "America/Chicago",
    "edt": "America/New_York",
    "eest": "Europe/Helsinki",
    "est": "America/New_York",
    "hst": "Pacific/Honolulu",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "mdt": "America/Denver",
    "mst": "America/Denver",
    "pdt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
}
"""What somebody probably means; suggested, never assumed."""


def zone_named(text: str, *, field: str | None = None) -> str:
    """Return the IANA name that is meant: in any case, with spaces for underscores, or by its city alone.

    Args:
        text: what was typed; may be hostile.
        field: the form field it was typed in.

    Raises:
        Invalid: there is no such zone, or several; its sentence suggests the nearest.
    """
    key = _key(text)
    found = _zones().get(key, ()) if len(text) <= LONGEST else ()
    if len(found) == 1:
        return found[0]
    raise Invalid(_sentence(text, key, found), field=field)


def known_zone(text: str) -> str | None:
    """Return the IANA name that is meant, or None when there is none or more than one."""
    found = _zones().get(_key(text), ()) if len(text) <= LONGEST else ()
    return found[0] if len(found) == 1 else None


def sounds_like_zone(text: str) -> bool:
    """Tell whether a word is a zone, several, or an abbreviation that is used for one."""
    return len(text) <= LONGEST and (_key(text) in _zones() or _key(text) in ABBREVIATIONS)


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Return every key with the zones it may mean; a city goes before an old name without a region."""
    names = sorted(name for name in available_timezones() if name.casefold() not in NOT_PLACES)
    cities: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if "/" in name and not name.startswith(NO_CITIES):
            cities[_key(name.rpartition("/")[2])].append(name)
    keys = {_key(name): (name,) for name in names}
    return keys | {city: tuple(among) for city, among in cities.items()}


def _key(text: str) -> str:
    """Return what of a name matters when two are compared."""
    return re.sub(r"[\s_]+", "_", text.strip()).casefold()


def _sentence(text: str, key: str, found: tuple[str, ...]) -> str:
    """Say what is wrong with the name and what might be meant."""
    if not key:
        return _("Which time zone? Try: Europe/Copenhagen. Nothing was changed.")
    if re.match(r"(utc|gmt)?[+-]\d", key):
        return _(
            "“{zone}” would not follow summer time. Name a city of that zone instead: Europe/Copenhagen. "
            "Nothing was changed."
        ).format(zone=shortened(text))
    close = ", ".join(found or _close(key))
    if close:
        return _("I know no time zone “{zone}”. Did you mean {close}? Nothing was changed.").format(
            zone=shortened(text), close=close
        )
    return _("I know no time zone “{zone}”. Try: Europe/Copenhagen. Nothing was changed.").format(zone=shortened(text))


def _close(key: str) -> list[str]:
    """Return at most 3 zones that look like it, the likeliest first."""
    if key in ABBREVIATIONS:
        return [ABBREVIATIONS[key]]
    near = get_close_matches(key[:LONGEST], _zones(), n=3, cutoff=0.7)
    return list(dict.fromkeys(zone for match in near for zone in _zones()[match]))[:3]
