"""The simulated Slack reaches an app as Slack does: signed HTTP, Socket Mode, retries, forms, response_urls."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.worlds.slack.acting import TROUBLE, Acting
from tests.worlds.slack.door import HttpDoor, Sort
from tests.worlds.slack.faults import broken, dropped, garbled, hangs, kills, refuses, too_many
from tests.worlds.slack.filling import REQUIRED
from tests.worlds.slack.ground import Channel, Json, Team, User
from tests.worlds.slack.hands import Hands
from tests.worlds.slack.reader import read_message
from tests.worlds.slack.server import HOOK, Server, served
from tests.worlds.slack.world import World, installed
from tests.worlds.trouble import Step

START = 1_800_000_000.0
Answering = tuple[int, Mapping[str, str], bytes]
JSON = {"content-type": "application/json"}


class At(Clock):
    def now(self) -> float:
        return START


@dataclass(slots=True)
class Street:
    """A workspace and an app that answers what a test tells it to."""

    server: Server
    team: Team
    ada: User
    general: Channel
    session: aiohttp.ClientSession
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Answering | Exception] = field(default_factory=list)
    at: list[float] = field(default_factory=lambda: [START])

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def acting(self) -> Acting:
        return Acting(self.world, self.team, self.server.outbox)

    @property
    def hands(self) -> Hands:
        return Hands(self.world, self.team)

    @property
    def door(self) -> HttpDoor:
        door = self.server.outbox.door
        assert isinstance(door, HttpDoor)
        return door

    async def post(self, _url: str, headers: Mapping[str, str], body: bytes) -> Answering:
        self.heard.append((dict(headers), body))
        answer = self.answers.pop(0) if self.answers else (200, {}, b"")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def says(self, **body: Any) -> None:
        """Let the app answer the next payload with some JSON."""
        self.answers.append((200, JSON, json.dumps(body).encode()))

    def client(self, token: str | None = None) -> AsyncWebClient:
        base, bot = self.server.api, token or installed(self.team).token
        return AsyncWebClient(bot, base_url=base, session=self.session, retry_handlers=[])

    def payload(self, index: int = -1) -> Json:
        """Return an interaction that the app heard."""
        read: Json = json.loads(parse_qs(self.heard[index][1].decode())["payload"][0])
        return read

    def form(self) -> dict[str, str]:
        """Return the last slash command that the app heard."""
        return {k: v[0] for k, v in parse_qs(self.heard[-1][1].decode(), keep_blank_values=True).items()}

    def private(self) -> list[str]:
        return [m.text for m in self.general.messages if m.to == self.ada.id]


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    at = [START]
    world = World(lambda: at[0])
    async with served(world) as server, aiohttp.ClientSession() as session:
        team = world.team("land")
        ada = Hands(world, team).arrives("Ada", zone="Europe/Copenhagen")
        made = Street(server, team, ada, next(team.live()), session, at=at)
        server.outbox.door = HttpDoor("http://app/slack/events", world.app.secret, world.now, made.post, ack_s=0.2)
        server.outbox.retry_s = (0.0, 0.0, 0.0)
        yield made


# Commands


async def test_a_command_is_a_signed_form_with_links_for_names(street: Street) -> None:
    room = street.hands.makes(street.ada, "secrets", private=True)
    bob = street.hands.arrives("Bob")
    await street.world.settle()
    await street.acting.types(street.ada, room, 'circle create "A & <b>" @bob #general #secrets @nobody')
    text = f'circle create "A &amp; &lt;b&gt;" <@{bob.id}> <#{street.general.id}|general> <#{room.id}|> @nobody'
    told = street.form()
    assert told["text"] == text
    assert (told["command"], told["channel_id"], told["channel_name"]) == ("/hearth", room.id, "privategroup")
    assert (told["team_id"], told["user_id"], told["user_name"]) == (street.team.id, street.ada.id, "ada")
    headers, body = street.heard[-1]
    verifier = SignatureVerifier(street.world.app.secret, At())
    assert verifier.is_valid(body, headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"])
    street.door.skew = -301
    await street.acting.types(street.ada, room, "help")
    headers, body = street.heard[-1]
    assert not verifier.is_valid(body, headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"])


async def test_names_may_be_written_behind_ids(street: Street) -> None:
    street.world.app.escape_names = True
    await street.acting.types(street.ada, street.general, "hello @ada.")
    assert street.form()["text"] == f"hello <@{street.ada.id}|ada>."


async def test_the_answer_of_a_command_is_for_the_asker_alone(street: Street) -> None:
    street.answers.append((200, {"content-type": "text/plain"}, b"hello"))
    await street.acting.types(street.ada, street.general, "help")
    street.says(response_type="in_channel", text="for all")
    await street.acting.types(street.ada, street.general, "help")
    assert street.private() == ["hello"]
    assert [m.text for m in street.general.messages if m.to is None] == ["for all"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((500, {}, b""), "dispatch_failed"),
        ((201, {}, b""), "dispatch_failed"),
        (aiohttp.ClientConnectionError(), "dispatch_failed"),
        (TimeoutError(), "operation_timeout"),
    ],
)
async def test_a_command_without_its_ack_is_told_to_the_person_and_not_repeated(
    street: Street, answer: Answering | Exception, told: str
) -> None:
    await street.world.settle()
    before = len(street.heard)
    street.answers.append(answer)
    await street.acting.types(street.ada, street.general, "help")
    assert street.world.errors == [(street.ada.id, f"/hearth failed with the error “{told}”")]
    assert len(street.heard) == before + 1


async def test_a_workspace_that_took_the_app_out_has_no_command(street: Street) -> None:
    client = street.client()
    street.hands.uninstalls()
    await street.world.settle()
    told = [json.loads(b)["event"]["type"] for _, b in street.heard[-2:]]
    assert told == ["tokens_revoked", "app_uninstalled"]
    assert (await street.acting.types(street.ada, street.general, "help")).failed == "not_installed"
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()


# response_url


async def respond(street: Street, url: str, **body: Any) -> tuple[int, Any]:
    async with street.session.post(url, json=body) as answer:
        return answer.status, (await answer.json()).get("error")


async def test_a_response_url_is_good_five_times_for_half_an_hour(street: Street) -> None:
    await street.acting.types(street.ada, street.general, "help")
    url = street.form()["response_url"]
    assert await respond(street, url) == (400, "no_text")
    for number in range(4):
        assert await respond(street, url, text=str(number)) == (200, None)
    assert await respond(street, url, text="x") == (404, "used_url")
    assert street.private() == ["0", "1", "2", "3"]
    await street.acting.types(street.ada, street.general, "help")
    street.at[0] += 1801
    assert await respond(street, street.form()["response_url"], text="x") == (404, "expired_url")
    assert await respond(street, f"{url}x", text="x") == (404, "invalid_url")


async def test_what_a_response_url_says_is_checked_and_can_replace_what_was_pressed(street: Street) -> None:
    made = await post(street, button())
    message = street.general.posted(made)
    assert message is not None
    await street.acting.presses(street.ada, street.general, message, "ritual.pause#1")
    url = street.payload()["response_url"]
    assert await respond(street, url, text="x", blocks=[{"type": "party"}]) == (400, "invalid_blocks")
    assert await respond(street, url, text="x", surprise=1) == (400, "invalid_arguments")
    assert await respond(street, url, text="new", replace_original=True) == (200, None)
    assert message.text == "new"


# Buttons and forms


def button(**more: Any) -> Json:
    label = {"type": "plain_text", "text": "Pause", "emoji": False}
    return {"type": "button", "text": label, "action_id": "ritual.pause#1", "value": "friday", **more}


async def post(street: Street, *elements: Json) -> str:
    client = street.client()
    await client.conversations_join(channel=street.general.id)
    blocks = [{"type": "actions", "elements": list(elements)}]
    made = await client.chat_postMessage(channel=street.general.id, text="x", blocks=blocks)
    return str(made["ts"])


async def test_a_press_tells_the_button_and_where_it_stood(street: Street) -> None:
    message = street.general.posted(await post(street, button()))
    assert message is not None
    await street.acting.presses(street.ada, street.general, message, "ritual.pause#1")
    told = street.payload()
    action = told["actions"][0]
    assert (told["type"], action["action_id"], action["value"]) == ("block_actions", "ritual.pause#1", "friday")
    assert told["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": street.general.id,
        "is_ephemeral": False,
    }
    assert told["message"]["ts"] == message.ts
    assert (told["user"]["id"], told["team"]["id"]) == (street.ada.id, street.team.id)


def modal(*blocks: Json) -> Json:
    words = {"type": "plain_text", "text": "Form"}
    return {"type": "modal", "callback_id": "form", "title": words, "submit": words, "blocks": list(blocks)}


def question(name: str, element: Json, *, optional: bool = False) -> Json:
    label = {"type": "plain_text", "text": name}
    asks = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": label, "element": asks, "optional": optional}


LINE: Json = {"type": "plain_text_input", "max_length": 5}
PERSON: Json = {"type": "users_select"}
LOOKUP: Json = {"type": "external_select", "min_query_length": 0}


async def opens(street: Street, *blocks: Json) -> None:
    trigger = street.world.trigger(street.team, street.ada.id)
    await street.client().views_open(trigger_id=trigger, view=modal(*blocks))


async def test_a_form_sends_what_stands_in_it_and_closes(street: Street) -> None:
    await opens(street, question("name", LINE | {"initial_value": "old"}), question("who", PERSON, optional=True))
    await street.acting.submits(street.ada, {"who": street.ada.id})
    view = street.payload()["view"]
    assert street.payload()["type"] == "view_submission"
    assert view["state"]["values"] == {
        "name": {"name": {"type": "plain_text_input", "value": "old"}},
        "who": {"who": {"type": "users_select", "selected_user": street.ada.id}},
    }
    assert street.acting.modal(street.ada) is None


async def test_the_client_itself_lets_nothing_through_that_is_missing_or_too_long(street: Street) -> None:
    await opens(street, question("name", LINE))
    before = len(street.heard)
    assert (await street.acting.submits(street.ada, {})).errors == {"name": REQUIRED}
    assert set((await street.acting.submits(street.ada, {"name": "longer"})).errors) == {"name"}
    assert len(street.heard) == before


async def test_errors_come_back_at_their_fields_and_what_was_typed_stays(street: Street) -> None:
    await opens(street, question("name", LINE))
    street.says(response_action="errors", errors={"name": "Taken."})
    await street.acting.submits(street.ada, {"name": "old"})
    view = street.acting.modal(street.ada)
    assert view is not None
    assert view.errors == {"name": "Taken."}
    await street.acting.submits(street.ada, {})
    assert street.payload()["view"]["state"]["values"]["name"]["name"]["value"] == "old"


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nobody": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
async def test_a_wrong_answer_to_a_form_leaves_it_open_with_slacks_own_words(street: Street, body: Json) -> None:
    await opens(street, question("name", LINE))
    street.says(**body)
    await street.acting.submits(street.ada, {"name": "x"})
    view = street.acting.modal(street.ada)
    assert view is not None
    assert view.errors == {"": TROUBLE}
    assert len(street.world.errors) == 1


async def test_a_select_offers_what_the_app_offers_and_takes_nothing_else(street: Street) -> None:
    await opens(street, question("ritual", LOOKUP))
    option = {"text": {"type": "plain_text", "text": "Friday wins"}, "value": "friday"}
    street.says(options=[option])
    await street.acting.submits(street.ada, {"ritual": "friday"})
    told = [street.payload(-2), street.payload(-1)]
    assert [t["type"] for t in told] == ["block_suggestion", "view_submission"]
    assert (told[0]["block_id"], told[0]["action_id"], told[0]["value"]) == ("ritual", "ritual", "friday")
    held = told[1]["view"]["state"]["values"]["ritual"]["ritual"]
    assert held == {"type": "external_select", "selected_option": option}
    await opens(street, question("ritual", LOOKUP))
    street.says(options=[])
    assert set((await street.acting.submits(street.ada, {"ritual": "friday"})).errors) == {"ritual"}


async def test_a_message_shortcut_brings_the_message(street: Street) -> None:
    said = street.hands.says(street.ada, street.general, "what have you mended?")
    await street.acting.shortcut(street.ada, "prompt_add", street.general, said)
    told = street.payload()
    assert (told["type"], told["callback_id"]) == ("message_action", "prompt_add")
    assert told["message"]["text"] == "what have you mended?"


# Events


async def test_an_event_that_fails_is_sent_three_times_more_with_its_reason(street: Street) -> None:
    await street.world.settle()
    street.heard.clear()
    street.answers += [(500, {}, b""), TimeoutError(), aiohttp.ClientConnectionError(), (200, {}, b"")]
    street.hands.arrives("Bob")
    await street.world.settle()
    retries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in street.heard]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_timeout"), ("3", "connection_failed")]
    assert len({json.loads(b)["event_id"] for _, b in street.heard}) == 1


async def test_an_app_can_decline_retries_and_an_event_can_come_twice(street: Street) -> None:
    await street.world.settle()
    street.heard.clear()
    street.answers += [(500, {"x-slack-no-retry": "1"}, b"")]
    street.hands.arrives("Bob")
    await street.world.settle()
    assert len(street.heard) == 1
    street.server.outbox.twice = 1
    street.hands.arrives("Cleo")
    await street.world.settle()
    ids = [json.loads(b)["event_id"] for _, b in street.heard[1:]]
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def test_what_is_said_reaches_the_app_only_where_it_may_read(street: Street) -> None:
    private, public = (street.hands.makes(street.ada, n, private=n == "secrets") for n in ("secrets", "open"))
    bot = installed(street.team).bot_user
    for room in (private, public):
        street.hands.says(street.ada, room, "before")
        street.hands.lets_in(street.ada, room, bot)
        street.hands.says(street.ada, room, "after")
    street.hands.reacts(street.ada, private, private.messages[-1], "tada")
    await street.world.settle()
    events = [json.loads(b)["event"] for _, b in street.heard]
    assert [(e["channel"], e["text"]) for e in events if e["type"] == "message"] == [(public.id, "after")]
    assert [e["item"]["channel"] for e in events if e["type"] == "reaction_added"] == [private.id]
    assert {e["channel"] for e in events if e["type"] == "member_joined_channel"} == {private.id, public.id}


# Trouble


@pytest.mark.parametrize("step", [Step.ARRIVAL, Step.ACCEPTED])
async def test_trouble_comes_before_or_after_something_is_done(street: Street, step: Step) -> None:
    client = street.client()
    for trouble in (dropped(), broken(), broken(body="html"), garbled(), refuses("internal_error"), too_many(7)):
        street.world.orders.on(step, trouble, "conversations.create")
    for number in range(6):
        with pytest.raises((SlackApiError, aiohttp.ClientError)):
            await client.conversations_create(name=f"room-{number}")
    made = 0 if step is Step.ARRIVAL else 6
    assert len(street.team.channels) == 1 + made
    await client.conversations_create(name="at-last")
    asked = [a.args["name"] for a in street.world.orders.arrived if a.method == "conversations.create"]
    assert asked == [*(f"room-{n}" for n in range(6)), "at-last"]
    assert len(street.world.orders.accepted) == made + 1


async def test_trouble_waits_for_the_nth_request_and_for_response_urls(street: Street) -> None:
    street.world.orders.on(Step.ARRIVAL, refuses("fatal_error"), "auth.test", skip=1)
    client = street.client()
    await client.auth_test()
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.auth_test()
    street.world.orders.on(Step.ARRIVAL, broken(), HOOK)
    street.world.orders.on(Step.ARRIVAL, hangs(street.world), HOOK)
    await street.acting.types(street.ada, street.general, "help")
    url = street.form()["response_url"]
    assert (await respond(street, url, text="x"))[0] == 503
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await respond(street, url, text="x")


async def test_the_process_under_test_is_killed_at_the_moment_named(street: Street) -> None:
    victim = await asyncio.create_subprocess_exec("sleep", "60")
    street.world.orders.on(Step.ACCEPTED, kills(lambda: victim.pid), "conversations.create", skip=1)
    client = street.client()
    await client.conversations_create(name="one")
    assert victim.returncode is None
    await client.conversations_create(name="two")
    assert await victim.wait() == -signal.SIGKILL


# Socket Mode


@asynccontextmanager
async def connected(street: Street, heard: list[SocketModeRequest], answer: Any = None) -> AsyncIterator[None]:
    client = SocketModeClient(street.world.app.app_token, web_client=street.client())

    async def listen(_client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        if answer is not False:
            await _client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload=answer))

    client.socket_mode_request_listeners.append(listen)
    street.server.outbox.door = street.server.links
    street.server.links.ack_s = 0.3
    try:
        await client.connect()  # type: ignore[no-untyped-call]
        await street.server.links.connected(1)
        yield
    finally:
        await client.close()  # type: ignore[no-untyped-call]
        loops = [client.message_processor, client.current_session_monitor, client.message_receiver]
        await asyncio.gather(*(t for t in loops if t is not None), return_exceptions=True)


async def test_socket_mode_brings_commands_and_takes_their_answers(street: Street) -> None:
    heard: list[SocketModeRequest] = []
    async with connected(street, heard, {"text": "hello"}):
        await street.acting.types(street.ada, street.general, "help")
    commands = [r for r in heard if r.type == Sort.COMMAND.value]
    assert [(r.accepts_response_payload, r.payload["text"]) for r in commands] == [(True, "help")]
    assert street.private() == ["hello"]


async def test_an_envelope_without_its_ack_comes_again_if_it_is_an_event(street: Street) -> None:
    heard: list[SocketModeRequest] = []
    async with connected(street, heard, answer=False):
        street.hands.arrives("Bob")
        await street.acting.types(street.ada, street.general, "help")
        await street.world.settle()
    events = [(r.retry_attempt, r.retry_reason) for r in heard if r.type == Sort.EVENT.value]
    assert events == [(0, ""), (1, "http_timeout"), (2, "http_timeout"), (3, "http_timeout")]
    assert sum(r.type == Sort.COMMAND.value for r in heard) == 1
    assert street.world.errors == [(street.ada.id, "/hearth failed with the error “operation_timeout”")]


async def test_an_event_takes_no_payload_as_its_answer(street: Street) -> None:
    async with connected(street, [], {"text": "hello"}):
        street.hands.arrives("Bob")
        await street.world.settle()
    assert street.server.links.refused
    assert street.server.outbox.sent[-1][1].failed == "http_error"


async def test_a_connection_that_is_told_to_go_is_opened_anew(street: Street) -> None:
    async with connected(street, []):
        first = street.server.links.open[0]
        await street.server.links.disconnect("refresh_requested")
        await street.server.links.until(lambda: street.server.links.open not in ([], [first]))


async def test_ten_connections_are_the_most_and_a_ticket_is_good_once(street: Street) -> None:
    client, token = street.client(), street.world.app.app_token
    urls = [(await client.apps_connections_open(app_token=token))["url"] for _ in range(11)]
    sockets = [await street.session.ws_connect(url) for url in urls[:10]]
    hello = [await s.receive_json() for s in sockets]
    assert [h["num_connections"] for h in hello] == list(range(1, 11))
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await street.session.ws_connect(urls[0])
    eleventh = await street.session.ws_connect(urls[10])
    assert await eleventh.receive_json() == {"type": "disconnect", "reason": "too_many_websockets"}
    for socket in [*sockets, eleventh]:
        await socket.close()


async def test_only_an_app_level_token_opens_connections(street: Street) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await street.client().apps_connections_open(app_token=installed(street.team).token)


# What people read


async def read(street: Street, *blocks: Json, text: str = "x") -> tuple[str, tuple[str, ...]]:
    client = street.client()
    await client.conversations_join(channel=street.general.id)
    made = await client.chat_postMessage(channel=street.general.id, text=text, blocks=list(blocks))
    message = street.general.posted(str(made["ts"]))
    assert message is not None
    shown = read_message(street.team, message, street.ada.id, street.ada.zone)
    return shown.text, shown.pings


def mrkdwn(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, **more}}


async def test_a_message_is_read_as_the_client_shows_it(street: Street) -> None:
    secret = street.hands.makes(street.hands.arrives("Bob"), "secrets", private=True)
    ada, room = street.ada.id, street.general.id
    elements = [
        {"type": "text", "text": "<@U1> *as is* "},
        {"type": "user", "user_id": ada},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": room},
        {"type": "channel", "channel_id": secret.id},
        {"type": "date", "timestamp": 1_764_957_600, "format": " {date_short} {time}", "fallback": "then"},
    ]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    text, pings = await read(street, rich, {"type": "actions", "elements": [button(), button(action_id="b")]})
    assert text == "<@U1> *as is* @Ada in #general#private-channel Fri 5 Dec 19:00\n[Pause] [Pause]"
    assert pings == (ada,)


@pytest.mark.parametrize(
    ("text", "shown", "pings"),
    [
        ("*bold* _quiet_ a_b", "bold quiet a_b", ()),
        ("&lt;!channel&gt; &amp;amp;", "<!channel> &amp;", ()),
        ("<!channel> <!here|x>", "@channel @here", ("!channel", "!here")),
        ("<@U0NOBODY>", "<@U0NOBODY>", ()),
        ("<https://example.org|here>", "here", ()),
        (":tada:", "☺", ()),
        ("@here", "@here", ("!here",)),
    ],
)
async def test_mrkdwn_is_parsed_as_slack_parses_it(
    street: Street, text: str, shown: str, pings: tuple[str, ...]
) -> None:
    assert await read(street, mrkdwn(text)) == (shown, pings)
    quiet = ("@here", ()) if text == "@here" else (shown, pings)
    assert await read(street, mrkdwn(text, verbatim=True)) == quiet


async def test_whom_the_notification_mentions_is_pinged(street: Street) -> None:
    assert await read(street, mrkdwn("quiet"), text=f"<@{street.ada.id}>") == ("quiet", (street.ada.id,))
