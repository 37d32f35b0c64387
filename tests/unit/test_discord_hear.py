"""What happens on a server, as events: that it happened, where and who, never what was written."""

from collections.abc import AsyncIterator
from dataclasses import replace

import discord
import pytest
import simcord
from simcord.enums import MessageType

from adapters.discord.client import intents
from bot.commands import Event, EventKind
from tests.worlds.discord_stage import NOW, Stage, staged

CANARY = "canary-that-nobody-may-keep"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as opened:
        yield opened


@pytest.fixture
async def town() -> AsyncIterator[Stage]:
    """Return a stage that hears who comes and goes, too."""
    async with staged(members=True) as opened:
        yield opened


def heard(stage: Stage) -> list[Event]:
    """Return the events without their ids, which must differ from each other."""
    assert len({e.id for e in stage.door.events}) == len(stage.door.events)
    return [replace(e, id="") for e in stage.door.events]


def event(stage: Stage, kind: EventKind, person: int | None = None, room: int | None = None, name: str = "") -> Event:
    return Event(
        "",
        "discord",
        stage.space,
        kind,
        NOW,
        person=str(person) if person else None,
        room=str(room) if room else None,
        name=name,
    )


async def hidden(stage: Stage) -> simcord.ChannelHandle:
    """Return a room that Ada and Hearth see, and nobody else."""
    assert stage.client.user is not None
    room = stage.guild.create_text_channel(
        "secrets",
        overwrites={
            stage.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            stage.ada: discord.PermissionOverwrite(view_channel=True),
            stage.client.user: discord.PermissionOverwrite(view_channel=True, manage_roles=True),
        },
    )
    await stage.env.settle()
    return room


async def test_that_somebody_wrote_answered_and_reacted_is_heard_and_never_what(stage: Stage) -> None:
    said = await stage.ada.send(stage.general, CANARY)
    await stage.maria.send(stage.general, CANARY, reply_to=said)
    await stage.maria.react(said, "👍")
    assert heard(stage) == [
        event(stage, EventKind.WROTE, stage.ada.id, stage.general.id),
        event(stage, EventKind.REPLIED, stage.maria.id, stage.general.id),
        event(stage, EventKind.REACTED, stage.maria.id, stage.general.id),
    ]
    assert CANARY not in str(stage.door.events)
    assert not any(str(who.id) in e.id for e in stage.door.events for who in (stage.ada, stage.maria))


async def test_rooms_that_not_everybody_reads_are_not_listened_to(stage: Stage) -> None:
    room = await hidden(stage)
    said = await stage.ada.send(room, CANARY)
    await stage.ada.react(said, "👍")
    assert heard(stage) == []


async def test_direct_messages_bots_and_announcements_are_not_listened_to(stage: Stage) -> None:
    await stage.ada.user.send_dm(CANARY)
    robot = stage.guild.add_member(stage.env.create_user("robot", bot=True))
    await robot.send(stage.general, CANARY)
    stage.guild.create_system_message(stage.general, MessageType.NEW_MEMBER, author=stage.ada)
    await stage.env.settle()
    assert heard(stage) == []


async def test_a_room_that_is_renamed_or_deleted_is_told(stage: Stage) -> None:
    channel = stage.client.get_channel(stage.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.edit(name="plaza")
    await stage.env.settle()
    await channel.edit(topic="nothing that matters")
    await stage.env.settle()
    await channel.delete()
    await stage.env.settle()
    assert heard(stage) == [
        event(stage, EventKind.ROOM_RENAMED, room=stage.general.id, name="plaza"),
        event(stage, EventKind.ROOM_GONE, room=stage.general.id),
    ]


async def test_who_is_let_into_a_private_room_by_hand_is_told(stage: Stage) -> None:
    room = await hidden(stage)
    await stage.client.http.edit_channel_permissions(room.id, stage.maria.id, "1024", "0", 1)
    await stage.env.settle()
    await stage.client.http.delete_channel_permissions(room.id, stage.maria.id)
    await stage.env.settle()
    assert heard(stage) == [
        event(stage, EventKind.ENTERED, stage.maria.id, room.id),
        event(stage, EventKind.EXITED, stage.maria.id, room.id),
    ]


async def test_people_come_and_go_where_the_intent_is_on(town: Stage) -> None:
    bob = town.guild.add_member(town.env.create_user("bob", global_name="Bob"))
    town.guild.add_member(town.env.create_user("robot", bot=True))
    await town.env.settle()
    town.guild.remove_member(bob)
    await town.env.settle()
    assert heard(town) == [
        event(town, EventKind.ARRIVED, bob.id, name="Bob"),
        event(town, EventKind.DEPARTED, bob.id),
    ]
    assert town.client.notes() == ()


async def test_without_the_intent_nobody_is_heard_to_come_and_that_is_said(stage: Stage) -> None:
    bob = stage.guild.add_member(stage.env.create_user("bob"))
    stage.guild.remove_member(bob)
    await stage.env.settle()
    assert heard(stage) == []
    assert "Server Members Intent" in stage.client.notes()[0]


async def test_hearth_is_taken_out_and_let_in_again(stage: Stage) -> None:
    guild = stage.client.get_guild(stage.guild.id)
    assert guild is not None
    await stage.client.on_guild_remove(guild)
    await stage.client.on_guild_join(guild)
    assert heard(stage) == [
        event(stage, EventKind.SPACE_GONE, name="The town"),
        replace(event(stage, EventKind.SPACE_BACK, name="The town")),
    ]


async def test_the_same_message_told_twice_is_the_same_event(stage: Stage) -> None:
    said = await stage.ada.send(stage.general, "hi")
    message = discord.utils.get(stage.client.cached_messages, id=said.id) or said
    await stage.client.on_message(message)
    assert len({e.id for e in stage.door.events}) == 1


async def test_an_event_that_cannot_be_kept_is_written_down_and_the_next_one_is_heard(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_self: object, _event: Event) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(type(stage.door), "receive", broken)
        await stage.ada.send(stage.general, "hi")
    await stage.ada.send(stage.general, "hi")
    assert [e.kind for e in heard(stage)] == [EventKind.WROTE]


@pytest.mark.parametrize("members", [False, True])
def test_nothing_privileged_is_asked_for_but_what_the_setting_says(*, members: bool) -> None:
    asked = intents(members=members)
    assert {n for n, on in asked if on} == {"guilds", "guild_messages", "guild_reactions"} | (
        {"members"} if members else set()
    )
    assert not asked.message_content
