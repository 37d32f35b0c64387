"""What members give to a date: whether they come, and an answer to its question, shown in every space."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.acts import AnsweredPrompt, Declined
from bot.cards import Card, Note, Reply, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore, Record, Who
from bot.errors import Conflict, NotFound
from bot.facts import Forgotten, Listens, Tell
from bot.i18n import _, later
from bot.keys import AccountId, OccurrenceId
from bot.rhythm import coming_texts
from bot.rhythm.coming import Coming, place_in_line, seated
from bot.rhythm.model import Occurrence, OccurrenceState
from bot.rhythm.seats import Seats
from bot.rhythm.showing import Showing
from bot.rhythm.store import GivenStore, RitualStore

LONGEST_ANSWER = 500
SAID = {"yes": Coming.GOING, "maybe": Coming.MAYBE, "no": Coming.NO}
ASKED = frozenset({OccurrenceState.OPENED, OccurrenceState.ENDED})
"""When a question may be answered: from its opening on."""


@dataclass(frozen=True, slots=True)
class Givings(Service):
    """Keeps what members give, one of each a member, and shows it on the cards."""

    now: datetime
    store: RitualStore
    given: GivenStore
    people: MemberStore
    showing: Showing
    seats: Seats
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons of announcements and openings."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return whose things vanish."""
        return ((Forgotten, Givings.forgotten),)

    async def export(self, who: Who) -> Record:
        """Return what the person gave."""
        return await self.given.export(who)

    async def forget(self, who: Who) -> None:
        """Remove what the person gave."""
        await self.given.forget(who)

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Remove what people gave, and take their names off the cards."""
        for fact in facts:
            touched = await self.given.touched(fact.accounts)
            await self.given.forget(Who(fact.community, fact.member, fact.accounts, fact.absorbed))
            if touched:
                await self.seats.fill(touched)
                await self.showing.again(touched)

    async def rsvp(self, call: Call) -> Reply:
        """Keep whether the asker comes; the last word counts, until it begins."""
        date = await self._date(call)
        if date.state is OccurrenceState.DROPPED:
            raise Conflict(_("That date does not take place. Nothing was changed. What comes: rhythm next"))
        if date.state is not OccurrenceState.PLANNED or date.starts <= self.now:
            raise Conflict(_("That has begun already, so nothing was changed. What comes: rhythm next"))
        ritual = (await self.store.get([date.ritual]))[date.ritual]
        await self.given.hold([date.id])
        said = (await self.given.rsvps([date.id]))[date.id]
        status = seated(SAID[call.text("answer")], call.member, said, ritual.capacity)
        before = next((r for r in said if r.member == call.member), None)
        at = before.at if before is not None and before.status is status else self.now
        await self.given.rsvp(date, call.account, await self._accounts(call), status=status, at=at)
        await self.seats.fill([date.id])
        await self.showing.again([date.id], opened=False)
        if status is Coming.NO:
            self.tell(Declined(call.community, date.id, call.member, self.now))
        line = place_in_line(call.member, (await self.given.rsvps([date.id]))[date.id])
        return Reply(coming_texts.noted(ritual, date, status, line))

    async def answer(self, call: Call) -> Reply:
        """Keep the asker's answer to the question of a date, and show it under their name."""
        date = await self._date(call)
        if date.state not in ASKED or date.prompt is None:
            raise Conflict(_("There is no question to answer there. Nothing was changed. What comes: rhythm next"))
        await self.given.answer(date, call.account, await self._accounts(call), call.text("answer"), self.now)
        self.tell(AnsweredPrompt(call.community, date.id, date.prompt, call.account, self.now))
        await self.showing.again([date.id], announced=False)
        text = para(_("Thank you. Your answer stands under the question, in every space of the community."))
        quiet = _("To change it, press Answer once more.")
        return Reply(Card(_("Noted"), (text, Note((quiet,)))))

    async def _date(self, call: Call) -> Occurrence:
        ident = OccurrenceId(call.text("occurrence"))
        date = (await self.store.occurrences([ident])).get(ident)
        if date is None or date.community != call.community:
            raise NotFound("ritual", ident)
        return date

    async def _accounts(self, call: Call) -> Sequence[AccountId]:
        return [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]


DATE = Arg("occurrence", "")
COMMANDS = (
    Command(
        ("ritual", "rsvp"),
        "",
        Givings.rsvp,
        (DATE, Arg("answer", "", Kind.CHOICE, choices=tuple(SAID))),
        Access.MEMBER,
        hidden=True,
    ),
    Command(
        ("ritual", "answer"),
        later("Answer the question"),
        Givings.answer,
        (
            DATE,
            Arg(
                "answer",
                later("Shown under your name in every space of the community"),
                Kind.LONG,
                label=later("Your answer"),
                longest=LONGEST_ANSWER,
            ),
        ),
        Access.MEMBER,
        hidden=True,
    ),
)
