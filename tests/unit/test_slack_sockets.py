"""Socket Mode: two connections over the real library, before the simulated Slack."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.cards import Reply
from bot.commands import Request
from bot.errors import Outcome, PlatformFault
from tests.unit.slack_scene import DONE, Scene, scene

ANSWER = "Done\nas asked"


@pytest.fixture
async def here() -> AsyncIterator[Scene]:
    async with scene(signed=False) as made:
        made.server.outbox.door = made.server.links
        yield made


async def test_everything_comes_over_two_connections(here: Scene) -> None:
    async with here.app.sockets(here.world.app.app_token) as sockets:
        await here.server.links.connected(2)
        assert await sockets.connected() == 2
        await here.types("ritual list")
        await here.types("circle create Mentors")
        assert await here.fills({"purpose": "x"}) == {}
        here.hands.says(here.bob, here.general, "hello")
        await here.world.settle()
        assert here.heard() == [ANSWER, ANSWER]
        assert len(here.engine.events) == 1
        assert all(link.taken for link in here.server.links.open)
    assert here.server.links.open == []
    assert here.server.links.refused == []


async def test_what_is_wrong_with_a_form_comes_back_over_the_socket(here: Scene) -> None:
    async with here.app.sockets(here.world.app.app_token, 1):
        await here.types("ritual skip")
        (block, *_rest) = here.form().body["blocks"]
        offered = await here.people.looks_up(here.ada, here.form(), block["block_id"], "Fri")
        assert [o["value"] for o in offered] == ["Fri"]


async def test_a_connection_that_slack_renews_is_opened_again(here: Scene) -> None:
    async with here.app.sockets(here.world.app.app_token, 2):
        before = list(here.server.links.open)
        await before[0].says(type="disconnect", reason="refresh_requested")
        while before[0] in here.server.links.open:
            here.server.links.news.clear()
            await here.server.links.news.wait()
        await here.server.links.connected(2)
        await here.types("ritual list")
        assert here.heard() == [ANSWER]


async def test_a_connection_gone_silent_is_replaced(here: Scene) -> None:
    async with here.app.sockets(here.world.app.app_token, 2, ping=timedelta(seconds=0.1)) as sockets:
        before = list(here.server.links.open)
        here.server.links.hush()
        await here.server.links.connected(2)
        assert not any(link in before for link in here.server.links.open)
        await here.types("ritual list")
        assert here.heard() == [ANSWER]
        assert await sockets.connected() == 2


async def test_a_close_lets_running_work_finish_and_takes_nothing_new(here: Scene) -> None:
    release, begun = asyncio.Event(), asyncio.Event()

    async def hang(_request: Request) -> Reply:
        begun.set()
        await release.wait()
        return DONE

    opened = here.app.sockets(here.world.app.app_token, 1)
    await opened.__aenter__()
    await here.types("circle create Mentors")
    here.engine.reply = hang
    answers = {"purpose": "x", "steward": here.bob.id}
    sending = asyncio.create_task(here.people.submits(here.ada, answers))
    await begun.wait()
    closing = asyncio.create_task(_close(opened))
    late = asyncio.create_task(here.people.types(here.bob, here.general, "ritual list"))
    release.set()
    await closing
    await sending
    assert here.people.modal(here.ada) is None
    assert here.heard() == [ANSWER]
    # What came meanwhile got no answer, so Slack asks another process.
    assert ((await late).failed, len(here.engine.asked)) == ("connection_failed", 1)


async def _close(opened: object) -> None:
    await opened.__aexit__(None, None, None)  # type: ignore[attr-defined]


async def test_a_token_slack_does_not_take_is_told_at_once(here: Scene) -> None:
    for token, code in (("xapp-wrong", "invalid_auth"), ("xoxb-1", "not_allowed_token_type")):
        with pytest.raises(PlatformFault) as refused:
            async with here.app.sockets(token):
                pass
        assert (refused.value.code, refused.value.outcome) == (code, Outcome.NEVER)
        assert refused.value.remedy
    assert here.server.links.open == []
