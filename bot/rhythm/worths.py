"""Was it worth it: members' answers, of which only totals are shown."""

from dataclasses import dataclass
from datetime import datetime

from bot.acts import Answered
from bot.cards import Card, Para, Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore
from bot.deliveries import Owe
from bot.errors import NotFound
from bot.facts import Tell
from bot.i18n import _
from bot.keys import OccurrenceId
from bot.rhythm import texts
from bot.rhythm.model import GRACE, Moment, Occurrence, OccurrenceState, Worth, totals
from bot.rhythm.store import RitualStore


@dataclass(frozen=True, slots=True)
class Worths(Service):
    """Keeps answers; they are exported and forgotten with the rituals."""

    now: datetime
    store: RitualStore
    people: MemberStore
    owe: Owe
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons under the question."""
        return COMMANDS

    async def worth(self, call: Call) -> Reply:
        """Keep the asker's answer; the last one counts, and the totals are shown once there are enough."""
        found = await self.store.occurrences([OccurrenceId(call.text("occurrence"))])
        ended = next(iter(found.values()), None)
        if ended is None or ended.community != call.community or ended.state is not OccurrenceState.ENDED:
            raise NotFound("ritual", call.text("occurrence"))
        theirs = (await self.people.accounts_of([call.member]))[call.member]
        await self.store.answer(ended, call.account, [a.id for a in theirs], Worth(call.text("answer")), self.now)
        self.tell(Answered(call.community, ended.id, call.account, self.now))
        await self._show_totals(ended)
        text = _(
            "Thank you. Only the totals are shown, and only from five answers on; you can change your mind any time."
        )
        return Reply(Card(_("Noted"), (Para((text,)),)))

    async def _show_totals(self, ended: Occurrence) -> None:
        answers = (await self.store.answers([ended.id]))[ended.id]
        if totals(answers) is None:
            return
        ritual = (await self.store.get([ended.ritual]))[ended.ritual]
        for post in ended.posts:
            card = texts.worth(ritual, ended, answers)
            self.owe.edit(post, card, reason=ended.id, expires_at=self.now + GRACE[Moment.WORTH])


COMMANDS = (
    Command(
        ("ritual", "worth"),
        "",
        Worths.worth,
        (Arg("occurrence", ""), Arg("answer", "", Kind.CHOICE, choices=tuple(w.value for w in Worth))),
        Access.MEMBER,
        hidden=True,
    ),
)
