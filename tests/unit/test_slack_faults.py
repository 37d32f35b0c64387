"""What Slack refuses, as what becomes of what is owed."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.slack.clients import Clients
from adapters.slack.codes import CODES
from bot.errors import Outcome, PlatformFault
from tests.unit.slack_ground import HOME, Slack, busy, dropped, slack, status

NEVER, UNKNOWN, NOT_DONE = Outcome.NEVER, Outcome.UNKNOWN, Outcome.NOT_DONE


@pytest.fixture
async def here() -> AsyncIterator[Slack]:
    async with slack() as server:
        yield server


def clients(here: Slack) -> Clients:
    return Clients(here.shelf, here.session, here.clock, here.url)


async def fault(here: Slack, method: str = "chat.postMessage") -> PlatformFault:
    with pytest.raises(PlatformFault) as refused:
        await clients(here).call("T1", method, channel="C1")
    return refused.value


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("internal_error", UNKNOWN),
        ("fatal_error", UNKNOWN),
        ("service_unavailable", UNKNOWN),
        ("request_timeout", UNKNOWN),
        ("rate_limited", NOT_DONE),
        ("ratelimited", NOT_DONE),
        ("message_limit_exceeded", NOT_DONE),
        ("team_added_to_org", NOT_DONE),
        ("org_login_required", NOT_DONE),
        ("channel_not_found", NEVER),
        ("invalid_blocks", NEVER),
        ("restricted_action_read_only_channel", NEVER),
        ("invalid_name_specials", NEVER),
        ("invalid_metadata_format", NEVER),
        ("a_code_of_next_year", NEVER),
    ],
)
async def test_each_code_says_whether_it_was_done(here: Slack, code: str, outcome: Outcome) -> None:
    here.refuses("chat.postMessage", code)
    found = await fault(here)
    assert (found.code, found.outcome) == (code, outcome)


@pytest.mark.parametrize(
    ("code", "missing", "where"),
    [
        ("token_revoked", "a token that Slack accepts", "Reinstall to Workspace"),
        ("account_inactive", "a token that Slack accepts", "Reinstall to Workspace"),
        ("not_in_channel", "being in that room", "/invite @Hearth"),
        ("messages_tab_disabled", "the Messages tab", "App Home"),
        ("not_enabled", "the Home tab", "App Home"),
        ("restricted_action", "the workspace’s leave", "Workspace settings"),
        ("team_access_not_granted", "access to this workspace", "organisation"),
    ],
)
async def test_what_is_missing_is_named_with_the_place_to_mend_it(
    here: Slack, code: str, missing: str, where: str
) -> None:
    here.refuses("chat.postMessage", code)
    found = await fault(here)
    assert (found.outcome, found.missing) == (NEVER, missing)
    assert where in found.remedy


@pytest.mark.parametrize(
    ("answer", "scope"),
    [
        ({"needed": "groups:write,groups:read", "provided": "chat:write"}, "groups:write"),
        ({}, "chat:write"),
    ],
)
async def test_a_missing_scope_is_named_exactly(here: Slack, answer: dict[str, str], scope: str) -> None:
    here.on("chat.postMessage", {"ok": False, "error": "missing_scope", **answer})
    found = await fault(here)
    assert (found.code, found.outcome, found.missing) == ("missing_scope", NEVER, scope)
    assert f"add {scope} → Reinstall to Workspace" in found.remedy


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "is_inactive"])
async def test_a_room_that_is_gone_is_lost(here: Slack, code: str) -> None:
    here.refuses("chat.postMessage", code)
    assert (await fault(here)).lost


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (status(500), "http_500"),
        (status(503, "<html>", "text/html"), "http_503"),
        (status(502, '{"ok": false', "application/json"), "http_502"),
        (status(200, "ok"), "unreadable"),
        (status(200, "<html>", "text/html"), "unreadable"),
        (dropped, "connection_lost"),
    ],
    ids=["plain 500", "html 503", "broken json", "text in place of json", "html in place of json", "dropped"],
)
async def test_an_answer_that_does_not_come_through_leaves_the_outcome_unknown(
    here: Slack, answer: object, code: str
) -> None:
    here.on("chat.postMessage", answer)  # type: ignore[arg-type]
    found = await fault(here)
    assert (found.code, found.outcome) == (code, UNKNOWN)
    assert len(here.calls("chat.postMessage")) == 1, "a post is never repeated by itself"


async def test_a_request_that_hangs_leaves_the_outcome_unknown(here: Slack) -> None:
    hanging = asyncio.Event()

    async def hang() -> dict[str, object]:
        await hanging.wait()
        return {}

    here.on("chat.postMessage", lambda _asked: hang())
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as impatient:
        with pytest.raises(PlatformFault) as refused:
            await Clients(here.shelf, impatient, here.clock, here.url).call("T1", "chat.postMessage")
    hanging.set()
    assert (refused.value.code, refused.value.outcome) == ("timeout", UNKNOWN)


async def test_a_refused_connection_did_nothing(here: Slack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
        with pytest.raises(PlatformFault) as refused:
            await Clients(here.shelf, here.session, here.clock, url).call("T1", "chat.postMessage")
    assert (refused.value.code, refused.value.outcome) == ("no_connection", NOT_DONE)


async def test_a_method_that_is_asked_to_wait_is_left_alone_for_that_long_and_no_other(here: Slack) -> None:
    here.on("chat.postMessage", busy(30))
    calling = clients(here)
    for _time in range(2):
        with pytest.raises(PlatformFault) as refused:
            await calling.call("T1", "chat.postMessage")
        assert (refused.value.outcome, refused.value.retry_after) == (NOT_DONE, timedelta(seconds=30))
    await calling.call("T1", "chat.update")
    assert here.methods() == ["chat.postMessage", "chat.update"]
    here.clock.machine += timedelta(seconds=30)
    assert (await calling.call("T1", "chat.postMessage"))["ok"] is True


async def test_where_hearth_is_not_installed_nothing_is_asked(here: Slack) -> None:
    here.shelf.kept.clear()
    found = await fault(here)
    assert (found.code, found.outcome, here.asked) == ("not_installed", NEVER, [])


async def test_a_token_is_read_once_a_minute_and_anew_after_it_was_refused(here: Slack) -> None:
    calling = clients(here)
    for _time in range(3):
        await calling.call("T1", "chat.postMessage")
    assert here.shelf.asked == 1
    here.shelf.renew("xoxb-2")
    here.refuses("chat.postMessage", "token_revoked")
    with pytest.raises(PlatformFault):
        await calling.call("T1", "chat.postMessage")
    await calling.call("T1", "chat.postMessage")
    here.shelf.renew("xoxb-3")
    here.clock.machine += timedelta(minutes=1)
    await calling.call("T1", "chat.postMessage")
    assert here.tokens[-3:] == ["Bearer xoxb-1", "Bearer xoxb-2", "Bearer xoxb-3"]


def test_a_token_is_in_no_line_that_shows_an_installation() -> None:
    assert "xoxb" not in repr(HOME)


FACTS = Path(__file__).parents[3] / "shared" / "platforms.md"


def test_every_code_we_were_told_of_is_mapped() -> None:
    if not FACTS.is_file():
        pytest.skip("../shared/platforms.md is not here")
    section = FACTS.read_text().partition("## 4.1")[2].partition("## 4.2")[0]
    rows = [
        line.split("|")[1] for line in section.splitlines() if line.startswith("| ") and "code | meaning" not in line
    ]
    told = {word.strip(" `") for row in rows for word in row.replace("(", ",").replace(")", ",").split(",")}
    codes = {w for w in told if w.isidentifier() and w.islower() and "_" in w} - {"invalid_name_", "invalid_metadata_"}
    assert len(codes) > 60
    assert codes - CODES.keys() == set()
