"""`steward audit`: who did what to whom, newest first, as far as its reader may know it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final, Protocol

from bot.cards import BUTTON_CHARACTERS, Button, Buttons, Card, Note, PrivateText, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community import audit_texts as texts
from bot.community.duties import Service
from bot.community.model import at_local
from bot.community.record import Entry, Glimpse, Records, Sought, readable
from bot.community.store import MemberStore
from bot.errors import Invalid, NotAllowed, NotFound, shortened
from bot.i18n import _, later
from bot.keys import CircleId, CommunityId, MemberId

PAGE: Final = 10
LAST_PAGE: Final = 10_000
AT_ONCE: Final = 500
VALUE: Final = BUTTON_CHARACTERS - len("steward.audit-page") - 1
NOBODY: Final = MemberId("")
"""Whoever runs Hearth reads as somebody who is in no circle."""


class Things(Protocol):
    """What the record must know of siblings: how things are called, for one reader."""

    async def circles(self, community: CommunityId, reader: MemberId) -> Mapping[CircleId, Glimpse]:
        """Return the circles the reader may know of."""

    async def called(self, community: CommunityId, verbs: Mapping[str, str]) -> Mapping[str, str]:
        """Return how rituals, guests and spaces are called; `verbs` tells by id what was done to each."""


@dataclass(frozen=True, slots=True)
class Auditing(Service):
    """Shows the record."""

    store: Records
    things: Things
    people: MemberStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `steward audit` and what happened in one circle."""
        return COMMANDS

    async def circle_names(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of circles the asker may know of; a reply to the asker alone."""
        names = [_plain(g.name) for g in (await self.things.circles(call.community, call.member)).values()]
        return [n for n in names if typed.casefold() in n.casefold()]

    async def audit(self, call: Call) -> Reply:
        """Show a page of the record to a steward of the community."""
        circles = await self.things.circles(call.community, call.member)
        sought = Sought(
            call.community,
            MemberId(call.text("person")) if call.text("person") else None,
            ".".join(call.text("what").casefold().replace(".", " ").split()),
            _since(call),
            _circle(circles, call.text("circle")) if call.text("circle") else None,
            frozenset(i for i, g in circles.items() if g.whole),
        )
        card, turns = await self._page(call, sought, circles)
        buttons = [Button(label, "steward.audit-page", value) for label, value in turns if len(value) <= VALUE]
        hint = _("As a file, whoever runs me: hearth export audit --out record.csv")
        return Reply(replace(card, blocks=(*card.blocks, *_row(buttons), Note((hint,)))))

    async def circle(self, call: Call) -> Reply:
        """Show a page of what happened in a circle to one of its own stewards."""
        circles = await self.things.circles(call.community, call.member)
        circle = _circle(circles, call.text("circle"))
        if not circles[circle].whole:
            raise NotAllowed(_("Only a steward of that circle can do that. Nothing was changed."))
        card, turns = await self._page(call, Sought(call.community, circle=circle), circles)
        buttons = [Button(label, "circle.record", value) for label, value in turns]
        return Reply(replace(card, blocks=(*card.blocks, *_row(buttons))))

    async def _page(
        self, call: Call, sought: Sought, circles: Mapping[CircleId, Glimpse]
    ) -> tuple[Card, Sequence[tuple[str, str]]]:
        """Return a page, and what leads to those beside it: (label, value of the button) pairs."""
        number = int(call.text("page", "1"))
        if not 1 <= number <= LAST_PAGE:
            raise Invalid(_("Pages begin with 1. Nothing was changed."), field="page")
        found = await self.store.entries(sought, most=PAGE + 1, skip=PAGE * (number - 1))
        seen = [readable(e, circles) for e in found[:PAGE]]
        things = await self._called(call.community, [e for e, _name in seen])
        lines = [(e, texts.sentence(e, name, things)) for e, name in seen]
        title = circles[sought.circle].name if sought.circle is not None else _("What happened")
        turns = [(_("Older"), _value(call, sought, number + 1))] if len(found) > PAGE else []
        turns += [(_("Newer"), _value(call, sought, number - 1))] if number > 1 else []
        return texts.page(lines, title, number), turns

    async def _called(self, community: CommunityId, entries: Sequence[Entry]) -> Mapping[str, str]:
        about = {e.about: e.verb for e in entries if e.about}
        return await self.things.called(community, about) if about else {}

    async def whole(self, community: CommunityId) -> AsyncIterator[Mapping[str, str]]:
        """Yield every act as plain words, newest first, as somebody reads it who is in no circle."""
        circles = await self.things.circles(community, NOBODY)
        sought, skip = Sought(community), 0
        while found := await self.store.entries(sought, most=AT_ONCE, skip=skip):
            seen = [readable(e, circles) for e in found]
            things = await self._called(community, [e for e, _name in seen])
            members = {m for e, _name in seen for m in (e.actor, e.subject) if m is not None}
            names = {m: a[0].name for m, a in (await self.people.accounts_of(list(members))).items() if a}
            for entry, name in seen:
                circle = (_plain(name) if name else _("a private circle")) if entry.circle else ""
                yield {
                    "at": entry.at.isoformat(timespec="seconds"),
                    "what": entry.verb,
                    "who": names.get(entry.actor, "") if entry.actor else "",
                    "whom": names.get(entry.subject, "") if entry.subject else "",
                    "circle": circle,
                    "about": things.get(entry.about, ""),
                }
            skip += len(found)


def _row(buttons: Sequence[Button]) -> Sequence[Buttons]:
    return (Buttons(tuple(buttons)),) if buttons else ()


def _plain(name: str | PrivateText) -> str:
    return name if isinstance(name, str) else name.text


def _circle(circles: Mapping[CircleId, Glimpse], typed: str) -> CircleId:
    """Return the circle of that name or id; one the reader may not know of is not found, like none at all."""
    wanted = " ".join(typed.split()).casefold()
    for ident, glimpse in circles.items():
        if wanted in {ident, _plain(glimpse.name).casefold()}:
            return ident
    raise NotFound("circle", typed, field="circle")


def _since(call: Call) -> datetime | None:
    """Return the start of a day in the reader's zone."""
    text = call.text("since").strip()
    if not text:
        return None
    try:
        return at_local(date.fromisoformat(text), time(0), call.zone)
    except ValueError as error:
        sentence = _("“{text}” is not a date. Write it like 2027-03-01. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(text)), field="since") from error


def _value(call: Call, sought: Sought, page: int) -> str:
    """Return a page as a button carries it, with what is sought."""
    given = {
        "circle": sought.circle or "",
        "page": str(page),
        "person": sought.person or "",
        "what": sought.verb,
        "since": call.text("since"),
    }
    return " ".join(f"{name}:{value}" for name, value in given.items() if value)


SINCE = Arg("since", later("Since which day, such as 2027-03-01"), required=False, longest=10)
WHAT = Arg("what", later("Such as circle, or ritual move"), required=False, longest=30)
NUMBER = Arg("page", later("Which page; the newest otherwise"), Kind.WHOLE, required=False)
CIRCLE = Arg("circle", later("In which circle"), required=False, longest=60, suggest=Auditing.circle_names)
COMMANDS = (
    Command(
        ("steward", "audit"),
        later("See who did what to whom, never what was said"),
        Auditing.audit,
        (
            WHAT,
            Arg("person", later("Who did it, or to whom"), Kind.PERSON, required=False),
            SINCE,
            CIRCLE,
            NUMBER,
        ),
        Access.STEWARD,
        ("steward audit", "steward audit circle", "steward audit since:2027-03-01"),
        reads=True,
    ),
    Command(
        ("steward", "audit-page"),
        "",
        Auditing.audit,
        (WHAT, Arg("person", "", required=False, longest=16), SINCE, CIRCLE, NUMBER),
        Access.STEWARD,
        hidden=True,
        reads=True,
    ),
    Command(
        ("circle", "record"),
        "",
        Auditing.circle,
        (replace(CIRCLE, required=True, suggest=None), NUMBER),
        hidden=True,
        reads=True,
    ),
)
