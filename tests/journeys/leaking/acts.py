"""What people do of their own accord: with circles they are in, with what is theirs, and with their hands."""

from dataclasses import dataclass
from datetime import timedelta

from adapters.files.audit import as_csv
from adapters.main.coming import coming_of
from adapters.main.feeds import Calendars
from bot.community.audit import Auditing
from bot.keys import CommunityId
from tests.journeys.leaking.ground import HERE, THERE
from tests.journeys.leaking.secrets import SHAPES, Circle, Secret, cores, standing
from tests.journeys.leaking.story import Story
from tests.journeys.test_feeds import Here, addresses
from tests.worlds.meddling import Meddler

LONGEST = 24 * 21
"""Hours that may pass in a story: what comes by itself takes longest to tell."""
ASKED = (
    *("/help", "/help circle", "/circle list", "/circle list", "/circle audit", "/circle audit", "/circle shared"),
    *("/steward audit", "/steward audit circle", "/steward audit page:2", "/steward audit person:@{other}"),
    *("/my show", "/my export", "/my export", "/rhythm week", "/rhythm next", "/rhythm health", "/rhythm calendar"),
    *("/ritual list", "/ritual show Friday wins", "/guest list", "/guest slot", "/prompt list", "/steward list"),
    *("/community settings", "/circle show {name}", "/circle show {name}", "/circle show {name}"),
)
HOME = ("/my show", "/rhythm next", "/circle list")
"""What stands in Slack's App Home."""
BY_STEWARDS = (
    *("/circle invite {name} @{other}", "/circle invite {name} @{other}", "/circle invite {name} @{other} @{third}"),
    *('/circle invite {name} @{other} until:"2026-12-{day} 18:00"', "/circle invite {name} @{other} until:now"),
    *('/circle invite {name} @{other} until:"Friday wins"', "/circle edit {name} cap:{cap}"),
    *("/circle block {name} @{other}", "/circle unblock {name} @{other}", "/circle handover {name} @{other}"),
    *("/circle review {name}", "/circle review {name} on:2026-12-{day}", "/circle close {name} sure:yes"),
    "/circle merge {name} {second} sure:yes",
)
BY_MEMBERS = (
    *("/circle show {name}", "/circle leave {name}", "/circle show {name}", "/circle join {name}"),
    '/circle share {name} "Summary {share}" "We found {share}, said {Other}" people:@{other}',
    '/circle share {name} "Summary {share}" "We found {share}, all of us"',
    '/circle report {name} "It is about {report}"',
    '/circle report {name} "It is about {report}" called:"that one"',
)
ROOMS = """
    select s.id, s.name, s.space_id, r.circle_id from sandbox_rooms s join rooms r on r.external_id = 'C' || s.id
    where r.circle_id is not null and r.state = 'open' and not s.archived and s.private
"""


@dataclass(slots=True, repr=False)
class Acts(Story):
    """Steps that people take."""

    async def creates(self, person: str, kind: str, other: str, third: str, shape: int) -> None:
        """Open a circle."""
        name, purpose = SHAPES[shape % len(SHAPES)].format(self.word()), f"for {self.word()}"
        if person not in self.village.present():
            return
        before = self.now
        line = f'/circle create "{name}" "{purpose}" @{other} kind:{kind} people:@{third}'
        answer = await self.village.town(person).types(person, line)
        for new in standing(self.village).circles.keys() - before.circles.keys():
            for core in cores(line):
                self.secrets.add(Secret(core, "circle", new, {person}))
        self.answered(person, answer, before, line)

    async def inside(self, number: int, other: str, third: str) -> None:
        """Let somebody who is in a circle do something with it."""
        circle = self.circle(number)
        stewards = self.now.people(circle.id, {"steward"})
        members = self.now.people(circle.id, {"member", "guest"}) or stewards
        people, lines = (stewards, BY_STEWARDS) if number % 3 else (members, BY_MEMBERS)
        if people:
            person = people[number % len(people)]
            await self._about(circle, person, lines[number // 7 % len(lines)], other, third, number)

    async def anybody(self, number: int, person: str, other: str, third: str) -> None:
        """Let anybody try the same, inside or not."""
        lines = (*BY_MEMBERS, *BY_STEWARDS)
        await self._about(self.circle(number), person, lines[number // 7 % len(lines)], other, third, number)

    async def _about(self, circle: Circle, person: str, line: str, other: str, third: str, number: int) -> None:
        share, report = self.word(), self.word()
        self.drafted = Secret(share, "share", circle.id, {person})
        self.secrets.add(self.drafted)
        stewards = self.now.stewards - set(self.now.people(circle.id, {"steward"}))
        self.secrets.add(Secret(report, "report", circle.id, {person, *stewards}))
        typed = line.format(
            name=f'"{circle.name}"',
            second=f'"{self.circle(number // 5).name}"',
            other=other,
            Other=other.title(),
            third=third,
            share=share,
            report=report,
            day=10 + number % 19,
            cap=2 + number % 5,
        )
        await self.types(person, typed)

    async def asks(self, number: int, person: str, other: str) -> None:
        """Ask for one of the things that may show something."""
        line = ASKED[number % len(ASKED)].format(other=other, name=f'"{self.circle(number // 7).name}"')
        answer = await self.types(person, line)
        if line == "/rhythm calendar" and answer.shown is not None:
            for button in [b for b in answer.shown.buttons if b.label.startswith("Make")][:1]:
                answer = await self.pushes(person, button)
            self.feeds |= dict.fromkeys(addresses(answer.text), person)

    async def goes_home(self, person: str) -> None:
        """Open the App Home."""
        for line in HOME:
            await self.types(person, line)

    async def presses(self, number: int) -> None:
        """Press a button of one's own."""
        if self.pool:
            await self.pushes(*self.pool[-1 - number % len(self.pool)])

    async def fills(self, number: int, other: str) -> None:
        """Send a form that came, with something in every field."""
        if not self.forms:
            return
        person, form = self.forms[number % len(self.forms)]
        if person not in self.village.present():
            return
        before, town = self.now, self.village.town(person)
        answers = {f.name: f.value or (f.choices[0] if f.choices else f"@{other}") for f in form.fields}
        answer = await town.fills(person, form, answers)
        self.answered(person, answer, before, f"/{' '.join(town.forms[form.id].path)} {' '.join(answers.values())}")

    async def enters(self, number: int, person: str) -> None:
        """Let a steward of the community come in with a reason."""
        circle, reason = self.circle(number), self.word()
        self.secrets.add(Secret(reason, "reason", circle.id, {person}))
        await self.types(person, f'/circle enter {circle.id} "because of {reason}"')

    # What happens to them

    async def waits(self, hours: int) -> None:
        """Let time pass."""
        hours = hours if self.waited + hours <= LONGEST else 1
        self.waited += hours
        await self.village.here.waits(timedelta(hours=hours))
        self.settled(None, "time")

    async def comes_or_goes(self, person: str) -> None:
        """Leave a space, or come back."""
        if person in self.village.present():
            await self.village.town(person).leaves(person)
        else:
            await self.village.comes_back(person)
        self.settled(None, "comes or goes")

    async def links(self, number: int, person: str) -> None:
        """Become one with somebody in the other town, or part again."""
        if number % 3 == 0:
            await self.types(person, "/my unlink")
            return
        others = THERE if person in HERE else HERE
        said = (await self.types(person, "/my link")).text
        if "my link " in said:
            code = said.split("my link ")[1].split("\n", maxsplit=1)[0]
            await self.types(others[number % len(others)], f"/my link {code}")
            for button in [b for p, b in self.pool if p == person and b.label == "Yes, that is me"][-1:]:
                await self.pushes(person, button)

    async def meddles(self, number: int, other: str) -> None:
        """Let somebody's hands do something to a circle's room; Hearth is told of it, or is not."""
        places = self.village.read(ROOMS)
        if not places:
            return
        room, name, space, circle = places[number % len(places)]
        town = self.village.here if space == 1 else self.village.there
        hands, told = Meddler(town), number % 2 == 0
        there = self.village.town(other) is town and other in self.village.present()
        match number // 3 % 5:
            case 0:
                word = self.word()
                self.secrets.add(Secret(word, "circle", circle))
                await hands.renames(name, word, told=told)
            case 1 if there:
                self.eyes.hand.setdefault(room, set()).add(other)
                await hands.lets_in(name, other, told=told)
            case 2 if there:
                await hands.takes_out(name, other, told=told)
            case 3 if number % 4 == 0:
                await hands.shuts(name, told=told)
            case 4 if number % 4 == 0:
                await hands.shuts_out(name, told=told)
        self.settled(None, "hands")

    async def reads_along(self) -> None:
        """Look at what is served: calendars, the page's list of what comes, the record as a file, the meters."""
        hearth = self.village.here.ground.hearth
        served = [self.village.meters()]
        calendars = Calendars(hearth, Here())
        for address in self.feeds:
            shown = await calendars.find(address.rpartition("/")[2].removesuffix(".ics"))
            served += [shown.body.decode()] if shown is not None else []
        for space in ("town", "harbour"):
            served += [c.what for c in await coming_of(hearth, space)]
        async with hearth.engine.units.reading() as house:
            auditing: Auditing = house.service(Auditing)
            [community] = [CommunityId(c) for (c,) in self.village.read("select id from communities")]
            served.append(as_csv([row async for row in auditing.whole(community)]))
        self.eyes.reply("nobody", "\n".join(served), self.now)
