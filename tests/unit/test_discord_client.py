"""What people do on Discord, as requests, and what they get back: privately, in time, and whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from structlog.testing import capture_logs

from adapters.discord.limits import V2_FLAG
from bot.cards import Button, Buttons, Card, Mention, Para, Reply
from bot.commands import Person, Request
from bot.keys import MemberId
from bot.ports import Names, PersonAt, RoomAt
from tests.worlds.discord_stage import HELLO, Door, Stage, buttons, shown, staged

ADA = MemberId("ada")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as opened:
        yield opened


def paths(stage: Stage, start: int = 0) -> list[str]:
    return [f"{r.method} {r.path.split('/')[-1]}" for r in stage.env.http_requests[start:]]


# Commands


async def test_a_command_is_a_request_and_its_answer_is_for_the_asker_alone(stage: Stage) -> None:
    answer = await stage.ada.slash(
        stage.general,
        "garden plant",
        name="tulips",
        person=stage.maria,
        room=stage.general,
        count=3,
        **{"new-name": "roses"},
    )
    assert shown(answer) == ["### Hello", "here you are"]
    assert stage.asked() == Request(
        id="",
        platform="discord",
        space=stage.space,
        space_name="The town",
        person=Person(str(stage.ada.id), "Ada Lovelace", installer=False, language="en"),
        room=str(stage.general.id),
        room_name="general",
        room_private=False,
        path=("garden", "plant"),
        answers={
            "name": "tulips",
            "person": f"<@{stage.maria.id}>",
            "room": f"<#{stage.general.id}>",
            "count": "3",
            "new-name": "roses",
        },
        people={str(stage.maria.id): "Maria"},
        rooms={str(stage.general.id): ("general", False)},
    )


async def test_who_manages_the_server_may_set_up(stage: Stage) -> None:
    await stage.maria.slash(stage.general, "help")
    assert (stage.asked().person.name, stage.asked().person.installer) == ("Maria", True)


async def test_each_interaction_has_an_id_of_its_own(stage: Stage) -> None:
    await stage.ada.slash(stage.general, "help")
    await stage.ada.slash(stage.general, "help")
    assert len({r.id for r in stage.door.requests}) == 2


async def test_people_typed_as_names_are_vouched_for_by_the_server(stage: Stage) -> None:
    stranger = stage.env.create_user("stranger")
    robot = stage.guild.add_member(stage.env.create_user("robot", bot=True))
    typed = f"<@{stage.maria.id}> <@{stage.ada.id}> <@{stranger.id}> <@{robot.id}>"
    await stage.ada.slash(stage.general, "garden plant", name="tulips", people=typed)
    assert stage.asked().people == {str(stage.maria.id): "Maria", str(stage.ada.id): "Ada Lovelace"}


async def test_rooms_typed_into_a_text_are_named_where_everybody_sees_them(stage: Stage) -> None:
    assert stage.client.user is not None
    hidden = stage.guild.create_text_channel(
        "secrets",
        overwrites={
            stage.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            stage.client.user: discord.PermissionOverwrite(view_channel=True),
        },
    )
    await stage.env.settle()
    typed = f"<#{stage.general.id}> <#{hidden.id}> <#12345>"
    await stage.ada.slash(stage.general, "garden plant", name=typed)
    assert stage.asked().rooms == {str(stage.general.id): ("general", False)}


async def test_the_first_word_does_not_wait_for_the_answer(stage: Stage) -> None:
    acknowledged: list[list[str]] = []

    def say(_request: Request) -> Reply:
        acknowledged.append(paths(stage))
        return HELLO

    stage.door.says = say
    await stage.ada.slash(stage.general, "help")
    assert acknowledged[0][-1] == "POST callback"


async def test_a_private_answer_pings_nobody_even_where_it_names_somebody(stage: Stage) -> None:
    stage.door.names = Names({ADA: (str(stage.ada.id), "Ada")})
    stage.door.says = lambda _r: Reply(Card("x", (Para((Mention(ADA),)),)))
    answer = await stage.maria.slash(stage.general, "help")
    assert shown(answer)[1] == f"<@{stage.ada.id}>"
    sent = stage.env.http_requests[-1]
    assert sent.json is not None
    assert sent.json["allowed_mentions"] == {"parse": []}
    assert sent.json["flags"] & V2_FLAG


# Forms


async def test_what_is_missing_is_asked_for_at_once_and_the_engine_is_not_asked(stage: Stage) -> None:
    asked = await stage.ada.slash(stage.general, "garden plant", count=3)
    assert asked.modal is not None
    assert asked.modal["custom_id"] == "ask garden.plant"
    assert [c["component"]["custom_id"] for c in asked.modal["components"]] == ["name", "count"]
    assert stage.door.requests == []
    answer = await stage.ada.submit_modal(asked, {"name": "tulips", "count": "4"})
    assert shown(answer)[0] == "### Hello"
    request = stage.asked()
    assert (request.path, request.answers, request.form) == (
        ("garden", "plant"),
        {"name": "tulips", "count": "4"},
        True,
    )


async def test_what_is_known_and_not_asked_again_travels_with_the_form(stage: Stage) -> None:
    asked = await stage.ada.slash(stage.general, "garden plant", person=stage.maria)
    await stage.ada.submit_modal(asked, {"name": "tulips"})
    assert stage.asked().answers == {"person": f"<@{stage.maria.id}>", "name": "tulips", "count": ""}
    assert stage.chest.forms == {}


async def test_what_does_not_fit_is_kept_and_a_restart_loses_nothing(stage: Stage) -> None:
    asked = await stage.ada.slash(stage.general, "garden plant", **{"new-name": "é" * 40})
    assert asked.modal is not None
    assert asked.modal["custom_id"].startswith("kept form")
    await stage.restarts()
    await stage.ada.submit_modal(asked, {"name": "tulips"})
    assert stage.asked().answers["new-name"] == "é" * 40


async def test_a_form_kept_too_long_says_so(stage: Stage) -> None:
    asked = await stage.ada.slash(stage.general, "garden plant", **{"new-name": "é" * 40})
    stage.chest.forms.clear()
    answer = await stage.ada.submit_modal(asked, {"name": "tulips"})
    assert shown(answer)[0] == "### That form is gone"
    assert stage.door.requests == []


async def test_a_refused_form_can_be_edited_again_where_it_was(stage: Stage) -> None:
    form = stage.door.catalogue.form(stage.door.catalogue.entries["garden", "plant"].command, {"person": "<@1>"})

    def refuse(request: Request) -> Reply:
        return Reply(form=form.refilled(request.answers, error="I know no tulips", wrong="name"))

    stage.door.says = refuse
    asked = await stage.ada.slash(stage.general, "garden plant")
    refused = await stage.ada.submit_modal(asked, {"name": "tulips", "count": "4"})
    assert shown(refused) == ["### That did not work", "I know no tulips"]
    assert refused.response is not None
    await stage.restarts()
    again = await stage.ada.click(refused.response, label="Edit again")
    assert again.modal is not None
    name, count = again.modal["components"]
    assert (name["component"]["value"], name["description"]) == ("tulips", "I know no tulips")
    assert count["component"]["value"] == "4"
    stage.door.says = lambda _r: HELLO
    await stage.ada.submit_modal(again, {"name": "roses", "count": "4"})
    assert stage.asked().answers == {"person": "<@1>", "name": "roses", "count": "4"}


async def test_a_kept_form_is_gone_after_its_hour(stage: Stage) -> None:
    form = stage.door.catalogue.form(stage.door.catalogue.entries["garden", "plant"].command, {})
    stage.door.says = lambda r: Reply(form=form.refilled(r.answers, error="no", wrong=None))
    asked = await stage.ada.slash(stage.general, "garden plant")
    refused = await stage.ada.submit_modal(asked, {"name": "tulips"})
    stage.chest.forms.clear()
    assert refused.response is not None
    assert shown(await stage.ada.click(refused.response, label="Edit again"))[0] == "### That form is gone"


async def test_a_form_that_only_the_engine_could_know_of_is_opened_by_a_button(stage: Stage) -> None:
    form = stage.door.catalogue.form(stage.door.catalogue.entries["garden", "plant"].command, {})
    stage.door.says = lambda _r: Reply(form=form)
    answer = await stage.ada.slash(stage.general, "help")
    assert shown(answer)[0] == "### Plant something"
    assert answer.response is not None
    opened = await stage.ada.click(answer.response, label="Fill in")
    assert opened.modal is not None
    assert opened.modal["custom_id"] == "ask garden.plant"


# Buttons


def pressable(*buttons_: Button) -> Card:
    return Card("Press", (Buttons(buttons_),))


async def test_a_button_works_after_a_restart(stage: Stage) -> None:
    card = pressable(Button("Plant", "garden.plant", 'name:"red tulips"'))
    room = RoomAt(str(stage.general.id), private=False)
    await stage.platform.post(stage.space, room, card, Names(), "key")
    await stage.restarts()
    assert stage.general.last_message is not None
    answer = await stage.ada.click(stage.general.last_message, label="Plant")
    assert shown(answer)[0] == "### Hello"
    assert (stage.asked().path, stage.asked().text) == (("garden", "plant"), 'name:"red tulips"')


async def test_a_button_whose_command_misses_something_opens_its_form(stage: Stage) -> None:
    room = RoomAt(str(stage.general.id), private=False)
    await stage.platform.post(stage.space, room, pressable(Button("Plant", "garden.plant")), Names(), "key")
    assert stage.general.last_message is not None
    opened = await stage.ada.click(stage.general.last_message, label="Plant")
    assert opened.modal is not None
    assert opened.modal["title"] == "Plant something"


async def test_in_direct_messages_a_button_tells_its_space(stage: Stage) -> None:
    small, big = Button("Plant", "garden.plant", "tulips"), Button("Water", "garden.water", "v" * 86)
    to = PersonAt(str(stage.ada.id))
    sent = await stage.platform.direct(stage.space, to, pressable(small, big), Names(), "key")
    message = stage.ada.user.dm_channel.last_message
    assert message is not None
    await stage.ada.user.click(message, label="Plant")
    assert (stage.asked().space, stage.asked().text, stage.asked().room) == (stage.space, "tulips", None)
    assert not stage.asked().person.installer
    await stage.ada.user.click(message, label="Water")
    assert stage.asked().space == "0"
    stage.told.spaces[sent] = stage.space
    await stage.ada.user.click(message, label="Water")
    assert (stage.asked().space, stage.asked().text) == (stage.space, "v" * 86)


async def test_a_form_opened_in_direct_messages_comes_back_to_its_space(stage: Stage) -> None:
    to = PersonAt(str(stage.ada.id))
    await stage.platform.direct(stage.space, to, pressable(Button("Plant", "garden.plant")), Names(), "key")
    message = stage.ada.user.dm_channel.last_message
    assert message is not None
    opened = await stage.ada.user.click(message, label="Plant")
    assert opened.modal is not None
    assert opened.modal["custom_id"] == f"ask garden.plant @{stage.space}"
    await stage.ada.user.submit_modal(opened, {"name": "tulips"})
    assert (stage.asked().space, stage.asked().answers["name"]) == (stage.space, "tulips")


# What is being typed, and what is handed over


async def test_values_are_offered_while_somebody_types(stage: Stage) -> None:
    stage.door.offers = ("tulips", "", "x" * 101, *map(str, range(30)))
    found = await stage.ada.autocomplete(stage.general, "garden plant", "name", "tu")
    assert [c["value"] for c in found] == ["tulips", *map(str, range(24))]
    assert stage.door.asked == [(("garden", "plant"), "name", "tu")]


async def test_a_message_is_suggested_as_a_prompt_from_its_menu(stage: Stage) -> None:
    said = await stage.maria.send(stage.general, "What did you learn? " * 4)
    asked = await stage.ada.context_menu(stage.general, "Suggest as a prompt", said)
    assert asked.modal is not None
    assert asked.modal["components"][0]["component"]["value"] == ("What did you learn? " * 4)[:40]
    await stage.ada.submit_modal(asked, {"question": "What did you learn?"})
    assert (stage.asked().path, stage.asked().answers) == (("prompt", "add"), {"question": "What did you learn?"})


# When Discord does not do its part


async def test_an_interaction_that_was_gone_is_worked_on_and_answered_directly(stage: Stage) -> None:
    stage.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    await stage.ada.slash(stage.general, "help")
    assert len(stage.door.requests) == 1
    last = stage.env.http_requests[-1]
    assert last.json is not None
    assert (last.method, last.json["components"][0]["content"]) == ("POST", "### Hello")
    assert last.path == f"/channels/{stage.ada.user.dm_channel.id}/messages"


async def test_an_answer_that_cannot_be_put_behind_the_first_word_is_sent_directly(stage: Stage) -> None:
    stage.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=404, code=50027)
    await stage.ada.slash(stage.general, "help")
    assert stage.env.http_requests[-1].path == f"/channels/{stage.ada.user.dm_channel.id}/messages"


async def test_what_another_process_answers_is_left_to_it(stage: Stage) -> None:
    stage.env.inject_error("POST", "/interactions/*/callback", status=400, code=40060)
    await stage.ada.slash(stage.general, "help")
    assert stage.door.requests == []
    assert paths(stage)[-1] == "POST callback"


async def test_a_reply_that_reaches_nobody_is_written_down_and_shown_to_nobody_else(stage: Stage) -> None:
    stage.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=404, code=50027)
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    with capture_logs() as written:
        await stage.ada.slash(stage.general, "help")
    assert stage.general.history(viewer=stage.maria) == []
    assert "a reply reached nobody" in [line["event"] for line in written]
    assert "here you are" not in str(written)


async def test_what_breaks_while_an_answer_is_shown_is_told_to_its_asker(stage: Stage) -> None:
    form = stage.door.catalogue.form(stage.door.catalogue.entries["garden", "plant"].command, {})
    stage.door.says = lambda r: Reply(form=form.refilled(r.answers, error="no", wrong=None))
    stage.chest.locked = True
    asked = await stage.ada.slash(stage.general, "garden plant")
    with capture_logs() as written:
        title, sentence = shown(await stage.ada.submit_modal(asked, {"name": "tulips"}))
    broke = next(line for line in written if line["event"] == "an interaction failed")
    assert title == "### Something broke"
    assert sentence == f"That is my fault, not yours. It is written down as {broke['reference']}."


async def test_what_breaks_before_the_first_word_is_told_as_well(stage: Stage) -> None:
    stage.chest.locked = True
    answer = await stage.ada.slash(stage.general, "garden plant", **{"new-name": "é" * 40})
    assert shown(answer)[0] == "### Something broke"
    assert paths(stage)[-2:] == ["POST callback", "PATCH @original"]
    assert stage.door.requests == []


async def test_a_start_on_which_discord_takes_no_commands_is_a_start_all_the_same(stage: Stage) -> None:
    stage.told.kept = None
    stage.env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    with capture_logs() as written:
        await stage.restarts()
    assert stage.told.kept is None
    assert "discord was not told the commands: run `hearth discord sync`" in [line["event"] for line in written]
    await stage.restarts()
    assert stage.told.kept is not None


async def test_commands_are_not_told_again_on_a_later_start(stage: Stage) -> None:
    before = [r for r in stage.env.http_requests if r.method == "PUT"]
    await stage.restarts()
    assert [r for r in stage.env.http_requests if r.method == "PUT"] == before


async def test_closing_lets_running_work_finish(stage: Stage) -> None:
    going, free = asyncio.Event(), asyncio.Event()

    usual = Door.answer

    async def slow(door: Door, request: Request) -> Any:
        going.set()
        await free.wait()
        return await usual(door, request)

    client = stage.client
    async with asyncio.timeout(5):
        client.engine = stage.door
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Door, "answer", slow)
            work = asyncio.ensure_future(stage.ada.slash(stage.general, "help"))
            await going.wait()
            closing = asyncio.ensure_future(client.close())
            await asyncio.wait({closing}, timeout=0.05)
            assert not closing.done()
            free.set()
            await closing
            assert len(stage.door.requests) == 1
            await asyncio.gather(work, return_exceptions=True)


def test_buttons_are_found_by_their_label() -> None:
    assert buttons([{"type": 1, "components": [{"label": "a", "custom_id": "b"}]}]) == {"a": "b"}
