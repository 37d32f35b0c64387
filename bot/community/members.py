"""`my`: a member's own settings and data; and members coming and going."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.cards import Block, Button, Buttons, Card, Fields, Look, Note, Para, Reply
from bot.commands import Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.model import Member
from bot.community.own_card import settings_card
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.community.zones import ZoneNamed
from bot.deliveries import Owe
from bot.errors import Conflict, Invalid, shortened
from bot.facts import Forgotten, Left, Listens, MemberMoved, Tell
from bot.i18n import _, counted, later
from bot.keys import MemberId

EXPORT_EXPIRES = timedelta(days=1)
PAGE_CHARACTERS = 2500
NAMELESS_SHOWN = 8
"""As many as fit into one reply on every platform."""
"""Under Slack's 3,000 characters a section, with room for escapes (Block Kit reference)."""
LONGEST_SNOOZE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Members(Service):
    """What a member decides about themselves."""

    now: datetime
    people: MemberStore
    places: CommunityStore
    owe: Owe
    tell: Tell
    zone_named: ZoneNamed
    unsaid: Callable[[MemberId], Awaitable[tuple[Block, ...]]]
    duties: Callable[[], Sequence[Service]]

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `my`."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what happens once somebody's access is gone."""
        return ((Forgotten, Members.forgotten),)

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Have every service remove the person; the members' own tables come last, since others point to them."""
        for fact in facts:
            who = Who(fact.community, fact.member, fact.accounts, fact.absorbed)
            for duty in self.duties():
                await duty.forget(who)

    async def export(self, who: Who) -> Record:
        """Return the member, their accounts and roles."""
        return await self.people.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the member, their accounts and roles."""
        await self.people.forget(who)

    async def _member(self, call: Call) -> Member:
        member = await self.people.member(call.member)
        if member is None:
            msg = f"no member {call.member}"
            raise RuntimeError(msg)
        return member

    async def show(self, call: Call) -> Reply:
        """Show the asker's settings, and what they were not sent."""
        told = (*await self._accounts(call), *await self.unsaid(call.member))
        return Reply(settings_card(await self._member(call), call, told))

    async def _accounts(self, call: Call) -> tuple[Block, ...]:
        """Return where a member with several accounts is who: platform, space and shown name."""
        accounts = (await self.people.accounts_of([call.member]))[call.member]
        here = [a for a in accounts if a.left_at is None]
        if len(here) < 2:
            return ()
        spaces = {a.space: await self.places.space_by_id(a.space) for a in here}
        known = [(space, a) for a in here if (space := spaces[a.space]) is not None]
        label = _("Account in {space}, {platform}")
        rows = [(label.format(space=s.name, platform=s.platform.title()), (a.name,)) for s, a in known]
        return (Fields(tuple(rows)),)

    async def zone(self, call: Call) -> Reply:
        """Set the zone in which the asker reads times."""
        zone = self.zone_named(call.text("zone"), field="zone")
        return await self._change(call, replace(await self._member(call), zone=zone, zone_chosen=True))

    async def quiet(self, call: Call) -> Reply:
        """Set the hours in which nothing may come."""
        begins, ends = read_hours(call.text("hours"))
        return await self._change(call, replace(await self._member(call), quiet_from=begins, quiet_to=ends))

    async def snooze(self, call: Call) -> Reply:
        """Send the asker nothing for some days; 0 ends it."""
        days = int(call.text("days", "7"))
        if not 0 <= days <= LONGEST_SNOOZE_DAYS:
            sentence = _("I can be quiet for up to {days} days; 0 ends it. Nothing was changed.")
            raise Invalid(sentence.format(days=LONGEST_SNOOZE_DAYS), field="days")
        until = self.now + timedelta(days=days) if days else None
        return await self._change(call, replace(await self._member(call), snoozed_until=until))

    async def _change(self, call: Call, member: Member) -> Reply:
        await self.people.put_member(member)
        self.tell(MemberMoved(call.community, member.id, self.now))
        return Reply(settings_card(member, replace(call, zone=member.zone or call.zone)))

    async def _who(self, call: Call) -> Who:
        accounts = (await self.people.accounts_of([call.member]))[call.member]
        absorbed = await self.people.absorbed(call.member)
        return Who(call.community, call.member, tuple(a.id for a in accounts), absorbed)

    async def copy(self, call: Call) -> Reply:
        """Send the asker everything Hearth keeps about them, in direct messages."""
        who = await self._who(call)
        pages = 0
        nameless: list[str] = []
        for duty in self.duties():
            nameless += await duty.reveal(who)
            for table, rows in (await duty.export(who)).items():
                for text in _pages(rows):
                    self._send(call, table, text)
                    pages += 1
        sent = counted(
            "I sent it to you in {count} direct message.",
            "I sent it to you in {count} direct messages.",
            pages,
        )
        shown = _nameless(nameless)
        return Reply(Card(_("What I know of you"), (Para((sent,)), *shown, Note((_("To remove it all: my forget"),)))))

    def _send(self, call: Call, table: str, text: str) -> None:
        card = Card(_("What I know of you: {table}").format(table=table), (Para((text,)),))
        self.owe.direct(call.member, card, reason=call.member, expires_at=self.now + EXPORT_EXPIRES)

    async def forget_me(self, call: Call) -> Reply:
        """Ask once more, then remove the asker and everything personal."""
        if call.text("sure") != "yes":
            text = _(
                "I would remove your profile, answers, settings and links. Numbers that include you "
                "stay, without you in them. It cannot be undone."
            )
            if len((await self._who(call)).absorbed) > 0:
                text += " " + _("That goes for each of your linked accounts.")
            buttons = Buttons(
                (Button(_("Forget me"), "my.forget", "yes", Look.DANGER), Button(_("Keep me"), "my.show"))
            )
            return Reply(Card(_("Forget you?"), (Para((text,)), buttons)))
        await self._not_last_steward(call)
        who = await self._who(call)
        self.tell(Left(call.community, call.member, self.now))
        self.tell(Forgotten(call.community, call.member, who.accounts, self.now, who.absorbed))
        text = _(
            "I have removed your profile, answers, settings and links; numbers that include you "
            "stay, without you in them. You can come back as a stranger any time."
        )
        return Reply(Card(_("Done"), (Para((text,)),)))

    async def _not_last_steward(self, call: Call) -> None:
        if await self.people.stewards(call.community) == (call.member,):
            sentence = _(
                "You are the only steward, and a community needs one. Nothing was removed. First: steward add @somebody"
            )
            raise Conflict(sentence)


def _nameless(texts: Sequence[str]) -> tuple[Para, ...]:
    """Return what is kept without the reader's name, as it stands in the reply and nowhere else."""
    if not texts:
        return ()
    first = Para((_("Without your name I keep these words of yours; I show them here and send them nowhere:"),))
    more = len(texts) - NAMELESS_SHOWN
    rest = (Para((counted("and {count} more", "and {count} more", more),)),) if more > 0 else ()
    return (first, *(Para((f"“{text}”",)) for text in texts[:NAMELESS_SHOWN]), *rest)


def read_hours(text: str) -> tuple[int, int]:
    """Return "20:00-08:00" as minutes after midnight; "off" as (0, 0).

    Raises:
        Invalid: at the field `hours`.
    """
    if text.strip().casefold() in {"off", "none", "never"}:
        return 0, 0
    ends = [_minutes(part) for part in text.replace("–", "-").replace("to", "-").split("-")]
    if len(ends) != 2 or None in ends:
        sentence = _("“{text}” is not a span of hours. Try 20:00-08:00, or off. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(text)), field="hours")
    return ends[0] or 0, ends[1] or 0


def _minutes(text: str) -> int | None:
    hour, _colon, minute = text.strip().partition(":")
    if not (hour.isascii() and hour.isdigit() and (not minute or (minute.isascii() and minute.isdigit()))):
        return None
    value = int(hour[:3]) * 60 + int(minute[:3] or 0)
    return value if value < 24 * 60 and int(minute[:3] or 0) < 60 else None


def _pages(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return rows as readable text, in pages that every platform can carry."""
    pages: list[str] = []
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, default=str, sort_keys=True)
        for start in range(0, len(text), PAGE_CHARACTERS):
            part = text[start : start + PAGE_CHARACTERS]
            if pages and len(pages[-1]) + len(part) < PAGE_CHARACTERS:
                pages[-1] += "\n" + part
            else:
                pages.append(part)
    return pages


COMMANDS = (
    Command(("my", "show"), later("Show your settings"), Members.show, examples=("my show",), reads=True),
    Command(
        ("my", "zone"),
        later("Set the time zone you read times in"),
        Members.zone,
        (Arg("zone", later("Such as Europe/Madrid"), label=later("Time zone"), longest=64),),
        examples=("my zone Europe/Madrid",),
    ),
    Command(
        ("my", "quiet"),
        later("Set the hours in which I send you nothing of my own accord"),
        Members.quiet,
        (
            Arg(
                "hours",
                later("From and to, in your own time; off for none"),
                label=later("Quiet hours"),
                longest=40,
            ),
        ),
        examples=("my quiet 20:00-08:00", "my quiet off"),
    ),
    Command(
        ("my", "snooze"),
        later("Send me nothing for some days"),
        Members.snooze,
        (Arg("days", later("How many days; 0 ends it"), Kind.WHOLE, required=False),),
        examples=("my snooze 7", "my snooze 0"),
    ),
    Command(("my", "export"), later("Get everything I know of you"), Members.copy, examples=("my export",)),
    Command(
        ("my", "forget"),
        later("Have everything about you removed"),
        Members.forget_me,
        (Arg("sure", later("yes, to skip the question"), Kind.CHOICE, required=False, choices=("yes",)),),
        examples=("my forget",),
    ),
)
