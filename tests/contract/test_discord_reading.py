"""A card reads on Discord, as the simulated client shows it, just as it reads in the sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sandbox.render import as_text
from bot.cards import Bold, Button, Buttons, Card, Fields, Mention, Moment, MomentStyle, Note, Para, RoomLink, Span
from bot.keys import MemberId, RoomId
from bot.ports import Names, RoomAt
from tests.contract.discord_land import discord_land
from tests.contract.lands import Land

words = st.text(alphabet="<>@!#&|:*_`~\\[]()-+.>1 aæ", min_size=1, max_size=20).map(lambda t: f"w{t}w")
"""Hostile signs between two letters: the blanks at the ends of a line are a client's to drop."""
spans: st.SearchStrategy[Span] = st.one_of(
    words,
    words.map(Bold),
    st.just(Mention(MemberId("here"))),
    st.just(RoomLink(RoomId("garden"))),
    st.sampled_from([Moment(datetime(2025, 12, 5, 18, tzinfo=UTC), style) for style in MomentStyle]),
)
lines = st.lists(spans, min_size=1, max_size=4).map(tuple)
blocks = st.one_of(
    lines.map(Para),
    lines.map(Note),
    st.lists(st.tuples(words, lines), min_size=1, max_size=3).map(lambda rows: Fields(tuple(rows))),
)
row = st.lists(words, min_size=1, max_size=3).map(
    lambda labels: Buttons(tuple(Button(label, "circle.join", str(n)) for n, label in enumerate(labels)))
)
cards = st.builds(lambda title, some, end: Card(title, (*some, end)), words, st.lists(blocks, max_size=4), row)


@pytest.fixture
async def land() -> AsyncIterator[Land]:
    async with discord_land() as opened:
        yield opened


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(card=cards)
async def test_a_card_reads_on_discord_as_in_the_sandbox(land: Land, card: Card) -> None:
    await land.forgets_keys()
    ada = await land.person("Ada", zone="Europe/Copenhagen")
    made = await land.platform.open_room(land.space, "garden", "", private=False, key="open")
    room = RoomAt(made, private=False)
    names = Names({MemberId("here"): (ada, "Ada")}, {RoomId("garden"): (made, (await land.sees_rooms(ada))[made])})
    await land.platform.post(land.space, room, card, names, "post")
    shown = (await land.sees(ada, room))[-1]
    assert (shown.text, shown.broken) == (as_text(card, names, "Europe/Copenhagen"), ())
