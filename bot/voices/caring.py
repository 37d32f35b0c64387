"""What is done for a guest beside their chair: thanking, noting another time, handing on, removing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.cards import Bold, Button, Buttons, Card, Look, Mention, Moment, MomentStyle, Reply, note, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.attention import Attention, Weight, Wish
from bot.community.desk import Desk
from bot.community.model import Community, at_local
from bot.community.store import CommunityStore
from bot.errors import Conflict, Invalid, shortened
from bot.facts import Left, Listens, Noted, Tell
from bot.i18n import _, later, speaking
from bot.keys import CommunityId, MemberId
from bot.voices import caring_texts, pipeline
from bot.voices.finding import GUEST
from bot.voices.hosting import leave
from bot.voices.minding import Minding
from bot.voices.model import Guest, GuestState
from bot.voices.pipeline import Step, may
from bot.voices.question_store import QuestionStore
from bot.voices.store import ContactStore

LONGEST_WORDS = 1000
LONGEST_WAIT_YEARS = 2
MINDED = "guest.minded"


@dataclass(frozen=True, slots=True)
class Caring(Minding):
    """Looks after guests beside their chairs."""

    contacts: ContactStore
    places: CommunityStore
    attention: Attention
    desk: Desk
    questions: QuestionStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `guest later`, `thank`, `handover` and `remove`."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return what may leave a guest with nobody who looks after them."""
        return ((Left, Caring.left),)

    async def postpone(self, call: Call) -> Reply:
        """Note that a guest would come another time: they are not named before that day."""
        guest = await self._minded(call)
        until = self._day(call)
        await leave(self.store, guest, self.now, self.tell)
        await self.store.put(pipeline.postponed(guest, self.now, until))
        self.tell(Noted.by(call, "guest.later", about=guest.id))
        text = para(
            _("{guest} is named again from {day} on. That counts as no refusal."),
            guest=Bold(guest.name),
            day=Moment(until, MomentStyle.DAY),
        )
        return Reply(Card(_("Another time"), (text,)))

    def _day(self, call: Call) -> datetime:
        """Return the first moment of the day from which they may be asked again."""
        try:
            day = date.fromisoformat(call.text("until").strip())
        except ValueError as error:
            sentence = _("“{text}” is not a date. Write it like 2027-03-01. Nothing was changed.")
            raise Invalid(sentence.format(text=shortened(call.text("until"))), field="until") from error
        today = self.now.astimezone(ZoneInfo(call.zone)).date()
        if not today < day or day.year > today.year + LONGEST_WAIT_YEARS:
            raise Invalid(_("That day must lie ahead, within two years. Nothing was changed."), field="until")
        return at_local(day, time(), call.zone)

    async def thank(self, call: Call) -> Reply:
        """Give words ready to send to a guest who was here, and note that they are thanked."""
        guest = await self._minded(call)
        if guest.state is GuestState.THANKED:
            raise Conflict(_("{name} was thanked already. Nothing was changed.").format(name=guest.name))
        if not may(guest.state, Step.THANK):
            sentence = _("{name} was not here yet, so there is nothing to thank for. Nothing was changed.")
            raise Conflict(sentence.format(name=guest.name))
        await self.store.put(pipeline.thanked(guest, self.now))
        await self.attention.withdraw(call.community, [caring_texts.subject(guest)])
        self.tell(Noted.by(call, "guest.thank", about=guest.id))
        contact = (await self.contacts.contacts([guest.id])).get(guest.id, "") if call.steward else ""
        home = await self.places.community(call.community)
        liked = await self.questions.best_of(guest.id)
        return Reply(caring_texts.thanks(home.name if home else "", guest, call.text("words"), contact, liked))

    async def hand_over(self, call: Call) -> Reply:
        """Let somebody else look after a guest; they are told."""
        guest = await self._minded(call)
        to = MemberId(call.text("to"))
        if (await self.minders([guest])).get(guest.id) == to:
            raise Conflict(_("They look after this guest already. Nothing was changed."))
        member, accounts = await self.people.member(to), (await self.people.accounts_of([to])).get(to, ())
        here = [a for a in accounts if a.left_at is None]
        home = await self.places.community(call.community)
        if member is None or not member.here or not here or home is None:
            raise Invalid(_("They are not here any more. Nothing was changed. Who else could?"), field="to")
        await self.store.put(replace(guest, owner=here[0].id))
        self.tell(Noted.by(call, "guest.handover", subject=to, about=guest.id))
        subject = f"minds:{guest.id}"
        await self.attention.withdraw(call.community, [subject])
        if to != call.member:
            with speaking(member.language or home.language):
                card, line = caring_texts.minding(guest, call.member)
            until = self.now + caring_texts.GOOD_FOR
            await self.attention.want([Wish(call.community, to, MINDED, subject, Weight.DUTY, card, line, until)])
        text = para(_("{who} looks after {guest} now."), who=Mention(to), guest=Bold(guest.name))
        return Reply(Card(_("Noted"), (text,)))

    async def take(self, call: Call) -> Reply:
        """Look after a guest whom nobody does."""
        guest = await self._guest(call)
        if (await self.minders([guest])).get(guest.id) is not None:
            raise Conflict(_("Somebody looks after this guest already. Nothing was changed. Who: guest board"))
        await self.store.put(replace(guest, owner=call.account))
        self.tell(Noted.by(call, "guest.handover", subject=call.member, about=guest.id))
        return Reply(Card(_("Noted"), (para(_("You look after {guest} now."), guest=Bold(guest.name)),)))

    async def remove(self, call: Call) -> Reply:
        """Ask whether everything about a guest shall go."""
        guest = await self._guest(call)
        text = para(
            _("Everything I keep about {guest} goes: who they are, how to reach them, when they were here."),
            guest=Bold(guest.name),
        )
        quiet = note(_("What stands in rooms already stays there. This cannot be undone."))
        yes = Button(_("Remove for good"), "guest.erase", guest.id, Look.DANGER)
        return Reply(Card(_("Remove {name}?").format(name=shortened(guest.name)), (text, quiet, Buttons((yes,)))))

    async def erase(self, call: Call) -> Reply:
        """Keep nothing of a guest any more; a chair of theirs is free."""
        guest = await self._guest(call)
        await leave(self.store, guest, self.now, self.tell)
        await self.attention.withdraw(call.community, [caring_texts.subject(guest), f"minds:{guest.id}"])
        await self.contacts.drop(guest.id)
        await self.store.drop(guest.id)
        self.tell(Noted.by(call, "guest.remove"))
        return Reply(Card(_("Done"), (para(_("I keep nothing about them any more.")),)))

    async def left(self, facts: Sequence[Left]) -> None:
        """Let nobody look after the guests of whoever left, and tell the stewards of those who are asked or come."""
        accounts = await self.people.accounts_of([f.member for f in facts])
        alone = await self.store.disown([a.id for each in accounts.values() for a in each])
        guests = (await self.store.get(alone)).values()
        open_: dict[CommunityId, list[Guest]] = {}
        for guest in guests:
            if guest.state in {GuestState.ASKED, GuestState.CONFIRMED}:
                open_.setdefault(guest.community, []).append(guest)
        if not open_:
            return
        homes = await self.places.communities(open_)
        cards = {c: self._alone(homes[c], each) for c, each in open_.items() if c in homes}
        await self.desk.hear_all("guest.alone", cards)

    def _alone(self, home: Community, guests: Sequence[Guest]) -> Card:
        with speaking(home.language):
            return caring_texts.alone(guests)


UNTIL = Arg("until", later("From which day on they may be asked again, such as 2027-03-01"), label=later("From"))
COMMANDS = (
    Command(
        ("guest", "later"),
        later("Note that a guest would come another time"),
        Caring.postpone,
        (GUEST, UNTIL),
        Access.HOST,
        ("guest later “Ada Lovelace” 2027-03-01",),
    ),
    Command(
        ("guest", "thank"),
        later("Get words ready to send to a guest who was here"),
        Caring.thank,
        (
            GUEST,
            Arg(
                "words",
                later("What you take with you; it goes into the thank-you"),
                Kind.LONG,
                required=False,
                asked=True,
                label=later("What you take with you"),
                longest=LONGEST_WORDS,
            ),
        ),
        Access.HOST,
        ('guest thank “Ada Lovelace” "Your story of the first program stays with us."',),
        bare_form=True,
    ),
    Command(
        ("guest", "handover"),
        later("Let somebody else look after a guest"),
        Caring.hand_over,
        (GUEST, Arg("to", later("Who looks after them from now on"), Kind.PERSON, label=later("Who"))),
        Access.HOST,
        ("guest handover “Ada Lovelace” @noor",),
    ),
    Command(
        ("guest", "remove"),
        later("Remove everything that is kept about a guest"),
        Caring.remove,
        (GUEST,),
        Access.STEWARD,
        ("guest remove Ada Lovelace",),
    ),
    Command(("guest", "erase"), "", Caring.erase, (GUEST,), Access.STEWARD, hidden=True),
    Command(("guest", "take"), "", Caring.take, (GUEST,), Access.STEWARD, hidden=True),
)
