"""What a card becomes on Discord."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.custom_ids import press
from adapters.discord.render import message, with_again
from bot.cards import Bold, Button, Buttons, Card, Fields, Look, Mention, Moment, MomentStyle, Note, Para, PrivateText
from bot.cards import RoomLink as Room
from bot.keys import CircleId
from bot.ports import Names
from tests.strategies import ELSEWHERE, HERE, NOBODY, ROOM_ELSEWHERE, ROOM_HERE, ROOM_NOBODY, cards, names, quiet_cards

ADA = "100000000000000001"
GENERAL = "200000000000000002"
WHO = names(ADA, GENERAL)
SPACE = "300000000000000003"
quick = settings(deadline=None, derandomize=True)
# What Discord's client reads as markup, tried from the left like a client does; an escape comes first.
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
INLINE = re.compile(
    r"<(?:@[!&]?\d+|#\d+|t:-?\d+(?::\w)?|a?:\w+:\d+|/[^>]+:\d+|id:\w+|(?:https?|mailto|tel):[^>]+)>"
    r"|@everyone|@here|https?://\S+|\*|_|~~|\|\||`|\[[^\]]*\]\([^)]*\)|:[\w+-]+:"
)
LINE = re.compile(r"[ \t]*(?:#{1,3} |-# |>(?:>>)? |[-*+] |\d+\. )")


def marks(text: str) -> Iterator[str]:
    """Yield what a client would not show word for word."""
    position, start = 0, True
    while position < len(text):
        line = LINE.match(text, position) if start else None
        if line is not None:
            yield line[0].strip()
        found = ESCAPE.match(text, position)
        if found is None:
            found = INLINE.match(text, position)
            if found is not None:
                yield found[0]
        end = found.end() if found else position + 1
        start = text[position:end] == "\n"
        position = end


def texts(payload: dict[str, Any]) -> list[str]:
    return [c["content"] for c in payload["components"] if c["type"] == 10]


def rows(payload: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [c["components"] for c in payload["components"] if c["type"] == 1]


def test_a_card_becomes_texts_and_rows_in_its_order() -> None:
    at = datetime(2025, 12, 5, 10, tzinfo=UTC)
    card = Card(
        "Friday wins",
        (
            Para((Bold("Why"), " · it helps ", Mention(HERE), " in ", Room(ROOM_HERE))),
            Fields(
                (("When", (Moment(at),)), ("Day", (Moment(at, MomentStyle.DAY), " ", Moment(at, MomentStyle.TIME))))
            ),
            Buttons(
                (Button("Start", "ritual.start", "abc", Look.FIRST), Button("Drop it", "ritual.drop", "", Look.DANGER))
            ),
            Note(("Hosted by ", Mention(ELSEWHERE))),
        ),
    )
    assert message(card, WHO) == {
        "flags": 32768,
        "allowed_mentions": {"parse": [], "users": [ADA]},
        "components": [
            {"type": 10, "content": "### Friday wins"},
            {"type": 10, "content": f"**Why** · it helps <@{ADA}> in <#{GENERAL}>"},
            {"type": 10, "content": "**When**: <t:1764928800:F>\n**Day**: <t:1764928800:D> <t:1764928800:t>"},
            {
                "type": 1,
                "components": [
                    {"type": 2, "style": 1, "label": "Start", "custom_id": "ritual.start abc"},
                    {"type": 2, "style": 4, "label": "Drop it", "custom_id": "ritual.drop"},
                ],
            },
            {"type": 10, "content": "-# Hosted by Grace Hopper"},
        ],
    }


def test_who_and_what_has_no_id_here_is_named_in_plain_words() -> None:
    card = Card("x", (Para((Mention(NOBODY), " ", Room(ROOM_ELSEWHERE), " ", Room(ROOM_NOBODY))),))
    assert texts(message(card, WHO))[1] == "somebody #far-away #a room"
    strange = Names({HERE: ("1> <@2", "Ada")}, {})
    assert texts(message(Card("x", (Para((Mention(HERE),)),)), strange))[1] == "Ada"


def test_an_empty_card_still_says_something() -> None:
    assert texts(message(Card(""), WHO)) == ["…"]
    assert texts(message(Card("", (Para((" ",)), Fields(()), Buttons(()))), WHO)) == ["…"]


def test_a_private_word_is_shown_as_plain_as_any_other() -> None:
    title = PrivateText("*Night* circle", CircleId("c"))
    assert texts(message(Card(title, (Para((title,)),)), WHO)) == ["### \\*Night\\* circle", "\\*Night\\* circle"]


def test_two_buttons_that_do_the_same_can_be_told_apart_by_discord_and_do_the_same() -> None:
    twice = Buttons((Button("Yes", "worth.answer", "yes"), Button("Of course", "worth.answer", "yes")))
    ids = [b["custom_id"] for b in rows(message(Card("x", (twice, twice)), WHO))[0]]
    assert ids == ["worth.answer yes", "worth.answer;1 yes"]
    assert [press(i, direct=False) for i in ids] == [press("worth.answer yes", direct=False)] * 2


def test_a_button_in_direct_messages_carries_the_guild_while_it_fits() -> None:
    small, big = Button("a", "ritual.pause", "abc"), Button("b", "ritual.pause", "v" * 87)
    ids = [b["custom_id"] for b in rows(message(Card("x", (Buttons((small, big)),)), WHO, space=SPACE))[0]]
    assert ids == [f"ritual.pause abc @{SPACE}", "ritual.pause " + "v" * 87]


def test_a_refused_form_can_be_opened_again_from_its_card() -> None:
    payload = with_again(message(Card("That did not work"), WHO), "Edit again", "a234567a234567aa", space=SPACE)
    assert rows(payload) == [
        [{"type": 2, "style": 1, "label": "Edit again", "custom_id": f"form:a234567a234567aa @{SPACE}"}]
    ]


@quick
@given(quiet_cards, st.none() | st.just(SPACE))
@example(Card("x", (Para(("https://example.org :smile: 1. a\n- b\n# c\n> d",)),)), None)
@example(Card("x", (Para(("<", "@1> <#1> <t:1:F> </help:1> <id:home> ", "@", "everyone")),)), None)
@example(Card("x", (Para((Bold(" * "), Bold("a"), "*", PrivateText("*", CircleId("c")))),)), None)
def test_plain_words_never_ping_link_format_or_show_a_time(card: Card, space: str | None) -> None:
    payload = message(card, WHO, space=space)
    assert payload["allowed_mentions"] == {"parse": [], "users": []}
    for text in texts(payload):
        body = text.removeprefix("### ").removeprefix("-# ")
        assert [m for m in marks(body) if m != "*" and not re.fullmatch(r"<t:-?\d+:[FDt]>", m)] == []
        # Bold is ours alone, and always a pair.
        assert sum(m == "*" for m in marks(text)) % 4 == 0


@quick
@given(quiet_cards)
def test_no_time_is_shown_but_those_of_the_card(card: Card) -> None:
    wanted = sum(isinstance(s, Moment) for block in card.blocks for s in _spans(block))
    shown = sum(m.startswith("<t:") for text in texts(message(card, WHO)) for m in marks(text))
    assert shown <= wanted


def _spans(block: object) -> list[object]:
    match block:
        case Para(spans) | Note(spans):
            return list(spans)
        case Fields(pairs):
            return [s for _, value in pairs for s in value]
        case _:
            return []


@quick
@given(cards, st.none() | st.just(SPACE))
@example(Card("x" * 5000, (Para(("*" * 5000,)),) * 60), None)
@example(Card("x", (Note(("\n" * 5000 + "x",)), Note(("a\nb",)))), None)
@example(Card("x", (Buttons(tuple(Button("", "help") for _ in range(7))),) * 20), None)
def test_any_card_fits(card: Card, space: str | None) -> None:
    payload = message(card, WHO, space=space)
    assert 1 <= sum(map(len, texts(payload))) <= 4000
    assert all(t.strip() for t in texts(payload))
    buttons = [b for row in rows(payload) for b in row]
    assert len(payload["components"]) + len(buttons) <= 40
    assert all(1 <= len(row) <= 5 for row in rows(payload))
    assert all(1 <= len(b["label"]) <= 80 and 1 <= len(b["custom_id"]) <= 100 for b in buttons)
    assert len({b["custom_id"] for b in buttons}) == len(buttons)


@quick
@given(cards)
def test_only_who_is_mentioned_is_pinged(card: Card) -> None:
    payload = message(card, WHO)
    assert payload["allowed_mentions"]["parse"] == []
    shown = {m.strip("<@>") for text in texts(payload) for m in marks(text) if m.startswith("<@")}
    assert set(payload["allowed_mentions"]["users"]) == shown <= {ADA}
