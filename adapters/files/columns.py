"""Which field a column, a JSON key or a question of an organiser means: names are matched loosely."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum


class Field(StrEnum):
    """What we look for in a row."""

    KEY = "key"
    NAME = "name"
    FIRST = "first name"
    LAST = "last name"
    TOPIC = "topic"
    ORGANISATION = "organisation"
    BIOGRAPHY = "biography"
    LINK = "link"


COLUMNS_LOOKED_AT = 200
_HEADER_CHARACTERS = 100

# The better name first: a file that has both a "talk" and a "title" means the job by the second.
# English, Spanish, Danish and German; `code` is pretalx's id, "Proposal titles" its export's column
# (pretalx, src/pretalx/person/forms: SpeakerExportForm), "TagLine" and "FirstName" are Sessionize's.
_ALIASES: Mapping[Field, str] = {
    Field.KEY: "code, id, key, guid, uuid",
    Field.NAME: "full name, name, display name, speaker, guest, "
    "nombre completo, nombre, fulde navn, navn, ponente, taler, referent",
    Field.FIRST: "first name, given name, forename, fornavn, vorname",
    Field.LAST: "last name, surname, family name, apellido, apellidos, efternavn, nachname",
    Field.TOPIC: "topic, topics, talk, talk title, session, session title, session titles, "
    "proposal titles, proposal title, submission titles, sessions, talks, subject, theme, "
    "tema, charla, emne, foredrag, thema, title, titulo, titel",
    Field.ORGANISATION: "organisation, organization, company, affiliation, employer, org, institution, "
    "company name, organizacion, empresa, virksomhed, firma",
    Field.BIOGRAPHY: "biography, bio, about, about me, biografia, biografi, biografie",
    Field.LINK: "homepage, home page, personal website, website, web site, web page, webpage, web, link, "
    "url, blog, enlace, sitio web, hjemmeside, website url, linkedin, linkedin url",
}
_MEANING = {name: (field, rank) for field, names in _ALIASES.items() for rank, name in enumerate(names.split(", "))}

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ALTERNATIVES = re.compile(r"[/|(),;:?]|\bor\b")
_FILLER = re.compile(r"^(?:what is )?(?:your |the )?(?:speaker s |speaker |speakers |guest )?(?=.)")


def meaning(header: str) -> tuple[Field, int] | None:
    """Return the field a header means and how good a name for it this is (0 is best); None: not for us."""
    if len(header) > _HEADER_CHARACTERS:
        return None
    for part in _ALTERNATIVES.split(_HUMP.sub(" ", header)):
        plain = _plain(part)
        found = _MEANING.get(plain) or _MEANING.get(_FILLER.sub("", plain))
        if found:
            return found
    return None


def columns(headers: Sequence[str]) -> dict[Field, tuple[int, ...]]:
    """Return where each field stands, the best named column first; only the first COLUMNS_LOOKED_AT count."""
    found: dict[Field, list[tuple[int, int]]] = {}
    for place, header in enumerate(headers[:COLUMNS_LOOKED_AT]):
        meant = meaning(header)
        if meant:
            found.setdefault(meant[0], []).append((meant[1], place))
    return {field: tuple(place for _, place in sorted(ranked)) for field, ranked in found.items()}


def picked(pairs: Iterable[tuple[str, str]]) -> dict[Field, str]:
    """Return what (header, text) pairs say of each field, from the best named one that says something."""
    kept = tuple(pair for pair in pairs if pair[1].strip())
    places = columns(tuple(header for header, _ in kept))
    return {field: kept[where[0]][1] for field, where in places.items()}


def whole_name(fields: Mapping[Field, str]) -> str:
    """Return the name; where it comes in two parts, both. A "name" beside a first name is the family name."""
    first = fields.get(Field.FIRST, "").strip()
    last = fields.get(Field.LAST, "").strip()
    name = fields.get(Field.NAME, "").strip()
    if name and first and not last and first.casefold() not in name.casefold():
        return f"{first} {name}"
    return name or f"{first} {last}".strip()


def _plain(text: str) -> str:
    """Return the words, small, without accents and punctuation."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
