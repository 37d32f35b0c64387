"""Taking a role of a date, or handing it on; and the roles on the announcement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.acts import Declined
from bot.cards import Block, Reply
from bot.commands import Arg, Call, Command, Kind
from bot.community.attention import Attention
from bot.community.duties import Service
from bot.community.store import MemberStore
from bot.errors import Conflict
from bot.facts import Left, Listens
from bot.i18n import _, speaking
from bot.keys import AccountId, MemberId, OccurrenceId
from bot.spark import part_texts
from bot.spark.form_model import LONGEST_KEY, Role
from bot.spark.form_runs import Held, State, holders
from bot.spark.form_scene import Scenes, Seen
from bot.spark.form_sheets import Sheets
from bot.spark.form_store import FormDates, RunStore
from bot.spark.part_drawing import Drawing, subject


@dataclass(frozen=True, slots=True)
class PartLines:
    """What the announcement of a date shows of its form, as rhythm asks for it."""

    scenes: Scenes

    async def more(self, dates: Sequence[OccurrenceId]) -> Mapping[OccurrenceId, tuple[Block, ...]]:
        """Return blocks for those dates that have a form."""
        found: dict[OccurrenceId, tuple[Block, ...]] = {}
        for date, seen in (await self.scenes.of(dates)).items():
            with speaking(seen.language):
                found[date] = part_texts.on_announcement(seen)
        return found


@dataclass(frozen=True, slots=True)
class Parts(Service):
    """Keeps who does what."""

    now: datetime
    runs: RunStore
    scenes: Scenes
    dates: FormDates
    people: MemberStore
    attention: Attention
    drawing: Drawing
    sheets: Sheets

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons of roles."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return who leaves, and who does not come."""
        return ((Left, Parts.left), (Declined, Parts.declined))

    async def part(self, call: Call) -> Reply:
        """Note that the asker does something, can, or cannot."""
        seen, role = await self._role(call)
        held = holders(seen.parts, role.key)
        mine = next((h for h in held if h.member == call.member), None)
        if call.text("answer") == "no":
            return await self._pass(call, seen, role, mine)
        if mine is None and (call.text("answer") == "yes" or len(held) >= role.count):
            names = ", ".join(h.name for h in held) or _("nobody")
            sentence = _("It is with {names} now. Nothing was changed.").format(names=names)
            raise Conflict(sentence)
        await self._write(seen, role, call.member, call.account, State.HOLDS)
        await self._show(seen)
        return Reply(part_texts.yours(seen, role))

    async def _pass(self, call: Call, seen: Seen, role: Role, mine: Held | None) -> Reply:
        if mine is None:
            raise Conflict(_("It is not with you any more. Nothing was changed."))
        await self._write(seen, role, call.member, call.account, State.PASSED)
        date = seen.run.occurrence
        await self.drawing.settle([date])
        await self._show(seen)
        now = (await self.scenes.of([date]))[date]
        before = {h.member for h in holders(seen.parts, role.key)}
        after = [h for h in holders(now.parts, role.key) if h.member not in before]
        return Reply(part_texts.passed(seen, role, after))

    async def _role(self, call: Call) -> tuple[Seen, Role]:
        date = OccurrenceId(call.text("date"))
        seen = (await self.scenes.of([date])).get(date)
        role = seen.form.role(call.text("role")) if seen is not None else None
        if seen is None or role is None or seen.run.community != call.community or not seen.date.ahead:
            raise Conflict(_("That is over, or has changed. Nothing was changed. What comes: rhythm next"))
        return seen, role

    async def _write(self, seen: Seen, role: Role, member: MemberId, account: AccountId, state: State) -> None:
        theirs = [a.id for a in (await self.people.accounts_of([member]))[member]]
        await self.runs.take(seen.run, Held(role.key, member, account, "", state), theirs, self.now)
        await self.attention.withdraw(seen.run.community, [subject(seen.run.occurrence, member)])

    async def _show(self, seen: Seen) -> None:
        date = seen.run.occurrence
        if seen.date.shown:
            await self.dates.again([date])
        written = [c.key for c in seen.form.lists if c.by]
        if written:
            self.sheets.again((await self.scenes.of([date]))[date], written)

    async def left(self, facts: Sequence[Left]) -> None:
        """Give to others what those who left were to do."""
        for fact in facts:
            theirs = [a.id for a in (await self.people.accounts_of([fact.member]))[fact.member]]
            touched = await self.runs.touched(theirs, self.now) if theirs else ()
            await self._without(fact.member, touched)

    async def declined(self, facts: Sequence[Declined]) -> None:
        """Give to others what those who do not come were to do."""
        for fact in facts:
            await self._without(fact.member, [fact.occurrence])

    async def _without(self, member: MemberId, dates: Sequence[OccurrenceId]) -> None:
        """Hand on what a member has to do with dates that are still ahead."""
        rid: list[Seen] = []
        for seen in (await self.scenes.of(dates)).values():
            mine = [h for h in seen.parts if h.member == member and h.state is not State.PASSED and seen.date.ahead]
            for role, held in ((seen.form.role(h.role), h) for h in mine):
                if role is not None:
                    await self._write(seen, role, member, held.account, State.PASSED)
            rid += [seen] if mine else []
        await self.drawing.settle([s.run.occurrence for s in rid])
        for seen in rid:
            await self._show(seen)


COMMANDS = (
    Command(
        ("ritual", "part"),
        "",
        Parts.part,
        (
            Arg("date", "", longest=16),
            Arg("role", "", longest=LONGEST_KEY),
            Arg("answer", "", Kind.CHOICE, choices=("take", "yes", "no")),
        ),
        hidden=True,
    ),
)
