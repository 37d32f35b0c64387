"""A few weeks of whole lives in a wired Hearth: whatever is wanted and set, every wish ends in a known way."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapters.main.wiring import wire
from adapters.sandbox.platform import SandboxPlatform
from adapters.sandbox.world import PLATFORM
from bot.community.attention import Weight
from bot.community.model import Member, is_quiet, week_of
from bot.keys import MemberId
from storage.attention import SqlWishes
from storage.members import SqlMembers
from tests.unit.test_attention import member_of, wants, wish, withdraws
from tests.worlds.copies import Founded
from tests.worlds.town import BEGIN, ZONE, Town

HOUR = timedelta(hours=1)
PAIR = ("jonas", "aisha")
WEEK = "Your week in Testing guild"

people = st.sampled_from(PAIR)
lines = st.sampled_from(
    (
        *(f"/my zone {z}" for z in ("Pacific/Kiritimati", "America/New_York", "Asia/Kolkata")),
        *(f"/my budget {n}" for n in (0, 1, 3)),
        *(f"/my quiet {h}" for h in ("off", "08:00-12:00", "22:00-10:30")),
        *("/my snooze 2", "/my snooze 0", "/my listen on", "/my listen off"),
        *("/my sabbatical 2026-12-03", "/my sabbatical off"),
    )
)
steps = st.one_of(
    st.tuples(st.just("wants"), people, st.sampled_from(list(Weight)), st.integers(2, 400)),
    st.tuples(st.just("wants"), people, st.sampled_from(list(Weight)), st.integers(2, 400)),
    st.tuples(st.just("types"), people, lines, st.none()),
    st.tuples(st.just("waits"), st.none(), st.none(), st.sampled_from((1, 7, 13, 24, 60))),
    st.tuples(st.just("waits"), st.none(), st.none(), st.sampled_from((1, 7, 13, 24, 60))),
    st.tuples(st.just("withdraws"), st.none(), st.none(), st.integers(1, 20)),
    st.tuples(st.just("links"), st.none(), st.none(), st.none()),
    st.tuples(st.just("restarts"), st.none(), st.none(), st.none()),
    st.tuples(st.just("silent"), st.none(), st.none(), st.sampled_from((2, 12, 30))),
)


@dataclass
class Lives:
    """Two people who may turn out to be one, and everything that was wished of them."""

    town: Town
    wished: dict[str, tuple[MemberId, Weight]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    got: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PAIR, 0))
    linked: bool = False
    came: list[str] = field(default_factory=list)

    async def does(self, step: tuple[str, str | None, object, int | None]) -> None:
        what, person, value, number = step
        if what == "wants" and person is not None and number is not None and isinstance(value, Weight):
            name = f"w{len(self.wished) + 1}w"
            made = await wish(self.town, person, name, value, good=number * HOUR)
            self.wished[name] = (made.member, value)
            await wants(self.town, made)
        elif what == "types" and person is not None:
            await self.town.types(person, str(value))
        elif what == "waits" and number is not None:
            await self.town.waits(number * HOUR)
        elif what == "withdraws":
            await withdraws(self.town, f"w{number}w")
            self.withdrawn.add(f"w{number}w")
        elif what == "links":
            await self._links()
        elif what == "restarts":
            old = self.town.hearth
            platforms = {PLATFORM: SandboxPlatform(self.town.world, self.town.clock)}
            self.town.hearth = wire(old.database, old.clock, old.engine.ids, platforms)
        elif what == "silent" and number is not None:
            await self._silent(number * HOUR)
        await self.looks()

    async def _silent(self, time: timedelta) -> None:
        """Let the platform not be reached, and Hearth not run, for a while."""
        await self.town.clock.travel(self.town.clock.now() + time)
        await self.town.hearth.pulse()
        await self.town.hearth.settle()

    async def _links(self) -> None:
        one, other = PAIR
        if self.linked:
            await self.town.types(one, "/my unlink")
        else:
            code = (await self.town.said(await self.town.types(one, "/my link"))).split("my link ")[1].split("\n")[0]
            await self.town.types(other, f"/my link {code}")
            asked = (await self.town.mail(one))[-1]
            await self.town.presses(one, asked.card, "Yes, that is me")
        self.linked = not self.linked

    async def _member(self, person: str) -> Member:
        _community, ident = await member_of(self.town, person)
        async with self.town.database.reading() as session:
            found = await SqlMembers(session).member(ident)
        assert found is not None
        return found

    async def looks(self) -> None:
        """Hold every message that came since the last look to what its reader allows."""
        news: list[tuple[datetime, str, str, str]] = []
        for person in PAIR:
            mail = await self.town.mail(person)
            for message in mail[self.seen[person] :]:
                title = str(message.card.title) if message.card is not None else ""
                if title == WEEK or title in self.wished:
                    news.append((message.at, person, title, self.town.text(message)))
            self.seen[person] = len(mail)
        for at, person, title, text in sorted(news):
            await self._holds(at, person, title, text)

    async def _holds(self, at: datetime, person: str, title: str, text: str) -> None:
        member = await self._member(person)
        zone = member.zone or ZONE
        local = at.astimezone(ZoneInfo(zone))
        assert not is_quiet(local.hour * 60 + local.minute, member.quiet())
        assert all(u is None or u <= at for u in (member.snoozed_until, member.sabbatical_until))
        assert title == WEEK or not member.listens
        who = frozenset(PAIR) if self.linked else frozenset({person})
        week = week_of(at, zone)
        assert len([1 for t, w in self.got if w & who and week_of(t, zone) == week]) < member.most
        self.got.append((at, who))
        carried = [name for name in self.wished if f"{name} waits." in text] if title == WEEK else [title]
        order = sorted(carried, key=text.index)
        assert [self.wished[n][1] for n in order] == sorted(self.wished[n][1] for n in order)
        self.came += carried

    async def ends(self) -> None:
        """Whatever was wished came once, or was withdrawn, or is there to be read."""
        ids = self.town.hearth.engine.ids
        unsaid: set[str] = set()
        members = [(await self._member(person)).id for person in PAIR]
        async with self.town.database.reading() as session:
            for member in members:
                unsaid |= {k.wish.subject for k in await SqlWishes(session, ids).unsaid(member, BEGIN)}
        assert len(self.came) == len(set(self.came)) or self.withdrawn
        assert not unsaid & set(self.came) - self.withdrawn
        assert set(self.wished) <= unsaid | set(self.came) | self.withdrawn


async def live(founded: Founded, told: Sequence[tuple[str, str | None, object, int | None]]) -> None:
    town = await founded.again()
    try:
        lives = Lives(town)
        for step in told:
            await lives.does(step)
        await lives.does(("waits", None, None, 24))
        await lives.ends()
    finally:
        await town.close()
        await town.database.close()


@settings(
    derandomize=True,
    max_examples=15,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(told=st.lists(steps, min_size=12, max_size=30))
def test_in_whole_lives_nobody_gets_more_than_they_allow_and_every_wish_ends_in_a_known_way(
    founded: Founded, told: list[tuple[str, str | None, object, int | None]]
) -> None:
    asyncio.run(live(founded, told))
