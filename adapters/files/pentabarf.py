"""Speakers of a schedule in Pentabarf XML, as frab, pretalx and others publish it: conference, days, rooms, events.

Nobody has a row of their own in it: whoever is named at an event becomes one, with the titles of all their events.

Sources: c3voc/schema, xsd/schedule.xml.xsd (day/room/event/persons/person, its `id`, `guid` and `code`); the schedules
of frab (app/views/public/schedule) and of pretalx (agenda/templates/agenda/schedule.xml).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from adapters.files.rows import Row
from bot.errors import Invalid
from bot.i18n import _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT: Final = "schedule"
_KEYS: Final = ("code", "guid", "id")
"""What a person is known by, the most lasting first: `id` counts anew in each edition of some programs."""
_NOT_HELD: Final = frozenset({"canceled", "cancelled", "rejected", "withdrawn"})
MOST_TAGS: Final = 500_000
"""A congress with two thousand events has a tenth of it."""


@dataclass(slots=True)
class _Person:
    name: str
    key: str
    link: str
    biography: str
    titles: dict[str, None] = field(default_factory=dict)


def parsed(content: bytes, *, filename: str) -> "Element | None":
    """Return the schedule; None when this is some other XML.

    Raises:
        Invalid: it is broken, or declares what no schedule needs.
    """
    hostile = _(
        "“{file}” declares something of its own before it begins, which may do harm, so nothing was read; "
        "export it again."
    )
    try:
        if content.count(b"<") > MOST_TAGS:
            raise Invalid(_("“{file}” is larger than any schedule, so nothing was read.").format(file=filename))
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Invalid(hostile.format(file=filename)) from error
    except (ParseError, ValueError, LookupError) as error:
        # ValueError, LookupError: an encoding that there is not, or none that XML may have.
        line = error.position[0] if isinstance(error, ParseError) else 1
        sentence = _("“{file}” is broken in line {line}, so nothing was read; export it again (it is no valid XML).")
        raise Invalid(sentence.format(file=filename, line=line)) from error
    return root if root.tag == _ROOT else None


def rows(schedule: "Element") -> Iterator[Row]:
    """Yield one row a person, in the order in which they are named first."""
    people: dict[str, _Person] = {}
    for event in schedule.iter("event"):
        if (event.findtext("status") or "").strip().casefold() in _NOT_HELD:
            continue
        title = (event.findtext("title") or "").strip()
        for person in event.iterfind("persons/person"):
            found = _person(person)
            known = people.setdefault(found.key or found.name.casefold(), found)
            known.link, known.biography = known.link or found.link, known.biography or found.biography
            if title:
                known.titles[title] = None
    for place, each in enumerate(people.values(), start=1):
        yield Row(
            row=place,
            name=each.name,
            topic="; ".join(each.titles),
            biography=each.biography,
            link=each.link,
            key=each.key,
        )


def _person(element: "Element") -> _Person:
    """Return who is named: as the text, or as a child or an attribute of that name."""
    name = element.text or ""
    if not name.strip():
        name = element.findtext("name") or element.get("name") or ""
    key = next((k for k in (element.get(each, "").strip() for each in _KEYS) if k), "")
    about = element.findtext("biography") or element.findtext("abstract") or ""
    return _Person(" ".join(name.split()), key, element.get("url") or element.findtext("url") or "", about)
