"""Answers to interactions: the first within 3 seconds and once, later ones by their token for 15 minutes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from tests.worlds.discord import bodies, payloads, posting
from tests.worlds.discord.calls import NOTHING, Answer, Call, Routes, shown
from tests.worlds.discord.components import check_modal
from tests.worlds.discord.errors import Refused, invalid, unknown, unknown_message
from tests.worlds.discord.fields import Fields
from tests.worlds.discord.mentions import Allowed
from tests.worlds.discord.rest_messages import announce
from tests.worlds.discord.state import Channel, Interaction, Message
from tests.worlds.discord.words import EPHEMERAL, LOADING, Json

routes = Routes()
FIRST: Final = timedelta(seconds=3)
LATER: Final = timedelta(minutes=15)
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
MAY: Final = {
    2: frozenset({MESSAGE, DEFER, MODAL}),
    3: frozenset({MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL}),
    4: frozenset({CHOICES}),
    5: frozenset({MESSAGE, DEFER, DEFER_UPDATE, UPDATE}),
}
"""First answers by kind of interaction: command, component, autocomplete, modal."""


@routes.on("POST", "/interactions/{interaction_id}/{interaction_token}/callback", open=True)
def answer_interaction(call: Call) -> Answer:
    interaction = call.state.interactions.get(call.ask.path[1])
    if interaction is None or interaction.id != call.number(0):
        raise unknown(10062, "interaction")
    if interaction.answer is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    if call.now - interaction.at > FIRST:
        raise unknown(10062, "interaction")
    kind = call.body.one_of("type", MAY[interaction.kind])
    if kind in {DEFER_UPDATE, UPDATE} and interaction.on is None:
        raise invalid("type", "There is no message to update", "INTERACTION_RESPONSE_TYPE")
    made = FIRST_ANSWERS[kind](call, interaction)
    interaction.answer, interaction.answered_at = kind, call.now
    if call.ask.query.get("with_response", "").lower() in {"1", "true"}:
        return shown(payloads.response(interaction, made, kind, call.state))
    return NOTHING


def _data(call: Call) -> Fields:
    return Fields(call.ask.body.get("data") or {}, "data")


def _message(call: Call, interaction: Interaction) -> Message:
    values = dict(_data(call).values)
    made = _add(call, interaction, values)
    interaction.original = made.id
    return made


def _add(call: Call, interaction: Interaction, values: Json) -> Message:
    body = bodies.read(values, call.ask.files, webhook=True)
    made = posting.add(call.state, interaction.channel, call.state.app.user, body)
    return _owned(call, interaction, made)


def _owned(call: Call, interaction: Interaction, made: Message) -> Message:
    made.interaction = interaction
    if made.flags & EPHEMERAL:
        made.reader = interaction.user.id
    elif interaction.guild is not None:
        announce(call, interaction.channel, made)
    return made


def _defer(call: Call, interaction: Interaction) -> Message:
    told = _data(call)
    flags = told.bits("flags")
    if flags & ~EPHEMERAL:
        raise invalid("data.flags", "Only EPHEMERAL may be set on a deferred answer", "MESSAGE_FLAGS_INVALID")
    body = bodies.Body("", None, None, flags, Allowed(frozenset()))
    made = posting.add(call.state, interaction.channel, call.state.app.user, body, flags=LOADING)
    interaction.original, interaction.loading = made.id, True
    return _owned(call, interaction, made)


def _defer_update(_call: Call, interaction: Interaction) -> None:
    assert interaction.on is not None
    interaction.original = interaction.on.id


def _update(call: Call, interaction: Interaction) -> Message:
    message = interaction.on
    assert message is not None
    values = dict(_data(call).values)
    body = bodies.read(values, call.ask.files, webhook=True, flags_before=message.flags)
    posting.change(call.state, interaction.channel, message, body, posting.cleared(values), call.now)
    interaction.original = message.id
    return message


def _choices(call: Call, interaction: Interaction) -> None:
    for choice in _data(call).each("choices", 25):
        choice.text("name", 100)
        value = choice.values.get("value")
        if isinstance(value, str):
            choice.text("value", 100)
        elif not isinstance(value, int | float):
            raise invalid(choice.at("value"), "This field is required", "BASE_TYPE_REQUIRED")
    interaction.choices = list(_data(call).many("choices", 25))


def _modal(call: Call, interaction: Interaction) -> None:
    modal = call.body.object("data")
    check_modal(modal)
    interaction.modal = dict(modal.values)


FIRST_ANSWERS: Final[dict[int, Callable[[Call, Interaction], Message | None]]] = {
    MESSAGE: _message,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choices,
    MODAL: _modal,
}


# By the token, later


def _later(call: Call) -> Interaction:
    """Return the interaction of a webhook token: answered already, and not too old."""
    interaction = call.state.interactions.get(call.ask.path[1])
    if call.number(0) != call.state.app.id or interaction is None or interaction.answer is None:
        raise unknown(10015, "Webhook")
    if call.now - interaction.at > LATER:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return interaction


def _made(call: Call, interaction: Interaction, wanted: int | None) -> tuple[Channel, Message]:
    own = {interaction.original, *interaction.followups}
    channel = interaction.channel
    if wanted is None or wanted not in own or wanted in channel.deleted or wanted not in channel.messages:
        raise unknown_message()
    return channel, channel.messages[wanted]


def _edit(call: Call, interaction: Interaction, wanted: int | None) -> Answer:
    channel, message = _made(call, interaction, wanted)
    loading = bool(message.flags & LOADING)
    body = bodies.read(call.ask.body, call.ask.files, webhook=True, flags_before=message.flags)
    posting.change(call.state, channel, message, body, posting.cleared(call.ask.body), call.now)
    if loading:
        message.edited, interaction.loading = None, False
    if message.reader is None and interaction.guild is not None:
        announce(call, channel, message, "MESSAGE_UPDATE")
    return shown(payloads.message(message, call.state))


@routes.on("PATCH", "/webhooks/{application_id}/{interaction_token}/messages/@original", open=True)
def edit_original(call: Call) -> Answer:
    interaction = _later(call)
    return _edit(call, interaction, interaction.original)


@routes.on("GET", "/webhooks/{application_id}/{interaction_token}/messages/@original", open=True)
def get_original(call: Call) -> Answer:
    interaction = _later(call)
    return shown(payloads.message(_made(call, interaction, interaction.original)[1], call.state))


@routes.on("DELETE", "/webhooks/{application_id}/{interaction_token}/messages/@original", open=True)
def delete_original(call: Call) -> Answer:
    interaction = _later(call)
    channel, message = _made(call, interaction, interaction.original)
    channel.deleted.add(message.id)
    interaction.loading = False
    return NOTHING


@routes.on("PATCH", "/webhooks/{application_id}/{interaction_token}/messages/{message_id}", open=True)
def edit_follow_up(call: Call) -> Answer:
    return _edit(call, _later(call), call.number(2))


@routes.on("POST", "/webhooks/{application_id}/{interaction_token}", open=True)
def follow_up(call: Call) -> Answer:
    """Add a message; the first one after a deferral is taken for the deferred one, as on Discord (deprecated)."""
    interaction = _later(call)
    if interaction.loading:
        return _edit(call, interaction, interaction.original)
    made = _add(call, interaction, dict(call.ask.body))
    interaction.followups.append(made.id)
    return shown(payloads.message(made, call.state)) if call.ask.query.get("wait") else NOTHING
