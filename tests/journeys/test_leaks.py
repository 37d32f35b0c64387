"""Whatever people do, in whatever order: a private circle's words reach nobody outside it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.journeys.telling import sets_up
from tests.worlds.copies import copied
from tests.worlds.shown import Answer, ButtonShown
from tests.worlds.towns import Town, opened

PEOPLE = ("maria", "jonas", "aisha", "noor", "mei")
FOUNDERS = (("maria", "jonas"), ("aisha", "noor"), ("mei", "maria"))
CIRCLES = len(FOUNDERS)
STEPS = 60
EXAMPLES = 5
NEW_MAIL = 5
"""More than one step can bring anybody."""
VERBS = (
    *("invite", "invite", "invite", "press", "press", "press", "press", "old button"),
    *("show", "join", "leave", "leave", "close", "create", "list", "offered", "offered", "export"),
)
Step = tuple[str, str, int, str, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.sampled_from(PEOPLE),
        st.integers(0, CIRCLES - 1),
        st.sampled_from(PEOPLE),
        st.integers(0, 50),
    ),
    min_size=STEPS,
    max_size=STEPS,
)


def name(circle: int) -> str:
    return f"Quillwort{circle}"


def purpose(circle: int) -> str:
    return f"zanthoxylum{circle}"


@dataclass(slots=True, repr=False)
class Watch:
    """What this test itself holds to be true: who is inside which circle, who was told of it, who ever was.

    It follows from the words of the replies alone, and not from any rule of the code under test.
    """

    town: Town
    inside: dict[int, set[str]] = field(default_factory=lambda: {c: set() for c in range(CIRCLES)})
    invited: dict[int, set[str]] = field(default_factory=lambda: {c: set() for c in range(CIRCLES)})
    ever: dict[int, set[str]] = field(default_factory=lambda: {c: set() for c in range(CIRCLES)})
    read: set[str] = field(default_factory=set)
    pressed: list[ButtonShown] = field(default_factory=list)

    def may_know(self, person: str, circle: int) -> bool:
        return person in self.inside[circle] | self.invited[circle]

    async def does(self, step: Step) -> None:
        """Do one step, check what the doer is told, and then what everybody else got."""
        verb, person, circle, other, number = step
        if verb == "invite" and number % 3:
            person = FOUNDERS[circle][number % 2]  # else hardly anybody would be invited by one who may
        knew = {c for c in range(CIRCLES) if self.may_know(person, c)}
        answer, line = await self._acts(verb, person, circle, other, number)
        self._follow(verb, answer.shown.title if answer.shown is not None else "", person, circle, other)
        knows = knew | {c for c in range(CIRCLES) if self.may_know(person, c)}
        self._told(person, answer.raw, knows, typed=line)
        await self._mail(verb, person)

    async def _acts(self, verb: str, person: str, circle: int, other: str, number: int) -> tuple[Answer, str]:
        lines = {
            "create": f'/circle create "{name(circle)}" "{purpose(circle)}" @{other}',
            "invite": f'/circle invite "{name(circle)}" @{other}',
            "show": f'/circle show "{name(circle)}"',
            "join": f'/circle join "{name(circle)}"',
            "leave": f'/circle leave "{name(circle)}"',
            "close": f'/circle close "{name(circle)}" sure:yes',
            "list": "/circle list",
            "export": "/my export",
        }
        if verb == "create" and self.inside[circle]:
            # Its name would be another circle's, and this test could no longer tell whose words they are.
            verb = "list"
        if verb in lines:
            return await self.town.types(person, lines[verb]), lines[verb]
        if verb == "offered":
            for path in (("circle", "show"), ("circle", "join"), ("circle", "admit")):
                offered = await self.town.offered(person, path, "name")
                self._told(person, " ".join(offered), {c for c in range(CIRCLES) if self.may_know(person, c)})
            return Answer(), ""
        return await self._presses(verb, person, number), ""

    async def _presses(self, verb: str, person: str, number: int) -> Answer:
        """Press a button of one's own mail, or one that anybody pressed before."""
        own = [b for m in await self.town.mail(person, most=3) for b in m.buttons]
        choice = [b for b in (own if verb == "press" else self.pressed) if b.action.startswith("circle.")]
        if not choice:
            return Answer()
        button = choice[number % len(choice)]
        self.pressed.append(button)
        return await self.town.pushes(person, button)

    def _follow(self, verb: str, title: str, person: str, circle: int, other: str) -> None:
        """Take over what the reply says has happened."""
        if verb == "create" and title == "A new circle":
            self.inside[circle] = {person, other}
            self.ever[circle] |= {person, other}
        elif verb == "invite" and title == "Invited":
            self.invited[circle].add(other)
            self.ever[circle].add(other)
        elif verb == "leave" and title in {"You have left", "That is fine"}:
            self.inside[circle].discard(person)
            self.invited[circle].discard(person)
        elif verb == "close" and title == "Closed":
            self.inside[circle], self.invited[circle] = set(), set()

    async def _by_button(self) -> None:
        """Take over what buttons did, from the rooms as the platform itself knows them."""
        rooms = {r.name: r for r in await self.town.rooms(None)}
        for circle in range(CIRCLES):
            mine = [r for n, r in rooms.items() if n.startswith(name(circle).lower()) and not r.archived]
            people = set(mine[-1].people) if mine else set()
            self.invited[circle] -= people
            self.inside[circle] = people

    def _told(self, person: str, text: str, knows: set[int], *, typed: str = "") -> None:
        for circle in set(range(CIRCLES)) - knows:
            assert purpose(circle) not in text, f"{person} was told what {name(circle)} is for"
            if name(circle) not in typed:
                assert name(circle) not in text, f"{person} was told of {name(circle)}"

    async def _mail(self, verb: str, doer: str) -> None:
        """Check every new direct message against who may know, and every list of rooms."""
        before = {p: {c for c in range(CIRCLES) if self.may_know(p, c)} for p in PEOPLE}
        await self._by_button()
        for person in PEOPLE:
            knows = before[person] | {c for c in range(CIRCLES) if self.may_know(person, c)}
            if verb == "export" and person == doer:
                # It holds what they wrote and were sent themselves, also when they have left since.
                knows |= {c for c in range(CIRCLES) if person in self.ever[c]}
            for message in (m for m in await self.town.mail(person, most=NEW_MAIL) if m.id not in self.read):
                self._told(person, message.raw, knows)
                self.read.add(message.id)

    async def looks_around(self) -> None:
        """Check the rooms, their topics and what stands in them, as each of the people sees them."""
        for person in PEOPLE:
            for room in await self.town.rooms(person):
                said = await self.town.reads(person, room.name)
                text = " ".join((room.name, room.topic, *(m.raw for m in said)))
                for circle in range(CIRCLES):
                    if person not in room.people:
                        assert name(circle).lower() not in text.lower(), f"{person} sees {name(circle)}"
                        assert purpose(circle) not in text, f"{person} reads what {name(circle)} is for"


async def live(platform: str, image: bytes, story: list[Step]) -> Watch:
    """Let people do all that in a new town."""
    database = await copied("sqlite+aiosqlite://", image)
    try:
        async with opened(database, platform) as worlds:
            town = await worlds[platform].opens("town", ("Maria", "Jonas", "Aisha", "Noor", "Mei"))
            watch = Watch(town)
            await sets_up(town)
            for person in PEOPLE[1:]:
                await town.types("maria", f"/steward add @{person}")
            founding: list[Step] = [("create", one, circle, other, 0) for circle, (one, other) in enumerate(FOUNDERS)]
            for step in [*founding, *story]:
                await watch.does(step)
            await watch.looks_around()
    finally:
        await database.close()
    return watch


def every_story(check: Callable[[list[Step]], None]) -> None:
    """Run a check on the same stories each time; a failing one is shown as it is, and not made smaller."""
    quiet = settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    quiet(given(steps)(check))()


@pytest.mark.timeout(180)
def test_no_word_of_a_private_circle_reaches_anybody_outside(platform: str, sqlite_ready: bytes) -> None:
    watched: list[Watch] = []

    def check(story: list[Step]) -> None:
        watched.append(asyncio.run(live(platform, sqlite_ready, story)))

    every_story(check)
    # The stories are worth something: many came in by invitation, and many had to stay out.
    assert len(watched) >= EXAMPLES
    known = [len(ever) for watch in watched for ever in watch.ever.values()]
    assert sum(known) > 2.5 * len(known)
    assert sum(len(PEOPLE) - count for count in known) > len(known) / 2


@pytest.mark.timeout(180)
def test_the_watch_notices_when_the_one_check_is_taken_away(
    platform: str, sqlite_ready: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybody_may(*_asked: object) -> bool:
        return True

    def live_once(story: list[Step]) -> None:
        asyncio.run(live(platform, sqlite_ready, story))

    monkeypatch.setattr("storage.circles.may_see", everybody_may)
    with pytest.raises(AssertionError, match=r"was told (of|what) Quillwort|zanthoxylum"):
        every_story(live_once)
