"""A circle's words: where they may go, and that nothing else shows them."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import structlog

from adapters.ids import SeededIds
from adapters.logs import configure, refuse_private
from bot.cards import Bold, Button, Buttons, Card, Fields, Note, Para, PrivateText
from bot.circles.model import CircleSeen, Kind, Role, Seat, State
from bot.codec import decode, encode
from bot.consents import Consent, digest
from bot.deliveries import Act, OpenRoom, Post
from bot.delivery.owing import Owing
from bot.keys import CircleId, MemberId, RoomId
from storage.community import SqlCommunities
from storage.database import Database
from storage.deliveries import SqlDeliveries
from tests.worlds.ground import NORTH, NOW, REAL, SOUTH

SECRET = "Canary Circle"
THEIRS = NORTH.circle
OTHERS = CircleId("other-circle")
INSIDE = RoomId("inside")
ELSEWHERE = RoomId("elsewhere")
READER = NORTH.member
STRANGER = SOUTH.member


@pytest.fixture
async def ground(database: Database) -> Database:
    """Return a database with two people, a circle's room, another circle's room and the general room."""
    async with database.writing() as session:
        await NORTH.settle(session)
        await SOUTH.settle(session)
        places = SqlCommunities(session)
        room = NORTH.another_room("x")
        await places.put_room(replace(room, id=INSIDE, external="C7", private=True, circle=THEIRS))
        await places.put_room(replace(room, id=ELSEWHERE, external="C8", private=True, circle=OTHERS))
    return database


def words(viewer: MemberId | None) -> PrivateText:
    return PrivateText(SECRET, THEIRS, viewer)


WAYS: dict[str, Callable[[PrivateText], Card]] = {
    "title": Card,
    "paragraph": lambda text: Card("x", (Para(("In ", text)),)),
    "note": lambda text: Card("x", (Note((text,)),)),
    "field": lambda text: Card("x", (Fields((("Circle", (Bold("b"), text)),)),)),
    "behind buttons": lambda text: Card("x", (Buttons((Button("b", "help"),)), Para((text,)))),
}


async def owe(ground: Database, to: RoomId | MemberId, act: Act) -> int:
    """Owe an act to a room or a member, as a unit of work would; return how many rows stand there."""
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        owing = Owing(REAL, store, store, SeededIds(str(to)))
        if isinstance(act, Post) and to in {READER, STRANGER}:
            owing.direct(MemberId(to), act.card, reason="r", expires_at=NOW)
        elif isinstance(act, Post):
            owing.post(RoomId(to), act.card, reason="r", expires_at=NOW)
        else:
            assert isinstance(act, OpenRoom)
            owing.act(RoomId(to), act, reason="r", expires_at=NOW)
        await owing.flush()
        return await store.unsettled(REAL)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("viewer", [READER, STRANGER, None])
@pytest.mark.parametrize("to", [NORTH.room, ELSEWHERE, STRANGER, READER])
async def test_a_circles_words_go_to_its_rooms_and_its_viewer_and_nowhere_else(
    ground: Database, way: str, viewer: MemberId | None, to: RoomId | MemberId
) -> None:
    act = Post(WAYS[way](words(viewer)))
    if viewer is not None and viewer == to:
        assert await owe(ground, to, act) == 1
    else:
        with pytest.raises(ValueError, match="was about to leave it") as error:
            await owe(ground, to, act)
        assert SECRET not in str(error.value)
    assert await owe(ground, INSIDE, act) >= 1


async def test_what_may_not_go_stops_everything_owed_beside_it(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        owing = Owing(REAL, store, store, SeededIds("both"))
        owing.post(NORTH.room, Card("harmless"), reason="r", expires_at=NOW)
        owing.post(NORTH.room, Card(words(READER)), reason="r", expires_at=NOW)
        with pytest.raises(ValueError, match="leave it"):
            await owing.flush()
    async with ground.reading() as session:
        assert await SqlDeliveries(session).unsettled(REAL) == 0


@pytest.mark.parametrize("act", [OpenRoom(words(None), "why", private=True), OpenRoom("n", words(None), private=True)])
async def test_only_the_circles_own_room_may_carry_its_name_and_purpose(ground: Database, act: OpenRoom) -> None:
    with pytest.raises(ValueError, match="leave it"):
        await owe(ground, NORTH.room, act)
    assert await owe(ground, INSIDE, act) == 1


@pytest.mark.parametrize("to", [NORTH.room, STRANGER])
async def test_an_edit_brings_them_no_further_than_a_post(ground: Database, to: RoomId | MemberId) -> None:
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        owing = Owing(REAL, store, store, SeededIds("first"))
        if to == STRANGER:
            first = owing.direct(STRANGER, Card("harmless"), reason="r", expires_at=NOW)
        else:
            first = owing.post(NORTH.room, Card("harmless"), reason="r", expires_at=NOW)
        await owing.flush()
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        owing = Owing(REAL, store, store, SeededIds("second"))
        owing.edit(first, Card("x", (Para((words(READER),)),)), reason="r", expires_at=NOW)
        with pytest.raises(ValueError, match="leave it"):
            await owing.flush()


async def test_a_viewer_may_read_an_edit_of_their_own_message(ground: Database) -> None:
    async with ground.writing() as session:
        store = SqlDeliveries(session)
        owing = Owing(REAL, store, store, SeededIds("first"))
        first = owing.direct(READER, Card(words(READER)), reason="r", expires_at=NOW)
        await owing.flush()
        owing.edit(first, Card("x", (Para((words(READER),)),)), reason="r", expires_at=NOW)
        await owing.flush()
        assert await store.unsettled(REAL) == 2


GRANTED = Consent("share", (NORTH.room,), (digest(SECRET),))


async def test_a_granted_consent_lets_these_words_into_these_rooms_and_nothing_else(ground: Database) -> None:
    agreed = PrivateText(SECRET, THEIRS, None, GRANTED)
    assert await owe(ground, NORTH.room, Post(Card("x", (Para((agreed,)),)))) == 1
    others: list[tuple[RoomId | MemberId, PrivateText]] = [
        (ELSEWHERE, agreed),
        (STRANGER, agreed),
        (NORTH.room, PrivateText(SECRET + "!", THEIRS, None, GRANTED)),
        (NORTH.room, PrivateText(SECRET, THEIRS, None, replace(GRANTED, rooms=()))),
    ]
    for to, text in others:
        with pytest.raises(ValueError, match="was about to leave it"):
            await owe(ground, to, Post(Card("x", (Para((text,)),))))


def test_a_consent_survives_being_written_down() -> None:
    card = Card(PrivateText(SECRET, THEIRS, None, GRANTED))
    assert decode(encode(card)) == card


def test_nobody_but_the_rules_of_consent_grants_one() -> None:
    root = Path(__file__).parents[2]
    made = [p for folder in ("bot", "adapters", "storage") for p in (root / folder).rglob("*.py")]
    granting = {str(p.relative_to(root)) for p in made if re.search(r"\bConsent\(", p.read_text(encoding="utf-8"))}
    assert granting == {"bot/circles/consent.py"}


def test_printing_them_shows_nothing() -> None:
    text = words(READER)
    seat = Seat(NORTH.account, READER, Role.STEWARD, NOW)
    seen = CircleSeen(
        THEIRS, NORTH.community, READER, Kind.PRIVATE, State.OPEN, text, text, 30, NOW.date(), (seat,), 1, NOW
    )
    shown = [str(text), repr(text), f"{text}", f"{text:>40}", f"{text!r}", "%s %r" % (text, text)]  # noqa: UP031
    shown += [repr(Card(text, (Para((text,)),))), str(seen), repr([text]), repr({"x": text}), format(text, "")]
    shown += [str(ValueError(text)), repr(OpenRoom(text, text, private=True))]
    assert [s for s in shown if SECRET in s] == []
    assert asdict(text)["text"] == SECRET  # the test would prove nothing if the words were not there


HIDING: dict[str, Callable[[PrivateText], object]] = {
    "bare": lambda t: t,
    "list": lambda t: ["x", t],
    "tuple": lambda t: (1, (t,)),
    "mapping": lambda t: {"a": {"b": t}},
    "set": lambda t: frozenset({t}),
    "card": lambda t: Card("x", (Para((t,)),)),
    "error": lambda t: ValueError("x", t),
}


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Log as production does, in JSON; return what has come out."""
    out = io.StringIO()
    with redirect_stderr(out), redirect_stdout(out):
        configure("DEBUG", "json")
        yield out.getvalue
    configure("WARNING", "text")


@pytest.mark.parametrize("way", HIDING)
def test_the_log_shows_none_of_them_wherever_they_hide(logged: Callable[[], str], way: str) -> None:
    log = structlog.get_logger()
    log.info("something", what=HIDING[way](words(READER)), circle=THEIRS)
    line = logged()
    assert THEIRS in line
    assert SECRET not in line
    assert json.loads(line.strip().splitlines()[-1])["event"] == "something"


@pytest.mark.parametrize("way", ["bare", "list", "tuple", "mapping"])
def test_the_log_names_the_place_where_it_refused_them(way: str) -> None:
    event = {"event": "x", "what": HIDING[way](words(READER)), "number": 3}
    assert refuse_private(None, "info", event) == {"event": "x", "what": "(private text refused)", "number": 3}


def test_an_errors_traceback_in_the_log_shows_none_of_them(logged: Callable[[], str]) -> None:
    private = words(READER)
    try:
        raise ValueError(private)
    except ValueError:
        structlog.get_logger().exception("broke")
        logging.getLogger("x").exception("broke as well")
    assert SECRET not in logged()
