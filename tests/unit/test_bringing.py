"""`guest bring`: three lines from outside, under their author's name, and the month's digest."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.cards import Card
from bot.voices.brought import first_weekday, month_before
from storage.tables.voices import brought, brought_fans, outside_digests
from tests.worlds.saying import refusal, says
from tests.worlds.town import Town

NOT = "Nothing was changed."
DAY = timedelta(days=1)
BRING = '/guest bring what:"PyCon" surprise:"Everybody tests by hand" idea:"A test clinic" date:2026-11 link:https://pycon.example/1'
LINES = (
    "From outside: PyCon\nJonas was there and brings back:\nWhat surprised me: Everybody tests by hand\n"
    "What we could try: A test clinic\n2026-11 · https://pycon.example/1\n"
)
IN_ROOM = LINES + "[I want to hear more]"


async def wall(town: Town) -> list[str]:
    return [town.text(m) for m in await town.reads("noor")]


async def count(town: Town, table: object) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


async def post(town: Town) -> Card | None:
    return next(m.card for m in await town.reads("noor") if m.card is not None)


async def test_nobody_sees_it_before_its_author_says_where(home: Town) -> None:
    mine = await home.types("jonas", BRING)
    assert await home.said(mine) == (
        LINES + "[Show it in our rooms] [Only in the digest] [Change] [Take it back]\n"
        "Nobody has seen it yet; I keep it for 30 days. The digest comes on the first weekday of a month."
    )
    assert await wall(home) == []
    shown = await home.presses("jonas", mine.card, "Show it in our rooms")
    assert await home.said(shown) == (
        LINES + "[Change] [Take it back]\nIt stands in the home rooms of all your spaces, and in the next digest."
    )
    assert await wall(home) == [IN_ROOM]
    again = refusal(await home.presses("jonas", mine.card, "Only in the digest"))
    assert again == f"That was decided already. {NOT} See it: guest brought"
    assert "Jonas brought something back from outside" in (await says(home, "maria", "/steward audit")).replace("@", "")


async def test_the_form_asks_five_things(home: Town) -> None:
    form = (await home.types("jonas", "/guest bring")).form
    assert form is not None
    assert [f.label for f in form.fields] == ["What it was", "What surprised me", "What we could try", "When", "Link"]
    assert [f.required for f in form.fields] == [True, True, True, False, False]


async def test_who_wants_to_hear_more_is_counted_once_and_told_to_the_author(home: Town) -> None:
    await home.types("jonas", BRING + " where:rooms")
    said = await home.said(await home.presses("noor", await post(home), "I want to hear more"))
    assert said == "Noted\nJonas hears that you are curious."
    again = refusal(await home.presses("noor", await post(home), "I want to hear more"))
    assert again == f"They know that already. {NOT}"
    own = refusal(await home.presses("jonas", await post(home), "I want to hear more"))
    assert own == f"It is your own. {NOT} Who is curious will be told to you."
    await home.minute_passes()
    assert await wall(home) == [IN_ROOM + "\n1 wants to hear more."]
    told = home.text((await home.mail("jonas"))[-1])
    assert told.startswith("Somebody is curious\n@Noor wants to hear more of what you brought from PyCon.\n")


async def test_its_author_changes_it_in_place_and_takes_it_back(home: Town) -> None:
    mine = await home.types("jonas", BRING + " where:rooms")
    form = (await home.presses("jonas", mine.card, "Change")).form
    assert form is not None
    assert [f.value for f in form.fields][2:] == ["A test clinic", "https://pycon.example/1"]
    await home.fills("jonas", form, {"idea": "Two clinics"})
    await home.minute_passes()
    assert await wall(home) == [IN_ROOM.replace("A test clinic", "Two clinics")]
    only = f"Only whoever brought it can do that. {NOT}"
    listed = await home.types("jonas", "/guest brought")
    assert await home.said(listed) == (
        "From outside\nJonas was at PyCon. To try: Two clinics · https://pycon.example/1\n[PyCon]\n"
        "Bring something back yourself: guest bring"
    )
    page = await home.presses("jonas", listed.card, "PyCon")
    assert refusal(await home.presses("aisha", page.card, "Take it back")) == only
    said = await home.said(await home.presses("jonas", page.card, "Take it back"))
    assert said == "Taken back\nIts words are gone, in every space."
    await home.minute_passes()
    assert await wall(home) == ["From outside\nWhoever brought this has taken it back."]
    assert refusal(await home.presses("jonas", page.card, "Take it back")) == f"That was taken back. {NOT}"
    assert await count(home, brought) == 0


async def test_the_digest_comes_on_the_first_weekday_if_there_is_something(home: Town) -> None:
    await home.types("jonas", BRING + " where:digest")
    assert await wall(home) == []
    await home.waits(8 * DAY)
    first = (
        "Outside in\nJonas was at PyCon. To try: A test clinic · https://pycon.example/1\n"
        "This is what came in from outside this month. Bring something back: guest bring"
    )
    assert await wall(home) == [first]
    [told] = await home.reads("noor")
    assert told.at == datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
    await home.waits(3 * DAY)
    assert await wall(home) == [first]
    page = await home.presses("jonas", (await home.types("jonas", "/guest brought")).card, "PyCon")
    await home.presses("jonas", page.card, "Take it back")
    await home.minute_passes()
    assert await wall(home) == [
        "Outside in\nThis is what came in from outside this month. Bring something back: guest bring"
    ]


async def test_the_digest_has_the_guests_and_the_questions_from_outside_and_five_lines(home: Town) -> None:
    await home.types("maria", '/prompt add "What is rest?" deck:journal source:"The Lancet" date:2026-11')
    line = '/ritual create "Guest hour" "every Wednesday 16:00" "A voice" guests:yes deck:journal'
    await home.starts_ritual("maria", line)
    await home.types("jonas", '/guest suggest "Ada Lovelace" topic:"The first program"')
    await home.types("maria", "/guest invite Ada Lovelace")
    await home.types("maria", "/guest confirm Ada Lovelace")
    for number in range(5):
        await home.types("aisha", f"{BRING.replace('PyCon', f'Fair {number}')} where:digest")
    await home.waits(8 * DAY)
    digest = next(t for t in await wall(home) if t.startswith("Outside in")).splitlines()
    assert sorted(line.partition(".")[0] for line in digest[1:6]) == [f"Aisha was at Fair {n}" for n in range(5)]
    assert digest[6] == "and 2 more"
    for number in range(4):
        listed = (await home.types("aisha", "/guest brought")).card
        page = await home.presses("aisha", listed, f"Fair {number}")
        await home.presses("aisha", page.card, "Take it back")
    await home.minute_passes()
    digest = next(t for t in await wall(home) if t.startswith("Outside in")).splitlines()
    assert digest[2:4] == [
        "Ada Lovelace was our guest: The first program",
        "We asked: “What is rest?” The Lancet, 2026-11",
    ]


async def test_a_guest_alone_is_worth_a_digest(home: Town) -> None:
    await home.starts_ritual(
        "maria", '/ritual create "Guest hour" "every Wednesday 16:00" "A voice" guests:yes deck:none'
    )
    await home.types("jonas", '/guest suggest "Ada Lovelace"')
    await home.types("maria", "/guest invite Ada Lovelace")
    await home.types("maria", "/guest confirm Ada Lovelace")
    await home.waits(8 * DAY)
    assert "Ada Lovelace was our guest." in next(t for t in await wall(home) if t.startswith("Outside in"))


async def test_a_rest_lets_what_is_untold_wait_for_the_next_month(home: Town) -> None:
    await home.types("jonas", BRING + " where:digest")
    asked = await home.types("maria", "/community pause until:2026-12-10")
    await home.presses("maria", asked.card, "Rest quietly")
    await home.waits(30 * DAY)
    assert not [t for t in await wall(home) if t.startswith("Outside in")]
    await home.waits(12 * DAY)
    assert [t for t in await wall(home) if t.startswith("Outside in")]


async def test_who_is_forgotten_takes_it_along(home: Town) -> None:
    await home.types("jonas", BRING + " where:rooms")
    await home.presses("noor", await post(home), "I want to hear more")
    await home.types("noor", '/guest bring what:Fair surprise:"So many" idea:"Go again" where:rooms')
    asked = await home.types("jonas", "/my forget")
    await home.presses("jonas", asked.card, "Forget me")
    await home.minute_passes()
    assert (await wall(home))[0] == "From outside\nWhoever brought this has taken it back."
    assert (await count(home, brought), await count(home, brought_fans), await count(home, outside_digests)) == (
        1,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("link:ftp://x.example", f"That is no link to a public page. {NOT} Copy it whole."),
        ("link:http://localhost/", f"That is no link to a public page. {NOT} Copy it whole."),
        ("date:soon", f"“soon” is not a date. Write it like 2026-11 or 2026-11-05. {NOT}"),
    ],
)
async def test_what_cannot_be_used_is_refused(home: Town, line: str, sentence: str) -> None:
    said = refusal(await home.types("jonas", f"/guest bring what:x surprise:y idea:z {line}"))
    assert said == sentence
    assert await count(home, brought) == 0


# The month


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(["UTC", "Asia/Tokyo", "America/Lima"]))  # noqa: DTZ001
def test_the_digest_has_a_first_weekday_in_every_month(at: datetime, zone: str) -> None:
    first = first_weekday(at.replace(tzinfo=UTC), zone)
    local = first.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (9, 0)
    assert local.weekday() < 5
    assert local.day <= 3
    following = first_weekday(first, zone)
    assert timedelta(days=28) <= following - first <= timedelta(days=33)
    assert month_before(following, zone) == first
