"""`ritual create`, and the ritual that a community starts with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command
from bot.community.duties import Service
from bot.community.names import clean_name
from bot.community.store import CommunityStore, Record, Who
from bot.facts import CommunityFounded, Listens
from bot.i18n import _, later
from bot.keys import CommunityId, RitualId
from bot.ports import Ids
from bot.rhythm import arguments
from bot.rhythm.arguments import CAPACITY, DECK, FORM, GUESTS, HOLIDAYS, LATE, LENGTH, ROOM, VALUE, WHEN, changed
from bot.rhythm.drafting import Drafting
from bot.rhythm.hours import TURNS, begun
from bot.rhythm.model import LONGEST_NAME, MINUTES, Ritual, RitualState
from bot.rhythm.phrases import read_when
from bot.rhythm.recurrence import Recurrence
from bot.rhythm.store import Draft, RitualStore
from bot.rhythm.trial_terms import TRIAL, USUAL, terms_of

FIRST_RITUAL = later("Our first ritual")
FIRST_VALUE = later("To see each other regularly, and bring one thing we are stuck on")


@dataclass(frozen=True, slots=True)
class Rituals(Service):
    """Makes rituals, and answers for what is kept about them."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    drafting: Drafting
    ids: Ids
    forms_offered = arguments.forms_offered

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual create`."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what a founded community starts with."""
        return ((CommunityFounded, Rituals.founded),)

    async def export(self, who: Who) -> Record:
        """Return the person's rituals, drafts and answers."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's drafts, and their name from rituals and answers."""
        await self.store.forget(who)

    async def founded(self, facts: Sequence[CommunityFounded]) -> None:
        """Draft the starter ritual; it starts only when the steward says so."""
        for fact in facts:
            if not fact.rhythm:
                continue
            community = await self.places.community(fact.community)
            if community is None:
                continue
            when = read_when(fact.rhythm, zone=community.zone, now=self.now, field="rhythm")
            ritual = self._new(community.id, _(FIRST_RITUAL), _(FIRST_VALUE), when)
            ritual = replace(ritual, deck="practice", created_by=fact.account)
            await self.store.put_draft(Draft(ritual.id, community.id, fact.account, ritual, new=True, trial=USUAL))

    def _new(self, community: CommunityId, name: str, value: str, when: Recurrence) -> Ritual:
        return Ritual(
            id=RitualId(self.ids.new()),
            community=community,
            name=name,
            value=value,
            when=when,
            minutes=MINUTES,
            deck="",
            guests=False,
            state=RitualState.ACTIVE,
            revision=1,
            created_at=self.now,
            created_by=None,
        )

    async def create(self, call: Call) -> Reply:
        """Show what a new ritual would be; it starts when the steward says so."""
        name = clean_name(call.text("name"))
        await self.drafting.free(call.community, name)
        community = await self.places.community(call.community)
        zone = community.zone if community else "UTC"
        when = begun(call, read_when(call.text("when"), zone=zone, now=self.now, field="when"))
        ritual = self._new(call.community, name, call.text("value"), when)
        ritual = replace(ritual, created_by=call.account, deck="practice")
        await self.drafting.public_room(call)
        await self.drafting.known_deck(call)
        trial = terms_of(call, once=len(ritual.dates(self.now, 2)) == 1)
        ritual = await self.drafting.formed(call, changed(call, ritual), new=True)
        if ritual.form and "deck" not in call.args:
            ritual = replace(ritual, deck="")  # it begins with what its form says
        return await self.drafting.offer(call, ritual, new=True, trial=trial)


COMMANDS = (
    Command(
        ("ritual", "create"),
        later("Start something that comes back"),
        Rituals.create,
        (
            Arg("name", later("What it is called"), label=later("Name"), longest=LONGEST_NAME),
            WHEN,
            VALUE,
            replace(ROOM, asked=True),
            replace(GUESTS, asked=True),
            LENGTH,
            DECK,
            FORM,
            LATE,
            HOLIDAYS,
            CAPACITY,
            TURNS,
            TRIAL,
        ),
        Access.STEWARD,
        (
            "ritual create",
            'ritual create "Friday wins" "every Friday 10:00" "What went well, so that others can use it"',
        ),
    ),
)
