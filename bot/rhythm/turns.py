"""Giving dates their hosts: whose turn it is hears of it two days ahead; the stewards, when nobody is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.beats import Beats
from bot.community.attention import Attention, Weight, Wish
from bot.community.desk import Desk
from bot.community.model import Community, Member
from bot.community.store import CommunityStore, MemberStore
from bot.i18n import speaking
from bot.keys import MemberId, OccurrenceId, RitualId
from bot.rhythm import host_texts
from bot.rhythm.model import Occurrence, OccurrenceState, Ritual, RitualState
from bot.rhythm.program import Hosting, HostStore, Part, host_of
from bot.rhythm.rota import Turn, order
from bot.rhythm.showing import Showing
from bot.rhythm.store import GivenStore, RitualStore

AHEAD = "host.ahead"
HEARD = "host.heard"
"""The kind of the beat at which the stewards hear of a host who does not know yet."""
KNOWS = timedelta(days=1)
"""So long before a date its host knows, or the stewards hear: time to find somebody else."""
SOON = timedelta(hours=1)
"""Where a host is found later than that, they have as long to hear of it."""
Parts = Mapping[OccurrenceId, tuple[Hosting, ...]]


def subject(date: OccurrenceId) -> str:
    """Return what wishes about hosting a date are about: apart from those about coming to it."""
    return f"host:{date}"


def away(member: Member | None, at: datetime) -> bool:
    """Return whether somebody cannot be asked to host at that time."""
    resting = member is not None and member.sabbatical_until is not None and member.sabbatical_until > at
    return member is None or not member.here or resting


@dataclass(frozen=True, slots=True)
class Turns:
    """Decides whose turn it is."""

    now: datetime
    store: RitualStore
    hosts: HostStore
    given: GivenStore
    places: CommunityStore
    people: MemberStore
    beats: Beats
    attention: Attention
    desk: Desk
    showing: Showing

    async def settle(self, dates: Sequence[OccurrenceId], *, after: str | None = None) -> Mapping[OccurrenceId, str]:
        """Give each date that has none a host, and tell whoever hosts; return the hosts' shown names.

        `after` is the shown name of whoever was to host and has just said that they cannot.
        """
        found = [o for o in (await self.store.occurrences(dates)).values() if self._ahead(o)]
        if not found:
            return {}
        await self.given.hold([o.id for o in found])
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found))
        found = sorted((o for o in found if rituals[o.ritual].state is RitualState.ACTIVE), key=lambda o: o.starts)
        rotas = dict(await self.hosts.rotas(rituals))
        parts = await self.hosts.hostings([o.id for o in found])
        members = await self.people.members(_everybody(rotas, parts))
        chosen = {o.id: t for o in found if host_of(parts[o.id]) is None and (t := _turn(o, rotas, parts, members))}
        new = [(o, chosen[o.id].account, (), Part.ASKED) for o in found if o.id in chosen]
        await self.hosts.put(new, self.now)
        hosting = _hosting(found, parts, chosen)
        await self._head_up(rituals, [o for o in found if o.id in hosting], hosting, parts, members)
        missing = [o for o in found if o.id not in hosting and (rotas[o.ritual] or parts[o.id])]
        await self._missing(rituals, missing, after)
        if shown := [o.id for o, *_rest in new if o.announced]:
            await self.showing.again(shown, opened=False)
        return {o: name for o, (_member, name) in hosting.items()}

    def _ahead(self, date: Occurrence) -> bool:
        return date.state is OccurrenceState.PLANNED and date.starts > self.now

    async def _head_up(
        self,
        rituals: Mapping[RitualId, Ritual],
        dates: Sequence[Occurrence],
        hosting: Mapping[OccurrenceId, tuple[MemberId, str]],
        parts: Parts,
        members: Mapping[MemberId, Member],
    ) -> None:
        """Tell those who host; whoever said already that they do knows."""
        homes = await self.places.communities(dict.fromkeys(o.community for o in dates))
        wishes: list[Wish] = []
        for date in dates:
            known = host_of(parts[date.id])
            member = members.get(hosting[date.id][0])
            if member is not None and (known is None or known.part is Part.ASKED):
                wishes.append(_heads_up(rituals[date.ritual], date, member, homes[date.community]))
                self._look_later(date, new=known is None)
        await self.attention.want(wishes)

    def _look_later(self, date: Occurrence, *, new: bool) -> None:
        """Plan the look whether the host has heard; a second one a day before tells nothing new."""
        due = max(date.starts - KNOWS, self.now + SOON)
        if new or due == date.starts - KNOWS:
            self.beats.at(HEARD, date.community, date.id, due, grace=KNOWS)

    async def unheard(self, dates: Sequence[OccurrenceId]) -> None:
        """Tell the stewards whose turn it is and has not heard of it: nobody gets more messages than they allow."""
        found = [o for o in (await self.store.occurrences(dates)).values() if self._ahead(o)]
        unheard = await self.attention.unheard([subject(o.id) for o in found]) if found else frozenset()
        if not unheard:
            return
        parts = await self.hosts.hostings([o.id for o in found])
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found))
        rotas = await self.hosts.rotas(rituals)
        homes = await self.places.communities(dict.fromkeys(o.community for o in found))
        for date in found:
            host = host_of(parts[date.id])
            if host is None or host.part is not Part.ASKED or (host.member, subject(date.id)) not in unheard:
                continue
            if _knows_anyway(rituals[date.ritual], date, rotas[date.ritual], host.member):
                continue
            with speaking(homes[date.community].language):
                card = host_texts.unheard(rituals[date.ritual], date, host.name)
            await self.desk.hear(date.community, f"unheard:{date.id}", card)

    async def _missing(
        self, rituals: Mapping[RitualId, Ritual], dates: Iterable[Occurrence], after: str | None
    ) -> None:
        """Tell the stewards that nobody is left, once each time that a date loses its last host."""
        for date in dates:
            home = await self.places.community(date.community)
            with speaking(home.language if home else "en"):
                card = host_texts.nobody(rituals[date.ritual], date, after)
            await self.desk.hear(date.community, subject(date.id), card)
            if date.announced:
                await self.showing.again([date.id], opened=False)


def _knows_anyway(ritual: Ritual, date: Occurrence, rota: Sequence[Turn], host: MemberId) -> bool:
    """Return whether somebody is alone on the rota of what takes place several times a week: every date is theirs."""
    following = ritual.dates(date.starts, 1)
    often = bool(following) and following[0].at - date.starts < timedelta(days=7)
    return often and {turn.member for turn in rota} == {host}


def _everybody(rotas: Mapping[RitualId, Sequence[Turn]], parts: Parts) -> list[MemberId]:
    """Return everybody who may host, and everybody who does."""
    rota = [t.member for each in rotas.values() for t in each]
    return list(dict.fromkeys([*rota, *(p.member for each in parts.values() for p in each)]))


def _turn(
    date: Occurrence, rotas: dict[RitualId, tuple[Turn, ...]], parts: Parts, members: Mapping[MemberId, Member]
) -> Turn | None:
    """Return whose turn a date is, and count it as theirs for the ritual's next ones."""
    rota = rotas[date.ritual]
    cannot = {p.member for p in parts[date.id]} | {t.member for t in rota if away(members.get(t.member), date.starts)}
    turn = next(iter(order(rota, seed=date.ritual, away=frozenset(cannot))), None)
    if turn is not None:
        rotas[date.ritual] = tuple(replace(t, last=date.starts) if t is turn else t for t in rota)
    return turn


def _hosting(
    dates: Sequence[Occurrence], parts: Parts, chosen: Mapping[OccurrenceId, Turn]
) -> dict[OccurrenceId, tuple[MemberId, str]]:
    """Return who hosts each date, with the name shown."""
    found: dict[OccurrenceId, tuple[MemberId, str]] = {}
    for date in dates:
        host = host_of(parts[date.id]) or chosen.get(date.id)
        if host is not None:
            found[date.id] = (host.member, host.name)
    return found


def _heads_up(ritual: Ritual, date: Occurrence, member: Member, home: Community) -> Wish:
    with speaking(member.language or home.language):
        card, line = host_texts.ahead(ritual, date)
    return Wish(date.community, member.id, AHEAD, subject(date.id), Weight.DUTY, card, line, date.starts)
