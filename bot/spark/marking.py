"""Milestones: the community's are told once, a member's only with their yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cards import Card, Reply
from bot.commands import Arg, Call, Command, Kind
from bot.community.attention import Attention, Weight, Wish
from bot.community.duties import Service
from bot.community.model import Account, Community, Member, Space
from bot.community.store import CommunityStore, MemberStore, Record, Who
from bot.errors import Conflict
from bot.i18n import _, later, speaking
from bot.keys import CommunityId, RoomId
from bot.ports import Ids
from bot.spark import milestone_texts as texts
from bot.spark.milestones import ANSWERED_WITHIN, Candidate, Figures, Own, Permission, Reached, reached
from bot.spark.model import Held, Sparks
from bot.spark.store import MilestoneStore
from bot.spark.streaks import Streak

ASK: Final = "spark.milestone"
LOOKED: Final = timedelta(days=9)
"""A look finds what was reached since the last one, a week ago, and two days more: one may come late."""


@dataclass(frozen=True, slots=True)
class Marking(Service):
    """Finds milestones, asks members about theirs, and makes the card that tells them."""

    now: datetime
    store: MilestoneStore
    places: CommunityStore
    people: MemberStore
    attention: Attention
    ids: Ids

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `my milestones` and the answer to a question."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return what the person was asked, and what they refused."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove it."""
        await self.store.forget(who)

    # What members say

    async def answer(self, call: Call) -> Reply:
        """Keep a member's yes or no; the last one counts until it was said."""
        own = await self.store.own(call.text("milestone"))
        mine = {a.id for a in (await self.people.accounts_of([call.member]))[call.member]}
        if own is None or own[0].account not in mine:
            raise Conflict(_("I know of no such question. Nothing was changed."))
        found, asked_at = own
        yes = call.text("answer") == "yes"
        if found.consent is Permission.SAID:
            raise Conflict(_("It has been said already. Nothing was changed. To be asked no more: my milestones off"))
        if asked_at + ANSWERED_WITHIN < self.now:
            raise Conflict(_("That was a while ago, so I let it be. Nothing was changed."))
        if yes and await self.store.refused(mine):
            raise Conflict(_("You asked never to be named. Nothing was changed. To allow it: my milestones on"))
        await self.store.put([replace(found, consent=Permission.YES if yes else Permission.NO)], asked_at)
        return Reply(texts.answered(yes=yes))

    async def milestones(self, call: Call) -> Reply:
        """Let a member be asked about milestones, or never."""
        wanted = call.text("milestones") == "on"
        mine = [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]
        await self.store.refuse(call.community, mine, None if wanted else self.now)
        if not wanted:
            dropped = await self.store.drop_open(mine)
            await self.attention.withdraw(call.community, dropped)
        return Reply(texts.preference(wanted=wanted))

    # What happens by itself

    async def look(
        self,
        homes: Mapping[CommunityId, Community],
        sparks: Mapping[CommunityId, Sparks],
        held: Mapping[CommunityId, Sequence[Held]],
        streaks: Mapping[CommunityId, Streak],
    ) -> Mapping[CommunityId, Card]:
        """Ask members about what they have come to, and return what each community is told this week."""
        found = await self._reached(homes, sparks, held, streaks)
        spaces = await self.places.spaces(homes)
        wanted = {c: h for c, h in homes.items() if sparks[c].milestones}
        await self._ask(wanted, spaces)
        said = await self._consented(wanted)
        cards: dict[CommunityId, Card] = {}
        for community, home in wanted.items():
            if community in found or said.get(community):
                with speaking(home.language):
                    cards[community] = texts.post(home, found.get(community), said.get(community, ()))
        return cards

    async def _reached(
        self,
        homes: Mapping[CommunityId, Community],
        sparks: Mapping[CommunityId, Sparks],
        held: Mapping[CommunityId, Sequence[Held]],
        streaks: Mapping[CommunityId, Streak],
    ) -> Mapping[CommunityId, Reached]:
        """Return what each tells this week: one thing, the most important; what is not to be told is marked only.

        At the first look nothing is told: what was reached before Hearth looked is no news.
        """
        answers, known = await self.store.answers(homes), await self.store.known(homes)
        told: dict[CommunityId, Reached] = {}
        marks: list[tuple[CommunityId, str]] = []
        for community, home in homes.items():
            figures = _figures(home, held[community], answers[community], streaks[community])
            today = self.now.astimezone(ZoneInfo(home.zone)).date()
            new = [r for r in reached(figures, today) if r.key not in known[community]]
            quiet = sparks[community].looked_at is None or not sparks[community].milestones
            marks += [(community, r.key) for r in new if quiet or r.stale]
            first = next((r for r in new if not quiet and not r.stale), None)
            if first is not None:
                told[community] = first
                marks.append((community, first.key))
        await self.store.mark(marks, self.now)
        return told

    async def _ask(self, homes: Mapping[CommunityId, Community], spaces: Mapping[CommunityId, Sequence[Space]]) -> None:
        """Ask those who have just come to something, are there, and did not refuse to be asked."""
        found = await self.store.candidates(homes, self.now - LOOKED, self.now)
        members = await self.people.members(dict.fromkeys(c.member for c in found))
        accounts = await self.people.accounts_of(members)
        refused = await self.store.refused([a.id for each in accounts.values() for a in each])
        asked: list[Own] = []
        wishes: list[Wish] = []
        for candidate in found:
            member, theirs = members[candidate.member], accounts[candidate.member]
            home = homes[candidate.community]
            room = _room(theirs, spaces[home.id])
            if room is None or not may_be_asked(member, self.now) or refused & {a.id for a in theirs}:
                continue
            own = self._own(candidate)
            asked.append(own)
            wishes.append(self._wish(own, member, home, room))
        if asked:
            await self.store.put(asked, self.now)
            await self.attention.want(wishes)

    def _own(self, found: Candidate) -> Own:
        return Own(self.ids.new(), found.community, found.account, found.kind, found.number)

    def _wish(self, own: Own, member: Member, home: Community, room: RoomId) -> Wish:
        with speaking(member.language or home.language):
            card, line = texts.asking(home, own, room)
        until = self.now + ANSWERED_WITHIN
        return Wish(home.id, member.id, ASK, own.id, Weight.IDEA, card, line, until)

    async def _consented(self, homes: Mapping[CommunityId, Community]) -> Mapping[CommunityId, list[tuple[str, Own]]]:
        """Return who said yes, is still there, and was not told yet, by name; they are noted as told."""
        owns = await self.store.consented(homes)
        accounts = await self.people.accounts([o.account for o in owns])
        members = await self.people.members([a.member for a in accounts.values() if a.member is not None])
        said: dict[CommunityId, list[tuple[str, Own]]] = {}
        for own in owns:
            account = accounts.get(own.account)
            member = members.get(account.member) if account is not None and account.member is not None else None
            if account is not None and member is not None and member.here:
                said.setdefault(own.community, []).append((account.name, own))
        await self.store.said([o.id for o in owns])
        return said


def _figures(home: Community, held: Sequence[Held], answers: int, streak: Streak) -> Figures:
    founded = home.founded_at.astimezone(ZoneInfo(home.zone)).date()
    dates = {h.ritual: (h.name, h.nth) for h in held if not h.wild}  # the last one of each counts
    return Figures(founded, dates, answers, streak.weeks)


def may_be_asked(member: Member, now: datetime) -> bool:
    """Return whether somebody may be asked: they are there, and want more than the weekly message."""
    away = [until for until in (member.snoozed_until, member.sabbatical_until) if until is not None and until > now]
    return member.here and not member.listens and not away


def _room(accounts: Sequence[Account], spaces: Sequence[Space]) -> RoomId | None:
    """Return the home room of a space where somebody is."""
    theirs = {a.space for a in accounts if a.left_at is None}
    return next((s.home for s in spaces if s.id in theirs and s.home is not None and s.gone_at is None), None)


COMMANDS = (
    Command(
        ("my", "milestones"),
        later("Say whether I may ask to mention a milestone of yours"),
        Marking.milestones,
        (
            Arg(
                "milestones",
                later("on or off"),
                Kind.CHOICE,
                choices=("on", "off"),
                label=later("Ask me about milestones"),
            ),
        ),
        examples=("my milestones off",),
    ),
    Command(
        ("my", "milestone"),
        "",
        Marking.answer,
        (Arg("milestone", "", longest=16), Arg("answer", "", Kind.CHOICE, choices=("yes", "no"))),
        hidden=True,
    ),
)
