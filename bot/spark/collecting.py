"""What people give to a date with a form, by the buttons of its cards: lines, dots, answers to a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.acts import MembersLinked
from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore, Record, Who
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import Forgotten, Listens
from bot.i18n import _, later
from bot.keys import AccountId, OccurrenceId
from bot.ports import Ids
from bot.spark import giving_texts
from bot.spark.form_model import LONGEST_ENTRY, Collection
from bot.spark.form_runs import Dot, Entry, Phase, holders, list_id
from bot.spark.form_scene import Scenes, Seen
from bot.spark.form_sheets import Sheets
from bot.spark.form_store import FormDates, RunStore

SHOWN_FOR: Final = timedelta(days=35)
"""So long after a date its cards follow what happens to what people gave."""


@dataclass(frozen=True, slots=True)
class Collecting(Service):
    """Takes lines and dots."""

    now: datetime
    runs: RunStore
    scenes: Scenes
    sheets: Sheets
    dates: FormDates
    people: MemberStore
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons of lists."""
        return COMMANDS

    @staticmethod
    def listens() -> Listens:
        """Return whose lines vanish, and who turned out to be one person."""
        return ((Forgotten, Collecting.forgotten), (MembersLinked, Collecting.linked))

    async def export(self, who: Who) -> Record:
        """Return what the person wrote, voted, and does on dates."""
        return await self.runs.export(who)

    async def forget(self, who: Who) -> None:
        """Remove that."""
        await self.runs.forget(who)

    # Lines

    async def put(self, call: Call) -> Reply:
        """Write a line on a list."""
        seen, each = await self._list(call)
        if seen.run.sheets[each.key].phase is not Phase.OPEN:
            raise Conflict(_("Nothing can be added to that list any more. Nothing was changed."))
        self._may_write(call, seen, each)
        lines = [e for e in seen.entries if e.list == each.key]
        mine = [e for e in lines if e.member == call.member]
        if len(mine) >= each.each:
            return Reply(giving_texts.mine(seen, each, mine, enough=True))
        if len(lines) >= each.most:
            raise Conflict(_("The list is full. Nothing was changed."))
        place = int(call.text("place", "0"))
        if not 0 <= place < max(1, len(each.columns)):
            raise Invalid(_("There is no such column any more. Nothing was changed."))
        text = " ".join(call.text("text").split())
        entry = Entry(self.ids.new(), seen.run.occurrence, each.key, place, call.member, call.account, "", text)
        await self.runs.add(seen.run, entry, self.now)
        await self._again(seen, each)
        return Reply(giving_texts.mine(seen, each, [*mine, entry]))

    def _may_write(self, call: Call, seen: Seen, each: Collection) -> None:
        if each.by and call.member not in {h.member for h in holders(seen.parts, each.by)} and not call.steward:
            said = giving_texts.writers(seen, each)
            raise NotAllowed(said)

    async def mine(self, call: Call) -> Reply:
        """Show what the asker wrote on a list, with the ways to change it."""
        seen, each = await self._list(call)
        lines = [e for e in seen.entries if e.list == each.key]
        card = giving_texts.mine(seen, each, [e for e in lines if e.member == call.member])
        if call.steward:
            others = giving_texts.others([e for e in lines if e.member != call.member])
            card = replace(card, blocks=(*card.blocks, *others))
        return Reply(card)

    async def reword(self, call: Call) -> Reply:
        """Let a line of the asker's say something else; without new words, ask for them."""
        seen, each, entry = await self._own(call)
        text = " ".join(call.text("text").split())
        if not text:
            return Reply(form=giving_texts.rewording(entry))
        await self.runs.reword(entry.id, text)
        await self._again(seen, each)
        mine = [e for e in seen.entries if e.list == each.key and e.member == entry.member]
        return Reply(giving_texts.mine(seen, each, [replace(e, text=text) if e.id == entry.id else e for e in mine]))

    async def unput(self, call: Call) -> Reply:
        """Take a line off a list: whoever wrote it, or a steward."""
        seen, each, entry = await self._own(call, steward=True)
        await self.runs.drop(entry.id)
        await self._again(seen, each)
        return Reply(giving_texts.gone(seen, each))

    async def _own(self, call: Call, *, steward: bool = False) -> tuple[Seen, Collection, Entry]:
        entry = await self.runs.entry(call.text("entry"))
        seen = (await self.scenes.of([entry.occurrence])).get(entry.occurrence) if entry is not None else None
        each = seen.form.list(entry.list) if seen is not None and entry is not None else None
        if entry is None or seen is None or each is None or seen.run.community != call.community:
            raise Conflict(_("That line is not there any more. Nothing was changed."))
        if entry.member != call.member and not (steward and call.steward):
            raise NotAllowed(_("That line is somebody else's. Nothing was changed."))
        return seen, each, entry

    # Dots

    async def dot(self, call: Call) -> Reply:
        """Give a line a dot, or take the asker's back."""
        entry = await self.runs.entry(call.text("entry"))
        seen = (await self.scenes.of([entry.occurrence])).get(entry.occurrence) if entry is not None else None
        each = seen.form.list(entry.list) if seen is not None and entry is not None else None
        if entry is None or seen is None or each is None or seen.run.community != call.community:
            raise Conflict(_("That line is not there any more. Nothing was changed."))
        return await self._vote(call, seen, each, entry.id)

    async def pick(self, call: Call) -> Reply:
        """Choose one of the options of a question; the last choice counts."""
        seen, each = await self._list(call)
        choice = int(call.text("option"))
        if not 0 <= choice < len(each.options):
            raise Conflict(_("That is not to be chosen any more. Nothing was changed."))
        return await self._vote(call, seen, each, str(choice))

    async def _vote(self, call: Call, seen: Seen, each: Collection, choice: str) -> Reply:
        sheet = seen.run.sheets.get(each.key)
        if sheet is None or sheet.phase is not Phase.VOTING:
            raise Conflict(_("There is no vote on it now. Nothing was changed."))
        theirs = await self._accounts(call)
        mine = list(dict.fromkeys(d.choice for d in seen.dots if d.list == each.key and d.member == call.member))
        here = {e.id for e in seen.entries} | {str(n) for n in range(len(each.options))}
        mine = [m for m in mine if m in here]
        takes_back = choice in mine
        if takes_back:
            await self.runs.undot(seen.run, each.key, [choice], theirs)
            mine.remove(choice)
        else:
            if each.votes == 1:
                await self.runs.undot(seen.run, each.key, mine, theirs)
                mine.clear()
            if len(mine) >= each.votes:
                return Reply(giving_texts.no_dots(seen, each, mine))
            await self.runs.dot(seen.run, Dot(each.key, choice, call.member, call.account), self.now)
            mine.append(choice)
        await self._again(seen, each)
        return Reply(giving_texts.voted(seen, each, mine, choice, back=takes_back))

    # What both need

    async def _list(self, call: Call) -> tuple[Seen, Collection]:
        """Return the date and the list that a button names.

        Raises:
            Conflict: the date does not take place, or its form has no such list any more.
        """
        date = OccurrenceId(call.text("date"))
        seen = (await self.scenes.of([date])).get(date)
        ident = call.text("list")
        lists = seen.form.lists if seen is not None else ()
        each = next((c for c in lists if list_id(date, c.key) == ident), None)
        if seen is None or each is None or seen.run.community != call.community or each.key not in seen.run.sheets:
            raise Conflict(_("That list is not there any more. Nothing was changed. What comes: rhythm next"))
        if not seen.date.ahead and seen.run.began is None:
            raise Conflict(_("That date does not take place. Nothing was changed. What comes: rhythm next"))
        return seen, each

    async def _accounts(self, call: Call) -> Sequence[AccountId]:
        return [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]

    async def _again(self, before: Seen, each: Collection) -> None:
        date = before.run.occurrence
        self.sheets.again((await self.scenes.of([date]))[date], [each.key])

    # What happens

    async def forgotten(self, facts: Sequence[Forgotten]) -> None:
        """Take the person's lines, dots and roles off the cards."""
        for fact in facts:
            touched = await self.runs.touched(fact.accounts, self.now - SHOWN_FOR)
            await self.runs.forget(Who(fact.community, fact.member, fact.accounts, fact.absorbed))
            await self._all_again(touched)

    async def linked(self, facts: Sequence[MembersLinked]) -> None:
        """Count two accounts as one person on what is being voted on."""
        for fact in facts:
            theirs = [a.id for a in (await self.people.accounts_of([fact.kept]))[fact.kept]]
            await self._all_again(await self.runs.touched(theirs, self.now))

    async def _all_again(self, dates: Sequence[OccurrenceId]) -> None:
        for seen in (await self.scenes.of(dates)).values():
            self.sheets.again(seen, list(seen.run.sheets))
        if dates:
            await self.dates.again(dates)


DATE = Arg("date", "", longest=16)
LIST = Arg("list", "", longest=16)
ENTRY = Arg("entry", "", longest=16)
YOURS = Arg(
    "text",
    later("Under your name, in every space of the community"),
    Kind.LONG,
    label=later("Yours"),
    longest=LONGEST_ENTRY,
)
PLACE = Arg("place", "", Kind.WHOLE, required=False)
COMMANDS = (
    Command(("ritual", "put"), later("Add yours"), Collecting.put, (DATE, LIST, YOURS, PLACE), hidden=True),
    Command(("ritual", "mine"), "", Collecting.mine, (DATE, LIST), hidden=True),
    Command(
        ("ritual", "reword"),
        later("Change yours"),
        Collecting.reword,
        (ENTRY, replace(YOURS, required=False)),
        hidden=True,
    ),
    Command(("ritual", "unput"), "", Collecting.unput, (ENTRY,), Access.MEMBER, hidden=True),
    Command(("ritual", "dot"), "", Collecting.dot, (ENTRY,), hidden=True),
    Command(("ritual", "pick"), "", Collecting.pick, (DATE, LIST, Arg("option", "", Kind.WHOLE)), hidden=True),
)
