"""Forms as modals, and the Home. Pure; whatever is too long is clipped."""

from collections.abc import Sequence
from typing import Final, assert_never

from adapters.slack.limits import (
    HINT_CHARACTERS,
    INPUT_CHARACTERS,
    LABEL_CHARACTERS,
    MESSAGE_CHARACTERS,
    OPTION_CHARACTERS,
    OPTIONS,
    SECTION_CHARACTERS,
    VIEW_BLOCKS,
    VIEW_TITLE_CHARACTERS,
)
from adapters.slack.render import Paper, blocks_of, plain
from adapters.slack.spans import Json
from adapters.text import clipped, inert, one_line
from bot.cards import Card, Field, Form, Input
from bot.catalogue.reading import MENTION, ROOM
from bot.i18n import SOURCE_LANGUAGE, _, speaking
from bot.ports import Names

FORM: Final = "form"
"""callback_id of every form; which one it is stands in its private_metadata."""


def modal(form: Form, metadata: str) -> Json:
    """Return a form as a modal. `metadata`: at most 3,000 characters that come back with the answers."""
    told = [_line(form.intro)] if form.intro else []
    if form.error:
        told.append(_line(form.error))
    questions = [_question(f) for f in form.fields]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": metadata,
        "title": plain(one_line(form.title, VIEW_TITLE_CHARACTERS)),
        "submit": plain(_("Send")),
        "close": plain(_("Cancel")),
        "blocks": [*told, *questions] or [_line(_("There is nothing to fill in."))],
    }


def note(title: str, sentence: str) -> Json:
    """Return a modal that only says something, in the place of a form that was sent."""
    title = one_line(title, VIEW_TITLE_CHARACTERS)
    return {"type": "modal", "title": plain(title), "close": plain(_("Close")), "blocks": [_line(sentence)]}


def home(cards: Sequence[tuple[Card, Names]], *, language: str = SOURCE_LANGUAGE) -> Json:
    """Return the Home that shows some cards, one under the other."""
    blocks: list[Json] = []
    buttons = 0
    with speaking(language):
        for card, names in cards:
            if blocks and len(blocks) + 2 < VIEW_BLOCKS:
                blocks.append({"type": "divider"})
            if len(blocks) < VIEW_BLOCKS:
                paper = Paper(names, MESSAGE_CHARACTERS, buttons)
                blocks.extend(blocks_of(card, paper, most=VIEW_BLOCKS - len(blocks)))
                buttons = paper.buttons
    return {"type": "home", "blocks": blocks}


def _line(text: str) -> Json:
    return {"type": "section", "text": plain(clipped(inert(text), SECTION_CHARACTERS))}


def _question(field: Field) -> Json:
    hint = one_line(field.hint, HINT_CHARACTERS)
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(one_line(field.label, LABEL_CHARACTERS)),
        "optional": not field.required,
        # Once a view is what Slack asks of a block_id; of an action_id it asks it a block, and both are kept.
        "element": {"action_id": field.name, **_element(field)},
        **({"hint": plain(hint)} if hint else {}),
    }


def _element(field: Field) -> Json:
    match field.input:
        case Input.LINE if field.suggests:
            return {"type": "external_select", "min_query_length": 0, **_initial_option(field.value)}
        case Input.LINE | Input.LINES:
            return _written(field)
        case Input.CHOICE:
            shown = options(field.choices)
            chosen = [o for o in shown if o["value"].casefold() == field.value.strip().casefold()]
            first = {"initial_option": chosen[0]} if chosen else {}
            return {"type": "static_select", "options": shown, **first}
        case Input.PERSON:
            named = MENTION.findall(field.value)
            return {"type": "users_select", **({"initial_user": named[0]} if named else {})}
        case Input.PEOPLE:
            named = list(dict.fromkeys(MENTION.findall(field.value)))
            return {"type": "multi_users_select", **({"initial_users": named} if named else {})}
        case Input.ROOM:
            named = ROOM.findall(field.value)
            # Only rooms; direct messages are nobody's home.
            kinds = {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}
            return {"type": "conversations_select", **kinds, **({"initial_conversation": named[0]} if named else {})}
        case _:
            assert_never(field.input)


def _written(field: Field) -> Json:
    longest = max(1, min(field.longest, INPUT_CHARACTERS))
    value = clipped(inert(field.value), longest)
    return {
        "type": "plain_text_input",
        "multiline": field.input is Input.LINES,
        "max_length": longest,
        **({"initial_value": value} if value else {}),
    }


def options(values: Sequence[str]) -> list[Json]:
    """Return the options of a select: at most 100, each once; what is too long for one is left out."""
    fitting = (v for v in dict.fromkeys(values) if v.strip() and len(v) <= OPTION_CHARACTERS)
    return [{"text": plain(v), "value": v} for v in fitting][:OPTIONS]


def _initial_option(value: str) -> Json:
    shown = options([value.strip()])
    return {"initial_option": shown[0]} if shown else {}
