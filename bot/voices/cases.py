"""`ritual case`: a member brings a case of their own to a ritual whose slot alternates."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.acts import ChairChanged
from bot.cards import Bold, Button, Buttons, Card, Look, Moment, Reply, note, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.errors import Conflict, NotFound
from bot.facts import Tell
from bot.i18n import _, later
from bot.keys import RitualId
from bot.ports import Ids
from bot.voices.alternating import Case
from bot.voices.model import Date
from bot.voices.slot_turns import SlotTurns, TurnStore
from bot.voices.store import Dates

LONGEST_CASE = 200
DATES = 6
"""Among as many coming dates an own case comes twice."""


@dataclass(frozen=True, slots=True)
class Cases(Service):
    """Keeps the cases that members offer, and answers for them."""

    turns: TurnStore
    slot_turns: SlotTurns
    dates: Dates
    ids: Ids
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `ritual case` and the button that takes one back."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the cases the person offered."""
        return await self.turns.export(who)

    async def forget(self, who: Who) -> None:
        """Remove them."""
        await self.turns.forget(who)

    async def offer(self, call: Call) -> Reply:
        """Note that a member brings a case: whoever brought the fewest comes first."""
        dates = await self.dates.of_ritual(call.community, call.text("name"), DATES)
        if dates is None:
            raise NotFound("ritual", call.text("name"), field="name")
        if not dates or not await self.dates.alternating([dates[0].ritual]):
            sentence = _(
                "No turn for own cases comes in it. Nothing was changed. Stewards: ritual edit guests:alternating"
            )
            raise Conflict(sentence, field="name")
        ident = self.ids.new()
        ritual = dates[0].ritual
        case = Case(ident, call.community, ritual, call.account, call.member, "", call.text("topic"), call.now)
        await self.turns.offer(case)
        self._changed(call, dates)
        seen = await self.slot_turns.seen([(d.ritual, d.starts) for d in dates])
        mine = next((d for d in dates if (c := seen[d.ritual, d.starts].case) and c.id == ident), None)
        back = Buttons((Button(_("Take it back"), "ritual.uncase", ident, Look.PLAIN),))
        if mine is None:
            text = para(_("Your case waits for its turn in {ritual}; others come first."), ritual=Bold(dates[0].name))
        else:
            text = para(
                _("You bring “{topic}” to {ritual} on {date}, as it looks now."),
                topic=case.topic,
                ritual=Bold(mine.name),
                date=Moment(mine.starts),
            )
        quiet = note(_("Whoever brought the fewest cases comes first. It stands under your name."))
        return Reply(Card(_("Thank you"), (text, back, quiet)))

    async def take_back(self, call: Call) -> Reply:
        """Remove a case that was not brought yet."""
        ritual = await self.turns.take_back(call.community, call.text("case"), call.member)
        if ritual is None:
            raise Conflict(_("That case was brought or taken back already. Nothing was changed."))
        self._changed(call, await self.dates.of_ritual(call.community, ritual, 1) or ())
        return Reply(Card(_("Noted"), (para(_("It is taken back.")),)))

    def _changed(self, call: Call, dates: Sequence[Date]) -> None:
        """Let what is announced already be written anew."""
        for date in dates[:1]:
            self.tell(ChairChanged(call.community, RitualId(date.ritual), date.starts, call.now))


COMMANDS = (
    Command(
        ("ritual", "case"),
        later("Bring a case of your own to a ritual"),
        Cases.offer,
        (
            Arg("name", later("Which ritual"), label=later("Ritual"), longest=80),
            Arg(
                "topic",
                later("Shown under your name in every space of the community"),
                Kind.LONG,
                label=later("What it is about"),
                longest=LONGEST_CASE,
            ),
        ),
        Access.MEMBER,
        ('ritual case "Guest hour" "Our tests take an hour"',),
    ),
    Command(("ritual", "uncase"), "", Cases.take_back, (Arg("case", "", longest=16),), Access.MEMBER, hidden=True),
)
