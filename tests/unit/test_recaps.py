"""The agenda of a date, its thread, and the recap when it is over."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.cards import Mention, Reply, spans_of
from bot.keys import OccurrenceId
from storage.recaps import SqlRecaps
from storage.tables.engine import deliveries
from storage.tables.hosts import agenda_items, attendances, recaps
from storage.tables.rhythm import occurrences
from tests.worlds.town import BEGIN, Town

SECOND = timedelta(seconds=1)


@pytest.fixture
async def guild(home: Town) -> Town:
    """Return a town whose ritual, every Friday at ten, is hosted by Jonas; it has been announced."""
    await home.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well" deck:none')
    await home.types("jonas", '/ritual host "Friday wins" add')
    await at(home, 3.2)
    return home


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


async def titled(town: Town, title: str, *, person: str = "noor") -> Any:
    return [m for m in await town.reads(person) if m.card is not None and m.card.title == title][-1]


async def adds(town: Town, person: str, text: str) -> str:
    shown = await titled(town, "Coming up: Friday wins", person=person)
    asked = await town.presses(person, shown.card, "Add to agenda")
    said = await town.said(await town.fills(person, asked.form, {"item": text}))
    await town.waits(SECOND)
    await town.minute_passes()
    return said


async def notes(town: Town, person: str, **answers: str) -> Reply:
    asked = await town.types(person, '/ritual recap "Friday wins"')
    assert asked.form is not None
    reply = await town.fills(person, asked.form, {f.name: f.value for f in asked.form.fields} | answers)
    await town.minute_passes()
    return reply


def refusal(reply: Reply) -> tuple[str, str | None]:
    assert reply.form is not None
    return reply.form.error, reply.form.wrong


async def goes(town: Town, *people: str) -> None:
    shown = await titled(town, "Coming up: Friday wins")
    for person in people:
        await town.presses(person, shown.card, "Going")


# The agenda


async def test_what_members_want_to_talk_about_stands_under_their_names(guild: Town) -> None:
    assert await adds(guild, "noor", "How we <@jonas> name tests") == (
        "Noted\n“How we @Jonas name tests” is on the agenda of Friday wins on Fri 27 Nov 10:00.\n[Take it off]\n"
        "It stands under your name, in every space of the community."
    )
    await adds(guild, "aisha", "Flaky days")
    lines = guild.text(await titled(guild, "Coming up: Friday wins")).split("\n")
    assert lines[3:] == [
        "Host: Jonas",
        "On the agenda:",
        "Noor: How we @Jonas name tests",
        "Aisha: Flaky days",
        "[Going] [Maybe] [Not going]",
        "[Add to agenda]",
    ]
    shown = await titled(guild, "Coming up: Friday wins")
    assert not [s for s in spans_of(shown.card) if isinstance(s, Mention)]


async def test_an_item_is_its_authors_or_the_hosts_to_take_off(guild: Town) -> None:
    asked = await guild.types("noor", '/ritual agenda "Friday wins" "One thing"')
    shown = asked.card
    refused = await guild.said(await guild.presses("aisha", shown, "Take it off"))
    assert refused.startswith("That did not work\nOnly its host or a steward can do that.")
    assert await guild.said(await guild.presses("jonas", shown, "Take it off")) == "Noted\nIt is off the agenda."
    again = await guild.said(await guild.presses("noor", shown, "Take it off"))
    assert again == "That did not work\nThat is off the agenda already. Nothing was changed."
    await guild.minute_passes()
    assert "One thing" not in guild.text(await titled(guild, "Coming up: Friday wins"))


async def test_the_host_asks_the_rooms_for_topics_once(guild: Town) -> None:
    mail = next(m for m in await guild.mail("jonas") if "Your turn" in guild.text(m))
    assert (await guild.said(await guild.presses("jonas", mail.card, "Ask for topics"))).startswith("Asked\n")
    again = await guild.said(await guild.presses("jonas", mail.card, "Ask for topics"))
    assert again.startswith("That did not work\nThe rooms were asked already.")
    call = await titled(guild, "Topics for Friday wins")
    asked = await guild.presses("noor", call.card, "Add to agenda")
    await guild.fills("noor", asked.form, {"item": "Flaky days"})
    await guild.minute_passes()
    assert "Noor: Flaky days" in guild.text(await titled(guild, "Topics for Friday wins"))


async def test_an_agenda_begins_the_thread_of_its_date(guild: Town) -> None:
    await adds(guild, "noor", "Flaky days")
    await at(guild, 4.05)
    thread, opening = await titled(guild, "Agenda of Friday wins"), await titled(guild, "Friday wins")
    assert thread.under == opening.id
    assert guild.text(thread).split("\n")[1:3] == ["On the agenda:", "Noor: Flaky days"]
    reply = await guild.types("noor", '/ritual agenda "Friday wins" "Too late for today"')
    # From now on it is about the next date.
    assert "Fri 4 Dec 10:00" in await guild.said(reply)


# The recap


async def test_the_host_is_asked_for_a_recap_and_it_stands_in_the_thread(guild: Town) -> None:
    await goes(guild, "noor", "aisha")
    await at(guild, 4.2)
    mail = next(m for m in await guild.mail("jonas") if "Recap of Friday wins?" in guild.text(m))
    assert guild.text(mail).split("\n")[1:4] == [
        "How was Friday wins? A few lines help whoever could not come.",
        "Going by their answers, these were there: Aisha, Noor",
        "[Write the recap] [Open the hallway] [Fewer]",
    ]
    asked = await guild.presses("jonas", mail.card, "Write the recap")
    assert asked.form is not None
    assert [f.name for f in asked.form.fields] == ["also", "without", "decided", "links"]
    answers = {"also": "maria", "without": "Aisha", "decided": "We name tests as sentences", "links": ""}
    reply = await guild.fills("jonas", asked.form, answers)
    assert (await guild.said(reply)).startswith("Noted\nThe recap stands in the rooms. Who was there: Maria, Noor")
    shown, opening = await titled(guild, "Recap of Friday wins"), await titled(guild, "Friday wins")
    assert shown.under == opening.id
    assert guild.text(shown) == (
        "Recap of Friday wins\nFri 27 Nov 10:00\nWho was there: Maria, Noor\n"
        "What we take with us:\nWe name tests as sentences"
    )
    # Who was not there is written nowhere.
    async with guild.database.reading() as session:
        assert len((await session.execute(select(attendances))).all()) == 2
        assert "Aisha" not in str((await session.execute(select(recaps))).all())


async def test_a_recap_changes_in_place_and_what_is_left_empty_stays(guild: Town) -> None:
    await goes(guild, "noor")
    await at(guild, 4.2)
    await notes(guild, "jonas", decided="One", links="https://example.org/a")
    await notes(guild, "maria", decided="Two", also="Aisha")
    shown = [m for m in await guild.reads("noor") if m.card is not None and m.card.title == "Recap of Friday wins"]
    assert [guild.text(m) for m in shown] == [
        (
            "Recap of Friday wins\nFri 27 Nov 10:00\nWho was there: Aisha, Noor\n"
            "What we take with us:\nTwo\nTo look at:\nhttps://example.org/a"
        )
    ]


async def test_only_the_host_or_a_steward_writes_it(guild: Town) -> None:
    await at(guild, 4.2)
    error, _field = refusal(await notes(guild, "noor", decided="x"))
    assert error == "Only its host or a steward can do that. Nothing was changed. Who hosts: ritual host"


async def test_a_name_nobody_has_comes_back_in_the_form(guild: Town) -> None:
    await at(guild, 4.2)
    reply = await notes(guild, "jonas", also="Noor, Nobody", decided="x")
    assert refusal(reply) == (
        "I know nobody called “Nobody” here. Nothing was changed. Write names as they are shown.",
        "also",
    )
    async with guild.database.reading() as session:
        assert (await session.execute(select(recaps))).all() == []


async def test_what_has_not_begun_has_no_recap(guild: Town) -> None:
    error, _field = refusal(await notes(guild, "jonas", decided="x"))
    assert error == "It has not begun yet, so there is nothing to note. Nothing was changed."


async def attended(town: Town) -> list[str]:
    async with town.database.reading() as session:
        date = OccurrenceId(str(await session.scalar(select(occurrences.c.id).order_by(occurrences.c.starts_at))))
        return [t.name for t in (await SqlRecaps(session).attended([date]))[date]]


async def test_whoever_said_they_come_was_there_until_a_recap_says_otherwise(guild: Town) -> None:
    await goes(guild, "noor", "aisha")
    await at(guild, 4.2)
    assert await attended(guild) == ["Aisha", "Noor"]
    await notes(guild, "jonas", without="Noor", also="Jonas")
    assert await attended(guild) == ["Aisha", "Jonas"]


async def test_a_forgotten_member_is_in_no_agenda_and_no_recap(guild: Town) -> None:
    await adds(guild, "noor", "A canary")
    await goes(guild, "noor", "aisha")
    await at(guild, 4.2)
    await notes(guild, "jonas", decided="We sing")
    await guild.types("noor", "/my forget sure:yes")
    await guild.minute_passes()
    assert "Who was there: Aisha\n" in guild.text(await titled(guild, "Recap of Friday wins", person="aisha"))
    async with guild.database.reading() as session:
        assert (await session.execute(select(agenda_items))).all() == []
    await guild.types("jonas", "/my forget sure:yes")
    async with guild.database.reading() as session:
        [row] = (await session.execute(select(recaps))).all()
        assert (row.account_id, row.decided) == (None, "We sing")
        texts = [p for p in await session.scalars(select(deliveries.c.payload)) if p]
    assert not [p for p in texts if "canary" in p or "Noor" in p]


async def test_an_export_holds_what_a_member_hosts_added_and_was_at(guild: Town) -> None:
    await adds(guild, "jonas", "A canary")
    await goes(guild, "jonas")
    await at(guild, 4.2)
    await notes(guild, "jonas", decided="A sparrow")
    await guild.types("jonas", "/my export")
    text = "".join(guild.text(m) for m in await guild.mail("jonas"))
    for held in ("A canary", "A sparrow", "ritual_hosts", "hostings", "attendances"):
        assert held in text, held
