"""How much of their attention a member gives, and what becomes of what does not fit."""

from datetime import timedelta

from sqlalchemy import select

from bot.cards import Card, Para
from bot.community.attending import Attending
from bot.community.attention import Weight, Wish
from bot.keys import CommunityId, MemberId
from storage.tables.community import accounts, members
from tests.journeys.telling import dated, last_mail, local, mail, pressed, sets_up, starts_ritual, told, until
from tests.journeys.test_two_homes import one_community, one_person
from tests.worlds.towns import Homes, Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
BECAUSE = "You get this because you belong to Testing guild. It is {n} of at most {most} messages from me this week."
NEXT = "The next week ahead is due {when}."
HOUR = timedelta(hours=1)


async def wants(town: Town, person: str, *names: str, days: int = 20) -> None:
    """Let some feature want to tell a member of these, the most important first."""
    query = select(members.c.id, members.c.community_id).join(accounts, accounts.c.member_id == members.c.id)
    async with town.ground.database.reading() as session:
        row = (await session.execute(query.where(accounts.c.external_id == town.external(person)))).one()
    home, member = CommunityId(row.community_id), MemberId(row.id)
    ends = town.ground.clock.now() + timedelta(days=days)
    wishes = [
        Wish(home, member, "test", name, weight, Card(name), Para((f"{name} waits.",)), ends)
        for name, weight in zip(names, Weight, strict=False)
    ]
    async with town.ground.hearth.engine.unit() as house:
        await house.service(Attending).want(wishes)
    await town.waits(timedelta(minutes=1))


async def test_what_does_not_fit_stands_in_the_week_ahead_and_says_why(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.waits(HOUR)
    assert "Messages of my own accord: at most 1 a week\n" in await told(town, "jonas", "/my budget 1")
    await wants(town, "jonas", "Duty", "Promise", "Choice")
    assert await mail(town, "jonas") == [
        f"Duty\n[Fewer]\nIt is 1 of at most 1 messages from me this week. {NEXT.format(when='Mon 30 Nov 09:00')}"
    ]
    assert "\nWaiting for you\nPromise waits.\nChoice waits.\n" in await told(town, "jonas", "/my show")
    await until(town, local(0, "09:01", week=1))
    assert dated(await town.mail("jonas"))[1:] == [
        (
            local(0, "09:00", week=1),
            (
                "Your week in Testing guild\n"
                "Fri 4 Dec 10:00 · Friday wins\n"
                "This did not come by itself, so that you get no more than 1 a week:\n"
                "Promise waits.\n"
                "Choice waits.\n"
                f"[Fewer] [Snooze a week]\n{BECAUSE.format(n=1, most=1)} {NEXT.format(when='Mon 7 Dec 09:00')}"
            ),
        )
    ]
    settings = await town.presses("jonas", await last_mail(town, "jonas"), "Fewer")
    assert settings.text.startswith("Your settings\n")
    none = await pressed(town, "jonas", settings, "Fewer messages")
    assert "Messages of my own accord: none: rhythm week shows what is on\n" in none
    await until(town, local(0, "12:00", week=3))
    assert len(await mail(town, "jonas")) == 2


async def test_silence_until_the_day_of_return_and_then_one_kind_message(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.waits(HOUR)
    asked = await pressed_form(town, "noor", "Sabbatical", {"until": "2026-12-16"})
    assert "\nSabbatical: until Wed 16 Dec\n" in asked
    await wants(town, "noor", "Good", days=40)
    await wants(town, "noor", "Short", days=3)
    await until(town, local(2, "12:00", week=3))
    assert dated(await town.mail("noor")) == [
        (
            local(2, "09:00", week=3),
            (
                "Your week in Testing guild\n"
                "Welcome back. This is what is still good.\n"
                "Fri 18 Dec 10:00 · Friday wins\n"
                "Good waits.\n"
                "1 thing came too late to be sent. Read it: my show\n"
                f"[Fewer] [Snooze a week]\n{BECAUSE.format(n=1, most=2)} {NEXT.format(when='Mon 21 Dec 09:00')}"
            ),
        )
    ]
    assert "I did not send you\nShort waits." in await told(town, "noor", "/rhythm week")


async def pressed_form(town: Town, person: str, label: str, answers: dict[str, str]) -> str:
    """Press a button of the settings that opens a form, and fill it in."""
    shown = await town.types(person, "/my show")
    asked = await town.presses(person, shown.card, label)
    return (await town.fills(person, asked.opened, answers)).text


async def test_who_only_listens_gets_everything_in_one_message_a_week(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await town.waits(HOUR)
    assert "Messages of my own accord: the weekly one only\n" in await told(town, "aisha", "/my listen on")
    await wants(town, "aisha", "Duty")
    await until(town, local(0, "12:00", week=1))
    assert [text.split("\n")[1:3] for text in await mail(town, "aisha")] == [
        ["You wanted one message a week, so this did not come by itself:", "Duty waits."]
    ]
    back = await told(town, "aisha", "/my listen off")
    assert "Messages of my own accord: at most 2 a week\n" in back


async def test_two_accounts_of_one_person_have_one_budget_and_share_what_they_had_when_they_part(
    two_homes: Homes,
) -> None:
    here, there = await one_community(two_homes)
    await here.waits(HOUR)
    await wants(here, "noor", "First")
    await wants(there, "eva", "Second")
    await one_person(here, there)
    await wants(here, "noor", "Third")
    before = [*await mail(here, "noor"), *await mail(there, "eva")]
    assert sorted(m.split("\n")[0] for m in before if "Third" in m or "First" in m or "Second" in m) == [
        "First",
        "Second",
    ]
    await here.types("noor", "/my unlink")
    await wants(there, "eva", "Fourth")
    assert not [m for m in await mail(there, "eva") if m.startswith("Fourth")]
    assert "Fourth waits." in await told(there, "eva", "/my show")
