"""What only Slack has: the Home, shortcuts, Socket Mode, triggers that are too late, closed direct messages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.database import Database
from tests.journeys.telling import last_mail, local, mail, sets_up, starts_ritual, told, until
from tests.worlds.slack.door import HttpDoor
from tests.worlds.slack.faults import broken
from tests.worlds.slack.server import HOOK
from tests.worlds.slack.streets import SlackTown
from tests.worlds.slack.town import SlackWorld
from tests.worlds.slack.world import Ask
from tests.worlds.towns import PEOPLE, opened
from tests.worlds.trouble import Step

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[SlackWorld]:
    async with opened(database, "slack") as worlds:
        world = worlds["slack"]
        assert isinstance(world, SlackWorld)
        yield world


@pytest.fixture
async def town(slack: SlackWorld) -> SlackTown:
    return await slack.opens("town", PEOPLE)


async def test_the_home_shows_what_concerns_its_reader_and_changes_with_it(town: SlackTown) -> None:
    before = town.text("jonas", await town.home("jonas"))
    assert before == (
        "That did not work\n"
        "There is no community here yet. Somebody who manages this space can start one: community setup"
    )
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    await town.types("maria", '/circle create "Mentors" "How we mentor" @aisha')
    mine, theirs = town.text("aisha", await town.home("aisha")), town.text("jonas", await town.home("jonas"))
    assert "Mentors" in mine
    assert "Mentors" not in theirs
    assert "Friday wins" in theirs
    await town.types("jonas", "/my zone Asia/Tokyo")
    assert "Asia/Tokyo" in town.text("jonas", await town.home("jonas"))
    # A Home has no answers of its own: what is asked there is answered in direct messages.
    assert (await town.presses_at_home("jonas", "What do you know of me?")).shown is None
    assert "Asia/Tokyo" in (await last_mail(town, "jonas")).text


async def test_a_message_is_suggested_as_a_prompt(town: SlackTown) -> None:
    await sets_up(town)
    said = await town.says("noor", "What have you mended lately?")
    asked = await town.picks("aisha", said)
    assert asked.opened.values["question"] == "What have you mended lately?"
    kept = await town.fills("aisha", asked.opened, {})
    assert kept.text == "Thank you\nA steward looks at it before it is asked. You will hear of it."


async def test_a_story_is_told_over_socket_mode_as_over_http(slack: SlackWorld, town: SlackTown) -> None:
    async with slack.over_sockets():
        await sets_up(town)
        await starts_ritual(town, "maria", RITUAL)
        await town.lets_in("Kim")
        assert "Friday wins" in await told(town, "kim", "/ritual list")
        assert [sent.sort.value for sent, _ in slack.server.outbox.sent[-2:]] == ["events_api", "slash_commands"]
        assert slack.server.links.refused == []


async def test_a_form_that_slack_let_in_too_late_is_offered_with_a_button(slack: SlackWorld, town: SlackTown) -> None:
    async def dawdles(_ask: Ask) -> None:
        town.ground.clock.wait(timedelta(seconds=4))

    slack.world.orders.on(Step.ARRIVAL, dawdles, "views.open")
    late = await town.types("maria", "/community setup")
    assert late.card.labels == ("Open the form",)
    form = await town.presses("maria", late.card, "Open the form")
    assert set(form.opened.values) == {"name", "charter", "zone", "language", "rhythm"}


async def test_an_answer_whose_own_road_is_closed_takes_the_next_one_for_the_asker_alone(
    slack: SlackWorld, town: SlackTown
) -> None:
    await sets_up(town)
    await starts_ritual(town, "maria", RITUAL)
    # Hearth is not in the room yet, so nothing can be shown there to one person.
    slack.world.orders.on(Step.ARRIVAL, broken(), HOOK, times=2)
    assert (await town.types("jonas", "/ritual list")).shown is None
    assert [m.split("\n")[0] for m in await mail(town, "jonas")] == ["Rituals"]
    await until(town, local(4, "09:00"))
    shown = (await town.types("jonas", "/ritual list")).card
    assert shown.title == "Rituals"
    assert shown.id not in [m.id for m in await town.reads("jonas")]
    assert len(await mail(town, "jonas")) == 1


async def test_who_takes_no_direct_messages_is_told_to_the_stewards_once(town: SlackTown) -> None:
    await sets_up(town)
    town.people["noor"].refuses = True
    await town.types("maria", '/circle create "Mentors" "How we mentor" @jonas people:@noor')
    assert [await mail(town, person) for person in ("noor", "jonas", "aisha")] == [[], [], []]
    refused = "Something of mine did not arrive\nI could not do it: I lack a way to write to them. Nothing is lost."
    remedy = "In Slack they open Apps → Hearth → Messages."
    assert await mail(town, "maria") == [f"{refused}\n{remedy}\n[Try again] [Drop it]"]


@pytest.mark.parametrize("wrong", ["stale", "forged"])
async def test_what_slack_did_not_sign_does_nothing(slack: SlackWorld, town: SlackTown, wrong: str) -> None:
    await sets_up(town)
    door = slack.server.outbox.door
    assert isinstance(door, HttpDoor)
    door.skew, door.forged = (-301, False) if wrong == "stale" else (0, True)
    before = len(slack.world.orders.arrived)
    with pytest.raises(AssertionError, match="dispatch_failed"):
        await town.types("maria", RITUAL)
    assert slack.server.outbox.sent[-1][1].status == 401
    assert len(slack.world.orders.arrived) == before


async def test_an_event_that_comes_twice_acts_once(slack: SlackWorld, town: SlackTown) -> None:
    await sets_up(town)
    slack.server.outbox.twice = 1
    await town.lets_in("Kim")
    assert [s.payload["event"]["type"] for s, _ in slack.server.outbox.sent[-2:]] == ["team_join", "team_join"]
    once = await mail(town, "kim")
    slack.server.outbox.twice = 0
    await town.lets_in("Lou")
    assert len(once) == len(await mail(town, "lou"))
    if once:
        assert (await last_mail(town, "kim")).title == (await last_mail(town, "lou")).title
