"""`guest suggest` and `list`: people from outside, from a wish on."""

from dataclasses import dataclass, replace

from bot.cards import Block, Bold, Card, Note, Reply, note, para
from bot.commands import Arg, Call, Command, Kind
from bot.community.store import Record, Who
from bot.errors import Conflict, Invalid, shortened
from bot.i18n import _, counted, later
from bot.keys import AccountId, CommunityId, GuestId
from bot.ports import Ids
from bot.voices import texts
from bot.voices.finding import Finding
from bot.voices.model import Guest, GuestState
from bot.voices.rotation import cycle_between
from bot.voices.speakers import (
    CONTACT_CHARACTERS,
    LINK_CHARACTERS,
    NAME_CHARACTERS,
    ORGANISATION_CHARACTERS,
    TOPIC_CHARACTERS,
    Speaker,
)
from bot.voices.store import ContactStore
from bot.voices.turns import order_of

GUESTS_SHOWN = 20
"""As many lines as fit a card on both platforms with room to spare (Discord: 4,000 characters)."""


@dataclass(frozen=True, slots=True)
class Guests(Finding):
    """Takes guests in and shows them, and answers for what is kept about them."""

    ids: Ids
    contacts: ContactStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of the list of guests."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the guests the person suggested or looks after."""
        return {**await self.store.export(who), **await self.contacts.export(who)}

    async def forget(self, who: Who) -> None:
        """Remove the person's name from the guests they suggested."""
        await self.store.forget(who)
        await self.contacts.forget(who)

    async def suggest(self, call: Call) -> Reply:
        """Put somebody on the list of wishes."""
        name = call.text("name")
        contact = call.text("contact")
        speaker = Speaker(name, call.text("topic"), call.text("organisation"), link=link_of(call))
        guest = self.newcomer(call.community, speaker, call.account, await self.round_of(call.community))
        guest = replace(guest, volunteered=call.text("offered") == "yes")
        if await self.store.add([guest]) == 0:
            sentence = _("“{name}” is on the list already. Nothing was changed. See it: guest list")
            raise Conflict(sentence.format(name=shortened(name)), field="name")
        if contact:
            await self.contacts.keep(guest, contact, call.account)
        text = para(_("{name} is on the list of wishes. A steward can ask them: guest invite"), name=Bold(name))
        return Reply(Card(_("A good idea"), (text,)))

    async def round_of(self, community: CommunityId) -> int:
        """Return how many rounds the guests have behind them: a newcomer starts there."""
        turns = await self.store.turns(community)
        return cycle_between(*turns) if turns is not None else 0

    def newcomer(self, community: CommunityId, speaker: Speaker, by: AccountId | None, base: int) -> Guest:
        """Return somebody who is wished for, not kept yet; `base` is the round in which they come."""
        return Guest(
            id=GuestId(self.ids.new()),
            community=community,
            name=speaker.name,
            topic=speaker.topic,
            organisation=speaker.organisation,
            biography=speaker.biography,
            link=speaker.link,
            source=speaker.source,
            source_key=speaker.key,
            state=GuestState.WISHED,
            suggested_at=self.now,
            suggested_by=by,
            owner=None,
            base=base,
        )

    async def list(self, call: Call) -> Reply:
        """Show the guests: those with a date first, then the next ones in fair rotation."""
        guests = await self.store.all(call.community)
        if not guests:
            nobody = para(_("There is nobody yet. Suggest somebody: guest suggest"))
            many = note(_("Whoever runs me can bring in the speakers of a conference: hearth import speakers"))
            return Reply(Card(_("Guests"), (nobody, many)))
        slots = {s.guest: s for s in await self.store.slots(call.community, self.now)}
        by_id = {g.id: g for g in guests}
        waiting = [by_id[GuestId(i)] for i in order_of(call.community, guests, slots.values(), self.now)]
        shown = [*(by_id[i] for i in slots), *waiting][:GUESTS_SHOWN]
        blocks: list[Block] = [texts.line(g, slots.get(g.id)) for g in shown]
        if len(guests) > len(shown):
            more = len(guests) - len(shown)
            blocks.append(Note((counted("and {count} more", "and {count} more", more),)))
        return Reply(Card(_("Guests"), tuple(blocks)))


def link_of(call: Call) -> str:
    """Return the address of a page that a call gives, "" for none.

    Raises:
        Invalid: at the field `link`; it is no address of a page.
    """
    link = call.text("link").strip()
    if not link:
        return ""
    host = link.partition("://")[2].partition("/")[0]
    if not link.casefold().startswith(("http://", "https://")) or not host or link.split() != [link]:
        sentence = _("“{link}” is no link; one begins with https://. Nothing was changed.")
        raise Invalid(sentence.format(link=shortened(link)), field="link")
    return link


COMMANDS = (
    Command(
        ("guest", "suggest"),
        later("Suggest a voice from outside"),
        Guests.suggest,
        (
            Arg("name", later("Who should come"), label=later("Name"), longest=NAME_CHARACTERS),
            Arg(
                "topic",
                later("What about"),
                required=False,
                asked=True,
                label=later("Topic"),
                longest=TOPIC_CHARACTERS,
            ),
            Arg(
                "organisation",
                later("Where they work"),
                required=False,
                asked=True,
                label=later("Organisation"),
                longest=ORGANISATION_CHARACTERS,
            ),
            Arg(
                "contact",
                later("Such as an address; only stewards see it"),
                required=False,
                asked=True,
                label=later("How to reach them"),
                longest=CONTACT_CHARACTERS,
            ),
            Arg(
                "link",
                later("Where one can read more of them: https://…"),
                required=False,
                asked=True,
                label=later("Link"),
                longest=LINK_CHARACTERS,
            ),
            Arg(
                "offered",
                later("They offered to come themselves, so they come first among equals"),
                Kind.CHOICE,
                required=False,
                choices=("no", "yes"),
                label=later("Offered"),
            ),
        ),
        examples=('guest suggest "Ada Lovelace" topic:"The first program"',),
    ),
    Command(
        ("guest", "list"),
        later("See the guests and whose turn it is"),
        Guests.list,
        examples=("guest list",),
        reads=True,
    ),
)
