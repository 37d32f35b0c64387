"""Where a platform takes no picture, its words stand alone; nothing else of a message suffers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.cards import Card, Note, Picture
from bot.errors import Outcome, PlatformFault
from bot.ports import Names, PersonAt, RoomAt
from tests.contract.discord_land import DiscordLand, discord_land
from tests.contract.slack_land import SlackLand, slack
from tests.strategies import MONTH
from tests.worlds.discord.faults import Dropped
from tests.worlds.discord.words import ATTACH_FILES
from tests.worlds.slack.faults import broken, dropped
from tests.worlds.trouble import Step

MAP = Card("A month", (Picture("Friday wins: 4, 11", MONTH), Note(("As in UTC.",))))
WORDS = ["A month\nFriday wins: 4, 11\nAs in UTC."]
NONE = Names()


@pytest.fixture
async def workspace() -> AsyncIterator[SlackLand]:
    async with slack() as land:
        assert isinstance(land, SlackLand)
        yield land


@pytest.fixture
async def guild() -> AsyncIterator[DiscordLand]:
    async with discord_land() as land:
        assert isinstance(land, DiscordLand)
        yield land


async def posted(land: SlackLand | DiscordLand) -> tuple[list[str], int]:
    """Post the card to a room; return what stands there, and how many pictures."""
    ada = await land.person("Ada")
    room = RoomAt(await land.platform.open_room(land.space, "garden", "", private=False, key="open-1"), private=False)
    await land.platform.invite(land.space, room, (ada,))
    await land.platform.post(land.space, room, MAP, NONE, "post-1")
    return [s.text for s in await land.sees(ada, room)], len(await land.pictures(ada, room))


# Discord


async def test_without_attach_files_the_words_stand_alone(guild: DiscordLand) -> None:
    for role in guild.guild.roles.values():
        role.permissions &= ~ATTACH_FILES
    assert await posted(guild) == (WORDS, 0)


async def test_a_picture_too_large_for_discord_gives_way_to_its_words(guild: DiscordLand) -> None:
    guild.discord.state.file_limit = 1000
    assert await posted(guild) == (WORDS, 0)


async def test_a_post_whose_fate_is_unknown_is_not_posted_again_without_its_picture(guild: DiscordLand) -> None:
    async def drop(_ask: object) -> None:
        raise Dropped

    guild.discord.watch.on(Step.ACCEPTED, drop, "create_message")
    with pytest.raises(PlatformFault) as failed:
        await posted(guild)
    assert failed.value.outcome is Outcome.UNKNOWN
    [message] = [m for c in guild.guild.channels.values() for m in c.messages.values()]
    assert len(message.files) == 1


# Slack


async def test_without_files_write_the_words_stand_alone(workspace: SlackLand) -> None:
    assert workspace.team.install is not None
    workspace.team.install.scopes -= {"files:write"}
    assert await posted(workspace) == (WORDS, 0)


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
@pytest.mark.parametrize("trouble", ["drop", "error"])
async def test_whatever_step_of_the_upload_fails_the_words_stand_alone(
    workspace: SlackLand, method: str, trouble: str
) -> None:
    workspace.world.orders.on(Step.ARRIVAL, dropped() if trouble == "drop" else broken(), method)
    assert await posted(workspace) == (WORDS, 0)


async def test_a_file_that_slack_still_looks_at_is_waited_for_and_not_uploaded_again(workspace: SlackLand) -> None:
    workspace.world.looks_at_files_s = 3
    ada = await workspace.person("Ada")

    async def sends() -> None:
        await workspace.platform.direct(workspace.space, PersonAt(ada), MAP, NONE, "direct-1")

    with pytest.raises(PlatformFault) as failed:
        await sends()
    assert (failed.value.outcome, failed.value.retry_after) == (Outcome.NOT_DONE, timedelta(seconds=2))
    workspace.clock.wait(timedelta(seconds=4))
    await sends()
    assert [s.text for s in await workspace.sees(ada, PersonAt(ada))] == WORDS
    assert len(await workspace.pictures(ada, PersonAt(ada))) == 1
    assert len(workspace.world.files) == 1


async def test_a_file_that_slack_never_lets_stand_gives_way_to_its_words(workspace: SlackLand) -> None:
    workspace.world.looks_at_files_s = 3600
    ada = await workspace.person("Ada")
    with pytest.raises(PlatformFault):
        await workspace.platform.direct(workspace.space, PersonAt(ada), MAP, NONE, "direct-1")
    workspace.clock.wait(timedelta(seconds=31))
    await workspace.platform.direct(workspace.space, PersonAt(ada), MAP, NONE, "direct-1")
    assert [s.text for s in await workspace.sees(ada, PersonAt(ada))] == WORDS
    assert await workspace.pictures(ada, PersonAt(ada)) == []
