"""Values for property tests: cards of every shape, with text that tries to be markup."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.cards import (
    BUTTON_CHARACTERS,
    Block,
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
    Picture,
    PrivateText,
    RoomLink,
    Span,
)
from bot.drawings import Line, Month, Sign
from bot.keys import CircleId, MemberId, RoomId
from bot.ports import Names

HERE = MemberId("member-here")
ELSEWHERE = MemberId("member-elsewhere")
NOBODY = MemberId("member-nobody-knows")
"""Members a card of ours may mention: with an account in the space, with one elsewhere only, with none."""
MEMBERS = (HERE, ELSEWHERE, NOBODY)
ROOM_HERE = RoomId("room-here")
ROOM_ELSEWHERE = RoomId("room-elsewhere")
ROOM_NOBODY = RoomId("room-nobody-knows")
ROOMS = (ROOM_HERE, ROOM_ELSEWHERE, ROOM_NOBODY)

hostile = st.text(alphabet="<>@!#&|:*_`~ \\here1\n\t\x00\x1b[\u202e\u2066\u200bé😀", max_size=40)
"""What people write who want to be markup: mentions, links, bold, escapes of a terminal, reversed text."""
attacks = st.sampled_from(
    [
        "<!channel>",
        "<!here|here>",
        "@everyone",
        "<@U012ABCDEF>",
        "<@ada>",
        "@ada",
        "<#C1>",
        "<#C1|general>",
        "<!date^1392734382^{date}|now>",
        "<t:1392734382:F>",
        "[here](https://example.org)",
        "https://example.org/@ada",
        "\x1b]0;owned\x07\x1b[2J",
        "<script>alert(1)</script>",
        "&lt;!channel&gt;",
    ]
)
long_texts = st.builds(lambda text, longest: ((text or "x") * longest)[:longest], hostile, st.integers(60, 4000))
texts = hostile | attacks | st.text(max_size=40) | long_texts
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
moments = st.builds(Moment, instants, st.sampled_from(MomentStyle))
private_texts = st.builds(PrivateText, texts, st.just(CircleId("circle")), st.none() | st.sampled_from(MEMBERS))
spans: st.SearchStrategy[Span] = st.one_of(
    texts,
    st.builds(Bold, texts),
    st.builds(Mention, st.sampled_from(MEMBERS)),
    st.builds(RoomLink, st.sampled_from(ROOMS)),
    moments,
    private_texts,
)
lines = st.lists(spans, max_size=8).map(tuple)


@st.composite
def buttons(draw: st.DrawFn) -> Button:
    """A button whose action and value just fit."""
    action = draw(st.sampled_from(["ritual.pause", "circle.join", "help", "worth.answer"]))
    room = BUTTON_CHARACTERS - len(action) - 1
    value = draw(hostile | st.text(max_size=room) | st.just("v" * room))
    return Button(draw(texts), action, value[:room], draw(st.sampled_from(Look)))


MONTH = Month("A month", 1, 31, ("M", "T", "W", "T", "F", "S", "S"), (Line("Friday wins", Sign.BEAT, (4, 11)),))
pictures = st.builds(Picture, texts.filter(str.strip), st.just(MONTH))
blocks: st.SearchStrategy[Block] = st.one_of(
    pictures,
    st.builds(Para, lines),
    st.builds(Note, lines),
    st.builds(Fields, st.lists(st.tuples(texts, lines), max_size=12).map(tuple)),
    st.builds(Buttons, st.lists(buttons(), max_size=6).map(tuple)),
)
small_blocks: st.SearchStrategy[Block] = st.builds(Para, st.tuples(hostile)) | st.builds(Note, st.tuples(hostile))
many_blocks = st.builds(lambda block, times: [block] * times, small_blocks, st.integers(40, 70))
cards = st.builds(Card, texts | private_texts, (st.lists(blocks, max_size=6) | many_blocks).map(tuple))
"""Any card, also ones that are too long, too many, or empty."""
quiet_spans: st.SearchStrategy[Span] = st.one_of(texts, st.builds(Bold, texts), moments, private_texts)
quiet_blocks: st.SearchStrategy[Block] = st.one_of(
    pictures,
    st.builds(Para, st.lists(quiet_spans, max_size=6).map(tuple)),
    st.builds(Note, st.lists(quiet_spans, max_size=6).map(tuple)),
    st.builds(Fields, st.lists(st.tuples(texts, st.lists(quiet_spans, max_size=4).map(tuple)), max_size=4).map(tuple)),
    st.builds(Buttons, st.lists(buttons(), max_size=5).map(tuple)),
)
quiet_cards = st.builds(Card, texts | private_texts, st.lists(quiet_blocks, max_size=6).map(tuple))
"""Cards that mention nobody, whatever their words say."""


def names(person: str, room: str) -> Names:
    """Return how a space knows whom the cards mention, given one person and one room of it."""
    return Names(
        {HERE: (person, "Ada Lovelace"), ELSEWHERE: (None, "Grace Hopper")},
        {ROOM_HERE: (room, "general"), ROOM_ELSEWHERE: (None, "far-away")},
    )
