"""`rhythm calendar` and what is read at its addresses, on every platform, over the app that serves them."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import LogRecord
from typing import Any, TypeVar

import httpx
import pytest
from icalendar import Calendar
from prometheus_client import CollectorRegistry, generate_latest
from structlog.testing import capture_logs

from adapters.main.feeds import Calendars
from adapters.web import calendars
from adapters.web.app import State, build
from tests.journeys.telling import kept, linked, local, pressed, sets_up, starts_ritual, told, traces, until
from tests.worlds.towns import ADDRESS, Homes, Town

WINS = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
CLINIC = '/ritual create "Case clinic" "every Thursday 15:00" "Help with one case" minutes:60'
URL = re.compile(re.escape(ADDRESS) + r"/calendar/([a-z2-7]{32})\.ics")


T = TypeVar("T")


class Here:
    """`Heavy` in this process."""

    async def run(self, work: Callable[..., T], *args: object) -> T:
        return work(*args)


@asynccontextmanager
async def browser(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the app as the product does, and return somebody who looks at it."""

    async def ready() -> None:
        return None

    routes = (calendars.route(Calendars(town.ground.hearth, Here()).find),)
    app = build(State(ready, CollectorRegistry(), None, routes))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as client:
        yield client


def addresses(text: str) -> list[str]:
    return [m[0] for m in URL.finditer(text)]


async def made(town: Town, person: str, label: str = "Make mine") -> str:
    """Let somebody make an address; return it."""
    shown = await town.types(person, "/rhythm calendar")
    said = await pressed(town, person, shown, label)
    return addresses(said)[-1]


async def dates(client: httpx.AsyncClient, address: str, *, most: int = 3) -> list[str]:
    """Return the first dates a program reads at an address."""
    answer = await client.get(address)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return [f"{e.decoded('DTSTART'):%a %d %b %H:%M} {e['SUMMARY']} {e['STATUS']}" for e in events][:most]


async def test_somebody_makes_an_address_sees_it_again_and_takes_it_back(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    shown = await town.types("jonas", "/rhythm calendar")
    assert shown.text == (
        "Calendar\n"
        "Give your calendar an address, and it follows what comes, moves and is called off.\n"
        "Yours: none yet\n"
        "The community's: none yet\n"
        "[Make mine]\n"
        "Yours holds the dates you say you come to, and what is still open of those rituals."
    )
    said = await pressed(town, "jonas", shown, "Make mine")
    [address] = addresses(said)
    assert said == (
        "Calendar\n"
        "Give your calendar an address, and it follows what comes, moves and is called off.\n"
        f"Yours: {address}\n"
        "The community's: none yet\n"
        "[New address for me] [Remove mine]\n"
        "Yours holds the dates you say you come to, and what is still open of those rituals.\n"
        "Whoever has an address can read it: keep it to yourself. A new one stops the old one. "
        "Where a calendar wants webcal://, write that for the part before ://."
    )
    assert addresses(await told(town, "jonas", "/rhythm calendar")) == [address]
    assert addresses(await told(town, "aisha", "/rhythm calendar")) == []
    async with browser(town) as client:
        assert (await client.get(address)).status_code == 200
        again = await made(town, "jonas", "New address for me")
        assert again != address
        assert [(await client.get(a)).status_code for a in (address, again)] == [404, 200]
        gone = await pressed(town, "jonas", await town.types("jonas", "/rhythm calendar"), "Remove mine")
        assert gone.startswith("Removed\nThat address leads nowhere any more.")
        assert (await client.get(again)).status_code == 404


async def test_the_communitys_address_is_the_stewards_to_make_and_everybodys_to_read(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    shown = await town.types("maria", "/rhythm calendar")
    assert "[Make mine] [Make the community's]" in shown.text
    ours = await made(town, "maria", "Make the community's")
    assert addresses(await told(town, "jonas", "/rhythm calendar")) == [ours]
    [button] = [b for b in (await town.types("maria", "/rhythm calendar")).card.buttons if b.label.startswith("New")]
    assert (await town.pushes("jonas", button)).text == (
        "That did not work\nOnly stewards can do that. Nothing was changed. See who they are: steward list"
    )
    assert addresses(await told(town, "jonas", "/rhythm calendar")) == [ours]


@pytest.mark.parametrize("platform", ["sandbox"])
async def test_another_country_moves_dates_and_every_program_hears_of_it(town: Town) -> None:
    await sets_up(town, rhythm="")
    await town.types("maria", "/community settings country:Japan")
    await starts_ritual(town, "maria", f"{WINS} holidays:move")
    await starts_ritual(town, "maria", f"{CLINIC} holidays:keep")
    ours = await made(town, "maria", "Make the community's")
    async with browser(town) as client:
        etags, marks = [], []
        for country in ("Japan", "Denmark", "Germany"):
            await town.waits(timedelta(hours=1))
            await town.types("maria", f"/community settings country:{country}")
            answer = await client.get(ours)
            events = Calendar.from_ical(answer.content).walk("VEVENT")
            christmas = [e for e in events if e.decoded("DTSTART").month == 12 and e.decoded("DTSTART").day in {25, 28}]
            etags.append(answer.headers["etag"])
            marks.append([(f"{e.decoded('DTSTART'):%d %b %H:%M}", _marks(e)) for e in christmas])
            kept_ones = [_marks(e) for e in events if e["SUMMARY"] == "Case clinic"]
            assert set(kept_ones) == {kept_ones[0]}
            marks[-1].append(("kept", kept_ones[0]))
    [day, kept_first], [moved, kept_second], [again, kept_third] = marks
    assert [day[0], moved[0], again[0]] == ["25 Dec 10:00", "28 Dec 10:00", "28 Dec 10:00"]
    assert day[1] < moved[1] < again[1]
    assert day[1][1] < moved[1][1] < again[1][1]  # LAST-MODIFIED rises as well
    assert kept_first == kept_second == kept_third  # what goes on whatever the day has not changed
    assert len(set(etags)) == 3


def _marks(event: Any) -> tuple[int, datetime]:
    """Return an entry's SEQUENCE and LAST-MODIFIED."""
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
    return int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt


async def test_a_calendar_follows_what_comes_moves_and_is_called_off(any_town: Town) -> None:
    town = any_town
    await sets_up(town, rhythm="")
    await starts_ritual(town, "maria", WINS)
    ours = await made(town, "maria", "Make the community's")
    async with browser(town) as client:
        assert await dates(client, ours) == [
            "Fri 27 Nov 10:00 Friday wins CONFIRMED",
            "Fri 04 Dec 10:00 Friday wins CONFIRMED",
            "Fri 11 Dec 10:00 Friday wins CONFIRMED",
        ]
        before = (await client.get(ours)).headers["etag"]
        await town.types("maria", "/ritual skip Friday wins date:2026-12-04")
        assert await dates(client, ours) == [
            "Fri 27 Nov 10:00 Friday wins CONFIRMED",
            "Fri 04 Dec 10:00 Friday wins CANCELLED",
            "Fri 11 Dec 10:00 Friday wins CONFIRMED",
        ]
        assert (await client.get(ours)).headers["etag"] != before
        await until(town, local(1, "12:00", week=1))
        await town.types("maria", "/ritual retire Friday wins")
        assert await dates(client, ours) == [
            "Fri 27 Nov 10:00 Friday wins CONFIRMED",
            "Fri 11 Dec 10:00 Friday wins CANCELLED",
        ]


async def test_every_change_raises_the_number_of_what_is_told(town: Town) -> None:
    await sets_up(town, rhythm="")
    await starts_ritual(town, "maria", WINS)
    ours = await made(town, "maria", "Make the community's")
    numbers = []
    async with browser(town) as client:
        for line in ("", "/ritual skip Friday wins", "/ritual pause Friday wins", "/ritual resume Friday wins"):
            if line:
                await town.waits(timedelta(minutes=5))
                await town.types("maria", line)
            events = Calendar.from_ical((await client.get(ours)).content).walk("VEVENT")
            numbers.append({(e.decoded("SEQUENCE"), e.decoded("DTSTAMP")) for e in events})
    assert all(len(each) == 1 for each in numbers)
    flat = [next(iter(each)) for each in numbers]
    assert flat == sorted(set(flat))


async def test_a_members_own_calendar_holds_what_they_said(any_town: Town) -> None:
    town = any_town
    await sets_up(town, rhythm="")
    await starts_ritual(town, "maria", WINS)
    await starts_ritual(town, "maria", CLINIC)
    await until(town, local(3, "12:00"))
    mine = await made(town, "jonas")
    async with browser(town) as client:
        assert await dates(client, mine) == []
        card = next(m for m in await town.reads("jonas") if m.text.startswith("Coming up: Friday wins"))
        await town.presses("jonas", card, "Going")
        assert await dates(client, mine, most=2) == [
            "Fri 27 Nov 10:00 Friday wins CONFIRMED",
            "Fri 04 Dec 10:00 Friday wins TENTATIVE",
        ]
        await town.presses("jonas", card, "Not going")
        assert await dates(client, mine) == []


async def test_one_person_with_two_accounts_keeps_the_addresses_of_both(two_homes: Homes) -> None:
    await two_homes.there.lets_in("Jo")
    here, there = await linked(two_homes)
    first, second = await made(here, "jonas"), await made(there, "jo")
    code = (await told(here, "jonas", "/my link")).split("my link ")[1].split("\n")[0]
    await there.types("jo", f"/my link {code}")
    await here.presses("jonas", (await here.mail("jonas"))[-1], "Yes, that is me")
    async with browser(here) as client:
        assert [(await client.get(a)).status_code for a in (first, second)] == [200, 200]
        assert addresses(await told(there, "jo", "/rhythm calendar")) == [first]
        newest = await made(there, "jo", "New address for me")
        assert [(await client.get(a)).status_code for a in (first, second, newest)] == [404, 404, 200]


@pytest.mark.parametrize("end", ["leaves", "forgets"])
async def test_whoever_goes_takes_their_address_along(any_town: Town, end: str) -> None:
    town = any_town
    await sets_up(town)
    mine = await made(town, "jonas")
    if end == "leaves":
        await town.leaves("jonas")
    else:
        await pressed(town, "jonas", await town.types("jonas", "/my forget"), "Forget me")
    async with browser(town) as client:
        assert (await client.get(mine)).status_code == 404
    assert (await kept(town.ground.database))["feeds"] == []


async def test_an_address_that_never_was_and_one_that_was_taken_back_look_the_same(town: Town) -> None:
    await sets_up(town)
    mine = await made(town, "jonas")
    await pressed(town, "jonas", await town.types("jonas", "/rhythm calendar"), "Remove mine")
    never = f"{ADDRESS}/calendar/{'a' * 32}.ics"
    async with browser(town) as client:
        answers = [await client.get(a) for a in (mine, never, f"{ADDRESS}/calendar/x.ics")]
    assert [(a.status_code, a.text) for a in answers] == [(404, "There is no calendar here.")] * 3
    assert len({tuple(sorted(a.headers.items())) for a in answers}) == 1


async def test_who_has_it_already_is_told_so(town: Town) -> None:
    await sets_up(town)
    ours = await made(town, "maria", "Make the community's")
    async with browser(town) as client:
        first = await client.get(ours)
        assert first.headers["content-type"] == "text/calendar; charset=utf-8"
        assert first.headers["cache-control"] == "private, max-age=300"
        etag = first.headers["etag"]
        for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = await client.get(ours, headers={"If-None-Match": asked})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert (await client.get(ours, headers={"If-None-Match": '"other"'})).status_code == 200
        head = await client.head(ours)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
        assert head.headers["content-length"] == str(len(first.content))
        assert (await client.post(ours)).status_code == 405


async def test_nothing_of_a_circle_stands_in_a_calendar(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await town.types("maria", '/circle create zqcanary "zqpurpose of it" @jonas')
    assert "zqcanary" in await told(town, "maria", "/circle list")
    await starts_ritual(town, "maria", WINS)
    mine, ours = await made(town, "maria"), await made(town, "maria", "Make the community's")
    async with browser(town) as client:
        read = [(await client.get(a)).text for a in (mine, ours)]
    assert "SUMMARY:Friday wins" in read[1]
    assert not any(word in r for r in read for word in ("zqcanary", "zqpurpose"))


@dataclass(frozen=True, slots=True)
class Broken:
    """`Heavy` that is out of order."""

    async def run(self, *_work: object) -> None:
        message = "out of order"
        raise RuntimeError(message)


async def test_a_secret_stands_in_no_table_log_line_or_metric(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await sets_up(town)
    mine = await made(town, "jonas")
    secret = mine.rsplit("/", 1)[1].removesuffix(".ics")
    assert traces(await kept(town.ground.database), secret) == {}

    async def ready() -> None:
        return None

    registry = CollectorRegistry()
    with capture_logs() as lines, caplog.at_level("DEBUG"):
        async with browser(town) as client:
            await client.get(mine)
            await client.get(mine.replace(".ics", "x.ics"))
        broken: Calendars = Calendars(town.ground.hearth, Broken())  # type: ignore[arg-type]
        app = build(State(ready, registry, None, (calendars.route(broken.find),)))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            assert (await client.get(mine)).status_code == 500
    hearths: list[LogRecord] = [r for r in caplog.records if not r.name.startswith("httpx")]
    assert secret not in str(lines)
    assert not [r for r in hearths if secret in r.getMessage()]
    assert secret not in generate_latest(registry).decode()
