"""Events, kept before the ack, and requests that Slack did not send."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_sdk.signature import SignatureVerifier

from adapters.clock import FrozenClock
from adapters.slack.signing import Signing
from bot.commands import EventKind
from tests.unit.slack_ground import NOW, REAL
from tests.unit.slack_scene import Scene, scene
from tests.worlds.slack.door import HttpDoor
from tests.worlds.slack.faults import broken
from tests.worlds.trouble import Step


@pytest.fixture
async def here() -> AsyncIterator[Scene]:
    async with scene() as made:
        yield made


def door(here: Scene) -> HttpDoor:
    found = here.server.outbox.door
    assert isinstance(found, HttpDoor)
    return found


async def settled(here: Scene) -> None:
    await here.world.settle()
    await here.rest()


def kinds(here: Scene) -> list[EventKind]:
    return [e.kind for e in here.engine.events]


async def test_what_happens_is_kept_as_ids_kind_and_time(here: Scene) -> None:
    carol = here.hands.arrives("Carol", zone="UTC")
    said = here.hands.says(carol, here.general, "xyzzy-canary")
    here.hands.says(carol, here.general, "xyzzy-canary", thread=said.ts)
    here.hands.reacts(carol, here.general, said, "tada")
    here.hands.leaves(carol)
    await settled(here)
    assert sorted(kinds(here)) == ["arrived", "departed", "reacted", "replied", "wrote"]
    assert {(e.space, e.person, e.at) for e in here.engine.events} == {(here.team.id, carol.id, NOW)}
    assert "xyzzy-canary" not in repr(here.engine.events)


async def test_what_hearth_does_itself_is_no_event(here: Scene) -> None:
    assert here.team.install is not None
    await here.app.clients.call(here.team.id, "chat.postMessage", channel=here.general.id, text="hello")
    made = await here.app.clients.call(here.team.id, "conversations.create", name="mentors")
    await here.app.clients.call(here.team.id, "conversations.archive", channel=made["channel"]["id"])
    await settled(here)
    assert {e.person for e in here.engine.events} <= {None}


async def test_an_event_that_cannot_be_kept_is_sent_again(here: Scene) -> None:
    here.server.outbox.retry_s = (0.0,)
    here.engine.breaks = [RuntimeError("no database")]
    here.hands.says(here.bob, here.general, "hello")
    await settled(here)
    assert [answer.status for _sent, answer in here.server.outbox.sent] == [500, 200]
    assert kinds(here) == [EventKind.WROTE]


async def test_both_copies_of_an_event_have_one_id(here: Scene) -> None:
    here.server.outbox.twice = 1
    here.hands.says(here.bob, here.general, "hello")
    await settled(here)
    assert len(here.engine.events) in {1, 2}
    assert len({e.id for e in here.engine.events}) == 1


async def test_a_token_is_dropped_when_hearth_is_taken_out(here: Scene) -> None:
    here.hands.uninstalls()
    await settled(here)
    assert set(kinds(here)) == {EventKind.SPACE_GONE}
    assert here.shelf.kept == {}


async def test_an_old_farewell_takes_no_new_token_away(here: Scene) -> None:
    here.world.emit(here.team, {"type": "app_uninstalled"})
    await settled(here)
    assert set(kinds(here)) == {EventKind.SPACE_GONE}
    assert set(here.shelf.kept) == {here.team.id}


async def test_a_token_stays_when_slack_does_not_say_whether_it_works(here: Scene) -> None:
    here.world.orders.on(Step.ARRIVAL, broken(), "auth.test")
    here.world.emit(here.team, {"type": "app_uninstalled"})
    await settled(here)
    assert set(here.shelf.kept) == {here.team.id}


async def test_a_home_that_cannot_be_made_breaks_nothing(here: Scene) -> None:
    here.engine.breaks = []
    here.world.app.home_tab = False
    here.people.opens_home(here.ada)
    await settled(here)
    assert here.team.homes == {}
    here.world.app.home_tab = True
    here.engine.breaks = [RuntimeError("boom")]
    here.people.opens_home(here.ada)
    await settled(here)
    assert here.team.homes == {}
    here.people.opens_home(here.ada)
    await settled(here)
    assert set(here.team.homes) == {here.ada.id}


async def test_the_messages_tab_is_no_home(here: Scene) -> None:
    here.people.opens_home(here.ada, "messages")
    await settled(here)
    assert (here.engine.asked, here.team.homes) == ([], {})


# Requests that Slack did not send


async def test_a_request_with_a_wrong_signature_runs_nothing(here: Scene) -> None:
    door(here).forged = True
    answer = await here.people.types(here.ada, here.general, "ritual list")
    here.hands.says(here.bob, here.general, "hello")
    await settled(here)
    assert answer.status == 401
    assert (here.engine.asked, here.engine.events) == ([], [])


@pytest.mark.parametrize("skew", [-301, 301])
async def test_a_stale_request_runs_nothing(here: Scene, skew: int) -> None:
    door(here).skew = skew
    answer = await here.people.types(here.ada, here.general, "ritual list")
    await settled(here)
    assert (answer.status, here.engine.asked) == (401, [])


async def test_a_replayed_request_runs_nothing(here: Scene) -> None:
    await here.types("ritual list")
    headers, body = door(here).asked[-1]
    here.clock.machine += timedelta(seconds=200)
    status, _headers, _body = await door(here).post("/slack/events", headers, body)
    await settled(here)
    assert (status, len(here.engine.asked)) == (401, 1)


async def test_a_request_that_failed_may_come_again_as_it_was(here: Scene) -> None:
    here.engine.breaks = [RuntimeError("no database")]
    here.hands.says(here.bob, here.general, "hello")
    await settled(here)
    headers, body = door(here).asked[-1]
    status, _headers, _body = await door(here).post("/slack/events", headers, body)
    assert (status, kinds(here)) == (200, [EventKind.WROTE])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": "1767268800"},
        {"X-Slack-Request-Timestamp": "1767268800", "X-Slack-Signature": "v0=\xe9"},
    ],
    ids=["none", "no number", "negative", "no signature", "no text"],
)
async def test_a_request_without_a_proper_signature_is_refused(here: Scene, headers: dict[str, str]) -> None:
    told = {k: v.encode("latin-1") for k, v in headers.items()}
    for body in (b"{}", b"\xff not even text"):
        status, _headers, _body = await door(here).post("/slack/events", told, body)  # type: ignore[arg-type]
        assert status == 401


def test_a_signature_is_good_for_five_minutes() -> None:
    clock = FrozenClock(NOW, REAL)
    signing = Signing("secret", clock)
    stamp = str(int(REAL.timestamp()))
    signature = SignatureVerifier("secret").generate_signature(timestamp=stamp, body=b"{}")
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": str(signature)}
    assert signing.valid(headers, b"{}")
    assert not signing.valid(headers, b"{ }")
    clock.machine += timedelta(minutes=5)
    assert signing.valid(headers, b"{}")
    clock.machine += timedelta(seconds=1)
    assert not signing.valid(headers, b"{}")


def test_http_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="signing_secret"):
        Signing("", FrozenClock(NOW, REAL))


async def test_a_question_whether_the_address_is_ours_is_answered(here: Scene) -> None:
    body = b'{"token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"}'
    stamp = str(int(here.clock.real().timestamp()))
    signature = str(SignatureVerifier(here.world.app.secret).generate_signature(timestamp=stamp, body=body))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    status, _headers, answer = await door(here).post("/slack/events", headers, body)
    assert (status, b"3eZbrw1aBm2rZgRNFdxV" in answer) == (200, True)
