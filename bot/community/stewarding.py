"""`steward`: who looks after the community."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.acts import StewardsChanged
from bot.cards import Card, Mention, Note, Para, Reply, Span, joined, para
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore
from bot.deliveries import Owe
from bot.errors import Conflict
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import MemberId

TOLD_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Stewards(Service):
    """What can be done about stewards. At least one is always left."""

    now: datetime
    people: MemberStore
    owe: Owe
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `steward`."""
        return COMMANDS

    async def add(self, call: Call) -> Reply:
        """Make somebody a steward and tell them; somebody who is one stays one."""
        member = MemberId(call.text("person"))
        if member in await self.people.stewards(call.community):
            raise Conflict(_("They are a steward already. Nothing was changed."))
        account = (await self.people.accounts_of([member]))[member][0]
        await self.people.add_steward(call.community, account.id, call.account, self.now)
        self.tell(Noted.by(call, "steward.add", subject=member))
        self.tell(StewardsChanged(call.community, self.now))
        text = para(
            _(
                "{name} asked you to be a steward of this community, and now you are. Type help to "
                "see what that lets you do."
            ),
            name=Mention(call.member),
        )
        card = Card(_("You are a steward"), (text, Note((_("Rather not? Type: steward remove @yourself"),))))
        self.owe.direct(member, card, reason=member, expires_at=self.now + TOLD_WITHIN)
        return Reply(
            Card(
                _("A new steward"),
                (para(_("{name} is a steward now, and I have told them."), name=Mention(member)),),
            )
        )

    async def remove(self, call: Call) -> Reply:
        """Let a steward be a member again; the last one cannot go."""
        member = MemberId(call.text("person"))
        stewards = await self.people.stewards(call.community)
        if member not in stewards:
            raise Conflict(_("They are no steward. Nothing was changed. See who is: steward list"))
        if stewards == (member,):
            raise Conflict(_("A community needs a steward. Nothing was changed. First: steward add @somebody"))
        await self.people.drop_steward(call.community, member)
        self.tell(Noted.by(call, "steward.remove", subject=member))
        self.tell(StewardsChanged(call.community, self.now, stepped=member))
        if member != call.member:
            text = para(
                _("{name} has taken you off the stewards' list. You are a member as before."),
                name=Mention(call.member),
            )
            self.owe.direct(
                member,
                Card(_("No longer a steward"), (text,)),
                reason=member,
                expires_at=self.now + TOLD_WITHIN,
            )
        return Reply(
            Card(_("One steward less"), (para(_("{name} is a member like others now."), name=Mention(member)),))
        )

    async def list(self, call: Call) -> Reply:
        """Show who the stewards are."""
        members: list[tuple[Span, ...]] = [(Mention(m),) for m in await self.people.stewards(call.community)]
        return Reply(Card(_("Stewards"), (Para(joined(members, ", ")),)))


PERSON = Arg("person", later("Who"), Kind.PERSON, label=later("Who"))
COMMANDS = (
    Command(
        ("steward", "list"),
        later("See who looks after the community"),
        Stewards.list,
        examples=("steward list",),
        reads=True,
    ),
    Command(
        ("steward", "add"),
        later("Make somebody a steward"),
        Stewards.add,
        (PERSON,),
        Access.STEWARD,
        ("steward add @maria",),
    ),
    Command(
        ("steward", "remove"),
        later("Let a steward be a member again"),
        Stewards.remove,
        (PERSON,),
        Access.STEWARD,
        ("steward remove @maria",),
    ),
)
