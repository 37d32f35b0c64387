"""What will never be done: the desk hears once, can try again, or lets it rest."""

from datetime import timedelta

import pytest

from bot.cards import Reply
from bot.deliveries import Priority
from bot.errors import Outcome, PlatformFault
from tests.worlds.platform_server import MAKES, Step, refuses
from tests.worlds.scene import Scene
from tests.worlds.town import SPACE

FORBIDDEN = PlatformFault(
    "missing_scope", Outcome.NEVER, missing="chat:write.public", remedy="Add it under OAuth & Permissions."
)
HOUR = timedelta(hours=1)
FAILED = "Something of mine did not arrive"


async def failures(here: Scene) -> list[str]:
    """Return the desk's notices about what did not arrive."""
    return [n for n in await here.notices() if n.startswith(FAILED)]


async def presses(here: Scene, label: str) -> Reply:
    """Press a button under the last notice."""
    last = [m for m in await here.town.mail("maria") if m.card is not None and m.card.title == FAILED][-1]
    reply = await here.town.presses("maria", last.card, label)
    await here.hearth.pulse()
    return reply


async def test_the_desk_hears_once_an_hour_what_is_missing_and_where_it_is_mended(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), "post", which=here.at(here.general), times=4)
    first = await here.owes("one", room=here.general)
    assert (await here.row(first)).state == "refused"
    (told,) = await failures(here)
    assert told.splitlines()[:3] == [
        FAILED,
        "I could not do it: I lack chat:write.public. Nothing is lost.",
        "Add it under OAuth & Permissions.",
    ]
    await here.owes("two", room=here.general)
    await here.owes("three", room=here.general)
    await here.town.minute_passes()
    (told,) = await failures(here)
    assert "… and 2 more this hour." in told
    await here.town.clock.travel(here.town.clock.now() + HOUR)
    await here.owes("four", room=here.general)
    before, now = await failures(here)
    assert before == told
    assert "this hour" not in now
    assert await here.titles(here.general) == []
    assert len(here.asked("post", about=here.general)) == 4


async def test_trying_again_sends_once_however_often_it_is_pressed(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), "post")
    await here.owes("hello", room=here.general)
    reply = await presses(here, "Try again")
    assert await here.town.said(reply) == "Sent again\nIt is on its way once more."
    reply = await presses(here, "Try again")
    assert "There is nothing left to do about that. Nothing was changed." in await here.town.said(reply)
    await presses(here, "Drop it")
    assert await here.titles(here.general) == ["hello"]


async def test_what_is_dropped_stays_dropped(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), "post")
    await here.owes("hello", room=here.general)
    reply = await presses(here, "Drop it")
    assert await here.town.said(reply) == "Dropped\nI leave it at that."
    reply = await presses(here, "Try again")
    assert "There is nothing left to do about that. Nothing was changed." in await here.town.said(reply)
    assert await here.titles(here.general) == []


async def test_only_stewards_may_try_again(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), "post")
    await here.owes("hello", room=here.general)
    notice = (await here.town.mail("maria"))[-1]
    reply = await here.town.presses("jonas", notice.card, "Try again")
    assert "Nothing was changed." in await here.town.said(reply)
    assert await here.titles(here.general) == []


async def test_what_is_sent_again_comes_last(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), "post")
    await here.owes("one", room=here.general)
    await here.owes("two", room=here.general)
    await presses(here, "Try again")
    assert await here.titles(here.general) == ["two", "one"]


@pytest.mark.parametrize("method", MAKES)
async def test_a_refusal_is_never_asked_again_by_itself(here: Scene, method: str) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), method)
    match method:
        case "post":
            await here.owes("hello", room=here.general)
        case "direct":
            await here.owes("hello", to="jonas")
        case _:
            await here.town.types("maria", '/circle create "Hello" "Why not" @jonas')
    refused = here.asked(method)[0].key
    await here.passes(timedelta(days=1))
    assert [a.key for a in here.asked(method)].count(refused) == 1
    assert here.asked("look_up") == []


async def test_what_depends_on_a_room_that_was_refused_is_refused_with_it_as_one_notice(here: Scene) -> None:
    here.watch.on(Step.ARRIVAL, refuses(FORBIDDEN), "open_room")
    await here.town.types("maria", '/circle create "Hello" "Why not" @jonas')
    acts = {r.act: r.state for r in await here.ledger.rows() if r.circle_id is not None}
    assert acts == {"OpenRoom": "refused", "Invite": "refused", "Post": "refused"}
    assert here.asked("invite", "post") == []
    for person, hears in (("maria", 1), ("jonas", 1), ("aisha", 0), ("noor", 0)):
        told = [here.town.text(m) for m in await here.town.mail(person)]
        assert sum(t.startswith(FAILED) for t in told) == hears, person
        assert sum("chat:write.public" in t and "OAuth & Permissions" in t for t in told) == hears, person


async def test_a_room_deleted_under_a_planned_post_is_noticed_once(here: Scene) -> None:
    town = here.town
    await town.starts_ritual("maria", '/ritual create "Wins" "every Friday 10:00" "Because"')
    await town.world.drop_room(SPACE, town.rooms[SPACE])
    await town.waits(timedelta(days=11))
    posts = [r for r in await here.ledger.rows() if r.act == "Post" and r.room_id == here.general]
    assert {r.state for r in posts} == {"refused"}
    assert len(here.asked("post", about=here.general)) == 1
    assert (await here.ledger.room(here.places[here.general])).state == "lost"
    (told,) = await failures(here)
    assert "The room I should write to is gone." in told
    assert "community settings home:#room" in told
    assert await here.ledger.open() == 0


async def test_after_a_new_home_room_is_given_the_rhythm_goes_on_there(here: Scene) -> None:
    town = here.town
    await town.starts_ritual("maria", '/ritual create "Wins" "every Friday 10:00" "Because"')
    await town.world.drop_room(SPACE, town.rooms[SPACE])
    await town.waits(timedelta(days=4))
    town.rooms[SPACE] = here.places[here.side]
    await town.types("maria", "/community settings home:#side")
    await town.waits(timedelta(days=7))
    assert "Coming up: Wins" in await here.titles(here.side)


async def test_a_message_to_somebody_who_is_gone_is_refused_and_the_desk_hears(here: Scene) -> None:
    await here.town.world.leave(SPACE, "jonas")
    owed = await here.owes("hello", to="jonas")
    row = await here.row(owed)
    assert (row.state, row.why, row.attempt) == ("refused", "person_gone", 1)
    (told,) = await failures(here)
    assert "person_gone" in told


async def test_of_a_nudge_that_did_not_arrive_nobody_hears(here: Scene) -> None:
    await here.town.world.leave(SPACE, "jonas")
    owed = await here.owes("your week", to="jonas", priority=Priority.NUDGE)
    assert (await here.row(owed)).state == "refused"
    assert await failures(here) == []


async def test_hearth_put_out_of_a_private_room_says_what_is_missing(here: Scene) -> None:
    town = here.town
    await town.types("maria", '/circle create "Hello" "Why not" @jonas')
    room = next(r for r in await town.world.rooms(SPACE, viewer=None) if r.name == "hello")
    await town.world.let_out(SPACE, room.id, None)
    ours = (await here.ledger.rooms())[room.id]
    await here.owes("news", room=ours)
    told = [town.text(m) for m in await town.mail("jonas")]
    assert sum("being in the room" in t and "can let Hearth in" in t for t in told) == 1
    assert [town.text(m) for m in await town.mail("noor")] == []
