"""Countries and their regions, as people type them: "Denmark", "DK", "DE-BY", "Bavaria"."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Final

from babel import Locale

from bot.errors import Invalid, shortened
from bot.i18n import _, language, languages

NONE: Final = "none"
LONGEST: Final = 60
USUAL: Final = {"uk": "GB", "usa": "US", "england": "GB", "scotland": "GB", "wales": "GB", "holland": "NL"}
ENGLISH: Final[Mapping[str, Mapping[str, str]]] = {
    "DE": {
        "bavaria": "BY",
        "hesse": "HE",
        "lower saxony": "NI",
        "mecklenburg-western pomerania": "MV",
        "north rhine-westphalia": "NW",
        "rhineland-palatinate": "RP",
        "saxony": "SN",
        "saxony-anhalt": "ST",
        "thuringia": "TH",
    },
    "ES": {
        "andalusia": "AN",
        "aragon": "AR",
        "balearic islands": "IB",
        "basque country": "PV",
        "canary islands": "CN",
        "castile and león": "CL",
        "catalonia": "CT",
        "navarre": "NC",
        "valencia": "VC",
    },
    "AT": {"carinthia": "2", "lower austria": "3", "upper austria": "4", "styria": "6", "tyrol": "7", "vienna": "9"},
    "CH": {"geneva": "GE", "lucerne": "LU", "zurich": "ZH"},
}
"""What regions are called in English where the package knows only their own names."""


class HolidayPlaces:
    """Countries and regions, for the community's settings."""

    def named(self, country: str, region: str) -> tuple[str, str]:
        """Return the codes that are meant."""
        return place_named(country, region)

    def shown(self, country: str, region: str) -> str:
        """Return what they are called."""
        return f"{country_name(country)}, {region_name(country, region)}" if region else country_name(country)


def place_named(country: str, region: str) -> tuple[str, str]:
    """Return the codes of a country and a region ("" for none) that are meant; "none" is no country.

    Args:
        country: what was typed: a name in a language Hearth speaks, a code, or both codes ("DE-BY").
        region: what was typed; empty for the whole country.

    Raises:
        Invalid: at the field `country` or `region`; its sentence suggests the nearest.
    """
    if _key(country) == NONE:
        return "", ""
    before, dash, after = country.strip().partition("-")
    if dash and before.upper() in _supported():
        country, region = before, region or after
    code = _country(country)
    return code, _region(code, region) if region.strip() else ""


def country_name(code: str) -> str:
    """Return what a country is called in the language being spoken."""
    return str(_territories(language()).get(code, code))


def region_name(country: str, region: str) -> str:
    """Return what a region is called, as far as it is known."""
    names = [name for name, code in _aliases(country).items() if code == region]
    return names[0] if names else region


def _country(text: str) -> str:
    named = _countries().get(_key(text)) if len(text) <= LONGEST else None
    if named is not None:
        return named
    near = get_close_matches(_key(text)[:LONGEST], _countries(), n=3, cutoff=0.7)
    close = ", ".join(dict.fromkeys(country_name(_countries()[n]) for n in near))
    if close:
        sentence = _("I know no country “{name}”. Did you mean {close}? Nothing was changed.")
    else:
        sentence = _("I know no holidays of a country “{name}”. Try: Denmark, or DK. Nothing was changed.")
    raise Invalid(sentence.format(name=shortened(text), close=close), field="country")


def _region(country: str, text: str) -> str:
    codes = _supported()[country]
    known = {_key(name): code for name, code in _aliases(country).items()}
    known |= dict(ENGLISH.get(country, {})) | {_key(code): code for code in codes}
    key = _key(text).removeprefix(f"{country.casefold()}-")
    if key in known and len(text) <= LONGEST:
        return known[key]
    values = {"name": shortened(text), "country": country_name(country)}
    if not codes:
        sentence = _("{country} has the same holidays everywhere. Nothing was changed. Leave the region out.")
        raise Invalid(sentence.format(**values), field="region")
    near = get_close_matches(key[:LONGEST], known, n=3, cutoff=0.6)
    close = ", ".join(dict.fromkeys(region_name(country, known[n]) for n in near) or codes[:8])
    sentence = _("I know no region “{name}” of {country}. Did you mean {close}? Nothing was changed.")
    raise Invalid(sentence.format(**values, close=close), field="region")


def _key(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


@cache
def _supported() -> Mapping[str, tuple[str, ...]]:
    """Return the countries whose holidays are known, with the codes of their regions."""
    import holidays  # noqa: PLC0415 - it takes 0.4 s, and most processes never need it

    return {c: tuple(r) for c, r in holidays.list_supported_countries(include_aliases=False).items() if len(c) == 2}


@cache
def _aliases(country: str) -> Mapping[str, str]:
    """Return a country's regions by name."""
    import holidays  # noqa: PLC0415

    found: Mapping[str, str] = getattr(getattr(holidays, country), "subdivisions_aliases", {})
    return found


@cache
def _territories(tag: str) -> Mapping[str, str]:
    return Locale.parse(tag).territories


@cache
def _countries() -> Mapping[str, str]:
    """Return the code of each country by everything it is called: its code, and its names in our languages."""
    names = {_key(name): code for tag in languages() for code, name in _territories(tag).items()}
    for tag in ("es", "da"):
        names |= {_key(name): code for code, name in _territories(tag).items()}
    names |= USUAL | {code.casefold(): code for code in _supported()}
    return {name: code for name, code in names.items() if code in _supported()}
