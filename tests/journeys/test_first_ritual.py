"""From nothing to a ritual that people answer."""

from datetime import timedelta

from tests.journeys.telling import dated, last_mail, local, mail, pressed, sets_up, told, until, wall
from tests.worlds.towns import Town

VALUE = "To see each other regularly, and bring one thing we are stuck on"
WORTH = "Worth it?\nWas Our first ritual worth your 45 minutes?\n[Yes] [So-so] [No]"
FEW = "Only the totals are shown, and only from five answers on."
ANNOUNCED = f"Coming up: Our first ritual\n{VALUE}\nTue 24 Nov 10:00, for 45 minutes.\n[Going] [Maybe] [Not going]"
REMINDED = "In an hour: Our first ritual\nOur first ritual begins at 10:00."
THANKS = (
    "Noted\nThank you. Only the totals are shown, and only from five answers on; you can change your mind any time."
)


async def set_up_and_start(town: Town) -> None:
    founded = await sets_up(town)
    first = await town.presses("maria", founded.card, "See the first ritual")
    await town.presses("maria", first.card, "Start")


async def test_a_community_is_set_up_with_one_form_of_five_questions(any_town: Town) -> None:
    town = any_town
    assert await told(town, "maria", "/hearth") == (
        "What you can do here\n"
        "help · This page\n"
        "community · The community itself: setup, link\n"
        "Type help and a word, such as: help ritual. Leave anything out and I will ask for it."
    )
    asked = await town.types("maria", "/hearth community setup")
    form = asked.opened
    assert [(f.name, f.label, f.required) for f in form.fields] == [
        ("name", "Name", True),
        ("charter", "Charter", True),
        ("zone", "Time zone", True),
        ("language", "Language", False),
        ("rhythm", "Starter rhythm", False),
    ]
    founded = await sets_up(town)
    assert founded.text == (
        "Testing guild is here\n"
        "People who care how software is tested\n"
        "Its home is #general. Nothing is posted there until you start a ritual.\n"
        "[See the first ritual] [Open a stewards' room] [What can I do?]\n"
        "You are its first steward. Two are safer: steward add @somebody"
    )
    assert await wall(town, None) == []


async def test_who_may_not_set_up_is_told_whom_to_ask(town: Town) -> None:
    asked = await town.types("jonas", "/hearth community setup")
    refused = await town.fills("jonas", asked.opened, {"name": "Mine", "charter": "All mine", "zone": "Europe/Berlin"})
    assert refused.opened.error == (
        "There is no community here yet. Somebody who manages this space can start one: community setup"
    )
    assert refused.opened.values == {
        "name": "Mine", "charter": "All mine", "zone": "Europe/Berlin", "language": "", "rhythm": "",
    }  # fmt: skip


async def test_nothing_is_public_before_start_and_the_preview_shows_three_dates(any_town: Town) -> None:
    town = any_town
    founded = await sets_up(town)
    preview = await town.presses("maria", founded.card, "See the first ritual")
    assert preview.text == (
        "A new ritual\n"
        "Our first ritual will open in #general, every Tuesday at 10:00 (Europe/Copenhagen): "
        "next Tue 24 Nov 10:00, Tue 1 Dec 10:00, Tue 8 Dec 10:00.\n"
        f"Why it is worth 45 minutes: “{VALUE}”\n"
        "It is a trial: after 60 days or 8 dates those who came are asked whether to keep it.\n"
        "[Start] [Drop it]\n"
        "Nothing is posted before you say so."
    )
    await town.waits(timedelta(days=3))
    assert await wall(town, None) == []
    assert await mail(town, "jonas") == []
    assert await told(town, "jonas", "/rhythm next") == (
        "What comes next\nNothing is planned. Start something that comes back: ritual create"
    )
    started = await town.presses("maria", preview.card, "Start")
    assert started.text == (
        "It is set\nOur first ritual opens in #general on Tue 1 Dec 10:00.\nTo see what comes: rhythm next"
    )
    assert await wall(town, None) == []


async def test_a_dropped_ritual_never_starts(town: Town) -> None:
    founded = await sets_up(town)
    preview = await town.presses("maria", founded.card, "See the first ritual")
    assert await pressed(town, "maria", preview, "Drop it") == "Dropped\nNothing was changed."
    assert await pressed(town, "maria", preview, "Start") == (
        "That did not work\nThat is decided already: it was started, changed again or dropped. See it: ritual list"
    )
    assert await told(town, "maria", "/ritual list") == "Rituals\nThere is none yet. Start one: ritual create"


async def test_each_moment_of_the_first_date_comes_at_its_own_time(any_town: Town) -> None:
    town = any_town
    await set_up_and_start(town)
    await town.waits(timedelta(days=2))
    posts = await town.reads("jonas")
    question = posts[2].text.split("\n")[2]
    assert question.startswith("Today's question: “")
    assert dated(posts) == [
        (local(0, "10:00"), ANNOUNCED),
        (local(1, "09:00"), REMINDED),
        (local(1, "10:00"), f"Our first ritual\n{VALUE}\n{question}\n[Answer]\nNext time: Tue 1 Dec 10:00"),
        (local(1, "10:45"), f"{WORTH}\n{FEW}"),
    ]
    # A reader elsewhere sees their own time.
    await town.lets_in("Luz", zone="America/Bogota")
    assert (await wall(town, "luz"))[0] == ANNOUNCED.replace("10:00", "04:00")


async def test_totals_are_shown_from_five_different_people_on(any_town: Town) -> None:
    town = any_town
    await town.lets_in("Mei", "Tomas")
    await set_up_and_start(town)
    await until(town, local(1, "11:00"))
    asked = (await town.reads("jonas"))[-1]

    async def shown() -> str:
        return (await wall(town, "jonas"))[-1]

    assert await pressed(town, "jonas", asked, "Yes") == THANKS
    for _again in range(4):
        # Pressing five times is one answer.
        assert await pressed(town, "jonas", asked, "Yes") == THANKS
    for person, answer in (("maria", "So-so"), ("aisha", "So-so"), ("noor", "Yes")):
        assert await pressed(town, person, asked, answer) == THANKS
    assert await shown() == f"{WORTH}\n{FEW}"
    assert await told(town, "maria", "/ritual show Our first ritual") == (
        "Our first ritual\n"
        f"{VALUE}\n"
        "Rhythm: every Tuesday at 10:00 (Europe/Copenhagen)\n"
        "Next: Tue 1 Dec 10:00, Tue 8 Dec 10:00, Tue 15 Dec 10:00\n"
        "Where: #general\n"
        "Minutes: 45\n"
        "Questions from: practice\n"
        "Guests: no\n"
        "On holidays: it takes place\n"
        "When I was away: dates that passed are left out\n"
        "Worth it: too few answers to show\n"
        "[Change] [Move the next] [Skip the next] [Pause] [Retire]\n"
        "Trial: until Fri 22 Jan, or after 8 dates.\n"
        "[Going] [Maybe] [Not going]"
    )
    assert await pressed(town, "mei", asked, "No") == THANKS
    assert await shown() == f"{WORTH}\nYes 2 · So-so 2 · No 1"
    # Changing one's mind moves an answer, and adds none.
    assert await pressed(town, "jonas", asked, "No") == THANKS
    await town.outlasts(timedelta(minutes=1))
    assert await shown() == f"{WORTH}\nYes 1 · So-so 2 · No 2"
    assert await pressed(town, "tomas", asked, "Yes") == THANKS
    assert await shown() == f"{WORTH}\nYes 1 · So-so 2 · No 2"
    await town.outlasts(timedelta(minutes=1))
    assert await shown() == f"{WORTH}\nYes 2 · So-so 2 · No 2"
    assert (await told(town, "noor", "/ritual show Our first ritual")).endswith(
        "\nWorth it: 33 % yes of 6 answers\nTrial: until Fri 22 Jan, or after 8 dates.\n[Going] [Maybe] [Not going]"
    )


async def test_monday_morning_tells_the_week_ahead_in_each_readers_own_time(town: Town) -> None:
    await town.lets_in("Mei", zone="Asia/Tokyo")
    await set_up_and_start(town)
    # Mei was here before: where she lives is learned when she first asks. Tomas comes later, with his zone.
    await town.types("mei", "/rhythm week" if town.tells_zones else "/my zone Asia/Tokyo")
    await town.lets_in("Tomas", zone="America/Bogota")
    if not town.tells_zones:
        await town.types("tomas", "/my zone America/Bogota")
    await until(town, local(0, "16:00", week=1))
    week = "Your week in Testing guild\nTue 1 Dec {time} · Our first ritual\n[Fewer] [Snooze a week]\n{why}"
    why = (
        "You get this because you belong to Testing guild. It is 1 of at most 2 messages from me this week. "
        "The next week ahead is due Mon {day} Dec {at}."
    )
    assert dated(await town.mail("jonas")) == [
        (local(0, "09:00", week=1), week.format(time="10:00", why=why.format(day=7, at="09:00")))
    ]
    # Nine in the morning in Tokyo is one in the morning here.
    assert dated(await town.mail("mei")) == [
        (local(0, "01:00", week=1), week.format(time="18:00", why=why.format(day=7, at="09:00")))
    ]
    first = week.format(time="04:00", why=why.format(day=30, at="09:00")).replace("1 Dec", "24 Nov")
    first = first.replace("30 Dec", "30 Nov")
    # In Bogota it was still night when Tomas came, so this Monday's morning was ahead of him.
    assert dated(await town.mail("tomas")) == [
        (local(0, "15:00"), first),
        (local(0, "15:00", week=1), week.format(time="04:00", why=why.format(day=7, at="09:00"))),
    ]
    assert await pressed(town, "mei", await last_mail(town, "mei"), "Snooze a week") == (
        "Your settings\n"
        "Time zone: Asia/Tokyo\n"
        "Quiet hours: 20:00–08:00\n"
        "Messages of my own accord: at most 2 a week\n"
        "Snoozed: until Tue 8 Dec 00:00\n"
        "Sabbatical: no\n"
        "Steward: no\n"
        "[Fewer messages] [Weekly one only] [Snooze a week] [Sabbatical] [What do you know of me?]\n"
        "Change them like this: my zone Europe/Madrid · my quiet 20:00-08:00 · my budget 1 · my snooze 7"
    )
    await until(town, local(0, "12:00", week=2))
    assert len(await town.mail("jonas")) == 2
    assert len(await town.mail("mei")) == 1
