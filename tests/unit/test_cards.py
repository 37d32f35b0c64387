"""Cards as values: filling sentences, what they hold, and that they come back from a row as they went in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import (
    BUTTON_CHARACTERS,
    Bold,
    Button,
    Buttons,
    Card,
    Field,
    Fields,
    Form,
    Input,
    Mention,
    Moment,
    Note,
    Para,
    PrivateText,
    RoomLink,
    Span,
    fill,
    joined,
    note,
    para,
    spans_of,
)
from bot.codec import decode, encode
from bot.commands import Event, EventKind
from bot.deliveries import CloseRoom, Edit, Invite, OpenRoom, Post, Remove
from bot.keys import AccountId, CircleId, DeliveryId, MemberId, RoomId
from tests.strategies import cards, hostile, instants, private_texts, spans, texts

common = settings(derandomize=True, deadline=None, max_examples=150)
ADA = Mention(MemberId("ada"))
AT = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "values", "spans"),
    [
        ("nothing to fill", {}, ("nothing to fill",)),
        ("{who} comes", {"who": ADA}, (ADA, " comes")),
        ("{a}{b}", {"a": Bold("x"), "b": "y"}, (Bold("x"), "y")),
        ("from {a} to {a}", {"a": "x"}, ("from ", "x", " to ", "x")),
        ("with {many}.", {"many": (ADA, ", ", Bold("x"))}, ("with ", ADA, ", ", Bold("x"), ".")),
        ("{{literally}} {a}", {"a": "x"}, ("{", "literally}", " ", "x")),
        ("", {}, ()),
    ],
)
def test_a_sentence_is_filled_with_spans(template: str, values: dict[str, Span], spans: tuple[Span, ...]) -> None:
    found = fill(template, **values)
    if "{{" in template:
        assert "".join(str(s) for s in found) == "{literally} x"
    else:
        assert found == spans
    assert (para(template, **values), note(template, **values)) == (Para(found), Note(found))


def test_a_sentence_that_names_what_is_not_given_is_a_bug() -> None:
    with pytest.raises(KeyError):
        fill("{who}", whom=ADA)


@common
@given(hostile | st.sampled_from(["{who}", "{0}", "{who.text}", "{", "}", "{who!r}"]))
def test_what_people_wrote_is_never_read_as_a_sentence_to_fill(text: str) -> None:
    assert fill("{who} said {what}", who=ADA, what=text) == (ADA, " said ", text)


@common
@given(st.lists(st.lists(spans, max_size=3).map(tuple), max_size=5))
def test_joining_puts_something_in_each_gap_and_nowhere_else(items: list[tuple[Span, ...]]) -> None:
    between = Bold("gap")
    whole = joined(items, "|gap|")
    assert len(whole) == sum(map(len, items)) + max(0, len(items) - 1)
    assert [s for i in items for s in i if s != between] == [s for s in whole if s not in ("|gap|", between)]


def test_every_span_of_a_card_is_found_wherever_it_stands() -> None:
    private = PrivateText("x", CircleId("c"))
    card = Card(
        private,
        (
            Para(("p", ADA)),
            Note((RoomLink(RoomId("r")),)),
            Fields((("label", (Moment(AT),)), ("other", (Bold("b"),)))),
            Buttons((Button("Press", "help"),)),
        ),
    )
    assert list(spans_of(card)) == [
        private,
        "p",
        ADA,
        RoomLink(RoomId("r")),
        "label",
        Moment(AT),
        "other",
        Bold("b"),
        "Press",
    ]


def test_a_button_carries_at_most_a_hundred_characters() -> None:
    assert Button("x", "help", "v" * (BUTTON_CHARACTERS - 5)).value
    with pytest.raises(ValueError, match="carries too much"):
        Button("x", "help", "v" * (BUTTON_CHARACTERS - 4))


# As rows

rooms = st.builds(OpenRoom, texts | private_texts, texts | private_texts, st.booleans())
ids = st.text(alphabet="abcdefghij234567", min_size=16, max_size=16)
acts = st.one_of(
    st.builds(Post, cards),
    st.builds(Edit, ids.map(DeliveryId), cards),
    rooms,
    st.builds(Invite, st.lists(ids.map(AccountId), max_size=4).map(tuple)),
    st.builds(Remove, ids.map(AccountId), texts),
    st.builds(CloseRoom),
)
fields = st.builds(
    Field,
    texts,
    texts,
    st.sampled_from(Input),
    st.booleans(),
    texts,
    texts,
    st.lists(texts, max_size=3).map(tuple),
    st.booleans(),
    st.integers(0, 4000),
)
forms = st.builds(
    Form,
    texts,
    st.lists(texts, max_size=2).map(tuple),
    st.lists(fields, max_size=5).map(tuple),
    st.dictionaries(texts, texts, max_size=3),
    texts,
    texts,
    st.none() | texts,
)
events = st.builds(
    Event, texts, texts, texts, st.sampled_from(EventKind), instants, st.none() | texts, st.none() | texts, texts
)


@common
@given(st.one_of(cards, acts, forms, events))
def test_a_word_comes_back_from_its_row_as_it_went_in(word: Any) -> None:
    row = encode(word)
    assert "\n" not in row
    assert decode(row) == word


@common
@given(private_texts)
def test_private_text_stays_bound_through_a_row(text: PrivateText) -> None:
    back = decode(encode(text))
    assert type(back) is PrivateText
    assert (back.text, back.circle, back.viewer) == (text.text, text.circle, text.viewer)


@common
@given(st.sampled_from(['{"_":"Post"}', '{"_":"at","v":1}', "[1]", '{"_": "os"}']) | hostile)
def test_what_people_wrote_is_never_read_as_a_word(text: str) -> None:
    assert decode(encode(Post(Card(text, (Para((text,)),))))) == Post(Card(text, (Para((text,)),)))


@pytest.mark.parametrize("thing", [object(), 1.5, {1, 2}, b"x", Card(title=object())])  # type: ignore[arg-type]
def test_what_is_no_word_is_a_bug(thing: object) -> None:
    with pytest.raises(TypeError, match="is no word"):
        encode(thing)


def test_a_row_of_a_newer_version_is_read_without_what_is_not_known() -> None:
    assert decode('{"_":"Bold","text":"x","colour":"red"}') == Bold("x")


def test_a_moment_comes_back_at_the_same_instant_whatever_its_zone() -> None:
    from zoneinfo import ZoneInfo

    local = Moment(AT.astimezone(ZoneInfo("Asia/Tokyo")))
    back = decode(encode(local))
    assert back == local
    assert back.at.utcoffset().total_seconds() == 0
