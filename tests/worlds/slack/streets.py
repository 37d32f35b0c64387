"""One workspace as a town: stories in user words become what people do in Slack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.slack import PLATFORM
from bot.commands import Event, EventKind
from tests.worlds.shown import Answer, ButtonShown, FormShown, RoomShown, Shown
from tests.worlds.slack.acting import Acting
from tests.worlds.slack.ground import Channel, Kind, Message, Refused, Team, User, View, sees
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.installed import installation_of
from tests.worlds.slack.offering import offered
from tests.worlds.slack.reader import read_blocks
from tests.worlds.slack.screen import Screen, form_shown, given
from tests.worlds.slack.text import Reading
from tests.worlds.slack.world import World
from tests.worlds.towns import HOME, ZONE, Ground

if TYPE_CHECKING:
    from tests.worlds.slack.town import SlackWorld


@dataclass(slots=True, repr=False)
class SlackTown:
    """One workspace. `stood` is the channel in which people stand."""

    slack: "SlackWorld"
    team: Team
    name: str
    stood: str = HOME
    people: dict[str, User] = field(default_factory=dict)
    forms: dict[str, View] = field(default_factory=dict)
    cards: dict[str, tuple[Channel, Message]] = field(default_factory=dict)
    last: str = ""
    platform: str = PLATFORM
    free_lines: bool = True
    marks_questions: bool = True
    own_zones: bool = False
    tells_zones: bool = True
    answers_repeats: bool = True
    joins_rooms: bool = True

    @property
    def ground(self) -> Ground:
        """Return what it shares."""
        return self.slack.ground

    @property
    def world(self) -> World:
        """Return what Slack holds."""
        return self.slack.world

    @property
    def hands(self) -> Hands:
        """Return the people's hands on the workspace itself."""
        return Hands(self.world, self.team)

    @property
    def acting(self) -> Acting:
        """Return the people's hands on the app."""
        return Acting(self.world, self.team, self.slack.server.outbox)

    # People and rooms, by hand

    async def lets_in(self, *names: str, zone: str = ZONE) -> None:
        for name in names:
            user = self.hands.arrives(name, zone=zone, admin=not self.people)
            self.people[name.split()[0].lower()] = user
            for channel in self._hand_made():
                channel.members.add(user.id)
        await self._worked()

    def _hand_made(self) -> list[Channel]:
        bot = self.team.install.bot_user if self.team.install is not None else ""
        return [c for c in self.team.live() if c.kind is Kind.PUBLIC and c.creator != bot]

    async def leaves(self, person: str, *, told: bool = True) -> None:
        ear = self.world.on_event
        if not told:
            self.world.on_event = None
        self.hands.leaves(self.people[person])
        self.world.on_event = ear
        await self._worked()

    def external(self, person: str) -> str:
        return self.people[person].id

    async def adds_room(self, room: str, *, private: bool = False, by: str | None = None) -> None:
        first = self.people[by] if by is not None else next(iter(self.people.values()))
        made = self.hands.makes(first, room, private=private)
        if by is None:
            made.members.update(u.id for u in self.people.values() if not u.deleted)
        await self._worked()

    async def drops_room(self, room: str) -> None:
        self.channel(room).gone = True

    async def stands(self, room: str) -> None:
        self.stood = room

    async def uninstalls(self) -> None:
        self.hands.uninstalls()
        await self._worked()

    async def installs(self) -> None:
        self.hands.installs()
        await self.slack.slack.installs.put(installation_of(self.world, self.team))
        self.slack.adapter.clients.forget(self.team.id)
        self.slack.app.clients.forget(self.team.id)
        now = self.ground.clock.now()
        event = Event(self.world.id("Ev"), PLATFORM, self.team.id, EventKind.SPACE_BACK, now)
        await self.ground.hearth.engine.receive(event)
        await self._worked()

    async def _worked(self) -> None:
        """Let events arrive and be worked off."""
        await self.world.settle()
        await self.ground.hearth.pulse()
        await self.slack.quiet()

    def channel(self, room: str) -> Channel:
        """Return a channel by its name, as Slack itself knows it."""
        return next(c for c in self.team.live() if c.name == room)

    # What people do with Hearth

    async def types(self, person: str, line: str, *, room: str | None = None) -> Answer:
        screen = self._screen(person)
        text = line.strip().removeprefix("/").strip()
        word, _, rest = text.partition(" ")
        await self.acting.types(
            self.people[person], self.channel(room or self.stood), rest if word == "hearth" else text
        )
        return await self._answer(screen)

    async def presses(self, person: str, shown: Shown, label: str) -> Answer:
        button = next((b for b in shown.buttons if b.label == label), None)
        assert button is not None, f"no button {label}: {shown.labels}"
        user, (channel, message) = self.people[person], self.cards[shown.id]
        if not sees(channel, user.id) or message.to not in {None, user.id}:
            return await self.pushes(person, button)
        screen = self._screen(person)
        found = screen.read(message)
        action = next(a for a, b in found.buttons if b == button)
        await self.acting.presses(user, channel, message, action)
        return await self._answer(screen)

    async def pushes(self, person: str, button: ButtonShown) -> Answer:
        screen = self._screen(person)
        here = self.channel(self.stood)
        await self.acting.forges(self.people[person], here, f"{button.action}#1", button.value)
        return await self._answer(screen)

    async def fills(self, person: str, form: FormShown, answers: Mapping[str, str]) -> Answer:
        user, view = self.people[person], self.forms[form.id]
        screen = self._screen(person)
        # Whoever opened another form since still has this one under it.
        self.team.modals[user.id] = [view]
        names = {name: u.id for name, u in self.people.items()}
        await self.acting.submits(user, given(view, answers, names, {c.name: c.id for c in self.team.live()}))
        return await self._answer(screen, view)

    async def repeats(self) -> Answer:
        screen = self._screen(self.last)
        await self.acting.repeats()
        return await self._answer(screen)

    async def offered(self, person: str, path: Sequence[str], arg: str, typed: str = "") -> list[str]:
        return await offered(self.acting, self.people[person], path, arg, typed)

    def _screen(self, person: str) -> Screen:
        """Return somebody's screen before they act."""
        self.last = person
        return Screen(self.world, self.team, self.people[person])

    async def _answer(self, screen: Screen, sent: View | None = None) -> Answer:
        """Return what has come privately since; `sent`: the form that was sent, which may come back."""
        await self.slack.quiet()
        view = screen.new_form(sent)
        if view is not None:
            self.forms[view.id] = view
            return Answer(form=form_shown(view, self._names()))
        found = screen.new_card()
        return Answer(self._shown(screen.user, *found, private=True)) if found is not None else Answer()

    def _names(self) -> dict[str, str]:
        rooms = {c.id: f"#{c.name}" for c in self.team.live()}
        return rooms | {u.id: f"@{name}" for name, u in self.people.items()}

    # What people do among themselves

    async def says(self, person: str, text: str, *, room: str | None = None) -> Shown:
        user, channel = self.people[person], self.channel(room or self.stood)
        said = self.hands.says(user, channel, text)
        await self._worked()
        return self._shown(user, channel, said)

    # Time

    async def waits(self, time: timedelta) -> None:
        await self.ground.waits(time)
        await self.slack.quiet()

    async def outlasts(self, time: timedelta) -> None:
        await self.ground.outlasts(time)
        await self.slack.quiet()

    # What people see

    async def reads(self, person: str | None, room: str = HOME) -> list[Shown]:
        found = next((c for c in self.team.live() if c.name == room), None)
        user = self.people[person] if person is not None else None
        if found is None or (user is not None and not sees(found, user.id)):
            return []
        return [self._shown(user, found, m) for m in found.messages if m.to is None]

    async def mail(self, person: str, *, most: int = 200) -> list[Shown]:
        user = self.people[person]
        found = self.team.dm(user.id)
        sent = [m for m in found.messages if m.bot is not None and m.to is None] if found is not None else []
        return [self._shown(user, found, m) for m in sent[-most:]] if found is not None else []

    async def rooms(self, person: str | None) -> list[RoomShown]:
        user = self.people[person] if person is not None else None
        names = {u.id: name for name, u in self.people.items()}
        return [
            RoomShown(
                c.name,
                c.topic or c.purpose,
                c.kind is Kind.PRIVATE,
                c.archived,
                frozenset(names[m] for m in c.members if m in names),
            )
            for c in self.team.live()
            if c.kind is not Kind.IM and (user is None or sees(c, user.id))
        ]

    async def sees(self, person: str) -> list[str]:
        user = self.people[person]
        screen = self._screen(person)
        self.ground.clock.wait(timedelta(microseconds=1))
        try:
            self.acting.opens_home(user)
        except Refused:
            return screen.everything()
        await self._worked()
        return screen.everything()

    # What only Slack has

    async def home(self, person: str) -> View:
        """Open the app's Home as somebody; return it as it stands then."""
        # Nobody opens anything twice at one instant.
        self.ground.clock.wait(timedelta(microseconds=1))
        self.acting.opens_home(self.people[person])
        await self._worked()
        return self.team.homes[self.people[person].id]

    async def presses_at_home(self, person: str, label: str) -> Answer:
        """Press a button of one's Home."""
        user, screen = self.people[person], self._screen(person)
        view = self.team.homes[user.id]
        found = read_blocks(Reading(self.team, user.id, user.zone), view.body["blocks"])
        await self.acting.presses_in_view(user, view, next(a for a, b in found.buttons if b.label == label))
        return await self._answer(screen)

    async def picks(self, person: str, shown: Shown, callback: str = "prompt_add") -> Answer:
        """Use the app's shortcut on a message."""
        screen = self._screen(person)
        await self.acting.shortcut(self.people[person], callback, *self.cards[shown.id])
        return await self._answer(screen)

    def text(self, person: str, view: View) -> str:
        """Return a Home or a modal as somebody reads it, in plain lines."""
        user = self.people[person]
        return read_blocks(Reading(self.team, user.id, user.zone), view.body["blocks"]).text

    def _shown(self, reader: User | None, channel: Channel, message: Message, *, private: bool = False) -> Shown:
        handle = f"{self.team.id}/{channel.id}/{message.ts}"
        self.cards[handle] = (channel, message)
        read = Screen(self.world, self.team, reader).read(message)
        names = {u.id: name for name, u in self.people.items()}
        return Shown(
            handle,
            read.title if message.bot is not None else "",
            read.text,
            tuple(b for _, b in read.buttons),
            None if private else message.story,
            tuple(names.get(p, p) for p in read.pings),
            Screen.raw(message),
            names.get(message.user),
        )
