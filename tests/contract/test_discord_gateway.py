"""The simulated gateway of Discord: platforms.md 2.2, tried over a plain websocket and with discord.py itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.contract.discord_places import INTENTS, WAIT_S, Place, line, place
from tests.worlds.discord import words
from tests.worlds.discord.words import INTENT_CONTENT, INTENT_MEMBERS


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as opened:
        yield opened


# Beginning


@pytest.mark.parametrize(
    ("intents", "token", "code"),
    [(INTENTS, "wrong", 4004), (INTENTS | INTENT_MEMBERS, "bot-token", 4014), (1 << 30, "bot-token", 4013)],
)
async def test_a_session_is_refused_for_a_bad_token_or_intents(
    here: Place, intents: int, token: str, code: int
) -> None:
    async with line(here) as opened:
        await opened.sends(2, {"token": token, "intents": intents, "properties": {}})
        assert await opened.closed() == code


async def test_a_privileged_intent_that_is_switched_on_is_taken() -> None:
    async with place(allowed_intents=INTENT_MEMBERS) as here, line(here) as opened:
        await opened.identifies(INTENTS | INTENT_MEMBERS)
        here.acts.joins(here.guild, "Cleo")
        assert (await opened.event("GUILD_MEMBER_ADD"))["user"]["global_name"] == "Cleo"


async def test_who_speaks_before_identifying_or_too_long_is_cut_off(here: Place) -> None:
    async with line(here) as opened:
        await opened.sends(3, {})
        assert await opened.closed() == 4003
    async with line(here) as opened:
        await opened.sends(2, {"token": "x" * 4096})
        assert await opened.closed() == 4002


async def test_a_heartbeat_is_answered_and_guilds_come_after_ready(here: Place) -> None:
    async with line(here) as opened:
        ready = await opened.identifies()
        assert ready["resume_gateway_url"] == here.discord.socket
        assert ready["guilds"] == [{"id": str(here.guild.id), "unavailable": True}]
        guild = await opened.event("GUILD_CREATE")
        assert [m["user"]["id"] for m in guild["members"]] == [str(here.bot)]
        await opened.sends(1, 2)
        assert (await opened.next())["op"] == 11


# What is told


async def test_without_the_content_intent_messages_come_empty_but_own_and_meant_ones(here: Place) -> None:
    async with line(here) as opened:
        await opened.identifies()
        here.acts.says(here.general, here.ada, "secret")
        assert (await opened.event("MESSAGE_CREATE"))["content"] == ""
        await here.posts({"content": "own"})
        assert (await opened.event("MESSAGE_CREATE"))["content"] == "own"


async def test_with_the_content_intent_messages_come_whole() -> None:
    async with place(allowed_intents=INTENT_CONTENT) as here, line(here) as opened:
        await opened.identifies(INTENTS | INTENT_CONTENT)
        here.acts.says(here.general, here.ada, "open")
        assert (await opened.event("MESSAGE_CREATE"))["content"] == "open"


async def test_members_and_rooms_unseen_are_told_to_nobody_without_a_right(here: Place) -> None:
    async with line(here) as opened:
        await opened.identifies()
        secret = here.acts.makes_room(here.guild, "secret", private=True, by=here.ada)
        here.acts.joins(here.guild, "Cleo")
        here.acts.says(secret, here.ada, "hidden")
        here.acts.says(here.general, here.ada, "seen")
        names = [(await opened.next())["t"] for _ in range(3)]
        assert names == ["GUILD_CREATE", "CHANNEL_CREATE", "MESSAGE_CREATE"]


async def test_an_outage_is_no_removal(here: Place) -> None:
    async with line(here) as opened:
        await opened.identifies()
        here.acts.outage(here.guild)
        assert (await opened.event("GUILD_DELETE"))["unavailable"] is True
        here.acts.takes_bot_out(here.guild)
        assert "unavailable" not in await opened.event("GUILD_DELETE")
        assert await here.refused("GET", f"/guilds/{here.guild.id}") == (404, 10004)


async def test_an_event_can_be_told_twice(here: Place) -> None:
    here.discord.gateway.doubled = frozenset({"MESSAGE_CREATE"})
    async with line(here) as opened:
        await opened.identifies()
        here.acts.says(here.general, here.ada, "x")
        first, second = await opened.event("MESSAGE_CREATE"), await opened.event("MESSAGE_CREATE")
        assert first == second


# Coming back


async def test_who_comes_back_hears_what_it_missed(here: Place) -> None:
    async with line(here) as opened:
        ready = await opened.identifies()
        await opened.event("GUILD_CREATE")
        here.discord.gateway.cut()
        await opened.closed()
    missed = here.acts.says(here.general, here.ada, "missed")
    async with line(here) as back:
        await back.sends(6, {"token": "bot-token", "session_id": ready["session_id"], "seq": 2})
        assert (await back.event("MESSAGE_CREATE"))["id"] == str(missed.id)
        await back.event("RESUMED")
    assert (here.discord.gateway.identified, here.discord.gateway.resumed) == (1, 1)


async def test_a_session_that_is_gone_cannot_be_resumed(here: Place) -> None:
    async with line(here) as opened:
        ready = await opened.identifies()
        here.discord.gateway.cut(resumable=False)
        await opened.closed()
    async with line(here) as back:
        await back.sends(6, {"token": "bot-token", "session_id": ready["session_id"], "seq": 2})
        assert await back.next() == {"op": 9, "d": False}
        await back.identifies()


async def test_who_says_goodbye_has_no_session_any_more(here: Place) -> None:
    async with line(here) as opened:
        ready = await opened.identifies()
        await opened.socket.close(code=1000)
    await here.discord.watch.until(lambda: not here.discord.gateway.sessions)
    async with line(here) as back:
        await back.sends(6, {"token": "bot-token", "session_id": ready["session_id"], "seq": 2})
        assert (await back.next())["op"] == 9


# With the library


@asynccontextmanager
async def connected(here: Place, **intents: bool) -> AsyncIterator[Any]:
    """Connect discord.py; leave when it is ready."""
    import discord

    from tests.worlds.discord.pointing import pointed

    with pointed(here.discord):
        wanted = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True, **intents)
        client = discord.AutoShardedClient(
            intents=wanted,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        running = asyncio.create_task(client.start("bot-token"))
        try:
            ready = asyncio.create_task(here.discord.watch.until(lambda: bool(here.discord.gateway.connected())))
            await asyncio.wait([running, ready], timeout=WAIT_S, return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if running.done():
                running.result()
            await asyncio.wait_for(client.wait_until_ready(), WAIT_S)
            yield client
        finally:
            await client.close()
            await asyncio.gather(running, return_exceptions=True)


async def test_the_library_connects_and_resumes_after_a_cut_and_after_a_request(here: Place) -> None:
    gateway, watch = here.discord.gateway, here.discord.watch
    heard: list[int] = []
    async with connected(here) as client:

        async def on_message(message: Any) -> None:
            heard.append(message.id)
            watch.news.set()

        client.on_message = on_message
        assert client.get_guild(here.guild.id).me.guild_permissions.create_events
        gateway.cut()
        missed = here.acts.says(here.general, here.ada, "x")
        await watch.until(lambda: missed.id in heard)
        gateway.asks_to_reconnect()
        await watch.until(lambda: gateway.resumed == 2 and bool(gateway.connected()))
        after = here.acts.says(here.general, here.ada, "x")
        await watch.until(lambda: after.id in heard)
        assert (gateway.identified, gateway.resumed) == (1, 2)


async def test_the_library_refuses_to_run_with_an_intent_that_is_off(here: Place) -> None:
    import discord

    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(here, members=True):
            pass


async def test_the_library_understands_what_it_is_told(here: Place) -> None:
    import discord

    async with connected(here) as client:
        guild = client.get_guild(here.guild.id)
        hidden = {guild.default_role: discord.PermissionOverwrite(view_channel=False)}
        hidden[guild.me] = discord.PermissionOverwrite(view_channel=True)
        room = await guild.create_text_channel("Secret Room", overwrites=hidden, reason="kept")
        first = await room.send("x", nonce="key-1")
        assert (await room.send("x", nonce="key-1")).id == first.id
        assert [m.id async for m in room.history(after=discord.Object(first.id - 1))] == [first.id]
        await room.set_permissions(await guild.fetch_member(here.ada.id), view_channel=True)
        thread = await room.create_thread(name="t", type=discord.ChannelType.private_thread, invitable=False)
        assert (room.name, thread.parent_id, thread.invitable) == ("secret-room", room.id, False)
        with pytest.raises(discord.NotFound) as gone:
            await client.fetch_channel(1)
        assert gone.value.code == 10003
    made = here.guild.channels[room.id]
    assert {o: (w.allow, w.deny) for o, w in made.overwrites.items()} == {
        here.guild.id: (0, words.VIEW_CHANNEL),
        here.bot: (words.VIEW_CHANNEL, 0),
        here.ada.id: (words.VIEW_CHANNEL, 0),
    }
    assert here.discord.rest.reasons == [("create_channel", "kept")]
