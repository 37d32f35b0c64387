"""Cards as the sandbox shows them."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings

from adapters.sandbox.render import as_text, moment, render
from adapters.sandbox.shown import (
    Ink,
    Run,
    ShownButton,
    ShownButtons,
    ShownCard,
    ShownFields,
    ShownNote,
    ShownPara,
    ShownPicture,
)
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
    MEMBERS,
    NOBODY,
    ROOM_ELSEWHERE,
    ROOM_HERE,
    ROOM_NOBODY,
    ROOMS,
    cards,
    names,
    quiet_cards,
)

AT = datetime(2025, 12, 5, 9, tzinfo=UTC)
KNOWN = names("ada", "C1")
SECRET = PrivateText("Grief group", CircleId("circle"))
CARD = Card(
    "Ritual “Tea”",
    (
        Para(("Hello ", Mention(HERE), ", ", Mention(ELSEWHERE), " and ", Mention(NOBODY), "!")),
        Fields((("Where", (RoomLink(ROOM_HERE), " ", RoomLink(ROOM_ELSEWHERE), " ", RoomLink(ROOM_NOBODY))),)),
        Buttons((Button("Worth it", "worth.answer", "yes", Look.FIRST), Button("No", "worth.answer", "no"))),
        Note((Bold("Next:"), " ", Moment(AT), " in ", SECRET)),
    ),
)
many_cards = settings(derandomize=True, deadline=None, max_examples=150)


def runs_of(card: ShownCard) -> list[Run]:
    runs: list[Run] = []
    for block in card.blocks:
        match block:
            case ShownPara(line) | ShownNote(line):
                runs.extend(line)
            case ShownFields(rows):
                runs.extend(run for _, line in rows for run in line)
            case ShownButtons() | ShownPicture():
                pass
    return runs


def words_of(card: ShownCard) -> list[str]:
    """Return every text of a card."""
    labels = [label for b in card.blocks if isinstance(b, ShownFields) for label, _ in b.rows]
    buttons = [button.label for b in card.blocks if isinstance(b, ShownButtons) for button in b.buttons]
    pictures = [b.alt for b in card.blocks if isinstance(b, ShownPicture)]
    return [card.title.text, *labels, *buttons, *pictures, *(run.text for run in runs_of(card))]


def test_each_span_has_its_own_kind() -> None:
    assert render(CARD, KNOWN, zone="Europe/Copenhagen") == ShownCard(
        Run(Ink.BOLD, "Ritual “Tea”"),
        (
            ShownPara(
                (
                    Run(Ink.TEXT, "Hello "),
                    Run(Ink.MENTION, "Ada Lovelace", "ada"),
                    Run(Ink.TEXT, ", "),
                    Run(Ink.MENTION, "Grace Hopper"),
                    Run(Ink.TEXT, " and "),
                    Run(Ink.MENTION, "somebody"),
                    Run(Ink.TEXT, "!"),
                )
            ),
            ShownFields(
                (
                    (
                        "Where",
                        (
                            Run(Ink.ROOM, "general", "C1"),
                            Run(Ink.TEXT, " "),
                            Run(Ink.ROOM, "far-away"),
                            Run(Ink.TEXT, " "),
                            Run(Ink.ROOM, "a room"),
                        ),
                    ),
                )
            ),
            ShownButtons(
                (
                    ShownButton("Worth it", "worth.answer", "yes", Look.FIRST),
                    ShownButton("No", "worth.answer", "no", Look.PLAIN),
                )
            ),
            ShownNote(
                (
                    Run(Ink.BOLD, "Next:"),
                    Run(Ink.TEXT, " "),
                    Run(Ink.TIME, "Fri 5 Dec 10:00"),
                    Run(Ink.TEXT, " in "),
                    Run(Ink.PRIVATE, "Grief group"),
                )
            ),
        ),
    )


def test_a_terminal_gets_the_same_as_plain_lines() -> None:
    assert as_text(CARD, KNOWN, "America/New_York").splitlines() == [
        "Ritual “Tea”",
        "Hello @Ada Lovelace, Grace Hopper and somebody!",
        "Where: #general #far-away #a room",
        "[Worth it] [No]",
        "Next: Fri 5 Dec 04:00 in Grief group",
    ]


def test_a_title_may_be_private() -> None:
    assert render(Card(SECRET), Names(), zone="UTC").title == Run(Ink.PRIVATE, "Grief group")


@pytest.mark.parametrize(
    ("style", "zone", "language", "shown"),
    [
        (MomentStyle.FULL, "Europe/Copenhagen", "en", "Fri 5 Dec 10:00"),
        (MomentStyle.FULL, "America/Los_Angeles", "en", "Fri 5 Dec 01:00"),
        (MomentStyle.DAY, "Pacific/Kiritimati", "en", "Fri 5 Dec"),
        (MomentStyle.TIME, "Asia/Kolkata", "en", "14:30"),
        (MomentStyle.FULL, "Europe/Copenhagen", "da", "fre. 5 dec. 10:00"),
        (MomentStyle.FULL, "Europe/Copenhagen", "es", "vie 5 dic 10:00"),
        (MomentStyle.FULL, "Europe/Copenhagen", "en-US", "Fri 5 Dec 10:00"),
        (MomentStyle.FULL, "Mars/Olympus", "xx", "Fri 5 Dec 09:00"),
        (MomentStyle.FULL, "../../etc/passwd", "../..", "Fri 5 Dec 09:00"),
        (MomentStyle.FULL, "", "", "Fri 5 Dec 09:00"),
    ],
)
def test_a_moment_is_shown_in_the_readers_zone_and_language(
    style: MomentStyle, zone: str, language: str, shown: str
) -> None:
    assert moment(Moment(AT, style), zone=zone, language=language) == shown


def test_hours_are_counted_to_24_and_summer_time_is_kept() -> None:
    evening = Moment(datetime(2026, 7, 1, 20, 5, tzinfo=UTC), MomentStyle.TIME)
    assert moment(evening, zone="Europe/Copenhagen", language="en-US") == "22:05"


def test_names_are_one_inert_line() -> None:
    who = Names({HERE: ("ada", "Ada\n\x1b[2J\u202e <@bob> " + "x" * 200)}, {ROOM_HERE: ("C1", "gen\neral")})
    card = Card("x", (Para((Mention(HERE), RoomLink(ROOM_HERE))),))
    mention, room = runs_of(render(card, who, zone="UTC"))
    assert mention == Run(Ink.MENTION, "Ada [2J <@bob> " + "x" * 64 + "…", "ada")
    assert room == Run(Ink.ROOM, "gen eral", "C1")


def test_what_is_too_long_is_clipped_where_it_stands() -> None:
    card = Card(
        "t" * 151,
        (
            Para(("p" * 2999, Bold("qq"), "never")),
            Note(("n" * 2001,)),
            Fields(((("l" * 257), ("v" * 1000, "w" * 100)), *((str(i), ("",)) for i in range(10)))),
            Buttons(tuple(Button("b" * 76, "help") for _ in range(6))),
        ),
    )
    shown = render(card, Names(), zone="UTC")
    fields, buttons = shown.blocks[2], shown.blocks[3]
    assert shown.title.text == "t" * 149 + "…"
    assert shown.blocks[0] == ShownPara((Run(Ink.TEXT, "p" * 2999), Run(Ink.BOLD, "…")))
    assert shown.blocks[1] == ShownNote((Run(Ink.TEXT, "n" * 1999 + "…"),))
    assert isinstance(fields, ShownFields)
    assert fields.rows[0] == ("l" * 255 + "…", (Run(Ink.TEXT, "v" * 1000), Run(Ink.TEXT, "w" * 23 + "…")))
    assert len(fields.rows) == 10
    assert isinstance(buttons, ShownButtons)
    assert [b.label for b in buttons.buttons] == ["b" * 74 + "…"] * 5


def test_a_name_or_a_time_is_shown_whole_or_not_at_all() -> None:
    for whole in (Mention(HERE), RoomLink(ROOM_HERE), Moment(AT)):
        card = Card("x", (Para(("p" * 2998, whole, "never")),))
        assert runs_of(render(card, KNOWN, zone="UTC")) == [Run(Ink.TEXT, "p" * 2998), Run(Ink.TEXT, "…")]


def test_a_card_as_a_whole_is_clipped_as_well() -> None:
    card = Card("x", (Para(("p" * 3000,)),) * 6)
    shown = render(card, Names(), zone="UTC")
    assert [len(r.text) for r in runs_of(shown)] == [3000, 3000, 3000, 3000, 999]
    assert len(render(Card("x", (Para(("p",)),) * 60), Names(), zone="UTC").blocks) == 50


@many_cards
@given(cards)
@example(Card("", (Para(()), Fields(()), Buttons(()), Note(("",)))))
def test_any_card_is_inert_and_fits(card: Card) -> None:
    shown = render(card, KNOWN, zone="Asia/Tokyo")
    words = words_of(shown)
    assert sum(map(len, words)) <= 13_000
    assert len(shown.blocks) <= 50
    assert not set("".join(words)) & {"\x00", "\x07", "\x1b", "\u202e", "\u2066"}
    assert "\n" not in shown.title.text
    text = as_text(card, KNOWN, "Asia/Tokyo")
    assert not set(text) & {"\x00", "\x07", "\x1b", "\u202e", "\u2066"}


@many_cards
@given(cards)
def test_only_a_mention_is_marked_as_one_and_only_who_is_known_is_pinged(card: Card) -> None:
    shown = runs_of(render(card, KNOWN, zone="UTC"))
    meant = {KNOWN.people.get(m, (None, "somebody"))[::-1] for m in MEMBERS}
    linked = {KNOWN.rooms.get(r, (None, "a room"))[::-1] for r in ROOMS}
    assert {(r.text, r.id) for r in shown if r.ink is Ink.MENTION} <= meant
    assert {(r.text, r.id) for r in shown if r.ink is Ink.ROOM} <= linked
    assert all(r.id is None for r in shown if r.ink not in {Ink.MENTION, Ink.ROOM})


@many_cards
@given(quiet_cards)
@example(Card("@ada", (Para(("<@ada>", Bold("@everyone"))),)))
def test_plain_words_never_become_a_mention_or_a_link(card: Card) -> None:
    shown = runs_of(render(card, KNOWN, zone="UTC"))
    assert {r.ink for r in shown} <= {Ink.TEXT, Ink.BOLD, Ink.TIME, Ink.PRIVATE}
    assert {r.id for r in shown} <= {None}


@many_cards
@given(cards)
def test_a_button_hands_back_what_it_was_given(card: Card) -> None:
    shown = [
        b for block in render(card, KNOWN, zone="UTC").blocks if isinstance(block, ShownButtons) for b in block.buttons
    ]
    given_ = [b for block in card.blocks if isinstance(block, Buttons) for b in block.buttons[:5]]
    assert [(b.action, b.value, b.look) for b in shown] == [(b.action, b.value, b.look) for b in given_][: len(shown)]
