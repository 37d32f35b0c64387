"""Dates with a form: each of the nine, from the draft of its ritual to what came of it, on every platform."""

import re
from dataclasses import dataclass
from datetime import timedelta

from tests.journeys.forms_told import ADD, READS, STORIES
from tests.journeys.telling import linked, local, sets_up, starts_ritual, until
from tests.worlds.shown import Shown
from tests.worlds.towns import BEGIN, Homes, Town

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
RHYTHM = "every 4 weeks on Thursday 17:00 from 2026-11-26"


@dataclass(frozen=True, slots=True)
class Does:
    """Somebody presses a button on the newest card of that title; `text` fills in the form that opens."""

    day: int
    clock: str
    who: str
    card: str
    button: str
    text: str = ""


async def settle(town: Town) -> None:
    await town.ground.outlasts(2 * MINUTE)


async def everything(town: Town, person: str) -> list[Shown]:
    """Return what somebody reads, threads too: on Discord each is a channel, called like the first card in it."""
    titles = {title for story in STORIES.values() for title in story.titles}
    names = titles if town.platform == "discord" else set()
    found = [*await town.reads(person), *[m for name in sorted(names) for m in await town.reads(person, name)]]
    return sorted((m for m in found if m.at is not None), key=lambda m: m.at or BEGIN)


async def newest(town: Town, person: str, title: str) -> Shown:
    return [m for m in await everything(town, person) if m.title == title][-1]


def nameless(text: str) -> str:
    """Return a text without those who were drawn: on each platform chance falls otherwise."""
    return re.sub(r": @.*", ": @…", text)


async def act(town: Town, does: Does) -> None:
    answer = await town.presses(does.who, await newest(town, does.who, does.card), does.button)
    if does.text:
        answer = await town.fills(does.who, answer.opened, {"text": does.text})
        assert answer.card.title == f"Yours: {does.card}", answer.text
        await town.waits(SECOND)
    else:
        assert answer.card.title in {"Noted", "Thank you"}, answer.text


async def test_each_of_the_nine_forms_takes_its_course(town: Town) -> None:
    await sets_up(town)
    for form, story in STORIES.items():
        draft = f'/ritual create "{story.ritual}" "{RHYTHM}" "We meet" form:"{form}"'
        await starts_ritual(town, "maria", draft)
        for host in ("jonas", "noor"):
            await town.types(host, f'/ritual host "{story.ritual}" change:add')
    doings = [Does(*each) for story in STORIES.values() for each in story.does]
    done: tuple[int, str] | None = None
    for does in sorted(doings, key=lambda d: (d.day, d.clock)):
        if done != (does.day, does.clock):
            done = does.day, does.clock
            await until(town, local(does.day, does.clock))
            await settle(town)
        await act(town, does)
    await until(town, local(3, "20:00"))
    await settle(town)
    read = [nameless(m.text) for m in await everything(town, "aisha") if m.author is None]
    for form, story in STORIES.items():
        mine = [t for t in read if t.split("\n")[0] in story.titles]
        assert "\n==\n".join(mine) == READS[form].rstrip("\n"), form


async def test_a_list_is_one_on_both_sides(two_homes: Homes) -> None:
    here, there = await linked(two_homes)
    await starts_ritual(here, "maria", f'/ritual create "Our open hour" "{RHYTHM}" "We meet" form:unconference')
    await until(here, local(1, "10:00"))
    await act(here, Does(1, "10:00", "aisha", "Topics", ADD, "Naming tests"))
    await act(there, Does(1, "10:00", "eva", "Topics", ADD, "Flaky tests"))
    await until(here, local(2, "18:00"))
    await settle(here)
    for town, who, number in ((here, "jonas", "2"), (there, "bo", "2"), (there, "eva", "1"), (here, "jonas", "1")):
        await act(town, Does(2, "18:00", who, "Topics", number))
    await settle(here)
    for town, who in ((here, "noor"), (there, "kim")):
        lines = (await newest(town, who, "Topics")).text.split("\n")
        assert lines[3:5] == ["1. Aisha: Naming tests", "2. Eva: Flaky tests"]
        assert "3 have voted." in lines[-1]
    await until(here, local(3, "17:20"))
    await settle(here)
    for town, who in ((here, "noor"), (there, "kim")):
        told = await newest(town, who, "Topics: what came of it")
        assert told.text.split("\n")[1:] == [
            "17:15 · Aisha: Naming tests · 2 dots",
            "17:35 · Eva: Flaky tests · 2 dots",
        ]
