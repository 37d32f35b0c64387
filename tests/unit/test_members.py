"""`my`: a member's own settings and data."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.community.members import read_hours
from bot.errors import Invalid
from storage.tables.community import accounts, members, stewards
from storage.tables.engine import beats, deliveries
from storage.tables.rhythm import worths
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town

NOT = "Nothing was changed."


async def refused(town: Town, person: str, line: str) -> str:
    return refusal(await town.types(person, line))


async def count(town: Town, table: object, **where: object) -> int:
    async with town.database.reading() as session:
        query = select(func.count()).select_from(table).filter_by(**where)  # type: ignore[arg-type]
        return await session.scalar(query) or 0


SHOWN = (
    "Your settings\n"
    "Time zone: {zone}\n"
    "Quiet hours: {quiet}\n"
    "Messages of my own accord: {messages}\n"
    "Snoozed: {snoozed}\n"
    "Sabbatical: {sabbatical}\n"
    "Steward: {steward}\n"
    "[Fewer messages] [Weekly one only] [Snooze a week] [Sabbatical] [What do you know of me?]\n"
    "Change them like this: my zone Europe/Madrid · my quiet 20:00-08:00 · my budget 1 · my snooze 7"
)
USUAL = {
    "zone": "Europe/Copenhagen",
    "quiet": "20:00–08:00",
    "messages": "at most 2 a week",
    "snoozed": "no",
    "sabbatical": "no",
    "steward": "no",
}


def shown(**settings: str) -> str:
    return SHOWN.format(**USUAL | settings)


async def test_everybody_sees_their_own_settings(home: Town) -> None:
    assert await says(home, "jonas", "/my show") == shown()
    assert await says(home, "maria", "/my show") == shown(steward="yes")


async def test_a_zone_is_set_in_any_spelling_and_shown_at_once(home: Town) -> None:
    assert await says(home, "jonas", "/my zone tokyo") == shown(zone="Asia/Tokyo")
    assert await says(home, "jonas", "/my show") == shown(zone="Asia/Tokyo")
    assert await says(home, "aisha", "/my show") == shown()


@pytest.mark.parametrize("zone", ["Mars/Phobos", "CET+1", "+02:00", "x" * 64])
async def test_an_unknown_zone_is_refused_in_one_sentence(home: Town, zone: str) -> None:
    assert NOT in await refused(home, "jonas", f"/my zone {zone}")
    assert await says(home, "jonas", "/my show") == shown()


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-07:30", "22:00–07:30"),
        ("22-7", "22:00–07:00"),
        ("22:00 to 07:30", "22:00–07:30"),
        ("22:00–07:30", "22:00–07:30"),
        ("off", "none"),
        ("0:00-0:00", "none"),
    ],
)
async def test_quiet_hours_are_read_as_people_write_them(home: Town, typed: str, hours: str) -> None:
    assert await says(home, "jonas", f"/my quiet {typed}") == shown(quiet=hours)


@pytest.mark.parametrize("typed", ["late", "25:00-8:00", "20:60-8:00", "20:00", "20:00-8:00-9:00", "٢٠-٨", "-1-8"])
async def test_what_is_no_span_of_hours_is_refused(home: Town, typed: str) -> None:
    said = await refused(home, "jonas", f"/my quiet {typed}")
    assert said == f"“{typed}” is not a span of hours. Try 20:00-08:00, or off. {NOT}"
    assert await says(home, "jonas", "/my show") == shown()


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet="0123456789:-– ofto٢x", max_size=14))
def test_whatever_is_typed_as_hours_is_read_as_minutes_of_a_day_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert all(0 <= minute < 24 * 60 for minute in read_hours(text))


async def test_a_snooze_ends_by_itself_or_with_nought(home: Town) -> None:
    assert await says(home, "jonas", "/my snooze") == shown(snoozed="until Mon 30 Nov 09:00")
    await home.waits(timedelta(days=7))
    assert await says(home, "jonas", "/my show") == shown()
    await home.types("jonas", "/my snooze 3")
    assert await says(home, "jonas", "/my snooze 0") == shown()


@pytest.mark.parametrize("days", ["-1", "366", "999999999"])
async def test_a_snooze_is_at_most_a_year(home: Town, days: str) -> None:
    said = await refused(home, "jonas", f"/my snooze {days}")
    assert said == f"I can be quiet for up to 365 days; 0 ends it. {NOT}"


async def busy(town: Town) -> None:
    """Let Jonas leave a trace in everything."""
    await town.starts_ritual("maria", '/ritual create "Friday wins" "every Friday 10:00" "What went well"')
    await town.types("maria", '/circle create "Mentors" "How we mentor" @jonas')
    await town.types("maria", "/steward add @jonas")
    await town.types("jonas", '/guest suggest "Ada Lovelace" topic:Engines')
    await town.types("jonas", "/prompt add What did you learn from a canary?")
    await town.types("jonas", "/my zone Asia/Tokyo")
    await town.waits(timedelta(days=8))
    question = next(m.card for m in await town.reads("jonas") if m.card and m.card.title == "Worth it?")
    await town.presses("jonas", question, "Yes")
    await town.types("jonas", '/ritual edit "Friday wins" minutes:30')


async def test_my_export_sends_everything_in_direct_messages_and_nowhere_else(home: Town) -> None:
    await busy(home)
    rooms = len(await home.reads(None))
    before = len(await home.mail("jonas"))
    said = await says(home, "jonas", "/my export")
    pages = [home.text(m) for m in (await home.mail("jonas"))[before:]]
    assert f"I sent it to you in {len(pages)} direct messages." in said
    assert len(await home.reads(None)) == rooms
    tables = {p.partition("\n")[0].removeprefix("What I know of you: ") for p in pages}
    assert tables >= {
        "accounts",
        "members",
        "stewards",
        "circle_seats",
        "guests",
        "prompts",
        "ritual_drafts",
        "worths",
        "nudges",
        "deliveries",
    }
    whole = "\n".join(pages)
    for trace in ("Asia/Tokyo", "Ada Lovelace", "canary", "yes", "Jonas"):
        assert trace in whole
    account = next(p for p in pages if p.startswith("What I know of you: accounts"))
    assert json.loads(account.partition("\n")[2])["name"] == "Jonas"


async def test_an_export_holds_nothing_of_others(home: Town) -> None:
    await busy(home)
    await home.types("aisha", '/guest suggest "Grace Hopper"')
    before = len(await home.mail("jonas"))
    await home.types("jonas", "/my export")
    whole = "\n".join(home.text(m) for m in (await home.mail("jonas"))[before:])
    assert "Grace Hopper" not in whole
    assert "Aisha" not in whole


async def test_my_forget_asks_once_and_keeping_keeps_everything(home: Town) -> None:
    await busy(home)
    asked = await home.types("jonas", "/my forget")
    assert asked.card is not None
    assert asked.card.title == "Forget you?"
    await home.presses("jonas", asked.card, "Keep me")
    assert "Steward: yes" in await says(home, "jonas", "/my show")


async def test_forgetting_removes_the_person_and_keeps_what_became_the_communitys(home: Town) -> None:
    await busy(home)
    async with home.database.reading() as session:
        row = (await session.execute(select(accounts).where(accounts.c.external_id == "jonas"))).one()
    asked = await home.types("jonas", "/my forget")
    done = await home.presses("jonas", asked.card, "Forget me")
    assert done.card is not None
    assert done.card.title == "Done"
    assert await count(home, members, id=row.member_id) == 0
    assert await count(home, accounts, id=row.id) == 0
    assert await count(home, stewards, account_id=row.id) == 0
    assert await count(home, beats, subject=row.member_id) == 0
    assert await count(home, deliveries, account_id=row.id) == 0
    # What became the community's stays, without them.
    assert await count(home, worths, answer="yes", account_id=None) == 1
    assert "Ada Lovelace" in await says(home, "maria", "/guest list")
    room = await home.room("mentors")
    assert room is not None
    assert room.people == {"maria"}


async def test_who_was_forgotten_comes_back_as_a_stranger(home: Town) -> None:
    await home.types("jonas", "/my zone Asia/Tokyo")
    await home.types("jonas", "/my forget sure:yes")
    assert await says(home, "jonas", "/my show") == shown()


async def test_the_only_steward_cannot_be_forgotten_before_there_is_another(home: Town) -> None:
    said = await refused(home, "maria", "/my forget sure:yes")
    assert said == (
        "You are the only steward, and a community needs one. Nothing was removed. First: steward add @somebody"
    )
    assert await says(home, "maria", "/my show") == shown(steward="yes")
    await home.types("maria", "/steward add @jonas")
    assert "Done" in await says(home, "maria", "/my forget sure:yes")


async def test_a_forgotten_person_gets_no_message_that_was_under_way(home: Town) -> None:
    wakeups = home.hearth.wakeups
    assert wakeups is not None
    drain, wakeups.drain = wakeups.drain, _nothing
    await home.types("maria", "/steward add @jonas")
    await home.types("jonas", "/my forget sure:yes")
    wakeups.drain = drain
    before = len(await home.mail("jonas"))
    await home.hearth.pulse()
    assert len(await home.mail("jonas")) == before


async def _nothing(lane: str) -> None:
    """Send nothing: the platform cannot be reached."""
