"""`community pause` and `resume`: one rest for everybody, and nothing stale when it is over."""

from datetime import timedelta

from sqlalchemy import select

from bot.beats import STEADY
from storage.tables.engine import beats, deliveries
from storage.tables.rhythm import occurrences
from tests.worlds.town import BEGIN, Town

DAY = timedelta(days=1)
DAILY = '/ritual create "Daily" "every weekday 10:00" "Why" deck:none'
WEEKLY = '/ritual create "Wins" "every Friday 10:00" "What went well" deck:none'


async def posts(town: Town) -> list[str]:
    return [town.text(m) for m in await town.reads(None) if m.card is not None]


async def due(town: Town) -> list[str]:
    async with town.database.reading() as session:
        query = select(beats.c.kind).where(beats.c.state == "due").order_by(beats.c.due_at, beats.c.id)
        return list(await session.scalars(query))


async def rows(town: Town) -> int:
    async with town.database.reading() as session:
        return len((await session.execute(select(deliveries.c.id))).all())


async def at(town: Town, days: float) -> None:
    await town.hearth.advance_to(BEGIN + timedelta(days=days), town.clock)


async def rests(town: Town, until: str = "2026-12-14", label: str = "Rest, and tell the rooms") -> str:
    """Let the community rest; return what the steward is told."""
    shown = await town.types("maria", f"/community pause until:{until}")
    return await town.said(await town.presses("maria", shown.card, label))


async def test_a_rest_is_shown_before_it_begins(home: Town) -> None:
    shown = await home.said(await home.types("maria", "/community pause until:14 December"))
    assert shown == (
        "A rest for everybody\n"
        "Until Mon 14 Dec I send nothing of my own accord: no announcements, openings, reminders or weekly messages. "
        "What is not sent yet is taken back; commands still answer.\n"
        "In the home rooms I would post: “We rest until Mon 14 Dec.” and, when it goes on, what comes next.\n"
        "[Rest, and tell the rooms] [Rest quietly]\n"
        "Nothing changes before you say so. Sooner is possible: community resume"
    )
    assert "rests" not in await home.said(await home.types("jonas", "/rhythm next"))


async def test_without_a_day_two_weeks_are_offered(home: Town) -> None:
    asked = await home.types("maria", "/community pause")
    assert "[A week] [Two weeks] [Four weeks]" in await home.said(asked)
    shown = await home.said(await home.presses("maria", asked.card, "Two weeks"))
    assert "Until Mon 7 Dec I send nothing" in shown


async def test_nothing_comes_while_it_rests_and_everything_goes_on_by_itself(home: Town) -> None:
    await home.starts_ritual("maria", DAILY)
    await home.starts_ritual("maria", WEEKLY)
    await at(home, 0.1)
    before = await posts(home)
    assert [p.splitlines()[0] for p in before] == ["Daily", "Worth it?"]
    assert "goes on by itself then" in await rests(home)
    assert all(kind.startswith(STEADY) for kind in await due(home))
    said = (await posts(home))[2:]
    assert said == [
        (
            "A rest\nWe rest until Mon 14 Dec. Until then nothing comes from me; then it goes on.\n"
            "You can still ask me things: help"
        )
    ]
    owed, mail = await rows(home), len(await home.mail("jonas"))
    await at(home, 20.5)  # Sunday evening
    assert (await rows(home), await due(home)) == (owed, [k for k in await due(home) if k.startswith(STEADY)])
    assert len(await home.mail("jonas")) == mail
    note = await home.said(await home.types("jonas", "/rhythm next"))
    assert note.endswith("The community rests until Mon 14 Dec.")
    assert "Mon 14 Dec 10:00 · Daily" in note
    await at(home, 20.7)  # Monday, some minutes after midnight
    assert (await posts(home))[3:] == [
        "We are back\nThe rest is over. What comes next:\nMon 14 Dec 10:00 · Daily\nFri 18 Dec 10:00 · Wins"
    ]
    await at(home, 26)
    later = [p.splitlines()[0] for p in (await posts(home))[4:]]
    assert later.count("Daily") == 5
    assert later.count("Wins") == 1
    assert "rests" not in await home.said(await home.types("jonas", "/rhythm next"))
    assert len(await home.mail("jonas")) == mail + 1  # Monday's week ahead


async def test_pressing_twice_says_it_once_and_nobody_says_yes_to_a_date_meanwhile(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    shown = await home.types("maria", "/community pause until:2026-12-14")
    for label in ("Rest, and tell the rooms", "Rest, and tell the rooms", "Rest quietly"):
        said = await home.said(await home.presses("maria", shown.card, label))
        assert "rests until Mon 14 Dec" in said
    await home.hearth.pulse()
    assert [p.splitlines()[0] for p in await posts(home)].count("A rest") == 1
    assert "[Going]" not in await home.said(await home.types("jonas", "/ritual show Wins"))


async def test_a_quiet_rest_says_nothing_in_the_rooms(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    await rests(home, label="Rest quietly")
    await at(home, 21.5)
    assert await posts(home) == []


async def test_it_can_go_on_sooner_and_what_was_paused_by_hand_stays_so(home: Town) -> None:
    await home.starts_ritual("maria", DAILY)
    await home.starts_ritual("maria", WEEKLY)
    await home.types("maria", "/ritual pause Wins")
    await rests(home)
    await at(home, 2.1)
    gone_on = await home.said(await home.types("maria", "/community resume"))
    assert gone_on == "The community goes on\nThe rest is over. What comes next:\nThu 26 Nov 10:00 · Daily"
    await at(home, 30)
    titles = [p.splitlines()[0] for p in await posts(home)]
    assert titles.count("We are back") == 1
    assert "Wins" not in titles
    again = await home.said(await home.types("maria", "/community resume"))
    assert "The community is not resting. Nothing was changed." in again


async def test_pausing_twice_changes_the_day(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    await rests(home, "2026-12-07")
    await at(home, 1)
    shown = await home.types("maria", "/community pause until:2026-12-14")
    assert "It rests already, until Mon 7 Dec. This changes the day." in await home.said(shown)
    await home.presses("maria", shown.card, "Rest quietly")
    await at(home, 20)
    assert len(await posts(home)) == 1
    await at(home, 21)
    assert len(await posts(home)) == 2


async def test_what_is_started_changed_or_woken_meanwhile_begins_after_the_rest(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    await home.types("maria", "/ritual pause Wins")
    await rests(home)
    started = await home.types("maria", DAILY)
    assert "next Mon 14 Dec 10:00" in await home.said(started)
    assert "Mon 14 Dec 10:00" in await home.said(await home.presses("maria", started.card, "Start"))
    assert "Fri 18 Dec 10:00" in await home.said(await home.types("maria", "/ritual resume Wins"))
    await home.lets_in("Mei")
    assert all(kind.startswith(STEADY) or kind == "member.week" for kind in await due(home))
    await at(home, 20.9)
    assert len(await posts(home)) == 2
    await at(home, 25.2)
    assert [p.splitlines()[0] for p in await posts(home)].count("Wins") == 1


async def test_a_date_that_has_begun_is_over_and_is_not_asked_about(home: Town) -> None:
    await home.starts_ritual("maria", DAILY)
    await at(home, 1.1 / 24)
    await rests(home, label="Rest quietly")
    async with home.database.reading() as session:
        states = sorted(await session.scalars(select(occurrences.c.state)))
    assert states == ["dropped", "ended"]
    await at(home, 10)
    assert [p.splitlines()[0] for p in await posts(home)] == ["Daily"]


async def test_days_that_cannot_be_are_refused(home: Town) -> None:
    for day in ("2026-11-01", "soon", "every Friday"):
        said = await home.said(await home.types("maria", f'/community pause until:"{day}"'))
        assert f"“{day}” is no day to come. Nothing was changed." in said
    assert "At most a year, please." in await home.said(await home.types("maria", "/community pause until:2028-01-01"))
    assert "Only stewards can do that." in await home.said(await home.types("jonas", "/community pause"))


async def test_a_rest_that_ended_while_hearth_was_away_ends_once(home: Town) -> None:
    await home.starts_ritual("maria", WEEKLY)
    await rests(home)
    await home.clock.travel(BEGIN + 40 * DAY)
    await home.hearth.pulse()
    await home.hearth.settle()
    titles = [p.splitlines()[0] for p in await posts(home)]
    assert titles == ["A rest", "We are back"]
    await at(home, 40.5)
    assert not any("I was away" in home.text(m) for m in await home.mail("maria"))
