"""What goes wrong on Slack's and Discord's side: each time it ends as "sent once", or as told with the remedy."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.logs import configure
from storage.database import Database
from tests.journeys.telling import kept, last_mail, local, mail, pressed, sets_up, starts_ritual, until
from tests.worlds.discord.gateway import INTERACTION
from tests.worlds.discord.town import DiscordTown
from tests.worlds.ledger import Ledger
from tests.worlds.slack.streets import SlackTown
from tests.worlds.storms import CLOSE, INVITE, OPEN, Storm
from tests.worlds.towns import HOME, PEOPLE, Town, opened
from tests.worlds.trouble import Step

LOST = "Something of mine did not arrive"
RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'
CIRCLE = '/circle create "Mentors" "How we mentor" @jonas'
KICKED = (
    "I am not in the room any more\n"
    "I do not see the room of Mentors any more: I was taken out of it, or it is gone. Nothing is lost.\n"
    "I lack being in that room. Somebody who is in that room can let Hearth in: /invite @Hearth\n"
    "[Open another room]"
)
ENDS = {
    "dropped before": (Step.ARRIVAL, Storm.dropped),
    "dropped after": (Step.ACCEPTED, Storm.dropped),
    "broken after": (Step.ACCEPTED, Storm.broken),
}


@pytest.fixture(params=["slack", "discord"])
async def town(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Town]:
    """Return a town with a community; the log keeps still, since all trouble here is ordered."""
    configure("CRITICAL", "text")
    async with opened(database, request.param) as worlds:
        made = await worlds[request.param].opens("town", PEOPLE)
        await sets_up(made)
        yield made
    configure("WARNING", "text")


def slack_only(town: Town) -> SlackTown:
    """Return the town, on Slack."""
    assert isinstance(town, SlackTown)
    return town


def discord_only(town: Town) -> DiscordTown:
    """Return the town, on Discord."""
    assert isinstance(town, DiscordTown)
    return town


async def titles(town: Town, room: str = HOME) -> list[str]:
    """Return the first lines of what stands in a room."""
    return [m.text.split("\n")[0] for m in await town.reads(None, room)]


async def lost(town: Town, person: str = "maria") -> list[str]:
    """Return what somebody was told of what did not arrive."""
    return [m for m in await mail(town, person) if m.startswith(LOST)]


async def minutes_pass(town: Town, minutes: int = 6) -> None:
    """Let real time pass a minute at a time."""
    for _ in range(minutes):
        await town.outlasts(timedelta(minutes=1))


# The connection


@pytest.mark.parametrize("end", ENDS)
async def test_a_post_whose_answer_is_lost_stands_once(town: Town, end: str) -> None:
    storm = Storm(town)
    step, trouble = ENDS[end]
    storm.posts(step, trouble(storm))
    await storm.owes("hello")
    assert (await titles(town)).count("hello") == int(step is Step.ACCEPTED)
    await minutes_pass(town)
    assert (await titles(town)).count("hello") == 1
    assert await lost(town) == []
    assert await Ledger(town.ground.database).open() == 0


@pytest.mark.parametrize("town", ["slack"], indirect=True)
@pytest.mark.parametrize("end", ENDS)
async def test_a_post_in_a_private_room_of_slack_is_not_repeated_and_its_stewards_hear(town: Town, end: str) -> None:
    storm = Storm(town)
    step, trouble = ENDS[end]
    await town.types("maria", CIRCLE)
    before = await titles(town, "mentors")
    storm.posts(step, trouble(storm), room="mentors")
    await storm.owes("hello", room="mentors")
    await minutes_pass(town)
    arrived = int(step is Step.ACCEPTED)
    assert len(await titles(town, "mentors")) == len(before) + arrived
    told = {p: await lost(town, p) for p in ("maria", "jonas", "aisha", "noor")}
    card = (
        f"{LOST}\n"
        "I cannot tell whether my message in Mentors arrived, and I do not send twice. Please look there.\n"
        "[Send again] [Drop it]"
    )
    assert told == {"maria": [card], "jonas": [card], "aisha": [], "noor": []}
    notice = await last_mail(town, "jonas")
    assert await pressed(town, "jonas", notice, "Send again") == "Sent again\nIt is on its way once more."
    assert "nothing left to do" in await pressed(town, "maria", await last_mail(town, "maria"), "Send again")
    await minutes_pass(town)
    assert len(await titles(town, "mentors")) == len(before) + arrived + 1


# Too many requests


async def test_in_a_storm_of_429_nothing_is_asked_before_its_time_and_all_arrives_once_in_order(town: Town) -> None:
    storm = Storm(town)
    # Hearth is in the room already: to come into it costs Slack a request of its own.
    await storm.owes("before")
    already = storm.asked()
    storm.posts(Step.ARRIVAL, storm.too_many(30), times=4)
    texts = [f"word {n}" for n in range(6)]
    await storm.owes(*texts)
    for refused in range(1, 5):
        assert storm.asked() == already + refused
        assert await titles(town) == ["before"]
        await town.outlasts(timedelta(seconds=29))
        assert storm.asked() == already + refused
        await town.outlasts(timedelta(seconds=3))
    await minutes_pass(town, 1)
    assert await titles(town) == ["before", *texts]
    assert storm.asked() == already + 4 + len(texts)
    assert await lost(town) == []


# Rooms and permissions that are gone


async def test_a_ritual_whose_room_was_deleted_is_told_once_and_goes_on_in_another(town: Town) -> None:
    await town.adds_room("side")
    await starts_ritual(town, "maria", RITUAL)
    await town.stands("side")
    await town.drops_room(HOME)
    await until(town, local(3, "16:00"))
    (told,) = await lost(town)
    assert "The room I should write to is gone. Nothing is lost; give me another: community settings home:#room" in told
    await town.types("maria", "/community settings home:#side")
    notice = next(m for m in reversed(await town.mail("maria")) if m.title == LOST)
    assert await pressed(town, "maria", notice, "Try again") == "Sent again\nIt is on its way once more."
    await minutes_pass(town, 1)
    assert "nothing left to do" in await pressed(town, "maria", notice, "Try again")
    await minutes_pass(town, 1)
    assert await titles(town, "side") == ["Coming up: Friday wins"]
    assert len(await lost(town)) == 1


TAKEN = {
    "view": ("View Channels", "Edit Channel → Permissions → Hearth → View Channels"),
    "send": ("Send Messages", "Edit Channel → Permissions → Hearth → Send Messages"),
}


@pytest.mark.parametrize("town", ["discord"], indirect=True)
@pytest.mark.parametrize("taken", TAKEN)
async def test_a_permission_taken_away_in_a_channel_is_named_and_after_it_is_back_the_post_stands_once(
    town: Town, taken: str
) -> None:
    storm = Storm(town)
    missing, place = TAKEN[taken]
    storm.silenced(HOME, view=taken == "view")
    await storm.owes("one")
    await minutes_pass(town)
    (told,) = await lost(town)
    assert told == f"{LOST}\nI could not do it: I lack {missing}. Nothing is lost.\n{place}\n[Try again] [Drop it]"
    storm.heard(HOME)
    notice = await last_mail(town, "maria")
    assert await pressed(town, "maria", notice, "Try again") == "Sent again\nIt is on its way once more."
    assert "nothing left to do" in await pressed(town, "maria", notice, "Try again")
    await minutes_pass(town, 1)
    assert await titles(town) == ["one"]


@pytest.mark.parametrize("town", ["slack"], indirect=True)
async def test_hearth_kicked_from_a_circles_room_says_how_it_is_let_in_again(town: Town) -> None:
    slack, storm = slack_only(town), Storm(town)
    assert slack.team.install is not None
    await town.types("maria", CIRCLE)
    before = await titles(town, "mentors")
    slack.hands.takes_out(slack.people["jonas"], slack.channel("mentors"), slack.team.install.bot_user)
    await slack.slack.quiet()
    await storm.owes("one", room="mentors")
    await minutes_pass(town)
    for person, times in (("maria", 1), ("jonas", 1), ("aisha", 0), ("noor", 0)):
        assert [m for m in await mail(town, person) if "room" in m] == [KICKED] * times, person
    assert await titles(town, "mentors") == before
    assert await Ledger(town.ground.database).open() == 0
    slack.hands.lets_in(slack.people["jonas"], slack.channel("mentors"), slack.team.install.bot_user)
    await slack.slack.quiet()
    await minutes_pass(town, 1)
    assert await titles(town, "mentors") == [*before, "one"]
    await storm.owes("two", room="mentors")
    assert await titles(town, "mentors") == [*before, "one", "two"]


@pytest.mark.parametrize("town", ["discord"], indirect=True)
async def test_a_permission_given_back_in_a_channel_lets_out_what_waited_for_it(town: Town) -> None:
    discord, storm = discord_only(town), Storm(town)
    storm.silenced(HOME, view=False)
    await storm.owes("one", "two")
    await minutes_pass(town)
    assert await titles(town) == []
    discord.acts.changed(discord.guild, storm.discord_channel(HOME))
    storm.heard(HOME)
    discord.acts.changed(discord.guild, storm.discord_channel(HOME))
    await discord.settles()
    await minutes_pass(town, 1)
    assert await titles(town) == ["one", "two"]


@pytest.mark.parametrize("town", ["slack"], indirect=True)
async def test_an_archived_home_on_slack_is_told_once_with_how_to_give_another(town: Town) -> None:
    slack, storm = slack_only(town), Storm(town)
    await storm.owes("before")
    slack.channel(HOME).archived = True
    await storm.owes("one")
    await storm.owes("two")
    await minutes_pass(town)
    (told,) = await lost(town)
    assert told == (
        f"{LOST}\nThe room I should write to is gone. Nothing is lost; give me another: "
        "community settings home:#room\n[Try again] [Drop it]"
    )
    await town.adds_room("side")
    await town.types("maria", "/community settings home:#side")
    notice = await last_mail(town, "maria")
    assert await pressed(town, "maria", notice, "Try again") == "Sent again\nIt is on its way once more."
    await pressed(town, "maria", notice, "Try again")
    await minutes_pass(town, 1)
    assert (await titles(town), await titles(town, "side")) == (["before"], ["one"])


# Direct messages, and what comes twice


@pytest.mark.parametrize("town", ["discord"], indirect=True)
async def test_who_takes_no_direct_messages_on_discord_is_told_to_the_stewards_once(town: Town) -> None:
    discord = discord_only(town)
    discord.users["noor"].direct_open = False
    await town.types("maria", CIRCLE + " people:@noor")
    await minutes_pass(town)
    assert [await mail(town, person) for person in ("noor", "jonas", "aisha")] == [[], [], []]
    (refused,) = await lost(town)
    assert refused == (
        f"{LOST}\n"
        "I could not do it: I lack direct messages from members of this server. Nothing is lost.\n"
        "They can allow them: the server's name → Privacy Settings → Direct Messages.\n"
        "[Try again] [Drop it]"
    )
    discord.users["noor"].direct_open = True
    notice = await last_mail(town, "maria")
    await pressed(town, "maria", notice, "Try again")
    await pressed(town, "maria", notice, "Try again")
    await minutes_pass(town, 1)
    assert [m.split("\n")[0] for m in await mail(town, "noor")] == ["An invitation"]


@pytest.mark.parametrize("town", ["discord"], indirect=True)
async def test_what_discord_tells_twice_acts_once(town: Town) -> None:
    discord = discord_only(town)
    events = ("GUILD_MEMBER_ADD", "MESSAGE_CREATE", "MESSAGE_REACTION_ADD", INTERACTION, "GUILD_MEMBER_REMOVE")
    await town.lets_in("Lou")
    await town.types("lou", "/my show")
    discord.discord.gateway.doubled = frozenset(events)
    await town.lets_in("Kim")
    await town.types("kim", "/my show")
    draft = await town.types("maria", RITUAL)
    await town.presses("maria", draft.card, "Start")
    await town.types("maria", CIRCLE)
    general = Storm(town).discord_channel(HOME)
    said = discord.acts.says(general, discord.users["noor"], "hello")
    discord.acts.reacts(general, discord.users["noor"], said)
    await town.leaves("aisha")
    acts = (await kept(town.ground.database))["activity"]
    assert sorted((a["kind"], a["number"]) for a in acts) == [("reacted", 1), ("wrote", 1)]
    assert len(await mail(town, "kim")) == len(await mail(town, "lou"))
    assert [r.name for r in await town.rooms(None)].count("mentors") == 1
    await until(town, local(4, "11:00"))
    assert [t for t in await titles(town) if t.startswith("Coming up")] == ["Coming up: Friday wins"]


# A room that Hearth may not open

REFUSED = {
    "slack": "I lack groups:write. api.slack.com/apps → Hearth → OAuth & Permissions → Bot Token Scopes → "
    "add groups:write → Reinstall to Workspace",
    "discord": "I lack Manage Channels. Server Settings → Roles → Hearth → Manage Channels",
}


def may_open(storm: Storm, *, given: bool) -> None:
    """Take away what opening a room needs, or give it back."""
    if storm.slack:
        storm.scope("groups:write", given=given)
    else:
        storm.manages_channels(given=given)


async def test_a_circle_whose_room_may_not_be_opened_names_what_is_missing_and_opens_once_it_is_given(
    town: Town,
) -> None:
    storm = Storm(town)
    may_open(storm, given=False)
    await town.types("maria", CIRCLE)
    await minutes_pass(town)
    told = {p: await lost(town, p) for p in ("maria", "jonas", "aisha", "noor")}
    card = (
        f"{LOST}\nI could not do something in Mentors. Nothing is lost.\n{REFUSED[town.platform]}\n"
        "[Try again] [Drop it]"
    )
    assert told == {"maria": [card], "jonas": [card], "aisha": [], "noor": []}
    assert storm.openings() == 1
    shown = (await town.types("maria", "/circle show Mentors")).text
    assert "\nStands: without a room, since Mon 23 Nov\n" in shown
    assert shown.endswith(f"Nothing is lost. {REFUSED[town.platform]}\n[Try again] [Close it]")
    may_open(storm, given=True)
    notice = await last_mail(town, "jonas")
    assert await pressed(town, "jonas", notice, "Try again") == "Sent again\nIt is on its way once more."
    assert "nothing left to do" in await pressed(town, "maria", await last_mail(town, "maria"), "Try again")
    await minutes_pass(town)
    assert storm.openings() == 2
    (room,) = [r for r in await town.rooms(None) if r.name == "mentors"]
    assert room.people == {"maria", "jonas"}
    assert len(await titles(town, "mentors")) == 1
    shown = (await town.types("maria", "/circle show Mentors")).text
    assert "\nStands: open, since Mon 23 Nov\n" in shown
    assert "[Try again]" not in shown


SHOW = "/circle show Mentors"


async def test_whoever_looks_at_a_circle_reads_what_it_waits_for_while_the_platform_says_too_many(town: Town) -> None:
    storm = Storm(town)
    asked = "I was asked to wait, and try again at"
    storm.rooms(OPEN[town.platform], Step.ARRIVAL, storm.too_many(300))
    await town.types("maria", CIRCLE)
    shown = (await town.types("maria", SHOW)).text
    assert "\nStands: its room is being made, since Mon 23 Nov\n" in shown
    assert f"I am making its room in town. {asked}" in shown
    storm.rooms(INVITE[town.platform], Step.ARRIVAL, storm.too_many(300))
    await minutes_pass(town)
    shown = (await town.types("jonas", SHOW)).text
    assert "\nStands: open, since Mon 23 Nov\n" in shown
    assert f"I am letting people into its room in town. {asked}" in shown
    await minutes_pass(town)
    shown = (await town.types("maria", SHOW)).text
    assert asked not in shown
    storm.rooms(CLOSE[town.platform], Step.ARRIVAL, storm.too_many(300))
    await town.types("maria", "/circle close Mentors sure:yes")
    shown = (await town.types("maria", SHOW)).text
    assert "\nStands: closing, since Mon 23 Nov\n" in shown
    assert f"I am archiving its room in town. {asked}" in shown
    await minutes_pass(town)
    assert "I know no circle called" in (await town.types("maria", SHOW)).text
    assert await lost(town) == []


async def test_a_circle_whose_room_may_not_be_archived_names_what_is_missing_and_closes_once_it_is_given(
    town: Town,
) -> None:
    storm = Storm(town)
    await town.types("maria", CIRCLE)
    await minutes_pass(town, 1)
    may_open(storm, given=False)
    await town.types("maria", "/circle close Mentors sure:yes")
    await minutes_pass(town, 1)
    shown = await town.types("maria", SHOW)
    assert "\nStands: closing, since Mon 23 Nov\n" in shown.text
    assert f"I could not archive its room in town. Nothing is lost. {REFUSED[town.platform]}" in shown.text
    may_open(storm, given=True)
    await town.presses("maria", shown.card, "Try again")
    await minutes_pass(town, 1)
    assert "I know no circle called" in (await town.types("maria", SHOW)).text
