"""Commands, buttons, forms and answers, over Bolt and signed HTTP, before the simulated Slack."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.cards import Button, Buttons, Card, Para, Reply
from bot.commands import Person, Request
from tests.unit.slack_scene import DONE, Scene, scene
from tests.worlds.slack.ground import Kind
from tests.worlds.trouble import Step

ANSWER = "Done\nas asked"


@pytest.fixture
async def here() -> AsyncIterator[Scene]:
    async with scene() as made:
        yield made


@pytest.fixture
async def hasty() -> AsyncIterator[Scene]:
    async with scene(ack_limit=timedelta()) as made:
        yield made


# Commands


async def test_a_command_is_answered_to_whoever_typed_it_alone(here: Scene) -> None:
    await here.types("ritual list")
    assert here.heard() == [ANSWER]
    assert (here.heard(here.bob), here.posted()) == ([], [])
    (request,) = here.engine.asked
    assert request == Request(
        id=request.id,
        platform="slack",
        space=here.team.id,
        space_name="Acme Inc",
        person=Person(here.ada.id, "Ada", installer=True, zone="Europe/London", language="en"),
        room=here.general.id,
        room_name="general",
        text="ritual list",
    )
    assert here.asked("auth.test", "chat.postMessage") == []


async def test_whom_a_command_names_is_looked_up_once_an_hour(here: Scene) -> None:
    secret = here.hands.makes(here.ada, "secret", private=True)
    here.hands.lets_in(here.ada, secret, here.bob.id)
    for _time in range(2):
        await here.types("circle invite books @Bob #secret", where=secret)
    request = here.engine.asked[-1]
    assert request.text == f"circle invite books <@{here.bob.id}> <#{secret.id}>"
    assert (request.room, request.room_name, request.room_private) == (secret.id, "", True)
    assert dict(request.people) == {here.bob.id: "bob"}
    assert dict(request.rooms) == {secret.id: ("", True)}
    assert [a["user"] for a in here.asked("users.info")] == [here.ada.id]
    here.clock.machine += timedelta(hours=1)
    await here.types("ritual list")
    assert len(here.asked("users.info")) == 2


async def test_somebody_slack_tells_nothing_about_is_who_the_payload_says(here: Scene) -> None:
    here.team.install.scopes -= {"users:read"}  # type: ignore[union-attr]
    await here.types("ritual list", who=here.bob)
    (request,) = here.engine.asked
    assert request.person == Person(here.bob.id, "bob")
    assert here.heard(here.bob) == [ANSWER]


async def test_slack_has_its_ack_before_anything_is_done(here: Scene) -> None:
    release = asyncio.Event()

    async def hang(_request: Request) -> Reply:
        await release.wait()
        return DONE

    here.engine.reply = hang
    answer = await here.people.types(here.ada, here.general, "ritual list")
    assert (answer.failed, here.heard()) == ("", [])
    release.set()
    await here.app.close()
    assert here.heard() == [ANSWER]


async def test_work_that_never_ends_is_ended_at_the_close(here: Scene) -> None:
    async def hang(_request: Request) -> Reply:
        await asyncio.Event().wait()
        return DONE

    here.engine.reply = hang
    await here.people.types(here.ada, here.general, "ritual list")
    with capture_logs() as logs:
        await here.app.close(timedelta(milliseconds=1))
    assert [line["event"] for line in logs] == ["work was ended before it was done"]
    assert here.app.work.tasks == set()


# Answers


async def test_without_its_url_an_answer_is_for_their_eyes_in_the_room(here: Scene) -> None:
    here.world.orders.on(Step.ARRIVAL, _expires(here), "response_url")
    await here.types("ritual list")
    assert [channel.id for channel, _m in here.messages(here.ada)] == [here.general.id]
    assert here.heard() == [ANSWER]
    assert here.posted() == []
    assert [a["user"] for a in here.asked("chat.postEphemeral")] == [here.ada.id]


async def test_where_hearth_is_not_in_the_room_an_answer_comes_directly(here: Scene) -> None:
    secret = here.hands.makes(here.ada, "secret", private=True)
    here.world.orders.on(Step.ARRIVAL, _expires(here), "response_url")
    await here.types("ritual list", where=secret)
    ((channel, _message),) = here.messages(here.ada)
    assert (channel.kind, here.heard()) == (Kind.IM, [ANSWER])


async def test_an_answer_that_reaches_nobody_is_written_down_and_posted_nowhere(here: Scene) -> None:
    here.ada.refuses = True
    secret = here.hands.makes(here.ada, "secret", private=True)
    here.world.orders.on(Step.ARRIVAL, _expires(here), "response_url")
    with capture_logs() as logs:
        await here.types("ritual list", where=secret)
    assert "an answer reached nobody" in [line["event"] for line in logs]
    assert (here.heard(), here.posted()) == ([], [])


def _expires(here: Scene) -> Any:
    async def trouble(_ask: Any) -> None:
        for hook in here.world.hooks.values():
            hook.uses = 5

    return trouble


async def test_what_breaks_is_written_down_and_told(here: Scene) -> None:
    here.engine.breaks = [RuntimeError("boom")]
    with capture_logs() as logs:
        await here.types("ritual list")
    (line,) = [line for line in logs if line["event"] == "an interaction failed"]
    (told,) = here.heard()
    assert told.endswith(f"It is written down as {line['reference']}.")
    assert "boom" not in told


# Forms


async def test_what_is_missing_is_asked_for_first_and_nothing_is_done(here: Scene) -> None:
    await here.types("circle create Mentors")
    view = here.form()
    assert (view.body["title"]["text"], here.engine.asked, here.heard()) == ("Open a room of its own", [], [])
    assert here.asked("users.info", "response_url") == []


async def test_a_sent_form_is_answered_where_it_was_asked_for(here: Scene) -> None:
    await here.types("circle create Mentors")
    assert await here.fills({"purpose": "To <@U9> mentor & more"}) == {}
    assert here.people.modal(here.ada) is None
    assert here.heard() == [ANSWER]
    (request,) = here.engine.asked
    assert (request.path, request.form, request.room) == (("circle", "create"), True, here.general.id)
    assert request.answers["name"] == "Mentors"
    assert request.answers["purpose"] == "To ‹@U9› mentor & more"
    assert request.person.installer
    assert len(here.asked("response_url")) == 1


async def test_what_is_wrong_is_said_at_its_field_and_the_form_stays(here: Scene) -> None:
    await here.types("circle create Mentors")
    here.engine.reply = _refuses(here, "purpose")
    assert await here.fills({"purpose": "x"}) == {"purpose": "That will not do."}
    here.engine.reply = _refuses(here, None)
    assert await here.fills({"purpose": "x"}) == {"name": "That will not do."}
    here.engine.reply = DONE
    assert await here.fills({"purpose": "y"}) == {}
    assert here.heard() == [ANSWER]


def _refuses(here: Scene, wrong: str | None) -> Reply:
    catalogue = here.engine.catalogue
    form = catalogue.form(catalogue.entry(("circle", "create")).command, {"name": "Mentors", "purpose": "x"})
    return Reply(form=replace(form, error="That will not do.", wrong=wrong))


async def test_a_form_that_takes_its_time_closes_and_its_answer_follows(hasty: Scene) -> None:
    await hasty.types("circle create Mentors")
    await hasty.fills({"purpose": "x"})
    view = hasty.form()
    assert "submit" not in view.body
    assert "working on it" in view.body["blocks"][0]["text"]["text"]
    assert hasty.heard() == [ANSWER]


async def test_a_form_that_is_refused_too_late_can_be_edited_again(hasty: Scene) -> None:
    await hasty.types("circle create Mentors")
    hasty.engine.reply = _refuses(hasty, "purpose")
    await hasty.fills({"purpose": "x"})
    assert hasty.heard() == ["Open a room of its own\nThat will not do.\n[Edit again]"]
    await hasty.presses("Edit again")
    blocks = hasty.form().body["blocks"]
    assert blocks[0]["text"]["text"] == "That will not do."
    assert blocks[1]["element"]["initial_value"] == "Mentors"


async def test_a_kept_form_is_opened_by_nobody_else_and_not_for_ever(hasty: Scene) -> None:
    await hasty.types("circle create Mentors")
    hasty.engine.reply = _refuses(hasty, "purpose")
    await hasty.fills({"purpose": "x"})
    hasty.drawer.forms.clear()
    hasty.people.modal(hasty.ada)
    hasty.team.modals.clear()
    await hasty.presses("Edit again")
    assert hasty.people.modal(hasty.ada) is None
    assert hasty.heard()[-1].startswith("Too late\n")


async def test_a_form_that_breaks_closes_and_the_person_hears(here: Scene) -> None:
    async def breaks(_request: Request) -> Reply:
        raise RuntimeError("boom")

    await here.types("circle create Mentors")
    here.engine.reply = breaks
    with capture_logs() as logs:
        assert await here.fills({"purpose": "x"}) == {}
    assert "an interaction failed" in [line["event"] for line in logs]
    assert here.heard()[0].startswith("Something broke\n")
    assert here.people.modal(here.ada) is None


async def test_a_form_that_cannot_open_in_time_is_offered_with_a_button(here: Scene) -> None:
    async def late(_ask: Any) -> None:
        here.clock.machine += timedelta(seconds=4)

    here.world.orders.on(Step.ARRIVAL, late, "views.open")
    await here.types("circle create Mentors")
    assert here.people.modal(here.ada) is None
    assert here.heard() == ["Open a room of its own\nSlack let me ask too late. Nothing was changed.\n[Open the form]"]
    await here.presses("Open the form")
    assert here.form().body["blocks"][0]["element"]["initial_value"] == "Mentors"


async def test_what_a_form_knows_travels_with_it_or_waits_in_the_drawer(here: Scene) -> None:
    command = here.engine.catalogue.entry(("circle", "create")).command
    known = {"size": "12", "review": "x" * 3000}
    here.engine.reply = Reply(form=replace(here.engine.catalogue.form(command, {"name": "M"}), known=known))
    await here.types("ritual list")
    here.engine.reply = DONE
    assert len(here.drawer.forms) == 1
    assert len(here.form().body["private_metadata"]) < 500
    await here.fills({"purpose": "y"})
    assert {k: here.engine.asked[-1].answers[k] for k in known} == known
    assert here.heard() == [ANSWER]


async def test_a_select_offers_what_is_suggested_and_what_was_typed(here: Scene) -> None:
    here.engine.suggests = ("Friday wins", "Friday tea", "Monday")
    await here.types("ritual skip")
    (block, *_rest) = here.form().body["blocks"]
    offered = await here.people.looks_up(here.ada, here.form(), block["block_id"], "Fri")
    assert [o["value"] for o in offered] == ["Friday wins", "Friday tea", "Fri"]
    assert here.world.errors == []


async def test_suggestions_that_take_too_long_leave_what_was_typed(hasty: Scene) -> None:
    hasty.engine.suggests = ("Friday wins",)
    await hasty.types("ritual skip")
    (block, *_rest) = hasty.form().body["blocks"]
    offered = await hasty.people.looks_up(hasty.ada, hasty.form(), block["block_id"], "Fri")
    assert [o["value"] for o in offered][-1] == "Fri"


async def test_a_picked_message_fills_the_form_of_a_prompt(here: Scene) -> None:
    said = here.hands.says(here.bob, here.general, f"What is 1 &lt; 2, <@{here.ada.id}>?")
    assert not (await here.people.shortcut(here.ada, "prompt_add", here.general, said)).failed
    await here.rest()
    blocks = here.form().body["blocks"]
    assert blocks[0]["element"]["initial_value"] == "What is 1 < 2, @somebody?"
    await here.fills({})
    assert here.engine.asked[-1].answers["question"] == "What is 1 < 2, @somebody?"


# Buttons


async def test_a_button_does_what_it_says(here: Scene) -> None:
    here.engine.reply = Reply(Card("Tea", (Buttons((Button("Pause", "ritual.pause", "Tea"),)),)))
    await here.types("ritual list")
    here.engine.reply = DONE
    await here.presses("Pause")
    request = here.engine.asked[-1]
    assert (request.path, request.text, request.room) == (("ritual", "pause"), "Tea", here.general.id)
    assert here.heard()[-1] == ANSWER


async def test_a_button_that_needs_more_opens_its_form(here: Scene) -> None:
    here.engine.reply = Reply(Card("Tea", (Buttons((Button("Invite", "circle.invite", "Books"),)),)))
    await here.types("ritual list")
    await here.presses("Invite")
    assert len(here.engine.asked) == 1
    assert here.form().body["callback_id"] == "form"


async def test_the_home_shows_its_cards_and_what_a_button_there_changed(here: Scene) -> None:
    async def reply(request: Request) -> Reply:
        name = request.text or ".".join(request.path)
        return Reply(Card(name, (Para((str(len(here.engine.asked)),)), Buttons((Button("Quiet", "my.show"),)))))

    here.engine.reply = reply
    here.people.opens_home(here.ada)
    await here.world.settle()
    await here.rest()
    first = here.team.homes[here.ada.id]
    titles = [b["text"]["text"] for b in first.body["blocks"] if b["type"] == "header"]
    assert titles == ["my.show", "rhythm.next", "circle.list", "Yours"]
    assert len({r.id for r in here.engine.asked}) == 3
    await here.people.presses_in_view(here.ada, first, "my.show#1")
    await here.rest()
    shown = [read.split("\n")[1] for read in _cards(here)]
    assert shown == ["5", "6", "7"], "one press, then three looks"
    ((channel, _message),) = here.messages(here.ada)
    assert channel.kind is Kind.IM


def _cards(here: Scene) -> list[str]:
    """Return what stands under each title of Ada's Home that says anything."""
    blocks = here.team.homes[here.ada.id].body["blocks"]
    heads = [i for i, b in enumerate(blocks) if b["type"] == "header" and blocks[i + 1]["type"] == "rich_text"]
    return [f"{blocks[i]['text']['text']}\n{blocks[i + 1]['elements'][0]['elements'][0]['text']}" for i in heads]


async def test_a_home_that_has_one_thing_to_say_says_it_once(here: Scene) -> None:
    here.people.opens_home(here.ada)
    await here.world.settle()
    await here.rest()
    blocks = here.team.homes[here.ada.id].body["blocks"]
    assert [b["type"] for b in blocks] == ["header", "rich_text"]


# Where Hearth is not, and what goes into no log


async def test_where_it_is_not_installed_the_person_is_told(here: Scene) -> None:
    here.shelf.kept.clear()
    await here.people.types(here.ada, here.general, "ritual list")
    await here.rest()
    assert here.engine.asked == []
    assert "no longer installed here" in "".join(m.text for m in here.general.messages if m.to == here.ada.id)


async def test_what_people_write_is_in_no_log(here: Scene, caplog: pytest.LogCaptureFixture) -> None:
    canary = "xyzzy-canary"
    here.engine.breaks = [RuntimeError("boom")]
    with capture_logs() as logs:
        await here.types(f"ritual list {canary}")
        said = here.hands.says(here.bob, here.general, canary)
        await here.people.forges(here.ada, here.general, canary, canary)
        await here.people.shortcut(here.ada, "prompt_add", here.general, said)
        here.server.outbox.door.forged = True  # type: ignore[union-attr]
        await here.people.types(here.ada, here.general, canary)
        await here.world.settle()
        await here.rest()
    assert logs
    shown = [line for line in logs if line.get("path") != canary]
    assert canary not in str(shown)
    assert canary not in caplog.text
