"""Cards as Slack shows them."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.slack.limits import (
    BLOCKS,
    BUTTON_CHARACTERS,
    FALLBACK_BYTES,
    HEADER_CHARACTERS,
    MESSAGE_CHARACTERS,
    SECTION_CHARACTERS,
    VALUE_CHARACTERS,
)
from adapters.slack.render import render
from bot.cards import (
    Bold,
    Button,
    Buttons,
    Card,
    Fields,
    Look,
    Mention,
    Moment,
    MomentStyle,
    Note,
    Para,
    PrivateText,
    RoomLink,
)
from bot.keys import CircleId
from bot.ports import Names
from tests.strategies import (
    ELSEWHERE,
    HERE,
    NOBODY,
    ROOM_ELSEWHERE,
    ROOM_HERE,
    ROOM_NOBODY,
    cards,
    hostile,
    names,
    quiet_cards,
)
from tests.unit.slack_shapes import Json, elements, size, validator

AT = datetime(2025, 12, 5, 9, tzinfo=UTC)
KNOWN = names("U1", "C1")
SECRET = PrivateText("Grief group", CircleId("circle"))
CARD = Card(
    "Ritual “Tea”",
    (
        Para(("Hello ", Mention(HERE), ", ", Mention(ELSEWHERE), " and ", Mention(NOBODY), "!")),
        Fields((("Where", (RoomLink(ROOM_HERE), " ", RoomLink(ROOM_ELSEWHERE), " ", RoomLink(ROOM_NOBODY))),)),
        Buttons((Button("Worth it", "worth.answer", "yes", Look.FIRST), Button("Stop", "help", look=Look.DANGER))),
        Note((Bold("Next:"), " ", Moment(AT), " in ", SECRET)),
    ),
)
many_cards = settings(derandomize=True, deadline=None, max_examples=100)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def word(text: str) -> Json:
    return {"type": "text", "text": text}


def rich(*line: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(line)}]}


def test_a_card_becomes_blocks_and_a_line_for_the_notification() -> None:
    shown = render(CARD, KNOWN)
    fallback = "Fri 5 Dec 09:00 (UTC)"
    assert list(shown.blocks) == [
        {"type": "header", "text": plain("Ritual “Tea”")},
        rich(
            word("Hello "), {"type": "user", "user_id": "U1"}, word(", "), word("Grace Hopper"), word(" and "),
            word("somebody"), word("!"),
        ),
        rich(
            {"type": "text", "text": "Where: ", "style": {"bold": True}},
            {"type": "channel", "channel_id": "C1"}, word(" "), word("#far-away"), word(" "), word("#a room"),
        ),
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button", "text": plain("Worth it"), "action_id": "worth.answer#1", "value": "yes",
                    "style": "primary",
                },
                {"type": "button", "text": plain("Stop"), "action_id": "help#2", "style": "danger"},
            ],
        },
        {
            "type": "context",
            "elements": [
                {
                    "type": "mrkdwn",
                    "text": f"Next: <!date^1764925200^{{day_divider_pretty}} {{time}}|{fallback}> in Grief group",
                    "verbatim": True,
                }
            ],
        },
    ]  # fmt: skip
    assert shown.text.splitlines() == [
        "Ritual “Tea”",
        "Hello @Ada Lovelace, Grace Hopper and somebody!",
        "Where: #general #far-away #a room",
        "[Worth it] [Stop]",
        f"Next: {fallback} in Grief group",
    ]


def test_a_moment_is_told_by_the_readers_own_client() -> None:
    shown = render(Card("x", (Para((Moment(AT, MomentStyle.DAY), Moment(AT, MomentStyle.TIME))),)), KNOWN)
    day = {"type": "date", "timestamp": 1764925200, "format": "{day_divider_pretty}", "fallback": "Fri 5 Dec"}
    time = {"type": "date", "timestamp": 1764925200, "format": "{time}", "fallback": "09:00 (UTC)"}
    assert shown.blocks[1] == rich(day, time)


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        ("Europe/Copenhagen", "da", "fre. 5 dec. 10:00 (København)"),
        ("America/New_York", "es", "vie 5 dic 04:00 (Nueva York)"),
        ("Asia/Kathmandu", "en", "Fri 5 Dec 14:45 (Kathmandu)"),
        ("Mars/Olympus", "tlh", "Fri 5 Dec 09:00 (UTC)"),
    ],
)
def test_where_no_client_tells_a_moment_it_is_told_as_the_community_does(zone: str, language: str, told: str) -> None:
    shown = render(Card("x", (Para((Moment(AT),)),)), Names(zone=zone, language=language))
    [line] = shown.blocks[1]["elements"]
    assert [line["elements"][0]["fallback"], shown.text.splitlines()[1]] == [told, told]


def test_a_note_that_mrkdwn_would_format_is_shown_as_it_is() -> None:
    shown = render(Card("x", (Note(("by ", Mention(HERE), " in *snake_case* :tada:")),)), KNOWN)
    assert shown.blocks[1] == rich(word("by "), {"type": "user", "user_id": "U1"}, word(" in *snake_case* :tada:"))


def test_a_note_of_plain_words_parses_nothing() -> None:
    shown = render(Card("x", (Note(("*not bold* <!channel>",)),)), KNOWN)
    assert shown.blocks[1] == {"type": "context", "elements": [plain("*not bold* <!channel>")]}


def test_an_id_that_is_none_of_slacks_is_shown_and_not_linked() -> None:
    shown = render(Card("x", (Note((Mention(HERE),)),)), names("U1> <!channel", "C1"))
    assert shown.blocks[1] == {"type": "context", "elements": [plain("Ada Lovelace")]}


def test_a_card_of_nothing_is_still_a_message() -> None:
    shown = render(Card("", (Para(()), Note(("",)), Buttons(()), Fields(()))), KNOWN)
    assert shown.blocks == ({"type": "header", "text": plain("…")},)
    assert shown.text.strip() == "…"


def test_two_buttons_that_do_the_same_have_ids_of_their_own() -> None:
    twice = Buttons((Button("A", "help", "1"), Button("B", "help", "2")))
    ids = [b["action_id"] for block in render(Card("x", (twice, twice)), KNOWN).blocks[1:] for b in block["elements"]]
    assert ids == ["help#1", "help#2", "help#3", "help#4"]


def test_what_is_too_long_ends_in_an_ellipsis_and_names_are_not_cut() -> None:
    shown = render(Card("t" * 200, (Para(("x" * 2999, Mention(HERE))),)), KNOWN)
    assert shown.blocks[0]["text"]["text"] == "t" * 149 + "…"
    assert shown.blocks[1] == rich(word("x" * 2999), word("…"))


@many_cards
@given(cards)
@example(Card("x", (Fields(((" ", ("<@U2>",)),) * 12),)))
@example(Card("😀" * 200, (Para(("&" * 4000,)),) * 60))
def test_any_card_fits_into_slacks_limits(card: Card) -> None:
    shown = render(card, KNOWN)
    blocks = list(shown.blocks)
    assert 1 <= len(blocks) <= BLOCKS
    assert size(blocks) <= MESSAGE_CHARACTERS + 200
    assert 0 < len(shown.text.encode()) <= FALLBACK_BYTES
    assert len(blocks[0]["text"]["text"]) <= HEADER_CHARACTERS
    buttons = [b for block in blocks if block["type"] == "actions" for b in block["elements"]]
    assert len({b["action_id"] for b in buttons}) == len(buttons)
    for button in buttons:
        assert len(button["text"]["text"]) <= BUTTON_CHARACTERS
        assert len(button.get("value", "")) <= VALUE_CHARACTERS
    for element in elements(blocks):
        assert element.get("text", "x"), "Slack takes no empty text"
        assert len(element.get("text", "")) <= SECTION_CHARACTERS


@many_cards
@given(cards)
def test_any_card_is_valid_block_kit(card: Card) -> None:
    check = validator("blockkit.schema.json", "MessageBlocks")
    assert [e.message for e in check.iter_errors(list(render(card, KNOWN).blocks))] == []


@many_cards
@given(quiet_cards)
def test_plain_words_never_ping_or_link_or_format(card: Card) -> None:
    shown = render(card, KNOWN)
    assert not re.search(r"<", shown.text)
    for element in elements(list(shown.blocks)):
        match element["type"]:
            case "text" | "plain_text" | "date":
                # Neither is parsed; an emoji's name only where `emoji` is on.
                assert element.get("emoji") in {None, False}
            case "mrkdwn":
                words = re.sub(r"<!date\^\d+\^[^|<>]*\|[^|<>]*>", "", element["text"])
                assert element["verbatim"] is True
                assert not re.search(r"[<>*_~`]|:[^\s:]+:", words)
            case other:
                raise AssertionError(other)


@many_cards
@given(hostile)
@example("<!channel>")
@example("<!date^1^{time}|x>")
def test_words_beside_a_time_stay_words(text: str) -> None:
    (block,) = render(Card("x", (Note((text, Moment(AT))),)), KNOWN).blocks[1:]
    if block["type"] == "context":
        words = block["elements"][0]["text"].rpartition("<!date^")[0]
        assert not re.search(r"[<>*_~`]", words)
    else:
        assert {e["type"] for e in block["elements"][0]["elements"]} <= {"text", "date"}


@many_cards
@given(st.text(max_size=5000))
@example("&" * 4000)
@example("a" + "😀&" * 2000)
def test_the_line_for_the_notification_is_never_cut_inside_an_escape(text: str) -> None:
    assert not re.search(r"&(?!amp;|lt;|gt;)", render(Card("x", (Para((text,)),)), KNOWN).text)
