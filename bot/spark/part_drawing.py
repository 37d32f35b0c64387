"""Giving roles: drawn in turn two days ahead, told in one message each; what nobody has is said honestly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.community.attention import Attention, Weight, Wish
from bot.community.model import Member
from bot.community.store import MemberStore
from bot.i18n import speaking
from bot.keys import CommunityId, MemberId, OccurrenceId
from bot.spark import part_texts
from bot.spark.form_model import Role, Source
from bot.spark.form_runs import Held, State, holders
from bot.spark.form_scene import Scenes, Seen
from bot.spark.form_store import FormDates, People, RunStore, Somebody
from bot.spark.roles import drawn

AHEAD = "form.role"


def subject(date: OccurrenceId, member: MemberId) -> str:
    """Return what a wish about a role of somebody is about."""
    return f"part:{date}:{member}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Decides who has which role."""

    now: datetime
    runs: RunStore
    scenes: Scenes
    dates: FormDates
    people: MemberStore
    attention: Attention

    async def settle(self, dates: Sequence[OccurrenceId], *, ahead: bool = True) -> None:
        """Give the roles of dates that nobody has; tell whoever has one, if the date is still ahead."""
        seen = {i: s for i, s in (await self.scenes.of(dates)).items() if s.date.ahead or not ahead}
        if not any(_missing(s) for s in seen.values()):
            return
        found = await self.dates.people(seen)
        last = await self.runs.last({s.run.ritual for s in seen.values()})
        ids = [p.member for each in found.values() for p in (*each.rota, *each.comers)]
        members = await self.people.members(dict.fromkeys(ids))
        new: list[tuple[Seen, Held]] = []
        for date, each in seen.items():
            mine = {(role, m): at for (ritual, role, m), at in last.items() if ritual == each.run.ritual}
            new += [(each, held) for held in _drawn(each, found[date], mine, members)]
        await self.runs.draw([(s.run, h) for s, h in new], self.now)
        if ahead:
            # Whoever hosts the date hears of it as its host.
            told = [(s, h) for s, h in new if h.member != found[s.run.occurrence].host]
            await self.attention.want([_wish(s, h, members[h.member]) for s, h in told])
        if shown := list(dict.fromkeys(s.run.occurrence for s, _h in new if s.date.shown)):
            await self.dates.again(shown)

    async def taken_back(self, seen: Sequence[Seen]) -> None:
        """Take back what is wished about roles of these dates: they move, or do not take place."""
        about: dict[CommunityId, list[str]] = {}
        for each in seen:
            mine = about.setdefault(each.run.community, [])
            mine += [subject(each.run.occurrence, p.member) for p in each.parts]
        for community, subjects in about.items():
            if subjects:
                await self.attention.withdraw(community, subjects)


def _missing(seen: Seen) -> list[Role]:
    """Return the roles that are to be drawn, as often as somebody is missing."""
    return [
        role
        for role in seen.form.roles
        if role.source is not Source.VOLUNTEERS
        for _place in range(role.count - len(holders(seen.parts, role.key)))
    ]


def _away(member: Member | None, at: datetime) -> bool:
    """Return whether somebody is not asked for a date: gone, on a sabbatical, or they want to hear nothing."""
    if member is None or not member.here:
        return True
    rests = (member.sabbatical_until, member.snoozed_until)
    return any(until is not None and until > at for until in rests)


def _drawn(
    seen: Seen,
    people: People,
    last: Mapping[tuple[str, MemberId], datetime],
    members: Mapping[MemberId, Member],
) -> list[Held]:
    cannot = {p.member for p in seen.parts if p.state is State.PASSED} | people.never
    pools: Mapping[Source, tuple[Somebody, ...]] = {Source.ROTA: people.rota, Source.COMERS: people.comers}
    here = {
        source: {
            p.member: p for p in pool if p.member not in cannot and not _away(members.get(p.member), seen.run.starts)
        }
        for source, pool in pools.items()
    }
    known = {member: who for pool in here.values() for member, who in pool.items()}
    wanted = _missing(seen)
    busy = {p.member for p in seen.parts if p.state is not State.PASSED}
    late = [people.host] if people.host is not None else []
    by_role = {r.key: list(here[r.source]) for r in wanted}
    found = drawn(wanted, by_role, last, busy=busy, late=late, seed=seen.run.ritual)
    return [Held(role, m, known[m].account, known[m].name, State.ASKED) for role, m in found]


def _wish(seen: Seen, held: Held, member: Member) -> Wish:
    run = seen.run
    with speaking(member.language or seen.language):
        card, line = part_texts.ahead(replace(seen, parts=(held,)), held)
    return Wish(
        run.community, member.id, AHEAD, subject(run.occurrence, member.id), Weight.DUTY, card, line, run.starts
    )
