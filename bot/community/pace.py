"""`my budget`, `my listen` and `my sabbatical`: how much of their attention a member gives."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Reply
from bot.commands import Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.model import LARGEST_BUDGET, Member, at_local
from bot.community.own_card import settings_card
from bot.community.store import MemberStore
from bot.errors import Invalid, shortened
from bot.facts import MemberMoved, Tell
from bot.i18n import _, later

LONGEST_SABBATICAL = timedelta(days=731)
OFF = frozenset({"off", "none", "no", "0"})


@dataclass(frozen=True, slots=True)
class Pace(Service):
    """What a member allows."""

    now: datetime
    people: MemberStore
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands."""
        return COMMANDS

    async def budget(self, call: Call) -> Reply:
        """Set how many messages a week may come; 0 is none at all."""
        number = int(call.text("messages"))
        if not 0 <= number <= LARGEST_BUDGET:
            sentence = _("I can send you 0 to {most} messages a week. Nothing was changed.")
            raise Invalid(sentence.format(most=LARGEST_BUDGET), field="messages")
        return await self._change(call, replace(await self._member(call), budget=number))

    async def listen(self, call: Call) -> Reply:
        """Set whether only the weekly message comes."""
        return await self._change(call, replace(await self._member(call), listens=call.text("listen") == "on"))

    async def sabbatical(self, call: Call) -> Reply:
        """Send nothing until a day, and then one message of what is still good."""
        until = self._until(call.text("until"), call.zone)
        return await self._change(call, replace(await self._member(call), sabbatical_until=until))

    def _until(self, text: str, zone: str) -> datetime | None:
        """Return the first moment of the day of return, None to end a sabbatical."""
        if text.strip().casefold() in OFF:
            return None
        try:
            day = date.fromisoformat(text.strip())
        except ValueError as error:
            sentence = _("“{text}” is not a day. Try {example}, or off. Nothing was changed.")
            example = (self.now + timedelta(days=60)).date()
            raise Invalid(sentence.format(text=shortened(text), example=example), field="until") from error
        today = self.now.astimezone(ZoneInfo(zone)).date()
        if not today < day <= today + LONGEST_SABBATICAL:
            sentence = _("The day you come back must lie ahead, within two years. Nothing was changed. To end it: off")
            raise Invalid(sentence, field="until")
        return at_local(day, time(), zone)

    async def _member(self, call: Call) -> Member:
        member = await self.people.member(call.member)
        if member is None:
            msg = f"no member {call.member}"
            raise RuntimeError(msg)
        return member

    async def _change(self, call: Call, member: Member) -> Reply:
        await self.people.put_member(member)
        self.tell(MemberMoved(call.community, member.id, self.now))
        return Reply(settings_card(member, call))


COMMANDS = (
    Command(
        ("my", "budget"),
        later("Set how many messages a week I may send you of my own accord"),
        Pace.budget,
        (Arg("messages", later("0 to 7; 0 for none at all"), Kind.WHOLE, label=later("Messages a week")),),
        examples=("my budget 1", "my budget 0"),
    ),
    Command(
        ("my", "listen"),
        later("Get the weekly message only, with everything in it"),
        Pace.listen,
        (
            Arg(
                "listen", later("on or off"), Kind.CHOICE, choices=("on", "off"), label=later("Only the weekly message")
            ),
        ),
        examples=("my listen on", "my listen off"),
    ),
    Command(
        ("my", "sabbatical"),
        later("Send me nothing until the day I come back"),
        Pace.sabbatical,
        (
            Arg(
                "until",
                later("The day you come back, such as 2027-01-10; off to end it"),
                label=later("Until when"),
                longest=40,
            ),
        ),
        examples=("my sabbatical until:2027-01-10", "my sabbatical off"),
    ),
)
