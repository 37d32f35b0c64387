"""The clock moves four weeks at once: everything happens at its own time, and once."""

from datetime import timedelta

from tests.journeys.telling import dated, local, sets_up, starts_ritual, until
from tests.worlds.towns import Town

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well, so that others can use it" minutes:30'


async def test_four_weeks_bring_four_announcements_and_four_questions_none_late(any_town: Town) -> None:
    town = any_town
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.waits(timedelta(weeks=4))
    posts = dated(await town.reads("noor"))
    assert [at for at, text in posts if text.startswith("Coming up")] == [
        local(3, "10:00", week=week) for week in range(4)
    ]
    assert [at for at, text in posts if text.startswith("Worth it?")] == [
        local(4, "10:30", week=week) for week in range(4)
    ]
    # Four moments a week, in order, and nothing besides them.
    assert [(at, text.split("\n")[0]) for at, text in posts] == [
        moment
        for week in range(4)
        for moment in (
            (local(3, "10:00", week=week), "Coming up: Friday wins"),
            (local(4, "09:00", week=week), "In an hour: Friday wins"),
            (local(4, "10:00", week=week), "Friday wins"),
            (local(4, "10:30", week=week), "Worth it?"),
        )
    ]
    assert [text for _at, text in posts if text.startswith("Coming up")] == [
        "Coming up: Friday wins\nWhat went well, so that others can use it\n"
        f"Fri {day} 10:00, for 30 minutes.\n[Going] [Maybe] [Not going]"
        for day in ("27 Nov", "4 Dec", "11 Dec", "18 Dec")
    ]
    # Everybody was told of each of their weeks once, on Monday morning; nobody heard anything else.
    for person in ("maria", "jonas", "aisha", "noor"):
        assert [(at, text.split("\n")[0]) for at, text in dated(await town.mail(person))] == [
            (local(0, "09:00", week=week), "Your week in Testing guild") for week in range(1, 5)
        ]


async def test_one_jump_and_many_small_steps_show_the_same(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    for hours in range(0, 24 * 14, 5):
        await until(town, local(0, "09:00") + timedelta(hours=hours))
    await until(town, local(0, "09:00", week=2))
    assert [(at, text.split("\n")[0]) for at, text in dated(await town.reads("noor"))] == [
        moment
        for week in range(2)
        for moment in (
            (local(3, "10:00", week=week), "Coming up: Friday wins"),
            (local(4, "09:00", week=week), "In an hour: Friday wins"),
            (local(4, "10:00", week=week), "Friday wins"),
            (local(4, "10:30", week=week), "Worth it?"),
        )
    ]


async def test_no_question_comes_twice_before_each_was_asked_once(town: Town) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", '/ritual create "Good morning" "weekdays 09:30" "One question a day"')
    await until(town, local(4, "12:00", week=5))
    asked = [
        line
        for _at, text in dated(await town.reads("noor"))
        for line in text.split("\n")
        if line.startswith("Today's question")
    ]
    # Six weeks of five days ask the 28 of the deck once each, and then the first two again.
    assert (len(asked), len(set(asked[:28])), len(set(asked))) == (30, 28, 28)
